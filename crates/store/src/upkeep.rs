//! What every tenant needs now and then: jobs that came to rest are forgotten, the feed is cut, its readers are watched.
//!
//! Each tenant has a schedule for it, so that a node does it for those it works for, once a day, and a sleeping tenant is
//! woken for nothing else.

use crate::jobs::{self, Schedule, When};
use crate::{Result, Tenant};
use std::time::Duration;

/// The kind of job that does it.
pub const KIND: &str = "store.upkeep";
const DAY: Duration = Duration::from_secs(86_400);

/// How long things are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// Dead and cancelled jobs.
    pub jobs: Duration,
    /// Rows of the feed, of which the history that people see is made; `None` is for ever.
    pub history: Option<Duration>,
}

impl Default for Keep {
    fn default() -> Self {
        Self { jobs: DAY * 90, history: None }
    }
}

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    pub jobs_forgotten: u64,
    pub changes_cut: u64,
    /// Age of the oldest change that some consumer has not read.
    pub lag: Duration,
}

/// Once a day.
#[must_use]
pub fn schedule() -> Schedule {
    Schedule { name: KIND.into(), kind: KIND.into(), payload: serde_json::Value::Null, when: When::Every(DAY) }
}

/// Does it for one tenant.
///
/// # Errors
/// Of the database.
pub async fn run(tenant: &Tenant, keep: Keep) -> Result<Done> {
    let mut done = Done { jobs_forgotten: jobs::forget(tenant, keep.jobs).await?, ..Done::default() };
    for row in tenant.get("select name from @cursor order by name", &[]).await? {
        done.lag = done.lag.max(tenant.feed_lag(row.text(0)?).await?);
    }
    if let Some(history) = keep.history {
        done.changes_cut = tenant.trim_feed(history).await?;
    }
    tracing::debug!(tenant = tenant.slug(), ?done, "upkeep");
    Ok(done)
}
