//! Background work that failed for good: seen with its reason, tried again.

use super::extract::{Path, Query};
use super::problem::Problem;
use crate::signin::{Allowed, may};
use axum::Json as Answer;
use axum::http::StatusCode;
use model::Id;
use serde::Deserialize;
use serde_json::{Value, json};
use store::jobs::{self, JobState};

/// Which jobs.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// `dead` (the default), `waiting`, `running`, `cancelled`.
    state: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
    #[param(minimum = 1, maximum = 500)]
    limit: Option<usize>,
}

/// Jobs in a state, newest first; those given up unless asked otherwise
#[utoipa::path(get, path = "/api/jobs", tag = "jobs", params(Which), extensions(("x-permission" = json!("company.manage"))),
    responses((status = 200, description = "The jobs, each with the reason of its last failure", body = Value)))]
pub async fn list(auth: Allowed<may::Company>, Query(which): Query<Which>) -> Result<Answer<Value>, Problem> {
    let state = JobState::named(which.state.as_deref().unwrap_or("dead"))
        .ok_or_else(|| Problem::bad_request("query", "state: use dead, waiting, running or cancelled"))?;
    let limit = which.limit.unwrap_or(50).clamp(1, 500);
    let before = match which.cursor.as_deref().filter(|c| !c.is_empty()) {
        Some(text) => Some(Id::parse(text).ok_or_else(|| Problem::bad_request("cursor", "The cursor is not one of this list."))?),
        None => None,
    };
    let mut items = jobs::list(auth.tenant(), state, before, limit + 1).await?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = if more { items.last().map(|j| j.id) } else { None };
    let items: Vec<Value> = items.iter().map(view).collect();
    Ok(Answer(json!({ "items": items, "next": next })))
}

fn view(job: &jobs::Job) -> Value {
    let time = |t: Option<model::Ts>| t.map(model::Ts::rfc3339);
    json!({
        "id": job.id, "kind": job.kind, "state": job.state, "attempt": job.attempt, "tries": job.tries, "reason": job.reason,
        "progress": job.progress, "node": job.node, "created_at": job.created_at.rfc3339(), "due_at": time(job.due_at),
        "started_at": time(job.started_at), "finished_at": time(job.finished_at),
    })
}

/// Give a job that was given up another life
#[utoipa::path(post, path = "/api/jobs/{id}/retry", tag = "jobs", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("company.manage"))), responses((status = 204, description = "It will run")))]
pub async fn retry(auth: Allowed<may::Company>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    jobs::retry(auth.tenant(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
