-- What home pages show: the cards in order.
create table @home (
  -- `user:ID`, `role:CODE`
  holder {text} not null primary key,
  cards {json} not null
) {strict};
