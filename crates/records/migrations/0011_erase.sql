-- Records that must be kept although somebody asks for their erasure: until when, and why.
create table @hold (
  record_id {id} not null primary key,
  object {text} not null,
  reason {text} not null,
  at {int} not null,
  by_id {id}
) {strict};

-- What was erased, ids alone.
create table @erasure (
  record_id {id} not null primary key,
  object {text} not null,
  mode {text} not null,
  at {int} not null,
  by_id {id}
) {strict};
