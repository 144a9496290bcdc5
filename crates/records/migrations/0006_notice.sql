-- What people are told in the app. Names are not kept: they are read when it is shown, as far as the person may see them then.
create table @notice (
  id {id} not null primary key,
  user_id {id} not null,
  at {int} not null,
  kind {text} not null,
  -- The record, or one of `count` records.
  object {text} not null,
  record_id {id} not null,
  count {int} not null,
  -- Who caused it; none for the program.
  by_id {id},
  read_at {int}
) {strict};
create index "notice_user" on @notice (user_id, id);
create index "notice_unread" on @notice (user_id, id) where read_at is null;
