//! The people of the company: listed, added, changed by administrators, and by those of a unit as far as it goes.

use super::extract::{Json, Path};
use super::once::Secret;
use super::problem::Problem;
use crate::signin::passkey::key as passkeys;
use crate::signin::staff::{self, NewPerson, PersonPatch};
use crate::signin::{Allowed, Auth, accounts, may};
use axum::Json as Answer;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::{Id, Ts};
use records::{Audit, AuditKind, audit};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// People whom one administers, by name: all, or those of one's own team and of the teams below it
#[utoipa::path(get, path = "/api/users", tag = "users", extensions(("x-permission" = json!("unit.people"))),
    responses((status = 200, description = "All of them; `passkeys`: how many each has; `teams`: where one may put them, null for anywhere", body = Value)))]
pub async fn list(auth: Allowed<may::People>) -> Result<Answer<Value>, Problem> {
    let mut all = accounts::list(auth.tenant()).await?;
    all.retain(|account| auth.access().manages(account.team));
    let locked = auth.gate().locked_until(auth.tenant(), &all).await?;
    let passkeys = passkeys::counts(auth.tenant()).await?;
    let items: Vec<Value> = all
        .iter()
        .zip(locked)
        .map(|(account, until)| {
            let mut one = staff::view(account);
            one["locked_until"] = until.map(Ts::rfc3339).into();
            one["passkeys"] = passkeys.get(&account.id).copied().unwrap_or(0).into();
            one
        })
        .collect();
    let access = auth.access();
    let teams = (!access.manages_all()).then(|| access.place.below.to_vec());
    Ok(Answer(json!({ "items": items, "next": null, "teams": teams })))
}

/// A person to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    #[schema(max_length = 254)]
    email: String,
    #[schema(max_length = 100)]
    name: String,
    /// Code of a role: `administrator`, `member`, or one that the company has made.
    #[serde(default = "member")]
    #[schema(default = "member")]
    role: String,
    language: Option<String>,
    /// Left out: none, or one's own for those who administer a unit.
    #[schema(value_type = Option<String>, format = "uuid")]
    team: Option<Id>,
    /// Left out: one is made, and shown once in the answer.
    #[schema(min_length = 8, max_length = 512)]
    password: Option<String>,
}

fn member() -> String {
    "member".to_owned()
}

/// Add a person
#[utoipa::path(post, path = "/api/users", tag = "users", request_body = NewUser, extensions(("x-permission" = json!("unit.people"))),
    responses((status = 201, description = "Added; `password` only when it was made here", body = Value)))]
pub async fn create(auth: Allowed<may::People>, Json(input): Json<NewUser>) -> Result<Response, Problem> {
    let NewUser { email, name, role, language, team, password } = input;
    let new = NewPerson { email, name, role, language, team, password };
    let (account, made) = staff::add(auth.gate(), auth.records(), auth.access(), new).await?;
    let mut body = staff::view(&account);
    let secret = made.is_some();
    if let Some(password) = made {
        body["password"] = password.into();
    }
    let location = format!("/api/users/{}", account.id);
    let mut answer = (StatusCode::CREATED, [(header::LOCATION, location)], Answer(body)).into_response();
    if secret {
        answer.extensions_mut().insert(Secret);
    }
    Ok(answer)
}

/// What to change of a person; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserPatch {
    #[schema(max_length = 254)]
    email: Option<String>,
    #[schema(max_length = 100)]
    name: Option<String>,
    role: Option<String>,
    language: Option<String>,
    /// null: in none.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = "uuid")]
    team: Option<Option<Id>>,
    /// false: they can no longer sign in, and their sessions and keys end. Refused with 409 while they hold something; see
    /// `/api/users/{id}/hand-over`.
    active: Option<bool>,
    #[schema(min_length = 8, max_length = 512)]
    password: Option<String>,
}

/// Null is a value, other than being left out.
fn given<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Option<Id>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// Change a person
#[utoipa::path(patch, path = "/api/users/{id}", tag = "users", request_body = UserPatch, params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("unit.people"))), responses((status = 200, description = "As they are now", body = Value)))]
pub async fn patch(
    auth: Allowed<may::People>,
    Path(id): Path<Id>,
    Json(input): Json<UserPatch>,
) -> Result<Answer<Value>, Problem> {
    let UserPatch { email, name, role, language, team, active, password } = input;
    let patch = PersonPatch { email, name, role, language, team, active, password, hand_over: None };
    let account = staff::change(auth.gate(), auth.records(), auth.access(), id, patch).await?;
    Ok(Answer(staff::view(&account)))
}

/// Let a person sign in again who is locked out after wrong passwords
#[utoipa::path(post, path = "/api/users/{id}/unlock", tag = "users", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("unit.people"))), responses((status = 204, description = "They may try again")))]
pub async fn unlock(auth: Allowed<may::People>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    let account = staff::governed(auth.records(), auth.access(), id).await?;
    if auth.gate().unlock(auth.tenant(), &account).await? {
        let entry = Audit::new(AuditKind::Unlocked).of(id, account.name);
        audit::note_alone(auth.tenant(), &auth.access().who(), &entry).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Gives the person signed in a new password when they know the current one; other sessions end.
///
/// # Errors
/// 422 when the current one is wrong or the new one is not acceptable; 429 after too many attempts.
pub async fn change_own_password(auth: &Auth, new: String, current: String) -> Result<(), Problem> {
    let id = auth.signed().account.id;
    prove(auth, current, "current_password").await?;
    let gate = auth.gate();
    let hash = gate.passwords.hash(new).await?;
    let now = auth.now();
    let changed = Audit::new(AuditKind::PasswordChanged).of(id, auth.signed().account.name.as_str());
    let (hash, who, changed) = (&hash, &auth.access().who(), &changed);
    auth.tenant()
        .write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                accounts::put_password(tx, id, hash, now).await?;
                audit::note(tx, who, changed).await
            })
        })
        .await?;
    gate.end_sessions(auth.tenant(), id, auth.signed().session).await
}

/// Asks the person signed in for their password once more.
///
/// # Errors
/// 422 naming `field` when it is wrong; 429 after too many attempts.
pub async fn prove(auth: &Auth, password: String, field: &str) -> Result<(), Problem> {
    let (gate, account) = (auth.gate(), &auth.signed().account);
    let targets = gate.admit_again(auth.tenant(), account, auth.origin()).await?;
    let stored = accounts::password(auth.tenant(), account.id).await?;
    if !gate.passwords.check(password, stored).await {
        return Err(Problem::field(field, "wrong", "is not your password"));
    }
    gate.forgive(&targets).await
}

/// A sign-in proves for so long who sits there, in microseconds.
const RECENT: i64 = 600_000_000;

/// Whether the person signed in did so a moment ago, so that they need not prove it again.
///
/// # Errors
/// 403 for programs; of the database.
pub async fn recent(auth: &Auth) -> Result<bool, Problem> {
    let session = auth.gate().session(auth.tenant(), auth.in_person()?).await?;
    Ok(session.is_some_and(|s| auth.now().0 - s.created_at.0 < RECENT))
}

/// Lets go on who signed in a moment ago, and whoever knows the password.
///
/// # Errors
/// 422 naming `password` when it is wrong, or missing; 429 after too many attempts; 403 for programs.
pub async fn prove_recent(auth: &Auth, password: Option<String>) -> Result<(), Problem> {
    match password.filter(|p| !p.is_empty()) {
        Some(password) => prove(auth, password, "password").await,
        None if recent(auth).await? => Ok(()),
        None => Err(Problem::field("password", "required", "you signed in a while ago; send your password, or sign in again")),
    }
}

/// Writes fields of their own record for the person signed in.
///
/// # Errors
/// 422 with every field's error.
pub async fn write_own(auth: &Auth, id: Id, values: Map<String, Value>) -> Result<(), Problem> {
    auth.records().patch(auth.access(), "user", id, &values, None).await?;
    Ok(())
}
