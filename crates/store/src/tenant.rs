//! The handle of one open tenant: the only thing that runs SQL.

mod write;

use crate::config::Scan;
use crate::postgres::Pg;
use crate::secrets::Keys;
use crate::sqlite::Lite;
use crate::terms::{Quota, Shut, Terms};
use crate::token::Tokens;
use crate::wake::Waker as JobWaker;
use crate::{Dialect, Error, Result, Row, Rows};
use model::{Clock, Val};
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Instant;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
pub use write::Pending;

/// An open tenant. Cheap to clone; while a clone exists the tenant stays open.
#[derive(Clone)]
pub struct Tenant(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) id: i64,
    pub(crate) slug: String,
    pub(crate) db: Db,
    tokens: Arc<Tokens>,
    clock: Arc<dyn Clock>,
    gate: Arc<Semaphore>,
    keys: Arc<Keys>,
    /// None for the control database, which has no jobs.
    waker: Option<JobWaker>,
    state: AtomicU8,
    terms: parking_lot::Mutex<Terms>,
    /// Counts what this process has appended to the feed.
    pub(crate) changes: Arc<watch::Sender<u64>>,
    extensions: parking_lot::Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

/// What may be done with an open tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Active,
    /// On its way to another home: reads only.
    Moving,
    /// It lives elsewhere; this handle is of no more use.
    Gone,
}

/// Where the tables are.
pub(crate) enum Db {
    Lite(Arc<Lite>),
    Pg { pg: Arc<Pg>, schema: Arc<str> },
}

impl std::fmt::Debug for Tenant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Tenant").field(&self.0.slug).finish()
    }
}

impl Tenant {
    pub(crate) fn new(
        id: i64,
        slug: &str,
        (db, tokens): (Db, Arc<Tokens>),
        clock: Arc<dyn Clock>,
        (scans, keys): (usize, Arc<Keys>),
        waker: Option<JobWaker>,
    ) -> Self {
        Self(Arc::new(Inner {
            id,
            slug: slug.to_owned(),
            db,
            tokens,
            clock,
            gate: Arc::new(Semaphore::new(scans.max(1))),
            keys,
            waker,
            state: AtomicU8::new(State::Active as u8),
            terms: parking_lot::Mutex::default(),
            changes: Arc::new(watch::Sender::new(0)),
            extensions: parking_lot::Mutex::default(),
        }))
    }

    pub(crate) fn set_state(&self, state: State) {
        self.0.state.store(state as u8, Ordering::Release);
    }

    pub(crate) fn set_terms(&self, terms: Terms) {
        *self.0.terms.lock() = terms;
    }

    /// Why nobody may use the tenant now; none when it is open. It is for those who let people and programs in, and for
    /// workers, to ask: statements run either way.
    #[must_use]
    pub fn shut(&self) -> Option<Shut> {
        self.0.terms.lock().shut.clone()
    }

    /// How much the tenant may hold.
    #[must_use]
    pub fn quota(&self) -> Quota {
        self.0.terms.lock().quota
    }

    fn check(&self, writes: bool) -> Result<()> {
        let state = self.0.state.load(Ordering::Acquire);
        if state == State::Active as u8 {
            Ok(())
        } else if state == State::Gone as u8 {
            Err(Error::Closed)
        } else if writes {
            Err(Error::Moving(self.0.slug.clone()))
        } else {
            Ok(())
        }
    }

    /// A statement that was under way when the tenant moved away fails because its tables are gone: "in a moment" is what it says.
    fn unless_gone<T>(&self, done: Result<T>) -> Result<T> {
        done.map_err(|e| if matches!(self.check(false), Err(Error::Closed)) { Error::Closed } else { e })
    }

    /// The keys by which its secrets are sealed.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.0.keys
    }

    #[must_use]
    pub fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The tenant's number in the control database.
    #[must_use]
    pub fn id(&self) -> i64 {
        self.0.id
    }

    /// Whether both are handles of one open tenant; it is opened anew when it has moved.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    #[must_use]
    pub fn dialect(&self) -> Dialect {
        match self.0.db {
            Db::Lite(_) => Dialect::Sqlite,
            Db::Pg { .. } => Dialect::Postgres,
        }
    }

    #[must_use]
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    /// Rows by key, few by contract: no conditions that may read a table. Runs at once on SQLite, over a connection
    /// shared by all tenants on PostgreSQL.
    ///
    /// # Errors
    /// [`Error::Deadline`] after five seconds; errors of the statement.
    pub async fn get(&self, sql: &str, params: &[Val]) -> Result<Rows> {
        self.check(false)?;
        let sql = self.0.tokens.expand(sql);
        let done = match &self.0.db {
            Db::Lite(lite) => lite.get(&sql, params),
            Db::Pg { pg, .. } => pg.get(self.0.id, &sql, params).await,
        };
        self.unless_gone(done)
    }

    /// Rows by condition, count or sort: in a lane of its own, stopped at the deadline and when the future is dropped.
    ///
    /// # Errors
    /// [`Error::Deadline`], [`Error::Busy`] when no lane came free; errors of the statement.
    pub async fn scan(&self, sql: &str, params: &[Val], limits: Scan) -> Result<Rows> {
        self.check(false)?;
        let sql = self.0.tokens.expand(sql);
        let done = match &self.0.db {
            Db::Lite(lite) => lite.scan(&sql, params, limits, &self.0.gate).await,
            Db::Pg { pg, .. } => {
                let until = Instant::now() + limits.deadline;
                let _permit = enter(&self.0.gate, until).await?;
                pg.scan(self.0.id, &sql, params, until).await
            }
        };
        if done == Err(Error::Deadline) {
            metrics::counter!("guanxi_store_scan_deadlines_total").increment(1);
            tracing::warn!(tenant = self.slug(), sql = %sql, "a query took longer than allowed");
        }
        self.unless_gone(done)
    }

    /// Hands on the rows of one statement as they come: constant memory, one snapshot. An error of `each` ends it.
    ///
    /// # Errors
    /// Those of [`Tenant::scan`] and of `each`.
    pub async fn stream(
        &self,
        sql: &str,
        params: &[Val],
        limits: Scan,
        each: &mut (dyn FnMut(&Row) -> Result<()> + Send),
    ) -> Result<()> {
        self.check(false)?;
        let sql = self.0.tokens.expand(sql);
        let done = match &self.0.db {
            Db::Lite(lite) => lite.stream(&sql, params, limits, &self.0.gate, each).await,
            Db::Pg { pg, .. } => {
                let until = Instant::now() + limits.deadline;
                let _permit = enter(&self.0.gate, until).await?;
                pg.stream(self.0.id, &sql, params, until, each).await
            }
        };
        self.unless_gone(done)
    }

    /// Takes what was deleted and overwritten off the disk, as far as the database leaves it there: SQLite's write-ahead log is
    /// written into the file and cut; PostgreSQL does so by itself when it vacuums. False when readers stood in the way; try later.
    ///
    /// # Errors
    /// Of the database.
    pub async fn scrub(&self) -> Result<bool> {
        match &self.0.db {
            Db::Lite(lite) => lite.scrub(),
            Db::Pg { .. } => Ok(true),
        }
    }

    /// # Errors
    /// Those of [`Tenant::get`].
    pub async fn table_exists(&self, name: &str) -> Result<bool> {
        let schema = match &self.0.db {
            Db::Lite(_) => "main",
            Db::Pg { schema, .. } => schema,
        };
        let rows = self.get(self.dialect().count_tables(), &[name.into(), schema.into()]).await?;
        Ok(rows.first().is_some_and(|r| r.opt_int(0) != Some(0)))
    }

    /// The value of type `T` that hangs on this open tenant; made by `init` when there is none.
    pub fn extension<T: Any + Send + Sync>(&self, init: impl FnOnce() -> T) -> Arc<T> {
        let mut all = self.0.extensions.lock();
        let slot = all.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(init()));
        slot.clone().downcast().unwrap_or_else(|_| unreachable!("the slot of a type holds that type"))
    }
}

/// Waits for one of the tenant's lanes.
pub(crate) async fn enter(gate: &Arc<Semaphore>, until: Instant) -> Result<OwnedSemaphorePermit> {
    match tokio::time::timeout_at(until.into(), gate.clone().acquire_owned()).await {
        Ok(Ok(permit)) => Ok(permit),
        Ok(Err(_)) => Err(Error::Closed),
        Err(_) => Err(Error::Busy),
    }
}
