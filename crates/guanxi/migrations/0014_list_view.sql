-- Lists that people have kept: how a list was, by a name.
create table @list_view (
  id {id} not null primary key,
  object {text} not null,
  name {text} not null,
  -- Filter, search, sort and columns, as the address of the list has them.
  state {json} not null,
  -- `me`, `team`, `all`
  shared {text} not null,
  team_id {id},
  made_by {id} not null,
  version {int} not null,
  updated_at {int} not null,
  -- Removed; brought back for a day, then gone.
  deleted_at {int}
) {strict};
create index "list_view_object" on @list_view (object);

-- The view that a list begins with, for whom.
create table @list_view_default (
  object {text} not null,
  -- `company`, `role:CODE`, `user:ID`
  holder {text} not null,
  view_id {id} not null,
  primary key (object, holder)
) {strict};
create index "list_view_default_view" on @list_view_default (view_id);
