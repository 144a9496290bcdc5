//! Whom a note mentions is told, as far as they may see the note.

use crate::app::App;
use crate::signin::{access_of, accounts, staff};
use crm::notes::model::Note;
use crm::notes::rules::MENTIONED;
use model::{Id, Ts};
use records::notice::{NewNotice, NoticeKind};
use records::{By, Error};
use serde::Deserialize;
use store::jobs::{JobCtx, JobError, Worker};

#[derive(Deserialize)]
struct Payload {
    note: Id,
    users: Vec<Id>,
    by: Option<Id>,
    at: i64,
}

/// Adds the jobs of mentions to a worker.
#[must_use]
pub fn handle(worker: Worker, app: &App) -> Worker {
    let app = app.clone();
    worker.handle(MENTIONED, move |ctx| {
        let app = app.clone();
        async move { tell(&ctx, &app).await }
    })
}

/// Done twice it tells once: a notice is named by whom, what and when.
async fn tell(ctx: &JobCtx, app: &App) -> Result<(), JobError> {
    let Payload { note, users, by, at } = ctx.parse()?;
    let records = app.records(ctx.tenant().slug()).await.map_err(JobError::retry)?;
    let mut told = Vec::new();
    for user in users {
        let Some(account) = accounts::by_id(ctx.tenant(), user).await?.filter(|a| a.active) else { continue };
        let access = access_of(&records, &account).await.map_err(JobError::retry)?;
        match records.get(&access, Note::OBJECT, note).await {
            Ok(_) => told.push(user),
            Err(Error::NotFound { .. } | Error::Forbidden { .. }) => {}
            Err(e) => return Err(JobError::retry(e)),
        }
    }
    let (told, by, system) = (&told, By::Operation { name: "mention", user: by }, staff::system(&records));
    let write = records.write(&system, by, move |w| {
        Box::pin(async move {
            for user in told {
                let subject = (Note::OBJECT.into(), note);
                w.tell(NewNotice { user: *user, kind: NoticeKind::Mentioned, subject, at: Ts(at) });
            }
            Ok(())
        })
    });
    write.await.map_err(JobError::retry)
}
