-- What was changed of the configuration, so that it is seen and can be taken back; and which packs are there.
create table @config_change (
  id {id} not null primary key,
  at {int} not null,
  by_id {id},
  -- 1: by hand, 0: by a file.
  by_hand {int} not null,
  -- Name, version and words of the pack, where it was one.
  pack {json},
  -- Each thing with what it was and what it became.
  changes {json} not null,
  undone_at {int}
) {strict};
