-- Identifiers that belong to several records by right and identify none of them: a family's phone, a company's mailbox.
create table @identity_shared (
  object {text} not null,
  kind {text} not null,
  -- As it is compared.
  key {text} not null,
  by_id {id},
  at {int} not null,
  primary key (object, kind, key)
) {strict};

-- Where a group comes from: `scan`, `entry` (somebody entered one that was there), `identity` (both have an identifier). Open ones
-- of a scan go with it.
alter table @duplicate_group add column origin {text} not null default 'scan';
