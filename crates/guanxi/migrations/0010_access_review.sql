-- Reviews of who may do what: each person with the role that they had, and what was decided of it.
create table @access_review (
  id {id} not null primary key,
  name {text} not null,
  due_at {int},
  created_at {int} not null,
  created_by {id} not null,
  -- When the last one was decided.
  done_at {int}
) {strict};
create table @access_review_item (
  review_id {id} not null,
  user_id {id} not null,
  role {text} not null,
  -- confirmed or revoked; null while nobody has decided.
  decision {text},
  -- What they have instead.
  to_role {text},
  decided_at {int},
  decided_by {id},
  primary key (review_id, user_id)
) {strict};
