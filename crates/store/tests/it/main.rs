//! The store on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod crash;
mod full_disk;
mod reads;
mod tenants;
mod values;
mod writes;
