-- Keys on devices by which people sign in without a password, and what was asked of devices that have yet to answer.
create table @passkey (
  id {id} not null primary key,
  user_id {id} not null,
  -- What the device calls the key, base64url.
  credential {text} not null,
  name {text} not null,
  -- Public key and flags, as the library that checks them writes them.
  key {json} not null,
  -- Of the last use; 0 for devices that do not count.
  counter {int} not null,
  created_at {int} not null,
  used_at {int}
) {strict};
create unique index "passkey_credential" on @passkey (credential);
create index "passkey_user" on @passkey (user_id);

create table @ceremony (
  id {id} not null primary key,
  -- Of the secret that the page has and of what the browser is known by.
  hash {bytes} not null,
  -- For whom a key is made; none: somebody wants to sign in.
  user_id {id},
  state {json} not null,
  until {int} not null
) {strict};
create index "ceremony_until" on @ceremony (until);
