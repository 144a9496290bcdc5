//! Reading a file: `get` runs on the asker's thread; `scan` too for its first two milliseconds, then on a thread where
//! it harms nobody and where it is stopped at its deadline or when the asker goes away.

use super::{Lite, connect, query};
use crate::tenant::enter;
use crate::{Error, Result, Row, Rows, Scan};
use model::Val;
use rusqlite::Connection;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, mpsc};

/// Most lists end within it and never leave the asker's thread.
const INLINE: Duration = Duration::from_millis(2);
/// A `get` is bounded by contract; this bounds mistakes.
const GET: Duration = Duration::from_secs(5);
/// Bytes of a file that readers map: rows that lie far apart, as those of one team among many do, are read without copying
/// a page for each.
const MAPPED: u64 = 1 << 30;
/// Rows of a stream handed over at once.
const BATCH: usize = 256;
const NEVER: u64 = u64::MAX;

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

fn micros(at: Instant) -> u64 {
    u64::try_from(at.saturating_duration_since(*START).as_micros()).unwrap_or(NEVER)
}

/// What the progress handler of a reader looks at. Uses are numbered, so that a late cancel hits nobody else.
#[derive(Default)]
struct Watch {
    deadline: AtomicU64,
    current: AtomicU64,
    cancelled: AtomicU64,
}

impl Watch {
    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed) == self.current.load(Ordering::Relaxed)
    }

    fn is_late(&self) -> bool {
        let deadline = self.deadline.load(Ordering::Relaxed);
        deadline != NEVER && micros(Instant::now()) > deadline
    }
}

/// A reading connection.
pub(super) struct Reader {
    conn: Connection,
    watch: Arc<Watch>,
}

impl Reader {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let mut conn = connect(path, 2_048)?;
        conn.execute_batch(&format!("pragma query_only = on; pragma mmap_size = {MAPPED}"))?;
        let watch = Arc::new(Watch::default());
        let seen = watch.clone();
        conn.progress_handler(1_000, Some(move || seen.is_cancelled() || seen.is_late()))?;
        Ok(Self { conn, watch })
    }

    pub(super) fn rest(&self) {
        self.conn.flush_prepared_statement_cache();
        // The file is no longer mapped, until it is read again.
        let _ = self.conn.execute_batch(&format!("pragma shrink_memory; pragma mmap_size = 0; pragma mmap_size = {MAPPED}"));
    }

    /// Starts a use that ends at `deadline`; the number cancels it.
    fn arm(&self, deadline: Instant) -> u64 {
        self.watch.deadline.store(micros(deadline), Ordering::Relaxed);
        self.watch.current.fetch_add(1, Ordering::Relaxed) + 1
    }

    fn run(&self, sql: &str, params: &[Val], each: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
        query(&self.conn, sql, params, each).map_err(|e| match e {
            Error::Cancelled if !self.watch.is_cancelled() => Error::Deadline,
            e => e,
        })
    }

    fn rows(&self, sql: &str, params: &[Val]) -> Result<Rows> {
        let mut rows = Rows::new();
        self.run(sql, params, &mut |row| {
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    }
}

/// Stops the statement when the asker drops its future.
struct CancelOnDrop {
    watch: Arc<Watch>,
    number: u64,
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.watch.cancelled.store(self.number, Ordering::Relaxed);
    }
}

impl Lite {
    fn inline(&self, sql: &str, params: &[Val], within: Duration) -> Result<Rows> {
        let reader = self.take_reader()?;
        reader.arm(Instant::now() + within);
        let rows = reader.rows(sql, params);
        self.put_reader(reader);
        rows
    }

    pub(crate) fn get(&self, sql: &str, params: &[Val]) -> Result<Rows> {
        self.inline(sql, params, GET)
    }

    pub(crate) async fn scan(self: &Arc<Self>, sql: &str, params: &[Val], limits: Scan, gate: &Arc<Semaphore>) -> Result<Rows> {
        let until = Instant::now() + limits.deadline;
        match self.inline(sql, params, INLINE.min(limits.deadline)) {
            Err(Error::Deadline) if limits.deadline > INLINE => {}
            done => return done,
        }
        let permit = enter(gate, until).await?;
        let (lite, sql, params) = (self.clone(), sql.to_owned(), params.to_vec());
        let reader = self.take_reader()?;
        let guard = CancelOnDrop { watch: reader.watch.clone(), number: reader.arm(until) };
        let work = tokio::task::spawn_blocking(move || {
            let rows = reader.rows(&sql, &params);
            lite.put_reader(reader);
            drop(permit);
            rows
        });
        let rows = work.await.map_err(|_| Error::Cancelled)?;
        drop(guard);
        rows
    }

    /// Hands on the rows of one statement, that is of one snapshot, in constant memory.
    pub(crate) async fn stream(
        self: &Arc<Self>,
        sql: &str,
        params: &[Val],
        limits: Scan,
        gate: &Arc<Semaphore>,
        each: &mut (dyn FnMut(&Row) -> Result<()> + Send),
    ) -> Result<()> {
        let until = Instant::now() + limits.deadline;
        let permit = enter(gate, until).await?;
        let (lite, sql, params) = (self.clone(), sql.to_owned(), params.to_vec());
        let reader = self.take_reader()?;
        let _guard = CancelOnDrop { watch: reader.watch.clone(), number: reader.arm(until) };
        let (send, mut receive) = mpsc::channel::<Result<Vec<Row>>>(2);
        tokio::task::spawn_blocking(move || {
            let mut batch = Vec::with_capacity(BATCH);
            let result = reader.run(&sql, &params, &mut |row| {
                batch.push(row);
                if batch.len() < BATCH {
                    return Ok(());
                }
                let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
                send.blocking_send(Ok(full)).map_err(|_| Error::Cancelled)
            });
            lite.put_reader(reader);
            let _ = send.blocking_send(result.map(|()| batch));
            drop(permit);
        });
        while let Some(batch) = receive.recv().await {
            batch?.iter().try_for_each(&mut *each)?;
        }
        Ok(())
    }
}
