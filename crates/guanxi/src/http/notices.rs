//! What the person signed in was told.

use super::extract::{Json, Query};
use super::problem::Problem;
use crate::mail;
use crate::signin::Auth;
use axum::Json as Answer;
use axum::http::StatusCode;
use model::Id;
use records::digest::{Choice, Mode};
use serde::{Deserialize, Serialize};
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

/// What one was told, newest first: `items` (`kind`: `assigned`, `shared`, `mentioned`, `import_done`, `import_failed`, `task_due`,
/// `task_reminder`), `next`, `unread` (100 stands for more)
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

/// When one's notices come by mail.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Digest {
    /// `off`; `daily`: once a day, what is unread then; `at_once`: as they come, finished imports once a day.
    #[schema(value_type = String)]
    mode: Mode,
    /// Of the day's letter, 0 to 23.
    #[schema(minimum = 0, maximum = 23)]
    hour: i8,
    /// IANA name of the zone of `hour`.
    #[schema(max_length = 60)]
    zone: String,
}

/// When one's notices come by mail
#[utoipa::path(get, path = "/api/me/digest", tag = "notices", security(("session" = [])),
    responses((status = 200, description = "As one chose", body = Digest)))]
pub async fn digest(auth: Auth) -> Result<Answer<Digest>, Problem> {
    auth.in_person()?;
    let Choice { mode, hour, zone } = auth.records().digest_of(auth.signed().account.id).await?;
    Ok(Answer(Digest { mode, hour, zone }))
}

/// Choose when one's notices come by mail
#[utoipa::path(put, path = "/api/me/digest", tag = "notices", request_body = Digest, security(("session" = [])),
    responses((status = 204, description = "Chosen")))]
pub async fn put_digest(auth: Auth, Json(input): Json<Digest>) -> Result<StatusCode, Problem> {
    auth.in_person()?;
    let Digest { mode, hour, zone } = input;
    if mode != Mode::Off {
        mail::needed(auth.settings().mail.as_ref())?;
    }
    auth.records().put_digest(auth.access(), &Choice { mode, hour, zone }).await?;
    Ok(StatusCode::NO_CONTENT)
}
