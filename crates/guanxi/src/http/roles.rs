//! Roles: listed, made, changed, removed by those who manage people.

use super::extract::{Json, Path};
use super::problem::Problem;
use crate::signin::roles::{self, Draft, Named};
use crate::signin::{Allowed, Auth, accounts, may};
use axum::Json as Answer;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Id;
use records::Grants;
use records::access::{Role, permission};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// All roles: the program's own first, then the company's by name. Who administers a unit sees those that they may give
#[utoipa::path(get, path = "/api/roles", tag = "roles", extensions(("x-permission" = json!("unit.people"))),
    responses((status = 200, description = "Each with what it grants and how many people have it; `permissions` are the general ones there are", body = Value)))]
pub async fn list(auth: Allowed<may::People>) -> Result<Answer<Value>, Problem> {
    let mut items = roles::list(auth.tenant()).await?;
    let access = auth.access();
    if !access.manages_all() {
        items.retain(|r| roles::within_own(&Role::new(&r.code, r.grants.clone()), access).is_ok());
        let people = accounts::list(auth.tenant()).await?;
        let has = |code: &str| people.iter().filter(|a| a.role == code && access.manages(a.team)).count();
        items.iter_mut().for_each(|r| r.people = i64::try_from(has(&r.code)).unwrap_or(i64::MAX));
    }
    Ok(Answer(json!({ "items": items, "next": null, "permissions": permission::GENERAL })))
}

/// A role to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRole {
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// By which programs name it: small letters, digits and `_`. Left out: one is made.
    #[schema(max_length = 60)]
    code: Option<String>,
    /// `permissions` (general ones), `usual` (for objects that are not named) and `objects`: for each what may be done and how far.
    #[schema(value_type = Value)]
    grants: Grants,
}

/// Make a role
#[utoipa::path(post, path = "/api/roles", tag = "roles", request_body = NewRole, extensions(("x-permission" = json!("user.manage"))),
    responses((status = 201, description = "Made", body = Value)))]
pub async fn create(auth: Allowed<may::Users>, Json(input): Json<NewRole>) -> Result<Response, Problem> {
    let NewRole { name, code, grants } = input;
    let made = || format!("role_{}", &Id::at(auth.now().unix_ms()).to_string().replace('-', "")[20..]);
    let code = code.filter(|c| !c.is_empty()).unwrap_or_else(made);
    roles::check_code(&code)?;
    let draft = Draft { code, name, grants }.checked(&auth.records().catalog(), auth.access())?;
    roles::put(auth.tenant(), &auth.access().who(), &draft, true, auth.now()).await?;
    let location = format!("/api/roles/{}", draft.code);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Answer(json!(named(&auth, &draft.code).await?))).into_response())
}

/// What to change of a role; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RolePatch {
    #[schema(min_length = 1, max_length = 100)]
    name: Option<String>,
    #[schema(value_type = Option<Value>)]
    grants: Option<Grants>,
}

/// Change a role; whoever has it can do the new things, and no longer the old ones, within seconds
#[utoipa::path(patch, path = "/api/roles/{code}", tag = "roles", request_body = RolePatch, params(("code" = String, Path)),
    extensions(("x-permission" = json!("user.manage"))), responses((status = 200, description = "As it is now", body = Value)))]
pub async fn patch(
    auth: Allowed<may::Users>,
    Path(code): Path<String>,
    Json(input): Json<RolePatch>,
) -> Result<Answer<Value>, Problem> {
    let before = own(&auth, &code).await?;
    let RolePatch { name, grants } = input;
    let draft = Draft { code, name: name.unwrap_or(before.name), grants: grants.unwrap_or(before.grants) };
    let draft = draft.checked(&auth.records().catalog(), auth.access())?;
    roles::put(auth.tenant(), &auth.access().who(), &draft, false, auth.now()).await?;
    auth.gate().forget();
    Ok(Answer(json!(named(&auth, &draft.code).await?)))
}

/// Remove a role that nobody has
#[utoipa::path(delete, path = "/api/roles/{code}", tag = "roles", params(("code" = String, Path)),
    extensions(("x-permission" = json!("user.manage"))), responses((status = 204, description = "It is gone")))]
pub async fn delete(auth: Allowed<may::Users>, Path(code): Path<String>) -> Result<StatusCode, Problem> {
    let role = own(&auth, &code).await?;
    if roles::remove(auth.tenant(), &auth.access().who(), &role).await? {
        auth.gate().forget();
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Problem::new(StatusCode::CONFLICT, "in_use", "People have this role; give them another one first."))
}

async fn named(auth: &Auth, code: &str) -> Result<Named, Problem> {
    let all = roles::list(auth.tenant()).await?;
    all.into_iter().find(|r| r.code == code).ok_or_else(|| Problem::not_found("role"))
}

/// A role that the company has made.
async fn own(auth: &Auth, code: &str) -> Result<Named, Problem> {
    let role = named(auth, code).await?;
    if role.built_in {
        let detail = "This role is the program's own and stays as it is; make one of your own instead.";
        return Err(Problem::new(StatusCode::CONFLICT, "built_in", detail));
    }
    Ok(role)
}
