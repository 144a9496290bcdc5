//! A new password for who forgot theirs, by a link that only their mailbox gets. Whether an account exists shows neither in the
//! answer nor in its time: what is looked up is looked up after the answer.

use super::enter::{account_key, hash, wait};
use super::{Gate, note_later};
use crate::http::Problem;
use crate::mail::reset;
use crate::signin::accounts;
use crate::signin::limit::masked;
use crate::signin::token::Token;
use axum::http::StatusCode;
use model::{Id, Ts};
use records::audit::Origin;
use records::{Audit, AuditKind, Who, audit};
use serde_json::json;
use store::{Attempt, Target, Tenant, Tx};

/// A link is good for so long, in microseconds: 30 minutes.
pub const GOOD_FOR: i64 = 30 * 60 * 1_000_000;

impl Gate {
    /// Sends a link to whoever has this e-mail, if anybody has.
    ///
    /// # Errors
    /// 429 after too many requests; 422 when the company must be named. Both follow from what was typed alone.
    pub async fn forgot(&self, origin: &Origin, company: Option<&str>, email: &str) -> Result<(), Problem> {
        let email = model::text::fold(email.trim());
        let slugs = self.asked(company).await?;
        self.count_reset(origin, &slugs, &email).await?;
        let (candidates, origin) = (self.candidates_later(slugs, email), origin.clone());
        tokio::spawn(async move {
            let found = match candidates.await {
                Ok(found) => found,
                Err(problem) => return tracing::warn!(cause = problem.cause, "a new password could not be asked for"),
            };
            for (tenant, account) in found {
                let job = &reset::ask(account.id, tenant.clock().now());
                let queued = tenant.write::<_, store::Error, _>(move |tx| Box::pin(tx.enqueue(job.clone()))).await;
                match queued {
                    Ok(_) => {
                        let asked = Audit::new(AuditKind::PasswordResetAsked).of(account.id, account.name);
                        note_later(tenant, Who::nobody(&origin), vec![asked]);
                    }
                    Err(e) => tracing::warn!(error = %e, "a letter with a new password could not be queued"),
                }
            }
        });
        Ok(())
    }

    async fn count_reset(&self, origin: &Origin, slugs: &[String], email: &str) -> Result<(), Problem> {
        self.attempts.note(origin.address, &format!("reset {}/{email}", slugs.join(" "))).map_err(|s| wait(i64::from(s)))?;
        let account = |slug: &String| Target { key: hash("reset", slug, email), lockout: self.lockouts.reset };
        let mut targets: Vec<Target> = slugs.iter().map(account).collect();
        let from = hash("reset address", &masked(origin.address).to_string(), "");
        targets.push(Target { key: from, lockout: self.lockouts.address });
        match self.store.control().attempt(&targets).await? {
            Attempt::Counted(_) => Ok(()),
            Attempt::Closed(until) => Err(wait((until.0 - self.now().0 + 999_999) / 1_000_000)),
        }
    }

    /// Sets a new password by a link, and ends the link, all sessions and the lock of the account.
    ///
    /// # Errors
    /// 400 `link_invalid` for a link that is used, old, replaced or none; 422 for a password that is not taken; 429.
    pub async fn reset(&self, origin: &Origin, link: &str, password: String) -> Result<(), Problem> {
        self.attempts.note(origin.address, &format!("reset link {}", hex(link))).map_err(|s| wait(i64::from(s)))?;
        let token = Token::parse(link).ok_or_else(invalid)?;
        let tenant = match self.store.tenant(&token.tenant).await {
            Err(store::Error::NotFound(_)) => return Err(invalid()),
            other => other?,
        };
        let user = token.id;
        let stored = pending(&tenant, user).await?.filter(|(hash, end)| token.matches(hash) && *end > self.now());
        let account = accounts::by_id(&tenant, user).await?.filter(|a| a.active);
        let (Some(_), Some(account)) = (stored, account) else { return Err(invalid()) };
        super::served(&tenant)?;
        let new = self.passwords.hash(password).await?;
        let (who, now) = (Who::person(user, &account.name, origin), self.now());
        let entry = Audit::new(AuditKind::PasswordReset).of(user, account.name.as_str()).with(json!({ "by": "mail" }));
        let (used, new, who, entry) = (&token.hash(), &new, &who, &entry);
        let done = tenant.write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                let sql = "delete from @password_reset where user_id = $1 and hash = $2 and expires_at > $3";
                if tx.run(sql, &[user.into(), used.clone().into(), now.0.into()]).await? == 0 {
                    return Ok(false);
                }
                accounts::put_password(tx, user, new, now).await?;
                audit::note(tx, who, entry).await?;
                Ok(true)
            })
        });
        if !done.await? {
            return Err(invalid());
        }
        self.end_sessions(&tenant, user, None).await?;
        let email = model::text::fold(&account.email);
        let keys = [account_key(tenant.slug(), &email), hash("reset", tenant.slug(), &email)];
        self.store.control().forgive(&keys).await?;
        Ok(())
    }
}

fn invalid() -> Problem {
    let detail = "This link was used, is too old, or was replaced by a newer one; ask for another.";
    Problem::new(StatusCode::BAD_REQUEST, "link_invalid", detail)
}

/// What guesses at one link are counted by, without keeping it.
fn hex(link: &str) -> String {
    hash("link", link, "").iter().take(8).map(|b| format!("{b:02x}")).collect()
}

async fn pending(tenant: &Tenant, user: Id) -> store::Result<Option<(Vec<u8>, Ts)>> {
    let rows = tenant.get("select hash, expires_at from @password_reset where user_id = $1", &[user.into()]).await?;
    rows.first().map(|r| Ok((r.bytes(0)?.to_vec(), r.ts(1)?))).transpose()
}

/// Makes the text of a link for a person; those before it are void.
///
/// # Errors
/// Of the database.
pub async fn make(tenant: &Tenant, user: Id) -> store::Result<String> {
    let token = Token::new(tenant.slug(), user);
    let expires_at = tenant.clock().now().0 + GOOD_FOR;
    let params = [user.into(), token.hash().into(), expires_at.into()];
    let params = &params;
    let sql = "insert into @password_reset (user_id, hash, expires_at) values ($1, $2, $3)
               on conflict (user_id) do update set hash = excluded.hash, expires_at = excluded.expires_at";
    tenant.write::<_, store::Error, _>(move |tx| Box::pin(tx.run(sql, params))).await?;
    Ok(token.text())
}

/// Voids the link of a person, when their password changes.
///
/// # Errors
/// Of the database.
pub async fn void(tx: &mut Tx, user: Id) -> store::Result<()> {
    tx.run("delete from @password_reset where user_id = $1", &[user.into()]).await.map(drop)
}
