//! What rules did, and do.

use crate::http::Problem;
use axum::http::StatusCode;
use model::{Id, Ts, Val};
use records::Records;
use serde::Serialize;
use store::{Row, Tenant, Tx};

/// One run of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    pub id: Id,
    /// None for the audit log, imports and notices, which `name` says.
    pub rule: Option<Id>,
    pub name: String,
    /// `waiting`, `running`, `done`, `failed`, `cancelled`.
    pub state: String,
    /// Records that were found at its beginning, up to 100,000.
    pub total: i64,
    pub done: i64,
    /// Left for a legal hold or a restriction, and those that could not be done.
    pub kept: i64,
    pub failed: i64,
    /// Why it failed, or why the last record could not be done.
    pub error: Option<String>,
    /// Who asked for it; none for the nightly one.
    pub by: Option<Id>,
    pub started_at: String,
    pub finished_at: Option<String>,
}

const COLUMNS: &str = "id, rule_id, name, state, total, done, kept, failed, error, by_id, started_at, finished_at";

fn read(row: &Row) -> store::Result<Run> {
    Ok(Run {
        id: row.id(0)?,
        rule: row.opt_id(1),
        name: row.text(2)?.to_owned(),
        state: row.text(3)?.to_owned(),
        total: row.int(4)?,
        done: row.int(5)?,
        kept: row.int(6)?,
        failed: row.int(7)?,
        error: row.opt_text(8).map(str::to_owned),
        by: row.opt_id(9),
        started_at: row.ts(10)?.rfc3339(),
        finished_at: row.opt_int(11).map(|at| Ts(at).rfc3339()),
    })
}

/// Runs, newest first; `before` is the last id of the page before.
///
/// # Errors
/// Of the database.
pub async fn list(records: &Records, before: Option<Id>, limit: usize) -> store::Result<Vec<Run>> {
    let before = before.unwrap_or(Id([0xff; 16]));
    let sql = format!("select {COLUMNS} from @retention_run where id < $1 order by id desc limit {limit}");
    records.tenant().get(&sql, &[before.into()]).await?.iter().map(read).collect()
}

pub(super) async fn get(tenant: &Tenant, id: Id) -> store::Result<Option<Run>> {
    let sql = format!("select {COLUMNS} from @retention_run where id = $1");
    tenant.get(&sql, &[id.into()]).await?.first().map(read).transpose()
}

/// Stops a run; what is done stays done.
///
/// # Errors
/// 404; 409 when it has ended.
pub async fn cancel(records: &Records, id: Id) -> Result<(), Problem> {
    get(records.tenant(), id).await?.ok_or_else(|| Problem::not_found("run"))?;
    if end(records.tenant(), id, "cancelled", None).await? {
        return Ok(());
    }
    Err(Problem::new(StatusCode::CONFLICT, "ended", "It has ended; there is nothing to stop."))
}

/// Counts of a run under way.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    pub total: i64,
    pub done: i64,
    pub kept: i64,
    pub failed: i64,
    pub error: Option<String>,
}

/// A row for a run that begins.
pub(super) fn row(id: Id, rule: Option<Id>, name: &str, state: &str, by: Option<Id>, job: Option<Id>, now: Ts) -> Vec<Val> {
    vec![id.into(), rule.into(), name.into(), state.into(), job.into(), by.into(), now.0.into()]
}

pub(super) const INSERT: &str = "insert into @retention_run (id, rule_id, name, state, total, done, kept, failed, job_id, by_id, \
    started_at) values ($1, $2, $3, $4, 0, 0, 0, 0, $5, $6, $7)";

/// Notes how far a run is. False when it is no longer wanted.
pub(super) async fn progress(tenant: &Tenant, id: Id, counts: &Counts) -> store::Result<bool> {
    let values: &[Val] = &[
        id.into(),
        counts.total.into(),
        counts.done.into(),
        counts.kept.into(),
        counts.failed.into(),
        counts.error.clone().into(),
    ];
    let sql = "update @retention_run set state = 'running', total = $2, done = $3, kept = $4, failed = $5, error = $6 \
        where id = $1 and state in ('waiting', 'running')";
    Ok(tenant.write::<_, store::Error, _>(move |tx| Box::pin(tx.run(sql, values))).await? > 0)
}

/// Ends a run. False when it had ended.
pub(super) async fn end(tenant: &Tenant, id: Id, state: &str, error: Option<&str>) -> store::Result<bool> {
    tenant.write(move |tx| Box::pin(end_in(tx, id, state, error))).await
}

/// As [`end`], together with what else the transaction does.
pub(super) async fn end_in(tx: &mut Tx, id: Id, state: &str, error: Option<&str>) -> store::Result<bool> {
    let values: &[Val] = &[id.into(), state.into(), error.into(), tx.now().0.into()];
    let sql = "update @retention_run set state = $2, error = coalesce($3, error), finished_at = $4 \
        where id = $1 and state in ('waiting', 'running')";
    Ok(tx.run(sql, values).await? > 0)
}
