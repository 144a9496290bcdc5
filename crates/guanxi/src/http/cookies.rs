//! Cookies that sign-in sets.

use super::problem::Problem;
use super::session::me_of;
use crate::app::App;
use crate::settings::Settings;
use crate::signin::gate::Entered;
use crate::signin::request;
use axum::Json as Answer;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{AppendHeaders, IntoResponse, Response};

/// A cookie that no script reads.
pub struct Cookie {
    pub name: &'static str,
    /// Below which it is sent.
    pub path: &'static str,
    /// `Lax`: also to a page that another site's link opens; `Strict`: only from this one.
    pub same_site: &'static str,
}

/// The session.
pub const SESSION: Cookie = Cookie { name: request::COOKIE, path: "/", same_site: "Lax" };

impl Cookie {
    /// What sets it, for so many seconds.
    #[must_use]
    pub fn set(&self, settings: &Settings, value: &str, seconds: u64) -> HeaderValue {
        let Self { name, path, same_site } = self;
        let secure = if settings.https { "; Secure" } else { "" };
        let text = format!("{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite={same_site}{secure}");
        HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }

    /// What ends it.
    #[must_use]
    pub fn end(&self, settings: &Settings) -> HeaderValue {
        self.set(settings, "", 0)
    }

    /// As the browser sent it.
    #[must_use]
    pub fn of<'h>(&self, headers: &'h HeaderMap) -> Option<&'h str> {
        request::cookie_of(headers, self.name)
    }
}

/// The cookie of somebody who has just signed in; the session that the browser held before ends.
pub async fn let_in(app: &App, headers: &HeaderMap, entered: &Entered) -> HeaderValue {
    if let Some(old) = SESSION.of(headers) {
        app.gate().replace(old).await;
    }
    SESSION.set(app.settings(), &entered.cookie, app.settings().session.as_secs())
}

/// [`let_in`] as an answer that tells who it is; ends the cookie of the way that they came by.
///
/// # Errors
/// Of the database.
#[allow(clippy::disallowed_methods, reason = "who signed in a moment ago is known")]
pub async fn welcome(app: &App, headers: &HeaderMap, entered: &Entered, way: Option<&Cookie>) -> Result<Response, Problem> {
    let records = app.records(&entered.signed.access.tenant).await?;
    let me = me_of(&entered.signed, &records.catalog().company);
    let cookies = [Some(let_in(app, headers, entered).await), way.map(|cookie| cookie.end(app.settings()))];
    let cookies = AppendHeaders(cookies.into_iter().flatten().map(|cookie| (header::SET_COOKIE, cookie)));
    Ok((cookies, Answer(me)).into_response())
}
