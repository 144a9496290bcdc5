//! People who work with the program: users and teams.

pub mod model;
pub mod rules;

use crate::Feature;
use ::model::ObjectType;

pub const FEATURE: Feature = Feature {
    name: "people",
    labels: include_str!("labels.toml"),
    objects: &[|| model::User::DEF, || model::Team::DEF],
    rules: &[("user", rules::user), ("team", rules::team)],
};
