//! Customers: who they are, how they are related, in which stage of their life with the company they stand.
//!
//! - A full name and its parts agree; Chinese names have pinyin and initials as sort and search keys.
//! - Each move from stage to stage is dated and explained: it makes a `stage_change` row and an event. `lost` needs a reason.

pub mod http;
pub mod model;
pub mod names;
pub mod rules;
pub mod summary;

use crate::Feature;
use ::model::ObjectType;

pub const FEATURE: Feature = Feature {
    name: "customers",
    labels: include_str!("labels.toml"),
    objects: &[|| model::Customer::DEF, || model::Relation::DEF, || model::ContactRole::DEF, || model::StageChange::DEF],
    rules: &[("customer", rules::customer), ("relation", rules::relation), ("contact_role", rules::contact_role)],
};
