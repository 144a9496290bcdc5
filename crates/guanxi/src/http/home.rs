//! What home pages show: one's own, and what those of a role begin with.

use super::extract::{Json, Path};
use super::problem::Problem;
use crate::home::{self, Card, Holder, Source};
use crate::signin::{Allowed, Auth, may, roles};
use axum::Json as Answer;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An arrangement and whose it is.
#[derive(Serialize, ToSchema)]
pub struct Home {
    from: Source,
    /// Empty when nobody arranged them.
    cards: Vec<Card>,
}

/// An arrangement to keep.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HomeCards {
    #[schema(max_items = 20)]
    cards: Vec<Card>,
}

/// What one's home page shows: as one arranged it, else as it is for one's role
#[utoipa::path(get, path = "/api/me/home", tag = "session", security(("session" = [])),
    responses((status = 200, description = "The cards in order", body = Home)))]
pub async fn home(auth: Auth) -> Result<Answer<Home>, Problem> {
    auth.in_person()?;
    let account = &auth.signed().account;
    let (from, cards) = home::of(auth.tenant(), account.id, &account.role).await?;
    Ok(Answer(Home { from, cards }))
}

/// Arrange one's home page
#[utoipa::path(put, path = "/api/me/home", tag = "session", security(("session" = [])), request_body = HomeCards,
    responses((status = 204, description = "Kept")))]
pub async fn put_home(auth: Auth, Json(input): Json<HomeCards>) -> Result<StatusCode, Problem> {
    auth.in_person()?;
    keep(&auth, &Holder::User(auth.signed().account.id), Some(&input.cards)).await
}

/// Go back to the home page of one's role
#[utoipa::path(delete, path = "/api/me/home", tag = "session", security(("session" = [])),
    responses((status = 204, description = "As it was before one arranged it")))]
pub async fn reset_home(auth: Auth) -> Result<StatusCode, Problem> {
    auth.in_person()?;
    keep(&auth, &Holder::User(auth.signed().account.id), None).await
}

/// Arrange what the home pages of a role begin with
#[utoipa::path(put, path = "/api/roles/{code}/home", tag = "roles", params(("code" = String, Path)), request_body = HomeCards,
    extensions(("x-permission" = json!("company.manage"))), responses((status = 204, description = "Kept")))]
pub async fn put_role_home(
    auth: Allowed<may::Company>,
    Path(code): Path<String>,
    Json(input): Json<HomeCards>,
) -> Result<StatusCode, Problem> {
    let holder = known(&auth, code).await?;
    keep(&auth, &holder, Some(&input.cards)).await
}

/// Let the app choose again what the home pages of a role begin with
#[utoipa::path(delete, path = "/api/roles/{code}/home", tag = "roles", params(("code" = String, Path)),
    extensions(("x-permission" = json!("company.manage"))), responses((status = 204, description = "The app chooses")))]
pub async fn reset_role_home(auth: Allowed<may::Company>, Path(code): Path<String>) -> Result<StatusCode, Problem> {
    let holder = known(&auth, code).await?;
    keep(&auth, &holder, None).await
}

async fn known(auth: &Auth, code: String) -> Result<Holder, Problem> {
    let there = roles::list(auth.tenant()).await?.iter().any(|role| role.code == code);
    if there { Ok(Holder::Role(code)) } else { Err(Problem::not_found("role")) }
}

async fn keep(auth: &Auth, holder: &Holder, cards: Option<&[Card]>) -> Result<StatusCode, Problem> {
    home::put(auth.tenant(), auth.access(), holder, cards).await?;
    Ok(StatusCode::NO_CONTENT)
}
