//! The demo company: real purchases, invented people.

/// Short name of the demo company.
pub const DEMO: &str = "demo";
/// Who signs in there.
pub const EMAIL: &str = "demo@guanxi.example";
pub const PASSWORD: &str = "guanxi-demo";
