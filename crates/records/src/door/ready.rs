//! The pure half of the door: from what somebody wants to what may be stored.

use crate::prepared::Prepared;
use crate::rule::{Change, Effects};
use crate::{By, Catalog, Company, json, validation};
use model::def::FieldKind;
use model::object::{ColType, Object, Part, col};
use model::{FieldError, Id, Record, Ts, Val, text};

/// A record that may be stored.
#[derive(Clone, Debug)]
pub(crate) struct Ready {
    pub after: Record,
    /// Columns whose value differs from before, without the engine's own; empty for a new record.
    pub changed: Vec<usize>,
    pub effects: Effects,
}

/// Checks and completes a record; with `judged`, by the company's own rules and what stages ask, too.
///
/// # Errors
/// Every field's error, with the record as far as it came.
pub(crate) fn ready(
    catalog: &Catalog,
    p: &Prepared,
    before: Option<&Record>,
    mut after: Record,
    by: &By,
    now: Ts,
    judged: bool,
) -> Result<Ready, (Vec<FieldError>, Record)> {
    let mut errors = guard(p, before, &after, by);
    stamp(before, &mut after, by, now);
    let mut effects = Effects::default();
    if let Some(rule) = p.rule {
        let mut change = Change { before, after: Some(&mut after), by, company: &catalog.company, now };
        match rule(&mut change) {
            Ok(e) => effects = e,
            Err(mut e) => errors.append(&mut e),
        }
    }
    fill_keys(&mut after, before);
    fill_base(&catalog.company, &mut after, before);
    for f in &p.formulas {
        put_formula(f, &mut after);
    }
    let entering = p.stages.as_ref().map_or_else(Vec::new, |stages| stages.enter(before, &mut after, now, judged));
    errors.extend(required(p, before, &after));
    errors.extend(entering.into_iter().filter(|new| !errors.iter().any(|e| e.field == new.field)).collect::<Vec<_>>());
    let changed = before.map_or_else(Vec::new, |b| changed(b, &after));
    if judged && (before.is_none() || !changed.is_empty()) {
        errors.extend(validation::broken(catalog, &after, now));
    }
    if !errors.is_empty() {
        return Err((errors, after));
    }
    if let Some(before) = before
        && !changed.is_empty()
    {
        count_edit(before, &mut after, by, now);
    }
    Ok(Ready { after, changed, effects })
}

/// Fields that the writer may not set and yet has changed. A default is nobody's doing.
fn guard(p: &Prepared, before: Option<&Record>, after: &Record, by: &By) -> Vec<FieldError> {
    let object = &after.object;
    let mut errors = Vec::new();
    if p.object.def.append_only && before.is_some() && !matches!(by, By::Undo { .. } | By::Merge { .. }) {
        errors.push(FieldError::new(
            "id",
            "append_only",
            format!("records of {} are never changed; add a new one", object.name()),
        ));
    }
    for field in &p.guarded {
        let def = &object.fields[*field];
        let numbered = matches!(def.kind, FieldKind::AutoNumber { .. }) && def.by.is_empty();
        let allowed = if numbered { !matches!(by, By::Person(_)) } else { by.may_set(def) };
        if allowed {
            continue;
        }
        let base = before.unwrap_or(&p.blank);
        let touched = columns(object, *field).any(|c| object.columns[c].part != Part::Base && differs(object, c, base, after));
        let emptied = before.is_none() && after.vals[object.column_of(*field)].is_null();
        if touched && !emptied {
            let message =
                format!("may be set by {} only; leave it out", if numbered { "the system".into() } else { def.by.join(", ") });
            errors.push(FieldError::new(def.name.to_string(), "not_writable", message));
        }
    }
    errors
}

fn columns(object: &Object, field: usize) -> impl Iterator<Item = usize> + use<> {
    let first = object.column_of(field);
    first..first + object.fields[field].parts().len()
}

/// The engine's columns of a new record.
fn stamp(before: Option<&Record>, after: &mut Record, by: &By, now: Ts) {
    if before.is_some() {
        return;
    }
    if after.id() == Id::NIL {
        after.vals[col::ID] = Val::Id(Id::at(now.unix_ms()));
    }
    let user: Val = by.user().into();
    after.vals[col::VERSION] = Val::Int(1);
    after.vals[col::REV] = Val::Int(1);
    after.vals[col::CREATED_AT] = Val::Int(now.0);
    after.vals[col::CREATED_BY] = user.clone();
    after.vals[col::UPDATED_AT] = Val::Int(now.0);
    after.vals[col::UPDATED_BY] = user;
    after.vals[col::DELETED_AT] = Val::Null;
    after.vals[col::IMPORT_ID] = by.import().into();
}

/// `version` counts edits, `rev` every write; see `By::edits`.
pub(crate) fn count_edit(before: &Record, after: &mut Record, by: &By, now: Ts) {
    after.vals[col::REV] = Val::Int(before.rev() + 1);
    if by.edits() {
        after.vals[col::VERSION] = Val::Int(before.version() + 1);
        after.vals[col::UPDATED_AT] = Val::Int(now.0);
        after.vals[col::UPDATED_BY] = by.user().into();
    }
}

/// Derives key columns from values that differ from before.
pub(crate) fn fill_keys(after: &mut Record, before: Option<&Record>) {
    let object = after.object.clone();
    for (key, column) in object.columns.iter().enumerate().filter(|(_, c)| c.part == Part::Key) {
        let value = object.column_of(column.field);
        if before.is_some_and(|b| b.vals[value] == after.vals[value]) {
            continue;
        }
        let address = matches!(object.fields[column.field].kind, FieldKind::Address);
        let folded = after.vals[value].text().map(|t| if address { address_key(t) } else { text::fold(t) });
        after.vals[key] = folded.into();
    }
}

fn address_key(stored: &str) -> String {
    let parts: serde_json::Map<String, serde_json::Value> = serde_json::from_str(stored).unwrap_or_default();
    let words: Vec<&str> = parts.values().filter_map(serde_json::Value::as_str).collect();
    text::fold(&words.join(" "))
}

/// Amounts in the company's currency are the amounts themselves. In another currency the amount stays as the writer set it;
/// when only the amount was set it is empty: no rate is known.
fn fill_base(company: &Company, after: &mut Record, before: Option<&Record>) {
    let object = after.object.clone();
    for (base, column) in object.columns.iter().enumerate().filter(|(_, c)| c.part == Part::Base) {
        let value = object.column_of(column.field);
        let Some(currency) = object.part_of(column.field, Part::Currency) else { continue };
        if !after.vals[value].is_null() && after.vals[currency].is_null() {
            after.vals[currency] = company.currency.as_str().into();
        }
        if after.vals[currency].text() == Some(company.currency.as_str()) {
            after.vals[base] = after.vals[value].clone();
            continue;
        }
        let same = before.filter(|b| b.vals[value] == after.vals[value] && b.vals[currency] == after.vals[currency]);
        if let Some(before) = same {
            if after.vals[base].is_null() {
                after.vals[base] = before.vals[base].clone();
            }
        } else if after.vals[value].is_null() || before.is_some_and(|b| b.vals[base] == after.vals[base]) {
            after.vals[base] = Val::Null;
        }
    }
}

/// Computes one formula into the record, with its key.
pub(crate) fn put_formula(f: &crate::formula::Formula, record: &mut Record) {
    let value = f.value(record);
    let column = record.object.column_of(f.field);
    if let Some(key) = record.object.part_of(f.field, Part::Key) {
        record.vals[key] = value.text().map(text::fold).into();
    }
    record.vals[column] = value;
}

/// Required fields that are empty: of a new record, and those that this change empties.
fn required(p: &Prepared, before: Option<&Record>, after: &Record) -> Vec<FieldError> {
    let empty = |r: &Record, i: usize| r.vals[r.object.column_of(i)].is_null();
    let missing = |i: &&usize| {
        let numbered = matches!(p.object.fields[**i].kind, FieldKind::AutoNumber { .. });
        empty(after, **i) && !numbered && before.is_none_or(|b| !empty(b, **i))
    };
    let error = |i: &usize| FieldError::new(p.object.fields[*i].name.to_string(), "required", "is required; give a value");
    p.required.iter().filter(missing).map(error).collect()
}

/// Columns whose value differs, without the engine's own.
pub(crate) fn changed(before: &Record, after: &Record) -> Vec<usize> {
    let own = |c: usize| c <= col::IMPORT_ID && c != col::DELETED_AT;
    (0..after.vals.len()).filter(|c| !own(*c) && differs(&after.object, *c, before, after)).collect()
}

fn differs(object: &Object, column: usize, before: &Record, after: &Record) -> bool {
    !equal(object, column, &before.vals[column], &after.vals[column])
}

/// Whether two values of a column are the same.
pub(crate) fn equal(object: &Object, column: usize, a: &Val, b: &Val) -> bool {
    a == b || object.columns[column].ty == ColType::Json && same_json(a, b)
}

/// PostgreSQL writes JSON its own way: other blanks, other order of keys.
fn same_json(a: &Val, b: &Val) -> bool {
    let parse = |v: &Val| v.text().and_then(|t| serde_json::from_str::<serde_json::Value>(t).ok());
    matches!((parse(a), parse(b)), (Some(a), Some(b)) if a == b)
}

/// The values of a record as JSON, without empty fields and the engine's own: the image kept of a deleted record.
pub(crate) fn image(record: &Record, home: model::money::Currency) -> String {
    let own = |i: usize| record.object.column_of(i) <= col::IMPORT_ID;
    let mut out = Vec::with_capacity(512);
    json::write_record(&mut out, record, home, |i| !own(i) && !record.vals[record.object.column_of(i)].is_null());
    String::from_utf8(out).unwrap_or_default()
}
