-- What all tenants share: who they are, where they live, who is signed in, which node does what.
create table @tenant (
  id {seq},
  slug {text} not null unique,
  name {text} not null,
  home {json} not null,
  status {text} not null,
  schema_version {text} not null,
  needs_program {text},
  created_at {int} not null
) {strict_rowid};

create table @session (
  id {id} not null primary key,
  tenant {int} not null references @tenant(id) on delete cascade,
  user_id {id} not null,
  secret_hash {bytes} not null,
  created_at {int} not null,
  expires_at {int} not null,
  last_seen {int} not null,
  agent {text} not null,
  revoked {int} not null
) {strict};
create index "session_user" on @session (tenant, user_id);
create index "session_expires" on @session (expires_at);

create table @lease (
  tenant {int} not null,
  role {text} not null,
  node {text} not null,
  fence {int} not null,
  until {int} not null,
  primary key (tenant, role)
) {strict};

-- Any number of rows a tenant: whoever has work for it only adds one.
create table @wake (
  id {seq},
  tenant {int} not null,
  due_at {int} not null
) {strict_rowid};
create index "wake_due" on @wake (due_at, tenant);
