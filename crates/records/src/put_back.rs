//! Values that a change set, and that still stand as it set them, become what they were before.

use crate::{Result, Writer, json};
use model::Record;
use model::object::col;
use serde_json::{Map, Value};

/// What was put back.
pub(crate) struct PutBack {
    pub changed: bool,
    /// Fields that hold another value now, or whose old one is no longer taken.
    pub left: Vec<String>,
}

/// Takes a change back: `data` is what the log keeps of it, `{field: [old, new]}`; `before` is what [`Writer::get`] gave.
///
/// # Errors
/// As [`Writer::update`].
pub(crate) async fn put_back(w: &mut Writer<'_>, before: &Record, data: &Map<String, Value>) -> Result<PutBack> {
    let mut after = before.clone();
    let mut left = Vec::new();
    let catalog = w.catalog().clone();
    let scalars = catalog.scalars();
    for (name, pair) in data {
        let (Some(field), Some([old, new])) = (before.object.field_index(name), pair.as_array().map(Vec::as_slice)) else {
            continue;
        };
        if json::engine_keeps(&before.object.fields[field]) {
            continue;
        }
        let stands = json::field_json(before, field, scalars.currency()) == *new;
        if !stands || json::read_field(&scalars, &before.object, field, old, &mut after).is_err() {
            left.push(name.clone());
        }
    }
    let changed = before.vals.iter().zip(&after.vals).skip(col::IMPORT_ID + 1).any(|(a, b)| a != b);
    if changed {
        w.update(before, after).await?;
    }
    Ok(PutBack { changed, left })
}
