//! How long work of a job ends before its end, and how that is written down in the row that people see of it.

use crate::Error;
use model::{Id, Val};
use store::jobs::{JobCtx, JobError};

/// Why work ended before its end.
#[derive(Debug)]
pub enum Stop {
    /// Somebody asked for it.
    Asked,
    /// The process ends; it goes on elsewhere.
    Pause,
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Stop {
    fn from(e: E) -> Self {
        Stop::Failed(e.into())
    }
}

/// Whether the process ends or the job was cancelled.
pub(crate) fn stopping(ctx: &JobCtx) -> Result<(), Stop> {
    match ctx.check() {
        Ok(()) => Ok(()),
        Err(JobError::Cancelled) => Err(Stop::Asked),
        Err(_) => Err(Stop::Pause),
    }
}

/// The job's answer. What was stopped or cannot go on is `cancelled` or `failed` in its row of `table`, which has the columns
/// `state`, `error` and `finished_at`; what the database could not do now is tried again.
///
/// # Errors
/// Of the job: it goes on later.
pub async fn ended(ctx: &JobCtx, table: &str, id: Id, done: Result<(), Stop>) -> Result<(), JobError> {
    let (state, error) = match done {
        Ok(()) => return Ok(()),
        Err(Stop::Pause) => return Err(JobError::Pause),
        Err(Stop::Failed(Error::Store(e))) => return Err(JobError::retry(e)),
        Err(Stop::Asked) => ("cancelled", None),
        Err(Stop::Failed(e)) => ("failed", Some(e.to_string())),
    };
    let sql = format!("update @{table} set state = $2, error = $3, finished_at = $4 where id = $1");
    let (sql, params) = (&sql, &[id.into(), state.into(), error.into()]);
    let ended = ctx.tenant().write::<_, store::Error, _>(|tx| {
        Box::pin(async move {
            let params: Vec<Val> = params.iter().cloned().chain([tx.now().0.into()]).collect();
            tx.run(sql, &params).await?;
            ctx.finish(tx).await
        })
    });
    ended.await.map_err(JobError::retry)
}
