-- Imports that begin by themselves: where is looked how often, and which files were met.
create table @import_schedule (
  id {id} not null primary key,
  name {text} not null,
  -- Name of the template.
  template {text} not null,
  -- folder, bucket; the path below the company's own part of it; names with * and ?.
  source {text} not null,
  path {text} not null,
  pattern {text} not null,
  -- Either every so many minutes, or each day at hh:mm.
  every_minutes {int},
  daily_at {text},
  -- What becomes of files that were taken over: keep, move.
  after {text} not null,
  run_as {id} not null,
  active {int} not null,
  looked_at {int},
  -- Why the last look failed, and since when looks fail.
  error {text},
  failing_since {int},
  created_by {id},
  created_at {int} not null
) {strict};

create table @import_file (
  id {id} not null primary key,
  schedule_id {id} not null,
  name {text} not null,
  size {int} not null,
  -- Etag, or time and number of the file.
  stamp {text} not null,
  -- standing: it may still grow. taken, same (as one that was taken), refused.
  state {text} not null,
  reason {text},
  sha256 {text},
  -- Where its content is being copied to.
  blob {text},
  import_id {id},
  seen_at {int} not null,
  taken_at {int}
) {strict};
create unique index "import_file_met" on @import_file (schedule_id, name, size, stamp);
create index "import_file_content" on @import_file (schedule_id, sha256);

-- The schedule that began an import.
alter table @import add column schedule_id {id};
