//! A unit takes its own data along: previewed, made as a job, taken out by who made it.

use super::extract::{Json, Path};
use super::files;
use super::problem::Problem;
use crate::leaving::{self, Export};
use crate::privacy::archive::Language;
use crate::signin::{Allowed, may};
use axum::Json as Answer;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Id;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// What an archive of one's own unit would hold: records by object; null where one's role does not reach all of them
#[utoipa::path(get, path = "/api/units/{id}/exports/preview", tag = "units", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("unit.manage"))), responses((status = 200, description = "`objects`", body = Value)))]
pub async fn preview(auth: Allowed<may::Units>, Path(id): Path<Id>) -> Result<Answer<Value>, Problem> {
    Ok(Answer(json!({ "objects": leaving::preview(auth.records(), auth.access(), id).await? })))
}

/// Archives of one's own unit, newest first
#[utoipa::path(get, path = "/api/units/{id}/exports", tag = "units", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("unit.manage"))),
    responses((status = 200, description = "`state`, `done` of `total` records, `summary`, `size`, `expires_at`, `mine`", body = Value)))]
pub async fn list(auth: Allowed<may::Units>, Path(id): Path<Id>) -> Result<Answer<Value>, Problem> {
    let all = leaving::list(auth.records(), auth.access(), id).await?;
    let items: Vec<Value> = all.iter().map(|e| view(&auth, e)).collect();
    Ok(Answer(json!({ "items": items, "next": null })))
}

fn view(auth: &Allowed<may::Units>, export: &Export) -> Value {
    let mut value = json!(export);
    value["mine"] = (auth.access().actor.user == Some(export.by)).into();
    value
}

/// How an archive is to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUnitExport {
    /// Language of the page in it (`en`, `zh-CN`, `zh-TW`); the company's when left out.
    #[serde(default)]
    language: Option<String>,
}

/// Gather all records, events and files of one's own unit into one file (ZIP: CSV, JSON, files, a page), as a job
#[utoipa::path(post, path = "/api/units/{id}/exports", tag = "units", params(("id" = String, Path, format = "uuid")),
    request_body = NewUnitExport, extensions(("x-permission" = json!("unit.manage"))),
    responses((status = 202, description = "It waits for its turn", body = Value)))]
pub async fn create(
    auth: Allowed<may::Units>,
    Path(id): Path<Id>,
    Json(input): Json<NewUnitExport>,
) -> Result<Response, Problem> {
    let company = auth.records().catalog().company.language.clone();
    let asked = input.language.as_deref().and_then(Language::near);
    let language = asked.or_else(|| Language::near(&company)).unwrap_or(Language::En);
    let made = leaving::start(auth.records(), auth.access(), id, language.tag()).await?;
    let at = format!("/api/unit-exports/{}", made.id);
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, at)], Answer(view(&auth, &made))).into_response())
}

/// One archive of a unit: how far it is, what is in it, when it goes
#[utoipa::path(get, path = "/api/unit-exports/{id}", tag = "units", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("unit.manage"))), responses((status = 200, description = "As it stands", body = Value)))]
pub async fn read(auth: Allowed<may::Units>, Path(id): Path<Id>) -> Result<Answer<Value>, Problem> {
    Ok(Answer(view(&auth, &leaving::find(auth.records(), auth.access(), id).await?)))
}

/// Take an archive of a unit out; for who made it, and noted in the audit log
#[utoipa::path(get, path = "/api/unit-exports/{id}/file", tag = "units", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("unit.manage"))),
    responses((status = 200, description = "The file; 409 `not_done` until it is made", body = String, content_type = "application/zip")))]
pub async fn file(auth: Allowed<may::Units>, Path(id): Path<Id>) -> Result<Response, Problem> {
    let found = leaving::take(auth.records(), auth.access(), id).await?;
    Ok(files::archive(auth.files().get(&found.blob).await?, &format!("unit-{}.zip", found.unit)))
}

/// Stop an archive of a unit that is under way
#[utoipa::path(post, path = "/api/unit-exports/{id}/cancel", tag = "units", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("unit.manage"))), responses((status = 204, description = "Stopped")))]
pub async fn cancel(auth: Allowed<may::Units>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    leaving::cancel(auth.records(), auth.access(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Delete an archive of a unit with its file
#[utoipa::path(delete, path = "/api/unit-exports/{id}", tag = "units", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("unit.manage"))), responses((status = 204, description = "Gone")))]
pub async fn delete(auth: Allowed<may::Units>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    auth.forget_unit_export(id).await?;
    Ok(StatusCode::NO_CONTENT)
}
