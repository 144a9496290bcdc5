//! Customers over HTTP beyond the generic operations.

use super::model::Customer;
use super::{bought, summary};
use crate::http::{Body, Ctx, Of, Refusal};
use axum::Json;
use records::By;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new().routes(routes!(value_card)).routes(routes!(bought_products)).routes(routes!(change_stage))
}

/// How valuable a customer is: figures, purchases by month, open tasks, counts of events by kind, in all and by month
#[utoipa::path(get, path = "/api/customers/{id}/summary", tag = "customers", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("record.read"))),
    responses((status = 200, description = "The value card", body = Value)))]
async fn value_card(ctx: Ctx, Of(id): Of) -> Result<Json<Value>, Refusal> {
    Ok(Json(summary::summary(&ctx.records, &ctx.access, id).await?))
}

/// Which products a customer bought most often: in how many orders, how many, for how much, when last
#[utoipa::path(get, path = "/api/customers/{id}/products", tag = "customers", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("record.read"))),
    responses((status = 200, description = "Twenty at most; none for who does not see all orders", body = bought::BoughtProducts)))]
async fn bought_products(ctx: Ctx, Of(id): Of) -> Result<Json<bought::BoughtProducts>, Refusal> {
    Ok(Json(bought::products(&ctx.records, &ctx.access, id).await?))
}

/// A move to another stage.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StageMove {
    /// `prospect`, `new`, `satisfied`, `retained`, `old`, `lost`.
    pub stage: String,
    /// Needed for `lost`.
    pub reason: Option<String>,
}

/// Move a customer to another stage of its life
#[utoipa::path(post, path = "/api/customers/{id}/stage", tag = "customers", params(("id" = String, Path, format = "uuid")),
    request_body = StageMove, extensions(("x-permission" = json!("record.update"))),
    responses((status = 200, description = "The customer", body = Value)))]
async fn change_stage(ctx: Ctx, Of(id): Of, Body(to): Body<StageMove>) -> Result<Json<Value>, Refusal> {
    let Ctx { records, access } = ctx;
    records.get(&access, Customer::OBJECT, id).await?;
    let mut values = Map::new();
    values.insert(Customer::STAGE.into(), to.stage.into());
    values.insert(Customer::STAGE_REASON.into(), to.reason.map_or(Value::Null, Value::from));
    let (by, values) = (By::Operation { name: "change_stage", user: access.actor.user }, &values);
    let moved =
        records.write(&access, by, move |w| Box::pin(async move { w.patch(Customer::OBJECT, id, values, None).await })).await?;
    Ok(Json(records.json(&access, &moved)))
}
