-- What units (teams with all below them) keep to themselves, by object: {"customer": {"records": "shared", "hidden": ["phones"]}}.
create table @unit_rule (
  team_id {id} not null primary key,
  objects {json} not null,
  updated_at {int} not null,
  updated_by {id}
) {strict};
