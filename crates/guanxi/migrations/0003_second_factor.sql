-- The second factor: a shared secret for codes of the moment, codes for the day when it is lost, and rules of sign-in.
create table @totp (
  user_id {id} not null primary key,
  secret {bytes} not null,
  last_step {int} not null,
  created_at {int} not null,
  confirmed_at {int}
) {strict};

create table @recovery_code (
  user_id {id} not null,
  hash {bytes} not null,
  used_at {int},
  primary key (user_id, hash)
) {strict};

create table @sign_in_rule (
  name {text} not null primary key,
  value {json} not null
) {strict};
