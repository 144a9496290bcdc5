//! The second factor: set up, confirmed, taken off; and the company's rules of sign-in.

use super::extract::{Json, Path, Query, flag};
use super::once::Secret;
use super::problem::Problem;
use super::users::prove;
use crate::signin::passkey::key as passkeys;
use crate::signin::{Allowed, Auth, may, rules, staff, totp};
use axum::http::StatusCode;
use axum::{Extension, Json as Answer};
use model::Id;
use records::{Audit, AuditKind, audit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far one is with the second factor.
#[derive(Serialize, ToSchema)]
pub struct SecondFactor {
    enabled: bool,
    /// The company asks for it, and one has no passkey, which counts as one.
    required: bool,
    /// Recovery codes that are not used yet.
    recovery_codes_left: i64,
}

/// The password once more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    #[schema(max_length = 512)]
    password: String,
}

/// A secret for an app that makes codes. It counts once a code of it was sent back.
#[derive(Serialize, ToSchema)]
pub struct Offered {
    /// Base 32, for typing.
    secret: String,
    /// `otpauth://totp/...`
    uri: String,
    /// `uri` as a QR code: an SVG document.
    qr: String,
}

/// Codes that replace the app once each.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodes {
    recovery_codes: Vec<String>,
}

/// A code of the moment.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// Six digits.
    #[schema(max_length = 40)]
    code: String,
}

/// Whether one has a second factor
#[utoipa::path(get, path = "/api/me/totp", tag = "session", security(("session" = [])),
    responses((status = 200, description = "As it stands", body = SecondFactor)))]
pub async fn read(auth: Auth) -> Result<Answer<SecondFactor>, Problem> {
    auth.in_person()?;
    let account = &auth.signed().account;
    let state = totp::state(auth.tenant(), account.id).await?;
    let asked = rules::of(auth.tenant()).await?.needs_second(&account.role);
    let required = asked && !passkeys::any(auth.tenant(), account.id).await?;
    Ok(Answer(SecondFactor { enabled: state.enabled, required, recovery_codes_left: state.codes_left }))
}

/// Begin a second factor: a secret for an app
#[utoipa::path(post, path = "/api/me/totp", tag = "session", security(("session" = [])), request_body = Proof,
    responses((status = 200, description = "To be confirmed with a code", body = Offered)))]
pub async fn begin(auth: Auth, Json(proof): Json<Proof>) -> Result<(Extension<Secret>, Answer<Offered>), Problem> {
    auth.in_person()?;
    prove(&auth, proof.password, "password").await?;
    let account = &auth.signed().account;
    let issuer = auth.records().catalog().company.name.clone();
    let issuer = if issuer.is_empty() { "Guanxi".to_owned() } else { issuer };
    let now = auth.now();
    let offer = totp::begin(auth.tenant(), account.id, &account.email, &issuer, now).await?;
    let offer = offer.ok_or_else(|| {
        Problem::new(StatusCode::CONFLICT, "has_second_factor", "You have a second factor already; take that off first.")
    })?;
    Ok((Extension(Secret), Answer(Offered { secret: offer.secret, uri: offer.uri, qr: offer.svg })))
}

/// Confirm the second factor with a code of it; the answer is the only time its recovery codes are shown
#[utoipa::path(post, path = "/api/me/totp/confirm", tag = "session", security(("session" = [])), request_body = Code,
    responses((status = 200, description = "It is asked for from now on", body = RecoveryCodes)))]
pub async fn confirm(auth: Auth, Json(input): Json<Code>) -> Result<(Extension<Secret>, Answer<RecoveryCodes>), Problem> {
    let session = auth.in_person()?;
    let user = auth.signed().account.id;
    let (codes, now) = (totp::codes(), auth.now());
    let entry = Audit::new(AuditKind::TotpEnabled).of(user, auth.signed().account.name.as_str());
    let (told, given, who, entry) = (&codes, input.code.as_str(), &auth.access().who(), &entry);
    let keys = auth.tenant().keys();
    let done = auth
        .tenant()
        .write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                if !totp::take(tx, keys, user, given, now, false).await? {
                    return Ok(false);
                }
                totp::renew(tx, user, told).await?;
                audit::note(tx, who, entry).await?;
                Ok(true)
            })
        })
        .await?;
    if !done {
        return Err(Problem::field("code", "wrong", "is not the code of this moment; look at the app's clock"));
    }
    auth.gate().end_sessions(auth.tenant(), user, Some(session)).await?;
    Ok((Extension(Secret), Answer(RecoveryCodes { recovery_codes: codes })))
}

/// Take the second factor off
#[utoipa::path(post, path = "/api/me/totp/remove", tag = "session", security(("session" = [])), request_body = Proof,
    responses((status = 204, description = "It is asked for no more")))]
pub async fn remove(auth: Auth, Json(proof): Json<Proof>) -> Result<StatusCode, Problem> {
    auth.in_person()?;
    prove(&auth, proof.password, "password").await?;
    let account = &auth.signed().account;
    if rules::of(auth.tenant()).await?.needs_second(&account.role) && !passkeys::any(auth.tenant(), account.id).await? {
        return Err(Problem::new(StatusCode::CONFLICT, "second_factor_required", "Your company asks you for a second factor."));
    }
    taken_off(&auth, auth.signed().account.id, AuditKind::TotpRemoved).await
}

/// New recovery codes; those before are void
#[utoipa::path(post, path = "/api/me/totp/recovery-codes", tag = "session", security(("session" = [])), request_body = Proof,
    responses((status = 200, description = "Shown once", body = RecoveryCodes)))]
pub async fn renew(auth: Auth, Json(proof): Json<Proof>) -> Result<(Extension<Secret>, Answer<RecoveryCodes>), Problem> {
    auth.in_person()?;
    prove(&auth, proof.password, "password").await?;
    let user = auth.signed().account.id;
    if !totp::state(auth.tenant(), user).await?.enabled {
        return Err(Problem::new(StatusCode::CONFLICT, "no_second_factor", "You have no second factor."));
    }
    let codes = totp::codes();
    let entry = Audit::new(AuditKind::RecoveryCodesMade).of(user, auth.signed().account.name.as_str());
    let (told, who, entry) = (&codes, &auth.access().who(), &entry);
    auth.tenant()
        .write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                totp::renew(tx, user, told).await?;
                audit::note(tx, who, entry).await
            })
        })
        .await?;
    Ok((Extension(Secret), Answer(RecoveryCodes { recovery_codes: codes })))
}

/// Take the second factor off a person who lost theirs
#[utoipa::path(delete, path = "/api/users/{id}/totp", tag = "users", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("unit.people"))), responses((status = 204, description = "They sign in without it")))]
pub async fn reset(auth: Allowed<may::People>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    let account = staff::governed(auth.records(), auth.access(), id).await?;
    taken_off(&auth, account.id, AuditKind::TotpReset).await
}

async fn taken_off(auth: &Auth, user: Id, kind: AuditKind) -> Result<StatusCode, Problem> {
    staff::without_totp(auth.gate(), auth.records(), auth.access(), user, kind).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the company holds, and how much it may: records in use, bytes of files, people who may sign in
#[utoipa::path(get, path = "/api/usage", tag = "users", extensions(("x-permission" = json!("company.manage"))),
    responses((status = 200, description = "`records`, `bytes`, `people`: `used`, and `limit` or null", body = serde_json::Value)))]
pub async fn usage(auth: Allowed<may::Company>) -> Result<Answer<serde_json::Value>, Problem> {
    Ok(Answer(crate::usage::of(auth.records()).await?))
}

/// Whether to go on all the same.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Confirm {
    /// Save networks that the asker's own address is in none of; without it that is refused with 409 `would_lock_out`.
    #[serde(deserialize_with = "flag")]
    confirm: bool,
}

/// What the company asks of those who sign in
#[utoipa::path(get, path = "/api/sign-in-rules", tag = "users", extensions(("x-permission" = json!("company.manage"))),
    responses((status = 200, description = "As they stand", body = rules::Rules)))]
pub async fn read_rules(auth: Allowed<may::Company>) -> Result<Answer<rules::Rules>, Problem> {
    Ok(Answer(rules::of(auth.tenant()).await?))
}

/// Change what the company asks of those who sign in; holds for those who are signed in too
#[utoipa::path(put, path = "/api/sign-in-rules", tag = "users", request_body = rules::Rules,
    params(Confirm), extensions(("x-permission" = json!("company.manage"))),
    responses((status = 200, description = "As they are now", body = rules::Rules)))]
pub async fn put_rules(
    auth: Allowed<may::Company>,
    Query(asked): Query<Confirm>,
    Json(input): Json<rules::Rules>,
) -> Result<Answer<rules::Rules>, Problem> {
    let rules = input.checked(auth.tenant()).await?;
    let address = auth.origin().address;
    if !asked.confirm && !rules.networks().admits(address) {
        let detail = format!(
            "You come from {address}, which is in none of these networks: you would be locked out. Send 'confirm=1' if you mean it."
        );
        return Err(Problem::new(StatusCode::CONFLICT, "would_lock_out", detail));
    }
    rules::put(auth.tenant(), &auth.access().who(), &rules).await?;
    auth.gate().forget();
    Ok(Answer(rules))
}
