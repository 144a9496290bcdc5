//! Hand-overs and their undoing as jobs: found by their id, gone on with after a crash.

use super::row::{HandOver, HandOverState};
use super::run::Run;
use crate::{Records, Registry};
use model::Id;
use serde::Deserialize;
use std::sync::Arc;
use store::jobs::{JobCtx, JobError, Worker};

/// Kinds of job: payload `{"hand_over": id}`.
pub const RUN: &str = "records.hand_over";
pub const UNDO: &str = "records.undo_hand_over";

#[derive(Deserialize)]
struct Payload {
    hand_over: Id,
}

/// Adds hand-overs to a worker.
#[must_use]
pub fn handle(worker: Worker, registry: Arc<Registry>) -> Worker {
    let of_undo = registry.clone();
    worker
        .handle(RUN, move |ctx| {
            let registry = registry.clone();
            async move {
                let (records, row) = opened(&ctx, registry).await?;
                if !row.is_to_run() {
                    return Ok(());
                }
                let run = Run { records: &records, ctx: &ctx, row };
                let done = run.all().await;
                crate::stop::ended(&ctx, "hand_over", run.row.id, done).await
            }
        })
        .handle(UNDO, move |ctx| {
            let registry = of_undo.clone();
            async move {
                let (records, row) = opened(&ctx, registry).await?;
                if row.state != HandOverState::Undoing {
                    return Ok(());
                }
                let done = super::undo::all(&records, &ctx, &row).await;
                crate::stop::ended(&ctx, "hand_over", row.id, done).await
            }
        })
}

async fn opened(ctx: &JobCtx, registry: Arc<Registry>) -> Result<(Records, HandOver), JobError> {
    let Payload { hand_over } = ctx.parse()?;
    let records = Records::open(ctx.tenant().clone(), registry).await.map_err(JobError::retry)?;
    let row = records.hand_over_row(hand_over).await.map_err(JobError::retry)?;
    let row = row.ok_or_else(|| JobError::give_up("the hand-over is not there"))?;
    Ok((records, row))
}
