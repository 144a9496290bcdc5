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

-- due_at is when the job may next be claimed: its time, its next try, or the end of its lease; null at rest.
create table @job (
  id {id} not null primary key,
  kind {text} not null,
  payload {json} not null,
  priority {int} not null,
  state {text} not null,
  due_at {int},
  attempt {int} not null,
  tries {int} not null,
  fence {int} not null,
  dedup {text},
  cancel {int} not null,
  node {text},
  reason {text},
  progress {json},
  checkpoint {json},
  created_at {int} not null,
  started_at {int},
  finished_at {int}
) {strict};
create index "job_due" on @job (priority, due_at) where due_at is not null;
create index "job_state" on @job (state, id);
create unique index "job_dedup" on @job (kind, dedup) where dedup is not null and state = 'waiting' and fence = 0;

-- Either every_s, or daily (hh:mm:ss) in zone.
create table @schedule (
  name {text} not null primary key,
  kind {text} not null,
  payload {json} not null,
  every_s {int},
  daily {text},
  zone {text},
  next_at {int} not null
) {strict};
create index "schedule_next" on @schedule (next_at);
