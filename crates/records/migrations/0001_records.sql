-- What the record engine keeps beside the tables of objects.
create table @setting (
  name {text} not null primary key,
  value {text} not null
) {strict};

-- Custom objects, and what was changed of built-in ones.
create table @object_def (
  name {text} not null primary key,
  def {json} not null,
  created_at {int} not null
) {strict};

-- Custom fields, and what was changed of built-in ones.
create table @field_def (
  object {text} not null,
  name {text} not null,
  position {int} not null,
  def {json} not null,
  created_at {int} not null,
  primary key (object, name)
) {strict};

-- The columns that exist, so that definitions are compared without asking the database's own catalogue.
create table @layout (
  object {text} not null,
  name {text} not null,
  primary key (object, name)
) {strict};

-- One row for each item of a list field, by which records are found.
create table @value (
  object {text} not null,
  field {text} not null,
  record_id {id} not null,
  pos {int} not null,
  v {text} not null,
  primary key (object, field, record_id, pos)
) {strict};
create index "value_v" on @value (object, field, v, record_id);

-- What happened to customers. An event keeps the customer id that it arrived with; merged ids are resolved on read.
create table @event (
  id {id} not null primary key,
  customer_id {id},
  at {int} not null,
  kind {text} not null,
  subject_object {text},
  subject_id {id},
  by_kind {text} not null,
  by_id {id},
  source {text} not null,
  quiet {int} not null,
  import_id {id},
  props {json} not null,
  deleted_at {int},
  deleted_by {id}
) {strict};
-- A page of a timeline is found in this index alone, whatever kinds are asked for.
create index "event_customer" on @event (customer_id, at, id, kind, deleted_at);
create index "event_import" on @event (import_id, id) where import_id is not null;

-- Ids of records that were merged into another one.
create table @alias (
  id {id} not null primary key,
  root {id} not null,
  merge_id {id} not null
) {strict};
create index "alias_root" on @alias (root, id);

-- Auto-numbers, and blocks of dense numbers.
create table @counter (
  name {text} not null primary key,
  next {int} not null
) {strict};

-- Parents whose lazy roll-ups are to be gathered again.
create table @dirty (
  object {text} not null,
  id {id} not null,
  primary key (object, id)
) {strict};
