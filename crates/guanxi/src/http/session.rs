//! Sign-in, sign-out, and the person signed in.

use super::brand::Brand;
use super::cookies::{SESSION, welcome};
use super::extract::Json;
use super::problem::Problem;
use crate::app::App;
use crate::demo::DEMO;
use crate::signin::gate::{Given, Signed};
use crate::signin::request::From;
use crate::signin::{Account, Auth};
use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Id;
use records::{Audit, AuditKind, Company, LANGUAGES, audit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who wants to enter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    #[schema(max_length = 254)]
    email: String,
    #[schema(max_length = 512)]
    password: String,
    /// Short name of the company; may be left out when one company here knows the e-mail.
    company: Option<String>,
    /// Of the second factor: six digits, or a recovery code. Left out, the answer to those who have one is 401 `code_required`.
    #[schema(max_length = 40)]
    code: Option<String>,
}

/// The person signed in and their company.
#[derive(Serialize, ToSchema)]
pub struct Me {
    user: MeUser,
    company: MeCompany,
    /// What they may do.
    permissions: Vec<String>,
    /// Their company asks for a second factor that they do not have; until they set it up they may do nothing else.
    must_enrol: bool,
}

#[derive(Serialize, ToSchema)]
pub struct MeUser {
    #[schema(value_type = String, format = "uuid")]
    id: Id,
    name: String,
    email: String,
    /// Code of their role: `administrator`, `member`, or one that the company has made.
    role: String,
    /// `en`, `zh-CN`, `zh-TW`; null: the browser's.
    language: Option<String>,
    /// IANA name of the zone in which they are shown times, and in which days of their lists begin; null: the company's.
    zone: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct MeCompany {
    slug: String,
    name: String,
    currency: String,
    zone: String,
    language: String,
    country: String,
    #[serde(flatten)]
    brand: Brand,
    /// Invented people over real purchases.
    demo: bool,
}

impl MeCompany {
    #[must_use]
    pub fn new(slug: &str, company: &Company) -> Self {
        let Company { name, currency, zone, language, country, .. } = company.clone();
        let brand = Brand::of(slug, company);
        Self { slug: slug.to_owned(), name, currency, zone, language, country, brand, demo: slug == DEMO }
    }
}

/// Sign in
#[utoipa::path(post, path = "/api/sign-in", tag = "session", request_body = SignIn, security(()),
    responses((status = 200, description = "Signed in; the cookie is set", body = Me)))]
pub async fn sign_in(
    State(app): State<App>,
    From(origin): From,
    headers: HeaderMap,
    Json(input): Json<SignIn>,
) -> Result<Response, Problem> {
    let SignIn { email, password, company, code } = input;
    let given = Given { company, email, password, code };
    let entered = app.gate().enter(&origin, given).await?;
    welcome(&app, &headers, &entered, None).await
}

/// Sign out
#[utoipa::path(post, path = "/api/sign-out", tag = "session", security(("session" = [])),
    responses((status = 204, description = "Signed out; the cookie is gone")))]
pub async fn sign_out(auth: Auth, headers: HeaderMap) -> Result<Response, Problem> {
    if let (Some(session), Some(cookie)) = (auth.signed().session, SESSION.of(&headers)) {
        auth.gate().leave(cookie, session).await?;
        audit::note_alone(auth.tenant(), &auth.access().who(), &Audit::new(AuditKind::SignedOut)).await?;
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, SESSION.end(auth.settings()))]).into_response())
}

/// Who is signed in
#[utoipa::path(get, path = "/api/me", tag = "session", responses((status = 200, description = "The person and their company", body = Me)))]
pub async fn me(auth: Auth) -> Answer<Me> {
    // Whoever opens the app will search soon.
    auth.search().wake(auth.records());
    Answer(me_of(auth.signed(), &auth.records().catalog().company))
}

/// What one may change of oneself.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MePatch {
    #[schema(max_length = 100)]
    name: Option<String>,
    /// `en`, `zh-CN`, `zh-TW`; empty: the browser's.
    language: Option<String>,
    /// IANA name of a time zone, as Asia/Shanghai; empty: the company's.
    #[schema(max_length = 60)]
    zone: Option<String>,
    /// A new password; needs the current one.
    #[schema(max_length = 512)]
    password: Option<String>,
    #[schema(max_length = 512)]
    current_password: Option<String>,
}

/// Change name, language, time zone or password of the person signed in
#[utoipa::path(patch, path = "/api/me", tag = "session", request_body = MePatch,
    responses((status = 200, description = "As it is now", body = Me)))]
pub async fn patch_me(auth: Auth, Json(input): Json<MePatch>) -> Result<Answer<Me>, Problem> {
    auth.in_person()?;
    let id = auth.signed().account.id;
    if let Some(new) = input.password {
        super::users::change_own_password(&auth, new, input.current_password.unwrap_or_default()).await?;
    }
    let mut values = serde_json::Map::new();
    if let Some(name) = input.name {
        values.insert("name".into(), name.into());
    }
    if let Some(language) = input.language {
        if !language.is_empty() && !LANGUAGES.contains(&language.as_str()) {
            return Err(Problem::field("language", "not_an_option", "use en, zh-CN, zh-TW, or nothing"));
        }
        values.insert("language".into(), if language.is_empty() { serde_json::Value::Null } else { language.into() });
    }
    if let Some(zone) = input.zone {
        values.insert("zone".into(), if zone.is_empty() { serde_json::Value::Null } else { zone.into() });
    }
    if !values.is_empty() {
        super::users::write_own(&auth, id, values).await?;
    }
    let account = crate::signin::accounts::by_id(auth.tenant(), id).await?.ok_or_else(Problem::unauthorized)?;
    auth.gate().forget();
    Ok(Answer(me_now(auth.signed(), &account, &auth.records().catalog().company)))
}

pub(super) fn me_of(signed: &Signed, company: &Company) -> Me {
    me_now(signed, &signed.account, company)
}

fn me_now(signed: &Signed, account: &Account, company: &Company) -> Me {
    let access = &signed.access;
    Me {
        must_enrol: signed.must_enrol,
        user: MeUser {
            id: account.id,
            name: account.name.clone(),
            email: account.email.clone(),
            role: account.role.clone(),
            language: account.language.clone(),
            zone: account.zone.clone(),
        },
        company: MeCompany::new(&access.tenant, company),
        permissions: access.permissions.iter().map(str::to_owned).collect(),
    }
}
