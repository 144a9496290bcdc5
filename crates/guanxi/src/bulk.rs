//! Changes of many records as jobs, as whom they were begun by: what somebody may no longer do is not done in their name.

use crate::signin::absent;
use model::Id;
use records::bulk::{self, BulkAction, BulkState, RUN, TABLE, UNDO};
use records::stop::{self, Stop};
use records::{Access, Actor, Error, Records, Registry};
use serde::Deserialize;
use std::sync::Arc;
use store::jobs::{JobCtx, JobError, Worker};

#[derive(Deserialize)]
struct Payload {
    bulk_action: Id,
}

/// Adds bulk actions to a worker.
#[must_use]
pub fn handle(worker: Worker, registry: &Arc<Registry>) -> Worker {
    let (of_run, of_undo) = (registry.clone(), registry.clone());
    worker
        .handle(RUN, move |ctx| {
            let registry = of_run.clone();
            async move {
                let (records, row) = opened(&ctx, registry).await?;
                if !row.is_to_run() {
                    return Ok(());
                }
                let done = match asker(&records, &row, row.by).await {
                    Ok(access) => bulk::run(&records, &ctx, &access, &row).await,
                    Err(e) => Err(Stop::Failed(e)),
                };
                stop::ended(&ctx, TABLE, row.id, done).await
            }
        })
        .handle(UNDO, move |ctx| {
            let registry = of_undo.clone();
            async move {
                let (records, row) = opened(&ctx, registry).await?;
                if row.state != BulkState::Undoing {
                    return Ok(());
                }
                let done = match asker(&records, &row, row.undone_by.unwrap_or(row.by)).await {
                    Ok(access) => bulk::undo(&records, &ctx, &access, &row).await,
                    Err(e) => Err(Stop::Failed(e)),
                };
                stop::ended(&ctx, TABLE, row.id, done).await
            }
        })
}

async fn opened(ctx: &JobCtx, registry: Arc<Registry>) -> Result<(Records, BulkAction), JobError> {
    let Payload { bulk_action } = ctx.parse()?;
    let records = Records::open(ctx.tenant().clone(), registry).await.map_err(JobError::retry)?;
    let row = records.bulk_action_row(bulk_action).await.map_err(JobError::retry)?;
    let row = row.ok_or_else(|| JobError::give_up("the bulk action is not there"))?;
    Ok((records, row))
}

/// Somebody's access now, narrowed as they asked.
async fn asker(records: &Records, row: &BulkAction, user: Id) -> records::Result<Access> {
    let chosen = row.chosen.clone().unwrap_or_default();
    let access = absent::access(records, user, chosen.scopes.as_deref()).await?;
    let access = access.ok_or_else(|| Error::forbidden("who began it may no longer sign in"))?;
    let access = Access { actor: Actor { key: chosen.key, source: chosen.source, ..access.actor }, ..access };
    absent::in_name_of(records, access, chosen.purpose.as_deref()).await
}
