//! Somebody is forgotten by every store of the program: records and what hangs on them (the engine), files, answers kept for
//! repeated requests, what the database leaves on disk. The index of searching follows the feed and writes itself anew. What was
//! erased is noted outside of the company's database, so that a restored back-up forgets it again.

pub mod archive;
pub mod desk;
pub mod retention;
pub mod ropa;
pub mod rules;

use crate::app::App;
use crate::http::Problem;
use model::{Id, Val};
use records::erase::{Erased, Mode, Told, escaped};
use records::{Access, By, Records};
use serde_json::{Value, json};
use store::Tx;
use store::blobs::Blobs;
use store::jobs::{JobCtx, JobError, Worker};

/// The kind of job that deletes files of who was erased and cleans the disk: payload `{"blobs": [...]}`.
pub const CLEAN: &str = "privacy.clean";
/// Texts looked for by one statement.
const AT_ONCE: usize = 20;
/// The object whose records are people.
const SUBJECT: &str = "customer";

/// Forgets a customer of a company.
///
/// # Errors
/// `Forbidden` without `privacy.manage`; `NotFound`; `BadRequest` naming the legal hold; of the databases.
pub async fn erase(app: &App, records: &Records, access: &Access, customer: Id, mode: Mode) -> Result<Told, Problem> {
    let told = records.preview_erasure(access, customer, mode).await?;
    if let Some(hold) = told.hold {
        let detail = format!("A legal hold keeps this customer: {}.", hold.reason);
        return Err(Problem::new(axum::http::StatusCode::CONFLICT, "legal_hold", detail));
    }
    let group = records.group_of(customer).await?;
    let control = app.store().control();
    // Noted first: what is erased here and not there would come back with a back-up.
    control.note_erased(SUBJECT, mode.name(), &group).await?;
    match forget(records, access, customer, mode).await {
        Ok(erased) => {
            clean(app.blobs(), records, &erased.blobs).await?;
            Ok(erased.told)
        }
        Err(e) => {
            control.unnote_erased(&group).await?;
            Err(e.into())
        }
    }
}

/// What the databases know; names of the blobs that are left are in `blobs`, and in a job, should this process end here.
async fn forget(records: &Records, access: &Access, customer: Id, mode: Mode) -> records::Result<Erased> {
    let who = &access.who();
    records
        .write(access, By::System, move |w| {
            Box::pin(async move {
                let mut erased = w.erase(customer, mode, who).await?;
                forget_answers(w.tx, &erased).await?;
                erased.blobs.extend(forget_files(w.tx, &erased.files).await?);
                desk::forget(w.tx, &erased.ids).await?;
                erased.blobs.extend(archive::forget(w.tx, &erased.ids).await?);
                erased.blobs.extend(crate::leaving::forget(w.tx).await?);
                w.enqueue(CLEAN, json!({ "blobs": erased.blobs }));
                Ok(erased)
            })
        })
        .await
}

/// Answers kept for repeated requests that name the person.
async fn forget_answers(tx: &mut Tx, erased: &Erased) -> store::Result<()> {
    let mut known: Vec<String> = erased.ids.iter().map(Id::to_string).collect();
    for text in &erased.texts {
        known.push(escaped(text));
    }
    for part in known.chunks(AT_ONCE) {
        let test = |n: usize| tx.dialect().contains("body", &format!("${}", n + 1));
        let tests: Vec<String> = (0..part.len()).map(test).collect();
        let params: Vec<Val> = part.iter().map(|t| t.as_str().into()).collect();
        tx.run(&format!("delete from @answer where {}", tests.join(" or ")), &params).await?;
    }
    Ok(())
}

/// Rows of files; gives the names of their contents.
async fn forget_files(tx: &mut Tx, files: &[Id]) -> store::Result<Vec<String>> {
    let ids: Vec<Vec<Val>> = files.iter().map(|id| vec![(*id).into()]).collect();
    let found = tx.all_many("select blob from @file where id = $1", &ids).await?;
    tx.run_many("delete from @file where id = $1", &ids).await?;
    Ok(found.iter().flatten().filter_map(|r| r.opt_text(0).map(str::to_owned)).collect())
}

async fn clean(blobs: &Blobs, records: &Records, keys: &[String]) -> store::Result<bool> {
    for key in keys {
        blobs.delete(records.tenant().slug(), key).await?;
    }
    records.tenant().scrub().await
}

/// Adds the job that finishes what an erasure has begun.
#[must_use]
pub fn handle(worker: Worker, blobs: Blobs) -> Worker {
    worker.handle(CLEAN, move |ctx: JobCtx| {
        let blobs = blobs.clone();
        async move {
            let keys = ctx.payload().get("blobs").and_then(Value::as_array).cloned().unwrap_or_default();
            for key in keys.iter().filter_map(Value::as_str) {
                blobs.delete(ctx.tenant().slug(), key).await.map_err(JobError::retry)?;
            }
            match ctx.tenant().scrub().await.map_err(JobError::retry)? {
                true => Ok(()),
                false => Err(JobError::retry(store::Error::Busy)),
            }
        }
    })
}

/// Forgets again, in a company that was restored, who was erased since the back-up was made. Returns how many.
///
/// # Errors
/// Of the databases.
pub async fn replay(app: &App, slug: &str) -> anyhow::Result<usize> {
    let records = app.records(slug).await?;
    let access = Access::system(slug);
    let mut done = 0;
    for one in app.store().control().erased().await?.iter().filter(|e| e.object == SUBJECT) {
        let Some(mode) = Mode::parse(&one.mode) else { continue };
        let known = records.tenant().get("select 1 from @erasure where record_id = $1", &[one.id.into()]).await?;
        let there = records.tenant().get("select 1 from @customer where id = $1", &[one.id.into()]).await?;
        if !known.is_empty() || there.is_empty() {
            continue;
        }
        let erased = forget(&records, &access, one.id, mode).await?;
        clean(app.blobs(), &records, &erased.blobs).await?;
        done += 1;
    }
    Ok(done)
}
