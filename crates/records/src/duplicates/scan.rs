//! Runs of the search: start one, look at it, stop it.

use super::job::SCAN;
use crate::access::Act;
use crate::{Access, Error, Records, Result};
use model::{Id, Ts};
use serde::Serialize;
use serde_json::json;
use store::jobs::{NewJob, Priority};
use store::{Row, Tx};

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ScanState {
    Waiting,
    Running,
    Done,
    Failed,
    Cancelled,
}

impl ScanState {
    const ALL: [(Self, &str); 5] = [
        (Self::Waiting, "waiting"),
        (Self::Running, "running"),
        (Self::Done, "done"),
        (Self::Failed, "failed"),
        (Self::Cancelled, "cancelled"),
    ];

    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(s, _)| *s == self).map_or("", |(_, n)| n)
    }

    fn named(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().find(|(_, n)| *n == name).map(|(s, _)| *s);
        found.ok_or_else(|| Error::Broken(format!("a search for duplicates is `{name}`")))
    }

    /// It has not come to its end.
    #[must_use]
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}

/// The latest run over an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Scan {
    pub id: Id,
    pub object: String,
    pub state: ScanState,
    /// Somebody asked for it to stop.
    pub cancelling: bool,
    /// Records read, and records in all.
    pub done: i64,
    pub total: i64,
    /// Thousandths of the comparison that are done.
    pub compared: i64,
    /// Groups found.
    pub groups: i64,
    pub error: Option<String>,
    pub by: Option<Id>,
    pub created_at: Ts,
    pub started_at: Option<Ts>,
    pub finished_at: Option<Ts>,
    /// The run whose groups are listed.
    #[serde(skip)]
    pub shown: Option<Id>,
}

const COLUMNS: &str =
    "id, object, state, cancel, done, total, compared, groups, error, by_id, created_at, started_at, finished_at, shown";

fn scan(row: &Row) -> Result<Scan> {
    Ok(Scan {
        id: row.id(0)?,
        object: row.text(1)?.to_owned(),
        state: ScanState::named(row.text(2)?)?,
        cancelling: row.int(3)? == 1,
        done: row.int(4)?,
        total: row.int(5)?,
        compared: row.int(6)?,
        groups: row.int(7)?,
        error: row.opt_text(8).map(str::to_owned),
        by: row.opt_id(9),
        created_at: row.ts(10)?,
        started_at: row.opt_int(11).map(Ts),
        finished_at: row.opt_int(12).map(Ts),
        shown: row.opt_id(13),
    })
}

impl Records {
    /// Starts a run over all records of an object; while one is under way, that one is told.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound`; `BadRequest` for an object whose records are not merged.
    pub async fn start_duplicate_scan(&self, access: &Access, object: &str) -> Result<Scan> {
        self.check_tenant(access)?;
        access.require_on(Act::Merge, object)?;
        self.mergeable(object).await?;
        let user = access.actor.user;
        self.tenant.write::<_, Error, _>(|tx| Box::pin(async move { start(tx, object, user).await })).await?;
        self.scan_row(object).await?.ok_or_else(|| Error::Broken("a search that was noted is not there".into()))
    }

    /// The latest run over an object; none when there never was one.
    ///
    /// # Errors
    /// As [`Records::start_duplicate_scan`].
    pub async fn duplicate_scan(&self, access: &Access, object: &str) -> Result<Option<Scan>> {
        self.check_tenant(access)?;
        access.require_on(Act::Merge, object)?;
        self.mergeable(object).await?;
        self.scan_row(object).await
    }

    /// Asks the run to stop; what was found before stays listed.
    ///
    /// # Errors
    /// As [`Records::start_duplicate_scan`]; `BadRequest` when none is under way.
    pub async fn cancel_duplicate_scan(&self, access: &Access, object: &str) -> Result<()> {
        let scan = self.duplicate_scan(access, object).await?.filter(|s| s.state.is_under_way());
        let Some(scan) = scan else { return Err(Error::BadRequest("no search is under way; there is nothing to stop".into())) };
        self.tenant
            .write::<_, Error, _>(|tx| {
                Box::pin(async move {
                    tx.run("update @duplicate_scan set cancel = 1 where id = $1", &[scan.id.into()]).await?;
                    Ok(())
                })
            })
            .await
    }

    pub(super) async fn scan_row(&self, object: &str) -> Result<Option<Scan>> {
        let sql = format!("select {COLUMNS} from @duplicate_scan where object = $1");
        self.tenant.get(&sql, &[object.into()]).await?.first().map(scan).transpose()
    }
}

async fn start(tx: &mut Tx, object: &str, user: Option<Id>) -> Result<()> {
    let now = tx.now();
    // A run whose job is no more, or was given up, is not under way.
    let dead = "update @duplicate_scan set state = 'failed' where object = $1 and state in ('waiting', 'running') \
        and not exists (select 1 from @job j where j.id = job_id and j.state in ('waiting', 'running'))";
    tx.run(dead, &[object.into()]).await?;
    let id = Id::at(now.unix_ms());
    let sql = "insert into @duplicate_scan as s (object, id, state, cancel, done, total, compared, groups, by_id, created_at) \
        values ($1, $2, 'waiting', 0, 0, 0, 0, 0, $3, $4) on conflict (object) do update set id = excluded.id, state = 'waiting', \
        cancel = 0, done = 0, total = 0, compared = 0, groups = 0, error = null, by_id = excluded.by_id, \
        created_at = excluded.created_at, started_at = null, finished_at = null, job_id = null \
        where s.state not in ('waiting', 'running') returning id";
    let begun = tx.all(sql, &[object.into(), id.into(), user.into(), now.0.into()]).await?;
    if begun.is_empty() {
        return Ok(());
    }
    let job = tx.enqueue(NewJob::new(SCAN, json!({ "object": object, "scan": id })).priority(Priority::Low)).await?;
    tx.run("update @duplicate_scan set job_id = $2 where object = $1", &[object.into(), job.into()]).await?;
    Ok(())
}
