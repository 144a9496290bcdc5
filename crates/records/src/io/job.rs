//! Imports and undos as jobs: found by their id, run where they stand, resumed after a crash.

use super::imports::{RUN, UNDO};
use super::run::{Watch, run};
use super::source::from_stream;
use super::undo::undo;
use super::{Import, State};
use crate::{Access, Error, Records, Registry};
use model::Id;
use serde::Deserialize;
use std::sync::Arc;
use store::Tx;
use store::blobs::Blobs;
use store::jobs::{JobCtx, JobError, Worker};

#[derive(Deserialize)]
struct Payload {
    import: Id,
}

/// Makes a worker able to run imports and to undo them.
#[must_use]
pub fn handlers(worker: Worker, registry: Arc<Registry>, blobs: Blobs) -> Worker {
    let of_undo = registry.clone();
    worker
        .handle(RUN, move |ctx| {
            let (registry, blobs) = (registry.clone(), blobs.clone());
            async move { import_job(ctx, registry, blobs).await }
        })
        .handle(UNDO, move |ctx| {
            let registry = of_undo.clone();
            async move { undo_job(ctx, registry).await }
        })
}

async fn opened(ctx: &JobCtx, registry: Arc<Registry>) -> Result<(Records, Access, Import), JobError> {
    let Payload { import } = ctx.parse()?;
    let records = Records::open(ctx.tenant().clone(), registry).await.map_err(JobError::retry)?;
    let import = records.import_row(import).await.map_err(|e| match e {
        Error::NotFound { .. } => JobError::give_up(e),
        e => JobError::retry(e),
    })?;
    let access = Access::system(records.tenant().slug());
    Ok((records, access, import))
}

async fn import_job(ctx: JobCtx, registry: Arc<Registry>, blobs: Blobs) -> Result<(), JobError> {
    let (records, access, import) = opened(&ctx, registry).await?;
    if !matches!(import.state, State::Waiting | State::Running) {
        return Ok(());
    }
    let key = import.blob.clone().ok_or_else(|| JobError::give_up("the import has no file"))?;
    let reader = blobs.get(records.tenant().slug(), &key).await.map_err(JobError::retry)?;
    match run(&records, &access, import, from_stream(reader.stream), &JobWatch(&ctx)).await {
        Ok(import) if import.state == State::Running => Err(JobError::Pause),
        Ok(_) => Ok(()),
        Err(e) => Err(JobError::retry(e)),
    }
}

async fn undo_job(ctx: JobCtx, registry: Arc<Registry>) -> Result<(), JobError> {
    let (records, access, import) = opened(&ctx, registry).await?;
    if import.state != State::Undoing {
        return Ok(());
    }
    let stop = || ctx.check().is_err();
    match undo(&records, &access, import, &stop).await {
        Ok(import) if import.state == State::Undoing => ctx.check().and(Err(JobError::Pause)),
        Ok(_) => Ok(()),
        Err(e) => Err(JobError::retry(e)),
    }
}

/// An import's part is written only while this worker holds the job.
struct JobWatch<'a>(&'a JobCtx);

impl Watch for JobWatch<'_> {
    fn progress(&self, _: &Import) {}

    fn stopping(&self) -> bool {
        self.0.is_stopping()
    }

    fn guard<'a>(&'a self, tx: &'a mut Tx) -> futures_util::future::BoxFuture<'a, store::Result<()>> {
        Box::pin(self.0.save(tx, &()))
    }
}
