//! Who is signed in, on which device.

use crate::{Control, Result, Row};
use model::{Id, Ts};

/// Somebody signed in on one device.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    pub id: Id,
    /// Number of the tenant, see [`Control::tenant_by_id`].
    pub tenant: i64,
    pub user: Id,
    /// Hash of the secret that only the browser knows.
    pub secret_hash: Vec<u8>,
    pub created_at: Ts,
    pub expires_at: Ts,
    pub last_seen: Ts,
    /// What the browser calls itself, for the list of one's devices.
    pub agent: String,
    /// From which IP address they signed in; empty when that was not kept.
    pub address: String,
    /// A second factor was proved.
    pub second: bool,
}

/// What a new session needs.
#[derive(Clone, Debug)]
pub struct NewSession {
    pub tenant: i64,
    pub user: Id,
    pub secret_hash: Vec<u8>,
    pub expires_at: Ts,
    pub agent: String,
    pub address: String,
    /// A second factor was proved.
    pub second: bool,
}

const SESSION: &str = "id, tenant, user_id, secret_hash, created_at, expires_at, last_seen, agent, address, second";

impl Session {
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.id(0)?,
            tenant: row.int(1)?,
            user: row.id(2)?,
            secret_hash: row.bytes(3)?.to_vec(),
            created_at: row.ts(4)?,
            expires_at: row.ts(5)?,
            last_seen: row.ts(6)?,
            agent: row.text(7)?.to_owned(),
            address: row.opt_text(8).unwrap_or_default().to_owned(),
            second: row.opt_int(9) == Some(1),
        })
    }
}

impl Control {
    /// # Errors
    /// [`Error::Reference`] when there is no such tenant.
    pub async fn create_session(&self, new: NewSession) -> Result<Session> {
        let now = self.now();
        let id = Id::at(now.unix_ms());
        let sql =
            "insert into @session (id, tenant, user_id, secret_hash, created_at, expires_at, last_seen, agent, address, second, revoked)
                   values ($1, $2, $3, $4, $5, $6, $5, $7, $8, $9, 0)";
        let values = vec![
            id.into(),
            new.tenant.into(),
            new.user.into(),
            new.secret_hash.clone().into(),
            now.0.into(),
            new.expires_at.0.into(),
            new.agent.as_str().into(),
            new.address.as_str().into(),
            i64::from(new.second).into(),
        ];
        self.change(sql, values).await?;
        let NewSession { tenant, user, secret_hash, expires_at, agent, address, second } = new;
        Ok(Session { id, tenant, user, secret_hash, created_at: now, expires_at, last_seen: now, agent, address, second })
    }

    /// A session that is neither revoked nor over.
    ///
    /// # Errors
    /// Errors of the database.
    pub async fn session(&self, id: Id) -> Result<Option<Session>> {
        let sql = format!("select {SESSION} from @session where id = $1 and revoked = 0 and expires_at > $2");
        self.db().get(&sql, &[id.into(), self.now().0.into()]).await?.first().map(Session::read).transpose()
    }

    /// Notes that a session was used and puts off its end. Call it now and then, not at each request: it is a write.
    ///
    /// # Errors
    /// Errors of the database.
    pub async fn touch(&self, id: Id, expires_at: Ts) -> Result<()> {
        let sql = "update @session set last_seen = $2, expires_at = $3 where id = $1 and revoked = 0";
        self.change(sql, vec![id.into(), self.now().0.into(), expires_at.0.into()]).await.map(drop)
    }

    /// Notes that a second factor was proved since the session began.
    ///
    /// # Errors
    /// Errors of the database.
    pub async fn strengthen(&self, id: Id) -> Result<()> {
        self.change("update @session set second = 1 where id = $1", vec![id.into()]).await.map(drop)
    }

    /// # Errors
    /// Errors of the database.
    pub async fn revoke_session(&self, id: Id) -> Result<()> {
        self.change("update @session set revoked = 1 where id = $1", vec![id.into()]).await.map(drop)
    }

    /// Ends a session of a user. `None` when there is none that lives.
    ///
    /// # Errors
    /// Errors of the database.
    pub async fn revoke_one(&self, tenant: i64, user: Id, id: Id) -> Result<Option<Session>> {
        let found = self.session(id).await?.filter(|s| s.tenant == tenant && s.user == user);
        if found.is_some() {
            self.revoke_session(id).await?;
        }
        Ok(found)
    }

    /// Ends all sessions of a user, for a changed password or a blocked account; `except` stays.
    ///
    /// # Errors
    /// Errors of the database.
    pub async fn revoke_sessions_of(&self, tenant: i64, user: Id, except: Option<Id>) -> Result<u64> {
        let sql = "update @session set revoked = 1 where tenant = $1 and user_id = $2 and id <> $3 and revoked = 0";
        self.change(sql, vec![tenant.into(), user.into(), except.unwrap_or(Id::NIL).into()]).await
    }

    /// The living sessions of a user, the one used last first.
    ///
    /// # Errors
    /// Errors of the database.
    pub async fn sessions_of(&self, tenant: i64, user: Id) -> Result<Vec<Session>> {
        let sql = format!(
            "select {SESSION} from @session where tenant = $1 and user_id = $2 and revoked = 0 and expires_at > $3
             order by last_seen desc limit 200"
        );
        let rows = self.db().get(&sql, &[tenant.into(), user.into(), self.now().0.into()]).await?;
        rows.iter().map(Session::read).collect()
    }

    /// Removes sessions that are over or revoked. Returns how many.
    ///
    /// # Errors
    /// Errors of the database.
    pub async fn sweep_sessions(&self) -> Result<u64> {
        self.change("delete from @session where revoked = 1 or expires_at <= $1", vec![self.now().0.into()]).await
    }
}
