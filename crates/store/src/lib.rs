//! A tenant is a database: one adapter over SQLite files and PostgreSQL, which knows no objects.
//!
//! [`Store`] knows the tenants and opens them; [`Tenant`] is the only handle that runs SQL. It has three verbs:
//! `get` (by key), `scan` (by condition, with a deadline) and `write` (a transaction, the only way to change anything).
//! SQL is the same text for both databases: `$1` parameters, table tokens `@customer`, type tokens `{id}` in DDL;
//! what differs is in [`Dialect`].
//!
//! ```no_run
//! # use store::*; use model::*; use model::time::SystemClock; use std::sync::Arc;
//! # async fn f() -> Result<()> {
//! let store = Store::open(StoreConfig::new("./data"), Arc::new(SystemClock)).await?;
//! let tenant = store.tenant("acme").await?;
//! let name = "Wang";
//! let changed: u64 = tenant
//!     .write::<_, Error, _>(move |tx| Box::pin(async move { tx.run("update @customer set name = $1", &[name.into()]).await }))
//!     .await?;
//! # Ok(()) }
//! ```

pub mod address;
pub mod backup;
pub mod blobs;
pub mod bucket;
mod config;
mod control;
mod delete;
mod dialect;
mod erased;
mod error;
mod failures;
pub mod feed;
mod home;
pub mod jobs;
mod lease;
mod load;
mod migrate;
mod open;
mod place;
mod postgres;
mod relocate;
mod row;
mod secrets;
mod sessions;
mod snapshot;
mod sqlite;
mod tenant;
mod terms;
mod token;
mod tx;
pub mod upkeep;
mod wake;

pub use config::{Limits, Scan, StoreConfig};
pub use control::{Control, Status, TenantInfo};
pub use dialect::Dialect;
pub use erased::ErasedRecord;
pub use error::{Error, Result};
pub use failures::{Attempt, Lockout, Target};
pub use feed::{Change, FeedCursor, FeedRow};
pub use home::Home;
pub use lease::Lease;
pub use migrate::{Layer, Migration};
pub use open::Store;
pub use row::{Row, Rows};
pub use secrets::{KeySource, Keys, Lost, Rotated, Sealed, SealedState, new_key};
pub use sessions::{NewSession, Session};
pub use tenant::{Pending, Tenant};
pub use terms::{Quota, Shut, Terms};
pub use tx::{BulkColumn, Tx};

use std::pin::Pin;

/// A boxed future, as functions that are called through a pointer return it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A future whose borrows outlive `'a`; see [`ScopedFuture`].
pub trait Scoped<Bound, T>: Future<Output = T> {}

impl<Bound, F: Future> Scoped<Bound, F::Output> for F {}

/// What the closure of a write returns: `Box::pin(async move { ... })`. It may borrow the transaction (`'a`) and
/// whatever the caller lends for the whole write (`'env`).
pub type ScopedFuture<'env, 'a, T> = Pin<Box<dyn Scoped<&'a &'env (), T> + Send + 'a>>;
