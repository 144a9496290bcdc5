//! Orders: sales, returns and adjustments with their lines and refunds.

pub mod http;
pub mod model;
pub mod operations;
pub mod returns;
pub mod rules;

use crate::Feature;
use ::model::ObjectType;

pub const FEATURE: Feature = Feature {
    name: "orders",
    labels: include_str!("labels.toml"),
    objects: &[|| model::Order::DEF, || model::OrderLine::DEF, || model::Refund::DEF],
    rules: &[("order", rules::order), ("order_line", rules::order_line), ("refund", rules::refund)],
};
