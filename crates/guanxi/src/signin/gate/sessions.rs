//! Sessions: listed, strengthened, ended.

use super::{Carrier, Gate};
use crate::http::Problem;
use model::Id;
use store::{Session, Tenant};

impl Gate {
    /// Ends a session.
    ///
    /// # Errors
    /// Of the database.
    pub async fn leave(&self, cookie: &str, session: Id) -> Result<(), Problem> {
        self.store.control().revoke_session(session).await?;
        self.remembered.invalidate(cookie);
        self.changes.send_modify(|n| *n = n.wrapping_add(1));
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

    /// A session of the company that lives.
    ///
    /// # Errors
    /// Of the database.
    pub async fn session(&self, tenant: &Tenant, id: Id) -> Result<Option<Session>, Problem> {
        Ok(self.store.control().session(id).await?.filter(|s| s.tenant == tenant.id()))
    }

    /// Ends one session of `user`. `None` when there is none that lives.
    ///
    /// # Errors
    /// Of the database.
    pub async fn end_session(&self, tenant: &Tenant, user: Id, id: Id) -> Result<Option<Session>, Problem> {
        let ended = self.store.control().revoke_one(tenant.id(), user, id).await?;
        self.forget();
        Ok(ended)
    }

    /// The devices on which a person is signed in, the one used last first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn sessions(&self, tenant: &Tenant, user: Id) -> Result<Vec<Session>, Problem> {
        Ok(self.store.control().sessions_of(tenant.id(), user).await?)
    }

    /// Notes that the person of a session has proved a second factor.
    ///
    /// # Errors
    /// Of the database.
    pub async fn strengthen(&self, session: Id) -> Result<(), Problem> {
        self.store.control().strengthen(session).await?;
        self.forget();
        Ok(())
    }

    /// Ends the session that a browser held before it signed in anew.
    pub async fn replace(&self, old: &str) {
        let Ok(before) = self.recognise(old, Carrier::Cookie).await else { return };
        if let Some(session) = before.session
            && let Err(problem) = self.leave(old, session).await
        {
            tracing::warn!(cause = problem.cause, "a session could not be ended");
        }
    }

    /// Forgets what is remembered, after a change of a role, an account or a key.
    pub fn forget(&self) {
        self.remembered.invalidate_all();
        self.changes.send_modify(|n| *n = n.wrapping_add(1));
    }
}
