-- Roles that a company has made; `administrator` and `member` are the program's own.
create table @role (
  code {text} not null primary key,
  name {text} not null,
  grants {json} not null,
  created_at {int} not null,
  updated_at {int} not null,
  updated_by {id}
) {strict};
