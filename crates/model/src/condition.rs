//! Conditions: one language to ask about records.
//!
//! # Meaning
//! - A test is true or false, never unknown. A test on an empty field is false, except `empty`; so `not` of a test on an
//!   empty field is true.
//! - Text is compared folded (case, width, accents, compatibility forms), by the field's key column.
//! - `is` on a list field (tags, e-mails) is true when any of its values equals; `empty` when there is none.
//! - A path `customer.country` steps over one reference; when the reference is empty or points to a deleted record,
//!   every test behind it is false, except `empty`.
//! - `birthday:next(7d)` on a date that has its calendar beside it (`birthday_calendar`) asks for the anniversary; a range
//!   `from..to` and `<` ask for the date itself.
//! - `addresses.division:33` is true when an address lies in that Chinese area or in one inside it.
//! - Dates and windows are half-open `[from, to)` in the time zone of who asks and turned into numbers before evaluation.
//! - `all` of nothing is true, `any` of nothing is false.

mod canonical;
mod compact;
mod json;
mod path;
#[cfg(test)]
mod tests;
mod window;

pub use compact::SyntaxError;
pub use json::Fault;
pub use window::{Span, Unit, Window};

use crate::Str;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Field(FieldTest),
}

/// Most levels that conditions may be nested, and most conditions in one tree.
pub const MAX_DEPTH: usize = 20;
pub const MAX_NODES: usize = 500;

/// `path op value`; the value is written as the API writes values of that field. A number may stand for text, and text for
/// a number, because the compact form does not know the field's type: `external_id:12347` holds the number 12347.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldTest {
    pub path: Path,
    pub op: Op,
    pub value: serde_json::Value,
}

/// A field of the record, or of the record one reference away.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Path {
    pub relation: Option<Str>,
    pub field: Str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    Is,
    /// Value is a list: true when the field is one of them.
    In,
    Lt,
    Lte,
    Gt,
    Gte,
    /// Text contains.
    Contains,
    StartsWith,
    /// Phone numbers: the last digits.
    EndsWith,
    /// Value is `true` or `false`.
    Empty,
    /// Within a window of time, `{"last": "90d"}`, `{"next": "7d"}`, `{"this": "month"}`, `{"from": ..., "to": ...}`.
    Within,
}

impl Condition {
    /// True for every record.
    #[must_use]
    pub fn everything() -> Self {
        Condition::All(Vec::new())
    }
}
