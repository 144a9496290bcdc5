//! List fields: the row keeps the list as JSON; table `value` has a row for each item, by which it is found.

use super::Shape;
use model::def::FieldKind;
use model::{FieldDef, Val, text};
use serde_json::Value;

/// The items of a stored list.
#[must_use]
pub fn items(stored: &Val) -> Vec<Value> {
    stored.text().and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default()
}

/// The text by which an item is found in table `value`: folded for text and e-mail, joined and folded for addresses,
/// the amount and currency for money, else as the API writes it.
#[must_use]
pub fn item_key(field: &FieldDef, item: &Value) -> String {
    match (&field.kind, item) {
        (FieldKind::Text { .. } | FieldKind::LongText | FieldKind::Email | FieldKind::Url, Value::String(s)) => text::fold(s),
        (_, Value::String(s)) => s.clone(),
        (_, Value::Object(o)) => {
            let parts: Vec<&str> = o.values().filter_map(Value::as_str).collect();
            if Shape::of(field) == Shape::Address { text::fold(&parts.join(" ")) } else { parts.join(" ") }
        }
        (_, other) => other.to_string(),
    }
}
