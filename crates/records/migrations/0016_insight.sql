-- What was known of records on a day: of those of each owner, how many have which field. {"phones": 12}
create table @known (
  id {seq},
  object {text} not null,
  day {int} not null,
  owner_id {id},
  owner_team {id},
  total {int} not null,
  filled {json} not null
) {strict_rowid};
create index "known_day" on @known (object, day);
insert into @schedule (name, kind, payload, every_s, next_at) values ('records.insight', 'records.insight', 'null', 86400, 0);
