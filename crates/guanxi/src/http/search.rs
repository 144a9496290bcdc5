//! One box that finds everything.

use super::extract::Query;
use super::problem::Problem;
use crate::signin::{Allowed, Auth, may};
use axum::Json as Answer;
use axum::http::StatusCode;
use model::Id;
use search::Question;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is looked for.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Look {
    /// What was typed: names in any script or in pinyin or its initials, numbers and their last digits, beginnings of words.
    /// All words must be found in a record. The first 100 characters count; without any nothing is found.
    #[serde(default)]
    q: String,
    /// Only records of this object.
    #[param(max_length = 60)]
    object: Option<String>,
    /// Hits of each object; 6 when left out.
    #[param(minimum = 1, maximum = 50)]
    limit: Option<usize>,
}

/// What was found, the object with the best hit first.
#[derive(Serialize, ToSchema)]
pub struct Found {
    /// False while the search index is being made: there may be more.
    complete: bool,
    groups: Vec<FoundGroup>,
}

/// Hits of one object, best first.
#[derive(Serialize, ToSchema)]
pub struct FoundGroup {
    object: String,
    /// There are more than these.
    more: bool,
    hits: Vec<FoundHit>,
}

/// A record that was found.
#[derive(Serialize, ToSchema)]
pub struct FoundHit {
    #[schema(value_type = String, format = "uuid")]
    id: Id,
    /// What names the record, in parts; empty when it has no name or it may not be read.
    title: Vec<FoundPart>,
    /// Fields that the record was found by beside its title; if none, such as tell it from others.
    fields: Vec<FoundField>,
}

/// A field's text, in parts.
#[derive(Serialize, ToSchema)]
pub struct FoundField {
    field: String,
    parts: Vec<FoundPart>,
}

/// A part of a text.
#[derive(Serialize, ToSchema)]
pub struct FoundPart {
    text: String,
    /// It is what was looked for.
    found: bool,
}

/// Records of all objects by what people know of them, best first
#[utoipa::path(get, path = "/api/search", tag = "records", params(Look), extensions(("x-permission" = json!("record.read"))),
    responses((status = 200, description = "Hits by object, marked", body = Found)))]
pub async fn find(auth: Auth, Query(look): Query<Look>) -> Result<Answer<Found>, Problem> {
    if look.limit == Some(0) {
        return Err(Problem::bad_request("limit", "limit: there is at least 1 hit to ask for."));
    }
    let question = Question { text: &look.q, object: look.object.as_deref(), limit: look.limit.unwrap_or(0) };
    let answer = auth.search().ask(auth.records(), auth.access(), question).await?;
    Ok(Answer(found(answer)))
}

fn found(answer: search::Answer) -> Found {
    let parts = |parts: Vec<search::Part>| parts.into_iter().map(|p| FoundPart { text: p.text, found: p.found }).collect();
    let field = |s: search::Shown| FoundField { field: s.field, parts: parts(s.parts) };
    let hit = |h: search::Hit| FoundHit { id: h.id, title: parts(h.title), fields: h.shown.into_iter().map(field).collect() };
    let group = |g: search::Group| FoundGroup {
        object: g.object.name().to_owned(),
        more: g.more,
        hits: g.hits.into_iter().map(hit).collect(),
    };
    Found { complete: answer.complete, groups: answer.groups.into_iter().map(group).collect() }
}

/// Make the search index anew, from the records; the one there is serves meanwhile
#[utoipa::path(post, path = "/api/search/rebuild", tag = "records", extensions(("x-permission" = json!("company.manage"))),
    responses((status = 202, description = "It is being made, on every node that serves the company")))]
pub async fn rebuild(auth: Allowed<may::Company>) -> Result<StatusCode, Problem> {
    auth.search().rebuild(auth.records()).await?;
    Ok(StatusCode::ACCEPTED)
}
