-- Sign-in by identity providers (OpenID Connect): which ones, whom they know, and sign-ins that are under way.
create table @identity_provider (
  id {id} not null primary key,
  label {text} not null,
  issuer {text} not null,
  client_id {text} not null,
  client_secret {text} not null,
  -- Domains of e-mail addresses by which people are recognised the first time.
  domains {json} not null,
  -- Role of people who are added when they come the first time; none: nobody is added.
  role {text},
  -- Whether its sign-in counts as second factor: here, amr, always.
  second_factor {text} not null,
  active {int} not null,
  updated_at {int} not null,
  updated_by {id}
) {strict};

create table @federated (
  issuer {text} not null,
  subject {text} not null,
  user_id {id} not null,
  at {int} not null,
  primary key (issuer, subject)
) {strict};
create index "federated_user" on @federated (user_id);

-- One row for each browser on its way to a provider and back, or that has yet to send a code of the second factor.
create table @visit (
  id {id} not null primary key,
  state {bytes} not null,
  browser {bytes} not null,
  provider_id {id} not null,
  nonce {text} not null,
  verifier {text} not null,
  next {text} not null,
  -- Who came back and has yet to send a code.
  user_id {id},
  until {int} not null
) {strict};
create index "visit_until" on @visit (until);
