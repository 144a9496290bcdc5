//! A PostgreSQL database that holds one tenant, or many in schemas of their own.

pub(crate) mod pool;
pub(crate) mod read;
mod tls;
mod value;
pub(crate) mod write;

use crate::Result;
use crate::config::Limits;
use parking_lot::Mutex;
use pool::Pool;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tls::Server;
use tokio_postgres::{Client, Statement};
pub(crate) use value::Bind;

/// Prepared statements kept on a connection; each costs the server about 26 kB.
const STATEMENTS_KEPT: usize = 300;
/// A server process keeps 23 kB for each table it has ever touched, so connections do not live for ever.
const TENANTS_OF_A_CONNECTION: usize = 200;
const LIFE_OF_A_CONNECTION: Duration = Duration::from_secs(15 * 60);
/// A shared connection must not be held up, so a `get` may run this long.
const GET_MS: u64 = 5_000;

/// Connections to one database.
pub(crate) struct Pg {
    server: Server,
    shared: Vec<Shared>,
    next: AtomicUsize,
    pub(crate) scans: Arc<Pool>,
    pub(crate) writes: Arc<Pool>,
}

/// A connection that many askers use at once; their requests are pipelined.
#[derive(Default)]
struct Shared {
    current: parking_lot::RwLock<Option<Arc<PgConn>>>,
    opening: tokio::sync::Mutex<()>,
}

impl Pg {
    pub(crate) fn new(url: &str, limits: &Limits) -> Result<Arc<Self>> {
        let server = Server::new(url)?;
        let pool = |ms| Pool::new(server.clone(), limits.pool, ms);
        Ok(Arc::new(Self {
            scans: pool(10_000),
            writes: pool(u64::try_from(limits.write_timeout.as_millis()).unwrap_or(60_000)),
            shared: (0..limits.shared_connections.max(1)).map(|_| Shared::default()).collect(),
            next: AtomicUsize::new(0),
            server,
        }))
    }

    /// One of the shared connections, opened or renewed when needed.
    pub(crate) async fn shared(&self) -> Result<Arc<PgConn>> {
        let slot = &self.shared[self.next.fetch_add(1, Ordering::Relaxed) % self.shared.len()];
        let usable = |slot: &Shared| slot.current.read().as_ref().filter(|c| c.is_usable()).cloned();
        if let Some(conn) = usable(slot) {
            return Ok(conn);
        }
        let _opening = slot.opening.lock().await;
        if let Some(conn) = usable(slot) {
            return Ok(conn);
        }
        let conn = Arc::new(PgConn::open(&self.server, GET_MS).await?);
        *slot.current.write() = Some(conn.clone());
        Ok(conn)
    }

    /// A connection outside the pools, for moves and administration.
    pub(crate) async fn single(&self) -> Result<PgConn> {
        PgConn::open(&self.server, 0).await
    }

    /// Closes connections that nobody uses.
    pub(crate) fn rest(&self) {
        self.scans.rest();
        self.writes.rest();
    }
}

/// A connection with its prepared statements.
pub(crate) struct PgConn {
    pub(crate) client: Client,
    statements: Mutex<HashMap<Arc<str>, (Statement, u64)>>,
    uses: std::sync::atomic::AtomicU64,
    tenants: Mutex<HashSet<i64>>,
    born: Instant,
    /// The server's `statement_timeout` as last set, in milliseconds.
    timeout_ms: std::sync::atomic::AtomicU64,
}

impl PgConn {
    async fn open(server: &Server, timeout_ms: u64) -> Result<Self> {
        let client = server.connect().await?;
        client
            .batch_execute(&format!(
                "set search_path = ''; set idle_in_transaction_session_timeout = '10s'; set statement_timeout = {timeout_ms};
                 set client_min_messages = warning"
            ))
            .await?;
        Ok(Self {
            client,
            statements: Mutex::default(),
            uses: 0.into(),
            tenants: Mutex::default(),
            born: Instant::now(),
            timeout_ms: timeout_ms.into(),
        })
    }

    /// False when it is closed or has served long enough.
    pub(crate) fn is_usable(&self) -> bool {
        !self.client.is_closed()
            && self.born.elapsed() < LIFE_OF_A_CONNECTION
            && self.tenants.lock().len() <= TENANTS_OF_A_CONNECTION
    }

    /// Notes that the connection has worked for a tenant.
    pub(crate) fn serve(&self, tenant: i64) {
        self.tenants.lock().insert(tenant);
    }

    /// The prepared form of a text; prepared now if it is not known, in the place of the longest unused one.
    pub(crate) async fn prepare(&self, sql: &Arc<str>) -> Result<Statement> {
        let now = self.uses.fetch_add(1, Ordering::Relaxed);
        if let Some((statement, used)) = self.statements.lock().get_mut(sql) {
            *used = now;
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).await?;
        let mut known = self.statements.lock();
        if known.len() >= STATEMENTS_KEPT
            && let Some(oldest) = known.iter().min_by_key(|(_, (_, used))| *used).map(|(k, _)| k.clone())
        {
            known.remove(&oldest);
        }
        known.insert(sql.clone(), (statement.clone(), now));
        Ok(statement)
    }

    /// Runs `work`, with the server told to stop it after `ms` (told only when that differs from the last time).
    pub(crate) async fn within<T>(&self, ms: u64, work: impl Future<Output = Result<T>>) -> Result<T> {
        if self.timeout_ms.swap(ms, Ordering::Relaxed) == ms {
            return work.await;
        }
        let set = format!("set statement_timeout = {ms}");
        let (set, done) = futures_util::future::join(self.client.batch_execute(&set), work).await;
        set?;
        done
    }
}
