-- Files with everything kept about a customer, made for the customer.
create table @archive (
  id {id} not null primary key,
  customer_id {id} not null,
  state {text} not null,
  done {int} not null,
  total {int} not null,
  -- Name of the file, known before it is there, so that none is left behind.
  blob {text} not null,
  size {int},
  left_out {json},
  error {text},
  job_id {id},
  by_id {id},
  created_at {int} not null,
  finished_at {int},
  expires_at {int},
  -- How often it was taken out.
  taken {int} not null
) {strict};
create index "archive_customer" on @archive (customer_id, id);

-- What a company has set about privacy: name and JSON.
create table @privacy_setting (
  name {text} not null primary key,
  value {json} not null
) {strict};

-- What people ask for as the law gives them: access, correction, erasure, restriction, objection, a copy to take along.
create table @rights_request (
  id {id} not null primary key,
  version {int} not null,
  kind {text} not null,
  channel {text} not null,
  -- The customer, once it is known who asks.
  customer_id {id},
  name {text} not null,
  contact {text} not null,
  note {text} not null,
  received_at {int} not null,
  due_at {int} not null,
  -- By what it was proved that they are who they say.
  identity {text} not null,
  assignee_id {id},
  -- open, done, refused, withdrawn
  state {text} not null,
  outcome {text} not null,
  -- What the program did: [{"act", "at", "by", ...}].
  acts {json} not null,
  created_by {id},
  closed_at {int},
  closed_by {id}
) {strict};
create index "rights_request_state" on @rights_request (state, due_at, id);
create index "rights_request_customer" on @rights_request (customer_id, id);

-- How long records are kept: which, by which date, how many days, and what becomes of them then.
create table @retention_rule (
  id {id} not null primary key,
  name {text} not null,
  object {text} not null,
  filter {text} not null,
  field {text} not null,
  days {int} not null,
  -- delete, anonymise, erase, purge
  action {text} not null,
  active {int} not null,
  -- The dry run of the rule as it is now; it cannot be switched on before.
  tried_at {int},
  tried_count {int},
  created_at {int} not null,
  created_by {id}
) {strict};

-- What rules did.
create table @retention_run (
  id {id} not null primary key,
  -- None for the audit log, imports and notices, which `name` says.
  rule_id {id},
  name {text} not null,
  -- waiting, running, done, failed, cancelled
  state {text} not null,
  total {int} not null,
  done {int} not null,
  -- Left for a legal hold or a restriction, and refused.
  kept {int} not null,
  failed {int} not null,
  error {text},
  job_id {id},
  by_id {id},
  started_at {int} not null,
  finished_at {int}
) {strict};
create index "retention_run_rule" on @retention_run (rule_id, id);
