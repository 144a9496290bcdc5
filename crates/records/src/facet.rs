//! What records are found by beside the values themselves: the end of a phone number, the area of an address, the day of
//! the year of a birthday. Each is a row of table `value` under the field's name with `~`, where the index of list fields
//! finds it; the rows follow from the record and are written with it.

use crate::json;
use model::birthday::{Birthday, Calendar};
use model::def::FieldKind;
use model::{Date, Object, Record, Val};
use serde_json::Value;

/// What a facet of a field's values is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    /// Phone: the number read from its end, so that "ends with" is a beginning.
    Ending,
    /// Address: the code of the smallest Chinese area known of it; an area's code begins with that of the area around it.
    Area,
    /// Date: the birthday by the calendar that the column `calendar` names, as [`Birthday`] writes it.
    Birthday { calendar: usize },
}

impl Facet {
    /// The facet of a field, if it has one. A date has one when a select field beside it says by which calendar it is
    /// kept: `birthday` and `birthday_calendar`.
    #[must_use]
    pub fn of(object: &Object, field: usize) -> Option<Self> {
        let def = &object.fields[field];
        match def.kind {
            FieldKind::Phone => Some(Facet::Ending),
            FieldKind::Address => Some(Facet::Area),
            FieldKind::Date if !def.multi => {
                let calendar = object.field_index(&format!("{}_calendar", def.name))?;
                let select = matches!(object.fields[calendar].kind, FieldKind::Select { .. }) && !object.fields[calendar].multi;
                select.then(|| Facet::Birthday { calendar: object.column_of(calendar) })
            }
            _ => None,
        }
    }

    /// The fields of an object that have one.
    pub fn all(object: &Object) -> impl Iterator<Item = (usize, Self)> {
        (0..object.fields.len()).filter_map(|f| Some((f, Self::of(object, f)?)))
    }

    /// Whether the facet of a field follows from a column.
    #[must_use]
    pub fn reads(self, column: usize, object: &Object, field: usize) -> bool {
        column == object.column_of(field) || matches!(self, Facet::Birthday { calendar } if calendar == column)
    }

    /// What a record is found by, in the order of its values.
    #[must_use]
    pub fn entries(self, record: &Record, field: usize) -> Vec<String> {
        let object = &record.object;
        let stored = &record.vals[object.column_of(field)];
        if let Facet::Birthday { calendar } = self {
            let calendar = if record.vals[calendar].text() == Some("lunar") { Calendar::Lunar } else { Calendar::Solar };
            let birth = stored.int().and_then(|n| i32::try_from(n).ok()).map(Date);
            return birth.and_then(|b| Birthday::of(b, calendar)).map(|b| b.to_string()).into_iter().collect();
        }
        let one = |item: &Value| match self {
            Facet::Ending => item.as_str().map(reversed),
            _ => area(item),
        };
        let items = match stored {
            Val::Null => return Vec::new(),
            list if object.fields[field].multi => json::items(list),
            Val::Text(address) if self == Facet::Area => serde_json::from_str(address).into_iter().collect(),
            other => other.text().map(Value::from).into_iter().collect(),
        };
        items.iter().filter_map(one).filter(|entry| !entry.is_empty()).collect()
    }
}

/// A text from its end.
#[must_use]
pub fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}

fn area(item: &Value) -> Option<String> {
    item.get("division").and_then(Value::as_str).map(str::to_owned)
}

/// The name under which table `value` keeps the facet of a field.
#[must_use]
pub fn key(field: &str) -> String {
    format!("{field}~")
}
