//! Matches among what an import brought: it writes many records at once, so they are looked at when it is done.

use super::{Part, matches};
use crate::{Error, Records, Result};
use model::{Id, Val};
use serde_json::json;
use std::collections::BTreeSet;
use store::Scan as Limits;
use store::jobs::{NewJob, Priority};

/// Kind of job: payload `{"import": id}`.
pub(crate) const IDENTIFY: &str = "records.identify";

/// Records gone through with one question, and looked at in one transaction.
const CHUNK: usize = 500;
const TURN: usize = 20;

/// The job that follows an import.
pub(crate) fn after_import(import: Id) -> NewJob {
    NewJob::new(IDENTIFY, json!({ "import": import })).dedup(import.to_string()).priority(Priority::Low)
}

/// Raises the matches of the records that an import created. Begun again it does the same.
pub(crate) async fn run(records: &Records, import: Id) -> Result<()> {
    let catalog = records.current().await?;
    for p in catalog.all_prepared().filter(|p| matches!(p.identity, Some(Part::Holder(_)))) {
        let Some(Part::Holder(holder)) = &p.identity else { continue };
        let object = p.object.name();
        let sql =
            format!("select id from @{object} where import_id = $1 and id > $2 and deleted_at is null order by id limit {CHUNK}");
        let mut after = Id::NIL;
        loop {
            let rows = records.tenant().scan(&sql, &[import.into(), after.into()], Limits::default()).await?;
            let ids: Vec<Id> = rows.iter().filter_map(|r| r.opt_id(0)).collect();
            let Some(last) = ids.last() else { break };
            after = *last;
            let met = met(records, p, holder, &ids).await?;
            for some in met.into_iter().collect::<Vec<_>>().chunks(TURN) {
                records
                    .system(|w| {
                        Box::pin(async move {
                            for id in some {
                                matches::follow(w, object, *id).await?;
                            }
                            Ok(())
                        })
                    })
                    .await?;
            }
        }
    }
    Ok(())
}

/// Those of some records that have an identifier of another one.
async fn met(records: &Records, p: &crate::prepared::Prepared, holder: &super::Holder, ids: &[Id]) -> Result<BTreeSet<Id>> {
    let list: Val = serde_json::to_string(ids).map_err(|e| Error::Broken(e.to_string()))?.into();
    let chosen = records.tenant().dialect().json_ids("$1");
    let mut met = BTreeSet::new();
    for (_, field) in holder.fields.iter().filter(|(_, f)| p.object.fields[*f].multi) {
        let sql = format!(
            "select distinct v.record_id from @value v join @value o on o.object = v.object and o.field = v.field and o.v = v.v \
             where v.object = $2 and v.field = $3 and v.record_id in ({chosen}) and o.record_id <> v.record_id"
        );
        let params = [list.clone(), p.object.name().into(), p.object.fields[*field].name.as_ref().into()];
        let rows = records.tenant().scan(&sql, &params, Limits::default()).await?;
        met.extend(rows.iter().filter_map(|r| r.opt_id(0)));
    }
    let sql = format!(
        "select distinct m.\"{c}\" from @{more} m join @{more} o on o.key_key = m.key_key and o.kind = m.kind \
         where m.\"{c}\" in ({chosen}) and o.\"{c}\" <> m.\"{c}\" and m.deleted_at is null and o.deleted_at is null",
        c = holder.column,
        more = holder.more
    );
    let rows = records.tenant().scan(&sql, &[list], Limits::default()).await?;
    met.extend(rows.iter().filter_map(|r| r.opt_id(0)));
    Ok(met)
}
