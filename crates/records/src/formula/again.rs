//! Computing formulas again, for records that were there before a formula was made or changed.

use crate::rollup::{delta::Delta, settle};
use crate::writer::Writer;
use crate::{Error, Records, Result, work};
use model::{Id, Val};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::time::{Duration, Instant};
use store::Scan;
use store::jobs::{self, JobCtx, JobError};

/// Records computed again in one transaction.
const CHUNK: i64 = 500;
/// How often people who watch are told.
const TELL: Duration = Duration::from_secs(1);
/// Most jobs of a company among which those of an object are looked for.
const JOBS: usize = 500;

/// Where to go on; stands in the transaction of the work up to there.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Reached {
    after: Option<Id>,
    done: u64,
}

/// How far the formulas of an object are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computing {
    /// `waiting`, `running`, or `dead` when it was given up.
    pub state: &'static str,
    pub done: u64,
    /// How many records there are; not known before it has begun.
    pub total: Option<u64>,
}

/// Computes the formulas of every record of an object again, deleted ones too, a chunk at a time beside other writers. What
/// differs is written, and goes on to the roll-ups that gather it.
///
/// # Errors
/// Those of the store; when the job is to stop.
pub(crate) async fn object(records: &Records, ctx: &JobCtx, object: &str) -> Result<(), JobError> {
    // The formula may have been defined on another node a moment ago.
    let catalog = records.reload().await.map_err(work::failed)?;
    let prepared = catalog.prepared(object).map_err(work::failed)?;
    if prepared.formulas.is_empty() {
        return Ok(());
    }
    let total = count(records, object).await.map_err(work::failed)?;
    let mut reached: Reached = ctx.checkpoint().unwrap_or_default();
    let mut told: Option<Instant> = None;
    loop {
        ctx.check()?;
        if told.is_none_or(|at| at.elapsed() >= TELL) {
            ctx.progress(&json!({ "done": reached.done, "total": total })).await.map_err(JobError::retry)?;
            told = Some(Instant::now());
        }
        let next = records.system(move |w| Box::pin(chunk(w, ctx, object, reached))).await.map_err(work::failed)?;
        match next {
            Some(next) => reached = next,
            None => return Ok(()),
        }
    }
}

async fn count(records: &Records, object: &str) -> Result<i64> {
    let rows = records.tenant.scan(&format!("select count(*) from @{object}"), &[], Scan::default()).await?;
    Ok(rows.first().map_or(Ok(0), |row| row.int(0))?)
}

/// Where to go on; `None` at the end.
async fn chunk(w: &mut Writer<'_>, ctx: &JobCtx, object: &str, from: Reached) -> Result<Option<Reached>> {
    let p = w.catalog.prepared(object)?.clone();
    let sql = format!("select id from @{object} where id > $1 order by id limit {CHUNK}");
    let rows = w.tx.all(&sql, &[Val::Id(from.after.unwrap_or(Id::NIL))]).await?;
    let records = rows.iter().map(|row| Ok((row.id(0)?, Delta::default()))).collect::<Result<Vec<_>>>()?;
    let Some((last, _)) = records.last() else { return Ok(None) };
    let reached = Reached { after: Some(*last), done: from.done + records.len() as u64 };
    settle::parents_of_one(w, &p, &records).await?;
    ctx.save(w.tx, &reached).await?;
    Ok(Some(reached))
}

impl Records {
    /// How far the formulas of an object are that are computed again; `None` when they all are.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`; those of the store.
    pub async fn computing(&self, access: &crate::Access, object: &str) -> Result<Option<Computing>> {
        self.check_tenant(access)?;
        access.require(crate::access::permission::OBJECT_DEFINE)?;
        self.current().await?.object(object)?;
        let jobs = jobs::of_kinds(&self.tenant, &[work::RECOMPUTE], JOBS).await.map_err(Error::from)?;
        let job = jobs.into_iter().find(|job| job.payload["object"] == object);
        Ok(job.map(|job| {
            let figure = |name: &str| job.progress.as_ref().and_then(|p| p[name].as_u64());
            Computing { state: job.state.name(), done: figure("done").unwrap_or(0), total: figure("total") }
        }))
    }
}
