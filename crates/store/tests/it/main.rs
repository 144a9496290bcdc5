//! The store on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod backup;
mod blobs;
mod crash;
mod feed;
mod full_disk;
mod jobs;
mod lease;
mod moves;
mod reads;
mod secrets;
mod servers;
mod tenants;
mod upkeep;
mod values;
mod writes;
