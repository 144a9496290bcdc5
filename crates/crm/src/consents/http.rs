//! Consents over HTTP beyond the generic operations: what holds for a customer, and the question before each use.

use crate::http::{Ctx, Of, Query, Refusal};
use axum::Json;
use model::Ts;
use records::Error;
use records::consent::ANY;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new().routes(routes!(standing)).routes(routes!(allowed))
}

/// What holds for a customer: for each purpose and channel the state, and the row of the ledger that decided
#[utoipa::path(get, path = "/api/customers/{id}/consents", tag = "customers", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("record.read"))),
    responses((status = 200, description = "`items`, by purpose; rows are added by `POST /api/records/consent`", body = Value)))]
async fn standing(ctx: Ctx, Of(id): Of) -> Result<Json<Value>, Refusal> {
    let items = ctx.records.consents(&ctx.access, id).await?;
    Ok(Json(json!({ "items": items })))
}

/// What the data is to be used for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Use {
    /// A purpose of the ledger: `marketing_email`.
    #[param(max_length = 100)]
    purpose: String,
    /// Left out: `any`.
    #[param(max_length = 100)]
    channel: Option<String>,
    /// When, RFC 3339; now when left out.
    #[param(format = DateTime)]
    at: Option<String>,
}

/// Whether data of a customer may be used for a purpose; to be asked before each use
#[utoipa::path(get, path = "/api/customers/{id}/consents/allowed", tag = "customers",
    params(("id" = String, Path, format = "uuid"), Use), extensions(("x-permission" = json!("record.read"))),
    responses((status = 200, description = "`allowed`; `state` and `consent`, the row that decided, are null when nothing was ever said", body = Value)))]
async fn allowed(ctx: Ctx, Of(id): Of, Query(wanted): Query<Use>) -> Result<Json<Value>, Refusal> {
    let Ctx { records, access } = ctx;
    access.require_on(::records::access::Act::Read, "consent")?;
    let at = match wanted.at.as_deref().filter(|t| !t.is_empty()) {
        None => records.tenant().clock().now(),
        Some(text) => {
            Ts::parse_rfc3339(text).ok_or_else(|| Error::field("at", "bad_datetime", "write it as 2026-01-31T00:00:00Z"))?
        }
    };
    let customer = records.get(&access, "customer", id).await?.id();
    let channel = wanted.channel.as_deref().filter(|c| !c.is_empty()).unwrap_or(ANY);
    let verdict = records.consent_allows(customer, &wanted.purpose, channel, at).await?;
    Ok(Json(json!(verdict)))
}
