-- Records that are shown to people or teams whom their role does not show them to. A row a record and principal.
create table @share (
  id {id} not null primary key,
  object {text} not null,
  record_id {id} not null,
  -- A person, or a team with all below it.
  principal {id} not null,
  team {int} not null,
  -- 1: they may change it as far as their role changes records at all.
  change {int} not null,
  -- Until when it holds; none: until it is taken back.
  until {int},
  note {text} not null,
  by_id {id},
  at {int} not null
) {strict};
create unique index "share_record" on @share (object, record_id, principal);
create index "share_principal" on @share (principal, object, record_id);
