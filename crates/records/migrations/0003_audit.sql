-- Who came in, and what was done that a company must be able to answer for. Only ever added to; apart from the history of
-- records.
create table @audit (
  id {id} primary key not null,
  at {int} not null,
  kind {text} not null,
  user_id {id},
  key_id {id},
  actor {text} not null,
  subject_id {id},
  subject {text} not null,
  address {text},
  agent {text} not null,
  details {json} not null
) {strict};
create index "audit_i_at" on @audit (at, id);
create index "audit_i_kind" on @audit (kind, at, id);
create index "audit_i_user" on @audit (user_id, at, id);
create index "audit_i_subject" on @audit (subject_id, at, id);
