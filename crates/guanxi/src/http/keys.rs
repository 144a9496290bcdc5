//! API keys: listed, made, ended. A key acts in its maker's name and can do less than they can.

use super::extract::{Json, Path};
use super::once::Secret;
use super::problem::Problem;
use crate::signin::keys::{self, KeyView, NewKey};
use crate::signin::networks;
use crate::signin::{Allowed, Auth, may as right};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json as Answer};
use model::{Id, Ts};
use records::access::Act;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A list that is short enough to come whole.
#[derive(Serialize, ToSchema)]
pub struct Keys {
    items: Vec<KeyView>,
    /// Always null: there is one page.
    #[schema(value_type = Option<String>)]
    next: (),
}

/// API keys that work, newest first
#[utoipa::path(get, path = "/api/keys", tag = "keys", extensions(("x-permission" = json!("key.manage"))),
    responses((status = 200, description = "The keys, without their secrets", body = Keys)))]
pub async fn list(auth: Allowed<right::Keys>) -> Result<Answer<Keys>, Problem> {
    let items = keys::list(auth.tenant()).await?.iter().map(KeyView::from).collect();
    Ok(Answer(Keys { items, next: () }))
}

/// What a new key may do, and until when.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKeyInput {
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// Permissions, some of one's own, of all objects or of one (`record.read:customer`); empty for none.
    #[serde(default)]
    scopes: Vec<String>,
    /// Days after which it ends; left out: never.
    #[schema(minimum = 1, maximum = 3650)]
    days: Option<u32>,
    /// As which source what it writes comes, as `erp`: 1 to 40 of a-z, 0-9, - and _; left out: `api`.
    #[schema(max_length = 40)]
    source: Option<String>,
    /// Networks from which it works, in place of the company's: `203.0.113.0/24`; empty: those of the company.
    #[serde(default)]
    networks: Vec<String>,
}

/// A key with its text, which is never shown again.
#[derive(Serialize, ToSchema)]
pub struct MadeKey {
    #[serde(flatten)]
    key: KeyView,
    /// `gx_<company>_<id>_<secret>`, for header `Authorization: Bearer`.
    secret: String,
}

/// Make an API key; the answer is the only time its text is shown
#[utoipa::path(post, path = "/api/keys", tag = "keys", request_body = NewKeyInput, extensions(("x-permission" = json!("key.manage"))),
    responses((status = 201, description = "Made", body = MadeKey)))]
pub async fn create(auth: Allowed<right::Keys>, Json(input): Json<NewKeyInput>) -> Result<Response, Problem> {
    let name = input.name.trim();
    if name.is_empty() || name.chars().count() > 100 {
        return Err(Problem::field("name", "required", "say what the key is for, in 1 to 100 characters"));
    }
    if let Some(unknown) = input.scopes.iter().find(|s| !may(&auth, s)) {
        return Err(Problem::field("scopes", "not_an_option", format!("'{unknown}' is not one of your permissions")));
    }
    if input.days.is_some_and(|d| d == 0 || d > 3650) {
        return Err(Problem::field("days", "out_of_range", "from 1 to 3650"));
    }
    let source = input.source.filter(|s| !s.is_empty());
    if source.as_deref().is_some_and(|s| !records::sources::is_source(s)) {
        return Err(Problem::field("source", "bad_name", "use 1 to 40 of a-z, 0-9, - and _"));
    }
    let networks = networks::checked(&input.networks)?;
    let now = auth.now();
    let user = auth.signed().account.id;
    let expires_at = input.days.map(|d| Ts(now.0 + i64::from(d) * 86_400_000_000));
    let new = NewKey { name: name.to_owned(), scopes: input.scopes, user, created_by: user, expires_at, source, networks };
    let (key, secret) = keys::create(auth.tenant(), &auth.access().who(), new, now).await?;
    let made = MadeKey { key: KeyView::from(&key), secret };
    Ok((StatusCode::CREATED, Extension(Secret), Answer(made)).into_response())
}

/// Whether the scope is a permission that the asker has, of all objects or of one: `record.read:customer`.
fn may(auth: &Auth, scope: &str) -> bool {
    let access = auth.access();
    match scope.split_once(':') {
        None => access.can(scope),
        Some((name, object)) => {
            let act = Act::ALL.into_iter().find(|a| a.permission() == name);
            act.is_some_and(|act| auth.records().catalog().objects.contains_key(object) && access.allows(act, object))
        }
    }
}

/// End an API key
#[utoipa::path(delete, path = "/api/keys/{id}", tag = "keys", extensions(("x-permission" = json!("key.manage"))),
    params(("id" = String, Path, format = "uuid")), responses((status = 204, description = "It works no more")))]
pub async fn delete(auth: Allowed<right::Keys>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    let now = auth.now();
    if !keys::revoke(auth.tenant(), &auth.access().who(), id, now).await? {
        return Err(Problem::not_found("API key"));
    }
    auth.gate().forget();
    Ok(StatusCode::NO_CONTENT)
}
