//! Archives as jobs: made as whom they were begun by, deleted when their time is over.

use super::row::{self, Archive, KIND};
use super::write::{Source, write};
use crate::archives::TRIES;
use crate::privacy::rules;
use crate::signin::absent;
use model::Id;
use records::{Access, Records, Registry};
use serde::Deserialize;
use std::sync::Arc;
use store::blobs::Blobs;
use store::jobs::{JobError, Worker};

/// Kinds of job: payload `{"archive": id, "scopes": [...]}`; scopes are those of an API key.
pub const MAKE: &str = "privacy.archive";
pub const EXPIRE: &str = "privacy.archive_expire";

#[derive(Deserialize)]
struct Payload {
    archive: Id,
    #[serde(default)]
    scopes: Option<Vec<String>>,
}

/// Adds archives to a worker.
#[must_use]
pub fn handle(worker: Worker, registry: Arc<Registry>, blobs: Blobs) -> Worker {
    let of_expiry = blobs.clone();
    worker
        .handle(MAKE, move |ctx| {
            let (registry, blobs) = (registry.clone(), blobs.clone());
            async move {
                let payload: Payload = ctx.parse()?;
                let records = Records::open(ctx.tenant().clone(), registry).await.map_err(JobError::retry)?;
                let found = row::read(ctx.tenant(), payload.archive).await?;
                let Some(archive) = found.filter(Archive::under_way) else { return Ok(()) };
                match make(&records, &blobs, &archive, payload.scopes.as_deref()).await {
                    Ok(()) => Ok(()),
                    Err(records::Error::Store(e)) if ctx.attempt() < i64::from(TRIES) => Err(JobError::retry(e)),
                    Err(e) => KIND.fail(ctx.tenant(), archive.id, &e.to_string()).await.map_err(JobError::retry),
                }
            }
        })
        .handle(EXPIRE, move |ctx| {
            let blobs = of_expiry.clone();
            async move {
                let payload: Payload = ctx.parse()?;
                match row::read(ctx.tenant(), payload.archive).await? {
                    Some(archive) => row::remove(ctx.tenant(), &blobs, &archive).await.map_err(JobError::retry),
                    None => Ok(()),
                }
            }
        })
}

async fn make(records: &Records, blobs: &Blobs, archive: &Archive, scopes: Option<&[String]>) -> records::Result<()> {
    let tenant = records.tenant();
    let access = match archive.by {
        Some(user) => absent::access(records, user, scopes).await?,
        None => Some(Access::system(tenant.slug())),
    };
    let access = access.ok_or_else(|| records::Error::forbidden("who began it may no longer sign in"))?;
    let from = Source { records, blobs, access: &access, archive: Some(archive.id), language: None };
    let file = tempfile::tempfile().map_err(store::Error::from)?;
    let Some((told, file)) = write(&from, archive.customer, file).await? else { return Ok(()) };
    let days = rules::of(records).await?.archive_days;
    Ok(KIND.keep(tenant, blobs, (archive.id, &archive.blob), file, &told.left_out, days).await?)
}
