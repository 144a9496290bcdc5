-- How a company's files are read: templates of the importer that it has made.
create table @import_template (
  name {text} not null primary key,
  template {json} not null,
  created_at {int} not null,
  created_by {id}
) {strict};
