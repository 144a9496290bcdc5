//! Several records become one, and several again.

use crate::http::extract::{Json, Path};
use crate::http::problem::Problem;
use crate::signin::{Allowed, Auth, may};
use axum::response::{IntoResponse, Response};
use model::Id;
use records::merge::{Merge, Merged};
use serde_json::json;

/// `GET /api/records/{object}/{id}/merges`
pub async fn list(auth: Auth, Path((object, id)): Path<(String, Id)>) -> Result<Response, Problem> {
    let items = auth.records().merges(auth.access(), &object, id).await?;
    Ok(axum::Json(json!({ "items": items })).into_response())
}

/// `POST /api/records/{object}/{id}/merge`
pub async fn merge(
    auth: Allowed<may::Merge>,
    Path((object, id)): Path<(String, Id)>,
    Json(merge): Json<Merge>,
) -> Result<axum::Json<Merged>, Problem> {
    Ok(axum::Json(auth.records().merge(auth.access(), &object, id, &merge).await?))
}

/// `POST /api/records/{object}/{id}/merge/preview`
pub async fn preview(
    auth: Allowed<may::Merge>,
    Path((object, id)): Path<(String, Id)>,
    Json(merge): Json<Merge>,
) -> Result<axum::Json<Merged>, Problem> {
    Ok(axum::Json(auth.records().preview_merge(auth.access(), &object, id, &merge).await?))
}

/// `POST /api/records/{object}/merges/{merge}/undo`
pub async fn undo(auth: Allowed<may::Merge>, Path((object, merge)): Path<(String, Id)>) -> Result<axum::Json<Merged>, Problem> {
    Ok(axum::Json(auth.records().unmerge(auth.access(), &object, merge).await?))
}

/// `POST /api/records/{object}/merges/{merge}/undo/preview`
pub async fn preview_undo(
    auth: Allowed<may::Merge>,
    Path((object, merge)): Path<(String, Id)>,
) -> Result<axum::Json<Merged>, Problem> {
    Ok(axum::Json(auth.records().preview_unmerge(auth.access(), &object, merge).await?))
}
