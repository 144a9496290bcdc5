//! Catalogue: products and the tree of their categories.

pub mod model;
pub mod rules;

use crate::Feature;
use ::model::ObjectType;

pub const FEATURE: Feature = Feature {
    name: "catalog",
    labels: include_str!("labels.toml"),
    objects: &[|| model::Product::DEF, || model::Category::DEF],
    rules: &[("product", rules::product), ("category", rules::category)],
};
