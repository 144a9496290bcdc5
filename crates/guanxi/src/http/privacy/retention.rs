//! How long records are kept: rules, their dry runs, what they did.

use crate::http::extract::{Json, Path, Query};
use crate::http::pages::{Pages, limit, page};
use crate::http::problem::Problem;
use crate::privacy::retention::{self, Draft, Tried};
use crate::signin::{Allowed, may};
use axum::Json as Answer;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Id;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// Rules of retention, newest first
#[utoipa::path(get, path = "/api/privacy/retention", tag = "privacy", extensions(("x-permission" = json!("privacy.manage"))),
    responses((status = 200, description = "All of them", body = Value)))]
pub async fn list(auth: Allowed<may::Privacy>) -> Result<Answer<Value>, Problem> {
    Ok(Answer(json!({ "items": retention::list(auth.records()).await?, "next": null })))
}

/// Make a rule: which records, by which date, after how many days, what becomes of them; it is off until it was tried
#[utoipa::path(post, path = "/api/privacy/retention", tag = "privacy", request_body = Draft, extensions(("x-permission" = json!("privacy.manage"))),
    responses((status = 201, description = "Made", body = Value)))]
pub async fn create(auth: Allowed<may::Privacy>, Json(draft): Json<Draft>) -> Result<Response, Problem> {
    let made = retention::create(auth.records(), auth.access(), draft).await?;
    let at = format!("/api/privacy/retention/{}", made.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, at)], Answer(json!(made))).into_response())
}

/// Try a rule: how many records it would take now, and some of them; nothing is changed
#[utoipa::path(post, path = "/api/privacy/retention/{id}/try", tag = "privacy", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("privacy.manage"))),
    responses((status = 200, description = "`count` (`more`: at least), `sample`; `kept` ones stay for a legal hold or a restriction", body = Value)))]
pub async fn try_out(auth: Allowed<may::Privacy>, Path(id): Path<Id>) -> Result<Answer<Tried>, Problem> {
    Ok(Answer(retention::try_out(auth.records(), auth.access(), id).await?))
}

/// Whether a rule is at work.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetentionSwitch {
    active: bool,
}

/// Switch a rule on or off
#[utoipa::path(patch, path = "/api/privacy/retention/{id}", tag = "privacy", params(("id" = String, Path, format = "uuid")),
    request_body = RetentionSwitch, extensions(("x-permission" = json!("privacy.manage"))),
    responses((status = 200, description = "As it is now; 409 `not_tried` before its dry run", body = Value)))]
pub async fn switch(
    auth: Allowed<may::Privacy>,
    Path(id): Path<Id>,
    Json(input): Json<RetentionSwitch>,
) -> Result<Answer<Value>, Problem> {
    Ok(Answer(json!(retention::switch(auth.records(), auth.access(), id, input.active).await?)))
}

/// Remove a rule
#[utoipa::path(delete, path = "/api/privacy/retention/{id}", tag = "privacy", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("privacy.manage"))), responses((status = 204, description = "Gone")))]
pub async fn remove(auth: Allowed<may::Privacy>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    retention::remove(auth.records(), auth.access(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Run an active rule now instead of at night
#[utoipa::path(post, path = "/api/privacy/retention/{id}/run", tag = "privacy", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("privacy.manage"))), responses((status = 202, description = "It waits for its turn", body = Value)))]
pub async fn run(auth: Allowed<may::Privacy>, Path(id): Path<Id>) -> Result<Response, Problem> {
    let run = retention::begin(auth.records(), auth.access(), id).await?;
    Ok((StatusCode::ACCEPTED, Answer(json!(run))).into_response())
}

/// What rules did, newest first
#[utoipa::path(get, path = "/api/privacy/retention-runs", tag = "privacy", params(Pages), extensions(("x-permission" = json!("privacy.manage"))),
    responses((status = 200, description = "A page", body = Value)))]
pub async fn runs(auth: Allowed<may::Privacy>, Query(pages): Query<Pages>) -> Result<Answer<Value>, Problem> {
    let limit = limit(pages.limit);
    let items = retention::list_runs(auth.records(), pages.cursor, limit).await?;
    Ok(page(&items, limit, |r| r.id))
}

/// Stop a run; what is done stays done
#[utoipa::path(post, path = "/api/privacy/retention-runs/{id}/cancel", tag = "privacy", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("privacy.manage"))), responses((status = 204, description = "Stopped")))]
pub async fn cancel(auth: Allowed<may::Privacy>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    retention::cancel(auth.records(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
