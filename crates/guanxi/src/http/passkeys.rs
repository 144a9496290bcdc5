//! Passkeys: one's own, those of the people whom one administers, and signing in with one.

use super::cookies::{Cookie, welcome};
use super::extract::{Json, Path};
use super::once::Secret;
use super::problem::Problem;
use super::session::Me;
use super::users::{prove_recent, recent};
use crate::app::App;
use crate::signin::passkey::key::{self, Key, Which};
use crate::signin::passkey::{self, Asked, NewKey};
use crate::signin::request::From;
use crate::signin::token::{Token, random_text};
use crate::signin::{Allowed, Auth, may, rules, staff, totp};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json as Answer};
use model::{Id, Ts};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// The cookie by which a browser is known that signs in with a passkey.
const COOKIE: Cookie = Cookie { name: "gx_passkey", path: "/api/sign-in/passkey", same_site: "Strict" };
/// How long it is kept, in seconds.
const MINUTES: u64 = 300;
/// Its length, in characters.
const BROWSER: usize = 40;

/// A key on somebody's device.
#[derive(Serialize, ToSchema)]
#[schema(as = Passkey)]
pub struct PasskeyView {
    #[schema(value_type = String, format = "uuid")]
    id: Id,
    /// Which device it is.
    name: String,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    used_at: Option<String>,
}

/// A list that is short enough to come whole.
#[derive(Serialize, ToSchema)]
pub struct Passkeys {
    items: Vec<PasskeyView>,
    /// Always null: there is one page.
    #[schema(value_type = Option<String>)]
    next: (),
    /// Where people use them: `https://crm.example`; null: the server has no address that browsers have keys for.
    origin: Option<String>,
    /// One signed in less than ten minutes ago: to add and to remove needs no password.
    recent: bool,
}

/// What the browser passes to the device.
#[derive(Serialize, ToSchema)]
pub struct Question {
    /// For `navigator.credentials.create` or `get`; bytes are base64url.
    options: Value,
    /// To be sent along with the device's answer; good once, for five minutes, in this browser.
    ceremony: String,
}

impl std::convert::From<Asked> for Question {
    fn from(Asked { options, ceremony }: Asked) -> Self {
        Self { options, ceremony }
    }
}

fn view(key: Key) -> PasskeyView {
    let Key { id, name, created_at, used_at } = key;
    PasskeyView { id, name, created_at: created_at.rfc3339(), used_at: used_at.map(Ts::rfc3339) }
}

async fn list_for(auth: &Auth, user: Id, recent: bool) -> Result<Answer<Passkeys>, Problem> {
    let items = key::list(auth.tenant(), user).await?.into_iter().map(view).collect();
    Ok(Answer(Passkeys { items, next: (), origin: auth.passkeys().origin(), recent }))
}

/// One's passkeys, oldest first
#[utoipa::path(get, path = "/api/me/passkeys", tag = "session", security(("session" = [])),
    responses((status = 200, description = "All of them", body = Passkeys)))]
pub async fn list(auth: Auth) -> Result<Answer<Passkeys>, Problem> {
    let recent = recent(&auth).await?;
    list_for(&auth, auth.signed().account.id, recent).await
}

/// The password once more, of those who signed in longer than ten minutes ago.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecentProof {
    #[schema(max_length = 512)]
    password: Option<String>,
}

/// Begin a passkey: what the device is asked
#[utoipa::path(post, path = "/api/me/passkeys/begin", tag = "session", security(("session" = [])), request_body = RecentProof,
    responses((status = 200, description = "To be answered by the device", body = Question)))]
pub async fn begin(auth: Auth, Json(proof): Json<RecentProof>) -> Result<(Extension<Secret>, Answer<Question>), Problem> {
    let session = auth.in_person()?;
    prove_recent(&auth, proof.password).await?;
    let asked = auth.passkeys().ask_new(auth.tenant(), &auth.signed().account, session).await?;
    Ok((Extension(Secret), Answer(asked.into())))
}

/// A key that a device made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPasskey {
    /// Which device it is.
    #[schema(max_length = 100)]
    name: String,
    #[schema(max_length = 200)]
    ceremony: String,
    /// What `navigator.credentials.create` gave; bytes are base64url.
    credential: Value,
}

/// Add a passkey; the session counts as one with a second factor from then on
#[utoipa::path(post, path = "/api/me/passkeys", tag = "session", security(("session" = [])), request_body = NewPasskey,
    responses((status = 201, description = "One can sign in with it", body = PasskeyView)))]
pub async fn create(auth: Auth, Json(input): Json<NewPasskey>) -> Result<(StatusCode, Answer<PasskeyView>), Problem> {
    let session = auth.in_person()?;
    let NewPasskey { name, ceremony, credential } = input;
    let (user, new) = (auth.signed().account.id, NewKey { name, ceremony, credential });
    let key = auth.passkeys().add(auth.tenant(), &auth.access().who(), user, session, new).await?;
    auth.gate().strengthen(session).await?;
    Ok((StatusCode::CREATED, Answer(view(key))))
}

/// Another name for a passkey.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeyName {
    #[schema(max_length = 100)]
    name: String,
}

/// Rename one of one's passkeys
#[utoipa::path(patch, path = "/api/me/passkeys/{id}", tag = "session", security(("session" = [])), request_body = PasskeyName,
    params(("id" = String, Path, format = "uuid")), responses((status = 204, description = "It has the name")))]
pub async fn rename(auth: Auth, Path(id): Path<Id>, Json(input): Json<PasskeyName>) -> Result<StatusCode, Problem> {
    auth.in_person()?;
    let name = passkey::checked_name(&input.name)?;
    let there = key::rename(auth.tenant(), &auth.access().who(), auth.signed().account.id, id, &name).await?;
    if there { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found("passkey")) }
}

/// Remove one of one's passkeys
#[utoipa::path(post, path = "/api/me/passkeys/{id}/remove", tag = "session", security(("session" = [])), request_body = RecentProof,
    params(("id" = String, Path, format = "uuid")), responses((status = 204, description = "Nobody signs in with it any more")))]
pub async fn remove(auth: Auth, Path(id): Path<Id>, Json(proof): Json<RecentProof>) -> Result<StatusCode, Problem> {
    prove_recent(&auth, proof.password).await?;
    let (tenant, account) = (auth.tenant(), &auth.signed().account);
    let all = key::list(tenant, account.id).await?;
    if !all.iter().any(|key| key.id == id) {
        return Err(Problem::not_found("passkey"));
    }
    let last = all.len() == 1 && !totp::state(tenant, account.id).await?.enabled;
    if last && rules::of(tenant).await?.needs_second(&account.role) {
        let detail = "Your company asks you for a second factor, and this is the only one you have; add another first.";
        return Err(Problem::new(StatusCode::CONFLICT, "second_factor_required", detail));
    }
    key::remove(tenant, &auth.access().who(), (account.id, &account.name), Which::One(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Passkeys of a person
#[utoipa::path(get, path = "/api/users/{id}/passkeys", tag = "users", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("unit.people"))), responses((status = 200, description = "All of them", body = Passkeys)))]
pub async fn list_of(auth: Allowed<may::People>, Path(id): Path<Id>) -> Result<Answer<Passkeys>, Problem> {
    let account = staff::reached(auth.records(), auth.access(), id).await?;
    list_for(&auth, account.id, false).await
}

/// Remove all passkeys of a person and end their sessions
#[utoipa::path(delete, path = "/api/users/{id}/passkeys", tag = "users", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("unit.people"))), responses((status = 204, description = "None of them opens anything")))]
pub async fn remove_all_of(auth: Allowed<may::People>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    take_off(&auth, id, Which::All).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Remove the passkey of a device that a person lost, and end their sessions
#[utoipa::path(delete, path = "/api/users/{id}/passkeys/{passkey}", tag = "users",
    params(("id" = String, Path, format = "uuid"), ("passkey" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("unit.people"))), responses((status = 204, description = "It opens nothing")))]
pub async fn remove_of(auth: Allowed<may::People>, Path((id, passkey)): Path<(Id, Id)>) -> Result<StatusCode, Problem> {
    if take_off(&auth, id, Which::One(passkey)).await? { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found("passkey")) }
}

/// Takes keys off somebody whose device is lost; it may be signed in.
async fn take_off(auth: &Auth, user: Id, which: Which) -> Result<bool, Problem> {
    let account = staff::governed(auth.records(), auth.access(), user).await?;
    let gone = key::remove(auth.tenant(), &auth.access().who(), (account.id, &account.name), which).await?;
    if gone > 0 {
        auth.gate().end_sessions(auth.tenant(), account.id, auth.signed().session).await?;
    }
    Ok(gone > 0)
}

/// At which company.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AtCompany {
    /// Short name of the company.
    #[schema(max_length = 100)]
    company: String,
}

/// Begin to sign in with a passkey: what the device is asked
#[utoipa::path(post, path = "/api/sign-in/passkey/begin", tag = "session", request_body = AtCompany, security(()),
    responses((status = 200, description = "To be answered by the device; the cookie is set by which this browser is known", body = Question)))]
#[allow(clippy::disallowed_methods, reason = "nobody is signed in yet")]
pub async fn ask_passkey(
    State(app): State<App>,
    From(origin): From,
    headers: HeaderMap,
    Json(at): Json<AtCompany>,
) -> Result<Response, Problem> {
    app.gate().admit_visitor(&origin)?;
    let tenant = match app.store().tenant(&at.company.trim().to_lowercase()).await {
        Err(store::Error::NotFound(_)) => return Err(Problem::not_found("company")),
        other => other?,
    };
    // kept by a browser that asks twice, so that one page does not spoil what another asks
    let browser = known_browser(&headers).map_or_else(|| random_text(BROWSER), str::to_owned);
    let asked = app.passkeys().ask_any(&tenant, &browser).await?;
    let cookie = COOKIE.set(app.settings(), &browser, MINUTES);
    Ok(([(header::SET_COOKIE, cookie)], Answer(Question::from(asked))).into_response())
}

/// A device's answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    #[schema(max_length = 200)]
    ceremony: String,
    /// What `navigator.credentials.get` gave; bytes are base64url.
    credential: Value,
}

/// Sign in with a passkey, in the browser in which it was begun
#[utoipa::path(post, path = "/api/sign-in/passkey", tag = "session", request_body = Signature, security(()),
    responses((status = 200, description = "Signed in; the cookie is set", body = Me)))]
#[allow(clippy::disallowed_methods, reason = "nobody is signed in yet")]
pub async fn sign_in_by_passkey(
    State(app): State<App>,
    From(origin): From,
    headers: HeaderMap,
    Json(input): Json<Signature>,
) -> Result<Response, Problem> {
    app.gate().admit_visitor(&origin)?;
    let token = Token::parse(&input.ceremony).ok_or_else(passkey::refused)?;
    let browser = known_browser(&headers).ok_or_else(passkey::refused)?;
    let records = match app.records(&token.tenant).await {
        Err(records::Error::Store(store::Error::NotFound(_))) => return Err(passkey::refused()),
        other => other?,
    };
    let asked = (&token, browser);
    let entered = app.gate().enter_by_passkey(app.passkeys(), records.tenant(), asked, input.credential, &origin).await?;
    welcome(&app, &headers, &entered, Some(&COOKIE)).await
}

/// What a browser without a session is known by.
fn known_browser(headers: &HeaderMap) -> Option<&str> {
    COOKIE.of(headers).filter(|text| text.len() == BROWSER)
}
