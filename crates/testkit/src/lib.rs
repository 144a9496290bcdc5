//! Ground for tests: real databases that clean up after themselves, two look-alike tenants, a clock that stands still.
//!
//! A test body runs on a SQLite folder and on PostgreSQL; `GUANXI_TEST_PG` names a server where databases may be made.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests stop at the first surprise")]

#[cfg(feature = "app")]
pub mod app;
pub mod bucket;
pub mod clock;
pub mod cluster;
pub mod database;
#[cfg(feature = "app")]
pub mod events;
pub mod mailbox;
pub mod wait;

#[cfg(feature = "app")]
pub use app::{Answer, Client, TestApp, app_both, app_both_with};
#[cfg(feature = "app")]
pub use events::{Event, Events};
/// How many cases a property test tries: `usual`, or as many times more as `GUANXI_TEST_TIMES` says.
#[must_use]
pub fn cases(usual: u32) -> u32 {
    let times = std::env::var("GUANXI_TEST_TIMES").ok().and_then(|t| t.parse().ok());
    usual.saturating_mul(times.unwrap_or(1))
}

pub use bucket::bucket;
pub use clock::TestClock;
pub use cluster::Cluster;
pub use database::{Kind, TestDb, both, both_with, on, postgres_database};
pub use mailbox::Mailbox;
pub use wait::until;
