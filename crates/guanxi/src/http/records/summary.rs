//! What lists come to.

use super::list::Selection;
use crate::http::extract::{Path, Query, flag};
use crate::http::problem::Problem;
use crate::signin::Auth;
use axum::Json as Answer;
use records::list::ListQuery;
use records::list::summary::SummaryQuery;
use serde::Deserialize;
use serde_json::{Value, json};

/// Query of a summary, as the address has it.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    filter: String,
    #[serde(rename = "where")]
    condition: String,
    q: String,
    purpose: String,
    sums: String,
    group: String,
    #[serde(deserialize_with = "flag")]
    deleted: bool,
}

/// `GET /api/records/{object}/summary`
pub async fn summary(auth: Auth, Path(object): Path<String>, Query(params): Query<Params>) -> Result<Answer<Value>, Problem> {
    let select = Selection { filter: &params.filter, condition: &params.condition, q: &params.q, sort: "", fields: None };
    let list = ListQuery { deleted: params.deleted, ..select.query(object)? };
    let sums = params.sums.split(',').map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect();
    let query = SummaryQuery { list, sums, group: Some(params.group).filter(|g| !g.is_empty()) };
    let access = auth.in_name_of(&params.purpose).await?;
    Ok(Answer(json!(auth.records().summary(&access, &query).await?)))
}
