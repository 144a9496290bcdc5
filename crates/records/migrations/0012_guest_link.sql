-- Links by which somebody without an account sees one record, until a day. Ended ones are deleted; the audit log knows of them.
create table @guest_link (
  id {id} not null primary key,
  -- SHA-256 of the secret in the link.
  hash {bytes} not null,
  object {text} not null,
  record_id {id} not null,
  -- For whom it is.
  label {text} not null,
  -- Names of the fields that it shows.
  fields {json} not null,
  -- Hash of the passcode that it asks for.
  passcode {text},
  -- Who made it: it shows what they may see when it is opened.
  by_id {id} not null,
  at {int} not null,
  until {int} not null,
  opened {int} not null,
  opened_at {int}
) {strict};
create index "guest_link_record" on @guest_link (record_id);
create index "guest_link_until" on @guest_link (until);
