//! The engine's own jobs.

use crate::rollup::{lazy, recount};
use crate::{Error, Records, Registry, Writer};
use serde_json::{Value, json};
use std::sync::Arc;
use store::jobs::{JobCtx, JobError, NewJob, Priority, Worker};

/// Gathers lazy roll-ups.
pub const GATHER: &str = "records.gather";
/// Counts the roll-ups of one object again: payload `{"object": "customer"}`.
pub const RECOUNT: &str = "records.recount";

/// How long lazy roll-ups collect before they are gathered, in microseconds.
const GATHER_AFTER: i64 = 1_000_000;

/// Adds the engine's jobs to a worker.
#[must_use]
pub fn handle(worker: Worker, registry: &Arc<Registry>) -> Worker {
    let (a, b) = (registry.clone(), registry.clone());
    worker
        .handle(GATHER, move |ctx| {
            let registry = a.clone();
            async move { lazy::gather(&open(&ctx, registry).await?).await.map(drop).map_err(failed) }
        })
        .handle(RECOUNT, move |ctx| {
            let registry = b.clone();
            async move {
                let records = open(&ctx, registry).await?;
                let object = ctx.payload().get("object").and_then(Value::as_str).unwrap_or_default().to_owned();
                recount::object(&records, &object).await.map(drop).map_err(failed)
            }
        })
}

async fn open(ctx: &JobCtx, registry: Arc<Registry>) -> Result<Records, JobError> {
    Records::open(ctx.tenant().clone(), registry).await.map_err(failed)
}

/// What the database could not do now may go later; anything else will not.
fn failed(e: Error) -> JobError {
    match e {
        Error::Store(e) => JobError::retry(e),
        e => JobError::give_up(e),
    }
}

/// The job that gathers what a transaction has marked.
pub(crate) fn gather(w: &Writer<'_>) -> NewJob {
    NewJob::new(GATHER, json!({})).dedup("all").at(model::Ts(w.now().0 + GATHER_AFTER))
}

/// The job that fills a new roll-up.
pub(crate) fn recount(object: &str) -> NewJob {
    NewJob::new(RECOUNT, json!({ "object": object })).dedup(object).priority(Priority::Low)
}
