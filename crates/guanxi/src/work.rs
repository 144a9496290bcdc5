//! Background jobs of the program: which handler does which kind.

use crate::app::App;
use std::time::Duration;
use store::jobs::{JobError, RunningWorker, Worker};
use store::upkeep;

/// Jobs under way get this long to pause at a good place when the program stops.
const GRACE: Duration = Duration::from_secs(10);

/// The worker while it runs; dropped or stopped, it works no more.
pub struct Work(Option<RunningWorker>);

/// Starts the worker of this node, unless settings leave jobs to others.
#[must_use]
pub fn start(app: &App) -> Work {
    let slots = app.settings().jobs;
    if slots == 0 {
        return Work(None);
    }
    let worker = Worker::new(app.store().clone()).slots(slots, slots);
    let worker = records::work::handle(worker, app.registry());
    let worker = records::io::handlers(worker, app.registry().clone(), app.store().blobs().clone());
    let worker = records::handover::job::handle(worker, app.registry().clone());
    let worker = crate::bulk::handle(worker, app.registry());
    let worker = records::insight::handle(worker, app.registry());
    let worker = records::duplicates::job::handle(worker, app.registry().clone());
    let worker = crate::intake::handle(worker, crate::intake::Intake::of(app), app.registry().clone());
    let worker = crm::tasks::react::handle(worker, app.registry().clone());
    let worker = crate::mentions::handle(worker, app);
    let worker = crate::mail::handle(worker, app);
    let worker = crate::privacy::handle(worker, app.store().blobs().clone());
    let worker = crate::privacy::retention::handle(worker, app);
    let worker = crate::privacy::archive::handle(worker, app.registry().clone(), app.store().blobs().clone());
    let worker = crate::leaving::job::handle(worker, app.registry().clone(), app.store().blobs().clone());
    let keep = app.settings().keep;
    let worker = worker
        .handle(upkeep::KIND, move |ctx| async move { upkeep::run(ctx.tenant(), keep).await.map(drop).map_err(JobError::retry) });
    Work(Some(worker.start()))
}

impl Work {
    /// Lets jobs pause, then stops.
    pub async fn stop(self) {
        if let Some(running) = self.0 {
            running.stop(GRACE).await;
        }
    }
}
