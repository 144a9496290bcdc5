//! Survivorship: whose value a field keeps. Pure.

use super::Merge;
use crate::{Error, Result};
use model::Record;
use model::def::FieldKind;
use model::object::col;
use serde::{Deserialize, Serialize};

/// Whose value a field keeps that nobody chose by hand. Empty values never win.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// The survivor's; what it lacks comes from the others in their order.
    #[default]
    Survivor,
    /// The record that was changed last.
    Newest,
    /// The record that was made first.
    Oldest,
    /// The value that most records have; of equals the survivor's.
    Frequent,
}

/// For each field that changes, the record whose value it takes.
///
/// # Errors
/// `BadRequest` for a chosen field that does not exist or is computed, or a record that is not among them.
pub(super) fn sources<'r>(records: &[&'r Record], merge: &Merge) -> Result<Vec<(usize, &'r Record)>> {
    let survivor = records[0];
    let object = survivor.object.clone();
    for (name, id) in &merge.choose {
        let known = object.field_index(name).is_some_and(|f| merges(&object, f));
        if !known {
            return Err(Error::BadRequest(format!("`{name}` is no field of {} that can be chosen", object.name())));
        }
        if !records.iter().any(|r| r.id() == *id) {
            return Err(Error::BadRequest(format!("`{name}` is to come from {id}, which is not among the records merged")));
        }
    }
    let mut sources = Vec::new();
    for field in (0..object.fields.len()).filter(|f| merges(&object, *f)) {
        let chosen = merge.choose.get(object.fields[field].name.as_ref());
        let from = match chosen {
            Some(id) => records.iter().find(|r| r.id() == *id).copied(),
            None if object.fields[field].multi => None,
            None => pick(records, field, merge.strategy),
        };
        if let Some(from) = from
            && from.id() != survivor.id()
            && !same(from, survivor, field)
        {
            sources.push((field, from));
        }
    }
    Ok(sources)
}

/// Fields that a merge carries over: what people and programs set, not what is computed or counted.
pub(super) fn merges(object: &model::Object, field: usize) -> bool {
    let def = &object.fields[field];
    let computed = matches!(def.kind, FieldKind::Formula { .. } | FieldKind::RollUp(_) | FieldKind::AutoNumber { .. });
    !computed && object.column_of(field) > col::IMPORT_ID && def.name != "num" && !def.by.iter().any(|b| b == "engine")
}

fn pick<'r>(records: &[&'r Record], field: usize, strategy: Strategy) -> Option<&'r Record> {
    let column = records[0].object.column_of(field);
    let mut filled: Vec<&'r Record> = records.iter().copied().filter(|r| !r.vals[column].is_null()).collect();
    match strategy {
        Strategy::Survivor => {}
        Strategy::Newest => filled.sort_by_key(|r| std::cmp::Reverse(r.vals[col::UPDATED_AT].int())),
        Strategy::Oldest => filled.sort_by_key(|r| r.vals[col::CREATED_AT].int()),
        Strategy::Frequent => {
            let votes: Vec<usize> = filled.iter().map(|r| filled.iter().filter(|o| same(r, o, field)).count()).collect();
            let mut order: Vec<usize> = (0..filled.len()).collect();
            order.sort_by_key(|i| std::cmp::Reverse(votes[*i]));
            return order.first().map(|i| filled[*i]);
        }
    }
    filled.first().copied()
}

fn columns(record: &Record, field: usize) -> std::ops::Range<usize> {
    let first = record.object.column_of(field);
    first..first + record.object.fields[field].parts().len()
}

fn same(a: &Record, b: &Record, field: usize) -> bool {
    columns(a, field).all(|c| a.vals[c] == b.vals[c])
}

/// Takes over the value of a field.
pub(super) fn take(into: &mut Record, from: &Record, field: usize) {
    for c in columns(from, field) {
        into.vals[c] = from.vals[c].clone();
    }
}

/// Adds what a list of the other record has and this one lacks. True when something was added.
pub(super) fn unite(into: &mut Record, from: &Record, field: usize) -> bool {
    let column = into.object.column_of(field);
    let mut items = crate::json::items(&into.vals[column]);
    let had = items.len();
    for item in crate::json::items(&from.vals[column]) {
        if !items.contains(&item) {
            items.push(item);
        }
    }
    if items.len() > had {
        into.vals[column] = model::Val::Text(serde_json::Value::Array(items.clone()).to_string());
    }
    items.len() > had
}
