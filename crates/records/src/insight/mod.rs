//! What a company knows, and through whom: customers whom one colleague alone knows, and which fields are filled in.
//!
//! Both are worked out when somebody asks, over the records in the asker's sight. Of what is known a job keeps a row for each
//! owner and day, so that it can be followed over time.

mod known;
mod sole;
mod target;

pub use known::{Known, Person, Point, Share, Unit};
pub use sole::{Sole, SoleOf, Soles};
pub use target::Targets;

use crate::{Error, Records, Registry};
use std::sync::Arc;
use std::time::Duration;
use store::jobs::{JobError, Worker};

/// Kind of the job that keeps the day's figures; no payload.
pub const KEEP: &str = "records.insight";
/// Working one of these out is stopped after this time.
const DEADLINE: Duration = Duration::from_secs(60);

/// Adds the job to a worker.
#[must_use]
pub fn handle(worker: Worker, registry: &Arc<Registry>) -> Worker {
    let registry = registry.clone();
    worker.handle(KEEP, move |ctx| {
        let registry = registry.clone();
        async move {
            let records = Records::open(ctx.tenant().clone(), registry).await.map_err(JobError::retry)?;
            records.keep_known().await.map_err(|e| match e {
                Error::Store(e) => JobError::retry(e),
                e => JobError::give_up(e),
            })
        }
    })
}
