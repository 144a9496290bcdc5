//! What a feature declares.

use model::ObjectDef;
use records::RuleFn;

/// One folder of this crate, as data.
pub struct Feature {
    pub name: &'static str,
    /// Text of its `labels.toml`.
    pub labels: &'static str,
    /// Declarations of its objects, in the order of lists.
    pub objects: &'static [fn() -> ObjectDef],
    /// The rule of each object that has one.
    pub rules: &'static [(&'static str, RuleFn)],
}
