//! Between JSON and columns. Reading finds every field's error at once; writing goes straight into bytes.
//!
//! | kind | JSON |
//! |---|---|
//! | text, long text, e-mail, URL, select, auto-number | string |
//! | phone | E.164 string; input may be written as people of the company's country do |
//! | integer | number |
//! | decimal | string `"2.55"`; input may be a number |
//! | money | `{"amount":"4310.00","currency":"GBP"}`; input may be a string or number in the company's currency |
//! | boolean | `true`, `false` |
//! | date, date and time | `"2011-12-09"`, RFC 3339 in UTC; input may have any offset |
//! | address | `{country, division, province, city, district, street, postcode}` |
//! | geo point | `{"lat": 31.2, "lng": 121.5}` |
//! | reference, user, file | id as string |
//! | JSON | as it is |
//! | list fields | array |
//!
//! Empty is `null`. In a patch a missing key leaves the field alone.

mod lists;
mod read;
mod scalar;
mod write;

pub use lists::{item_key, items};
pub(crate) use read::try_field;
pub use read::{read, read_field};
pub use scalar::Scalars;
pub use write::{field_json, write_field, write_record};

use model::FieldDef;
use model::def::{FieldKind, ResultType, RollUp};

/// How a field's value is stored and written, whatever it is derived from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Id,
    Text,
    Integer,
    Decimal(u8),
    /// Minor units with a currency of its own.
    Money,
    /// Minor units in the company's currency.
    HomeMoney,
    Boolean,
    Date,
    DateTime,
    Address,
    Geo,
    Json,
}

impl Shape {
    /// The shape of one value of the field (of one item, for a list).
    #[must_use]
    pub fn of(field: &FieldDef) -> Self {
        let derived = |r: &ResultType| match r {
            ResultType::Text => Shape::Text,
            ResultType::Integer => Shape::Integer,
            ResultType::Decimal(s) => Shape::Decimal(*s),
            ResultType::Boolean => Shape::Boolean,
            ResultType::Money => Shape::HomeMoney,
            ResultType::Date => Shape::Date,
            ResultType::DateTime => Shape::DateTime,
        };
        match &field.kind {
            FieldKind::Id | FieldKind::Reference { .. } | FieldKind::User | FieldKind::File => Shape::Id,
            FieldKind::Text { .. }
            | FieldKind::LongText
            | FieldKind::Email
            | FieldKind::Phone
            | FieldKind::Url
            | FieldKind::Select { .. }
            | FieldKind::AutoNumber { .. } => Shape::Text,
            FieldKind::Integer => Shape::Integer,
            FieldKind::Decimal { scale } => Shape::Decimal(*scale),
            FieldKind::Money => Shape::Money,
            FieldKind::Boolean => Shape::Boolean,
            FieldKind::Date => Shape::Date,
            FieldKind::DateTime => Shape::DateTime,
            FieldKind::Address => Shape::Address,
            FieldKind::GeoPoint => Shape::Geo,
            FieldKind::Json => Shape::Json,
            FieldKind::Formula { result, .. } | FieldKind::RollUp(RollUp { result, .. }) => derived(result),
        }
    }
}

/// Whether the engine computes or gives the field's value, so that no input may carry another one.
#[must_use]
pub fn engine_keeps(field: &FieldDef) -> bool {
    matches!(field.kind, FieldKind::Formula { .. } | FieldKind::RollUp(_)) || field.by.iter().any(|b| b == "engine")
}
