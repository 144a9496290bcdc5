//! References must point to records that exist and are not deleted.

use crate::By;
use crate::condition::sql::Index;
use crate::condition::{Asker, Sql};
use crate::prepared::Prepared;
use crate::writer::Writer;
use crate::{Error, Result, json};
use model::{FieldError, Id, Record, Val};
use std::collections::{HashMap, HashSet};

/// Calls `see` with field, object and id of every reference that differs from before.
pub(super) fn each(p: &Prepared, before: Option<&Record>, after: &Record, see: &mut dyn FnMut(usize, &str, Id)) {
    for r in &p.references {
        let column = p.object.column_of(r.field);
        let now = &after.vals[column];
        if now.is_null() || before.is_some_and(|b| b.vals[column] == *now) {
            continue;
        }
        if p.object.fields[r.field].multi {
            json::items(now).iter().filter_map(|v| v.as_str().and_then(Id::parse)).for_each(|id| see(r.field, &r.target, id));
        } else if let Some(id) = now.id() {
            see(r.field, &r.target, id);
        }
    }
}

/// An error for each reference that points to nothing, found with one statement.
pub(super) async fn missing(
    w: &mut Writer<'_>,
    p: &Prepared,
    before: Option<&Record>,
    after: &Record,
) -> Result<Vec<FieldError>> {
    let mut set: Vec<(usize, String, Id)> = Vec::new();
    each(p, before, after, &mut |field, target, id| set.push((field, target.to_owned(), id)));
    if set.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(w.tx.dialect());
    for (i, (_, target, id)) in set.iter().enumerate() {
        sql.push(if i == 0 { "select " } else { ", " });
        sql.push("(select count(*) from @").push(target).push(" t where t.id = ").bind(*id).push(" and t.deleted_at is null");
        in_sight(w, target, &mut sql);
        sql.push(")");
    }
    let rows = w.tx.all(&sql.text, &sql.params).await?;
    let found = |i: usize| rows.first().and_then(|r| r.opt_int(i)) == Some(1);
    Ok(set.iter().enumerate().filter(|(i, _)| !found(*i)).map(|(_, (field, target, id))| error(p, *field, target, *id)).collect())
}

/// What somebody does not see they cannot refer to either: it is not there.
fn in_sight(w: &Writer<'_>, target: &str, sql: &mut Sql) {
    let (Some(access), By::Person(_) | By::Operation { .. }) = (&w.access, &w.by) else { return };
    let Some(object) = w.catalog.objects.get(target).filter(|o| o.def.owned) else { return };
    let asker = Asker { catalog: &w.catalog, access, now: w.now };
    for scope in asker.scope_of(object) {
        sql.push(" and ").node(object, "t", &scope, Index::No);
    }
}

pub(super) fn error(p: &Prepared, field: usize, target: &str, id: Id) -> FieldError {
    FieldError::new(p.object.fields[field].name.to_string(), "no_such_record", format!("there is no {target} {id}"))
}

/// Makes references to records that were merged away refer to what those became. True when there were such.
pub(super) async fn follow(w: &mut Writer<'_>, p: &Prepared, before: Option<&Record>, after: &mut Record) -> Result<bool> {
    let mut ids = Vec::new();
    each(p, before, after, &mut |_, _, id| ids.push(id));
    let roots = crate::merge::alias::roots(w, &ids).await?;
    redirect(p, after, &roots);
    Ok(!roots.is_empty())
}

/// Replaces ids in the references of a record.
pub(super) fn redirect(p: &Prepared, record: &mut Record, roots: &HashMap<Id, Id>) {
    for r in &p.references {
        let value = &mut record.vals[p.object.column_of(r.field)];
        if let Some(root) = value.id().and_then(|id| roots.get(&id)) {
            *value = (*root).into();
        } else if p.object.fields[r.field].multi && !value.is_null() {
            let mut items: Vec<serde_json::Value> = Vec::new();
            for item in json::items(value) {
                let root = item.as_str().and_then(Id::parse).and_then(|id| roots.get(&id));
                let item = root.map_or(item, |root| root.to_string().into());
                if !items.contains(&item) {
                    items.push(item);
                }
            }
            *value = Val::Text(serde_json::Value::Array(items).to_string());
        }
    }
}

/// Which of `wanted` do not exist, object by object.
pub(super) async fn absent(w: &mut Writer<'_>, wanted: HashMap<String, HashSet<Id>>) -> Result<HashSet<Id>> {
    const CHUNK: usize = 2_000;
    let mut absent = HashSet::new();
    for (target, ids) in wanted {
        let ids: Vec<Id> = ids.into_iter().collect();
        for chunk in ids.chunks(CHUNK) {
            let list = serde_json::to_string(chunk).map_err(|e| Error::Broken(e.to_string()))?;
            let sql = w.tx.dialect().rows_by_ids(&target, "id", " and deleted_at is null", false);
            let rows = w.tx.all(&sql, &[Val::Text(list)]).await?;
            let found: HashSet<Id> = rows.iter().filter_map(|r| r.opt_id(0)).collect();
            absent.extend(chunk.iter().copied().filter(|id| !found.contains(id)));
        }
    }
    Ok(absent)
}
