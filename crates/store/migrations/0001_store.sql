-- What every tenant has below its records: the change feed, jobs, schedules and the places of readers.
create table @change (
  seq {seq},
  tx {int} not null,
  at {int} not null,
  kind {text} not null,
  object {text} not null,
  record_id {id},
  rev {int} not null,
  by_kind {text} not null,
  by_id {id},
  data {json}
) {strict_rowid};
create index "change_tx" on @change (tx, seq);
create index "change_record" on @change (record_id, seq) where record_id is not null and kind <> 'insert';

create table @cursor (
  name {text} not null primary key,
  tx {int} not null,
  seq {int} not null,
  updated_at {int} not null
) {strict};

create table @job (
  id {id} not null primary key,
  kind {text} not null,
  payload {json} not null,
  state {text} not null,
  run_at {int} not null,
  dedup {text},
  attempts {int} not null,
  node {text},
  fence {int} not null,
  lease_until {int},
  progress {json},
  cancel {int} not null,
  error {text},
  created_at {int} not null,
  created_by {id},
  finished_at {int}
) {strict};
create index "job_due" on @job (state, run_at);
create unique index "job_dedup" on @job (dedup) where dedup is not null and state in ('waiting', 'running');

create table @schedule (
  name {text} not null primary key,
  kind {text} not null,
  payload {json} not null,
  every {text} not null,
  next_at {int} not null,
  last_at {int}
) {strict};
