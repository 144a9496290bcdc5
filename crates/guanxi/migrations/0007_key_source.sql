-- As which source what a key's program writes comes.
alter table @api_key add column source {text};
