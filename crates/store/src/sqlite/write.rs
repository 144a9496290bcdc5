//! The writer of a file: group commit by savepoints.
//!
//! Each write is a savepoint inside one transaction of the file. The transaction is committed by a task that queues at
//! the same first-come-first-served lock, so everybody who waits by then joins the group and one fsync answers all.
//! A write's future is polled once: nobody waits for anything while holding the only writer.
//!
//! Some failures (disk full, I/O error) make SQLite roll back the *whole* transaction. After each error the
//! connection is asked whether it still is in one; if not, every write of the group is told that it is lost.

use super::{blocking, connect, query};
use crate::place::DISABLED;
use crate::{Error, Result, Row, Rows};
use model::Val;
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, Notify, OwnedMutexGuard, oneshot};

/// Page cache of a writer, in KiB; taken as it is needed and given back when the tenant rests.
const CACHE_KB: u32 = 65_536;

/// How long a group of lazy writes may stay open.
const LAZY: Duration = Duration::from_millis(300);

type Ack = oneshot::Sender<Result<()>>;

/// The only writing connection of a file and the group that it is collecting.
pub(crate) struct Writer {
    path: PathBuf,
    conn: Option<Connection>,
    open: bool,
    generation: u64,
    acks: Vec<Ack>,
    /// Told when somebody in the group waits for the disk.
    urgent: Arc<Notify>,
}

impl Writer {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, conn: None, open: false, generation: 0, acks: Vec::new(), urgent: Arc::default() }
    }

    pub(crate) fn conn(&mut self) -> Result<&Connection> {
        let conn = match self.conn.take() {
            Some(conn) => conn,
            None => {
                let conn = connect(&self.path, CACHE_KB)?;
                // The undo notes of savepoints stay in memory; most are thrown away a moment later.
                conn.execute_batch("pragma temp_store = memory")?;
                conn
            }
        };
        Ok(self.conn.insert(conn))
    }

    /// Closes the connection unless a group is open; the next write opens it again.
    pub(super) fn rest(&mut self) {
        if !self.open {
            self.conn = None;
        }
    }

    /// Opens a savepoint, and the group before it if there is none.
    fn enter(&mut self) -> Result<()> {
        if !self.open {
            let conn = self.conn()?;
            conn.prepare_cached("begin immediate")?.execute([])?;
            // Another program may have moved the tenant away while this one had the file open.
            let version: i64 = conn.prepare_cached("pragma user_version")?.query_row([], |r| r.get(0)).unwrap_or(0);
            if version == DISABLED {
                conn.execute_batch("rollback")?;
                return Err(Error::Closed);
            }
            self.open = true;
            self.generation += 1;
        }
        self.step("savepoint w")
    }

    fn step(&mut self, sql: &str) -> Result<()> {
        let result = self.conn()?.prepare_cached(sql).and_then(|mut s| s.execute([])).map(drop).map_err(Error::from);
        self.checked(result)
    }

    /// Looks after an error whether the group is still there.
    fn checked<T>(&mut self, result: Result<T>) -> Result<T> {
        if let Err(e) = &result
            && self.open
            && self.conn.as_ref().is_none_or(Connection::is_autocommit)
        {
            self.lose(e.clone());
        }
        result
    }

    /// The group is gone: everybody in it is told.
    fn lose(&mut self, why: Error) {
        self.open = false;
        self.generation += 1;
        let why = if why == Error::Full { why } else { Error::Lost(why.to_string()) };
        tracing::error!(error = %why, writes = self.acks.len(), file = %self.path.display(), "a commit group was lost");
        for ack in self.acks.drain(..) {
            let _ = ack.send(Err(why.clone()));
        }
    }

    fn commit(&mut self) {
        if !self.open {
            return;
        }
        let done = self.conn().and_then(|c| Ok(c.prepare_cached("commit")?.execute([]).map(drop)?));
        if let Err(e) = done {
            if let Ok(conn) = self.conn()
                && !conn.is_autocommit()
            {
                let _ = conn.execute_batch("rollback");
            }
            self.lose(e);
            return;
        }
        self.open = false;
        metrics::histogram!("guanxi_store_commit_group_writes").record(u32::try_from(self.acks.len()).unwrap_or(u32::MAX));
        for ack in self.acks.drain(..) {
            let _ = ack.send(Ok(()));
        }
    }
}

/// A write under way: the lock on the writer and the group that it belongs to.
pub(crate) struct LiteTx {
    writer: OwnedMutexGuard<Writer>,
    generation: u64,
}

impl LiteTx {
    /// Waits for its turn, then opens a savepoint. A lazy write does not hasten the commit of its group.
    pub(crate) async fn begin(writer: &Arc<Mutex<Writer>>, lazy: bool) -> Result<Self> {
        let mut guard = writer.clone().lock_owned().await;
        let was_open = guard.open;
        let entered = guard.enter();
        if guard.open && !was_open {
            let wait = lazy.then(|| guard.urgent.clone());
            tokio::spawn(flush(writer.clone(), wait));
        } else if !lazy {
            guard.urgent.notify_one();
        }
        entered?;
        let generation = guard.generation;
        Ok(Self { writer: guard, generation })
    }

    /// False when the whole group was lost under this write.
    pub(crate) fn is_alive(&self) -> bool {
        self.writer.open && self.writer.generation == self.generation
    }

    fn guarded<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        if !self.is_alive() {
            return Err(Error::Lost("the transaction is gone".into()));
        }
        let result = self.writer.conn().and_then(work);
        self.writer.checked(result)
    }

    pub(crate) fn all(&mut self, sql: &str, params: &[Val]) -> Result<Rows> {
        let mut rows = Rows::new();
        self.guarded(|conn| {
            query(conn, sql, params, &mut |row: Row| {
                rows.push(row);
                Ok(())
            })
        })?;
        Ok(rows)
    }

    pub(crate) fn all_many(&mut self, sql: &str, params: &[Vec<Val>]) -> Result<Vec<Rows>> {
        params.iter().map(|row| self.all(sql, row)).collect()
    }

    pub(crate) fn run(&mut self, sql: &str, params: &[Val]) -> Result<u64> {
        self.guarded(|conn| {
            query(conn, sql, params, &mut |_| Ok(()))?;
            Ok(conn.changes())
        })
    }

    /// The same statement for each row of parameters.
    pub(crate) fn run_many<R: AsRef<[Val]>>(&mut self, sql: &str, params: &[R]) -> Result<u64> {
        self.guarded(|conn| {
            let mut stmt = conn.prepare_cached(sql)?;
            let mut changed = 0;
            for row in params {
                super::bind(&mut stmt, row.as_ref())?;
                let mut rows = stmt.raw_query();
                while rows.next()?.is_some() {}
                drop(rows);
                changed += conn.changes();
            }
            Ok(changed)
        })
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        self.guarded(|conn| Ok(conn.execute_batch(sql)?))
    }

    /// Leaves the work in the group. The answer comes when the group is on disk.
    pub(crate) fn leave(mut self) -> Result<oneshot::Receiver<Result<()>>> {
        self.guarded(|_| Ok(()))?;
        self.writer.step("release w")?;
        let (ack, answer) = oneshot::channel();
        self.writer.acks.push(ack);
        Ok(answer)
    }

    /// Takes the work back and leaves the neighbours' in place.
    pub(crate) fn undo(mut self) {
        if !self.is_alive() {
            return;
        }
        let undone = self.writer.step("rollback to w").and_then(|()| self.writer.step("release w"));
        if let Err(e) = undone
            && self.is_alive()
        {
            if let Ok(conn) = self.writer.conn() {
                let _ = conn.execute_batch("rollback");
            }
            self.writer.lose(e);
        }
    }
}

/// Commits the group after everybody who is already waiting has joined it; a group of lazy writes first waits a while, or
/// for somebody who is not lazy.
async fn flush(writer: Arc<Mutex<Writer>>, wait: Option<Arc<Notify>>) {
    if let Some(urgent) = wait {
        let _ = tokio::time::timeout(LAZY, urgent.notified()).await;
    }
    let mut writer = writer.lock_owned().await;
    blocking(|| writer.commit());
}
