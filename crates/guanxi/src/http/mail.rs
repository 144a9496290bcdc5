//! How the server sends mail, and what has not gone.

use super::problem::Problem;
use crate::mail;
use crate::signin::{Allowed, Auth, may};
use axum::Json as Answer;
use axum::http::StatusCode;
use model::{Id, Ts};
use serde::Serialize;
use store::jobs::{self, Job, JobState};
use utoipa::ToSchema;

/// Letters shown at most.
const SHOWN: usize = 100;

/// Letters looked at for those.
const LOOKED_AT: usize = 2000;

/// How mail goes.
#[derive(Serialize, ToSchema)]
#[schema(as = MailState)]
pub struct State {
    /// Whether this server sends mail; otherwise what needs it is refused with `mail_not_configured`.
    configured: bool,
    /// The mail server, without user and password.
    server: Option<String>,
    /// Whom letters come from.
    from: Option<String>,
    /// What links in letters begin with.
    url: Option<String>,
    /// Letters that have not gone, newest first, 100 at most.
    letters: Vec<Unsent>,
}

/// A letter that has not gone yet, or never will.
#[derive(Serialize, ToSchema)]
#[schema(as = UnsentLetter)]
pub struct Unsent {
    /// Its job; `POST /api/jobs/{id}/retry` tries a dead one again.
    #[schema(value_type = String, format = "uuid")]
    id: Id,
    /// `mail.test` ...
    kind: String,
    /// `waiting`, `running`, `dead`.
    #[schema(value_type = String)]
    state: JobState,
    /// To whom.
    #[schema(value_type = Option<String>, format = "uuid")]
    user: Option<Id>,
    /// Tries so far.
    attempt: i64,
    /// Why the last try failed.
    reason: Option<String>,
    /// When it is tried again.
    #[schema(format = DateTime)]
    due_at: Option<String>,
    #[schema(format = DateTime)]
    created_at: String,
}

fn unsent(job: Job) -> Unsent {
    let user = job.payload["user"].as_str().and_then(Id::parse);
    Unsent {
        id: job.id,
        user,
        state: job.state,
        attempt: job.attempt,
        due_at: job.due_at.filter(|_| job.state == JobState::Waiting).map(Ts::rfc3339),
        created_at: job.created_at.rfc3339(),
        kind: job.kind,
        reason: job.reason,
    }
}

/// How the server sends mail, and letters of the company that have not gone
#[utoipa::path(get, path = "/api/mail", tag = "mail", extensions(("x-permission" = json!("company.manage"))),
    responses((status = 200, description = "As it is now", body = State)))]
pub async fn state(auth: Allowed<may::Company>) -> Result<Answer<State>, Problem> {
    // a digest that waits for its hour is not late
    let late = |j: &Job| j.kind != mail::digest::KIND || j.attempt > 0;
    let all = jobs::of_kinds(auth.tenant(), mail::KINDS, LOOKED_AT).await?;
    let letters = all.into_iter().filter(late).take(SHOWN).map(unsent).collect();
    let mail = auth.settings().mail.as_ref();
    Ok(Answer(State {
        configured: mail.is_some(),
        server: mail.map(|m| m.post().server()),
        from: mail.map(|m| m.post().from()),
        url: mail.map(|m| m.link("")),
        letters,
    }))
}

/// What was begun.
#[derive(Serialize, ToSchema)]
pub struct TestMail {
    /// Its job: while it is among the letters of `/api/mail` it has not gone.
    #[schema(value_type = String, format = "uuid")]
    id: Id,
}

/// Send oneself a test
#[utoipa::path(post, path = "/api/mail/test", tag = "mail", extensions(("x-permission" = json!("company.manage"))),
    responses((status = 202, description = "It is on its way", body = TestMail)))]
pub async fn test(auth: Allowed<may::Company>) -> Result<(StatusCode, Answer<TestMail>), Problem> {
    mail::needed(auth.settings().mail.as_ref())?;
    let id = enqueue(&auth, mail::test(auth.signed().account.id)).await?;
    Ok((StatusCode::ACCEPTED, Answer(TestMail { id })))
}

async fn enqueue(auth: &Auth, job: jobs::NewJob) -> Result<Id, Problem> {
    let job = &job;
    Ok(auth.tenant().write::<_, store::Error, _>(move |tx| Box::pin(tx.enqueue(job.clone()))).await?)
}
