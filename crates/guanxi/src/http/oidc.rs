//! Sign-in by identity providers: which there are, away, back, and the code of the second factor.

use super::brand::{self, Brand};
use super::cookies::{Cookie, let_in, welcome};
use super::extract::{Json, Query};
use super::problem::Problem;
use super::session::Me;
use crate::app::App;
use crate::signin::oidc::flow::{self, Back, Ended};
use crate::signin::request::From;
use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use model::Id;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The cookie of a browser on its way to a provider.
const COOKIE: Cookie = Cookie { name: "gx_oidc", path: "/api/sign-in/oidc", same_site: "Lax" };
/// How long it is kept, in seconds.
const MINUTES: u64 = 600;
/// Longest address in the app that one comes back to, in bytes.
const NEXT: usize = 2_000;

/// Which company's.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OfCompany {
    /// Short name of the company; left out: the only one there is.
    company: Option<String>,
}

/// Ways to sign in without a password.
#[derive(Serialize, ToSchema)]
pub struct Providers {
    /// Short name of the company; empty when it must be named.
    company: String,
    items: Vec<Choice>,
    /// Where one may sign in with a passkey: `https://crm.example`; null: nowhere.
    passkeys: Option<String>,
    /// How the company shows itself; empty for one that there is not.
    brand: Brand,
}

#[derive(Serialize, ToSchema)]
pub struct Choice {
    #[schema(value_type = String, format = "uuid")]
    id: Id,
    label: String,
}

/// Identity providers for the sign-in page
#[utoipa::path(get, path = "/api/sign-in/providers", tag = "session", security(()), params(OfCompany),
    responses((status = 200, description = "Those of the company; none for a company that there is not", body = Providers)))]
pub async fn providers(
    State(app): State<App>,
    From(origin): From,
    Query(of): Query<OfCompany>,
) -> Result<Answer<Providers>, Problem> {
    let (company, all) = flow::offered(&app, of.company.as_deref(), &origin).await?;
    let items = all.into_iter().map(|p| Choice { id: p.id, label: p.label }).collect();
    let passkeys = app.passkeys().origin().filter(|_| !company.is_empty());
    let brand = brand::shown(&app, &company).await;
    Ok(Answer(Providers { company, items, passkeys, brand }))
}

/// With which provider.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    /// Short name of the company.
    #[schema(max_length = 100)]
    company: String,
    #[schema(value_type = String, format = "uuid")]
    provider: Id,
    /// Where to go in the app: `/records/customer`.
    #[schema(max_length = 2000)]
    next: Option<String>,
}

/// Where the browser shall go.
#[derive(Serialize, ToSchema)]
pub struct Away {
    url: String,
}

/// Begin to sign in by an identity provider
#[utoipa::path(post, path = "/api/sign-in/oidc", tag = "session", request_body = Begin, security(()),
    responses((status = 200, description = "Go there; the cookie is set by which this browser is known when it comes back", body = Away)))]
pub async fn begin_oidc(State(app): State<App>, From(origin): From, Json(input): Json<Begin>) -> Result<Response, Problem> {
    let next = own_path(input.next.as_deref().unwrap_or("/"));
    let tickets = flow::begin(&app, &input.company, input.provider, next, &origin).await?;
    let cookie = COOKIE.set(app.settings(), &tickets.cookie, MINUTES);
    Ok(([(header::SET_COOKIE, cookie)], Answer(Away { url: tickets.state })).into_response())
}

/// What a provider adds to the address; more may come.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CameBack {
    #[serde(default)]
    state: String,
    code: Option<String>,
    iss: Option<String>,
}

/// The browser comes back from an identity provider
#[utoipa::path(get, path = "/api/sign-in/oidc/callback", tag = "session", security(()), params(CameBack),
    responses((status = 303, description = "To the app; the cookie is set when it is signed in")))]
pub async fn callback(
    State(app): State<App>,
    From(origin): From,
    headers: HeaderMap,
    Query(came): Query<CameBack>,
) -> Result<Response, Problem> {
    let back = Back { state: came.state, code: came.code, iss: came.iss };
    let settings = app.settings();
    let ended = match flow::finish(&app, &back, COOKIE.of(&headers), &origin).await {
        // who has a passkey and whose company asks for a second factor brings it
        Err(problem) if problem.code == "passkey_required" => Ended::Failed("passkey"),
        // from where they come they may not enter
        Err(problem) if problem.status == StatusCode::FORBIDDEN => Ended::Failed("refused"),
        other => other?,
    };
    Ok(match ended {
        Ended::Entered(entered, next) => {
            let cookies = vec![let_in(&app, &headers, &entered).await, COOKIE.end(settings)];
            goes(&format!("/sign-in?done=1&next={}", encoded(&next)), cookies)
        }
        Ended::Code(cookie, next) => {
            let cookies = vec![COOKIE.set(settings, &cookie, MINUTES)];
            goes(&format!("/sign-in?step=code&next={}", encoded(&next)), cookies)
        }
        Ended::Failed(word) => goes(&format!("/sign-in?failed={word}"), vec![COOKIE.end(settings)]),
    })
}

/// The code of the second factor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LastStep {
    /// Six digits, or a recovery code.
    #[schema(max_length = 40)]
    code: String,
}

/// Send the code of the second factor after an identity provider
#[utoipa::path(post, path = "/api/sign-in/oidc/code", tag = "session", request_body = LastStep, security(()),
    responses((status = 200, description = "Signed in; the cookie is set", body = Me)))]
pub async fn send_code(
    State(app): State<App>,
    From(origin): From,
    headers: HeaderMap,
    Json(input): Json<LastStep>,
) -> Result<Response, Problem> {
    let (entered, _) = flow::code(&app, COOKIE.of(&headers), &input.code, &origin).await?;
    welcome(&app, &headers, &entered, Some(&COOKIE)).await
}

fn goes(path: &str, cookies: Vec<HeaderValue>) -> Response {
    let to = HeaderValue::from_str(path).unwrap_or_else(|_| HeaderValue::from_static("/sign-in"));
    let cookies = AppendHeaders(cookies.into_iter().map(|c| (header::SET_COOKIE, c)));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)], cookies).into_response()
}

/// The path when it is one of this app, else the first page: nobody is sent elsewhere from here.
fn own_path(path: &str) -> &str {
    let fits = path.starts_with('/') && !path.starts_with("//") && path.len() <= NEXT;
    if fits && !path.chars().any(|c| c == '\\' || c.is_control()) { path } else { "/" }
}

fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn nobody_is_sent_elsewhere() {
        for path in ["/", "/records/customer?filter=a:b", "/studio/users#x"] {
            assert_eq!(own_path(path), path);
        }
        for other in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "\\\\evil",
            "/a\nb",
            "/\t/evil",
            "javascript:alert(1)",
        ] {
            assert_eq!(own_path(other), "/", "{other}");
        }
    }
}
