//! Notes: what staff write down about a customer. A note appears on the timeline.

pub mod model;
pub mod rules;

use crate::Feature;
use ::model::ObjectType;

pub const FEATURE: Feature = Feature {
    name: "notes",
    labels: include_str!("labels.toml"),
    objects: &[|| model::Note::DEF],
    rules: &[("note", rules::note)],
};
