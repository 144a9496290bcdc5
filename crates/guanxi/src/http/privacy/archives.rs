//! Archives of everything kept about a customer.

use crate::http::extract::Path;
use crate::http::files;
use crate::http::problem::Problem;
use crate::privacy::archive::{self, Archive};
use crate::signin::{Allowed, may};
use axum::Json as Answer;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Id;
use serde_json::{Value, json};

/// Gather everything kept about a customer into one file for them (ZIP: a page to read, JSON, files), as a job
#[utoipa::path(post, path = "/api/privacy/customers/{id}/archives", tag = "privacy", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("privacy.manage"))), responses((status = 202, description = "It waits for its turn", body = Value)))]
pub async fn create(auth: Allowed<may::Privacy>, Path(id): Path<Id>) -> Result<Response, Problem> {
    let made = archive::start(auth.records(), auth.access(), id).await?;
    let at = format!("/api/privacy/archives/{}", made.id);
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, at)], Answer(view(&auth, &made))).into_response())
}

fn view(auth: &Allowed<may::Privacy>, archive: &Archive) -> Value {
    let mut value = json!(archive);
    value["mine"] = (archive.by.is_some() && archive.by == auth.access().actor.user).into();
    value
}

/// Archives of a customer, newest first
#[utoipa::path(get, path = "/api/privacy/customers/{id}/archives", tag = "privacy", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("privacy.manage"))),
    responses((status = 200, description = "`state`, `done` of `total` records, `left_out`, `expires_at`", body = Value)))]
pub async fn list(auth: Allowed<may::Privacy>, Path(id): Path<Id>) -> Result<Answer<Value>, Problem> {
    let all = archive::list(auth.records(), auth.access(), id).await?;
    let items: Vec<Value> = all.iter().map(|a| view(&auth, a)).collect();
    Ok(Answer(json!({ "items": items, "next": null })))
}

/// One archive: how far it is, what is not in it, when it goes
#[utoipa::path(get, path = "/api/privacy/archives/{id}", tag = "privacy", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("privacy.manage"))), responses((status = 200, description = "As it stands", body = Value)))]
pub async fn read(auth: Allowed<may::Privacy>, Path(id): Path<Id>) -> Result<Answer<Value>, Problem> {
    Ok(Answer(view(&auth, &archive::find(auth.records(), auth.access(), id).await?)))
}

/// Take an archive out; for who made it, and noted in the audit log
#[utoipa::path(get, path = "/api/privacy/archives/{id}/file", tag = "privacy", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("privacy.manage"))),
    responses((status = 200, description = "The file; 409 `not_done` until it is made", body = String, content_type = "application/zip")))]
pub async fn file(auth: Allowed<may::Privacy>, Path(id): Path<Id>) -> Result<Response, Problem> {
    let found = archive::take(auth.records(), auth.access(), id).await?;
    Ok(files::archive(auth.files().get(&found.blob).await?, &format!("archive-{}.zip", found.customer)))
}

/// Stop an archive that is under way
#[utoipa::path(post, path = "/api/privacy/archives/{id}/cancel", tag = "privacy", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("privacy.manage"))), responses((status = 204, description = "Stopped")))]
pub async fn cancel(auth: Allowed<may::Privacy>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    archive::cancel(auth.records(), auth.access(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Delete an archive with its file
#[utoipa::path(delete, path = "/api/privacy/archives/{id}", tag = "privacy", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("privacy.manage"))), responses((status = 204, description = "Gone")))]
pub async fn delete(auth: Allowed<may::Privacy>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    auth.forget_archive(id).await?;
    Ok(StatusCode::NO_CONTENT)
}
