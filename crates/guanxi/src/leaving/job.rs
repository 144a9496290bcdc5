//! Archives of units as jobs: made as whom they were begun by, from the start again after a crash, deleted when their time is over.

use super::own;
use super::row::{self, DAYS, Export, KIND};
use super::write::{self, Source};
use crate::archives::TRIES;
use crate::privacy::archive::Language;
use crate::signin::absent;
use model::Id;
use records::{Records, Registry};
use serde::Deserialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use store::Tenant;
use store::blobs::Blobs;
use store::jobs::{JobCtx, JobError, Worker};

/// Kinds of job: payload `{"export": id}`.
pub const MAKE: &str = "unit.export";
pub const EXPIRE: &str = "unit.export_expire";
/// How often it is told how far an archive is, and asked whether it is still wanted.
const BEAT: Duration = Duration::from_millis(500);

#[derive(Deserialize)]
struct Payload {
    export: Id,
}

/// Adds archives of units to a worker.
#[must_use]
pub fn handle(worker: Worker, registry: Arc<Registry>, blobs: Blobs) -> Worker {
    let of_expiry = blobs.clone();
    worker
        .handle(MAKE, move |ctx: JobCtx| {
            let (registry, blobs) = (registry.clone(), blobs.clone());
            async move {
                let payload: Payload = ctx.parse()?;
                let records = Records::open(ctx.tenant().clone(), registry).await.map_err(JobError::retry)?;
                let found = row::read(ctx.tenant(), payload.export).await?;
                let Some(export) = found.filter(Export::under_way) else { return Ok(()) };
                match make(&records, &blobs, &export).await {
                    Ok(()) => Ok(()),
                    Err(records::Error::Store(e)) if ctx.attempt() < i64::from(TRIES) => Err(JobError::retry(e)),
                    Err(e) => KIND.fail(ctx.tenant(), export.id, &e.to_string()).await.map_err(JobError::retry),
                }
            }
        })
        .handle(EXPIRE, move |ctx: JobCtx| {
            let blobs = of_expiry.clone();
            async move {
                let payload: Payload = ctx.parse()?;
                match row::read(ctx.tenant(), payload.export).await? {
                    Some(export) => row::remove(ctx.tenant(), &blobs, &export).await.map_err(JobError::retry),
                    None => Ok(()),
                }
            }
        })
}

async fn make(records: &Records, blobs: &Blobs, export: &Export) -> records::Result<()> {
    let tenant = records.tenant();
    let gone = || records::Error::forbidden("who began it may no longer do so");
    let access = absent::access(records, export.by, None).await?.ok_or_else(gone)?;
    let (name, limited) = own(records, &access, export.unit).await.map_err(|_| gone())?;
    let language = Language::near(&export.language).unwrap_or(Language::En);
    let done = AtomicU64::new(0);
    let from = Source { records, blobs, access: &limited, unit: (export.unit, &name), language, done: &done };
    let file = tempfile::tempfile().map_err(store::Error::from)?;
    let (file, summary) = tokio::select! {
        written = write::write(&from, file) => written?,
        ended = unwanted(tenant, export, &done) => return Ok(ended?),
    };
    Ok(KIND.keep(tenant, blobs, (export.id, &export.blob), file, &summary, DAYS).await?)
}

/// Tells how far it is; comes back when nobody wants it any more.
async fn unwanted(tenant: &Tenant, export: &Export, done: &AtomicU64) -> store::Result<()> {
    while row::progress(tenant, export.id, done.load(Ordering::Relaxed)).await? {
        tokio::time::sleep(BEAT).await;
    }
    Ok(())
}
