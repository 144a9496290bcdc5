-- Which keys seal the secrets of all tenants. The keys themselves are with the servers: here is what proves that one has the right one.
create table @secret_key (
  id {text} not null primary key,
  -- The key's own id, sealed with it.
  proof {text} not null,
  -- current: everything new is sealed with it; old: something may still be
  state {text} not null,
  node {text} not null,
  made_at {int} not null
) {strict};
create unique index "secret_key_current" on @secret_key (state) where state = 'current';
