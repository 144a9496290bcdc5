//! Consents: what customers allow, refuse and take back. A ledger: what was said stays, the newest word holds.
//!
//! - What is granted says on which legal basis; what rests on consent says by what it is proved.
//! - Imported rows name basis, source and date themselves; a person's are dated now unless told otherwise.
//! - Each row is an event on the customer's timeline, and brings the customer's standing ([`records::consent`]) along.

pub mod http;
pub mod model;
pub mod rules;

use crate::Feature;
use ::model::ObjectType;

pub const FEATURE: Feature = Feature {
    name: "consents",
    labels: include_str!("labels.toml"),
    objects: &[|| model::Consent::DEF],
    rules: &[("consent", rules::consent)],
};
