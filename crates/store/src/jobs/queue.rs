//! The statements of the queue. Each runs inside a transaction of its caller.

use super::{NewJob, Priority};
use crate::{Error, Result, Tenant, Tx};
use model::{Id, Ts, Val};
use serde_json::Value;
use std::time::Duration;

/// The kinds of jobs that a worker handles, as the list of an SQL `in`. A kind nobody here knows is left to a node that
/// does.
#[derive(Clone, Debug)]
pub(super) struct Kinds(String);

impl Kinds {
    pub(super) fn sql(&self) -> &str {
        &self.0
    }

    pub(super) fn new<'a>(kinds: impl Iterator<Item = &'a str>) -> Self {
        Self(kinds.map(|k| format!("'{}'", k.replace('\'', "''"))).collect::<Vec<_>>().join(", "))
    }
}

/// A job in the hands of a worker.
#[derive(Clone, Debug)]
pub(super) struct Claimed {
    pub id: Id,
    pub kind: String,
    pub payload: Value,
    pub fence: i64,
    pub attempt: i64,
    pub tries: i64,
    pub checkpoint: Option<String>,
}

impl Tx {
    /// Adds a job that becomes visible when this transaction commits. Returns its id, or that of the job which waits
    /// already under the same [`NewJob::dedup`] key.
    ///
    /// # Errors
    /// Of the database.
    pub async fn enqueue(&mut self, job: NewJob) -> Result<Id> {
        let now = self.now();
        let due = job.run_at.unwrap_or(now);
        let sql =
            "insert into @job as j (id, kind, payload, priority, state, due_at, attempt, fence, tries, dedup, cancel, created_at)
                   values ($1, $2, $3, $4, 'waiting', $5, 0, 0, $6, $7, 0, $8)
                   on conflict (kind, dedup) where dedup is not null and state = 'waiting' and fence = 0
                   do update set due_at = case when excluded.due_at < j.due_at then excluded.due_at else j.due_at end
                   returning id";
        let params = [
            Id::at(now.unix_ms()).into(),
            job.kind.into(),
            job.payload.to_string().into(),
            (job.priority as i64).into(),
            due.0.into(),
            i64::from(job.tries).into(),
            job.dedup.into(),
            now.0.into(),
        ];
        let rows = self.all(sql, &params).await?;
        self.wake_at(due);
        rows.first().ok_or_else(|| Error::Db("a job got no id".into()))?.id(0)
    }
}

impl Tx {
    /// Removes the job that waits for its first try under a [`NewJob::dedup`] key.
    ///
    /// # Errors
    /// Of the database.
    pub async fn withdraw(&mut self, kind: &str, dedup: &str) -> Result<()> {
        let sql = "delete from @job where kind = $1 and dedup = $2 and state = 'waiting' and fence = 0";
        self.run(sql, &[kind.into(), dedup.into()]).await.map(drop)
    }
}

/// Claims up to `limit` due jobs for `lease`, the most urgent first. Jobs whose workers died on every try are buried.
pub(super) async fn claim(tx: &mut Tx, kinds: &Kinds, node: &str, limit: usize, lease: Duration) -> Result<Vec<Claimed>> {
    let mut claimed = Vec::new();
    let select = format!(
        "select id, state, attempt, tries, cancel from @job where priority = $1 and due_at <= $2 and kind in ({})
         order by due_at limit $3{}",
        kinds.0,
        tx.dialect().skip_locked()
    );
    for priority in [Priority::High, Priority::Normal, Priority::Low] {
        let free = i64::try_from(limit - claimed.len()).unwrap_or(0);
        if free == 0 {
            break;
        }
        let due = tx.all(&select, &[(priority as i64).into(), tx.now().0.into(), free.into()]).await?;
        for row in due {
            let (id, tries) = (row.id(0)?, row.int(3)?);
            if row.int(4)? == 1 {
                rest(tx, id, "cancelled", "cancelled while its worker was gone").await?;
            } else if row.text(1)? == "running" && row.int(2)? >= tries {
                let reason = format!("the worker stopped without an answer on the last of {tries} tries");
                rest(tx, id, "dead", &reason).await?;
            } else {
                claimed.push(take(tx, id, node, lease).await?);
            }
        }
    }
    Ok(claimed)
}

async fn take(tx: &mut Tx, id: Id, node: &str, lease: Duration) -> Result<Claimed> {
    let sql = "update @job set state = 'running', attempt = attempt + 1, fence = fence + 1, due_at = $2, node = $3,
               started_at = $4 where id = $1 returning kind, payload, fence, attempt, tries, checkpoint";
    let now = tx.now();
    let rows = tx.all(sql, &[id.into(), after(now, lease).into(), node.into(), now.0.into()]).await?;
    let row = rows.first().ok_or_else(|| Error::NotFound(format!("job {id}")))?;
    Ok(Claimed {
        id,
        kind: row.text(0)?.to_owned(),
        payload: row.opt_text(1).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default(),
        fence: row.int(2)?,
        attempt: row.int(3)?,
        tries: row.int(4)?,
        checkpoint: row.opt_text(5).map(str::to_owned),
    })
}

async fn rest(tx: &mut Tx, id: Id, state: &str, reason: &str) -> Result<()> {
    let sql = "update @job set state = $2, reason = $3, due_at = null, finished_at = $4 where id = $1";
    tx.run(sql, &[id.into(), state.into(), reason.into(), tx.now().0.into()]).await?;
    Ok(())
}

/// When the next job or schedule of the tenant is due, as far as `kinds` are concerned.
pub(super) async fn next_due(tenant: &Tenant, kinds: &Kinds) -> Result<Option<Ts>> {
    let first = |priority: Priority| {
        format!(
            "select (select due_at from @job where priority = {} and due_at is not null and kind in ({}) order by due_at limit 1) as due",
            priority as i64, kinds.0
        )
    };
    let sql = format!(
        "select min(due) from ({} union all {} union all {} union all
         select (select next_at from @schedule where kind in ({}) order by next_at limit 1)) as d",
        first(Priority::High),
        first(Priority::Normal),
        first(Priority::Low),
        kinds.0
    );
    let rows = tenant.get(&sql, &[]).await?;
    Ok(rows.first().and_then(|r| r.opt_int(0)).map(Ts))
}

/// Extends the lease. None when it is lost; else whether somebody asked the job to stop.
pub(super) async fn beat(tx: &mut Tx, id: Id, fence: i64, lease: Duration) -> Result<Option<bool>> {
    let sql = "update @job set due_at = $3 where id = $1 and fence = $2 and state = 'running' returning cancel";
    let until = after(tx.now(), lease);
    let rows = tx.all(sql, &[id.into(), fence.into(), until.into()]).await?;
    rows.first().map(|r| r.int(0).map(|c| c == 1)).transpose()
}

/// Deletes a job that is done. False when the lease is lost.
pub(super) async fn finish(tx: &mut Tx, id: Id, fence: i64) -> Result<bool> {
    let sql = "delete from @job where id = $1 and fence = $2 and state = 'running'";
    Ok(tx.run(sql, &[id.into(), fence.into()]).await? == 1)
}

/// Puts a job back for a later try. `count` is false when the try shall not count.
pub(super) async fn put_back(tx: &mut Tx, id: Id, fence: i64, wait: Duration, reason: Option<&str>, count: bool) -> Result<bool> {
    let due = Ts(after(tx.now(), wait));
    let sql = "update @job set state = 'waiting', due_at = $3, reason = $4, attempt = attempt - $5
               where id = $1 and fence = $2 and state = 'running'";
    let params = [id.into(), fence.into(), due.0.into(), reason.into(), i64::from(!count).into()];
    let done = tx.run(sql, &params).await? == 1;
    tx.wake_at(due);
    Ok(done)
}

/// Ends a job for good, visibly.
pub(super) async fn end(tx: &mut Tx, id: Id, fence: i64, state: &str, reason: &str) -> Result<bool> {
    let sql = "update @job set state = $3, reason = $4, due_at = null, finished_at = $5
               where id = $1 and fence = $2 and state = 'running'";
    let params = [id.into(), fence.into(), state.into(), reason.into(), tx.now().0.into()];
    Ok(tx.run(sql, &params).await? == 1)
}

/// Saves one column of a running job. False when the lease is lost.
pub(super) async fn save(tx: &mut Tx, id: Id, fence: i64, column: &'static str, value: Val) -> Result<bool> {
    let sql = format!("update @job set {column} = $3 where id = $1 and fence = $2 and state = 'running'");
    Ok(tx.run(&sql, &[id.into(), fence.into(), value]).await? == 1)
}

pub(super) async fn revive(tx: &mut Tx, id: Id) -> Result<()> {
    let sql = "update @job set state = 'waiting', attempt = 0, fence = fence + 1, due_at = $2, cancel = 0,
               finished_at = null where id = $1 and state <> 'running'";
    let now = tx.now();
    if tx.run(sql, &[id.into(), now.0.into()]).await? == 0 {
        return Err(Error::NotFound(format!("job {id} that could be retried")));
    }
    tx.wake_at(now);
    Ok(())
}

pub(super) async fn cancel(tx: &mut Tx, id: Id) -> Result<()> {
    let sql = "update @job set cancel = 1, finished_at = case when state = 'waiting' then $2 else finished_at end,
               due_at = case when state = 'waiting' then null else due_at end,
               reason = case when state = 'waiting' then 'cancelled' else reason end,
               state = case when state = 'waiting' then 'cancelled' else state end
               where id = $1";
    match tx.run(sql, &[id.into(), tx.now().0.into()]).await? {
        0 => Err(Error::NotFound(format!("job {id}"))),
        _ => Ok(()),
    }
}

/// Microseconds since 1970 of `now + wait`.
pub(super) fn after(now: Ts, wait: Duration) -> i64 {
    now.0.saturating_add(i64::try_from(wait.as_micros()).unwrap_or(i64::MAX))
}
