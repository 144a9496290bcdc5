//! Signing in with a passkey. Failures count as those with a password do: on the account that is said, and from the address.

use super::{Entered, Gate, How, served};
use crate::http::Problem;
use crate::signin::accounts::{self, Account};
use crate::signin::passkey::{Doubt, Passkeys, key, refused};
use crate::signin::token::Token;
use records::audit::Origin;
use records::{Audit, AuditKind, Who, audit};
use serde_json::{Value, json};
use store::Tenant;

impl Gate {
    /// Checks what a device answered to the question that a browser was told to ask, and lets in whose key it is.
    ///
    /// # Errors
    /// 401 `wrong_passkey`, whatever is wrong; 429 after too many failures; as [`Gate::open`].
    pub async fn enter_by_passkey(
        &self,
        passkeys: &Passkeys,
        tenant: &Tenant,
        (ceremony, browser): (&Token, &str),
        answer: Value,
        origin: &Origin,
    ) -> Result<Entered, Problem> {
        served(tenant)?;
        let given = passkeys.given(tenant, ceremony, browser, answer).await?;
        let credential = key::named(given.answer.get_credential_id());
        let found = passkeys.said(tenant, &given).await?;
        let account = match &found {
            Some(found) => accounts::by_id(tenant, found.user).await?.filter(|a| a.active),
            None => None,
        };
        let counted = account.as_ref().map_or_else(|| format!("passkey {credential}"), |a| model::text::fold(&a.email));
        let (targets, locks) = self.admit(origin.address, &[tenant.slug().to_owned()], &counted).await?;
        let name = found.as_ref().map(|f| f.name.clone());
        let checked = match (&found, &account) {
            (Some(found), Some(_)) => passkeys.check(tenant, given, found).await?,
            _ => Err(Doubt::Wrong),
        };
        match (checked, account) {
            (Ok(()), Some(account)) => {
                self.forgive(&targets).await?;
                let how = How { second: true, by: json!({ "passkey": name }) };
                self.open(tenant, account, origin, how).await
            }
            (checked, account) => {
                let doubt = checked.err().unwrap_or(Doubt::Wrong);
                let locked = locks.first() == Some(&true);
                note(tenant, origin, (doubt, locked), account.as_ref(), name.as_deref()).await?;
                Err(refused())
            }
        }
    }
}

/// Tells the audit log of a device that was not believed.
async fn note(
    tenant: &Tenant,
    origin: &Origin,
    (doubt, locked): (Doubt, bool),
    account: Option<&Account>,
    key: Option<&str>,
) -> Result<(), Problem> {
    let copied = (doubt == Doubt::Copied).then_some(AuditKind::PasskeyCopied);
    let kinds = [Some(AuditKind::SignInFailed), copied, (locked && account.is_some()).then_some(AuditKind::Locked)];
    for kind in kinds.into_iter().flatten() {
        let entry = Audit::new(kind).with(json!({ "by": "passkey", "passkey": key }));
        let entry = match account {
            Some(account) => entry.of(account.id, account.name.as_str()),
            None => entry,
        };
        audit::note_alone(tenant, &Who::nobody(origin), &entry).await?;
    }
    Ok(())
}
