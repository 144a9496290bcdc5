//! Writing the facets of records again: to fill one that is new in a table with rows.

use super::put_facet;
use crate::writer::Writer;
use crate::{Records, Result};
use model::{Id, Record, Val};

/// Records gone through in one transaction.
const CHUNK: usize = 200;

/// Goes through every record of an object, deleted ones too, a chunk at a time beside other writers.
///
/// # Errors
/// `NotFound` for an unknown object; those of the store.
pub async fn object(records: &Records, object: &str) -> Result<()> {
    let mut after = Some(Id::NIL);
    while let Some(from) = after {
        after = records.system(move |w| Box::pin(chunk(w, object, from))).await?;
    }
    Ok(())
}

/// The last record of the chunk; `None` at the end.
async fn chunk(w: &mut Writer<'_>, object: &str, after: Id) -> Result<Option<Id>> {
    let p = w.catalog.prepared(object)?.clone();
    let lock = w.tx.dialect().for_update();
    let sql = format!("select {} from @{object} where id > $1 order by id limit {CHUNK}{lock}", p.sql.columns);
    let rows = w.tx.all(&sql, &[Val::Id(after)]).await?;
    let mut last = None;
    for row in rows {
        let record = Record { object: p.object.clone(), vals: row.into_vals() };
        for (field, facet) in &p.facets {
            put_facet(w, &record, *field, *facet).await?;
        }
        last = Some(record.id());
    }
    Ok(last)
}
