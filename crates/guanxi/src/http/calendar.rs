//! One's open tasks in a calendar: the address that one makes and ends, and what calendars read there.

use super::extract::{Path, Query};
use super::once::Secret;
use super::problem::Problem;
use crate::app::App;
use crate::calendar::{self, Form, document};
use crate::signin::Auth;
use crate::signin::request::From;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json as Answer};
use model::Ts;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// Whether there is an address, and when it was used.
#[derive(Serialize, ToSchema)]
pub struct CalendarFeed {
    /// Null: there is none.
    #[schema(format = DateTime)]
    made_at: Option<String>,
    /// About when a calendar read it last.
    #[schema(format = DateTime)]
    read_at: Option<String>,
}

/// A secret address, told once.
#[derive(Serialize, ToSchema)]
pub struct CalendarAddress {
    /// Where calendars read dates; with `?as=todo` they read tasks.
    url: String,
}

/// The address at which calendars read one's open tasks
#[utoipa::path(get, path = "/api/me/calendar", tag = "tasks", security(("session" = [])),
    responses((status = 200, description = "Whether there is one; not the address itself", body = CalendarFeed)))]
pub async fn calendar_feed(auth: Auth) -> Result<Answer<CalendarFeed>, Problem> {
    auth.in_person()?;
    let feed = calendar::of(auth.tenant(), auth.signed().account.id).await?;
    let made_at = feed.map(|f| f.made_at.rfc3339());
    Ok(Answer(CalendarFeed { made_at, read_at: feed.and_then(|f| f.read_at).map(Ts::rfc3339) }))
}

/// Make a new address at which calendars read one's open tasks; the one before ends
#[utoipa::path(post, path = "/api/me/calendar", tag = "tasks", security(("session" = [])),
    responses((status = 201, description = "The address", body = CalendarAddress)))]
pub async fn make_calendar_feed(auth: Auth) -> Result<(StatusCode, Extension<Secret>, Answer<CalendarAddress>), Problem> {
    auth.in_person()?;
    let token = calendar::renew(auth.tenant(), &auth.access().who(), auth.signed().account.id).await?;
    let url = format!("{}/c/{}.ics", auth.settings().public_url, token.text());
    Ok((StatusCode::CREATED, Extension(Secret), Answer(CalendarAddress { url })))
}

/// End the address at which calendars read one's open tasks
#[utoipa::path(delete, path = "/api/me/calendar", tag = "tasks", security(("session" = [])),
    responses((status = 204, description = "There is none any more")))]
pub async fn end_calendar_feed(auth: Auth) -> Result<StatusCode, Problem> {
    auth.in_person()?;
    calendar::end(auth.tenant(), &auth.access().who(), auth.signed().account.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How tasks are wanted.
#[derive(Deserialize)]
pub struct Wanted {
    #[serde(rename = "as")]
    form: Option<String>,
}

/// `GET /c/{token}.ics`
pub async fn read(
    State(app): State<App>,
    From(origin): From,
    Path(file): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = match file.strip_suffix(".ics") {
        Some(token) => calendar::enter(&app, token, &origin).await?,
        None => None,
    };
    let Some(found) = found else { return Err(Problem::not_found("calendar")) };
    let form = if wanted.form.as_deref() == Some("todo") { Form::Todos } else { Form::Events };
    let text = document(&found, form, &app.settings().url);
    let tag: String = Sha256::digest(text.as_bytes()).iter().take(16).map(|b| format!("{b:02x}")).collect();
    let tag = HeaderValue::from_str(&format!("\"{tag}\"")).map_err(|_| Problem::not_found("calendar"))?;
    let known = headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let same = known.split(',').any(|one| one.trim().trim_start_matches("W/").as_bytes() == tag.as_bytes());
    let about = [
        (header::ETAG, tag),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (header::HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
    ];
    if same {
        return Ok((StatusCode::NOT_MODIFIED, about).into_response());
    }
    Ok((about, [(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response())
}
