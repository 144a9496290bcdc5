//! Deleting and restoring. A deleted record keeps its row; it is out of lists, unique keys and roll-ups.

use super::ready::{count_edit, image};
use super::refs;
use crate::log::LogRow;
use crate::prepared::{Prepared, Referrer};
use crate::rule::Change;
use crate::writer::Writer;
use crate::{By, Error, Result};
use model::def::OnDelete;
use model::object::col;
use model::{Id, Record, Val};
use std::collections::VecDeque;
use std::sync::Arc;

/// Most records that go or come back together with one.
const TOGETHER: usize = 20_000;

/// Deletes a record with what belongs to it. `before` is the record as stored.
pub(crate) async fn delete(w: &mut Writer<'_>, p: &Arc<Prepared>, before: Record) -> Result<()> {
    if p.object.def.append_only && matches!(w.by, By::Person(_) | By::Operation { .. }) {
        return Err(Error::forbidden(format!("records of {} are never deleted by themselves", p.object.name())));
    }
    w.unrestricted(&before)?;
    let mut queue: VecDeque<(Arc<Prepared>, Record)> = [(p.clone(), before)].into();
    let mut done = 0;
    while let Some((p, before)) = queue.pop_front() {
        done += 1;
        if done + queue.len() > TOGETHER {
            return Err(Error::Limit(format!(
                "more than {TOGETHER} records would be deleted together; delete some of them first"
            )));
        }
        delete_one(w, &p, &before).await?;
        for r in &p.referrers {
            let mut gone = cut(w, r, before.id()).await?;
            queue.append(&mut gone);
        }
    }
    Ok(())
}

async fn delete_one(w: &mut Writer<'_>, p: &Arc<Prepared>, before: &Record) -> Result<()> {
    if let Some(rule) = p.rule {
        let mut change = Change { before: Some(before), after: None, by: &w.by, company: &w.catalog.company, now: w.now };
        let effects = rule(&mut change).map_err(Error::Invalid)?;
        w.take_effects(effects);
    }
    let mut after = before.clone();
    count_edit(before, &mut after, &w.by, w.now);
    after.vals[col::DELETED_AT] = Val::Int(w.now.0);
    mark(w, p, &after).await?;
    let data = image(before, w.catalog.scalars().currency());
    w.log(LogRow::of("delete", p.object.name(), Some(after.id()), after.rev(), Some(data)));
    w.note(p, Some(before), Some(&after));
    Ok(())
}

/// Deletes or brings back one record and nothing else; `after` says which.
pub(crate) async fn put_away(w: &mut Writer<'_>, p: &Arc<Prepared>, before: &Record, mut after: Record) -> Result<()> {
    count_edit(before, &mut after, &w.by, w.now);
    mark(w, p, &after).await?;
    let back = after.vals[col::DELETED_AT].is_null();
    let data = (!back).then(|| image(before, w.catalog.scalars().currency()));
    let kind = if back { "restore" } else { "delete" };
    w.log(LogRow::of(kind, p.object.name(), Some(after.id()), after.rev(), data));
    w.note(p, Some(before), Some(&after));
    Ok(())
}

async fn mark(w: &mut Writer<'_>, p: &Prepared, after: &Record) -> Result<()> {
    let sql = format!(
        "update @{} set deleted_at = $2, version = $3, rev = $4, updated_at = $5, updated_by_id = $6 where id = $1",
        p.object.name()
    );
    let columns = [col::ID, col::DELETED_AT, col::VERSION, col::REV, col::UPDATED_AT, col::UPDATED_BY];
    let params: Vec<Val> = columns.iter().map(|c| after.vals[*c].clone()).collect();
    w.tx.run(&sql, &params).await?;
    Ok(())
}

/// Does what the referring field says: refuses, empties it, or returns the records that are to be deleted too.
async fn cut(w: &mut Writer<'_>, r: &Referrer, id: Id) -> Result<VecDeque<(Arc<Prepared>, Record)>> {
    let p = w.catalog.prepared(&r.object)?.clone();
    if r.on_delete == OnDelete::Restrict {
        let count = count(w, r, id).await?;
        return if count == 0 {
            Ok(VecDeque::new())
        } else {
            Err(Error::Referenced { object: r.object.clone(), field: r.field.clone(), count })
        };
    }
    let mut gone = VecDeque::new();
    for record in referring(w, &p, r, id, None).await? {
        if r.on_delete == OnDelete::Cascade {
            gone.push_back((p.clone(), record));
        } else {
            clear(w, &p, r, id, record).await?;
        }
    }
    Ok(gone)
}

/// Empties the reference. The engine does it, whoever may set the field; people see it as an edit of who deleted.
async fn clear(w: &mut Writer<'_>, p: &Arc<Prepared>, r: &Referrer, id: Id, before: Record) -> Result<()> {
    let mut after = before.clone();
    if r.multi {
        let field = p.object.field_index(&r.field).ok_or_else(|| Error::no_object(&r.object))?;
        let column = p.object.column_of(field);
        let gone = serde_json::Value::String(id.to_string());
        let rest: Vec<_> = crate::json::items(&before.vals[column]).into_iter().filter(|v| *v != gone).collect();
        after.vals[column] = if rest.is_empty() { Val::Null } else { Val::Text(serde_json::Value::Array(rest).to_string()) };
    } else {
        after.set(&r.field, Val::Null);
    }
    Box::pin(super::change(w, p, Some(&before), after)).await.map(drop)
}

/// `$1` is the id; for lists the table of items is asked, `$1` to `$3` being id as text, object and field.
fn where_refers(r: &Referrer) -> String {
    if r.multi {
        "id in (select record_id from @value where object = $2 and field = $3 and v = $1)".to_owned()
    } else {
        format!("\"{}\" = $1", r.column)
    }
}

fn params(r: &Referrer, id: Id) -> Vec<Val> {
    if r.multi { vec![id.to_string().into(), r.object.as_str().into(), r.field.as_str().into()] } else { vec![Val::Id(id)] }
}

async fn count(w: &mut Writer<'_>, r: &Referrer, id: Id) -> Result<i64> {
    let test = where_refers(r);
    let sql = format!("select count(*) from @{} where {test} and deleted_at is null", r.object);
    let rows = w.tx.all(&sql, &params(r, id)).await?;
    Ok(rows.first().and_then(|row| row.opt_int(0)).unwrap_or(0))
}

/// The records that refer to `id`: those not deleted, or those deleted at that instant.
async fn referring(w: &mut Writer<'_>, p: &Prepared, r: &Referrer, id: Id, deleted_at: Option<i64>) -> Result<Vec<Record>> {
    let mut params = params(r, id);
    let state = match deleted_at {
        None => "deleted_at is null".to_owned(),
        Some(at) => {
            params.push(Val::Int(at));
            format!("deleted_at = ${}", params.len())
        }
    };
    read_referring(w, p, r, &state, &params, TOGETHER + 1).await
}

/// The records that refer to `id`, deleted or not.
pub(crate) async fn referring_at_all(w: &mut Writer<'_>, p: &Prepared, r: &Referrer, id: Id, most: usize) -> Result<Vec<Record>> {
    read_referring(w, p, r, "true", &params(r, id), most).await
}

async fn read_referring(
    w: &mut Writer<'_>,
    p: &Prepared,
    r: &Referrer,
    state: &str,
    params: &[Val],
    most: usize,
) -> Result<Vec<Record>> {
    let lock = w.tx.dialect().for_update();
    let test = where_refers(r);
    let sql = format!("select {} from @{} where {test} and {state} order by id limit {most}{lock}", p.sql.columns, r.object);
    let rows = w.tx.all(&sql, params).await?;
    Ok(rows.into_iter().map(|row| Record { object: p.object.clone(), vals: row.into_vals() }).collect())
}

/// Brings a deleted record back, with what went with it at the same instant.
pub(crate) async fn restore(w: &mut Writer<'_>, p: &Arc<Prepared>, before: Record) -> Result<Record> {
    let at = before.vals[col::DELETED_AT].int();
    let root = restore_one(w, p, &before).await?;
    let mut queue: VecDeque<(Arc<Prepared>, Id)> = [(p.clone(), before.id())].into();
    let mut done = 0;
    while let Some((p, id)) = queue.pop_front() {
        for r in p.referrers.iter().filter(|r| r.on_delete == OnDelete::Cascade) {
            let child = w.catalog.prepared(&r.object)?.clone();
            for record in referring(w, &child, r, id, at).await? {
                done += 1;
                if done > TOGETHER {
                    return Err(Error::Limit(format!("more than {TOGETHER} records would be restored together")));
                }
                restore_one(w, &child, &record).await?;
                queue.push_back((child.clone(), record.id()));
            }
        }
    }
    Ok(root)
}

async fn restore_one(w: &mut Writer<'_>, p: &Arc<Prepared>, before: &Record) -> Result<Record> {
    let mut after = before.clone();
    after.vals[col::DELETED_AT] = Val::Null;
    if let Some(rule) = p.rule {
        let mut change = Change { before: None, after: Some(&mut after), by: &w.by, company: &w.catalog.company, now: w.now };
        rule(&mut change).map_err(Error::Invalid)?;
    }
    let missing = refs::missing(w, p, None, &after).await?;
    if !missing.is_empty() {
        return Err(Error::Invalid(missing));
    }
    let mut after = before.clone();
    after.vals[col::DELETED_AT] = Val::Null;
    count_edit(before, &mut after, &w.by, w.now);
    mark(w, p, &after).await?;
    w.log(LogRow::of("restore", p.object.name(), Some(after.id()), after.rev(), None));
    w.note(p, Some(before), Some(&after));
    Ok(after)
}
