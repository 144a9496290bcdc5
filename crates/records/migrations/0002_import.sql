-- Imports: what is to be done, how far it is, and what was refused.
create table @import (
  id {id} primary key not null,
  name {text} not null,
  template {json} not null,
  dry_run {int} not null,
  state {text} not null,
  blob {text},
  total_bytes {int} not null,
  read_bytes {int} not null,
  position {int} not null,
  line {int} not null,
  accepted {int} not null,
  refused {int} not null,
  counts {json} not null,
  error {text},
  user_id {id},
  created_at {int} not null,
  started_at {int},
  finished_at {int},
  elapsed_ms {int} not null,
  undone {json},
  cancel {int} not null
) {strict};
create index "import_i_created" on @import (created_at, id);
create table @import_refused (
  import_id {id} not null,
  line {int} not null,
  pos {int} not null,
  col {int} not null,
  code {text} not null,
  message {text} not null,
  row {text} not null,
  primary key (import_id, line, pos)
) {strict};

-- What an import wrote, so that it can be undone without reading the whole log.
create index "change_import" on @change (by_id, seq) where by_kind = 'import';
