//! Imports and undos as jobs: found by their id, run where they stand, resumed after a crash.

use super::chunk::Source;
use super::imports::{RUN, UNDO};
use super::run::{Watch, run};
use super::undo::undo;
use super::{Import, State};
use crate::{Access, Error, Records, Registry};
use futures_util::StreamExt;
use model::Id;
use serde::Deserialize;
use std::io::Read;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
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
    let (send, parts) = sync_channel(4);
    let forward = tokio::spawn(async move {
        let mut stream = reader.stream;
        while let Some(part) = stream.next().await {
            let part = part.map(|b| b.to_vec()).map_err(std::io::Error::other);
            let send = send.clone();
            if !matches!(tokio::task::spawn_blocking(move || send.send(part)).await, Ok(Ok(()))) {
                return;
            }
        }
    });
    let source: Source = Box::new(Parts { parts, rest: Vec::new(), at: 0 });
    let ended = run(&records, &access, import, source, &JobWatch(&ctx)).await;
    forward.abort();
    match ended {
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

/// Bytes of a stream, read where blocking is allowed.
struct Parts {
    parts: Receiver<std::io::Result<Vec<u8>>>,
    rest: Vec<u8>,
    at: usize,
}

impl Read for Parts {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        while self.at == self.rest.len() {
            match self.parts.recv() {
                Err(_) => return Ok(0),
                Ok(part) => (self.rest, self.at) = (part?, 0),
            }
        }
        let n = buf.len().min(self.rest.len() - self.at);
        buf[..n].copy_from_slice(&self.rest[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}
