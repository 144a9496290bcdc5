//! Attachments: files kept with a customer. Each appears on the timeline.

pub mod model;
pub mod rules;

use crate::Feature;
use ::model::ObjectType;

pub const FEATURE: Feature = Feature {
    name: "attachments",
    labels: include_str!("labels.toml"),
    objects: &[|| model::Attachment::DEF],
    rules: &[("attachment", rules::attachment)],
};
