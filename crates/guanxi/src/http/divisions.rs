//! Chinese divisions for address forms: provinces, then what lies in them.

use super::extract::Query;
use super::problem::Problem;
use crate::signin::Auth;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use model::division::{Division, by_code, provinces};
use serde::Deserialize;
use serde_json::{Value, json};

/// Where to look.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Below {
    /// Code of the division whose parts are wanted; empty: the provinces.
    #[param(max_length = 12)]
    parent: String,
}

/// Provinces, or the divisions below one
#[utoipa::path(get, path = "/api/divisions", tag = "meta", params(Below),
    responses((status = 200, description = "Codes and names", body = Value)))]
pub async fn divisions(auth: Auth, Query(below): Query<Below>) -> Result<Response, Problem> {
    let _ = auth;
    let found: Vec<&'static Division> = match below.parent.as_str() {
        "" => provinces().collect(),
        code => by_code(code).ok_or_else(|| Problem::not_found("division"))?.children(),
    };
    let items: Vec<Value> =
        found.iter().map(|d| json!({ "code": d.code, "name": d.name, "parent": d.parent().map(|p| p.code) })).collect();
    let mut answer = axum::Json(json!({ "items": items, "next": null })).into_response();
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=86400"));
    Ok(answer)
}
