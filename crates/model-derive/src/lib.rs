//! Derives object declarations from Rust structs.
