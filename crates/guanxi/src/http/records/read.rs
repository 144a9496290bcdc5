//! One record, and what became of it.

use super::{etag, record_json};
use crate::http::extract::{Path, Query};
use crate::http::meta::json_answer;
use crate::http::problem::Problem;
use crate::signin::Auth;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Id;
use serde::Deserialize;

/// Query of a single record.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct OneParams {
    fields: Option<String>,
}

/// `GET /api/records/{object}/{id}`
pub async fn get(
    auth: Auth,
    Path((object, id)): Path<(String, Id)>,
    Query(params): Query<OneParams>,
) -> Result<Response, Problem> {
    let record = auth.records().get(auth.access(), &object, id).await?;
    let body = match params.fields {
        None => record_json(&auth, &record),
        Some(wanted) => some_fields(&auth, &record, &wanted)?,
    };
    let mut answer = json_answer(body);
    if let Ok(tag) = HeaderValue::from_str(&etag(record.version())) {
        answer.headers_mut().insert(header::ETAG, tag);
    }
    Ok(answer)
}

/// The fields asked for, beside id, version and times.
fn some_fields(auth: &Auth, record: &model::Record, wanted: &str) -> Result<Vec<u8>, Problem> {
    let object = &record.object;
    let mut fields = Vec::new();
    for name in ["created_at", "updated_at"].into_iter().chain(wanted.split(',').map(str::trim).filter(|f| !f.is_empty())) {
        match object.field_index(name) {
            Some(i) if auth.access().may_read(object.name(), name) => fields.push(i),
            Some(_) => {
                return Err(Problem::new(StatusCode::FORBIDDEN, "forbidden", format!("You may not read the field {name}.")));
            }
            None => {
                return Err(Problem::field(
                    &format!("fields.{name}"),
                    "unknown_field",
                    format!("{} has no field {name}", object.name()),
                ));
            }
        }
    }
    let mut out = Vec::with_capacity(512);
    auth.records().write_json(auth.access(), record, Some(&fields), &mut out);
    Ok(out)
}

/// Query of lists that have nothing but pages.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct PageParams {
    cursor: String,
    limit: Option<usize>,
}

/// `GET /api/records/{object}/{id}/history`
pub async fn history(
    auth: Auth,
    Path((object, id)): Path<(String, Id)>,
    Query(params): Query<PageParams>,
) -> Result<Response, Problem> {
    let cursor = Some(params.cursor.as_str()).filter(|c| !c.is_empty());
    let page = auth.records().history(auth.access(), &object, id, cursor, params.limit.unwrap_or(0)).await?;
    Ok(json_answer(serde_json::to_vec(&page).map_err(|e| Problem::internal(&e))?))
}

/// `GET /api/records/{object}/{id}/lineage`
pub async fn lineage(auth: Auth, Path((object, id)): Path<(String, Id)>) -> Result<Response, Problem> {
    let fields = auth.records().lineage(auth.access(), &object, id).await?;
    Ok(axum::Json(serde_json::json!({ "fields": fields })).into_response())
}
