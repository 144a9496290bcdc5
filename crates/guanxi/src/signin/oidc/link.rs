//! Whose account it is that a provider vouches for: by issuer and subject, and the first time by an e-mail address that the provider
//! has verified and whose domain the company named.

use super::provider::Provider;
use crate::app::App;
use crate::http::Problem;
use crate::signin::accounts::{self, Account};
use crate::signin::staff::{self, NewPerson};
use model::{Id, Ts};
use records::audit::Origin;
use records::{Audit, AuditKind, Records, Who, audit};
use serde_json::json;

/// What a provider says of somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vouched {
    pub subject: String,
    pub email: Option<String>,
    pub verified: bool,
    pub name: Option<String>,
    /// It asked for a second factor.
    pub second: bool,
}

impl Vouched {
    /// The address by which somebody may be recognised.
    fn trusted_email(&self, provider: &Provider) -> Option<&str> {
        let email = self.email.as_deref().filter(|_| self.verified)?;
        let domain = email.rsplit_once('@')?.1.to_lowercase();
        provider.domains.contains(&domain).then_some(email)
    }
}

/// The account, or the code of why there is none.
pub async fn account(
    app: &App,
    records: &Records,
    provider: &Provider,
    vouched: &Vouched,
    origin: &Origin,
) -> Result<Result<Account, &'static str>, Problem> {
    let tenant = records.tenant();
    let sql = "select user_id from @federated where issuer = $1 and subject = $2";
    let known = tenant.get(sql, &[provider.issuer.as_str().into(), vouched.subject.as_str().into()]).await?;
    if let Some(user) = known.first().and_then(|r| r.opt_id(0))
        && let Some(account) = accounts::by_id(tenant, user).await?
    {
        return Ok(if account.active { Ok(account) } else { Err("deactivated") });
    }
    let Some(email) = vouched.trusted_email(provider) else { return Ok(Err("unknown")) };
    let account = match accounts::by_email(tenant, email).await? {
        Some(account) if !account.active => return Ok(Err("deactivated")),
        Some(account) => account,
        None => match added(app, records, provider, vouched, email).await? {
            Some(account) => account,
            None => return Ok(Err("unknown")),
        },
    };
    link(records, provider, vouched, &account, origin).await?;
    Ok(Ok(account))
}

/// Adds somebody who comes the first time, where the provider's people are added.
async fn added(
    app: &App,
    records: &Records,
    provider: &Provider,
    vouched: &Vouched,
    email: &str,
) -> Result<Option<Account>, Problem> {
    let Some(role) = provider.role.clone() else { return Ok(None) };
    let local = email.split('@').next().unwrap_or_default();
    let name = vouched.name.as_deref().map(str::trim).filter(|n| !n.is_empty()).unwrap_or(local);
    let name = name.chars().filter(|c| !c.is_control()).take(100).collect();
    let new = NewPerson { email: email.to_owned(), name, role, ..NewPerson::default() };
    Ok(Some(staff::add(app.gate(), records, &staff::system(records), new).await?.0))
}

async fn link(
    records: &Records,
    provider: &Provider,
    vouched: &Vouched,
    account: &Account,
    origin: &Origin,
) -> store::Result<()> {
    let (tenant, user): (_, Id) = (records.tenant(), account.id);
    let now: Ts = tenant.clock().now();
    let details = json!({ "provider": provider.label, "email": account.email });
    let entry = &Audit::new(AuditKind::IdentityLinked).of(user, account.name.as_str()).with(details);
    let who = &Who::person(user, &account.name, origin);
    let params = &[provider.issuer.as_str().into(), vouched.subject.as_str().into(), user.into(), now.0.into()];
    let sql = "insert into @federated (issuer, subject, user_id, at) values ($1, $2, $3, $4)
               on conflict (issuer, subject) do update set user_id = excluded.user_id, at = excluded.at";
    tenant
        .write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                tx.run(sql, params).await?;
                audit::note(tx, who, entry).await
            })
        })
        .await
}
