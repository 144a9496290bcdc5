//! Whom records are about: held, erased, made anonymous.

pub mod archives;
pub mod desk;
pub mod retention;
pub mod ropa;

use super::extract::{Json, Path, Query};
use super::problem::Problem;
use crate::signin::{Allowed, may};
use axum::Json as Answer;
use axum::http::StatusCode;
use model::Id;
use records::erase::Mode;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// How somebody is forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Erasure {
    /// `erase`: record and events go, orders stay without a customer; `anonymise`: they stay without anything personal.
    #[schema(value_type = String)]
    mode: Mode,
}

/// How it would be done.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Preview {
    /// `erase` or `anonymise`.
    #[param(value_type = String)]
    mode: Mode,
}

/// What erasing a customer would do: what goes, what stays and why it is refused
#[utoipa::path(get, path = "/api/privacy/customers/{id}/erasure", tag = "privacy", params(("id" = String, Path, format = "uuid"), Preview),
    extensions(("x-permission" = json!("privacy.manage"))),
    responses((status = 200, description = "`goes` and `stays` by object, `events`, `files`, `imports`, `hold`", body = Value)))]
pub async fn preview(
    auth: Allowed<may::Privacy>,
    Path(id): Path<Id>,
    Query(wanted): Query<Preview>,
) -> Result<Answer<Value>, Problem> {
    Ok(Answer(json!(auth.records().preview_erasure(auth.access(), id, wanted.mode).await?)))
}

/// Erase a customer, or make them anonymous; it cannot be taken back
#[utoipa::path(post, path = "/api/privacy/customers/{id}/erasure", tag = "privacy", params(("id" = String, Path, format = "uuid")),
    request_body = Erasure, extensions(("x-permission" = json!("privacy.manage"))),
    responses((status = 200, description = "What went and what stayed; 409 `legal_hold` while a hold stands", body = Value)))]
pub async fn erase(
    auth: Allowed<may::Privacy>,
    Path(id): Path<Id>,
    Json(wanted): Json<Erasure>,
) -> Result<Answer<Value>, Problem> {
    Ok(Answer(json!(auth.erase(id, wanted.mode).await?)))
}

/// The legal hold on a customer
#[utoipa::path(get, path = "/api/privacy/customers/{id}/hold", tag = "privacy", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("privacy.manage"))), responses((status = 200, description = "`hold`, or null", body = Value)))]
pub async fn hold(auth: Allowed<may::Privacy>, Path(id): Path<Id>) -> Result<Answer<Value>, Problem> {
    Ok(Answer(json!({ "hold": auth.records().hold(auth.access(), id).await? })))
}

/// Why a customer must be kept.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// Hold a customer: nobody erases them while it stands
#[utoipa::path(put, path = "/api/privacy/customers/{id}/hold", tag = "privacy", params(("id" = String, Path, format = "uuid")),
    request_body = Reason, extensions(("x-permission" = json!("privacy.manage"))), responses((status = 204, description = "Held")))]
pub async fn put_hold(auth: Allowed<may::Privacy>, Path(id): Path<Id>, Json(why): Json<Reason>) -> Result<StatusCode, Problem> {
    auth.records().set_hold(auth.access(), id, Some(&why.reason)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lift the hold on a customer
#[utoipa::path(delete, path = "/api/privacy/customers/{id}/hold", tag = "privacy", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("privacy.manage"))), responses((status = 204, description = "Lifted")))]
pub async fn lift_hold(auth: Allowed<may::Privacy>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    auth.records().set_hold(auth.access(), id, None).await?;
    Ok(StatusCode::NO_CONTENT)
}
