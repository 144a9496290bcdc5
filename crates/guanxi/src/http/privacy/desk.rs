//! The rights desk: requests of people about their data; restrictions; what the company has set.

use crate::http::extract::{Json, Path, Query, flag};
use crate::http::pages::{limit, page};
use crate::http::problem::Problem;
use crate::privacy::desk::{self, Act, Draft, Patch, Request, State, Wanted};
use crate::privacy::rules::{self, Rules};
use crate::signin::{Allowed, may};
use axum::Json as Answer;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Id;
use serde::Deserialize;
use serde_json::{Value, json};

/// Which requests.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// `open`, `done`, `refused`, `withdrawn`; left out: all.
    #[param(value_type = Option<String>)]
    state: Option<State>,
    /// 1: open ones whose time is over.
    #[serde(deserialize_with = "flag")]
    #[param(value_type = String)]
    overdue: bool,
    /// Of this customer.
    #[param(value_type = Option<String>, format = "uuid")]
    customer: Option<Id>,
    /// `next` of the page before.
    #[param(value_type = Option<String>, format = "uuid")]
    cursor: Option<Id>,
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// Requests of people about their data, newest first
#[utoipa::path(get, path = "/api/privacy/requests", tag = "privacy", params(Which), extensions(("x-permission" = json!("privacy.manage"))),
    responses((status = 200, description = "A page; `overdue` counts open ones whose time is over, `labels` are names of customers", body = Value)))]
pub async fn list(auth: Allowed<may::Privacy>, Query(which): Query<Which>) -> Result<Answer<Value>, Problem> {
    let limit = limit(which.limit);
    let wanted = Wanted { state: which.state, overdue: which.overdue, customer: which.customer, before: which.cursor, limit };
    let (items, overdue) = desk::list(auth.records(), &wanted).await?;
    let labels = labels(&auth, &items).await?;
    let mut answer = page(&items, limit, |r| r.id);
    answer.0["overdue"] = json!(overdue);
    answer.0["labels"] = labels;
    Ok(answer)
}

async fn labels(auth: &Allowed<may::Privacy>, items: &[Request]) -> Result<Value, Problem> {
    let wanted: Vec<(&str, Id)> = items.iter().filter_map(|r| Some(("customer", r.customer?))).collect();
    Ok(json!(auth.records().labels(auth.access(), &wanted).await?.0))
}

/// Enter a request; the day by which it must be answered follows from when it was received
#[utoipa::path(post, path = "/api/privacy/requests", tag = "privacy", request_body = Draft, extensions(("x-permission" = json!("privacy.manage"))),
    responses((status = 201, description = "Entered", body = Value)))]
pub async fn create(auth: Allowed<may::Privacy>, Json(draft): Json<Draft>) -> Result<Response, Problem> {
    let made = desk::create(auth.records(), auth.access(), draft).await?;
    let at = format!("/api/privacy/requests/{}", made.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, at)], Answer(json!(made))).into_response())
}

/// One request, with what was done for it
#[utoipa::path(get, path = "/api/privacy/requests/{id}", tag = "privacy", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("privacy.manage"))), responses((status = 200, description = "As it stands", body = Value)))]
pub async fn read(auth: Allowed<may::Privacy>, Path(id): Path<Id>) -> Result<Answer<Value>, Problem> {
    let found = desk::find(auth.records(), id).await?;
    let mut value = json!(found);
    value["labels"] = labels(&auth, std::slice::from_ref(&found)).await?;
    Ok(Answer(value))
}

/// Change a request, or close it: done, refused, withdrawn
#[utoipa::path(patch, path = "/api/privacy/requests/{id}", tag = "privacy", params(("id" = String, Path, format = "uuid")),
    request_body = Patch, extensions(("x-permission" = json!("privacy.manage"))), responses((status = 200, description = "As it is now", body = Value)))]
pub async fn patch(auth: Allowed<may::Privacy>, Path(id): Path<Id>, Json(patch): Json<Patch>) -> Result<Answer<Value>, Problem> {
    Ok(Answer(json!(desk::change(auth.records(), auth.access(), id, patch).await?)))
}

/// Do what a request asks for: make the archive, erase, restrict, note the objection
#[utoipa::path(post, path = "/api/privacy/requests/{id}/act", tag = "privacy", params(("id" = String, Path, format = "uuid")),
    request_body = Act, extensions(("x-permission" = json!("privacy.manage"))),
    responses((status = 200, description = "The request, with what was done; 409 `closed`, `legal_hold`", body = Value)))]
pub async fn act(auth: Allowed<may::Privacy>, Path(id): Path<Id>, Json(wanted): Json<Act>) -> Result<Answer<Value>, Problem> {
    Ok(Answer(json!(auth.act_for(id, wanted).await?)))
}

/// Restrict the processing of a customer: nobody changes the record, and it is used for no purpose
#[utoipa::path(put, path = "/api/privacy/customers/{id}/restriction", tag = "privacy", params(("id" = String, Path, format = "uuid")),
    request_body = super::Reason, extensions(("x-permission" = json!("privacy.manage"))), responses((status = 204, description = "Restricted")))]
pub async fn restrict(
    auth: Allowed<may::Privacy>,
    Path(id): Path<Id>,
    Json(why): Json<super::Reason>,
) -> Result<StatusCode, Problem> {
    auth.records().restrict(auth.access(), id, Some(&why.reason)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lift the restriction of a customer
#[utoipa::path(delete, path = "/api/privacy/customers/{id}/restriction", tag = "privacy", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("privacy.manage"))), responses((status = 204, description = "Lifted")))]
pub async fn lift(auth: Allowed<may::Privacy>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    auth.records().restrict(auth.access(), id, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the company has set about privacy
#[utoipa::path(get, path = "/api/privacy/rules", tag = "privacy", extensions(("x-permission" = json!("privacy.manage"))),
    responses((status = 200, description = "The rules", body = Rules)))]
pub async fn read_rules(auth: Allowed<may::Privacy>) -> Result<Answer<Rules>, Problem> {
    Ok(Answer(rules::of(auth.records()).await?))
}

/// Set by when requests are answered and how long archives stay
#[utoipa::path(put, path = "/api/privacy/rules", tag = "privacy", request_body = Rules, extensions(("x-permission" = json!("privacy.manage"))),
    responses((status = 200, description = "As they are now", body = Rules)))]
pub async fn put_rules(auth: Allowed<may::Privacy>, Json(input): Json<Rules>) -> Result<Answer<Rules>, Problem> {
    rules::put(auth.records(), &auth.access().who(), &input).await?;
    Ok(Answer(input))
}
