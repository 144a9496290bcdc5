//! How the values of a field are compared, by the field's kind.

use super::On;
use crate::Company;
use model::def::{FieldKind, ResultType, SelectOption};
use model::money::Currency;
use model::object::{Object, Part};
use model::{FieldDef, Op, Record, Val};

/// How the values of a field are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape<'a> {
    /// Folded text.
    Text,
    Phone,
    Select(&'a [SelectOption]),
    /// A whole number x 10^-scale.
    Number(u8),
    Money,
    Boolean,
    Date,
    DateTime,
    Id,
    User,
    /// A reference to a team; `my_team` stands for the asker's.
    Team,
    Address,
    /// Only empty or not: long text, JSON, points, files.
    Opaque,
}

impl<'a> Shape<'a> {
    /// The shape of a field's values, one by one where it is a list.
    #[must_use]
    pub fn of(field: &'a FieldDef, company: &Company) -> Self {
        let result = |r: ResultType| match r {
            ResultType::Text => Shape::Text,
            ResultType::Integer => Shape::Number(0),
            ResultType::Decimal(s) => Shape::Number(s),
            ResultType::Boolean => Shape::Boolean,
            ResultType::Money => Shape::Number(home(company).digits()),
            ResultType::Date => Shape::Date,
            ResultType::DateTime => Shape::DateTime,
        };
        match &field.kind {
            FieldKind::Text { .. } | FieldKind::Email | FieldKind::Url | FieldKind::AutoNumber { .. } => Shape::Text,
            FieldKind::Phone => Shape::Phone,
            FieldKind::Select { options } => Shape::Select(options),
            FieldKind::Integer => Shape::Number(0),
            FieldKind::Decimal { scale } => Shape::Number(*scale),
            FieldKind::Money => Shape::Money,
            FieldKind::Boolean => Shape::Boolean,
            FieldKind::Date => Shape::Date,
            FieldKind::DateTime => Shape::DateTime,
            FieldKind::Reference { object, .. } if object.as_ref() == "team" => Shape::Team,
            FieldKind::Id if field.name == "owner_team" => Shape::Team,
            FieldKind::Id | FieldKind::Reference { .. } => Shape::Id,
            FieldKind::User => Shape::User,
            FieldKind::Address => Shape::Address,
            FieldKind::Formula { result: r, .. } => result(*r),
            FieldKind::RollUp(r) => result(r.result),
            FieldKind::LongText | FieldKind::Json | FieldKind::GeoPoint | FieldKind::File => Shape::Opaque,
        }
    }

    /// The operators that make sense, for messages.
    #[must_use]
    pub fn operators(self, multi: bool) -> &'static [Op] {
        const TEXT: &[Op] = &[Op::Is, Op::In, Op::Contains, Op::StartsWith, Op::Empty];
        const PHONE: &[Op] = &[Op::Is, Op::In, Op::Contains, Op::StartsWith, Op::EndsWith, Op::Empty];
        const EQUAL: &[Op] = &[Op::Is, Op::In, Op::Empty];
        const ORDERED: &[Op] = &[Op::Is, Op::In, Op::Lt, Op::Lte, Op::Gt, Op::Gte, Op::Within, Op::Empty];
        match self {
            Shape::Text | Shape::Address => TEXT,
            Shape::Phone => PHONE,
            Shape::Select(_) | Shape::Boolean | Shape::Id | Shape::User | Shape::Team => EQUAL,
            Shape::Opaque => &[Op::Empty],
            _ if multi => EQUAL,
            Shape::Number(_) | Shape::Money | Shape::Date | Shape::DateTime => ORDERED,
        }
    }
}

/// The company's currency; `XXX`-like nonsense in the settings counts as CNY.
pub(crate) fn home(company: &Company) -> Currency {
    Currency::parse(&company.currency).unwrap_or(Currency::CNY)
}

/// The column or values of a field that are compared.
#[must_use]
pub fn compared(object: &Object, field: usize) -> On {
    if object.fields[field].multi {
        return On::Values(field);
    }
    let part = |p| object.part_of(field, p);
    On::Column(part(Part::Key).or_else(|| part(Part::Base)).unwrap_or_else(|| object.column_of(field)))
}

/// The values of a list field as table `value` holds them.
#[must_use]
pub fn stored_values(record: &Record, field: usize) -> Vec<Val> {
    let def = &record.object.fields[field];
    let stored = &record.vals[record.object.column_of(field)];
    crate::json::items(stored).iter().map(|v| Val::Text(crate::json::item_key(def, v))).collect()
}
