//! The features on the real engine, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod consents;
mod demo;
mod files;
mod ground;
mod imports;
mod orders;
mod taking;
