//! The program as its clients see it, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests stop at the first surprise")]

mod entrances;
mod features;
mod imports;
mod input;
mod lists;
mod moving;
mod records;
mod session;
mod shapes;
mod walk;
