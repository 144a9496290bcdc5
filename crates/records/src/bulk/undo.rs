//! Takes a bulk action back: values that still stand as it left them are put back, what it deleted comes back, the rest is listed.

use super::plan::What;
use super::row::{BulkAction, Why};
use super::run::{spoilt, why};
use crate::audit::{self, Audit, AuditKind};
use crate::put_back::put_back;
use crate::stop::{Stop, stopping};
use crate::writer::Writer;
use crate::{Access, By, Error, Records, Result};
use model::object::col;
use model::{FieldError, Id, Val};
use serde_json::{Map, Value, json};
use store::jobs::JobCtx;

/// Records handled in one transaction.
const TOGETHER: usize = 100;

/// One record that was changed.
struct Item {
    record: Id,
    /// The revision that the change made, and when.
    rev: i64,
    at: i64,
}

/// Takes back all that stands. `access` is that of who asked for it, for the audit log: what somebody could do is taken back, even
/// where they no longer reach it by having done it.
///
/// # Errors
/// Why it ended before its end.
pub async fn undo(records: &Records, ctx: &JobCtx, access: &Access, row: &BulkAction) -> Result<(), Stop> {
    let sql = format!(
        "select record_id, rev, at from @bulk_item where bulk_id = $1 and outcome = 'changed' and undone = 0 \
         order by record_id limit {TOGETHER}"
    );
    loop {
        let rows = records.tenant().get(&sql, &[row.id.into()]).await?;
        if rows.is_empty() {
            return finish(records, ctx, access, row).await;
        }
        let item = |r: &store::Row| Ok(Item { record: r.id(0)?, rev: r.int(1)?, at: r.int(2)? });
        let items = rows.iter().map(item).collect::<Result<Vec<_>>>()?;
        let cancelled = match together(records, ctx, row, &items).await {
            Ok(cancelled) => cancelled,
            // What one record spoils is done again without it.
            Err(Error::Item { index, error }) => leave(records, ctx, row, items[index].record, &why(&error)).await?,
            Err(e) => return Err(e.into()),
        };
        if cancelled {
            return Err(Stop::Asked);
        }
        stopping(ctx)?;
    }
}

/// As whom it is done, and in whose name: the engine, which reaches every record.
fn writer(records: &Records, row: &BulkAction) -> (Access, By) {
    (Access::system(records.tenant().slug()), By::Undo { id: row.id, user: row.undone_by })
}

async fn together(records: &Records, ctx: &JobCtx, row: &BulkAction, items: &[Item]) -> Result<bool> {
    let (access, by) = writer(records, row);
    let done = records.write(&access, by, move |w| {
        Box::pin(async move {
            ctx.save(w.tx, &()).await?;
            let mut all = Vec::with_capacity(items.len());
            for (index, item) in items.iter().enumerate() {
                all.push((item.record, one(w, row, item).await.map_err(|e| spoilt(index, e))?));
            }
            note(w, row.id, &all).await
        })
    });
    done.await
}

async fn leave(records: &Records, ctx: &JobCtx, row: &BulkAction, record: Id, why: &Why) -> Result<bool> {
    let (access, by) = writer(records, row);
    let done = records.write(&access, by, move |w| {
        Box::pin(async move {
            ctx.save(w.tx, &()).await?;
            note(w, row.id, &[(record, Some(why.clone()))]).await
        })
    });
    done.await
}

fn left(code: &str, fields: Vec<String>) -> Option<Why> {
    let errors = fields.into_iter().map(|f| FieldError::new(f, code, "holds another value now")).collect();
    Some(Why { code: code.into(), message: String::new(), errors })
}

/// Takes back the change of one record. Says why where it was left.
async fn one(w: &mut Writer<'_>, row: &BulkAction, item: &Item) -> Result<Option<Why>> {
    if row.what == What::Delete {
        let Some(before) = w.lock(&row.object, item.record).await? else { return Ok(left("deleted", Vec::new())) };
        return match before.vals[col::DELETED_AT].int() {
            // It came back with another record, or somebody brought it back.
            None => Ok(None),
            Some(at) if at != item.at => Ok(left("changed", Vec::new())),
            Some(_) => w.restore(&row.object, item.record).await.map(|_| None),
        };
    }
    let Some(before) = w.get(&row.object, item.record).await? else { return Ok(left("deleted", Vec::new())) };
    let Some(data) = change(w, &row.object, item).await? else { return Ok(left("forgotten", Vec::new())) };
    match put_back(w, &before, &data).await {
        Ok(put) if put.left.is_empty() => Ok(None),
        Ok(put) => Ok(left("changed", put.left)),
        Err(Error::Store(e)) => Err(Error::Store(e)),
        Err(e) => Ok(Some(why(&e))),
    }
}

/// What the log keeps of the change: `{field: [old, new]}`.
async fn change(w: &mut Writer<'_>, object: &str, item: &Item) -> Result<Option<Map<String, Value>>> {
    // The words of the partial index are in the text, or it is not used.
    let sql = "select data from @change where record_id = $1 and kind <> 'insert' and kind <> 'derive' and kind <> 'share' \
        and kind = 'update' and object = $2 and rev = $3 and data is not null";
    let rows = w.tx.all(sql, &[item.record.into(), object.into(), item.rev.into()]).await?;
    Ok(rows.first().and_then(|r| r.opt_text(0)).and_then(|t| serde_json::from_str(t).ok()))
}

/// Writes down what was put back and what was left. Says whether somebody asked to stop.
async fn note(w: &mut Writer<'_>, action: Id, all: &[(Id, Option<Why>)]) -> Result<bool> {
    let mut rows: Vec<Vec<Val>> = Vec::with_capacity(all.len());
    for (record, why) in all {
        let reason = why.as_ref().map(serde_json::to_string).transpose().map_err(|e| Error::Broken(e.to_string()))?;
        let undone = if why.is_some() { 2 } else { 1 };
        rows.push(vec![action.into(), (*record).into(), i64::from(undone).into(), reason.into()]);
    }
    w.tx.run_many("update @bulk_item set undone = $3, reason = $4 where bulk_id = $1 and record_id = $2", &rows).await?;
    let kept = i64::try_from(all.iter().filter(|(_, why)| why.is_some()).count()).unwrap_or(0);
    let restored = i64::try_from(all.len()).unwrap_or(0) - kept;
    let sql = "update @bulk_action set restored = restored + $2, kept = kept + $3, begun_at = coalesce(begun_at, $4) where id = $1 \
        returning cancel";
    let now = w.now().0;
    let rows = w.tx.all(sql, &[action.into(), restored.into(), kept.into(), now.into()]).await?;
    Ok(rows.first().is_none_or(|r| r.opt_int(0) == Some(1)))
}

async fn finish(records: &Records, ctx: &JobCtx, access: &Access, row: &BulkAction) -> Result<(), Stop> {
    let told = records.tenant().write::<_, Error, _>(move |tx| {
        Box::pin(async move {
            let sql = "update @bulk_action set state = 'undone', finished_at = $2 where id = $1 returning restored, kept";
            let params = [row.id.into(), tx.now().0.into()];
            let counts = tx.all(sql, &params).await?;
            let count = |i: usize| counts.first().and_then(|r| r.opt_int(i)).unwrap_or(0);
            let details = json!({ "records": count(0), "kept": count(1) });
            let entry = Audit::new(AuditKind::BulkActionUndone).named(row.object.as_str()).with(details);
            audit::note(tx, &access.who(), &entry).await?;
            Ok(ctx.finish(tx).await?)
        })
    });
    Ok(told.await?)
}
