//! Letters of the program to its people. Each is a job that names the person, never the address or the words: both are
//! looked up when it is sent, so that nothing personal lies in a queue, and a letter survives a crash and a mail server that
//! is away.

pub mod digest;
pub mod reset;
mod words;

pub use words::Tongue;

use crate::app::App;
use crate::http::Problem;
use crate::signin::{Account, accounts};
use anyhow::Context;
use axum::http::StatusCode;
use channels::mail::{Failure, Letter, Part, Post};
use model::Id;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use store::jobs::{JobCtx, JobError, NewJob, Priority, Worker};

/// A letter that says that letters arrive: payload `{"user": id}`.
pub const TEST: &str = "mail.test";
/// Kinds of jobs that are letters.
pub const KINDS: &[&str] = &[TEST, reset::KIND, digest::KIND];
/// Somebody waits in front of the screen for a test: 5, 10, 20, 40 s.
const TEST_TRIES: u32 = 5;

/// How letters go, and where their links lead. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Mail(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    post: Post,
    /// Begins every link: `https://crm.example`, without a slash at its end.
    url: String,
}

impl Mail {
    /// Reads what `--mail`, `--mail-from` and `--url` say; `None` when there is no `--mail`.
    ///
    /// # Errors
    /// What is missing or not understood; never a password.
    pub fn read(server: Option<&str>, from: Option<&str>, url: Option<&str>) -> anyhow::Result<Option<Self>> {
        let given = |text: Option<&str>| text.map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
        let Some(server) = given(server) else { return Ok(None) };
        let from = given(from).context("--mail needs --mail-from: whom letters come from, as Shop <crm@shop.example>")?;
        let url = given(url).context("--mail needs --url: where people open the web app, as https://crm.example")?;
        let post = Post::new(&server, &from)?;
        Ok(Some(Self(Arc::new(Inner { post, url: base(&url)? }))))
    }

    #[must_use]
    pub fn post(&self) -> &Post {
        &self.0.post
    }

    /// The address of a page of the web app. It comes from the settings alone: what a request says of its host is anybody's
    /// word.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.0.url)
    }

    /// Sends a letter of a job.
    ///
    /// # Errors
    /// When to try again, or that it is refused for good.
    pub async fn send(&self, letter: &Letter) -> Result<(), JobError> {
        self.0.post.send(letter).await.map_err(|e| match e {
            Failure::Later(reason) => JobError::retry(reason),
            Failure::Never(reason) => JobError::give_up(reason),
        })
    }
}

/// The beginning of every link.
fn base(text: &str) -> anyhow::Result<String> {
    let url = url::Url::parse(text).ok().filter(|u| matches!(u.scheme(), "http" | "https") && u.has_host());
    let plain = url.filter(|u| u.path() == "/" && u.query().is_none() && u.fragment().is_none() && u.username().is_empty());
    let url = plain.with_context(|| format!("--url {text:?} is no address of a web app; write it as https://crm.example"))?;
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// The refusal of what needs letters on a server that sends none.
///
/// # Errors
/// 409 `mail_not_configured`.
pub fn needed(mail: Option<&Mail>) -> Result<&Mail, Problem> {
    let detail = "This server sends no mail: start it with --mail, --mail-from and --url.";
    mail.ok_or_else(|| Problem::new(StatusCode::CONFLICT, "mail_not_configured", detail))
}

/// Who reads a letter, and in which language.
pub struct Reader {
    pub account: Account,
    pub tongue: Tongue,
    /// Name of the company.
    pub company: String,
    /// What it is called where there is little room, and its colour.
    called: String,
    accent: String,
}

/// Colour of letters of a company that has none of its own.
const ACCENT: &str = "#0f766e";

impl Reader {
    /// Somebody who may sign in; `None` when they may no longer.
    ///
    /// # Errors
    /// Of the database.
    pub async fn of(app: &App, ctx: &JobCtx, user: Id) -> Result<Option<Self>, JobError> {
        let records = app.records(ctx.tenant().slug()).await.map_err(JobError::retry)?;
        let company = records.catalog().company.clone();
        let account = accounts::by_id(ctx.tenant(), user).await?.filter(|a| a.active);
        Ok(account.map(|account| {
            let tongue = Tongue::of(account.language.as_deref().unwrap_or(&company.language));
            let accent = if company.accent.is_empty() { ACCENT.to_owned() } else { company.accent.clone() };
            Self { account, tongue, called: company.called().to_owned(), company: company.name, accent }
        }))
    }

    /// A letter to them.
    #[must_use]
    pub fn letter(&self, ctx: &JobCtx, subject: String, parts: Vec<Part>) -> Letter {
        let Account { name, email, .. } = self.account.clone();
        let (language, of, accent) = (self.tongue.code().into(), self.called.clone(), self.accent.clone());
        Letter { name, address: email, subject, language, of, accent, parts, id: ctx.id().to_string() }
    }
}

/// A test to somebody, as a job. Of several in a row one waits.
#[must_use]
pub fn test(user: Id) -> NewJob {
    NewJob::new(TEST, json!({ "user": user })).dedup(user.to_string()).priority(Priority::High).tries(TEST_TRIES)
}

/// Adds letters to a worker, when the server sends any: others leave them to nodes that do.
#[must_use]
pub fn handle(worker: Worker, app: &App) -> Worker {
    let Some(mail) = app.settings().mail.clone() else { return worker };
    let both = || (app.clone(), mail.clone());
    let (test, forgot, unread) = (both(), both(), both());
    let worker = worker.handle(TEST, move |ctx| {
        let (app, mail) = test.clone();
        async move { send_test(&ctx, &app, &mail).await }
    });
    let worker = worker.handle(digest::KIND, move |ctx| {
        let (app, mail) = unread.clone();
        async move { digest::send(&ctx, &app, &mail).await }
    });
    worker.handle(reset::KIND, move |ctx| {
        let (app, mail) = forgot.clone();
        async move { reset::send(&ctx, &app, &mail).await }
    })
}

#[derive(Deserialize)]
struct To {
    user: Id,
}

async fn send_test(ctx: &JobCtx, app: &App, mail: &Mail) -> Result<(), JobError> {
    let To { user } = ctx.parse()?;
    let Some(reader) = Reader::of(app, ctx, user).await? else { return Ok(()) };
    let (subject, parts) = reader.tongue.test(&reader.company, mail.link("/"));
    mail.send(&reader.letter(ctx, subject, parts)).await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn links_begin_with_an_address_and_nothing_else() {
        for (text, is) in [("https://crm.example", "https://crm.example"), ("http://10.0.0.1:8080/", "http://10.0.0.1:8080")] {
            assert_eq!(base(text).unwrap(), is);
        }
        for text in [
            "",
            "crm.example",
            "javascript:alert(1)",
            "https://crm.example/app",
            "https://crm.example?x",
            "https://u@crm.example",
        ] {
            assert!(base(text).is_err(), "{text}");
        }
    }

    #[test]
    fn all_three_or_none() {
        let (server, from, url) = (Some("smtp://u:geheim@mail.example"), Some("crm@shop.example"), Some("https://crm.example"));
        assert!(Mail::read(None, from, url).unwrap().is_none() && Mail::read(Some(" "), None, None).unwrap().is_none());
        assert!(Mail::read(server, None, url).unwrap_err().to_string().contains("--mail-from"));
        assert!(Mail::read(server, from, None).unwrap_err().to_string().contains("--url"));
        let mail = Mail::read(server, from, url).unwrap().unwrap();
        assert!(!format!("{mail:?}").contains("geheim"), "{mail:?}");
        assert_eq!(mail.link("/reset"), "https://crm.example/reset");
    }
}
