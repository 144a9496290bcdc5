//! Identifiers that are marked as shared.

use super::Holder;
use super::keys::Key;
use crate::{Result, json};
use model::{Id, Object, Record, Ts, Val};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use store::Row;

/// Who marked an identifier, and when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    pub by: Option<Id>,
    pub at: Ts,
}

/// A select of the marks on these identifiers.
pub(super) fn marks_of(object: &str, keys: &BTreeSet<Key>) -> (String, Vec<Val>) {
    let places: Vec<String> = (2..keys.len() + 2).map(|i| format!("${i}")).collect();
    let sql =
        format!("select kind, \"key\", by_id, at from @identity_shared where object = $1 and \"key\" in ({})", places.join(", "));
    (sql, std::iter::once(object.into()).chain(keys.iter().map(|k| k.key.as_str().into())).collect())
}

pub(super) fn marks(rows: &[Row]) -> Result<BTreeMap<Key, Mark>> {
    rows.iter().map(|r| Ok((Key::new(r.text(0)?, r.text(1)?), Mark { by: r.opt_id(2), at: r.ts(3)? }))).collect()
}

/// All identifiers in fields of an object that are marked, by field.
#[derive(Debug, Default)]
pub(crate) struct Marks(HashMap<usize, HashSet<String>>);

impl Marks {
    /// A select for [`Marks::read`].
    pub const ALL: &str = "select kind, \"key\" from @identity_shared where object = $1";

    pub fn read(holder: &Holder, rows: &[Row]) -> Result<Self> {
        let mut all: HashMap<usize, HashSet<String>> = HashMap::new();
        for row in rows {
            if let Some(field) = holder.field(row.text(0)?) {
                all.entry(field).or_default().insert(row.text(1)?.to_owned());
            }
        }
        Ok(Self(all))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The stored list of a field without what is marked; `None` when nothing of it is.
    pub fn without(&self, object: &Object, field: usize, stored: &Val) -> Option<Val> {
        let marked = self.0.get(&field)?;
        let def = &object.fields[field];
        let items = json::items(stored);
        let rest: Vec<_> = items.iter().filter(|i| !marked.contains(&json::item_key(def, i))).cloned().collect();
        if rest.len() == items.len() {
            return None;
        }
        Some(if rest.is_empty() { Val::Null } else { Val::Text(serde_json::Value::Array(rest).to_string()) })
    }
}

/// Takes out of a record what is marked, so that it proves nothing.
pub(crate) fn strip(marks: &Marks, record: &mut Record) {
    let object = record.object.clone();
    for field in marks.0.keys().filter(|f| object.fields[**f].multi) {
        let column = object.column_of(*field);
        if let Some(rest) = marks.without(&object, *field, &record.vals[column]) {
            record.vals[column] = rest;
        }
    }
}
