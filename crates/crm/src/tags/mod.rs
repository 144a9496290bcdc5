//! Tags: short words that people put on customers, in groups, with colours.

pub mod model;
pub mod rules;

use crate::Feature;
use ::model::ObjectType;

pub const FEATURE: Feature = Feature {
    name: "tags",
    labels: include_str!("labels.toml"),
    objects: &[|| model::TagGroup::DEF, || model::Tag::DEF],
    rules: &[("tag", rules::tag)],
};
