//! Custom objects and fields, defined while the program runs.

use super::extract::{Json, Path};
use super::meta::definition;
use super::problem::Problem;
use crate::signin::{Allowed, Auth, keys, may};
use crate::templates;
use axum::Json as Answer;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use model::{FieldDef, Object, ObjectDef};
use records::sources::{self, Order};
use records::{FieldPatch, ObjectPatch};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// 201 with the definition as `/api/meta` has it.
fn defined(object: &Object) -> Response {
    (StatusCode::CREATED, Answer(definition(object))).into_response()
}

/// Define a custom object with its fields; names begin with `x_`
#[utoipa::path(post, path = "/api/objects", tag = "objects", request_body = Value, extensions(("x-permission" = json!("object.define"))),
    responses((status = 201, description = "Defined; its table, API and forms are there", body = Value)))]
pub async fn create(auth: Allowed<may::Define>, Json(def): Json<ObjectDef>) -> Result<Response, Problem> {
    Ok(defined(&*auth.records().define_object(auth.access(), def).await?))
}

/// Change labels, list columns and the like of an object, or hide it
#[utoipa::path(patch, path = "/api/objects/{name}", tag = "objects", request_body = Value, params(("name" = String, Path)),
    extensions(("x-permission" = json!("object.define"))), responses((status = 200, description = "As it is now", body = Value)))]
pub async fn patch(
    auth: Allowed<may::Define>,
    Path(name): Path<String>,
    Json(patch): Json<ObjectPatch>,
) -> Result<Answer<Value>, Problem> {
    let object = auth.records().change_object(auth.access(), &name, &patch).await?;
    Ok(Answer(definition(&object)))
}

/// Define a custom field of an object; its name begins with `x_`
#[utoipa::path(post, path = "/api/objects/{name}/fields", tag = "objects", request_body = Value, params(("name" = String, Path)),
    extensions(("x-permission" = json!("object.define"))),
    responses((status = 201, description = "Defined; the answer is the object", body = Value)))]
pub async fn create_field(
    auth: Allowed<may::Define>,
    Path(name): Path<String>,
    Json(def): Json<FieldDef>,
) -> Result<Response, Problem> {
    Ok(defined(&*auth.records().define_field(auth.access(), &name, def).await?))
}

/// Change labels, options, default and the like of a field
#[utoipa::path(patch, path = "/api/objects/{name}/fields/{field}", tag = "objects", request_body = Value,
    params(("name" = String, Path), ("field" = String, Path)), extensions(("x-permission" = json!("object.define"))),
    responses((status = 200, description = "The object as it is now", body = Value)))]
pub async fn patch_field(
    auth: Allowed<may::Define>,
    Path((name, field)): Path<(String, String)>,
    Json(patch): Json<FieldPatch>,
) -> Result<Answer<Value>, Problem> {
    let object = auth.records().change_field(auth.access(), &name, &field, &patch).await?;
    Ok(Answer(definition(&object)))
}

/// Take a field out of sight; its values stay
#[utoipa::path(delete, path = "/api/objects/{name}/fields/{field}", tag = "objects",
    params(("name" = String, Path), ("field" = String, Path)), extensions(("x-permission" = json!("object.define"))),
    responses((status = 204, description = "Hidden")))]
pub async fn delete_field(
    auth: Allowed<may::Define>,
    Path((name, field)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    auth.records().hide_field(auth.access(), &name, &field).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which source goes before which, highest first; those that are not named come last.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceOrder {
    /// Of all fields ...
    #[schema(max_items = 20)]
    order: Vec<String>,
    /// ... but these.
    #[serde(default)]
    fields: BTreeMap<String, Vec<String>>,
}

/// The order of the sources of an object: `order`, `fields` with one of their own, and `known`, the sources there are
#[utoipa::path(get, path = "/api/objects/{name}/sources", tag = "objects", params(("name" = String, Path)),
    extensions(("x-permission" = json!("object.define"))), responses((status = 200, description = "What holds", body = Value)))]
pub async fn read_sources(auth: Allowed<may::Define>, Path(name): Path<String>) -> Result<Answer<Value>, Problem> {
    sources_of(&auth, &name).await
}

/// Say which source's values stay when another brings different ones; empty: whoever writes last
#[utoipa::path(put, path = "/api/objects/{name}/sources", tag = "objects", request_body = SourceOrder, params(("name" = String, Path)),
    extensions(("x-permission" = json!("object.define"))), responses((status = 200, description = "What holds now", body = Value)))]
pub async fn put_sources(
    auth: Allowed<may::Define>,
    Path(name): Path<String>,
    Json(input): Json<SourceOrder>,
) -> Result<Answer<Value>, Problem> {
    let order = Order { order: input.order, fields: input.fields };
    auth.records().set_source_order(auth.access(), &name, &order).await?;
    sources_of(&auth, &name).await
}

async fn sources_of(auth: &Auth, name: &str) -> Result<Answer<Value>, Problem> {
    let Order { order, fields } = auth.records().source_order(auth.access(), name).await?;
    let mut known: BTreeSet<String> = [sources::HAND, sources::API, sources::IMPORT].map(str::to_owned).into();
    known.extend(keys::list(auth.tenant()).await?.into_iter().filter_map(|k| k.source));
    known.extend(templates::list(auth.tenant()).await?.into_iter().map(|t| t.source).filter(|s| !s.is_empty()));
    known.extend(order.iter().chain(fields.values().flatten()).cloned());
    Ok(Answer(json!({ "order": order, "fields": fields, "known": known })))
}
