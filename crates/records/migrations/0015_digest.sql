-- Notices by mail: what people chose; who is not here gets none.
create table @digest (
  user_id {id} not null primary key,
  mode {text} not null,
  -- Of the day's letter, in the person's zone.
  hour {int} not null,
  zone {text} not null
) {strict};
-- When a notice went into a letter.
alter table @notice add column mailed_at {int};
