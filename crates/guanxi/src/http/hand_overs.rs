//! What somebody holds goes to others: previewed, started, looked at, taken back.

use super::extract::{Json, Path, Query, flag};
use super::pages::{limit, page};
use super::problem::Problem;
use crate::signin::staff::{self, PersonPatch};
use crate::signin::{Allowed, may};
use axum::Json as Answer;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Id;
use records::handover::{Plan, SplitRule};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

/// To whom goes what somebody holds.
#[derive(Deserialize, Default, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct HandOverPlan {
    /// Who gets what no rule speaks of; several by turns. A record that belongs to another one goes where that one goes.
    #[schema(value_type = Vec<String>)]
    to: Vec<Id>,
    /// Tried in order; the first that fits a record says who gets it.
    #[schema(max_items = 50)]
    rules: Vec<HandOverRule>,
    /// Fields that are handed over, as `task.assignee`; left out: all that make people responsible.
    parts: Option<Vec<String>>,
    /// Finished records too.
    finished: bool,
    /// The person can no longer sign in from now on.
    deactivate: bool,
}

/// Records that go to certain people.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOverRule {
    object: String,
    /// A condition as lists take it: `country:GB`.
    filter: String,
    /// Who gets them; several by turns.
    #[schema(value_type = Vec<String>)]
    to: Vec<Id>,
}

impl HandOverPlan {
    fn plan(self) -> (Plan, bool) {
        let rule = |r: HandOverRule| SplitRule { object: r.object, filter: r.filter, to: r.to };
        let rules = self.rules.into_iter().map(rule).collect();
        (Plan { to: self.to, rules, parts: self.parts, finished: self.finished }, self.deactivate)
    }
}

/// What a hand-over would do: counts by object and field, who gets how many, some records of each
#[utoipa::path(post, path = "/api/users/{id}/hand-over/preview", tag = "hand_overs", request_body = HandOverPlan,
    params(("id" = String, Path, format = "uuid")), extensions(("x-permission" = json!("unit.people"))),
    responses((status = 200, description = "`parts`, `rules` (records that each fits), `total`", body = Value)))]
pub async fn preview(
    auth: Allowed<may::People>,
    Path(id): Path<Id>,
    Json(input): Json<HandOverPlan>,
) -> Result<Answer<Value>, Problem> {
    staff::governed(auth.records(), auth.access(), id).await?;
    let preview = auth.records().preview_hand_over(auth.access(), id, &input.plan().0).await?;
    Ok(Answer(json!(preview)))
}

/// Give what somebody holds to others, and deactivate them where that is wanted
#[utoipa::path(post, path = "/api/users/{id}/hand-over", tag = "hand_overs", request_body = HandOverPlan,
    params(("id" = String, Path, format = "uuid")), extensions(("x-permission" = json!("unit.people"))),
    responses((status = 202, description = "It waits for its turn", body = Value)))]
pub async fn create(
    auth: Allowed<may::People>,
    Path(id): Path<Id>,
    Json(input): Json<HandOverPlan>,
) -> Result<Response, Problem> {
    let made = staff::hand_over(auth.gate(), auth.records(), auth.access(), id, input.plan()).await?;
    let at = format!("/api/hand-overs/{}", made.id);
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, at)], Answer(json!(made))).into_response())
}

/// Which hand-overs.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Of this person.
    #[param(value_type = Option<String>, format = "uuid")]
    person: Option<Id>,
    /// `next` of the page before.
    #[param(value_type = Option<String>, format = "uuid")]
    cursor: Option<Id>,
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// Hand-overs, newest first
#[utoipa::path(get, path = "/api/hand-overs", tag = "hand_overs", params(Wanted), extensions(("x-permission" = json!("unit.people"))),
    responses((status = 200, description = "A page", body = Value)))]
pub async fn list(auth: Allowed<may::People>, Query(wanted): Query<Wanted>) -> Result<Answer<Value>, Problem> {
    let limit = limit(wanted.limit);
    let items = auth.records().hand_overs(auth.access(), wanted.person, wanted.cursor, limit).await?;
    Ok(page(&items, limit, |h| h.id))
}

/// One hand-over: how far it is, what went to whom
#[utoipa::path(get, path = "/api/hand-overs/{id}", tag = "hand_overs", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("unit.people"))), responses((status = 200, description = "As it stands", body = Value)))]
pub async fn read(auth: Allowed<may::People>, Path(id): Path<Id>) -> Result<Answer<Value>, Problem> {
    Ok(Answer(json!(auth.records().hand_over(auth.access(), id).await?)))
}

/// Which of its records.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// 1: those that its undoing left, because they were changed since.
    #[serde(deserialize_with = "flag")]
    #[param(value_type = String)]
    kept: bool,
    /// `next` of the page before.
    cursor: Option<String>,
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// The records of a hand-over: which, by which field, to whom
#[utoipa::path(get, path = "/api/hand-overs/{id}/items", tag = "hand_overs", params(("id" = String, Path, format = "uuid"), Which),
    extensions(("x-permission" = json!("unit.people"))), responses((status = 200, description = "A page", body = Value)))]
pub async fn items(auth: Allowed<may::People>, Path(id): Path<Id>, Query(which): Query<Which>) -> Result<Answer<Value>, Problem> {
    let cursor = which.cursor.as_deref().filter(|c| !c.is_empty());
    let limit = limit(which.limit);
    Ok(Answer(json!(auth.records().hand_over_items(auth.access(), id, which.kept, cursor, limit).await?)))
}

/// Stop a hand-over; what was given stays given
#[utoipa::path(post, path = "/api/hand-overs/{id}/cancel", tag = "hand_overs", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("unit.people"))), responses((status = 204, description = "It will stop")))]
pub async fn cancel(auth: Allowed<may::People>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    auth.records().cancel_hand_over(auth.access(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What an undo would do
#[utoipa::path(get, path = "/api/hand-overs/{id}/undo-preview", tag = "hand_overs", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("unit.people"))),
    responses((status = 200, description = "`items`: what would go back and what stays, by object and field", body = Value)))]
pub async fn undo_preview(auth: Allowed<may::People>, Path(id): Path<Id>) -> Result<Answer<Value>, Problem> {
    let items = auth.records().preview_hand_over_undo(auth.access(), id).await?;
    Ok(Answer(json!({ "items": items, "next": null })))
}

/// How it is taken back.
#[derive(Deserialize, Default, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct HandOverUndo {
    /// The person may sign in again; needed when they were deactivated.
    activate: bool,
}

/// Take a hand-over back as far as nobody has given on what was given
#[utoipa::path(post, path = "/api/hand-overs/{id}/undo", tag = "hand_overs", request_body = HandOverUndo,
    params(("id" = String, Path, format = "uuid")), extensions(("x-permission" = json!("unit.people"))),
    responses((status = 202, description = "It waits for its turn", body = Value)))]
pub async fn undo(auth: Allowed<may::People>, Path(id): Path<Id>, Json(input): Json<HandOverUndo>) -> Result<Response, Problem> {
    let before = auth.records().hand_over(auth.access(), id).await?;
    let person = staff::governed(auth.records(), auth.access(), before.from).await?;
    if input.activate && !person.active {
        let patch = PersonPatch { active: Some(true), ..PersonPatch::default() };
        staff::change(auth.gate(), auth.records(), auth.access(), person.id, patch).await?;
    }
    let undone = auth.records().undo_hand_over(auth.access(), id).await?;
    Ok((StatusCode::ACCEPTED, Answer(json!(undone))).into_response())
}
