//! Devices on which people are signed in: one's own, and, for administrators, those of others.

use super::extract::Path;
use super::problem::Problem;
use crate::signin::{Allowed, Auth, may, staff};
use axum::Json as Answer;
use axum::http::StatusCode;
use model::Id;
use records::{Audit, AuditKind, audit};
use serde::Serialize;
use serde_json::json;
use store::Session;
use utoipa::ToSchema;

/// A device on which somebody is signed in.
#[derive(Serialize, ToSchema)]
pub struct SessionView {
    #[schema(value_type = String, format = "uuid")]
    id: Id,
    /// What the browser calls itself.
    agent: String,
    /// IP address from which they signed in.
    address: String,
    #[schema(format = DateTime)]
    created_at: String,
    /// To about ten minutes.
    #[schema(format = DateTime)]
    last_seen: String,
    /// It ends then when it is not used.
    #[schema(format = DateTime)]
    expires_at: String,
    /// The one that asks.
    current: bool,
}

/// A list that is short enough to come whole.
#[derive(Serialize, ToSchema)]
pub struct Sessions {
    items: Vec<SessionView>,
    /// Always null: there is one page.
    #[schema(value_type = Option<String>)]
    next: (),
}

fn view(session: Session, current: Option<Id>) -> SessionView {
    SessionView {
        id: session.id,
        agent: session.agent,
        address: session.address,
        created_at: session.created_at.rfc3339(),
        last_seen: session.last_seen.rfc3339(),
        expires_at: session.expires_at.rfc3339(),
        current: current == Some(session.id),
    }
}

async fn list(auth: &Auth, user: Id) -> Result<Answer<Sessions>, Problem> {
    let all = auth.gate().sessions(auth.tenant(), user).await?;
    Ok(Answer(Sessions { items: all.into_iter().map(|s| view(s, auth.signed().session)).collect(), next: () }))
}

/// Ends one session of `user` and notes it.
async fn end_one(auth: &Auth, user: Id, id: Id) -> Result<StatusCode, Problem> {
    let ended = auth.gate().end_session(auth.tenant(), user, id).await?.ok_or_else(|| Problem::not_found("session"))?;
    note(auth, ended.user, json!({ "agent": ended.agent, "address": ended.address })).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end_many(auth: &Auth, user: Id, except: Option<Id>) -> Result<StatusCode, Problem> {
    auth.gate().end_sessions(auth.tenant(), user, except).await?;
    note(auth, user, json!({ "all": true })).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn note(auth: &Auth, user: Id, details: serde_json::Value) -> Result<(), Problem> {
    let name = staff::find(auth.records(), user).await.map(|a| a.name).unwrap_or_default();
    let entry = Audit::new(AuditKind::SessionRevoked).of(user, name).with(details);
    Ok(audit::note_alone(auth.tenant(), &auth.access().who(), &entry).await?)
}

/// Devices on which the person signed in is signed in, the one used last first
#[utoipa::path(get, path = "/api/me/sessions", tag = "session", security(("session" = [])),
    responses((status = 200, description = "All of them", body = Sessions)))]
pub async fn list_own(auth: Auth) -> Result<Answer<Sessions>, Problem> {
    auth.in_person()?;
    list(&auth, auth.signed().account.id).await
}

/// Sign out everywhere but here
#[utoipa::path(delete, path = "/api/me/sessions", tag = "session", security(("session" = [])),
    responses((status = 204, description = "All others have ended")))]
pub async fn end_others(auth: Auth) -> Result<StatusCode, Problem> {
    let here = auth.in_person()?;
    end_many(&auth, auth.signed().account.id, Some(here)).await
}

/// Sign out one of one's own devices
#[utoipa::path(delete, path = "/api/me/sessions/{id}", tag = "session", security(("session" = [])),
    params(("id" = String, Path, format = "uuid")), responses((status = 204, description = "It has ended")))]
pub async fn end_own(auth: Auth, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    auth.in_person()?;
    end_one(&auth, auth.signed().account.id, id).await
}

/// Devices on which a person is signed in
#[utoipa::path(get, path = "/api/users/{id}/sessions", tag = "users", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("unit.people"))), responses((status = 200, description = "All of them", body = Sessions)))]
pub async fn list_of(auth: Allowed<may::People>, Path(id): Path<Id>) -> Result<Answer<Sessions>, Problem> {
    let account = staff::reached(auth.records(), auth.access(), id).await?;
    list(&auth, account.id).await
}

/// Sign a person out everywhere
#[utoipa::path(delete, path = "/api/users/{id}/sessions", tag = "users", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("unit.people"))), responses((status = 204, description = "All have ended")))]
pub async fn end_all_of(auth: Allowed<may::People>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    let account = staff::governed(auth.records(), auth.access(), id).await?;
    end_many(&auth, account.id, auth.signed().session).await
}

/// Sign out one device of anybody whom one administers
#[utoipa::path(delete, path = "/api/sessions/{id}", tag = "users", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("unit.people"))), responses((status = 204, description = "It has ended")))]
pub async fn end(auth: Allowed<may::People>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    let missing = || Problem::not_found("session");
    let user = auth.gate().session(auth.tenant(), id).await?.ok_or_else(missing)?.user;
    match staff::governed(auth.records(), auth.access(), user).await {
        Err(problem) if problem.status == StatusCode::NOT_FOUND => Err(missing()),
        Err(problem) => Err(problem),
        Ok(account) => end_one(&auth, account.id, id).await,
    }
}
