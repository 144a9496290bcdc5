-- Hand-overs: what somebody held went to others in one act.
create table @hand_over (
  id {id} not null primary key,
  -- Whose it was.
  user_id {id} not null,
  state {text} not null,
  -- To whom, by which rules.
  plan {json} not null,
  -- They were deactivated with it.
  deactivated {int} not null,
  total {int} not null,
  done {int} not null,
  -- Of its undoing: put back, and left as they are.
  restored {int} not null,
  kept {int} not null,
  cancel {int} not null,
  error {text},
  job_id {id},
  by_id {id},
  created_at {int} not null,
  finished_at {int},
  undone_by {id},
  undone_at {int}
) {strict};
create index "hand_over_at" on @hand_over (created_at, id);
create index "hand_over_user" on @hand_over (user_id, state);

-- What was given to whom.
create table @hand_over_item (
  hand_over_id {id} not null,
  object {text} not null,
  field {text} not null,
  record_id {id} not null,
  to_id {id} not null,
  -- A list of people named them before.
  had {int} not null,
  -- 0 stands, 1 was put back, 2 was left by the undoing.
  undone {int} not null,
  primary key (hand_over_id, object, field, record_id)
) {strict};
