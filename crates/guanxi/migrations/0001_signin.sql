-- How people and programs prove who they are, and answers kept for repeated requests.
create table @credential (
  user_id {id} not null primary key,
  password {text} not null,
  changed_at {int} not null
) {strict};

create table @api_key (
  id {id} not null primary key,
  name {text} not null,
  hash {bytes} not null,
  scopes {json} not null,
  user_id {id} not null,
  created_at {int} not null,
  created_by {id} not null,
  expires_at {int},
  last_used_at {int},
  revoked_at {int}
) {strict};

create table @answer (
  actor {id} not null,
  key {text} not null,
  request {bytes} not null,
  status {int} not null,
  headers {text} not null,
  body {text} not null,
  at {int} not null,
  primary key (actor, key)
) {strict};
create index "answer_at" on @answer (at);

create table @file (
  id {id} not null primary key,
  name {text} not null,
  blob {text} not null,
  size {int} not null,
  sha256 {text} not null,
  created_at {int} not null,
  created_by {id}
) {strict};
