//! Counting again, from the records: to fill a roll-up that is new, to gather a lazy one, to verify.

use super::settle;
use crate::door::ready::put_formula;
use crate::log::LogRow;
use crate::prepared::Prepared;
use crate::writer::Writer;
use crate::{Records, Result};
use model::object::col;
use model::{Id, Record, Val};
use std::sync::Arc;

/// Records counted again in one transaction.
const CHUNK: i64 = 200;

/// Counts every roll-up of one record again and stores what differs. `lazy` takes the lazy ones only. True when
/// something differed.
pub(crate) async fn one(w: &mut Writer<'_>, object: &str, id: Id, lazy: bool) -> Result<bool> {
    let p = w.catalog.prepared(object)?.clone();
    let Some(before) = w.lock(object, id).await? else { return Ok(false) };
    let mut after = before.clone();
    let is_lazy = |column| w.catalog.feed_of(object, column).is_some_and(|(_, f)| f.lazy);
    let columns: Vec<usize> = p.rollups.iter().map(|r| r.column).filter(|c| !lazy || is_lazy(*c)).collect();
    for (column, value) in columns.iter().zip(settle::again(w, &p, &columns, id).await?) {
        after.vals[*column] = value;
    }
    for f in &p.formulas {
        put_formula(f, &mut after);
    }
    if before.vals == after.vals {
        return Ok(false);
    }
    store(w, &p, &before, &mut after).await?;
    Ok(true)
}

async fn store(w: &mut Writer<'_>, p: &Arc<Prepared>, before: &Record, after: &mut Record) -> Result<()> {
    let columns: Vec<usize> = (0..after.vals.len()).filter(|c| before.vals[*c] != after.vals[*c]).collect();
    after.vals[col::REV] = Val::Int(before.rev() + 1);
    let set = |(i, c): (usize, &usize)| format!("\"{}\" = ${}", p.object.columns[*c].name, i + 3);
    let sets: Vec<String> = columns.iter().enumerate().map(set).collect();
    let sql = format!("update @{} set rev = $2, {} where id = $1", p.object.name(), sets.join(", "));
    let mut params = vec![after.vals[col::ID].clone(), after.vals[col::REV].clone()];
    params.extend(columns.iter().map(|c| after.vals[*c].clone()));
    w.tx.run(&sql, &params).await?;
    w.note(p, Some(before), Some(after));
    w.log(LogRow::of("derive", p.object.name(), Some(after.id()), after.rev(), None));
    Ok(())
}

/// Counts the roll-ups of every record of an object again, a chunk at a time beside other writers. Returns how many
/// records were wrong.
///
/// # Errors
/// `NotFound` for an unknown object; those of the store.
pub async fn object(records: &Records, object: &str) -> Result<u64> {
    let mut wrong = 0;
    let mut after = Id::NIL;
    loop {
        let (n, last) = records.system(move |w| Box::pin(async move { chunk(w, object, after).await })).await?;
        wrong += n;
        match last {
            Some(id) => after = id,
            None => return Ok(wrong),
        }
    }
}

async fn chunk(w: &mut Writer<'_>, object: &str, after: Id) -> Result<(u64, Option<Id>)> {
    let sql = format!("select id from @{object} where id > $1 order by id limit {CHUNK}");
    let rows = w.tx.all(&sql, &[Val::Id(after)]).await?;
    let mut wrong = 0;
    let mut last = None;
    for row in &rows {
        let id = row.id(0)?;
        wrong += u64::from(one(w, object, id, false).await?);
        last = Some(id);
    }
    Ok((wrong, last))
}
