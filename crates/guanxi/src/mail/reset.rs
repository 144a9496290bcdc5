//! The letter with a link to set a new password. The link is made when the letter goes: nothing that opens an account lies in a
//! queue, and what waited for the mail server is not too old when it comes.

use super::{Mail, Reader};
use crate::app::App;
use crate::signin::gate::reset;
use model::{Id, Ts};
use serde::Deserialize;
use serde_json::json;
use store::jobs::{JobCtx, JobError, NewJob, Priority};

/// A link to set a new password: payload `{"user": id, "asked_at": microseconds}`.
pub const KIND: &str = "mail.reset";
/// Whoever waited for longer has asked again or given up, in microseconds: an hour.
const PATIENCE: i64 = 3600 * 1_000_000;

/// A letter to somebody who asked for it at an instant, as a job. Of several in a row one waits.
#[must_use]
pub fn ask(user: Id, at: Ts) -> NewJob {
    NewJob::new(KIND, json!({ "user": user, "asked_at": at.0 })).dedup(user.to_string()).priority(Priority::High)
}

#[derive(Deserialize)]
struct Asked {
    user: Id,
    asked_at: i64,
}

/// Makes the link and sends it.
///
/// # Errors
/// When to try again; that it is refused, or nobody waits for it any more.
pub(super) async fn send(ctx: &JobCtx, app: &App, mail: &Mail) -> Result<(), JobError> {
    let Asked { user, asked_at } = ctx.parse()?;
    if ctx.tenant().clock().now().0 - asked_at > PATIENCE {
        return Err(JobError::give_up("the mail server was away for an hour after the letter was asked for"));
    }
    let Some(reader) = Reader::of(app, ctx, user).await? else { return Ok(()) };
    let link = reset::make(ctx.tenant(), user).await?;
    // behind `#` it reaches no server's log and no other page
    let (subject, parts) = reader.tongue.reset(&reader, mail.link(&format!("/reset-password#{link}")));
    mail.send(&reader.letter(ctx, subject, parts)).await
}
