//! The engine on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

extern crate guanxi_records as records;

mod define;
mod finding;
mod guard;
mod identity;
mod indexes;
mod merge;
mod merge_model;
mod permission;
mod roll_ups;
mod shop;
#[path = "../../src/testing.rs"]
mod testing;
mod timeline;
mod world;
mod writes;
