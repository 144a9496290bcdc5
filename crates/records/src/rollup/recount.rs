//! Counting again, from the records: to fill a roll-up that is new, to gather a lazy one, to verify.

use super::delta::Delta;
use super::settle;
use crate::writer::Writer;
use crate::{Records, Result};
use model::{Id, Val};

/// Records counted again in one transaction.
const CHUNK: i64 = 200;

/// Counts the roll-ups of some records again and stores what differs. `lazy` takes the lazy ones only. Returns how many
/// records were wrong.
pub(crate) async fn some(w: &mut Writer<'_>, object: &str, mut ids: Vec<Id>, lazy: bool) -> Result<usize> {
    let p = w.catalog.prepared(object)?.clone();
    let is_lazy = |column| w.catalog.feed_of(object, column).is_some_and(|(_, f)| f.lazy);
    let columns: Vec<usize> = p.rollups.iter().map(|r| r.column).filter(|c| !lazy || is_lazy(*c)).collect();
    ids.sort_unstable();
    let parents: Vec<(Id, Delta)> = ids.into_iter().map(|id| (id, Delta::all_again(&columns))).collect();
    settle::parents_of_one(w, &p, &parents).await
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
    let ids = rows.iter().map(|row| Ok(row.id(0)?)).collect::<Result<Vec<_>>>()?;
    let last = ids.last().copied();
    Ok((some(w, object, ids, false).await? as u64, last))
}
