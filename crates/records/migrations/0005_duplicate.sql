-- The search for records that mean the same: one row an object, its latest run.
create table @duplicate_scan (
  object {text} not null primary key,
  id {id} not null,
  state {text} not null,
  cancel {int} not null,
  -- Records read so far and in all; parts of a thousand of the comparison.
  done {int} not null,
  total {int} not null,
  compared {int} not null,
  groups {int} not null,
  error {text},
  -- The run whose groups are listed; the one before until this one is done.
  shown {id},
  job_id {id},
  by_id {id},
  created_at {int} not null,
  started_at {int},
  finished_at {int}
) {strict};

-- Records that are probably the same. While a group is open it belongs to the run that found it; once somebody has decided, to none
-- (nil), so that it stays when the next run replaces the open ones.
create table @duplicate_group (
  id {id} not null primary key,
  object {text} not null,
  state {text} not null,
  scan_id {id} not null,
  -- The order of lists: chance in millionths of open groups, time of the decision of others.
  rank {int} not null,
  chance {int} not null,
  -- [{a, b, chance, fields: {field: [level, bits]}}]
  pairs {json} not null,
  decided_at {int},
  decided_by {id},
  -- {survivor, merges} of merged ones.
  decision {json}
) {strict};
create index "duplicate_group_rank" on @duplicate_group (object, state, scan_id, rank, id);

create table @duplicate_member (
  group_id {id} not null,
  record_id {id} not null,
  primary key (group_id, record_id)
) {strict};
create index "duplicate_member_record" on @duplicate_member (record_id);

-- Pairs that a person said are not the same, the smaller id first. Ids of merged records are resolved by alias when read.
create table @not_same (
  object {text} not null,
  a {id} not null,
  b {id} not null,
  group_id {id} not null,
  by_id {id},
  at {int} not null,
  primary key (object, a, b)
) {strict};
create index "not_same_group" on @not_same (group_id);
