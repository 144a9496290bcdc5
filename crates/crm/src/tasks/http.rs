//! Tasks over HTTP beyond the generic operations.

use super::model::Task;
use crate::http::{Body, Ctx, Of, Refusal};
use axum::Json;
use records::By;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How a task ended.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Completion {
    pub result: Option<String>,
    /// RFC 3339; now when left out.
    pub done_at: Option<String>,
}

pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new().routes(routes!(complete))
}

/// A task is done
#[utoipa::path(post, path = "/api/tasks/{id}/complete", tag = "tasks", params(("id" = String, Path, format = "uuid")),
    request_body = Completion, extensions(("x-permission" = json!("record.update"))),
    responses((status = 200, description = "The task", body = Value)))]
async fn complete(ctx: Ctx, Of(id): Of, Body(done): Body<Completion>) -> Result<Json<Value>, Refusal> {
    let Ctx { records, access } = ctx;
    records.get(&access, Task::OBJECT, id).await?;
    let mut values = Map::new();
    values.insert(Task::DONE_AT.into(), done.done_at.unwrap_or_else(|| records.tenant().clock().now().rfc3339()).into());
    if let Some(result) = done.result {
        values.insert(Task::RESULT.into(), result.into());
    }
    let (by, values) = (By::Operation { name: "complete_task", user: access.actor.user }, &values);
    let task =
        records.write(&access, by, move |w| Box::pin(async move { w.patch(Task::OBJECT, id, values, None).await })).await?;
    Ok(Json(records.json(&access, &task)))
}
