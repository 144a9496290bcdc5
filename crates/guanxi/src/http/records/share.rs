//! Records shared with people and teams.

use crate::http::extract::{Json, Path};
use crate::http::problem::Problem;
use crate::signin::{Allowed, may};
use axum::Json as Answer;
use model::Id;
use records::share::Sharing;
use serde_json::{Value, json};

/// `GET /api/records/{object}/{id}/shares`
pub async fn list(auth: Allowed<may::Read>, Path((object, id)): Path<(String, Id)>) -> Result<Answer<Value>, Problem> {
    let items = auth.records().shares(auth.access(), &object, id).await?;
    Ok(Answer(json!({ "items": items })))
}

/// `POST /api/records/{object}/share`
pub async fn share(
    auth: Allowed<may::Share>,
    Path(object): Path<String>,
    Json(sharing): Json<Sharing>,
) -> Result<Answer<Value>, Problem> {
    let count = auth.records().share(auth.access(), &object, &sharing).await?;
    Ok(Answer(json!({ "count": count })))
}

/// `POST /api/records/{object}/unshare`
pub async fn unshare(
    auth: Allowed<may::Share>,
    Path(object): Path<String>,
    Json(sharing): Json<Sharing>,
) -> Result<Answer<Value>, Problem> {
    let count = auth.records().unshare(auth.access(), &object, &sharing).await?;
    Ok(Answer(json!({ "count": count })))
}
