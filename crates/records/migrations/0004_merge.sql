-- Merges: `gone` became `survivor`. They are links of a tree and can be undone in any order.
create table @merge (
  id {id} not null primary key,
  -- Counts merges; later ones build upon earlier ones.
  seq {int} not null,
  object {text} not null,
  survivor {id} not null,
  gone {id} not null,
  at {int} not null,
  by_id {id},
  -- {column: [before, after]} of the survivor.
  changed {json} not null,
  undone_at {int},
  undone_by {id}
) {strict};
create index "merge_survivor" on @merge (survivor, seq);
create index "merge_gone" on @merge (gone, seq);

-- References that a merge moved, as they are stored; `dropped` records would have stood twice and were deleted.
create table @merge_move (
  merge_id {id} not null,
  object {text} not null,
  record_id {id} not null,
  col {text} not null,
  before {text},
  after {text},
  dropped {int} not null,
  primary key (object, record_id, col, merge_id)
) {strict};
create index "merge_move_merge" on @merge_move (merge_id, object, record_id, col);

-- Unique keys of records that were merged away, so that imports and programs that know them find who they became.
create table @alias_key (
  object {text} not null,
  col {text} not null,
  v {text} not null,
  id {id} not null,
  primary key (object, col, v)
) {strict};
create index "alias_key_id" on @alias_key (id);
