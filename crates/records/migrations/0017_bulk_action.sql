-- Bulk actions: one change of many records, chosen one by one or by a condition.
create table @bulk_action (
  id {id} not null primary key,
  object {text} not null,
  state {text} not null,
  -- What is done, as JSON. Text, so that whoever forgets a person can look for their words.
  what {text} not null,
  -- Which records, and what the asker's key allows; kept until it has ended.
  chosen {text},
  -- Where it goes on, and who got how many records.
  mark {text},
  total {int} not null,
  changed {int} not null,
  unchanged {int} not null,
  refused {int} not null,
  skipped {int} not null,
  -- Of its undoing: put back, and left as they are.
  restored {int} not null,
  kept {int} not null,
  cancel {int} not null,
  error {text},
  job_id {id},
  by_id {id} not null,
  created_at {int} not null,
  begun_at {int},
  finished_at {int},
  undone_by {id},
  undone_at {int}
) {strict};
create index "bulk_action_object" on @bulk_action (object, id);
create index "bulk_action_by" on @bulk_action (by_id, id);

-- What became of each record.
create table @bulk_item (
  bulk_id {id} not null,
  record_id {id} not null,
  -- changed, unchanged, refused, skipped
  outcome {text} not null,
  -- The record's revision that the change made, and when.
  rev {int} not null,
  at {int} not null,
  -- Why it was refused or skipped, or left by the undoing.
  reason {text},
  -- 0 stands, 1 was put back, 2 was left by the undoing.
  undone {int} not null,
  primary key (bulk_id, record_id)
) {strict};
create index "bulk_item_record" on @bulk_item (record_id);
