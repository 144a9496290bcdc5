//! Links for people without an account, on the record that they show.

use crate::http::extract::{Json, Path};
use crate::http::once::Secret;
use crate::http::problem::Problem;
use crate::signin::guest::outside;
use crate::signin::password::SHORTEST;
use crate::signin::token::Token;
use crate::signin::{Allowed, Auth, may};
use axum::http::StatusCode;
use axum::{Extension, Json as Answer};
use model::Id;
use records::Access;
use records::share::guest::{NewGuestLink, offered};
use serde::Deserialize;
use serde_json::{Value, json};

/// What a new link shows, to whom, and until when.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewLink {
    #[serde(default)]
    label: String,
    days: u32,
    fields: Vec<String>,
    passcode: Option<String>,
}

async fn as_outside(auth: &Auth) -> Result<Access, Problem> {
    Ok(outside(&*auth.records().current().await?, auth.access()))
}

/// `GET /api/records/{object}/{id}/guest-links`
pub async fn list(auth: Allowed<may::Share>, Path((object, id)): Path<(String, Id)>) -> Result<Answer<Value>, Problem> {
    let access = as_outside(&auth).await?;
    let items = auth.records().guest_links(&access, &object, id).await?;
    let catalog = auth.records().current().await?;
    let offered: Vec<&str> = offered(catalog.object(&object)?, &access).map(|f| f.name.as_ref()).collect();
    Ok(Answer(json!({ "items": items, "offered": offered })))
}

/// `POST /api/records/{object}/{id}/guest-links`
pub async fn create(
    auth: Allowed<may::Share>,
    Path((object, id)): Path<(String, Id)>,
    Json(input): Json<NewLink>,
) -> Result<(StatusCode, Extension<Secret>, Answer<Value>), Problem> {
    auth.in_person()?;
    let access = as_outside(&auth).await?;
    auth.records().sharable(&access, &object, id).await?;
    let passcode = match input.passcode.as_deref().map(str::trim).filter(|p| !p.is_empty()) {
        Some(text) if !(SHORTEST..=64).contains(&text.chars().count()) => {
            return Err(Problem::field("passcode", "out_of_range", format!("has {SHORTEST} to 64 characters")));
        }
        Some(text) => Some(auth.gate().passwords.hash(text.to_owned()).await?),
        None => None,
    };
    let token = Token::new(auth.tenant().slug(), Id::at(auth.now().unix_ms()));
    let NewLink { label, days, fields, .. } = input;
    let new = NewGuestLink { id: token.id, hash: token.hash(), label, fields, passcode, days };
    let link = auth.records().make_guest_link(&access, &object, id, &new).await?;
    let mut made = json!(link);
    made["url"] = json!(format!("{}/g/{}", auth.settings().public_url, token.text()));
    Ok((StatusCode::CREATED, Extension(Secret), Answer(made)))
}

/// `DELETE /api/records/{object}/{id}/guest-links/{link}`
pub async fn delete(auth: Allowed<may::Share>, Path((object, id, link)): Path<(String, Id, Id)>) -> Result<StatusCode, Problem> {
    let access = as_outside(&auth).await?;
    auth.records().end_guest_link(&access, &object, id, link).await?;
    Ok(StatusCode::NO_CONTENT)
}
