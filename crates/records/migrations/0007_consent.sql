-- What holds for each customer, purpose and channel; follows from the ledger, object `consent`.
create table @consent_state (
  customer_id {id} not null,
  purpose {text} not null,
  channel {text} not null,
  state {text} not null,
  given_at {int} not null,
  -- Of a grant: it ends then.
  expires_at {int},
  basis {text},
  -- The row of the ledger that decided.
  consent_id {id} not null,
  primary key (customer_id, purpose, channel)
) {strict};
create index "consent_state_purpose" on @consent_state (purpose, state, customer_id);
