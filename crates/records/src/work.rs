//! The engine's own jobs.

use crate::door::{refind, team};
use crate::formula::again;
use crate::rollup::{lazy, recount};
use crate::{Error, Records, Registry, Writer, identity};
use model::Id;
use serde_json::{Value, json};
use std::sync::Arc;
use store::jobs::{JobCtx, JobError, NewJob, Priority, Worker};

/// Gathers lazy roll-ups.
pub const GATHER: &str = "records.gather";
/// Counts the roll-ups of one object again: payload `{"object": "customer"}`.
pub const RECOUNT: &str = "records.recount";

/// Computes the formulas of one object again: payload `{"object": "customer"}`.
pub const RECOMPUTE: &str = "records.recompute";

/// Writes the rows by which records of one object are found beside their values again: payload `{"object": "customer"}`.
pub const REFIND: &str = "records.refind";

/// Makes the indexes that the table of an object lacks: payload `{"object": "customer"}`.
pub const INDEX: &str = "records.index";

/// Gives the records of somebody to their team: payload `{"user": id}`.
pub const FOLLOW: &str = "records.follow";

/// How long lazy roll-ups collect before they are gathered, in microseconds; during an import longer, because each
/// gathering reads everything that a parent has.
const GATHER_AFTER: i64 = 1_000_000;
const GATHER_AFTER_IMPORT: i64 = 60_000_000;
/// How long after a formula is defined records are computed again: by then every node writes with it.
const RECOMPUTE_AFTER: i64 = 3_000_000;

/// Adds the engine's jobs to a worker.
#[must_use]
pub fn handle(worker: Worker, registry: &Arc<Registry>) -> Worker {
    let [a, b, c, d, e, f, g] = std::array::from_fn(|_| registry.clone());
    worker
        .handle(GATHER, move |ctx| {
            let registry = a.clone();
            async move { lazy::gather(&open(&ctx, registry).await?).await.map(drop).map_err(failed) }
        })
        .handle(RECOUNT, move |ctx| {
            let registry = b.clone();
            async move { recount::object(&open(&ctx, registry).await?, object(&ctx)).await.map(drop).map_err(failed) }
        })
        .handle(RECOMPUTE, move |ctx| {
            let registry = g.clone();
            async move { again::object(&open(&ctx, registry).await?, &ctx, object(&ctx)).await }
        })
        .handle(REFIND, move |ctx| {
            let registry = c.clone();
            async move { refind::object(&open(&ctx, registry).await?, object(&ctx)).await.map_err(failed) }
        })
        .handle(INDEX, move |ctx| {
            let registry = d.clone();
            async move { open(&ctx, registry).await?.build_indexes(object(&ctx)).await.map_err(failed) }
        })
        .handle(FOLLOW, move |ctx| {
            let registry = e.clone();
            async move {
                let user = ctx.payload().get("user").and_then(Value::as_str).and_then(Id::parse);
                team::follow_person(&open(&ctx, registry).await?, user.unwrap_or_default()).await.map_err(failed)
            }
        })
        .handle(identity::IDENTIFY, move |ctx| {
            let registry = f.clone();
            async move {
                let import = ctx.payload().get("import").and_then(Value::as_str).and_then(Id::parse);
                identity::run(&open(&ctx, registry).await?, import.unwrap_or_default()).await.map_err(failed)
            }
        })
}

fn object(ctx: &JobCtx) -> &str {
    ctx.payload().get("object").and_then(Value::as_str).unwrap_or_default()
}

async fn open(ctx: &JobCtx, registry: Arc<Registry>) -> Result<Records, JobError> {
    Records::open(ctx.tenant().clone(), registry).await.map_err(failed)
}

/// What the database could not do now may go later; anything else will not.
pub(crate) fn failed(e: Error) -> JobError {
    match e {
        Error::Store(e) => JobError::retry(e),
        e => JobError::give_up(e),
    }
}

/// The job that gathers what a transaction has marked. An import calls `rollup::lazy::gather` itself at its end; the job
/// is there in case it does not get that far.
pub(crate) fn gather(w: &Writer<'_>) -> NewJob {
    let (key, after) = if w.by().quiet() { ("import", GATHER_AFTER_IMPORT) } else { ("all", GATHER_AFTER) };
    NewJob::new(GATHER, json!({})).dedup(key).at(model::Ts(w.now().0 + after))
}

/// The job that fills a new roll-up.
pub(crate) fn recount(object: &str) -> NewJob {
    NewJob::new(RECOUNT, json!({ "object": object })).dedup(object).priority(Priority::Low)
}

/// The job that computes formulas again for the records that are there.
pub(crate) fn recompute(object: &str, now: model::Ts) -> NewJob {
    let job = NewJob::new(RECOMPUTE, json!({ "object": object })).dedup(object).priority(Priority::Low);
    job.at(model::Ts(now.0 + RECOMPUTE_AFTER))
}

/// The job that fills new facets.
pub(crate) fn refind(object: &str) -> NewJob {
    NewJob::new(REFIND, json!({ "object": object })).dedup(object).priority(Priority::Low)
}

/// The job that gives the records of somebody to their new team.
pub(crate) fn follow(user: Id) -> NewJob {
    NewJob::new(FOLLOW, json!({ "user": user })).dedup(user.to_string())
}

/// The job that makes indexes of a table with many rows.
pub(crate) fn index(object: &str) -> NewJob {
    NewJob::new(INDEX, json!({ "object": object })).dedup(object).priority(Priority::Low)
}
