//! The demo company: real purchases of an anonymous data set, invented people. See `packs/demo/ATTRIBUTION.md`.
//!
//! The purchases are taken in by the importer from `packs/demo/online_retail.csv.gz`; then each customer number gets an identity made
//! by seeded chance, through the importer as well. Nothing that is added touches a purchase.

pub mod contacts;
pub mod dice;
pub mod facts;
pub mod identity;
pub mod names;
pub mod phones;
mod places;
pub mod sheets;
pub mod staff;
mod words;

/// Slug of the demo company's tenant.
pub const SLUG: &str = "demo";
/// The purchases: CSV, gzip.
pub static PURCHASES: &[u8] = include_bytes!("../../../../packs/demo/online_retail.csv.gz");
/// How the importer reads the purchases.
pub const PURCHASES_TEMPLATE: &str = include_str!("../../../../packs/demo/online_retail.toml");
