//! Changes of the configuration by hand, noted with what was before and after, whatever operation made them.

use super::problem::Problem;
use crate::app::App;
use crate::config::{self, Current};
use crate::signin::{Auth, staff};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

/// Operations below these change what administrators define.
const BELOW: [&str; 8] = [
    "/api/objects",
    "/api/roles",
    "/api/list-views",
    "/api/sign-in-rules",
    "/api/privacy/rules",
    "/api/privacy/retention",
    "/api/records/tag",
    "/api/records/tag_group",
];
/// And these, of any object.
const ENDING: [&str; 2] = ["/duplicates/rules", "/duplicates/actions"];

fn concerns(method: &Method, path: &str) -> bool {
    let below = |start: &&str| path.strip_prefix(*start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    ![Method::GET, Method::HEAD].contains(method) && (BELOW.iter().any(below) || ENDING.iter().any(|end| path.ends_with(end)))
}

/// Looks at the configuration before and after an operation that may change it.
pub async fn watch(State(app): State<App>, request: Request, next: Next) -> Response {
    if !concerns(request.method(), request.uri().path()) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    // Whoever may not come in is refused by the operation.
    let auth = Auth::from_request_parts(&mut parts, &app).await.ok();
    let before = match &auth {
        Some(auth) => look(auth).await.ok(),
        None => None,
    };
    let answer = next.run(Request::from_parts(parts, body)).await;
    if let (Some(auth), Some(before), true) = (auth, before, answer.status().is_success())
        && let Err(problem) = note(&auth, &before).await
    {
        tracing::warn!(tenant = auth.tenant().slug(), error = %problem.detail, "a change of the configuration was not noted");
    }
    answer
}

async fn look(auth: &Auth) -> Result<Current, Problem> {
    Current::read(auth.records(), &staff::system(auth.records())).await
}

async fn note(auth: &Auth, before: &Current) -> Result<(), Problem> {
    config::note_by_hand(auth.records(), auth.access(), before, &look(auth).await?).await
}
