//! Rules at work: every night, or when somebody asks.

use super::find::{count, page};
use super::keep::stays;
use super::rule::{Action, Rule, SUBJECT, find, list};
use super::runs::{self, Counts, Run};
use super::tidy;
use crate::app::App;
use crate::http::Problem;
use crate::privacy::{CLEAN, forget, forget_files};
use jiff::civil::Time;
use model::Id;
use model::object::Record;
use records::audit::{self, Audit, AuditKind};
use records::erase::Mode;
use records::{Access, By, Records};
use serde::Deserialize;
use serde_json::json;
use store::jobs::{JobCtx, JobError, NewJob, Priority, Schedule, When, Worker};

/// The kind of job that does what rules say: payload `{"run": id}`, or null for the nightly one.
pub const RUN: &str = "privacy.retention";

/// At night, in the company's time zone.
#[must_use]
pub fn schedule(zone: &str) -> Schedule {
    let when = When::Daily { time: Time::constant(2, 30, 0, 0), zone: zone.to_owned() };
    Schedule { name: RUN.into(), kind: RUN.into(), payload: serde_json::Value::Null, when }
}

#[derive(Deserialize)]
struct Payload {
    run: Id,
}

/// Why a run ended before its end.
pub(super) enum Stop {
    /// Somebody asked for it.
    Asked,
    Job(JobError),
    Failed(Problem),
}

impl<E: Into<Problem>> From<E> for Stop {
    fn from(e: E) -> Self {
        Stop::Failed(e.into())
    }
}

/// Runs an active rule now, as a job.
///
/// # Errors
/// 404; 409 when it is not active.
pub async fn begin(records: &Records, access: &Access, rule: Id) -> Result<Run, Problem> {
    let rule = find(records, rule).await?;
    if !rule.active {
        return Err(Problem::new(axum::http::StatusCode::CONFLICT, "not_active", "Switch the rule on first."));
    }
    let now = records.tenant().clock().now();
    let (id, by) = (Id::at(now.unix_ms()), access.actor.user);
    let (name, rule) = (rule.name.as_str(), rule.id);
    let write = records.tenant().write::<_, store::Error, _>(move |tx| {
        Box::pin(async move {
            let job = NewJob::new(RUN, json!({ "run": id })).priority(Priority::Low);
            let job = tx.enqueue(job).await?;
            tx.run(runs::INSERT, &runs::row(id, Some(rule), name, "waiting", by, Some(job), now)).await
        })
    });
    write.await?;
    runs::get(records.tenant(), id).await?.ok_or_else(|| Problem::not_found("run"))
}

/// Adds retention to a worker.
#[must_use]
pub fn handle(worker: Worker, app: &App) -> Worker {
    let app = app.clone();
    worker.handle(RUN, move |ctx| {
        let app = app.clone();
        async move {
            let records = Records::open(ctx.tenant().clone(), app.registry().clone()).await.map_err(JobError::retry)?;
            if ctx.payload().is_null() { nightly(&app, &records, &ctx).await } else { asked(&app, &records, &ctx).await }
        }
    })
}

async fn asked(app: &App, records: &Records, ctx: &JobCtx) -> Result<(), JobError> {
    let Payload { run } = ctx.parse()?;
    let found = runs::get(records.tenant(), run).await?;
    let Some(run) = found.filter(|r| matches!(r.state.as_str(), "waiting" | "running")) else { return Ok(()) };
    let rule = match run.rule {
        Some(rule) => find(records, rule).await,
        None => Err(Problem::not_found("retention rule")),
    };
    match rule {
        Ok(rule) => one(app, records, Some(ctx), &rule, run.id).await,
        Err(e) => runs::end(records.tenant(), run.id, "failed", Some(&e.detail)).await.map(drop).map_err(JobError::retry),
    }
}

async fn nightly(app: &App, records: &Records, ctx: &JobCtx) -> Result<(), JobError> {
    let tenant = records.tenant();
    // Those of a try that ended with its process.
    let (job, now) = (ctx.id(), tenant.clock().now());
    let sql = "update @retention_run set state = 'failed', error = 'interrupted', finished_at = $2 where job_id = $1 and state = 'running'";
    let values = &[job.into(), now.0.into()];
    tenant.write::<_, store::Error, _>(move |tx| Box::pin(tx.run(sql, values))).await?;
    for rule in list(records).await?.iter().filter(|r| r.active) {
        let id = Id::at(tenant.clock().now().unix_ms());
        let values = &runs::row(id, Some(rule.id), &rule.name, "running", None, Some(job), tenant.clock().now());
        tenant.write::<_, store::Error, _>(move |tx| Box::pin(tx.run(runs::INSERT, values))).await?;
        one(app, records, Some(ctx), rule, id).await?;
    }
    tidy::all(app, records, job).await.map_err(|e| JobError::retry(e.detail))
}

/// Does what active rules say at once, without a worker: for the command line. Gives the runs.
///
/// # Errors
/// Of the database.
pub async fn now(app: &App, records: &Records) -> Result<Vec<Run>, Problem> {
    let tenant = records.tenant();
    let mut done = Vec::new();
    for rule in list(records).await?.iter().filter(|r| r.active) {
        let at = tenant.clock().now();
        let id = Id::at(at.unix_ms());
        let values = &runs::row(id, Some(rule.id), &rule.name, "running", None, None, at);
        tenant.write::<_, store::Error, _>(move |tx| Box::pin(tx.run(runs::INSERT, values))).await?;
        one(app, records, None, rule, id).await.map_err(|e| Problem::internal(&format!("{e:?}")))?;
        done.extend(runs::get(tenant, id).await?);
    }
    tidy::all(app, records, Id::NIL).await?;
    Ok(done)
}

/// One run of one rule, to its end.
async fn one(app: &App, records: &Records, ctx: Option<&JobCtx>, rule: &Rule, run: Id) -> Result<(), JobError> {
    let tenant = records.tenant();
    let mut counts = Counts::default();
    let (state, error) = match all(app, records, ctx, rule, run, &mut counts).await {
        Ok(()) => ("done", None),
        Err(Stop::Asked) => return Ok(()),
        Err(Stop::Job(JobError::Cancelled)) => ("cancelled", None),
        Err(Stop::Job(e)) => return Err(e),
        Err(Stop::Failed(e)) => ("failed", Some(e.detail.into_owned())),
    };
    let details = json!({ "action": rule.action, "object": rule.object, "records": counts.done, "kept": counts.kept, "failed": counts.failed });
    let entry = &Audit::new(AuditKind::RetentionRun).named(rule.name.as_str()).with(details);
    let (who, error) = (&Access::system(tenant.slug()).who(), error.as_deref());
    let write = tenant.write::<_, store::Error, _>(move |tx| {
        Box::pin(async move {
            runs::end_in(tx, run, state, error).await?;
            audit::note(tx, who, entry).await
        })
    });
    write.await.map_err(JobError::retry)
}

async fn all(app: &App, records: &Records, ctx: Option<&JobCtx>, rule: &Rule, run: Id, counts: &mut Counts) -> Result<(), Stop> {
    let tenant = records.tenant();
    let system = Access::system(tenant.slug());
    counts.total = count(records, rule).await?;
    let mut cursor = None;
    loop {
        if let Some(ctx) = ctx {
            ctx.check().map_err(Stop::Job)?;
        }
        if !runs::progress(tenant, run, counts).await? {
            return Err(Stop::Asked);
        }
        let (found, next) = page(records, rule, cursor).await?;
        let mut blobs = Vec::new();
        for record in &found {
            if stays(records, &system, record).await? {
                counts.kept += 1;
                continue;
            }
            match apply(app, records, &system, rule, record).await {
                Ok(more) => {
                    counts.done += 1;
                    blobs.extend(more);
                }
                Err(e) if e.status.is_server_error() => return Err(Stop::Failed(e)),
                Err(e) => {
                    counts.failed += 1;
                    counts.error = Some(e.detail.into_owned());
                }
            }
        }
        clean(app, records, &blobs, found.len()).await?;
        cursor = next;
        if cursor.is_none() {
            runs::progress(tenant, run, counts).await?;
            return Ok(());
        }
    }
}

/// Files of a page, and what the database leaves on disk; a job does what somebody who reads stands in the way of.
async fn clean(app: &App, records: &Records, blobs: &[String], count: usize) -> Result<(), Stop> {
    let tenant = records.tenant();
    for key in blobs {
        app.blobs().delete(tenant.slug(), key).await?;
    }
    if count > 0 && !tenant.scrub().await? {
        let job = &NewJob::new(CLEAN, json!({ "blobs": [] })).dedup("retention");
        tenant.write::<_, store::Error, _>(move |tx| Box::pin(tx.enqueue(job.clone()))).await?;
    }
    Ok(())
}

/// Does to one record what the rule says; gives names of files that go.
async fn apply(app: &App, records: &Records, system: &Access, rule: &Rule, record: &Record) -> Result<Vec<String>, Problem> {
    let (object, id) = (rule.object.as_str(), record.id());
    let forgets = match rule.action {
        Action::Anonymise => Some(Mode::Anonymise),
        Action::Erase => Some(Mode::Erase),
        Action::Purge if object == SUBJECT => Some(Mode::Erase),
        _ => None,
    };
    if let Some(mode) = forgets {
        let group = records.group_of(id).await?;
        let control = app.store().control();
        control.note_erased(SUBJECT, mode.name(), &group).await?;
        return match forget(records, system, id, mode).await {
            Ok(erased) => Ok(erased.blobs),
            Err(e) => {
                control.unnote_erased(&group).await?;
                Err(e.into())
            }
        };
    }
    if rule.action == Action::Delete {
        records.delete(system, object, id, None).await?;
        return Ok(Vec::new());
    }
    let purge = records.write(system, By::System, move |w| {
        Box::pin(async move {
            let erased = w.purge(object, id).await?;
            let blobs = forget_files(w.tx, &erased.files).await?;
            if !blobs.is_empty() {
                w.enqueue(CLEAN, json!({ "blobs": blobs }));
            }
            Ok(blobs)
        })
    });
    Ok(purge.await?)
}
