//! Lazy roll-ups: of parents that gather from everybody (a product, a shop), so that no writer waits for another one there.
//! Writers only mark the parent; a worker gathers about a second later.

use super::recount;
use crate::writer::Writer;
use crate::{Error, Records, Result};
use model::{Id, Val};
use std::collections::{BTreeMap, BTreeSet};

/// Parents gathered in one transaction.
const CHUNK: i64 = 200;

/// Marks parents; the job gathers them.
pub(crate) async fn mark(w: &mut Writer<'_>, parents: BTreeSet<(usize, Id)>) -> Result<()> {
    if parents.is_empty() {
        return Ok(());
    }
    let mut by_object: BTreeMap<usize, Vec<Id>> = BTreeMap::new();
    for (place, id) in parents {
        by_object.entry(place).or_default().push(id);
    }
    let ids = w.tx.dialect().json_ids("$2");
    let sql =
        format!("insert into @dirty (object, id) select cast($1 as text), m.id from ({ids}) m where true on conflict do nothing");
    for (place, ids) in by_object {
        let ids = serde_json::to_string(&ids).map_err(|e| Error::Broken(e.to_string()))?;
        w.tx.run(&sql, &[w.catalog.at(place)?.object.name().into(), Val::Text(ids)]).await?;
    }
    let job = crate::work::gather(w);
    w.tx.enqueue(job).await?;
    Ok(())
}

/// Gathers everything that is marked. Returns the number of parents.
///
/// # Errors
/// Those of the store.
pub async fn gather(records: &Records) -> Result<u64> {
    let mut done = 0;
    loop {
        let n = records.system(|w| Box::pin(gather_chunk(w))).await?;
        done += n;
        if n < CHUNK.unsigned_abs() {
            return Ok(done);
        }
    }
}

async fn gather_chunk(w: &mut Writer<'_>) -> Result<u64> {
    let lock = w.tx.dialect().for_update();
    let rows = w.tx.all(&format!("select object, id from @dirty order by object, id limit {CHUNK}{lock}"), &[]).await?;
    let mut by_object: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
    for row in &rows {
        by_object.entry(row.text(0)?).or_default().push(row.id(1)?);
    }
    for (object, ids) in by_object {
        let marks: Vec<Vec<Val>> = ids.iter().map(|id| vec![object.into(), (*id).into()]).collect();
        w.tx.run_many("delete from @dirty where object = $1 and id = $2", &marks).await?;
        recount::some(w, object, ids, true).await?;
    }
    Ok(rows.len() as u64)
}
