-- Tenants that are shut for a time or deleted but can still be brought back, and how much each may hold.
alter table @tenant add column shut {json};
alter table @tenant add column quota {json};
