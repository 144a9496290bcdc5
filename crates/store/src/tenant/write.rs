//! Writing: one closure, one transaction.

use super::{Db, Tenant};
use crate::postgres::Pg;
use crate::postgres::write::PgTx;
use crate::sqlite::write::LiteTx;
use crate::tx::{AfterCommit, Conn, Tx};
use crate::{Error, Result, ScopedFuture};
use model::Ts;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::sync::oneshot;

/// How often a write is done again after it met another transaction.
const RETRIES: u32 = 3;
/// How often a change of tables is tried while the table is busy.
const DDL_RETRIES: u32 = 20;

impl Tenant {
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

    /// As [`Tenant::write`], for a write that changes tables (`Tx::ddl`): more patient with locks.
    ///
    /// # Errors
    /// [`Error::Locked`] when a table stayed busy for about ten seconds; those of [`Tenant::write`].
    pub async fn write_ddl<'env, T, E, F>(&self, f: F) -> Result<T, E>
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
        let mut tx = Tx::new(conn, self.0.tokens.clone(), schema, self.0.clock.now());
        tx.changes = Some(self.0.changes.clone());
        tx
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

    /// Makes an index of a table with rows while others read and write it, and remembers how, as [`Tenant::ddl`] does.
    /// `sql` is `create index if not exists "name" on @table (..)`, not unique. On SQLite, which has one writer, it is one
    /// write. Half an index that an earlier attempt has left is made anew.
    ///
    /// # Errors
    /// Errors of the statement.
    pub async fn build_index(&self, name: &str, sql: &str) -> Result<()> {
        if let Db::Pg { pg, schema } = &self.0.db {
            let own = pg.single().await?;
            let invalid = "select 1 from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
                           join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                           where n.nspname = $1 and c.relname = $2 and not i.indisvalid";
            if !own.rows(&invalid.into(), &[(&**schema).into(), name.into()]).await?.is_empty() {
                own.client.batch_execute(&format!("drop index \"{schema}\".\"{name}\"")).await?;
            }
            own.client.batch_execute(&self.0.tokens.expand(&self.dialect().beside_writers(sql))).await?;
        }
        self.ddl(&[sql.to_owned()]).await
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
