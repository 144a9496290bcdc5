//! What a job's handler holds and what it may answer.

use super::queue::{self, Claimed};
use crate::{Error, Result, Tenant, Tx};
use model::Id;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// What a handler is asked while it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Signal {
    Run,
    /// The process is about to end: save a checkpoint and answer [`JobError::Pause`].
    Stop,
    /// Somebody cancelled the job: answer [`JobError::Cancelled`].
    Cancel,
}

/// Why a job is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobError {
    /// Try again, after a given time or after the usual wait; when the tries are used up, the job is dead.
    Retry { after: Option<Duration>, reason: String },
    /// Trying again cannot help. The job is dead, with this reason for a person to read.
    GiveUp { reason: String },
    /// The job stopped because it was asked to ([`JobCtx::is_cancelled`]).
    Cancelled,
    /// Go on later from the checkpoint; this try does not count ([`JobCtx::is_stopping`]).
    Pause,
}

impl JobError {
    /// Try again after the usual wait.
    pub fn retry(reason: impl std::fmt::Display) -> Self {
        Self::Retry { after: None, reason: reason.to_string() }
    }

    /// Trying again cannot help.
    pub fn give_up(reason: impl std::fmt::Display) -> Self {
        Self::GiveUp { reason: reason.to_string() }
    }
}

impl From<Error> for JobError {
    fn from(e: Error) -> Self {
        Self::retry(e)
    }
}

/// A claimed job in its handler's hands. Cheap to clone.
#[derive(Clone)]
pub struct JobCtx(Arc<Inner>);

struct Inner {
    tenant: Tenant,
    job: Claimed,
    signal: watch::Receiver<Signal>,
    finishing: AtomicBool,
}

impl JobCtx {
    pub(super) fn new(tenant: Tenant, job: Claimed, signal: watch::Receiver<Signal>) -> Self {
        Self(Arc::new(Inner { tenant, job, signal, finishing: AtomicBool::new(false) }))
    }

    /// True when the handler ends the job itself, so that its row may vanish before the handler answers.
    pub(super) fn is_finishing(&self) -> bool {
        self.0.finishing.load(Ordering::Relaxed)
    }

    #[must_use]
    pub fn tenant(&self) -> &Tenant {
        &self.0.tenant
    }

    #[must_use]
    pub fn id(&self) -> Id {
        self.0.job.id
    }

    /// Which try this is, from 1.
    #[must_use]
    pub fn attempt(&self) -> i64 {
        self.0.job.attempt
    }

    #[must_use]
    pub fn payload(&self) -> &Value {
        &self.0.job.payload
    }

    /// The payload as a type of the handler.
    ///
    /// # Errors
    /// [`JobError::GiveUp`] when it has another shape.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, JobError> {
        T::deserialize(self.payload()).map_err(|e| JobError::give_up(format!("the payload of {} is wrong: {e}", self.0.job.kind)))
    }

    /// What an earlier try saved last; none on the first try, and when the shape is another.
    #[must_use]
    pub fn checkpoint<T: DeserializeOwned>(&self) -> Option<T> {
        self.0.job.checkpoint.as_deref().and_then(|text| serde_json::from_str(text).ok())
    }

    /// Saves where to go on, in the transaction of the work up to there.
    ///
    /// # Errors
    /// [`Error::Fenced`] when another worker has taken over; the transaction must not be committed.
    pub async fn save(&self, tx: &mut Tx, checkpoint: &impl Serialize) -> Result<()> {
        let text = serde_json::to_string(checkpoint).map_err(|e| Error::Type(e.to_string()))?;
        self.held(queue::save(tx, self.id(), self.0.job.fence, "checkpoint", text.into()).await?)
    }

    /// Ends the job in the transaction of its last work. The handler still answers `Ok(())`.
    ///
    /// # Errors
    /// [`Error::Fenced`] when another worker has taken over; the transaction must not be committed.
    pub async fn finish(&self, tx: &mut Tx) -> Result<()> {
        self.0.finishing.store(true, Ordering::Relaxed);
        self.held(queue::finish(tx, self.id(), self.0.job.fence).await?)
    }

    /// Says how far the job is, for people who watch.
    ///
    /// # Errors
    /// [`Error::Fenced`] when another worker has taken over.
    pub async fn progress(&self, progress: &Value) -> Result<()> {
        let (id, fence, text) = (self.id(), self.0.job.fence, progress.to_string());
        let text = text.as_str();
        let saved = self.0.tenant.write(move |tx| Box::pin(queue::save(tx, id, fence, "progress", text.into())));
        self.held(saved.await?)
    }

    /// True when somebody asked for the job to stop. Learnt with each heartbeat, a third of the lease apart.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        *self.0.signal.borrow() == Signal::Cancel
    }

    /// True when the process is about to end. A long job then saves its checkpoint and answers [`JobError::Pause`]; a
    /// short one goes on.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        *self.0.signal.borrow() >= Signal::Stop
    }

    /// The answer of a job that shall stop now, for `ctx.check()?` between steps.
    ///
    /// # Errors
    /// [`JobError::Cancelled`] or [`JobError::Pause`] when asked for.
    pub fn check(&self) -> Result<(), JobError> {
        match *self.0.signal.borrow() {
            Signal::Run => Ok(()),
            Signal::Stop => Err(JobError::Pause),
            Signal::Cancel => Err(JobError::Cancelled),
        }
    }

    /// Waits until [`JobCtx::check`] says to stop, and gives its answer.
    pub async fn interrupted(&self) -> JobError {
        let mut signal = self.0.signal.clone();
        while let Ok(()) = self.check() {
            if signal.changed().await.is_err() {
                return JobError::Pause;
            }
        }
        self.check().err().unwrap_or(JobError::Pause)
    }

    fn held(&self, held: bool) -> Result<()> {
        if held { Ok(()) } else { Err(Error::Fenced(format!("job {}", self.id()))) }
    }
}
