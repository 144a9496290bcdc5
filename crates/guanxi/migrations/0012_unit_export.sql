-- A unit that leaves takes its data along: archives of what is the unit's.
create table @unit_export (
  id {id} not null primary key,
  team_id {id} not null,
  state {text} not null,
  done {int} not null,
  total {int} not null,
  language {text} not null,
  -- What is in it and what is not, once it is done.
  summary {json},
  -- Name of the file, known before it is there, so that none is left behind.
  blob {text} not null,
  size {int},
  error {text},
  by_id {id} not null,
  created_at {int} not null,
  finished_at {int},
  expires_at {int}
) {strict};
create index "unit_export_team" on @unit_export (team_id, id);

-- 1: whoever manages units above this one may make such an archive of it, too.
alter table @unit_rule add column taken_by_above {int};
