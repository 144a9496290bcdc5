//! How a store is set up.

use std::path::PathBuf;
use std::time::Duration;

use crate::migrate::Layer;
use crate::secrets::KeySource;

/// Settings of a store. `StoreConfig::new(folder)` is complete for SQLite.
#[derive(Clone)]
pub struct StoreConfig {
    /// Folder of the SQLite files, and of blobs unless `blobs` says otherwise. Made when missing.
    pub data: PathBuf,
    /// `postgres://...`, or where that stands (see [`crate::address`]): the control database and the schemas of tenants live there. None: everything in `data`.
    pub database: Option<String>,
    /// `s3://bucket/prefix`; None: the folder `data/blobs`.
    pub blobs: Option<String>,
    /// Name of this node among those that share the control database; used for leases.
    pub node: String,
    /// Version of the program (`1.2.3`), compared with what a tenant's database needs.
    pub program: String,
    /// Migrations of the layers above the store, in order; the store's own come first by themselves.
    pub migrations: Vec<Layer>,
    pub limits: Limits,
    /// Where the key is that seals secrets.
    pub secret_key: KeySource,
    /// Takes a key of this server when the one that sealed the secrets is lost; what it sealed does not open any more.
    pub replace_lost_key: bool,
}

/// Sizes and times that keep one tenant from starving the others.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Slow scans at once per tenant; others wait up to their deadline.
    pub scans: usize,
    /// Tenants kept open; beyond it the longest unused ones are closed.
    pub open_tenants: usize,
    /// A tenant unused for this long is closed.
    pub idle: Duration,
    /// Connections per PostgreSQL database that all tenants share for `get`.
    pub shared_connections: usize,
    /// Connections per PostgreSQL database for `scan`, and as many again for `write`.
    pub pool: usize,
    /// A PostgreSQL statement inside a write may run this long.
    pub write_timeout: Duration,
    /// Tenants in schemas of one PostgreSQL database.
    pub schemas: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            scans: 4,
            open_tenants: 2_000,
            idle: Duration::from_secs(300),
            shared_connections: 2,
            pool: 16,
            write_timeout: Duration::from_secs(60),
            schemas: 500,
        }
    }
}

impl StoreConfig {
    /// SQLite in `data`, blobs in `data/blobs`, default limits, no further migrations.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            database: None,
            blobs: None,
            node: "node-1".into(),
            program: env!("CARGO_PKG_VERSION").into(),
            migrations: Vec::new(),
            limits: Limits::default(),
            secret_key: KeySource::default(),
            replace_lost_key: false,
        }
    }
}

/// Limits of one scan or stream.
#[derive(Clone, Copy, Debug)]
pub struct Scan {
    /// The statement is stopped after this time; waiting for a free lane counts.
    pub deadline: Duration,
}

impl Default for Scan {
    fn default() -> Self {
        Self { deadline: Duration::from_secs(10) }
    }
}

impl Scan {
    #[must_use]
    pub fn within(deadline: Duration) -> Self {
        Self { deadline }
    }
}
