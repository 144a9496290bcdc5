//! The gate: turns a cookie or key into who asks, and remembers the answer for a moment.

mod enter;
mod guest;
mod passkey;
pub mod reset;
mod sessions;
mod signed;

pub use enter::Given;
pub use signed::{Signed, access_of};

use super::accounts::{self, Account};
use super::keys::{self, PREFIX};
use super::limit::{Attempts, Lockouts};
use super::networks::Networks;
use super::password::Passwords;
use super::token::Token;
use super::{passkey as passkeys, roles, rules, totp};
use crate::http::Problem;
use crate::settings::Settings;
use axum::http::StatusCode;
use model::{Id, Ts};
use moka::sync::Cache;
use records::audit::Origin;
use records::{Actor, Audit, AuditKind, Who, audit};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use store::{NewSession, Session, Shut, Store, Tenant};
use tokio::sync::watch;

/// Authenticated requests remembered at once.
const REMEMBERED: u64 = 20_000;
/// A session's end is put off when it was last seen longer ago than this, in microseconds.
const TOUCH_EVERY: i64 = 600_000_000;

/// Sign-in, sessions and keys of all companies of this server.
pub struct Gate {
    store: Store,
    pub passwords: Passwords,
    attempts: Attempts,
    lockouts: Lockouts,
    /// How often links of guests are followed.
    guests: Attempts,
    remembered: Cache<String, Arc<Signed>>,
    session: Duration,
    /// Counts what may have shut somebody out.
    changes: watch::Sender<u64>,
}

/// What sign-in gives: the cookie's text and who it is.
pub struct Entered {
    pub cookie: String,
    pub signed: Arc<Signed>,
}

/// How somebody proved who they are.
#[derive(Clone, Debug, Default)]
pub struct How {
    /// With a second factor, or with something that counts as one.
    pub second: bool,
    /// For the audit log; empty for a password.
    pub by: Value,
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
            lockouts: settings.lockouts,
            guests: Attempts::new(settings.guest_rates),
            remembered: Cache::builder().max_capacity(REMEMBERED).time_to_live(settings.remember).build(),
            session: settings.session,
            changes: watch::Sender::new(0),
        })
    }

    fn now(&self) -> Ts {
        self.store.clock().now()
    }

    /// Makes a session for an account whose right to enter was proved.
    ///
    /// # Errors
    /// 423 when the company is shut; of the database.
    pub async fn open(&self, tenant: &Tenant, account: Account, origin: &Origin, how: How) -> Result<Entered, Problem> {
        served(tenant)?;
        self.check_network(tenant, &account, origin).await?;
        let must_enrol = must_enrol(tenant, &account, how.second).await?;
        let mut token = Token::new(tenant.slug(), Id::NIL);
        let expires_at = self.session_end();
        let (agent, address) = (origin.agent.clone(), origin.address.to_string());
        let (user, secret_hash, second) = (account.id, token.hash(), how.second);
        let new = NewSession { tenant: tenant.id(), user, secret_hash, expires_at, agent, address, second };
        let session = self.store.control().create_session(new).await?;
        let who = Who::person(account.id, &account.name, origin);
        let entry = Audit::new(AuditKind::SignedIn);
        let entry = if how.by.is_null() { entry } else { entry.with(how.by) };
        audit::note_alone(tenant, &who, &entry).await?;
        token.id = session.id;
        let signed = Arc::new(by_session(tenant, account, &session, (expires_at, must_enrol)).await?);
        let cookie = token.text();
        self.remembered.insert(cookie.clone(), signed.clone());
        Ok(Entered { cookie, signed })
    }

    /// Whoever proved who they are may still come from the wrong place.
    async fn check_network(&self, tenant: &Tenant, account: &Account, origin: &Origin) -> Result<(), Problem> {
        let allowed = rules::of(tenant).await?.networks().check(origin.address);
        if allowed.is_err() {
            let refused = Audit::new(AuditKind::SignInRefused).of(account.id, account.name.as_str());
            audit::note_alone(tenant, &Who::nobody(origin), &refused).await?;
        }
        allowed
    }

    fn session_end(&self) -> Ts {
        Ts(self.now().0 + i64::try_from(self.session.as_micros()).unwrap_or(i64::MAX / 2))
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
        let signed = self.look(text, carrier, true).await?;
        self.remembered.insert(text.to_owned(), signed.clone());
        Ok(signed)
    }

    /// Who the text stands for now, whatever is remembered. To ask is no use of the session or key: it does not put off its end.
    ///
    /// # Errors
    /// As [`Gate::recognise`].
    pub async fn still(&self, text: &str, carrier: Carrier) -> Result<Arc<Signed>, Problem> {
        self.look(text, carrier, false).await
    }

    /// Changes when somebody may have been shut out, or may do something else than before, by this node.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    async fn look(&self, text: &str, carrier: Carrier, uses: bool) -> Result<Arc<Signed>, Problem> {
        let bare = match carrier {
            Carrier::Cookie => text,
            Carrier::Bearer => text.strip_prefix(PREFIX).ok_or_else(Problem::unauthorized)?,
        };
        let token = Token::parse(bare).ok_or_else(Problem::unauthorized)?;
        let tenant = match self.store.tenant(&token.tenant).await {
            Err(store::Error::NotFound(_)) => return Err(Problem::unauthorized()),
            other => other?,
        };
        served(&tenant)?;
        Ok(Arc::new(match carrier {
            Carrier::Cookie => self.by_cookie(&tenant, &token, uses).await?,
            Carrier::Bearer => self.by_key(&tenant, &token, uses).await?,
        }))
    }

    async fn by_cookie(&self, tenant: &Tenant, token: &Token, uses: bool) -> Result<Signed, Problem> {
        let session = self.store.control().session(token.id).await?.ok_or_else(Problem::unauthorized)?;
        if session.tenant != tenant.id() || !token.matches(&session.secret_hash) {
            return Err(Problem::unauthorized());
        }
        let account = self.account(tenant, session.user).await?;
        let mut expires_at = session.expires_at;
        if uses && self.now().0 - session.last_seen.0 > TOUCH_EVERY {
            expires_at = self.session_end();
            self.store.control().touch(session.id, expires_at).await?;
        }
        let must_enrol = must_enrol(tenant, &account, session.second).await?;
        Ok(by_session(tenant, account, &session, (expires_at, must_enrol)).await?)
    }

    async fn by_key(&self, tenant: &Tenant, token: &Token, uses: bool) -> Result<Signed, Problem> {
        let now = self.now();
        let key = keys::find(tenant, token.id, now).await?.ok_or_else(Problem::unauthorized)?;
        if !token.matches(&key.hash) {
            return Err(Problem::unauthorized());
        }
        let account = self.account(tenant, key.user).await?;
        if uses && let Err(e) = keys::note_use(tenant, &key, now).await {
            tracing::warn!(error = %e, "the use of an API key could not be noted");
        }
        let mut access = roles::access(tenant, &account).await?;
        access.permissions = access.permissions.narrowed(&key.scopes);
        access.scopes = Some(key.scopes.as_slice().into());
        // What a program is told does not move with the person.
        access.zone = None;
        access.actor = Actor { key: Some(key.id), source: key.source.clone(), ..access.actor };
        let networks = match key.networks.as_slice() {
            [] => rules::of(tenant).await?.networks(),
            own => Networks::of(own),
        };
        Ok(Signed { networks, ..Signed::new(access, account, None, key.expires_at) })
    }

    async fn account(&self, tenant: &Tenant, user: Id) -> Result<Account, Problem> {
        let account = accounts::by_id(tenant, user).await?;
        account.filter(|a| a.active).ok_or_else(Problem::unauthorized)
    }

    /// Work for quiet minutes: ended sessions and old counters.
    pub async fn tidy(&self) {
        self.attempts.tidy();
        self.guests.tidy();
        if let Err(e) = self.store.control().sweep_sessions().await {
            tracing::warn!(error = %e, "ended sessions could not be removed");
        }
        if let Err(e) = self.store.control().sweep_failures(self.lockouts.account.forget).await {
            tracing::warn!(error = %e, "old failures could not be removed");
        }
    }
}

/// Nobody is served while their company is shut.
///
/// # Errors
/// 423 saying why, and who can open it.
pub fn served(tenant: &Tenant) -> Result<(), Problem> {
    let (code, detail) = match tenant.shut() {
        None => return Ok(()),
        Some(Shut::Suspended { why, .. }) => {
            let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
            ("suspended", format!("This company is suspended{why}. Nothing is lost; ask whoever runs the server to resume it."))
        }
        Some(Shut::Deleted { purge_at, .. }) => {
            let day = Ts(purge_at).rfc3339();
            ("deleted", format!("This company was deleted. Until {day} whoever runs the server can bring it back."))
        }
    };
    Err(Problem::new(StatusCode::LOCKED, code, detail))
}

/// Adds entries when the answer is on its way: one that waited for it would tell that the account exists.
fn note_later(tenant: Tenant, who: Who, entries: Vec<Audit>) {
    tokio::spawn(async move {
        for entry in entries {
            if let Err(e) = audit::note_alone(&tenant, &who, &entry).await {
                tracing::warn!(error = %e, "the audit log could not be written");
            }
        }
    });
}

async fn by_session(
    tenant: &Tenant,
    account: Account,
    session: &Session,
    (end, must_enrol): (Ts, bool),
) -> store::Result<Signed> {
    let networks = rules::of(tenant).await?.networks();
    let access = roles::access(tenant, &account).await?;
    Ok(Signed { must_enrol, networks, ..Signed::new(access, account, Some(session.id), Some(end)) })
}

/// Whether somebody has yet to set up the second factor that their company asks for.
///
/// # Errors
/// 401 `passkey_required` for whoever has one and came without it: with a password alone nobody sets up another.
async fn must_enrol(tenant: &Tenant, account: &Account, second: bool) -> Result<bool, Problem> {
    if second || !rules::of(tenant).await?.needs_second(&account.role) || totp::state(tenant, account.id).await?.enabled {
        return Ok(false);
    }
    if passkeys::key::any(tenant, account.id).await? {
        let detail = "Your company asks you for a second factor: sign in with your passkey.";
        return Err(Problem::new(StatusCode::UNAUTHORIZED, "passkey_required", detail));
    }
    Ok(true)
}
