//! The identity providers of a company. Whoever says whom to believe can become anybody: only those who may do everything do.

use super::extract::{Json, Path};
use super::problem::Problem;
use crate::signin::oidc::provider::{self, Provider, Second};
use crate::signin::roles::within_own;
use crate::signin::{Allowed, Auth, may};
use axum::Json as Answer;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Id;
use records::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An identity provider, without its secret.
#[derive(Serialize, ToSchema)]
pub struct IdentityProvider {
    #[schema(value_type = String, format = "uuid")]
    id: Id,
    /// What its button says.
    label: String,
    issuer: String,
    client_id: String,
    /// A secret is stored; it is never shown.
    has_secret: bool,
    domains: Vec<String>,
    role: Option<String>,
    second_factor: Second,
    active: bool,
    /// Where the provider sends browsers back; to be entered there.
    redirect_uri: String,
    #[schema(format = DateTime)]
    updated_at: String,
}

/// All of a company.
#[derive(Serialize, ToSchema)]
pub struct IdentityProviders {
    items: Vec<IdentityProvider>,
    /// Always null: there is one page.
    #[schema(value_type = Option<String>)]
    next: (),
    /// Where providers send browsers back; to be entered there.
    redirect_uri: String,
}

/// What to store of a provider; what a patch leaves out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProviderInput {
    #[schema(max_length = 100)]
    label: Option<String>,
    /// Its address: `https://login.example.com`. It is asked at once what it is.
    #[schema(max_length = 1000)]
    issuer: Option<String>,
    #[schema(max_length = 500)]
    client_id: Option<String>,
    #[schema(max_length = 2000)]
    client_secret: Option<String>,
    /// Domains of e-mail addresses by which people are recognised the first time they come, when the provider has verified the address.
    domains: Option<Vec<String>>,
    /// Role of those who come the first time and have no account; empty: nobody is added.
    role: Option<String>,
    second_factor: Option<Second>,
    active: Option<bool>,
}

fn redirect_uri(auth: &Auth) -> String {
    format!("{}/api/sign-in/oidc/callback", auth.settings().url)
}

fn view(auth: &Auth, p: Provider) -> IdentityProvider {
    IdentityProvider {
        id: p.id,
        label: p.label,
        issuer: p.issuer,
        client_id: p.client_id,
        has_secret: !p.client_secret.is_empty(),
        domains: p.domains,
        role: p.role,
        second_factor: p.second_factor,
        active: p.active,
        redirect_uri: redirect_uri(auth),
        updated_at: p.updated_at.rfc3339(),
    }
}

fn may_trust(auth: &Auth) -> Result<(), Problem> {
    auth.in_person()?;
    within_own(&Role::administrator(), auth.access())
}

/// Identity providers, by label
#[utoipa::path(get, path = "/api/identity-providers", tag = "identity_providers", extensions(("x-permission" = json!("company.manage"))),
    responses((status = 200, description = "All of them", body = IdentityProviders)))]
pub async fn list(auth: Allowed<may::Company>) -> Result<Answer<IdentityProviders>, Problem> {
    let items = provider::list(auth.tenant()).await?.into_iter().map(|p| view(&auth, p)).collect();
    Ok(Answer(IdentityProviders { items, next: (), redirect_uri: redirect_uri(&auth) }))
}

/// Trust an identity provider; in person, by those who may do everything
#[utoipa::path(post, path = "/api/identity-providers", tag = "identity_providers", request_body = ProviderInput,
    extensions(("x-permission" = json!("company.manage"))), responses((status = 201, description = "Stored", body = IdentityProvider)))]
pub async fn create(auth: Allowed<may::Company>, Json(input): Json<ProviderInput>) -> Result<Response, Problem> {
    may_trust(&auth)?;
    let now = auth.now();
    let new = Provider {
        id: Id::at(now.unix_ms()),
        label: String::new(),
        issuer: String::new(),
        client_id: String::new(),
        client_secret: String::new(),
        domains: Vec::new(),
        role: None,
        second_factor: Second::default(),
        active: true,
        updated_at: now,
    };
    let stored = store(&auth, new, input).await?;
    let location = format!("/api/identity-providers/{}", stored.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Answer(view(&auth, stored))).into_response())
}

/// Change an identity provider; in person, by those who may do everything
#[utoipa::path(patch, path = "/api/identity-providers/{id}", tag = "identity_providers", request_body = ProviderInput,
    params(("id" = String, Path, format = "uuid")), extensions(("x-permission" = json!("company.manage"))),
    responses((status = 200, description = "As it is now", body = IdentityProvider)))]
pub async fn patch(
    auth: Allowed<may::Company>,
    Path(id): Path<Id>,
    Json(input): Json<ProviderInput>,
) -> Result<Answer<IdentityProvider>, Problem> {
    may_trust(&auth)?;
    let known = known(&auth, id).await?;
    let stored = store(&auth, known, input).await?;
    Ok(Answer(view(&auth, stored)))
}

/// Trust an identity provider no longer; those it knows need it for nothing else. In person, by those who may do everything
#[utoipa::path(delete, path = "/api/identity-providers/{id}", tag = "identity_providers", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("company.manage"))), responses((status = 204, description = "Nobody signs in by it any more")))]
pub async fn delete(auth: Allowed<may::Company>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    may_trust(&auth)?;
    let known = known(&auth, id).await?;
    provider::remove(auth.tenant(), auth.access(), &known).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn known(auth: &Auth, id: Id) -> Result<Provider, Problem> {
    provider::find(auth.tenant(), id).await?.ok_or_else(|| Problem::not_found("identity provider"))
}

async fn store(auth: &Auth, before: Provider, input: ProviderInput) -> Result<Provider, Problem> {
    let issuer = before.issuer.clone();
    let elsewhere = input.issuer.as_ref().is_some_and(|i| i.trim() != issuer);
    if elsewhere && !before.client_secret.is_empty() && input.client_secret.is_none() {
        return Err(Problem::field("client_secret", "required", "enter it again: the one stored belongs to the other issuer"));
    }
    let new = Provider {
        label: input.label.unwrap_or(before.label),
        issuer: input.issuer.unwrap_or(before.issuer),
        client_id: input.client_id.unwrap_or(before.client_id),
        client_secret: input.client_secret.unwrap_or(before.client_secret),
        domains: input.domains.unwrap_or(before.domains),
        role: input.role.or(before.role).filter(|r| !r.is_empty()),
        second_factor: input.second_factor.unwrap_or(before.second_factor),
        active: input.active.unwrap_or(before.active),
        updated_at: auth.now(),
        id: before.id,
    };
    let new = new.checked(auth.tenant(), auth.access()).await?;
    if new.issuer != issuer
        && let Err(said) = auth.oidc().discover(&new.issuer).await
    {
        return Err(Problem::field("issuer", "unreachable", format!("is no identity provider that can be used: {said}")));
    }
    provider::put(auth.tenant(), auth.access(), &new).await?;
    Ok(new)
}
