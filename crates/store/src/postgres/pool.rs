//! Connections that one asker has for himself.

use super::PgConn;
use super::tls::Server;
use crate::{Error, Result};
use parking_lot::Mutex;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Longest wait for a free connection.
const WAIT: Duration = Duration::from_secs(10);
/// A connection unused for this long is closed.
const IDLE: Duration = Duration::from_secs(60);

pub(crate) struct Pool {
    server: Server,
    timeout_ms: u64,
    idle: Mutex<Vec<(PgConn, Instant)>>,
    gate: Arc<Semaphore>,
}

impl Pool {
    pub(super) fn new(server: Server, size: usize, timeout_ms: u64) -> Arc<Self> {
        Arc::new(Self { server, timeout_ms, idle: Mutex::default(), gate: Arc::new(Semaphore::new(size.max(1))) })
    }

    /// A connection of one's own; waits up to ten seconds for one.
    pub(crate) async fn take(self: &Arc<Self>) -> Result<Pooled> {
        let permit = tokio::time::timeout(WAIT, self.gate.clone().acquire_owned())
            .await
            .map_err(|_| Error::Busy)?
            .map_err(|_| Error::Closed)?;
        let kept = loop {
            match self.idle.lock().pop() {
                Some((conn, _)) if !conn.is_usable() => {}
                other => break other.map(|(conn, _)| conn),
            }
        };
        let conn = match kept {
            Some(conn) => conn,
            None => PgConn::open(&self.server, self.timeout_ms).await?,
        };
        Ok(Pooled { conn: Some(conn), clean: true, pool: self.clone(), _permit: permit })
    }

    pub(super) fn rest(&self) {
        self.idle.lock().retain(|(conn, since)| since.elapsed() < IDLE && conn.is_usable());
    }
}

/// A borrowed connection. While it is not clean (a statement runs or a transaction is open) dropping it stops the
/// statement on the server and closes the connection; a clean one goes back to the pool.
pub(crate) struct Pooled {
    conn: Option<PgConn>,
    clean: bool,
    pool: Arc<Pool>,
    _permit: OwnedSemaphorePermit,
}

impl Pooled {
    pub(crate) fn conn(&self) -> Result<&PgConn> {
        self.conn.as_ref().ok_or(Error::Closed)
    }

    pub(crate) fn set_clean(&mut self, clean: bool) {
        self.clean = clean;
    }
}

impl Drop for Pooled {
    fn drop(&mut self) {
        let Some(conn) = self.conn.take() else { return };
        if self.clean && !conn.client.is_closed() {
            self.pool.idle.lock().push((conn, Instant::now()));
        } else if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let (cancel, server) = (conn.client.cancel_token(), self.pool.server.clone());
            runtime.spawn(async move {
                server.cancel(cancel).await;
                drop(conn);
            });
        }
    }
}
