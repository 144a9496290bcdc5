//! What follows from tasks by itself: whoever shall do one is told in time, and one that repeats is followed by the next.

use super::model::Task;
use super::repeat::Repeat;
use super::{checklist, reminder};
use crate::people::model::User;
use jiff::tz::TimeZone;
use model::def::FieldKind;
use model::object::col;
use model::{FieldDef, Id, Record, Ts, Val};
use records::notice::{NewNotice, NoticeKind};
use records::{Access, By, Error, Records, Registry, Writer};
use serde::Deserialize;
use std::sync::Arc;
use store::jobs::{JobCtx, JobError, Worker};

/// Tells of a task: payload `{"task": id, "at": microseconds}`.
pub const REMIND: &str = "tasks.due";
/// Makes the task that follows a done one, or takes it away when that was opened again: payload `{"task": id, "by": user}`.
pub const REPEAT: &str = "tasks.repeat";
/// The operation as which the next one is made.
const OPERATION: &str = "repeat_task";

#[derive(Deserialize)]
struct Reminder {
    task: Id,
    #[serde(alias = "due_at")]
    at: i64,
}

#[derive(Deserialize)]
struct Done {
    task: Id,
    by: Option<Id>,
}

/// Adds the jobs of tasks to a worker.
#[must_use]
pub fn handle(worker: Worker, registry: Arc<Registry>) -> Worker {
    let also = registry.clone();
    worker
        .handle(REMIND, move |ctx| {
            let registry = registry.clone();
            async move { remind(&ctx, registry).await }
        })
        .handle(REPEAT, move |ctx| {
            let registry = also.clone();
            async move { repeat(&ctx, registry).await }
        })
}

/// A task that was done, put off or deleted meanwhile is not told of.
async fn remind(ctx: &JobCtx, registry: Arc<Registry>) -> Result<(), JobError> {
    let Reminder { task, at } = ctx.parse()?;
    let records = Records::open(ctx.tenant().clone(), registry).await.map_err(JobError::retry)?;
    let done = records.system(move |w| {
        Box::pin(async move {
            let Some(found) = w.get(Task::OBJECT, task).await? else { return Ok(()) };
            let stands = reminder::instants(&found).contains(&Ts(at));
            let kind = if found.get(Task::DUE_AT).int() == Some(at) { NoticeKind::TaskDue } else { NoticeKind::TaskReminder };
            if let Some(user) = found.get(Task::ASSIGNEE).id().filter(|_| stands) {
                w.tell(NewNotice { user, kind, subject: (Task::OBJECT.into(), task), at: Ts(at) });
            }
            Ok(())
        })
    });
    done.await.map_err(|e: Error| JobError::retry(e))
}

/// Looks at what is there, so that it may be done twice, and late.
async fn repeat(ctx: &JobCtx, registry: Arc<Registry>) -> Result<(), JobError> {
    let Done { task, by } = ctx.parse()?;
    let records = Records::open(ctx.tenant().clone(), registry).await.map_err(JobError::retry)?;
    let access = Access::system(ctx.tenant().slug());
    let by = By::Operation { name: OPERATION, user: by };
    let write = records.write(&access, by, move |w| Box::pin(follow(w, task)));
    write.await.map_err(|e: Error| JobError::retry(e))
}

async fn follow(w: &mut Writer<'_>, task: Id) -> Result<(), Error> {
    let Some(done) = w.get(Task::OBJECT, task).await? else { return Ok(()) };
    let next = w.find(Task::OBJECT, Task::PREVIOUS, &task.to_string().into()).await?;
    match (done.get(Task::DONE_AT).is_null(), next) {
        (false, None) => {
            let zone = zone_of(w, &done).await?;
            let Some(next) = after(&done, w.now(), w.blank(Task::OBJECT)?, &zone) else { return Ok(()) };
            w.insert(next).await.map(drop)
        }
        // What somebody has touched since is theirs.
        (true, Some(next)) if next.version() == 1 && next.get(Task::DONE_AT).is_null() => {
            w.delete(Task::OBJECT, next.id(), None).await
        }
        _ => Ok(()),
    }
}

/// The time zone of who a task is for; the company's when they have none.
async fn zone_of(w: &mut Writer<'_>, task: &Record) -> Result<TimeZone, Error> {
    let person = match task.get(Task::ASSIGNEE).id() {
        Some(id) => w.get(User::OBJECT, id).await?,
        None => None,
    };
    let own = person.as_ref().and_then(|p| TimeZone::get(p.get(User::ZONE).text()?).ok());
    Ok(own.unwrap_or_else(|| TimeZone::get(&w.catalog().company.zone).unwrap_or(TimeZone::UTC)))
}

/// The task that follows: as this one was, at the next time of its rule, with nothing done. `None` when the rule has ended.
fn after(done: &Record, now: Ts, mut next: Record, zone: &TimeZone) -> Option<Record> {
    let rule = Repeat::parse(done.get(Task::REPEAT).text()?).ok()?;
    let (due, rule) = rule.next(Ts(done.get(Task::DUE_AT).int()?), now, zone)?;
    for (at, column) in done.object.columns.iter().enumerate().skip(col::IMPORT_ID + 1) {
        if lasts(&done.object.fields[column.field]) {
            next.vals[at] = done.vals[at].clone();
        }
    }
    let items = checklist::read(done.get(Task::CHECKLIST)).unwrap_or_default();
    let items: Vec<_> = items.into_iter().map(|item| checklist::Item { done: false, ..item }).collect();
    next.set(Task::CHECKLIST, checklist::written(&items));
    next.set(Task::DUE_AT, due.0);
    next.set(Task::REPEAT, rule.to_string());
    next.set(Task::PREVIOUS, Val::Id(done.id()));
    Some(next)
}

/// What the next task has of this one: what people wrote of it, and not how it went.
fn lasts(field: &FieldDef) -> bool {
    const WENT: [&str; 6] = [Task::DONE_AT, Task::RESULT, Task::STATE, Task::SNOOZED_UNTIL, Task::PROGRESS, Task::PREVIOUS];
    let computed = matches!(field.kind, FieldKind::AutoNumber { .. } | FieldKind::Formula { .. } | FieldKind::RollUp(_));
    !computed && !field.unique && !WENT.contains(&field.name.as_ref())
}
