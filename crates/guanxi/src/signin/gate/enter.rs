//! Signing in. Whether an account exists shows neither in the answer nor in its time: what is asked, checked and counted
//! follows from what was typed alone.

use super::{Entered, Gate, How, note_later};
use crate::http::Problem;
use crate::signin::accounts::{self, Account};
use crate::signin::limit::masked;
use crate::signin::totp;
use axum::http::StatusCode;
use model::{Id, Ts};
use records::audit::Origin;
use records::{Audit, AuditKind, Who, audit};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use store::{Attempt, Store, Target, Tenant};

/// Companies asked for an e-mail when a sign-in names none.
const ASK_AT_MOST: usize = 20;
/// Accounts whose password is tried when no company is named.
const TRY_AT_MOST: usize = 4;

/// What somebody who wants to enter sends.
pub struct Given {
    pub company: Option<String>,
    pub email: String,
    pub password: String,
    /// Of the second factor.
    pub code: Option<String>,
}

enum Second {
    /// The person has none.
    None,
    Passed,
    Needed,
    Wrong,
}

/// An account that may be meant.
struct Candidate {
    tenant: Tenant,
    account: Account,
    /// Hash of its password; none when it may not sign in.
    password: Option<String>,
}

impl Gate {
    /// Checks e-mail and password.
    ///
    /// # Errors
    /// 401 without saying what was wrong; 429 after too many failures; 422 when the company must be named.
    pub async fn enter(&self, origin: &Origin, given: Given) -> Result<Entered, Problem> {
        let Given { company, email, password, code } = given;
        let email = model::text::fold(email.trim());
        let slugs = self.asked(company.as_deref()).await?;
        let (targets, locks) = self.admit(origin.address, &slugs, &email).await?;
        let candidates = candidates(&self.store, &slugs, &email).await?;
        let mut right = Vec::new();
        for i in 0..slugs.len().clamp(1, TRY_AT_MOST) {
            let stored = candidates.get(i).and_then(|c| c.password.clone());
            if self.passwords.check(password.clone(), stored).await {
                right.push(i);
            }
        }
        if right.is_empty() {
            failed(&slugs, candidates, origin, &email, locks);
            return Err(Problem::new(StatusCode::UNAUTHORIZED, "wrong_credentials", "E-mail or password is wrong."));
        }
        if right.len() > 1 {
            self.uncount(&targets).await?;
            return Err(Problem::field("company", "required", "several companies here know this e-mail; name yours"));
        }
        let chosen = candidates.into_iter().nth(right[0]).ok_or_else(Problem::unauthorized)?;
        let how = match self.second(&chosen.tenant, &chosen.account, code.as_deref(), origin).await? {
            Second::None => How::default(),
            Second::Passed => How { second: true, ..How::default() },
            Second::Needed => {
                // not forgiven: who has the password may not reset the count of their guesses at codes
                self.uncount(&targets).await?;
                let detail = "Send the code of your second factor as well.";
                return Err(Problem::new(StatusCode::UNAUTHORIZED, "code_required", detail));
            }
            Second::Wrong => {
                failed(&slugs, vec![chosen], origin, &email, locks);
                return Err(wrong_code());
            }
        };
        self.forgive(&targets).await?;
        self.open(&chosen.tenant, chosen.account, origin, how).await
    }

    /// Takes a code of the second factor from somebody who proved the rest elsewhere.
    ///
    /// # Errors
    /// 401 `wrong_code`; 429 after too many failures.
    pub async fn take_code(&self, tenant: &Tenant, account: &Account, code: &str, origin: &Origin) -> Result<(), Problem> {
        let (slugs, email) = ([tenant.slug().to_owned()], model::text::fold(&account.email));
        let (targets, locks) = self.admit(origin.address, &slugs, &email).await?;
        if let Second::Passed = self.second(tenant, account, Some(code), origin).await? {
            return self.forgive(&targets).await;
        }
        let chosen = Candidate { tenant: tenant.clone(), account: account.clone(), password: None };
        failed(&slugs, vec![chosen], origin, &email, locks);
        Err(wrong_code())
    }

    /// Checks the second factor of somebody whose password was right, and uses the code up.
    async fn second(&self, tenant: &Tenant, account: &Account, code: Option<&str>, origin: &Origin) -> Result<Second, Problem> {
        let user = account.id;
        if !totp::state(tenant, user).await?.enabled {
            return Ok(Second::None);
        }
        let Some(code) = code.filter(|c| !c.trim().is_empty()) else { return Ok(Second::Needed) };
        let (who, now) = (Who::person(user, &account.name, origin), self.now());
        let (who, keys) = (&who, tenant.keys());
        let taken = tenant
            .write::<_, store::Error, _>(move |tx| {
                Box::pin(async move {
                    // Whose shared secret does not open still has their recovery codes.
                    let app = match totp::take(tx, keys, user, code, now, true).await {
                        Ok(true) => return Ok(true),
                        Ok(false) => Ok(()),
                        Err(e @ store::Error::Secrets(_)) => Err(e),
                        Err(e) => return Err(e),
                    };
                    let taken = totp::take_recovery(tx, user, code, now).await?;
                    if taken {
                        audit::note(tx, who, &Audit::new(AuditKind::RecoveryCodeUsed)).await?;
                        return Ok(true);
                    }
                    app.map(|()| false)
                })
            })
            .await?;
        Ok(if taken { Second::Passed } else { Second::Wrong })
    }

    /// Takes an attempt back that was neither a failure nor a proof.
    async fn uncount(&self, targets: &[Target]) -> Result<(), Problem> {
        for target in targets {
            self.store.control().uncount(&target.key).await?;
        }
        Ok(())
    }

    /// Lets the person signed in try to prove themselves once more; the attempt counts as one to sign in.
    ///
    /// # Errors
    /// 429 after too many failures.
    pub async fn admit_again(&self, tenant: &Tenant, account: &Account, origin: &Origin) -> Result<Vec<Target>, Problem> {
        let slugs = [tenant.slug().to_owned()];
        Ok(self.admit(origin.address, &slugs, &model::text::fold(&account.email)).await?.0)
    }

    /// Forgets the attempts on an account after a proof, and the one attempt from its address.
    ///
    /// # Errors
    /// Of the database.
    pub async fn forgive(&self, targets: &[Target]) -> Result<(), Problem> {
        let Some((address, accounts)) = targets.split_last() else { return Ok(()) };
        let keys: Vec<Vec<u8>> = accounts.iter().map(|t| t.key.clone()).collect();
        self.store.control().forgive(&keys).await?;
        Ok(self.store.control().uncount(&address.key).await?)
    }

    /// Ends the lock of an account. False when there was none.
    ///
    /// # Errors
    /// Of the database.
    pub async fn unlock(&self, tenant: &Tenant, account: &Account) -> Result<bool, Problem> {
        let key = account_key(tenant.slug(), &model::text::fold(&account.email));
        Ok(self.store.control().forgive(&[key]).await? > 0)
    }

    /// Until when each of the accounts is closed; `None`: it is open.
    ///
    /// # Errors
    /// Of the database.
    pub async fn locked_until(&self, tenant: &Tenant, accounts: &[Account]) -> Result<Vec<Option<Ts>>, Problem> {
        let key = |a: &Account| account_key(tenant.slug(), &model::text::fold(&a.email));
        let keys: Vec<Vec<u8>> = accounts.iter().map(key).collect();
        Ok(self.store.control().closed_until(&keys).await?)
    }

    /// Counts an attempt on the e-mail in each company asked, and from the address, which comes last. For each whether it is
    /// locked when this one fails.
    pub(super) async fn admit(
        &self,
        address: IpAddr,
        slugs: &[String],
        email: &str,
    ) -> Result<(Vec<Target>, Vec<bool>), Problem> {
        let named = slugs.join(" ");
        self.attempts.note(address, &format!("{named}/{email}")).map_err(|seconds| wait(i64::from(seconds)))?;
        let account = |slug: &String| Target { key: account_key(slug, email), lockout: self.lockouts.account };
        let mut targets: Vec<Target> = slugs.iter().map(account).collect();
        targets.push(Target { key: address_key(address), lockout: self.lockouts.address });
        match self.store.control().attempt(&targets).await? {
            Attempt::Counted(locks) => Ok((targets, locks)),
            Attempt::Closed(until) => Err(wait((until.0 - self.now().0 + 999_999) / 1_000_000)),
        }
    }

    /// Short names of the companies in which the e-mail is looked for.
    pub(super) async fn asked(&self, company: Option<&str>) -> Result<Vec<String>, Problem> {
        if let Some(slug) = company.map(str::trim).filter(|c| !c.is_empty()) {
            return Ok(vec![slug.to_lowercase()]);
        }
        let all: Vec<String> = self.store.tenants().await?.into_iter().take(ASK_AT_MOST + 1).map(|t| t.slug).collect();
        if all.len() > ASK_AT_MOST {
            return Err(Problem::field("company", "required", "name your company; there are many here"));
        }
        Ok(all)
    }

    /// The same after the answer: who may sign in with this e-mail, in a few companies.
    pub(super) fn candidates_later(
        &self,
        slugs: Vec<String>,
        email: String,
    ) -> impl Future<Output = Result<Vec<(Tenant, Account)>, Problem>> + Send + use<> {
        let store = self.store.clone();
        async move {
            let found = candidates(&store, &slugs, &email).await?;
            Ok(found.into_iter().filter(|c| c.account.active).take(TRY_AT_MOST).map(|c| (c.tenant, c.account)).collect())
        }
    }
}

async fn candidates(store: &Store, slugs: &[String], email: &str) -> Result<Vec<Candidate>, Problem> {
    let mut found = Vec::new();
    for slug in slugs {
        let tenant = match store.tenant(slug).await {
            Ok(tenant) => tenant,
            Err(store::Error::NotFound(_)) => continue,
            Err(e) => return Err(e.into()),
        };
        let account = accounts::by_email(&tenant, email).await?;
        let id = account.as_ref().filter(|a| a.active).map_or(Id::NIL, |a| a.id);
        let password = accounts::password(&tenant, id).await?;
        if let Some(account) = account {
            found.push(Candidate { tenant, account, password });
        }
    }
    Ok(found)
}

fn wrong_code() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "wrong_code", "The code is wrong or was used before.")
}

/// Tells the companies that somebody failed.
fn failed(slugs: &[String], candidates: Vec<Candidate>, origin: &Origin, email: &str, locks: Vec<bool>) {
    for Candidate { tenant, account, .. } in candidates {
        let locked = slugs.iter().position(|s| s == tenant.slug()).and_then(|i| locks.get(i)) == Some(&true);
        let kinds = [Some(AuditKind::SignInFailed), locked.then_some(AuditKind::Locked)];
        let entry = |kind| Audit::new(kind).of(account.id, account.name.as_str()).with(json!({ "email": email }));
        note_later(tenant, Who::nobody(origin), kinds.into_iter().flatten().map(entry).collect());
    }
}

pub(super) fn wait(seconds: i64) -> Problem {
    let seconds = u32::try_from(seconds.max(1)).unwrap_or(u32::MAX);
    let detail = format!("Too many attempts; wait {seconds} s.");
    Problem { retry_after: Some(seconds), ..Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", detail) }
}

/// What failures on an account are counted by: the account need not exist, and what was typed is not kept.
pub(super) fn account_key(slug: &str, email: &str) -> Vec<u8> {
    hash("account", slug, email)
}

/// What failures from an address are counted by.
pub(super) fn address_key(address: IpAddr) -> Vec<u8> {
    hash("address", &masked(address).to_string(), "")
}

pub(super) fn hash(kind: &str, a: &str, b: &str) -> Vec<u8> {
    Sha256::new().chain_update(kind).chain_update([0]).chain_update(a).chain_update([0]).chain_update(b).finalize().to_vec()
}
