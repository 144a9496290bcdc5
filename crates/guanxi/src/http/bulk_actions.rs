//! Changes of many records: looked at, stopped, taken back. They begin at the records' own addresses.

use super::extract::{Path, Query, flag};
use super::pages::{limit, page};
use super::problem::Problem;
use crate::signin::{Allowed, may};
use axum::Json as Answer;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use model::Id;
use records::bulk::{BulkOutcome, BulkQuery};
use serde::Deserialize;
use serde_json::{Value, json};

/// Which bulk actions.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Of records of this object.
    object: Option<String>,
    /// 1: one's own alone; who manages the company sees everybody's.
    #[serde(deserialize_with = "flag")]
    #[param(value_type = String)]
    mine: bool,
    /// 1: those that have not ended.
    #[serde(deserialize_with = "flag")]
    #[param(value_type = String)]
    under_way: bool,
    /// `next` of the page before.
    #[param(value_type = Option<String>, format = "uuid")]
    cursor: Option<Id>,
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// Changes of many records, newest first
#[utoipa::path(get, path = "/api/bulk-actions", tag = "bulk_actions", params(Wanted), extensions(("x-permission" = json!("record.read"))),
    responses((status = 200, description = "A page of bulk actions", body = Value)))]
pub async fn list(auth: Allowed<may::Read>, Query(wanted): Query<Wanted>) -> Result<Answer<Value>, Problem> {
    let Wanted { object, mine, under_way, cursor, limit: asked } = wanted;
    let limit = limit(asked);
    let query = BulkQuery { object, mine, under_way, before: cursor, limit };
    Ok(page(&auth.records().bulk_actions(auth.access(), &query).await?, limit, |a| a.id))
}

/// One change of many records: how far it is, how many were changed, refused, skipped
#[utoipa::path(get, path = "/api/bulk-actions/{id}", tag = "bulk_actions", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("record.read"))), responses((status = 200, description = "As it stands", body = Value)))]
pub async fn read(auth: Allowed<may::Read>, Path(id): Path<Id>) -> Result<Answer<Value>, Problem> {
    Ok(Answer(json!(auth.records().bulk_action(auth.access(), id).await?)))
}

/// Which of its records.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// `changed`, `unchanged`, `refused` or `skipped`; left out: those that its undoing left.
    #[param(value_type = Option<String>)]
    outcome: Option<BulkOutcome>,
    /// `next` of the page before.
    #[param(value_type = Option<String>, format = "uuid")]
    cursor: Option<Id>,
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// The records that came to an outcome, with the reason
#[utoipa::path(get, path = "/api/bulk-actions/{id}/items", tag = "bulk_actions",
    params(("id" = String, Path, format = "uuid"), Which), extensions(("x-permission" = json!("record.read"))),
    responses((status = 200, description = "A page of records: `record`, `title`, `outcome`, `why`, `undone`", body = Value)))]
pub async fn items(auth: Allowed<may::Read>, Path(id): Path<Id>, Query(which): Query<Which>) -> Result<Answer<Value>, Problem> {
    let Which { outcome, cursor, limit: asked } = which;
    Ok(Answer(json!(auth.records().bulk_items(auth.access(), id, outcome, cursor, limit(asked)).await?)))
}

/// Stop a change of many records; what was changed stays changed
#[utoipa::path(post, path = "/api/bulk-actions/{id}/cancel", tag = "bulk_actions", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("record.read"))), responses((status = 204, description = "It will stop")))]
pub async fn cancel(auth: Allowed<may::Read>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    auth.records().cancel_bulk_action(auth.access(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a change of many records back: values that still stand as it left them, and what it deleted
#[utoipa::path(post, path = "/api/bulk-actions/{id}/undo", tag = "bulk_actions", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("record.read"))),
    responses((status = 202, description = "It waits for its turn", body = Value)))]
pub async fn undo(auth: Allowed<may::Read>, Path(id): Path<Id>) -> Result<Response, Problem> {
    let undone = auth.records().undo_bulk_action(auth.access(), id).await?;
    Ok((StatusCode::ACCEPTED, Answer(json!(undone))).into_response())
}
