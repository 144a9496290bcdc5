//! The engine on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

extern crate guanxi_records as records;

mod define;
mod guard;
mod roll_ups;
mod shop;
mod timeline;
mod writes;
