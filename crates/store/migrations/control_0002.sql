-- From where somebody signed in, and how often a proof failed, by a hash of what it was tried on.
alter table @session add column address {text};

create table @failure (
  key {bytes} not null primary key,
  failures {int} not null,
  last_at {int} not null,
  until {int} not null
) {strict};
create index "failure_last" on @failure (last_at);
