//! The handle of one open tenant: the only thing that runs SQL.

use crate::config::Scan;
use crate::postgres::Pg;
use crate::postgres::write::PgTx;
use crate::sqlite::Lite;
use crate::sqlite::write::LiteTx;
use crate::token::Tokens;
use crate::tx::{AfterCommit, Conn, Tx};
use crate::wake::Waker as JobWaker;
use crate::{Dialect, Error, Result, Row, Rows, ScopedFuture};
use model::{Clock, Ts, Val};
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

/// How often a write is done again after it met another transaction.
const RETRIES: u32 = 3;
/// How often a change of tables is tried while the table is busy.
const DDL_RETRIES: u32 = 20;

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
    /// None for the control database, which has no jobs.
    waker: Option<JobWaker>,
    state: AtomicU8,
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
        scans: usize,
        waker: Option<JobWaker>,
    ) -> Self {
        Self(Arc::new(Inner {
            id,
            slug: slug.to_owned(),
            db,
            tokens,
            clock,
            gate: Arc::new(Semaphore::new(scans.max(1))),
            waker,
            state: AtomicU8::new(State::Active as u8),
            extensions: parking_lot::Mutex::default(),
        }))
    }

    pub(crate) fn set_state(&self, state: State) {
        self.0.state.store(state as u8, Ordering::Release);
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

    #[must_use]
    pub fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The tenant's number in the control database.
    #[must_use]
    pub fn id(&self) -> i64 {
        self.0.id
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
        match &self.0.db {
            Db::Lite(lite) => lite.get(&sql, params),
            Db::Pg { pg, .. } => pg.get(self.0.id, &sql, params).await,
        }
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
        done
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
        match &self.0.db {
            Db::Lite(lite) => lite.stream(&sql, params, limits, &self.0.gate, each).await,
            Db::Pg { pg, .. } => {
                let until = Instant::now() + limits.deadline;
                let _permit = enter(&self.0.gate, until).await?;
                pg.stream(self.0.id, &sql, params, until, each).await
            }
        }
    }

    /// The only way to write: everything that `f` does is one transaction, on disk when this returns.
    ///
    /// `f` must await nothing but the transaction: it is polled once on SQLite, where it holds the only writer. On
    /// PostgreSQL it is run again, up to three times, when it met another transaction, so it must be repeatable.
    /// When the asker drops the future while it waits for the disk, the change may still be saved.
    /// Borrow what it needs: `let x = &x; tenant.write(move |tx| Box::pin(async move { ... x ... }))`.
    ///
    /// # Errors
    /// Those of `f`; [`Error::Awaited`], [`Error::Moving`], [`Error::Full`], [`Error::Lost`]. Nothing was changed then.
    pub async fn write<'env, T, E, F>(&self, f: F) -> Result<T, E>
    where
        T: Send,
        E: From<Error> + Send,
        F: for<'a> FnMut(&'a mut Tx) -> ScopedFuture<'env, 'a, Result<T, E>> + Send,
    {
        let (value, pending) = self.write_with(f, RETRIES, false).await?;
        pending.settled().await?;
        Ok(value)
    }

    /// As [`Tenant::write`]; when `lazy` it does not wait for the disk: for the parts of long work that also store how far they came,
    /// so that a crash costs only time. What is written later is never on disk without it. The second value tells
    /// whether it got there.
    ///
    /// # Errors
    /// Those of [`Tenant::write`].
    pub async fn write_as<'env, T, E, F>(&self, lazy: bool, f: F) -> Result<(T, Pending), E>
    where
        T: Send,
        E: From<Error> + Send,
        F: for<'a> FnMut(&'a mut Tx) -> ScopedFuture<'env, 'a, Result<T, E>> + Send,
    {
        self.write_with(f, RETRIES, lazy).await
    }

    /// A write that changes tables: more patient with locks.
    pub(crate) async fn write_ddl<'env, T, E, F>(&self, f: F) -> Result<T, E>
    where
        T: Send,
        E: From<Error> + Send,
        F: for<'a> FnMut(&'a mut Tx) -> ScopedFuture<'env, 'a, Result<T, E>> + Send,
    {
        let (value, pending) = self.write_with(f, DDL_RETRIES, false).await?;
        pending.settled().await?;
        Ok(value)
    }

    async fn write_with<'env, T, E, F>(&self, mut f: F, retries: u32, lazy: bool) -> Result<(T, Pending), E>
    where
        T: Send,
        E: From<Error> + Send,
        F: for<'a> FnMut(&'a mut Tx) -> ScopedFuture<'env, 'a, Result<T, E>> + Send,
    {
        self.check(true)?;
        let mut pending = Pending(None);
        let (value, after, wake) = match &self.0.db {
            Db::Lite(lite) => {
                let tx = LiteTx::begin(lite.writer(), lazy).await?;
                let (value, after, wake, answer) = self.attempt(tx, &mut f)?;
                pending.0 = Some(answer);
                if !lazy {
                    pending = pending.wait().await?;
                }
                (value, after, wake)
            }
            Db::Pg { pg, .. } => self.attempts(pg, &mut f, retries, lazy).await?,
        };
        after.into_iter().for_each(|work| work());
        if let (Some(waker), Some(due)) = (&self.0.waker, wake) {
            waker.committed(self.0.id, due);
        }
        Ok((value, pending))
    }

    fn tx(&self, conn: Conn) -> Tx {
        let schema = match &self.0.db {
            Db::Lite(_) => Arc::from(""),
            Db::Pg { schema, .. } => schema.clone(),
        };
        Tx::new(conn, self.0.tokens.clone(), schema, self.0.clock.now())
    }

    /// SQLite: polls the closure once and leaves its work in the commit group, or takes it back.
    fn attempt<'env, T, E, F>(&self, tx: LiteTx, f: &mut F) -> Result<Left<T>, E>
    where
        E: From<Error>,
        F: for<'a> FnMut(&'a mut Tx) -> ScopedFuture<'env, 'a, Result<T, E>>,
    {
        let mut tx = self.tx(Conn::Lite(tx));
        let polled = catch_unwind(AssertUnwindSafe(|| f(&mut tx).as_mut().poll(&mut Context::from_waker(Waker::noop()))));
        let Tx { conn: Conn::Lite(lite), poison, after, wake, .. } = tx else { return Err(Error::Closed.into()) };
        let done = match (polled, poison) {
            (Ok(Poll::Ready(Ok(value))), None) => Ok(value),
            (Ok(Poll::Ready(Ok(_))), Some(e)) => Err(e.into()),
            (Ok(Poll::Ready(Err(e))), _) => Err(e),
            (Ok(Poll::Pending), _) => Err(Error::Awaited.into()),
            (Err(panic), _) => {
                lite.undo();
                resume_unwind(panic);
            }
        };
        match done {
            Ok(value) => Ok((value, after, wake, lite.leave()?)),
            Err(e) => {
                lite.undo();
                Err(e)
            }
        }
    }

    /// PostgreSQL: runs the closure to its end, again when it met another transaction.
    async fn attempts<'env, T, E, F>(&self, pg: &Arc<Pg>, f: &mut F, retries: u32, lazy: bool) -> Result<Done<T>, E>
    where
        T: Send,
        E: From<Error> + Send,
        F: for<'a> FnMut(&'a mut Tx) -> ScopedFuture<'env, 'a, Result<T, E>> + Send,
    {
        let mut tried = 0;
        loop {
            let mut tx = self.tx(Conn::Pg(Box::new(PgTx::new(pg.writes.take().await?, self.0.id)?)));
            if lazy {
                tx.batch("set local synchronous_commit = off").await?;
            }
            let mut done = f(&mut tx).await;
            if let (Ok(_), Some(waker), Some(due)) = (&done, &self.0.waker, tx.wake)
                && let Err(e) = waker.in_transaction(&mut tx, self.0.id, due).await
            {
                done = Err(e.into());
            }
            let Tx { conn: Conn::Pg(conn), poison, after, wake, .. } = tx else { return Err(Error::Closed.into()) };
            let (error, why) = match (done, poison) {
                (Ok(value), None) => match conn.commit().await {
                    Ok(()) => return Ok((value, after, wake)),
                    Err(e) => (E::from(e.clone()), Some(e)),
                },
                (done, poison) => {
                    conn.undo().await;
                    match done {
                        Err(e) => (e, poison),
                        Ok(_) => (poison.clone().unwrap_or(Error::Closed).into(), poison),
                    }
                }
            };
            tried += 1;
            if tried > retries || !why.is_some_and(|e| e.is_retryable()) {
                return Err(error);
            }
            metrics::counter!("guanxi_store_write_retries_total").increment(1);
            tokio::time::sleep(Duration::from_millis(rand::random_range(1..=10 << tried.min(5)))).await;
        }
    }

    /// Changes tables: additive statements in one transaction, with table and type tokens.
    ///
    /// # Errors
    /// [`Error::Locked`] when a table stayed busy for about ten seconds; errors of the statements.
    pub async fn ddl(&self, statements: &[String]) -> Result<()> {
        self.write_ddl(|tx| Box::pin(tx.ddl(statements))).await
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

/// A write that may not be on disk yet.
#[derive(Debug)]
#[must_use]
pub struct Pending(Option<oneshot::Receiver<Result<()>>>);

impl Pending {
    /// Waits until the write is on disk.
    ///
    /// # Errors
    /// [`Error::Lost`], [`Error::Full`]: it never got there, nor did any write after it.
    pub async fn settled(self) -> Result<()> {
        self.wait().await.map(drop)
    }

    async fn wait(self) -> Result<Self> {
        match self.0 {
            Some(answer) => answer.await.unwrap_or(Err(Error::Closed)).map(|()| Self(None)),
            None => Ok(self),
        }
    }

    /// True once the write is on disk; false while that is open.
    ///
    /// # Errors
    /// As [`Pending::settled`].
    pub fn look(&mut self) -> Result<bool> {
        let Some(answer) = &mut self.0 else { return Ok(true) };
        match answer.try_recv() {
            Ok(done) => done.map(|()| true),
            Err(oneshot::error::TryRecvError::Empty) => Ok(false),
            Err(oneshot::error::TryRecvError::Closed) => Err(Error::Closed),
        }
    }
}

/// What a write on SQLite leaves in its group, and how it hears of the commit.
type Left<T> = (T, Vec<AfterCommit>, Option<Ts>, oneshot::Receiver<Result<()>>);

/// What a committed write answers, what is to be done after it, and when its jobs are due.
type Done<T> = (T, Vec<AfterCommit>, Option<Ts>);

/// Waits for one of the tenant's lanes.
pub(crate) async fn enter(gate: &Arc<Semaphore>, until: Instant) -> Result<OwnedSemaphorePermit> {
    match tokio::time::timeout_at(until.into(), gate.clone().acquire_owned()).await {
        Ok(Ok(permit)) => Ok(permit),
        Ok(Err(_)) => Err(Error::Closed),
        Err(_) => Err(Error::Busy),
    }
}
