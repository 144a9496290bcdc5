//! Views of lists.

use super::extract::{Json, Path, Query};
use super::problem::Problem;
use crate::list_views::{self, Begins, Draft, Shared, State, View, Views};
use crate::signin::{Allowed, Auth, may};
use axum::Json as Answer;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Id;
use records::access::permission;
use serde::Deserialize;
use utoipa::ToSchema;

/// Of which object.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Of {
    /// Name of the object, as `customer`.
    object: String,
}

/// A view to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewListView {
    object: String,
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    #[serde(default)]
    state: State,
    /// `me` when left out; `all` needs `company.manage`.
    shared: Option<Shared>,
    /// The team it is shared with; one's own when left out, others need `company.manage`.
    #[schema(value_type = Option<String>, format = "uuid")]
    team: Option<Id>,
}

/// What to change of a view; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListViewPatch {
    #[schema(min_length = 1, max_length = 100)]
    name: Option<String>,
    state: Option<State>,
    shared: Option<Shared>,
    #[schema(value_type = Option<String>, format = "uuid")]
    team: Option<Id>,
    /// The version that was seen; another one is a conflict.
    version: Option<i64>,
}

/// Whose lists begin with a view; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListViewBegins {
    /// One's own.
    me: Option<bool>,
    /// Everybody's; needs `company.manage`, as roles do.
    company: Option<bool>,
    /// Those of exactly these roles, by code.
    roles: Option<Vec<String>>,
}

/// Programs keep views for others only: whoever may read alone writes nothing by a key.
fn writes(auth: &Auth) -> Result<(), Problem> {
    if auth.access().can(permission::COMPANY_MANAGE) { Ok(()) } else { auth.in_person().map(drop) }
}

/// Views of an object's list that one sees: one's own, those of one's team and of the teams above, everybody's
#[utoipa::path(get, path = "/api/list-views", tag = "list_views", params(Of), extensions(("x-permission" = json!("record.read"))),
    responses((status = 200, description = "All of them, and which one the list begins with", body = Views)))]
pub async fn list(auth: Allowed<may::Read>, Query(of): Query<Of>) -> Result<Answer<Views>, Problem> {
    let catalog = auth.records().current().await?;
    Ok(Answer(list_views::list(auth.tenant(), &catalog, auth.access(), &of.object).await?))
}

/// Keep a list as a view
#[utoipa::path(post, path = "/api/list-views", tag = "list_views", request_body = NewListView,
    extensions(("x-permission" = json!("record.read"))), responses((status = 201, description = "Kept", body = View)))]
pub async fn create(auth: Allowed<may::Read>, Json(new): Json<NewListView>) -> Result<Response, Problem> {
    writes(&auth)?;
    let catalog = auth.records().current().await?;
    let NewListView { object, name, state, shared, team } = new;
    let draft = Draft { name: Some(name), state: Some(state), shared, team, version: None };
    let made = list_views::create(auth.tenant(), &catalog, auth.access(), &object, draft).await?;
    let at = format!("/api/list-views/{}", made.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, at)], Answer(made)).into_response())
}

/// Change a view: of one's own and of one's team by its maker; everybody's, and teams', with `company.manage`
#[utoipa::path(patch, path = "/api/list-views/{id}", tag = "list_views", request_body = ListViewPatch,
    params(("id" = String, Path, format = "uuid")), extensions(("x-permission" = json!("record.read"))),
    responses((status = 200, description = "As it is now", body = View)))]
pub async fn patch(
    auth: Allowed<may::Read>,
    Path(id): Path<Id>,
    Json(new): Json<ListViewPatch>,
) -> Result<Answer<View>, Problem> {
    writes(&auth)?;
    let catalog = auth.records().current().await?;
    let ListViewPatch { name, state, shared, team, version } = new;
    let draft = Draft { name, state, shared, team, version };
    Ok(Answer(list_views::patch(auth.tenant(), &catalog, auth.access(), id, draft).await?))
}

/// Remove a view; it can be brought back for a day
#[utoipa::path(delete, path = "/api/list-views/{id}", tag = "list_views", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("record.read"))), responses((status = 204, description = "Gone")))]
pub async fn delete(auth: Allowed<may::Read>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    writes(&auth)?;
    let catalog = auth.records().current().await?;
    list_views::remove(auth.tenant(), &catalog, auth.access(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Bring a removed view back
#[utoipa::path(post, path = "/api/list-views/{id}/restore", tag = "list_views", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("record.read"))), responses((status = 200, description = "As it was", body = View)))]
pub async fn restore(auth: Allowed<may::Read>, Path(id): Path<Id>) -> Result<Answer<View>, Problem> {
    writes(&auth)?;
    let catalog = auth.records().current().await?;
    Ok(Answer(list_views::restore(auth.tenant(), &catalog, auth.access(), id).await?))
}

/// Say whose lists begin with a view
#[utoipa::path(put, path = "/api/list-views/{id}/default", tag = "list_views", request_body = ListViewBegins,
    params(("id" = String, Path, format = "uuid")), extensions(("x-permission" = json!("record.read"))),
    responses((status = 200, description = "As it is now", body = View)))]
pub async fn begin_with(
    auth: Allowed<may::Read>,
    Path(id): Path<Id>,
    Json(new): Json<ListViewBegins>,
) -> Result<Answer<View>, Problem> {
    writes(&auth)?;
    let catalog = auth.records().current().await?;
    let ListViewBegins { me, company, roles } = new;
    let new = Begins { me, company, roles };
    Ok(Answer(list_views::begins(auth.tenant(), &catalog, auth.access(), id, new).await?))
}
