//! Takes an import back: from its last write to its first, what it created and nobody touched is deleted, values that it
//! set and that still stand are put back, and the rest is listed as conflicts. Resumable: how far it came is saved with
//! each part.

use super::import::{Import, State};
use crate::{Access, By, Error, Records, Result, Writer, log};
use model::{Id, Val};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use store::Scan;

/// Rows of the log read at once, records handled in one transaction at first, and the time one should take.
const LOG_ROWS: usize = 200;
const TOGETHER: usize = 100;
/// Conflicts kept for people to read; further ones are counted.
const CONFLICTS: usize = 1_000;

/// What an undo did so far; a value of the import's row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Undone {
    pub deleted: u64,
    /// Records whose old values were put back.
    pub restored: u64,
    pub conflict_count: u64,
    pub conflicts: Vec<Conflict>,
    /// Where it goes on: below this row of the log, and so many ids into that row.
    seq: Option<i64>,
    offset: usize,
    /// Deletes that other records stand in the way of, tried again at the end.
    later: Vec<(String, Id)>,
}

/// A record that the undo left as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    pub object: String,
    pub id: Id,
    /// `changed` since, or `referenced` by others.
    pub reason: String,
    /// Fields that hold another value now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
}

/// What an undo would do, per object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// Records that it would delete.
    pub delete: u64,
    /// Records that were changed since and stay.
    pub keep: u64,
}

/// A step of the undo, newest first.
enum Step {
    Delete { object: String, id: Id },
    PutBack { object: String, id: Id, data: Map<String, Value> },
}

impl Records {
    /// Says what an undo would do, by counting records.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`; `Deadline` of the store on a very large base.
    pub async fn preview_undo(&self, access: &Access, id: Id) -> Result<BTreeMap<String, Preview>> {
        let import = self.import(access, id).await?;
        let mut all = BTreeMap::new();
        for object in import.counts.keys() {
            let sql = format!(
                "select count(*), cast(coalesce(sum(case when version = 1 then 0 when {} then 1 else 0 end), 0) as bigint) \
                 from @{object} r where import_id = $1 and deleted_at is null",
                edited(object, "r.id")
            );
            let limits = Scan { deadline: Duration::from_secs(60) };
            let rows = self.tenant.scan(&sql, &[id.into()], limits).await?;
            let number = |i: usize| rows.first().and_then(|r| r.val(i).int()).and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
            all.insert(object.clone(), Preview { delete: number(0) - number(1), keep: number(1) });
        }
        Ok(all)
    }
}

/// Undoes an import to its end, or until `stop` says so.
///
/// # Errors
/// Errors of the store.
pub async fn undo(records: &Records, access: &Access, mut import: Import, stop: &(dyn Fn() -> bool + Sync)) -> Result<Import> {
    let mut undone: Undone = import.undone.take().and_then(|v| serde_json::from_value(v).ok()).unwrap_or_default();
    let mut together = TOGETHER;
    loop {
        let rows = log_rows(records, import.id, undone.seq).await?;
        if rows.is_empty() {
            break;
        }
        for (seq, mut steps) in rows {
            steps.drain(..undone.offset.min(steps.len()));
            let mut steps = steps.as_slice();
            while !steps.is_empty() {
                if stop() {
                    return Ok(import);
                }
                let (part, rest) = steps.split_at(together.min(steps.len()));
                let begun = Instant::now();
                let offset = if rest.is_empty() { 0 } else { undone.offset + part.len() };
                undone = step(records, access, &import, undone, part, Some((seq, offset))).await?;
                together = resize(together, part.len(), begun.elapsed(), records.tenant().dialect().turn());
                steps = rest;
            }
            undone.seq = Some(seq);
            undone.offset = 0;
        }
    }
    finish(records, access, import, undone).await
}

fn resize(now: usize, done: usize, took: Duration, target: Duration) -> usize {
    let wanted = done as u128 * target.as_micros() / took.as_micros().max(1);
    usize::try_from(wanted).unwrap_or(now).clamp(now.div_ceil(2), now * 2).clamp(10, 2_000)
}

/// Rows of the log that the import wrote, newest first, each with its steps.
async fn log_rows(records: &Records, import: Id, below: Option<i64>) -> Result<Vec<(i64, Vec<Step>)>> {
    let sql = format!(
        "select seq, kind, object, record_id, data from @change where by_kind = 'import' and by_id = $1 and seq < $2 \
         order by seq desc limit {LOG_ROWS}"
    );
    let rows = records.tenant().get(&sql, &[import.into(), below.unwrap_or(i64::MAX).into()]).await?;
    rows.iter().map(|row| Ok((row.int(0)?, steps(row)?))).collect()
}

fn steps(row: &store::Row) -> Result<Vec<Step>> {
    let object = row.text(2)?.to_owned();
    let data: Value = row.opt_text(4).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default();
    let one = row.opt_id(3);
    Ok(match (row.text(1)?, one, data) {
        ("import", None, data) => {
            log::ids_of(&data).into_iter().rev().map(|id| Step::Delete { object: object.clone(), id }).collect()
        }
        ("insert", Some(id), _) => vec![Step::Delete { object, id }],
        ("update", Some(id), Value::Object(data)) => vec![Step::PutBack { object, id, data }],
        _ => Vec::new(),
    })
}

/// Handles some steps in one transaction, with the place where to go on.
async fn step(
    records: &Records,
    access: &Access,
    import: &Import,
    undone: Undone,
    steps: &[Step],
    place: Option<(i64, usize)>,
) -> Result<Undone> {
    let by = By::Undo { id: import.id, user: import.created_by };
    let undone = &undone;
    records
        .write(access, by, |w| {
            Box::pin(async move {
                let mut after = undone.clone();
                for step in steps {
                    match step {
                        Step::Delete { object, id } => delete(w, import.id, object, *id, &mut after).await?,
                        Step::PutBack { object, id, data } => put_back(w, object, *id, data, &mut after).await?,
                    }
                }
                if let Some((seq, offset)) = place {
                    // A row that is begun is read again, so the mark stays just above it.
                    after.seq = Some(if offset == 0 { seq } else { seq + 1 });
                    after.offset = offset;
                }
                save(w, import, &after).await?;
                Ok(after)
            })
        })
        .await
}

async fn save(w: &mut Writer<'_>, import: &Import, undone: &Undone) -> Result<()> {
    let text = serde_json::to_string(undone).map_err(|e| Error::Broken(e.to_string()))?;
    w.tx.run("update @import set undone = $2 where id = $1", &[import.id.into(), text.into()]).await?;
    Ok(())
}

async fn delete(w: &mut Writer<'_>, import: Id, object: &str, id: Id, undone: &mut Undone) -> Result<()> {
    let Some(record) = w.get(object, id).await? else { return Ok(()) };
    if record.version() != 1 && touched(w, import, object, id).await? {
        undone.conflict(object, id, "changed", Vec::new());
        return Ok(());
    }
    match w.delete(object, id, None).await {
        Ok(()) => undone.deleted += 1,
        Err(Error::Referenced { .. }) => undone.later.push((object.to_owned(), id)),
        Err(e) => return Err(e),
    }
    Ok(())
}

/// SQL: anybody but the import ($1) and its undo has edited the record. A merge that was taken back left nothing, and so did whoever
/// threw the record away and brought it back.
fn edited(object: &str, id: &str) -> String {
    format!(
        "(exists (select 1 from @change c where c.record_id = {id} and c.kind <> 'insert' \
           and c.kind not in ('derive', 'delete', 'restore') and c.by_kind not in ('system', 'undo', 'merge') \
           and (c.by_id is null or c.by_id <> $1)) \
         or exists (select 1 from @merge m where m.survivor = {id} and m.undone_at is null) \
         or exists (select 1 from @merge_move v join @merge m on m.id = v.merge_id where v.object = '{object}' \
           and v.record_id = {id} and m.undone_at is null))"
    )
}

async fn touched(w: &mut Writer<'_>, import: Id, object: &str, id: Id) -> Result<bool> {
    let sql = format!("select 1 where {}", edited(object, "$2"));
    Ok(!w.tx.all(&sql, &[import.into(), id.into()]).await?.is_empty())
}

async fn put_back(w: &mut Writer<'_>, object: &str, id: Id, data: &Map<String, Value>, undone: &mut Undone) -> Result<()> {
    let Some(before) = w.get(object, id).await? else { return Ok(()) };
    let put = crate::put_back::put_back(w, &before, data).await?;
    undone.restored += u64::from(put.changed);
    if !put.left.is_empty() {
        undone.conflict(object, id, "changed", put.left);
    }
    Ok(())
}

/// Deletes what stood in the way before, takes back the events, and notes the end.
async fn finish(records: &Records, access: &Access, mut import: Import, mut undone: Undone) -> Result<Import> {
    let later = std::mem::take(&mut undone.later);
    for part in later.chunks(TOGETHER) {
        let steps: Vec<Step> = part.iter().map(|(object, id)| Step::Delete { object: object.clone(), id: *id }).collect();
        undone = step(records, access, &import, undone, &steps, None).await?;
    }
    for (object, id) in std::mem::take(&mut undone.later) {
        undone.conflict(&object, id, "referenced", Vec::new());
    }
    import.state = State::Undone;
    import.finished_at = Some(records.tenant().clock().now());
    import.undone = serde_json::to_value(&undone).ok();
    let noted = &import;
    let by = By::Undo { id: import.id, user: import.created_by };
    records
        .write(access, by, |w| {
            Box::pin(async move {
                let params = [Val::from(noted.id), w.now().0.into()];
                w.tx.run("update @event set deleted_at = $2 where import_id = $1 and deleted_at is null", &params).await?;
                noted.save(w.tx).await
            })
        })
        .await?;
    Ok(import)
}

impl Undone {
    fn conflict(&mut self, object: &str, id: Id, reason: &str, fields: Vec<String>) {
        self.conflict_count += 1;
        if self.conflicts.len() < CONFLICTS {
            self.conflicts.push(Conflict { object: object.to_owned(), id, reason: reason.to_owned(), fields });
        }
    }
}
