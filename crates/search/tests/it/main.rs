//! Searching companies, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests stop at the first surprise")]

mod crash;
mod follows;
mod found;
mod hostile;
mod random;
mod stage;
