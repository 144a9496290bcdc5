//! Away to the provider, and back with a code.

use super::link::{self, Vouched};
use super::provider::{self, Provider, Second};
use super::visit::{self, Tickets, Visit};
use crate::app::App;
use crate::http::Problem;
use crate::signin::accounts::{self, Account};
use crate::signin::gate::{Entered, How};
use crate::signin::token::{Token, random_text};
use crate::signin::totp;
use axum::http::StatusCode;
use model::{Id, Ts};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreIdTokenClaims, CoreJwsSigningAlgorithm as Alg, CoreProviderMetadata,
    CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AccessTokenHash, AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
};
use records::audit::Origin;
use records::{Audit, AuditKind, Who, audit};
use serde_json::json;
use std::sync::Arc;
use store::Tenant;

/// Signatures that are believed; those made with the client's secret and none at all are not.
const SIGNATURES: &[Alg] = &[
    Alg::RsaSsaPkcs1V15Sha256,
    Alg::RsaSsaPkcs1V15Sha384,
    Alg::RsaSsaPkcs1V15Sha512,
    Alg::RsaSsaPssSha256,
    Alg::RsaSsaPssSha384,
    Alg::RsaSsaPssSha512,
    Alg::EcdsaP256Sha256,
    Alg::EcdsaP384Sha384,
    Alg::EdDsa,
];
/// How far clocks may differ, in microseconds.
const SKEW: i64 = 60_000_000;
/// Values of `amr` that tell of a second factor (RFC 8176).
const STRONG: &[&str] = &["mfa", "otp", "hwk", "swk", "fpt", "face", "sc"];

type Client = CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// What the provider sent the browser back with.
#[derive(Clone, Debug, Default)]
pub struct Back {
    pub state: String,
    pub code: Option<String>,
    /// Who sends it (RFC 9207).
    pub iss: Option<String>,
}

/// How a visit ended.
pub enum Ended {
    /// Signed in; where to go in the app.
    Entered(Box<Entered>, String),
    /// A code of the second factor is to be sent, with this cookie.
    Code(String, String),
    /// Not, and why: a word for the sign-in page.
    Failed(&'static str),
}

/// Sends a browser to a provider: the address there, and the cookie that it comes back with.
///
/// # Errors
/// 404 when there is no such company or provider; 429; 503 when the provider does not answer.
#[allow(clippy::disallowed_methods, reason = "nobody is signed in yet")]
pub async fn begin(app: &App, company: &str, id: Id, next: &str, origin: &Origin) -> Result<Tickets, Problem> {
    app.gate().admit_visitor(origin)?;
    let tenant = match app.store().tenant(&company.trim().to_lowercase()).await {
        Err(store::Error::NotFound(_)) => return Err(Problem::not_found("company")),
        other => other?,
    };
    let provider = provider::find(&tenant, id).await?.filter(|p| p.active);
    let provider = provider.ok_or_else(|| Problem::not_found("identity provider"))?;
    let metadata = app.oidc().metadata(&tenant, &provider, false).await?;
    let now = tenant.clock().now();
    let tokens = visit::tickets(&tenant, now);
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (state, nonce) = (CsrfToken::new(tokens.0.text()), Nonce::new(random_text(40)));
    let kept = Visit {
        provider: provider.id,
        nonce: nonce.secret().clone(),
        verifier: verifier.secret().clone(),
        next: next.to_owned(),
        user: None,
    };
    let client = client(app, &provider, &metadata)?;
    let (url, ..) = client
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || state, || nonce)
        .add_scopes(["email", "profile"].map(|s| Scope::new(s.to_owned())))
        .set_pkce_challenge(challenge)
        .url();
    let made = visit::put(&tenant, &tokens, &kept, now).await?;
    Ok(Tickets { state: url.to_string(), cookie: made.cookie })
}

fn client(app: &App, provider: &Provider, metadata: &CoreProviderMetadata) -> Result<Client, Problem> {
    let redirect = format!("{}/api/sign-in/oidc/callback", app.settings().url);
    let redirect = RedirectUrl::new(redirect).map_err(|e| Problem::internal(&e))?;
    let secret = Some(provider.client_secret.clone()).filter(|s| !s.is_empty()).map(ClientSecret::new);
    let id = ClientId::new(provider.client_id.clone());
    let client = CoreClient::from_provider_metadata(metadata.clone(), id, secret).set_redirect_uri(redirect);
    let ways = metadata.token_endpoint_auth_methods_supported();
    let takes = |way: &str| ways.is_none_or(|ways| ways.iter().any(|w| json!(w) == json!(way)));
    let posts = !takes("client_secret_basic") && takes("client_secret_post");
    Ok(if posts { client.set_auth_type(AuthType::RequestBody) } else { client })
}

/// The browser came back. Whatever is wrong ends the visit and is told to the audit log.
///
/// # Errors
/// 429; of the database.
#[allow(clippy::disallowed_methods, reason = "nobody is signed in yet")]
pub async fn finish(app: &App, back: &Back, cookie: Option<&str>, origin: &Origin) -> Result<Ended, Problem> {
    app.gate().admit_visitor(origin)?;
    let (Some(state), Some(cookie)) = (Token::parse(&back.state), cookie.and_then(Token::parse)) else {
        return Ok(Ended::Failed("expired"));
    };
    let records = match app.records(&state.tenant).await {
        Err(records::Error::Store(store::Error::NotFound(_))) => return Ok(Ended::Failed("expired")),
        other => other?,
    };
    let tenant = records.tenant();
    let now = tenant.clock().now();
    let visit = visit::find(tenant, &cookie, Some(&state), now).await?;
    let Some(visit) = visit.filter(|_| state.tenant == cookie.tenant) else { return Ok(Ended::Failed("expired")) };
    if !visit::end(tenant, state.id).await? {
        return Ok(Ended::Failed("expired"));
    }
    let Some(provider) = provider::find(tenant, visit.provider).await?.filter(|p| p.active) else {
        return Ok(Ended::Failed("expired"));
    };
    let account = match vouched(app, tenant, &provider, &visit, back).await {
        Ok(vouched) => link::account(app, &records, &provider, &vouched, origin).await?.map(|account| (account, vouched.second)),
        Err((word, said)) => {
            tracing::warn!(company = tenant.slug(), provider = provider.label, said, "a sign-in by a provider failed");
            Err(word)
        }
    };
    match account {
        Ok((account, second)) => came(app, tenant, &provider, account, second, visit, origin).await,
        Err(word) => {
            let entry = Audit::new(AuditKind::SignInFailed).named(provider.label.as_str());
            audit::note_alone(tenant, &Who::nobody(origin), &entry.with(json!({ "reason": word }))).await?;
            Ok(Ended::Failed(word))
        }
    }
}

/// Lets somebody in whom a provider vouched for, or asks for their code first.
async fn came(
    app: &App,
    tenant: &Tenant,
    provider: &Provider,
    account: Account,
    second: bool,
    visit: Visit,
    origin: &Origin,
) -> Result<Ended, Problem> {
    if second || !totp::state(tenant, account.id).await?.enabled {
        let how = How { second, by: json!({ "provider": provider.label }) };
        let entered = app.gate().open(tenant, account, origin, how).await?;
        return Ok(Ended::Entered(Box::new(entered), visit.next));
    }
    let now = tenant.clock().now();
    let waiting = Visit { user: Some(account.id), ..visit };
    let tickets = visit::put(tenant, &visit::tickets(tenant, now), &waiting, now).await?;
    Ok(Ended::Code(tickets.cookie, waiting.next))
}

/// Takes the code of the second factor from somebody who came back without one.
///
/// # Errors
/// 401 `expired` when nobody did, `wrong_code`; 429 after too many.
#[allow(clippy::disallowed_methods, reason = "nobody is signed in yet")]
pub async fn code(app: &App, cookie: Option<&str>, code: &str, origin: &Origin) -> Result<(Entered, String), Problem> {
    let expired = || Problem::new(StatusCode::UNAUTHORIZED, "expired", "It took too long; sign in again.");
    let cookie = cookie.and_then(Token::parse).ok_or_else(expired)?;
    let tenant = match app.store().tenant(&cookie.tenant).await {
        Err(store::Error::NotFound(_)) => return Err(expired()),
        other => other?,
    };
    let visit = visit::find(&tenant, &cookie, None, tenant.clock().now()).await?.ok_or_else(expired)?;
    let provider = provider::find(&tenant, visit.provider).await?.filter(|p| p.active).ok_or_else(expired)?;
    let user = visit.user.unwrap_or(Id::NIL);
    let account = accounts::by_id(&tenant, user).await?.filter(|a| a.active).ok_or_else(expired)?;
    app.gate().take_code(&tenant, &account, code, origin).await?;
    if !visit::end(&tenant, cookie.id).await? {
        return Err(expired());
    }
    let how = How { second: true, by: json!({ "provider": provider.label }) };
    Ok((app.gate().open(&tenant, account, origin, how).await?, visit.next))
}

/// A word for the person, and what is said in the log of the server.
type Failure = (&'static str, String);

/// Whom the provider vouches for.
async fn vouched(app: &App, tenant: &Tenant, provider: &Provider, visit: &Visit, back: &Back) -> Result<Vouched, Failure> {
    let refused = |said: &str| ("refused", said.to_owned());
    if back.iss.as_ref().is_some_and(|iss| *iss != provider.issuer) {
        return Err(refused("the answer comes from another issuer"));
    }
    let code = back.code.clone().filter(|c| !c.is_empty()).ok_or_else(|| ("cancelled", "no code came back".to_owned()))?;
    let away = |p: Problem| ("unreachable", p.detail.into_owned());
    let mut metadata = app.oidc().metadata(tenant, provider, false).await.map_err(away)?;
    let client = client(app, provider, &metadata).map_err(away)?;
    let wire = &app.oidc().wire;
    let request = client.exchange_code(AuthorizationCode::new(code)).map_err(|e| refused(&e.to_string()))?;
    let request = request.set_pkce_verifier(PkceCodeVerifier::new(visit.verifier.clone()));
    let answer: CoreTokenResponse = request.request_async(wire).await.map_err(|e| refused(&described(&e)))?;
    let token = answer.id_token().ok_or_else(|| refused("no id token came"))?;
    let now = tenant.clock().now();
    let mut checked = claims(&client, &answer, token, visit, now).cloned();
    if checked.is_err() {
        // its keys may have changed
        let anew = app.oidc().metadata(tenant, provider, true).await.map_err(away)?;
        if !Arc::ptr_eq(&anew, &metadata) {
            metadata = anew;
            let client = self::client(app, provider, &metadata).map_err(away)?;
            checked = claims(&client, &answer, token, visit, now).cloned();
        }
    }
    let claims = checked.map_err(|said| refused(&said))?;
    let person: Option<CoreUserInfoClaims> = match client.user_info(answer.access_token().clone(), Some(claims.subject().clone()))
    {
        Ok(request) => Some(request.request_async(wire).await.map_err(|e| refused(&described(&e)))?),
        Err(_) => None,
    };
    Ok(described_by(provider, &claims, person.as_ref()))
}

fn described(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), |inner| format!("{error}: {inner}"))
}

/// The claims of a token that holds: signature, issuer, audience, time, nonce, and the access token that it came with.
fn claims<'t>(
    client: &Client,
    answer: &CoreTokenResponse,
    token: &'t CoreIdToken,
    visit: &Visit,
    now: Ts,
) -> Result<&'t CoreIdTokenClaims, String> {
    let at = chrono::DateTime::from_timestamp_micros(now.0 - SKEW).unwrap_or_default();
    let verifier = client.id_token_verifier().set_allowed_algs(SIGNATURES.iter().cloned()).set_time_fn(move || at);
    let claims = token.claims(&verifier, &Nonce::new(visit.nonce.clone())).map_err(|e| described(&e))?;
    if claims.authorized_party().is_some_and(|party| party != client.client_id()) {
        return Err("the token was made for another client".to_owned());
    }
    if let Some(hash) = claims.access_token_hash() {
        let (alg, key) =
            (token.signing_alg().map_err(|e| e.to_string())?, token.signing_key(&verifier).map_err(|e| e.to_string())?);
        let own = AccessTokenHash::from_token(answer.access_token(), alg, key).map_err(|e| e.to_string())?;
        if own != *hash {
            return Err("the access token is not the one that the id token came with".to_owned());
        }
    }
    Ok(claims)
}

fn described_by(provider: &Provider, claims: &CoreIdTokenClaims, person: Option<&CoreUserInfoClaims>) -> Vouched {
    let email = person.and_then(|p| p.email().map(|e| (e, p.email_verified())));
    let email = email.or_else(|| claims.email().map(|e| (e, claims.email_verified())));
    let name = person.and_then(|p| p.name()).or_else(|| claims.name()).and_then(|n| n.get(None));
    let strong = || claims.auth_method_refs().into_iter().flatten().any(|m| STRONG.contains(&m.as_str()));
    Vouched {
        subject: claims.subject().to_string(),
        email: email.map(|(e, _)| e.to_string()),
        verified: email.is_some_and(|(_, verified)| verified == Some(true)),
        name: name.map(|n| n.to_string()),
        second: match provider.second_factor {
            Second::Here => false,
            Second::Amr => strong(),
            Second::Always => true,
        },
    }
}

/// Providers that a company's people may choose, for the sign-in page; of the only company there is when none is named.
///
/// # Errors
/// 429; of the database.
#[allow(clippy::disallowed_methods, reason = "nobody is signed in yet")]
pub async fn offered(app: &App, company: Option<&str>, origin: &Origin) -> Result<(String, Vec<Provider>), Problem> {
    app.gate().admit_visitor(origin)?;
    let named = company.map(|c| c.trim().to_lowercase()).filter(|c| !c.is_empty());
    let slug = match named {
        Some(slug) => slug,
        None => match app.store().tenants().await?.as_slice() {
            [only] => only.slug.clone(),
            _ => return Ok((String::new(), Vec::new())),
        },
    };
    let tenant = match app.store().tenant(&slug).await {
        Err(store::Error::NotFound(_)) => return Ok((slug, Vec::new())),
        other => other?,
    };
    let all = provider::list(&tenant).await?;
    Ok((slug, all.into_iter().filter(|p| p.active).collect()))
}
