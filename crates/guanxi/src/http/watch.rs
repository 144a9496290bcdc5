//! Changes of the configuration by hand, noted with what was before and after, whatever operation made them.

use super::problem::Problem;
use crate::app::App;
use crate::config::{self, Current, Section};
use crate::signin::{Auth, staff};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

/// What operations below a path change.
const BELOW: [(&str, &[Section]); 9] = [
    (
        "/api/objects",
        &[Section::Objects, Section::Fields, Section::Rules, Section::Sources, Section::Arrangements, Section::Matching],
    ),
    ("/api/roles", &[Section::Roles, Section::Homes, Section::SignIn, Section::Views]),
    ("/api/list-views", &[Section::Views]),
    ("/api/company/brand", &[Section::Company]),
    ("/api/sign-in-rules", &[Section::SignIn]),
    ("/api/privacy/rules", &[Section::Privacy]),
    ("/api/privacy/retention", &[Section::Retention]),
    ("/api/records/tag", &[Section::Tags]),
    ("/api/records/tag_group", &[Section::TagGroups, Section::Tags]),
];
/// And such of any object.
const ENDING: [(&str, &[Section]); 2] =
    [("/duplicates/rules", &[Section::Matching]), ("/duplicates/actions", &[Section::Duplicates])];

/// The sections that an operation may change.
fn concerned(method: &Method, path: &str) -> &'static [Section] {
    if [Method::GET, Method::HEAD].contains(method) {
        return &[];
    }
    let below = |start: &str| path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let ending = ENDING.iter().find(|(end, _)| path.ends_with(end));
    ending.or_else(|| BELOW.iter().find(|(start, _)| below(start))).map_or(&[], |(_, sections)| sections)
}

/// Looks at the configuration before and after an operation that may change it.
pub async fn watch(State(app): State<App>, request: Request, next: Next) -> Response {
    let sections = concerned(request.method(), request.uri().path());
    if sections.is_empty() {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    // Whoever may not come in is refused by the operation.
    let auth = Auth::from_request_parts(&mut parts, &app).await.ok();
    let before = match &auth {
        Some(auth) => look(auth, sections).await.ok(),
        None => None,
    };
    let answer = next.run(Request::from_parts(parts, body)).await;
    if let (Some(auth), Some(before), true) = (auth, before, answer.status().is_success())
        && let Err(problem) = note(&auth, sections, &before).await
    {
        tracing::warn!(tenant = auth.tenant().slug(), error = %problem.detail, "a change of the configuration was not noted");
    }
    answer
}

async fn look(auth: &Auth, sections: &[Section]) -> Result<Current, Problem> {
    Current::read_of(auth.records(), &staff::system(auth.records()), sections).await
}

async fn note(auth: &Auth, sections: &[Section], before: &Current) -> Result<(), Problem> {
    config::note_by_hand(auth.records(), auth.access(), before, &look(auth, sections).await?).await
}
