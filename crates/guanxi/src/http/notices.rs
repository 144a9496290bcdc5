//! What the person signed in was told.

use super::extract::{Json, Query};
use super::problem::Problem;
use crate::signin::Auth;
use axum::Json as Answer;
use model::Id;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// Notices of a page, unless asked otherwise.
const PAGE: usize = 20;
/// Most notices marked by their ids at once.
const MARKED: usize = 100;

/// Which page.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// `next` of the page before.
    #[param(value_type = Option<String>, format = "uuid")]
    cursor: Option<Id>,
    /// 20 when left out, 100 at most.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
}

/// What one was told, newest first: `items` (`kind`: `assigned`, `import_done`, `import_failed`, `task_due`), `next`, `unread`
/// (100 stands for more)
#[utoipa::path(get, path = "/api/notices", tag = "notices", params(Wanted), security(("session" = [])),
    responses((status = 200, description = "A page", body = Value)))]
pub async fn list(auth: Auth, Query(wanted): Query<Wanted>) -> Result<Answer<Value>, Problem> {
    auth.in_person()?;
    let page = auth.records().notices(auth.access(), wanted.cursor, wanted.limit.unwrap_or(PAGE)).await?;
    Ok(Answer(json!(page)))
}

/// Which notices were read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Marked {
    /// Left out: all.
    #[schema(value_type = Option<Vec<String>>, max_items = 100)]
    ids: Option<Vec<Id>>,
}

/// Mark notices as read
#[utoipa::path(post, path = "/api/notices/read", tag = "notices", request_body = Marked, security(("session" = [])),
    responses((status = 200, description = "`unread`: how many are left", body = Value)))]
pub async fn read(auth: Auth, Json(marked): Json<Marked>) -> Result<Answer<Value>, Problem> {
    auth.in_person()?;
    if marked.ids.as_ref().is_some_and(|ids| ids.len() > MARKED) {
        return Err(Problem::field("ids", "too_many", format!("names more than {MARKED} notices")));
    }
    let unread = auth.records().read_notices(auth.access(), marked.ids.as_deref()).await?;
    Ok(Answer(json!({ "unread": unread })))
}
