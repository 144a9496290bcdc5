//! The one door: every record of every object is written by `change` (one record) or `insert_many` (new records of an
//! import), and by nothing else. Both take the same way:
//!
//! 1. fields that the writer may not set are refused, the object's rule runs (it may complete the record, refuse, name
//!    effects), keys, amounts in the company's currency and formulas are computed, required fields are looked for
//!    (`ready`, pure);
//! 2. references must point to records that exist and are not deleted, and a record goes with the team of its owner;
//! 3. numbers are given, the row is written (changed columns only), and the rows by which lists are searched;
//! 4. the change log, the deltas of roll-ups, events and jobs are noted; they are written when the transaction ends.

pub(crate) mod bulk;
pub(crate) mod ready;
pub(crate) mod refind;
mod refs;
pub(crate) mod remove;
pub(crate) mod team;

use crate::facet::{self, Facet};
use crate::handover::held;
use crate::log::LogRow;
use crate::prepared::Prepared;
use crate::rule::Effects;
use crate::writer::Writer;
use crate::{Error, Result, json, sources};
use model::object::col;
use model::{FieldError, Record, Val};
use ready::Ready;
use std::sync::Arc;

pub use bulk::{Batch, Refused, prepare};

/// Creates or updates one record. Returns it as stored; an update that changes nothing writes nothing.
pub(crate) async fn change(w: &mut Writer<'_>, p: &Arc<Prepared>, before: Option<&Record>, mut after: Record) -> Result<Record> {
    if let Some(before) = before {
        w.unrestricted(before)?;
        sources::hold(w, p, before, &mut after).await?;
    }
    let ready = ready::ready(&w.catalog, p, before, after, &w.by, w.now, w.judged());
    let mut ready = match ready {
        Ok(r) => r,
        Err((errors, after)) => return Err(refused(w, p, before, &after, errors).await),
    };
    let mut missing = refs::missing(w, p, before, &ready.after).await?;
    if !missing.is_empty() && refs::follow(w, p, before, &mut ready.after).await? {
        missing = refs::missing(w, p, before, &ready.after).await?;
    }
    if !missing.is_empty() {
        return Err(Error::Invalid(missing));
    }
    if let Some((_, errors)) = held::refused(w, &[(p, before, &ready.after)]).await?.pop() {
        return Err(Error::Invalid(errors));
    }
    team::follow(w, p, before, &mut ready).await?;
    match before {
        None => {
            insert(w, p, &mut ready).await?;
            sources::note_new(w, p, &ready.after).await?;
        }
        Some(before) if ready.changed.is_empty() => return Ok(before.clone()),
        Some(before) => {
            update(w, p, before, &mut ready).await?;
            sources::note(w, p, before, &ready.changed).await?;
            team::moved(w, p, before, &ready.after).await?;
        }
    }
    w.note(p, before, Some(&ready.after));
    w.take_effects(ready.effects);
    Ok(ready.after)
}

/// Stores columns as they are given, without rules and checks: what a merge moves, and what its undoing puts back, was checked
/// when it was written first.
pub(crate) async fn put(w: &mut Writer<'_>, p: &Arc<Prepared>, before: &Record, mut after: Record) -> Result<()> {
    let changed = ready::changed(before, &after);
    if changed.is_empty() {
        return Ok(());
    }
    ready::count_edit(before, &mut after, &w.by, w.now);
    let mut ready = Ready { after, changed, effects: Effects::default() };
    update(w, p, before, &mut ready).await?;
    w.note(p, Some(before), Some(&ready.after));
    Ok(())
}

/// All errors at once: those found so far and those that only the database knows.
async fn refused(
    w: &mut Writer<'_>,
    p: &Prepared,
    before: Option<&Record>,
    after: &Record,
    mut errors: Vec<FieldError>,
) -> Error {
    match refs::missing(w, p, before, after).await {
        Ok(missing) => {
            errors.extend(missing.into_iter().filter(|m| !errors.iter().any(|e| e.field == m.field)).collect::<Vec<_>>())
        }
        Err(e) => return e,
    }
    Error::Invalid(errors)
}

async fn insert(w: &mut Writer<'_>, p: &Prepared, ready: &mut Ready) -> Result<()> {
    give_numbers(w, p, &mut ready.after).await?;
    w.tx.run(&p.sql.insert, &ready.after.vals).await?;
    insert_rows(w, &item_rows(p, &ready.after)).await?;
    w.log(LogRow::of("insert", p.object.name(), Some(ready.after.id()), ready.after.rev(), None));
    Ok(())
}

/// Auto-numbers count on without gaps; `num` comes from a block where one is at hand.
async fn give_numbers(w: &mut Writer<'_>, p: &Prepared, record: &mut Record) -> Result<()> {
    for n in &p.numbers {
        if !record.vals[n.column].is_null() {
            continue;
        }
        let next = w.take_numbers(&n.counter, 1).await?;
        record.vals[n.column] = Val::Text(n.text(next));
        ready::fill_keys(record, None);
    }
    if let Some(column) = p.num {
        record.vals[column] = Val::Int(w.take_num(p.object.name()).await?);
    }
    Ok(())
}

async fn update(w: &mut Writer<'_>, p: &Prepared, before: &Record, ready: &mut Ready) -> Result<()> {
    let after = &ready.after;
    let mut columns = ready.changed.clone();
    columns.extend(
        [col::VERSION, col::REV, col::UPDATED_AT, col::UPDATED_BY].iter().filter(|c| before.vals[**c] != after.vals[**c]),
    );
    let sets: Vec<String> =
        columns.iter().enumerate().map(|(i, c)| format!("\"{}\" = ${}", p.object.columns[*c].name, i + 2)).collect();
    let sql = format!("update @{} set {} where id = $1", p.object.name(), sets.join(", "));
    let mut params = vec![Val::Id(after.id())];
    params.extend(columns.iter().map(|c| after.vals[*c].clone()));
    w.tx.run(&sql, &params).await?;
    for list in p.lists.iter().filter(|i| ready.changed.contains(&p.object.column_of(**i))) {
        if !before.vals[p.object.column_of(*list)].is_null() {
            let key = [p.object.name().into(), p.object.fields[*list].name.as_ref().into(), Val::Id(after.id())];
            w.tx.run("delete from @value where object = $1 and field = $2 and record_id = $3", &key).await?;
        }
        insert_rows(w, &list_rows(after, *list)).await?;
    }
    for (field, facet) in p.facets.iter().filter(|(f, t)| ready.changed.iter().any(|c| t.reads(*c, &p.object, *f))) {
        if before.vals[p.object.column_of(*field)].is_null() {
            insert_rows(w, &facet_rows(after, *field, *facet)).await?;
        } else {
            put_facet(w, after, *field, *facet).await?;
        }
    }
    w.log(LogRow::of("update", p.object.name(), Some(after.id()), after.rev(), Some(diff(w, before, after, &ready.changed))));
    Ok(())
}

/// `{field: [old, new]}` of the changed fields, without the engine's own.
fn diff(w: &Writer<'_>, before: &Record, after: &Record, changed: &[usize]) -> String {
    let home = w.catalog.scalars().currency();
    let object = &after.object;
    let mut fields: Vec<usize> = changed.iter().map(|c| object.columns[*c].field).collect();
    fields.dedup();
    let mut out = Vec::with_capacity(64 * fields.len());
    out.push(b'{');
    for (i, field) in fields.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        out.extend_from_slice(format!("\"{}\":[", object.fields[*field].name).as_bytes());
        json::write_field(&mut out, before, *field, home);
        out.push(b',');
        json::write_field(&mut out, after, *field, home);
        out.push(b']');
    }
    out.push(b'}');
    String::from_utf8(out).unwrap_or_default()
}

/// Replaces the rows by which a facet of the record is found.
pub(crate) async fn put_facet(w: &mut Writer<'_>, record: &Record, field: usize, facet: Facet) -> Result<()> {
    let name = facet::key(&record.object.fields[field].name);
    let key = [record.object.name().into(), name.into(), Val::Id(record.id())];
    w.tx.run("delete from @value where object = $1 and field = $2 and record_id = $3", &key).await?;
    insert_rows(w, &facet_rows(record, field, facet)).await
}

async fn insert_rows(w: &mut Writer<'_>, rows: &[Vec<Val>]) -> Result<()> {
    match rows {
        [] => {}
        [row] => {
            w.tx.run(INSERT_ITEM, row).await?;
        }
        rows => {
            w.tx.run_many(INSERT_ITEM, rows).await?;
        }
    }
    Ok(())
}

const INSERT_ITEM: &str = "insert into @value (object, field, record_id, pos, v) values ($1, $2, $3, $4, $5)";

/// The rows of table `value` for a new record.
pub(crate) fn item_rows(p: &Prepared, record: &Record) -> Vec<Vec<Val>> {
    let mut rows = Vec::new();
    for list in &p.lists {
        rows.extend(list_rows(record, *list));
    }
    for (field, facet) in &p.facets {
        rows.extend(facet_rows(record, *field, *facet));
    }
    rows
}

fn list_rows(record: &Record, field: usize) -> Vec<Vec<Val>> {
    let object = &record.object;
    let def = &object.fields[field];
    let items = json::items(&record.vals[object.column_of(field)]);
    let row = |(pos, item): (usize, &serde_json::Value)| row(record, &def.name, pos, json::item_key(def, item));
    items.iter().enumerate().map(row).collect()
}

fn facet_rows(record: &Record, field: usize, facet: Facet) -> Vec<Vec<Val>> {
    let name = facet::key(&record.object.fields[field].name);
    let entries = facet.entries(record, field);
    entries.into_iter().enumerate().map(|(pos, entry)| row(record, &name, pos, entry)).collect()
}

fn row(record: &Record, field: &str, pos: usize, v: String) -> Vec<Val> {
    let pos = i64::try_from(pos).unwrap_or(i64::MAX);
    vec![record.object.name().into(), field.into(), Val::Id(record.id()), pos.into(), v.into()]
}
