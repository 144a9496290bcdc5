//! The gate: turns a cookie or key into who asks, and remembers the answer for a moment.

use super::accounts::{self, Account};
use super::keys::{self, PREFIX};
use super::limit::Attempts;
use super::password::Passwords;
use super::token::Token;
use crate::http::Problem;
use crate::settings::Settings;
use axum::http::StatusCode;
use model::{Id, Ts};
use moka::sync::Cache;
use parking_lot::Mutex;
use records::access::permission;
use records::audit::Origin;
use records::{Access, Actor, Audit, AuditKind, Catalog, Who, audit};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use store::{NewSession, Store, Tenant};

/// Authenticated requests remembered at once.
const REMEMBERED: u64 = 20_000;
/// Companies asked for an e-mail when a sign-in names none.
const ASK_AT_MOST: usize = 20;
/// A session's end is put off when it was last seen longer ago than this, in microseconds.
const TOUCH_EVERY: i64 = 600_000_000;

/// Somebody whose cookie or key is right.
#[derive(Debug)]
pub struct Signed {
    /// What they may do, before fields are closed to them.
    pub access: Arc<Access>,
    /// The same with the fields closed under a version of the definitions.
    closed: Mutex<Option<(i64, Arc<Access>)>>,
    /// The session, when it came by cookie.
    pub session: Option<Id>,
    pub account: Account,
    expires_at: Option<Ts>,
}

impl Signed {
    fn new(access: Access, account: Account, session: Option<Id>, expires_at: Option<Ts>) -> Self {
        Self { access: Arc::new(access), closed: Mutex::new(None), session, account, expires_at }
    }

    /// What they may do under these definitions: fields that are not open to them are closed.
    #[must_use]
    pub fn under(&self, catalog: &Catalog) -> Arc<Access> {
        if self.access.can(permission::FIELD_SENSITIVE) {
            return self.access.clone();
        }
        let mut kept = self.closed.lock();
        if let Some((version, access)) = &*kept
            && *version == catalog.version
        {
            return access.clone();
        }
        let access = Arc::new(Access {
            hidden: Arc::new(super::sensitive::fields(catalog).into_iter().collect()),
            ..(*self.access).clone()
        });
        *kept = Some((catalog.version, access.clone()));
        access
    }
}

/// Sign-in, sessions and keys of all companies of this server.
pub struct Gate {
    store: Store,
    pub passwords: Passwords,
    attempts: Attempts,
    remembered: Cache<String, Arc<Signed>>,
    session: Duration,
}

/// What sign-in gives: the cookie's text and who it is.
pub struct Entered {
    pub cookie: String,
    pub signed: Arc<Signed>,
}

/// Where a credential came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    Cookie,
    Bearer,
}

impl Gate {
    /// # Errors
    /// When the cost of passwords is out of range.
    pub fn new(store: Store, settings: &Settings) -> Result<Self, super::password::PasswordError> {
        Ok(Self {
            store,
            passwords: Passwords::new(settings.password_cost)?,
            attempts: Attempts::new(settings.sign_in_rates),
            remembered: Cache::builder().max_capacity(REMEMBERED).time_to_live(settings.remember).build(),
            session: settings.session,
        })
    }

    fn now(&self) -> Ts {
        self.store.clock().now()
    }

    /// Checks e-mail and password; takes as long for accounts that do not exist.
    ///
    /// # Errors
    /// 401 without saying what was wrong; 429 after too many attempts; 422 when several companies know the e-mail.
    pub async fn enter(&self, origin: &Origin, company: Option<&str>, email: &str, password: String) -> Result<Entered, Problem> {
        let account = format!("{}/{}", company.unwrap_or_default(), model::text::fold(email.trim()));
        self.note_attempt(origin.address, &account)?;
        let found = self.find(company, email).await?;
        let stored = match &found {
            Some((tenant, account)) if account.active => accounts::password(tenant, account.id).await?,
            _ => None,
        };
        let right = self.passwords.check(password, stored).await;
        match found {
            Some((tenant, account)) if right => self.open(&tenant, account, origin).await,
            found => {
                if let Some((tenant, account)) = found {
                    note_later(tenant, Who::nobody(origin), Audit::new(AuditKind::SignInFailed).of(account.id, account.name));
                }
                Err(Problem::new(StatusCode::UNAUTHORIZED, "wrong_credentials", "E-mail or password is wrong."))
            }
        }
    }

    /// Counts an attempt to prove something.
    ///
    /// # Errors
    /// 429 after too many.
    pub fn note_attempt(&self, address: IpAddr, account: &str) -> Result<(), Problem> {
        self.attempts.note(address, account).map_err(|seconds| Problem {
            retry_after: Some(seconds),
            ..Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", format!("Too many attempts; wait {seconds} s."))
        })
    }

    /// Makes a session for an account whose right to enter was proved.
    ///
    /// # Errors
    /// Of the database.
    pub async fn open(&self, tenant: &Tenant, account: Account, origin: &Origin) -> Result<Entered, Problem> {
        let mut token = Token::new(tenant.slug(), Id::NIL);
        let expires_at = self.session_end();
        let agent = origin.agent.clone();
        let new = NewSession { tenant: tenant.id(), user: account.id, secret_hash: token.hash(), expires_at, agent };
        let session = self.store.control().create_session(new).await?;
        let who = Who { user: Some(account.id), key: None, name: account.name.clone(), origin: Some(origin.clone()) };
        audit::note_alone(tenant, &who, &Audit::new(AuditKind::SignedIn)).await?;
        token.id = session.id;
        let signed = Arc::new(by_session(tenant, account, session.id, expires_at));
        let cookie = token.text();
        self.remembered.insert(cookie.clone(), signed.clone());
        Ok(Entered { cookie, signed })
    }

    fn session_end(&self) -> Ts {
        Ts(self.now().0 + i64::try_from(self.session.as_micros()).unwrap_or(i64::MAX / 2))
    }

    /// The account, in the company named or in the only one that knows the e-mail.
    async fn find(&self, company: Option<&str>, email: &str) -> Result<Option<(Tenant, Account)>, Problem> {
        let slugs: Vec<String> = match company.filter(|c| !c.trim().is_empty()) {
            Some(slug) => vec![slug.trim().to_lowercase()],
            None => self.store.tenants().await?.into_iter().take(ASK_AT_MOST + 1).map(|t| t.slug).collect(),
        };
        if slugs.len() > ASK_AT_MOST {
            return Err(Problem::field("company", "required", "name your company; there are many here"));
        }
        let mut found = Vec::new();
        for slug in slugs {
            let tenant = match self.store.tenant(&slug).await {
                Ok(tenant) => tenant,
                Err(store::Error::NotFound(_)) => continue,
                Err(e) => return Err(e.into()),
            };
            if let Some(account) = accounts::by_email(&tenant, email).await? {
                found.push((tenant, account));
            }
        }
        if found.len() > 1 {
            return Err(Problem::field("company", "required", "several companies here know this e-mail; name yours"));
        }
        Ok(found.pop())
    }

    /// Who the text of a cookie or key stands for.
    ///
    /// # Errors
    /// 401 when it is none, ended, or its person may no longer sign in.
    pub async fn recognise(&self, text: &str, carrier: Carrier) -> Result<Arc<Signed>, Problem> {
        if let Some(known) = self.remembered.get(text)
            && known.expires_at.is_none_or(|end| end > self.now())
        {
            return Ok(known);
        }
        let bare = match carrier {
            Carrier::Cookie => text,
            Carrier::Bearer => text.strip_prefix(PREFIX).ok_or_else(Problem::unauthorized)?,
        };
        let token = Token::parse(bare).ok_or_else(Problem::unauthorized)?;
        let tenant = match self.store.tenant(&token.tenant).await {
            Err(store::Error::NotFound(_)) => return Err(Problem::unauthorized()),
            other => other?,
        };
        let signed = Arc::new(match carrier {
            Carrier::Cookie => self.by_cookie(&tenant, &token).await?,
            Carrier::Bearer => self.by_key(&tenant, &token).await?,
        });
        self.remembered.insert(text.to_owned(), signed.clone());
        Ok(signed)
    }

    async fn by_cookie(&self, tenant: &Tenant, token: &Token) -> Result<Signed, Problem> {
        let session = self.store.control().session(token.id).await?.ok_or_else(Problem::unauthorized)?;
        if session.tenant != tenant.id() || !token.matches(&session.secret_hash) {
            return Err(Problem::unauthorized());
        }
        let account = self.account(tenant, session.user).await?;
        let mut expires_at = session.expires_at;
        if self.now().0 - session.last_seen.0 > TOUCH_EVERY {
            expires_at = self.session_end();
            self.store.control().touch(session.id, expires_at).await?;
        }
        Ok(by_session(tenant, account, session.id, expires_at))
    }

    async fn by_key(&self, tenant: &Tenant, token: &Token) -> Result<Signed, Problem> {
        let now = self.now();
        let key = keys::find(tenant, token.id, now).await?.ok_or_else(Problem::unauthorized)?;
        if !token.matches(&key.hash) {
            return Err(Problem::unauthorized());
        }
        let account = self.account(tenant, key.user).await?;
        if let Err(e) = keys::note_use(tenant, &key, now).await {
            tracing::warn!(error = %e, "the use of an API key could not be noted");
        }
        let mut access = Access::person(tenant.slug(), account.id, &account.name, account.role);
        access.permissions = access.permissions.narrowed(&key.scopes);
        access.actor = Actor { key: Some(key.id), ..access.actor };
        Ok(Signed::new(access, account, None, key.expires_at))
    }

    async fn account(&self, tenant: &Tenant, user: Id) -> Result<Account, Problem> {
        let account = accounts::by_id(tenant, user).await?;
        account.filter(|a| a.active).ok_or_else(Problem::unauthorized)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// Of the database.
    pub async fn leave(&self, cookie: &str, session: Id) -> Result<(), Problem> {
        self.store.control().revoke_session(session).await?;
        self.remembered.invalidate(cookie);
        Ok(())
    }

    /// Ends a person's sessions, except one, after a new password or when they may no longer sign in.
    ///
    /// # Errors
    /// Of the database.
    pub async fn end_sessions(&self, tenant: &Tenant, user: Id, except: Option<Id>) -> Result<(), Problem> {
        self.store.control().revoke_sessions_of(tenant.id(), user, except).await?;
        self.forget();
        Ok(())
    }

    /// Forgets what is remembered, after a change of a role, an account or a key.
    pub fn forget(&self) {
        self.remembered.invalidate_all();
    }

    /// Work for quiet minutes: ended sessions and old counters.
    pub async fn tidy(&self) {
        self.attempts.tidy();
        if let Err(e) = self.store.control().sweep_sessions().await {
            tracing::warn!(error = %e, "ended sessions could not be removed");
        }
    }
}

/// Adds an entry when the answer is on its way: one that waited for it would tell that the account exists.
fn note_later(tenant: Tenant, who: Who, entry: Audit) {
    tokio::spawn(async move {
        if let Err(e) = audit::note_alone(&tenant, &who, &entry).await {
            tracing::warn!(error = %e, "the audit log could not be written");
        }
    });
}

fn by_session(tenant: &Tenant, account: Account, session: Id, expires_at: Ts) -> Signed {
    let access = Access::person(tenant.slug(), account.id, &account.name, account.role);
    Signed::new(access, account, Some(session), Some(expires_at))
}
