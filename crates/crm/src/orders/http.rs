//! Orders over HTTP beyond the generic operations.

use super::model::Order;
use super::operations::{self, NewOrder, NewRefund};
use super::returns::{self, NewReturn};
use crate::http::{Body, Ctx, Of, Refusal};
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use model::Id;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .routes(routes!(place))
        .routes(routes!(pay))
        .routes(routes!(cancel))
        .routes(routes!(take_back))
        .routes(routes!(refund))
}

/// When an order was paid.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Payment {
    /// RFC 3339; now when left out.
    pub paid_at: Option<String>,
}

/// Why an order is cancelled.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Cancellation {
    pub reason: Option<String>,
}

async fn answer(ctx: &Ctx, object: &str, id: Id) -> Result<Json<Value>, Refusal> {
    let record = ctx.records.get(&ctx.access, object, id).await?;
    Ok(Json(ctx.records.json(&ctx.access, &record)))
}

async fn made(ctx: &Ctx, object: &str, id: Id) -> Result<impl IntoResponse + use<>, Refusal> {
    Ok((StatusCode::CREATED, [(header::LOCATION, format!("/api/records/{object}/{id}"))], answer(ctx, object, id).await?))
}

/// Place an order with its lines
#[utoipa::path(post, path = "/api/orders", tag = "orders", request_body = NewOrder, extensions(("x-permission" = json!("record.create"))),
    responses((status = 201, description = "The order", body = Value)))]
async fn place(ctx: Ctx, Body(new): Body<NewOrder>) -> Result<impl IntoResponse, Refusal> {
    let id = operations::place(&ctx.records, &ctx.access, &new).await?;
    made(&ctx, Order::OBJECT, id).await
}

/// An order was paid
#[utoipa::path(post, path = "/api/orders/{id}/pay", tag = "orders", params(("id" = String, Path, format = "uuid")), request_body = Payment,
    extensions(("x-permission" = json!("record.update"))), responses((status = 200, description = "The order", body = Value)))]
async fn pay(ctx: Ctx, Of(id): Of, Body(paid): Body<Payment>) -> Result<Json<Value>, Refusal> {
    operations::pay(&ctx.records, &ctx.access, id, paid.paid_at.as_deref()).await?;
    answer(&ctx, Order::OBJECT, id).await
}

/// Cancel an order
#[utoipa::path(post, path = "/api/orders/{id}/cancel", tag = "orders", params(("id" = String, Path, format = "uuid")),
    request_body = Cancellation, extensions(("x-permission" = json!("record.update"))),
    responses((status = 200, description = "The order", body = Value)))]
async fn cancel(ctx: Ctx, Of(id): Of, Body(why): Body<Cancellation>) -> Result<Json<Value>, Refusal> {
    operations::cancel(&ctx.records, &ctx.access, id, why.reason.as_deref()).await?;
    answer(&ctx, Order::OBJECT, id).await
}

/// Take goods of an order back: makes a return
#[utoipa::path(post, path = "/api/orders/{id}/return", tag = "orders", params(("id" = String, Path, format = "uuid")),
    request_body = NewReturn, extensions(("x-permission" = json!("record.create"))),
    responses((status = 201, description = "The return, an order with negative lines", body = Value)))]
async fn take_back(ctx: Ctx, Of(id): Of, Body(new): Body<NewReturn>) -> Result<impl IntoResponse, Refusal> {
    let back = returns::take_back(&ctx.records, &ctx.access, id, &new).await?;
    made(&ctx, Order::OBJECT, back).await
}

/// Give money back for a paid order
#[utoipa::path(post, path = "/api/orders/{id}/refund", tag = "orders", params(("id" = String, Path, format = "uuid")),
    request_body = NewRefund, extensions(("x-permission" = json!("record.create"))),
    responses((status = 201, description = "The refund", body = Value)))]
async fn refund(ctx: Ctx, Of(id): Of, Body(new): Body<NewRefund>) -> Result<impl IntoResponse, Refusal> {
    let refund = operations::refund(&ctx.records, &ctx.access, id, &new).await?;
    made(&ctx, "refund", refund).await
}
