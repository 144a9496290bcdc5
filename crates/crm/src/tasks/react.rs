//! When a task is due, whoever shall do it is told.

use super::model::Task;
use model::{Id, Ts};
use records::notice::{NewNotice, NoticeKind};
use records::{Error, Records, Registry};
use serde::Deserialize;
use std::sync::Arc;
use store::jobs::{JobCtx, JobError, Worker};

/// Tells of a task that is due: payload `{"task": id, "due_at": microseconds}`.
pub const DUE: &str = "tasks.due";

#[derive(Deserialize)]
struct Payload {
    task: Id,
    due_at: i64,
}

/// Adds the jobs of tasks to a worker.
#[must_use]
pub fn handle(worker: Worker, registry: Arc<Registry>) -> Worker {
    worker.handle(DUE, move |ctx| {
        let registry = registry.clone();
        async move { due(&ctx, registry).await }
    })
}

/// A task that was done, put off or deleted meanwhile is not told of.
async fn due(ctx: &JobCtx, registry: Arc<Registry>) -> Result<(), JobError> {
    let Payload { task, due_at } = ctx.parse()?;
    let records = Records::open(ctx.tenant().clone(), registry).await.map_err(JobError::retry)?;
    let done = records.system(move |w| {
        Box::pin(async move {
            let Some(found) = w.get(Task::OBJECT, task).await? else { return Ok(()) };
            let open = found.get(Task::STATE).text() == Some("open") && found.get(Task::DUE_AT).int() == Some(due_at);
            if let Some(user) = found.get(Task::ASSIGNEE).id().filter(|_| open) {
                w.tell(NewNotice { user, kind: NoticeKind::TaskDue, subject: (Task::OBJECT.into(), task), at: Ts(due_at) });
            }
            Ok(())
        })
    });
    done.await.map_err(|e: Error| JobError::retry(e))
}
