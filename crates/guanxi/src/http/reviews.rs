//! Who may do what, whether they use it, and reviews of it.

use super::extract::{Json, Path};
use super::problem::Problem;
use super::reports::file;
use crate::sheet::Lines;
use crate::signin::{Allowed, holders, may, review};
use axum::Json as Answer;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::{Id, Ts};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// What each person whom one administers may do, when they came in last, what they do not use, and their API keys
#[utoipa::path(get, path = "/api/reports/access", tag = "reports", extensions(("x-permission" = json!("unit.people"))),
    responses((status = 200, description = "`items`, by name; `unused`: what leaves a trace and was not used for 90 days", body = Value)))]
pub async fn access(auth: Allowed<may::People>) -> Result<Answer<Value>, Problem> {
    Ok(Answer(json!({ "items": holders::list(&auth).await?, "next": null })))
}

/// The same as CSV; the audit log is told
#[utoipa::path(get, path = "/api/reports/access/export", tag = "reports", extensions(("x-permission" = json!("unit.people"))),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv")))]
pub async fn export(auth: Allowed<may::People>) -> Result<Response, Problem> {
    let mut lines = Lines::new(&[
        "name",
        "email",
        "role",
        "active",
        "last_sign_in",
        "idle",
        "permissions",
        "unused",
        "keys",
        "oldest_key_days",
    ]);
    for one in holders::list(&auth).await? {
        let oldest = one.keys.iter().map(|k| k.age).max().map(|d| d.to_string()).unwrap_or_default();
        lines.push(&[
            one.name.as_str(),
            &one.email,
            &one.role,
            if one.active { "yes" } else { "no" },
            one.last_sign_in.as_deref().unwrap_or_default(),
            if one.idle { "yes" } else { "no" },
            &one.permissions.join(";"),
            &one.unused.join(";"),
            &one.keys.len().to_string(),
            &oldest,
        ]);
    }
    file(&auth, "access", lines).await
}

/// Reviews of access, newest first: all, or those that one began
#[utoipa::path(get, path = "/api/access-reviews", tag = "reports", extensions(("x-permission" = json!("unit.people"))),
    responses((status = 200, description = "`people` and how many of them are `decided`", body = Value)))]
pub async fn list(auth: Allowed<may::People>) -> Result<Answer<Value>, Problem> {
    Ok(Answer(json!({ "items": review::list(&auth).await?, "next": null })))
}

/// A review to begin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReview {
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// By when it is to be done.
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<String>,
}

/// Begin a review of everybody whom one administers, but oneself
#[utoipa::path(post, path = "/api/access-reviews", tag = "reports", request_body = NewReview,
    extensions(("x-permission" = json!("unit.people"))), responses((status = 201, description = "Begun", body = Value)))]
pub async fn create(auth: Allowed<may::People>, Json(input): Json<NewReview>) -> Result<Response, Problem> {
    let wrong = || Problem::field("due_at", "bad_value", "is no time such as 2026-12-31T16:00:00Z");
    let due = input.due_at.map(|text| Ts::parse_rfc3339(&text).ok_or_else(wrong)).transpose()?;
    let made = review::start(&auth, &input.name, due).await?;
    let at = format!("/api/access-reviews/{}", made.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, at)], Answer(json!(made))).into_response())
}

/// One review, with its people and what was decided of each
#[utoipa::path(get, path = "/api/access-reviews/{id}", tag = "reports", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("unit.people"))), responses((status = 200, description = "With `items`", body = Value)))]
pub async fn read(auth: Allowed<may::People>, Path(id): Path<Id>) -> Result<Answer<Value>, Problem> {
    let mut found = json!(review::find(&auth, id).await?);
    found["items"] = json!(review::items(&auth, id).await?);
    Ok(Answer(found))
}

/// What is decided of a person.
#[derive(Deserialize, Default, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Decision {
    #[schema(value_type = String, format = "uuid")]
    user: Id,
    /// The role that they have instead; left out: theirs is confirmed.
    role: Option<String>,
}

/// Confirm a person's role, or give them another one
#[utoipa::path(post, path = "/api/access-reviews/{id}/decisions", tag = "reports", request_body = Decision,
    params(("id" = String, Path, format = "uuid")), extensions(("x-permission" = json!("unit.people"))),
    responses((status = 200, description = "The review as it stands", body = Value)))]
pub async fn decide(
    auth: Allowed<may::People>,
    Path(id): Path<Id>,
    Json(input): Json<Decision>,
) -> Result<Answer<Value>, Problem> {
    Ok(Answer(json!(review::decide(&auth, id, input.user, input.role).await?)))
}

/// What was decided, as CSV; the audit log is told
#[utoipa::path(get, path = "/api/access-reviews/{id}/export", tag = "reports", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("unit.people"))),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv")))]
pub async fn export_one(auth: Allowed<may::People>, Path(id): Path<Id>) -> Result<Response, Problem> {
    let found = review::find(&auth, id).await?;
    let mut lines = Lines::new(&["review", "name", "user", "role", "decision", "to_role", "decided_at", "decided_by"]);
    for item in review::items(&auth, id).await? {
        let by = item.decided_by.map(|u| u.to_string()).unwrap_or_default();
        let text = |t: &Option<String>| t.clone().unwrap_or_default();
        let (decision, to, at) = (text(&item.decision), text(&item.to_role), text(&item.decided_at));
        lines.push(&[&found.name, &item.name, &item.user.to_string(), &item.role, &decision, &to, &at, &by]);
    }
    file(&auth, "access_review", lines).await
}
