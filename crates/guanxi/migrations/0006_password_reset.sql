-- Links to set a new password: one a person, the newest. Only a hash of what the link says is kept.
create table @password_reset (
  user_id {id} not null primary key,
  hash {bytes} not null,
  expires_at {int} not null
) {strict};
