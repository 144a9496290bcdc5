//! What records are known by, and whom an identifier leads to.

use crate::http::extract::{Json, Path};
use crate::http::meta::json_answer;
use crate::http::problem::Problem;
use crate::signin::{Allowed, Auth, may};
use axum::response::Response;
use model::Id;
use records::identity::{Known, NewIdentifier};
use serde::Deserialize;
use std::io::Write;

/// `GET /api/records/{object}/{id}/identifiers`
pub async fn list(auth: Auth, Path((object, id)): Path<(String, Id)>) -> Result<axum::Json<Known>, Problem> {
    Ok(axum::Json(auth.records().identifiers(auth.access(), &object, id).await?))
}

/// `POST /api/records/{object}/{id}/identifiers`: the answer says who has it too.
pub async fn add(
    auth: Allowed<may::Update>,
    Path((object, id)): Path<(String, Id)>,
    Json(new): Json<NewIdentifier>,
) -> Result<axum::Json<Known>, Problem> {
    auth.records().add_identifier(auth.access(), &object, id, &new).await?;
    Ok(axum::Json(auth.records().identifiers(auth.access(), &object, id).await?))
}

/// `POST /api/records/{object}/{id}/identifiers/remove`
pub async fn remove(
    auth: Allowed<may::Update>,
    Path((object, id)): Path<(String, Id)>,
    Json(old): Json<NewIdentifier>,
) -> Result<axum::Json<Known>, Problem> {
    auth.records().remove_identifier(auth.access(), &object, id, &old).await?;
    Ok(axum::Json(auth.records().identifiers(auth.access(), &object, id).await?))
}

/// An identifier, whoever has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    kind: String,
    value: String,
}

/// An identifier that several have by right, or not.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    kind: String,
    value: String,
    shared: bool,
}

/// `POST /api/records/{object}/identifiers/share`
pub async fn share(auth: Allowed<may::Update>, Path(object): Path<String>, Json(of): Json<Share>) -> Result<Response, Problem> {
    auth.records().share_identifier(auth.access(), &object, &of.kind, &of.value, of.shared).await?;
    answer(&auth, &object, &of.kind, &of.value).await
}

/// `POST /api/records/{object}/identifiers/resolve`: in the body, because identifiers do not belong into addresses and logs.
pub async fn resolve(auth: Allowed<may::Read>, Path(object): Path<String>, Json(of): Json<Which>) -> Result<Response, Problem> {
    answer(&auth, &object, &of.kind, &of.value).await
}

async fn answer(auth: &Auth, object: &str, kind: &str, value: &str) -> Result<Response, Problem> {
    let found = auth.records().resolve(auth.access(), object, kind, value).await?;
    let mut out = Vec::new();
    write!(out, "{{\"shared\":{},\"items\":[", found.shared).map_err(|e| Problem::internal(&e))?;
    auth.records().write_all_json(auth.access(), &found.records, None, &mut out);
    out.extend_from_slice(b"]}");
    Ok(json_answer(out))
}
