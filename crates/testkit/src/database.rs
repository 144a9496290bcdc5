//! Databases for one test: a temporary folder, or a PostgreSQL database of its own that is dropped in the end.

use crate::TestClock;
use model::Clock;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use store::{Home, Store, StoreConfig, Tenant};
use tokio::runtime::Runtime;

/// Which database a test body runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// A store with two tenants that look alike, so that a leak between them shows.
pub struct TestDb {
    pub kind: Kind,
    pub store: Store,
    /// Tenant `alpha`.
    pub a: Tenant,
    /// Tenant `beta`.
    pub b: Tenant,
    pub clock: Arc<TestClock>,
    /// The configuration that the store was opened with, for a second node on the same data.
    pub config: StoreConfig,
}

impl TestDb {
    /// The home of the two tenants.
    #[must_use]
    pub fn home(&self) -> Home {
        home(self.kind)
    }

    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.config.data.clone()
    }

    /// A second node: another store on the same data.
    pub async fn second_node(&self) -> Store {
        let mut config = self.config.clone();
        config.node = "node-2".into();
        Store::open(config, self.clock.clone() as Arc<dyn Clock>).await.unwrap()
    }
}

fn home(kind: Kind) -> Home {
    match kind {
        Kind::Sqlite => Home::Sqlite,
        Kind::Postgres => Home::SHARED,
    }
}

/// Runs a test body on SQLite and then on PostgreSQL.
pub fn both<F, Fut>(body: F)
where
    F: Fn(TestDb) -> Fut,
    Fut: Future<Output = ()>,
{
    both_with(|_| {}, body);
}

/// As [`both`], with changes to the configuration, for example migrations.
pub fn both_with<F, Fut>(configure: impl Fn(&mut StoreConfig), body: F)
where
    F: Fn(TestDb) -> Fut,
    Fut: Future<Output = ()>,
{
    on(Kind::Sqlite, &configure, &body);
    on(Kind::Postgres, &configure, &body);
}

/// Runs a test body on one database.
pub fn on<F, Fut>(kind: Kind, configure: impl Fn(&mut StoreConfig), body: F)
where
    F: Fn(TestDb) -> Fut,
    Fut: Future<Output = ()>,
{
    eprintln!("--- on {kind:?}");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let database = (kind == Kind::Postgres).then(|| Database::new(&runtime));
    let mut config = StoreConfig::new(folder.path());
    config.database = database.as_ref().map(|d| d.url.clone());
    config.limits.pool = 8;
    configure(&mut config);
    let done = catch_unwind(AssertUnwindSafe(|| runtime.block_on(async { body(open(kind, config).await).await })));
    drop(database);
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    if let Err(panic) = done {
        eprintln!("--- failed on {kind:?}");
        resume_unwind(panic);
    }
}

async fn open(kind: Kind, config: StoreConfig) -> TestDb {
    let clock = Arc::new(TestClock::default());
    let store = Store::open(config.clone(), clock.clone() as Arc<dyn Clock>).await.unwrap();
    for (slug, name) in [("alpha", "Alpha Trading"), ("beta", "Beta Trading")] {
        store.create_tenant(slug, name, home(kind)).await.unwrap();
    }
    let (a, b) = (store.tenant("alpha").await.unwrap(), store.tenant("beta").await.unwrap());
    TestDb { kind, store, a, b, clock, config }
}

/// A PostgreSQL database that is dropped with this value.
pub struct Database {
    /// `postgres://...` of this database.
    pub url: String,
    name: String,
    server: String,
    runtime: tokio::runtime::Handle,
}

/// A further PostgreSQL database for tests that need more than one.
///
/// # Panics
/// When `GUANXI_TEST_PG` is not set or the server does not answer.
pub async fn postgres_database() -> Database {
    let name = format!("gx_test_{}_{:08x}", std::process::id(), rand::random::<u32>());
    let server = server();
    command(&server, &format!("create database {name}")).await;
    let at = server.rfind('/').expect("the address ends with /database");
    let url = format!("{}/{name}", &server[..at]);
    Database { url, name, server, runtime: tokio::runtime::Handle::current() }
}

impl Database {
    fn new(runtime: &Runtime) -> Self {
        runtime.block_on(postgres_database())
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let (server, drop_it) = (self.server.clone(), format!("drop database if exists {} with (force)", self.name));
        let runtime = self.runtime.clone();
        // A thread of its own: the drop may happen inside a runtime, where one may not block.
        let _ = std::thread::spawn(move || runtime.block_on(command(&server, &drop_it))).join();
    }
}

fn server() -> String {
    std::env::var("GUANXI_TEST_PG").unwrap_or_else(|_| {
        panic!(
            "GUANXI_TEST_PG is not set. Tests run on PostgreSQL too: set it to the address of a server where they may \
             create databases, for example postgres://postgres@127.0.0.1:5432/postgres. `make test` does so by itself."
        )
    })
}

async fn command(server: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls)
        .await
        .unwrap_or_else(|e| panic!("GUANXI_TEST_PG={server} does not answer: {e}"));
    let connection = tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    drop(client);
    let _ = connection.await;
}
