//! Files come in by themselves: where others put them (`folder`, or a bucket), what one look does (`look`), and the job that looks.

mod folder;
mod inbox;
mod look;

pub use inbox::Inbox;
pub use look::{Looked, look};

use crate::app::App;
use crate::signin::roles;
use model::Id;
use records::io::schedule::{LOOK, Schedule};
use records::{Access, Records, Registry};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use store::blobs::Blobs;
use store::jobs::{JobCtx, JobError, NewJob, Worker};

/// How long a look that comes once a day waits before it tries again, in microseconds, and how often it does.
const AGAIN: i64 = 600 * 1_000_000;
const TIMES: u32 = 6;

/// What is needed to look for files; cheap to clone.
#[derive(Clone)]
pub struct Intake {
    pub inbox: Inbox,
    pub blobs: Blobs,
    /// Largest file taken, in bytes.
    pub max: u64,
    /// A file of a folder is taken when it stayed the same for this long.
    pub stand: Duration,
}

impl Intake {
    #[must_use]
    pub fn of(app: &App) -> Self {
        let settings = app.settings();
        Self { inbox: app.inbox().clone(), blobs: app.blobs().clone(), max: settings.max_upload as u64, stand: settings.stand }
    }
}

#[derive(Deserialize)]
struct Payload {
    schedule: Id,
    /// Also when it is paused.
    #[serde(default)]
    now: bool,
    /// Which try of a look that comes once a day.
    #[serde(default)]
    again: u32,
}

/// Why a look ended early.
#[derive(Debug)]
pub enum Trouble {
    /// To be told to people: the place, the template or the person is not as it should be.
    Told(String),
    /// The company's database failed.
    Store(store::Error),
}

impl From<store::Error> for Trouble {
    fn from(e: store::Error) -> Self {
        Trouble::Store(e)
    }
}

impl From<records::Error> for Trouble {
    fn from(e: records::Error) -> Self {
        match e {
            records::Error::Store(e) => Trouble::Store(e),
            other => Trouble::Told(other.to_string()),
        }
    }
}

impl From<crate::http::Problem> for Trouble {
    fn from(p: crate::http::Problem) -> Self {
        Trouble::Told(p.detail.into_owned())
    }
}

/// Adds the job that looks for files to a worker.
#[must_use]
pub fn handle(worker: Worker, intake: Intake, registry: Arc<Registry>) -> Worker {
    worker.handle(LOOK, move |ctx| {
        let (intake, registry) = (intake.clone(), registry.clone());
        async move { job(&ctx, &intake, registry).await }
    })
}

async fn job(ctx: &JobCtx, intake: &Intake, registry: Arc<Registry>) -> Result<(), JobError> {
    let Payload { schedule, now, again } = ctx.parse()?;
    let records = Records::open(ctx.tenant().clone(), registry).await.map_err(JobError::retry)?;
    let system = Access::system(records.tenant().slug());
    let schedule = match records.import_schedule(&system, schedule).await {
        Ok(schedule) => schedule,
        Err(records::Error::NotFound { .. }) => return Ok(()),
        Err(e) => return Err(JobError::retry(e)),
    };
    if !schedule.plan.active && !now {
        return Ok(());
    }
    let looked = match look(intake, &records, &schedule, &|| ctx.check().is_ok()).await {
        Ok(looked) => looked,
        Err(Trouble::Told(text)) => Looked { trouble: Some(text), ..Looked::default() },
        Err(Trouble::Store(e)) => return Err(JobError::retry(e)),
    };
    let failed = looked.trouble.is_some();
    let (wait, again) = if looked.more && !failed {
        (Some(0), again)
    } else if looked.standing > 0 {
        (Some(micros(intake.stand)), again)
    } else if failed && schedule.plan.daily_at.is_some() && again < TIMES {
        (Some(AGAIN), again + 1)
    } else {
        (None, 0)
    };
    if let Some(wait) = wait {
        let at = model::Ts(records.tenant().clock().now().0.saturating_add(wait));
        let job = NewJob::new(LOOK, json!({ "schedule": schedule.id, "now": now, "again": again }));
        let job = &job.at(at).dedup(format!("again:{}", schedule.id));
        let queued = records.tenant().write::<_, store::Error, _>(move |tx| Box::pin(tx.enqueue(job.clone())));
        queued.await.map_err(JobError::retry)?;
    }
    records.looked(&system, &schedule, looked.trouble.as_deref()).await.map_err(JobError::retry)?;
    ctx.check()?;
    Ok(())
}

fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}

/// As whom a schedule takes files in: the person as they are now.
///
/// # Errors
/// When they are gone or may no longer sign in.
async fn access_of(records: &Records, schedule: &Schedule) -> Result<Access, Trouble> {
    let gone = || Trouble::Told("the person in whose name files are taken in can no longer sign in; name another".into());
    let user = schedule.plan.run_as.ok_or_else(gone)?;
    roles::of_person(records, user).await?.ok_or_else(gone)
}
