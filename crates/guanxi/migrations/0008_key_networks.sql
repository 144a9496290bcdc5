-- From where a key works; none: from where the company lets in.
alter table @api_key add column networks {json};
