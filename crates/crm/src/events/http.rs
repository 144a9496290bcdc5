//! The timeline of a customer, and events entered by hand or by program.

use super::timeline;
use crate::http::{Body, Ctx, Of, Query, Refusal};
use axum::Json;
use axum::http::StatusCode;
use model::Ts;
use records::Error;
use records::event::HandEvent;
use records::timeline::TimelineQuery;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new().routes(routes!(page)).routes(routes!(add)).routes(routes!(remove)).routes(routes!(kinds))
}

/// Which part of a timeline.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Kinds with commas between; all when left out.
    kinds: Option<String>,
    /// What happened before this instant, RFC 3339; not used with `cursor`.
    before: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// Everything that happened to a customer, newest first
#[utoipa::path(get, path = "/api/customers/{id}/timeline", tag = "customers", params(("id" = String, Path, format = "uuid"), Wanted),
    extensions(("x-permission" = json!("record.read"))),
    responses((status = 200, description = "A page: `items`, and `next` for the page after it", body = Value)))]
async fn page(ctx: Ctx, Of(id): Of, Query(wanted): Query<Wanted>) -> Result<Json<Value>, Refusal> {
    let kinds = wanted.kinds.unwrap_or_default().split(',').map(str::trim).filter(|k| !k.is_empty()).map(str::to_owned).collect();
    if wanted.limit == Some(0) {
        return Err(Error::BadRequest("limit: a page has 1 to 200 events".into()).into());
    }
    let before = wanted.before.filter(|b| !b.is_empty());
    let before = before.map(|text| Ts::parse_rfc3339(&text).ok_or_else(|| not_an_instant("before"))).transpose()?;
    let cursor = wanted.cursor.filter(|c| !c.is_empty());
    let query = TimelineQuery { kinds, before, cursor, limit: wanted.limit.unwrap_or(0) };
    Ok(Json(timeline::page(&ctx.records, &ctx.access, id, &query).await?))
}

fn not_an_instant(name: &str) -> Error {
    Error::field(name, "bad_datetime", "write it as 2011-12-09T12:50:00Z")
}

/// An event of a kind that people may enter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEvent {
    /// See `GET /api/event-kinds`.
    pub kind: String,
    /// When it happened, RFC 3339; now when left out.
    pub at: Option<String>,
    /// Values of the kind's fields.
    #[serde(default)]
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    pub props: Map<String, Value>,
    /// The same message sent again with the same time is stored once.
    pub message_id: Option<String>,
}

/// Enter something that happened to a customer
#[utoipa::path(post, path = "/api/customers/{id}/events", tag = "customers", params(("id" = String, Path, format = "uuid")),
    request_body = NewEvent, extensions(("x-permission" = json!("event.create"))),
    responses((status = 201, description = "Its id", body = Value)))]
async fn add(ctx: Ctx, Of(id): Of, Body(new): Body<NewEvent>) -> Result<(StatusCode, Json<Value>), Refusal> {
    let at = match new.at.as_deref() {
        None => None,
        Some(text) => Some(Ts::parse_rfc3339(text).ok_or_else(|| not_an_instant("at"))?),
    };
    let event = HandEvent { kind: new.kind, at, props: new.props, message_id: new.message_id };
    let made = ctx.records.add_event(&ctx.access, id, event).await?;
    Ok((StatusCode::CREATED, Json(json!({ "id": made }))))
}

/// Take back an event that was entered
#[utoipa::path(delete, path = "/api/events/{id}", tag = "customers", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("event.create"))), responses((status = 204, description = "Gone")))]
async fn remove(ctx: Ctx, Of(id): Of) -> Result<StatusCode, Refusal> {
    ctx.records.remove_event(&ctx.access, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The kinds of event, in words, with the fields that people fill in
#[utoipa::path(get, path = "/api/event-kinds", tag = "customers", extensions(("x-permission" = json!("record.read"))),
    responses((status = 200, description = "The kinds", body = Value)))]
async fn kinds(ctx: Ctx) -> Result<Json<Value>, Refusal> {
    ctx.access.require(records::access::permission::RECORD_READ)?;
    let items: Vec<Value> = ctx.records.registry().event_kinds().iter().map(timeline::kind_json).collect();
    Ok(Json(json!({ "items": items })))
}
