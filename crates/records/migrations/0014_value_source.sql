-- Where the values of a record came from, of objects whose sources have an order and as far as records do not tell it themselves.
create table @value_source (
  record_id {id} not null primary key,
  object {text} not null,
  -- {field: source}; "*" of all that are not named; "~field" the one before.
  sources {json} not null
) {strict};
