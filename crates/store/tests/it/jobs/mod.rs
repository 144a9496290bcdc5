//! Jobs and schedules on both databases.

mod failures;
mod queue;
mod recovery;
mod schedules;

use model::Id;
use parking_lot::Mutex;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use store::jobs::{self, JobCtx, JobError, JobState, NewJob, Worker};
use store::{Error, Store, Tenant};
use testkit::until;

const GRACE: Duration = Duration::from_secs(5);

/// A worker that looks often.
fn worker(store: &Store) -> Worker {
    Worker::new(store.clone()).poll(Duration::from_millis(50))
}

async fn enqueue(tenant: &Tenant, job: NewJob) -> Id {
    let job = &job;
    tenant.write::<_, Error, _>(move |tx| Box::pin(tx.enqueue(job.clone()))).await.unwrap()
}

async fn gone(tenant: &Tenant, id: Id) {
    until("the job is done", async || jobs::get(tenant, id).await.unwrap().is_none()).await;
}

async fn in_state(tenant: &Tenant, id: Id, state: JobState) -> jobs::Job {
    let mut found = None;
    until("the job is in its state", async || {
        found = jobs::get(tenant, id).await.unwrap().filter(|j| j.state == state);
        found.is_some()
    })
    .await;
    found.unwrap()
}

/// What a handler was called with, in order.
type Calls = Arc<Mutex<Vec<Value>>>;

fn noting(
    calls: &Calls,
) -> impl Fn(JobCtx) -> futures_util::future::BoxFuture<'static, Result<(), JobError>> + Send + Sync + use<> {
    let calls = calls.clone();
    move |ctx| {
        calls.lock().push(ctx.payload().clone());
        Box::pin(async { Ok(()) })
    }
}
