-- Secret addresses at which calendars of people read their open tasks: one a person.
create table @calendar_feed (
  user_id {id} not null primary key,
  id {id} not null,
  -- SHA-256 of the secret in the address.
  hash {bytes} not null,
  made_at {int} not null,
  -- About when it was read last.
  read_at {int}
) {strict};
create unique index "calendar_feed_id" on @calendar_feed (id);
