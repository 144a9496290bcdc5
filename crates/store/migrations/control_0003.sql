-- Records that were erased, in whatever tenant: ids alone, so that a restored back-up does not bring them back.
create table @erased (
  record_id {id} not null primary key,
  object {text} not null,
  mode {text} not null,
  at {int} not null
) {strict};
