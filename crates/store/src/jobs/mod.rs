//! Background work: jobs are rows of a tenant, made in the transaction of the change that needs them.
//!
//! A [`Worker`] claims a job with a *lease* (others leave it alone until the lease ends) and a *fence* (a number that
//! grows with each claim, so that a worker which lost its lease can no longer save anything). The handler runs outside
//! any transaction and answers with `Ok(())`, or says when to try again or that it is hopeless ([`JobError`]). What
//! failed for good stays visible with its reason until a person retries or forgets it. A job that is done is deleted.
//!
//! Work is done **at least once**. To make an effect happen exactly once, save it together with the job's checkpoint
//! ([`JobCtx::save`]) or its end ([`JobCtx::finish`]) in one transaction.

mod context;
mod queue;
mod run;
mod schedule;
mod tenants;
mod worker;

pub use context::{JobCtx, JobError};
pub use schedule::{Schedule, When, schedules};
pub use worker::{RunningWorker, Worker};

use crate::{Error, Result, Row, Tenant};
use model::{Id, Ts, Val};
use serde_json::Value;
use std::time::Duration;

/// Tries before a job is given up, unless it says otherwise.
pub const TRIES: u32 = 10;
/// The first wait before a job is tried again; it doubles with each try.
const FIRST_WAIT: Duration = Duration::from_secs(5);

/// Which of the due jobs of a tenant go first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Somebody waits for it.
    High = 0,
    #[default]
    Normal = 1,
    /// Bulk work: imports, rebuilds, clean-up.
    Low = 2,
}

/// A job to be enqueued with `Tx::enqueue`.
#[derive(Clone, Debug, PartialEq)]
pub struct NewJob {
    /// Which handler does it. Letters, digits, `.`, `_` and `-`.
    pub kind: String,
    pub payload: Value,
    /// Not before this time; at once when none.
    pub run_at: Option<Ts>,
    /// While a job of this kind with the same key waits for its first try, no second one is made: the one that waits
    /// is moved forward if need be. A job that has begun does not count, because it may have read the old state.
    pub dedup: Option<String>,
    pub priority: Priority,
    pub tries: u32,
}

impl NewJob {
    #[must_use]
    pub fn new(kind: &str, payload: Value) -> Self {
        let (run_at, dedup, priority) = (None, None, Priority::default());
        Self { kind: kind.to_owned(), payload, run_at, dedup, priority, tries: TRIES }
    }

    #[must_use]
    pub fn at(mut self, run_at: Ts) -> Self {
        self.run_at = Some(run_at);
        self
    }

    #[must_use]
    pub fn dedup(mut self, key: impl Into<String>) -> Self {
        self.dedup = Some(key.into());
        self
    }

    #[must_use]
    pub fn priority(mut self, priority: Priority) -> Self {
        self.priority = priority;
        self
    }

    #[must_use]
    pub fn tries(mut self, tries: u32) -> Self {
        self.tries = tries.max(1);
        self
    }
}

/// Where a job stands. There is no state for "done": such jobs are deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// For its time, or for another try.
    Waiting,
    Running,
    /// Given up, with a reason; a person may retry it.
    Dead,
    Cancelled,
}

impl JobState {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            JobState::Waiting => "waiting",
            JobState::Running => "running",
            JobState::Dead => "dead",
            JobState::Cancelled => "cancelled",
        }
    }

    /// The state with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [JobState::Waiting, JobState::Running, JobState::Dead, JobState::Cancelled].into_iter().find(|s| s.name() == name)
    }
}

/// A job as people see it.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Job {
    pub id: Id,
    pub kind: String,
    pub payload: Value,
    pub state: JobState,
    /// When it will run (waiting), or when its lease ends (running); none at rest.
    pub due_at: Option<Ts>,
    /// Tries begun.
    pub attempt: i64,
    pub tries: i64,
    /// Why the last try failed, or why the job was given up.
    pub reason: Option<String>,
    /// What the handler last said of its progress.
    pub progress: Option<Value>,
    /// True when somebody asked for it to stop.
    pub cancelling: bool,
    /// The node that runs it, or ran it last.
    pub node: Option<String>,
    pub created_at: Ts,
    pub started_at: Option<Ts>,
    pub finished_at: Option<Ts>,
}

const COLUMNS: &str =
    "id, kind, payload, state, due_at, attempt, tries, reason, progress, cancel, node, created_at, started_at, finished_at";

/// One job; none when it is done or never was.
///
/// # Errors
/// Of the database.
pub async fn get(tenant: &Tenant, id: Id) -> Result<Option<Job>> {
    let rows = tenant.get(&format!("select {COLUMNS} from @job where id = $1"), &[id.into()]).await?;
    rows.first().map(job).transpose()
}

/// Jobs in a state, newest first, at most `limit`; `before` is the last id of the page before.
///
/// # Errors
/// Of the database.
pub async fn list(tenant: &Tenant, state: JobState, before: Option<Id>, limit: usize) -> Result<Vec<Job>> {
    let before = before.unwrap_or(Id([0xff; 16]));
    let sql = format!("select {COLUMNS} from @job where state = $1 and id < $2 order by id desc limit $3");
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = tenant.get(&sql, &[state.name().into(), before.into(), limit.into()]).await?;
    rows.iter().map(job).collect()
}

/// Jobs of these kinds that are not done and not cancelled, newest first, at most `limit`.
///
/// # Errors
/// Of the database.
pub async fn of_kinds(tenant: &Tenant, kinds: &[&str], limit: usize) -> Result<Vec<Job>> {
    let kinds = queue::Kinds::new(kinds.iter().copied());
    let sql =
        format!("select {COLUMNS} from @job where kind in ({}) and state <> 'cancelled' order by id desc limit $1", kinds.sql());
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    tenant.get(&sql, &[limit.into()]).await?.iter().map(job).collect()
}

/// Gives a dead or cancelled job another life, or makes a waiting one due now: all its tries, from its last checkpoint.
///
/// # Errors
/// [`Error::NotFound`] when there is no such job, or when it runs.
pub async fn retry(tenant: &Tenant, id: Id) -> Result<()> {
    tenant.write(move |tx| Box::pin(queue::revive(tx, id))).await
}

/// Asks a job to stop: one that waits is cancelled at once, one that runs when its handler next looks.
///
/// # Errors
/// [`Error::NotFound`] when there is no such job.
pub async fn cancel(tenant: &Tenant, id: Id) -> Result<()> {
    tenant.write(move |tx| Box::pin(queue::cancel(tx, id))).await
}

/// Deletes dead and cancelled jobs that came to rest longer than `keep` ago. Returns how many.
///
/// # Errors
/// Of the database.
pub async fn forget(tenant: &Tenant, keep: Duration) -> Result<u64> {
    let keep = i64::try_from(keep.as_micros()).unwrap_or(i64::MAX);
    let before = tenant.clock().now().0.saturating_sub(keep);
    let sql = "delete from @job where state in ('dead', 'cancelled') and finished_at < $1";
    tenant.write(move |tx| Box::pin(async move { tx.run(sql, &[before.into()]).await })).await
}

/// The wait before try number `attempt + 1`: 5 s doubling, give or take a fifth.
fn back_off(attempt: i64) -> Duration {
    let doublings = u32::try_from(attempt.clamp(1, 12) - 1).unwrap_or(0);
    FIRST_WAIT.mul_f64(f64::from(1_u32 << doublings) * rand::random_range(0.8..1.2))
}

fn job(row: &Row) -> Result<Job> {
    let json = |i| row.opt_text(i).and_then(|t| serde_json::from_str(t).ok());
    let state = row.text(3)?;
    Ok(Job {
        id: row.id(0)?,
        kind: row.text(1)?.to_owned(),
        payload: json(2).unwrap_or_default(),
        state: JobState::named(state).ok_or_else(|| Error::Type(format!("job state {state}")))?,
        due_at: row.opt_int(4).map(Ts),
        attempt: row.int(5)?,
        tries: row.int(6)?,
        reason: row.opt_text(7).map(str::to_owned),
        progress: json(8),
        cancelling: row.val(9) == &Val::Int(1),
        node: row.opt_text(10).map(str::to_owned),
        created_at: row.ts(11)?,
        started_at: row.opt_int(12).map(Ts),
        finished_at: row.opt_int(13).map(Ts),
    })
}

#[cfg(test)]
mod tests {
    use super::back_off;

    #[test]
    fn waits_double_from_five_seconds() {
        for (attempt, seconds) in [(1, 5.0), (2, 10.0), (5, 80.0), (9, 1280.0), (12, 10_240.0), (99, 10_240.0)] {
            let wait = back_off(attempt).as_secs_f64();
            assert!((seconds * 0.8..=seconds * 1.2).contains(&wait), "try {attempt} waits {wait} s");
        }
    }
}
