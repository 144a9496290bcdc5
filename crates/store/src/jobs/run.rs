//! One job from its claim to its answer.

use super::context::Signal;
use super::queue::{self, Claimed};
use super::worker::{Handler, Stop};
use super::{JobCtx, JobError, back_off};
use crate::{Result, Tenant};
use futures_util::FutureExt;
use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// Characters of a reason that are kept.
const REASON: usize = 2_000;

pub(super) struct Run {
    pub tenant: Tenant,
    pub job: Claimed,
    pub handler: Handler,
    pub lease: Duration,
    pub stop: watch::Receiver<Stop>,
}

/// Runs the handler and writes down its answer. Whoever loses the lease writes nothing.
pub(super) async fn run(run: Run) {
    let (started, kind) = (Instant::now(), run.job.kind.clone());
    let (signal, heard) = watch::channel(Signal::Run);
    let ctx = JobCtx::new(run.tenant.clone(), run.job.clone(), heard);
    let answer = tokio::select! {
        biased;
        answer = AssertUnwindSafe((run.handler)(ctx.clone())).catch_unwind() => {
            Some(answer.unwrap_or_else(|panic| Err(JobError::retry(format!("the job panicked: {}", message(&*panic))))))
        }
        () = keep(&run, &ctx, signal) => None,
        () = must_stop(run.stop.clone()) => Some(Err(JobError::Pause)),
    };
    let outcome = match answer {
        Some(answer) => record(&run, answer).await,
        None => "lost",
    };
    metrics::counter!("guanxi_jobs_total", "kind" => kind.clone(), "outcome" => outcome).increment(1);
    metrics::histogram!("guanxi_job_seconds", "kind" => kind).record(started.elapsed());
}

async fn must_stop(mut stop: watch::Receiver<Stop>) {
    if stop.wait_for(|s| *s == Stop::Now).await.is_err() {
        std::future::pending().await
    }
}

/// Extends the lease and passes on what the handler is asked, until the lease is lost.
async fn keep(run: &Run, ctx: &JobCtx, signal: watch::Sender<Signal>) {
    let (id, fence, lease) = (run.job.id, run.job.fence, run.lease);
    let mut stop = run.stop.clone();
    let mut held_until = Instant::now() + lease;
    let mut beat = tokio::time::interval_at(Instant::now() + lease / 3, lease / 3);
    loop {
        let asked_to_stop = *stop.borrow() >= Stop::Asked;
        if asked_to_stop && *signal.borrow() == Signal::Run {
            signal.send_replace(Signal::Stop);
        }
        tokio::select! {
            Ok(()) = stop.changed(), if !asked_to_stop => continue,
            _ = beat.tick() => {}
        }
        if run.tenant.shut().is_some() && *signal.borrow() == Signal::Run {
            signal.send_replace(Signal::Stop);
        }
        match run.tenant.write(move |tx| Box::pin(queue::beat(tx, id, fence, lease))).await {
            Ok(Some(cancel)) => {
                held_until = Instant::now() + lease;
                if cancel {
                    signal.send_replace(Signal::Cancel);
                }
            }
            Ok(None) if ctx.is_finishing() => std::future::pending().await,
            Ok(None) => return tracing::warn!(job = %id, "another worker has taken over a job"),
            Err(e) if Instant::now() < held_until => tracing::warn!(job = %id, error = %e, "a heartbeat failed"),
            Err(e) => return tracing::warn!(job = %id, error = %e, "the lease of a job ran out"),
        }
    }
}

/// Writes the answer down, with some patience while the database is not well: else the job would be done again.
async fn record(run: &Run, answer: Result<(), JobError>) -> &'static str {
    let outcome = match &answer {
        Ok(()) => "done",
        Err(JobError::Retry { .. }) if run.job.attempt < run.job.tries => "retry",
        Err(JobError::Retry { .. } | JobError::GiveUp { .. }) => "dead",
        Err(JobError::Cancelled) => "cancelled",
        Err(JobError::Pause) => "paused",
    };
    for wait in [0, 1, 5, 10] {
        tokio::time::sleep(Duration::from_secs(wait)).await;
        let error = match record_once(run, &answer).await {
            Ok(true) => return outcome,
            Ok(false) if answer.is_ok() => return outcome,
            Ok(false) => return "lost",
            Err(e) => e,
        };
        tracing::warn!(job = %run.job.id, %error, "the outcome of a job could not be saved");
    }
    "unsaved"
}

async fn record_once(run: &Run, answer: &Result<(), JobError>) -> Result<bool> {
    let job = &run.job;
    let (id, fence) = (job.id, job.fence);
    // A handler that pauses without being asked to does not spin.
    let pause = if *run.stop.borrow() == Stop::No { Duration::from_secs(1) } else { Duration::ZERO };
    run.tenant
        .write(move |tx| {
            Box::pin(async move {
                match answer {
                    Ok(()) => queue::finish(tx, id, fence).await,
                    Err(JobError::Retry { after, reason }) if job.attempt < job.tries => {
                        let wait = after.unwrap_or_else(|| back_off(job.attempt));
                        queue::put_back(tx, id, fence, wait, Some(&short(reason)), true).await
                    }
                    Err(JobError::Retry { reason, .. } | JobError::GiveUp { reason }) => {
                        tracing::warn!(job = %id, kind = job.kind, reason, "a job is given up");
                        queue::end(tx, id, fence, "dead", &short(reason)).await
                    }
                    Err(JobError::Cancelled) => queue::end(tx, id, fence, "cancelled", "cancelled").await,
                    Err(JobError::Pause) => queue::put_back(tx, id, fence, pause, None, false).await,
                }
            })
        })
        .await
}

fn short(reason: &str) -> String {
    reason.chars().filter(|c| *c != '\0').take(REASON).collect()
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}
