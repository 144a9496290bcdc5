//! Tasks: what somebody has to do for a customer, by when. Done tasks appear on the timeline.
//!
//! A task reminds of itself, may be snoozed, may repeat, and may say step by step what it takes.

pub mod checklist;
pub mod http;
pub mod model;
pub mod react;
pub mod reminder;
pub mod repeat;
pub mod rules;

use crate::Feature;
use ::model::ObjectType;

pub const FEATURE: Feature = Feature {
    name: "tasks",
    labels: include_str!("labels.toml"),
    objects: &[|| model::Task::DEF],
    rules: &[("task", rules::task)],
};
