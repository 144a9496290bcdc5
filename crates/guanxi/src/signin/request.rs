//! What a request says of who sends it, from where, and whether a page of this server does.

use super::gate::Carrier;
use crate::app::App;
use crate::settings::Settings;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use records::audit::Origin;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Name of the session's cookie.
pub const COOKIE: &str = "gx_session";
/// Header that a page of another site cannot send; needed for writes with a cookie.
const OWN_PAGE: &str = "x-guanxi";

/// The client's address, as far as it can be known, and what it calls itself.
#[must_use]
pub fn origin(parts: &Parts, settings: &Settings) -> Origin {
    let text = |name: &str| parts.headers.get(name).and_then(|v| v.to_str().ok());
    // the last of all that were sent: those before it are the client's own words
    let last = || parts.headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok();
    let told = || last()?.rsplit(',').next()?.trim().parse().ok();
    let believed: Option<IpAddr> = if settings.behind_proxy { told() } else { None };
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip());
    let address = believed.or(peer).unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)).to_canonical();
    Origin::new(address, text("user-agent").unwrap_or_default())
}

/// Where a request comes from that nobody has signed yet.
pub struct From(pub Origin);

impl FromRequestParts<App> for From {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self(origin(parts, app.settings())))
    }
}

/// The text that proves who asks. A key goes before a cookie.
#[must_use]
pub fn credential(headers: &HeaderMap) -> Option<(&str, Carrier)> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let (scheme, text) = value.to_str().ok()?.split_once(' ')?;
        return scheme.eq_ignore_ascii_case("bearer").then(|| (text.trim(), Carrier::Bearer));
    }
    cookie_of(headers, COOKIE).map(|text| (text, Carrier::Cookie))
}

/// The cookie of this name.
#[must_use]
pub fn cookie_of<'h>(headers: &'h HeaderMap, wanted: &str) -> Option<&'h str> {
    headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';')).find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == wanted && !value.is_empty()).then_some(value)
    })
}

/// What somebody may ask who has yet to set up the second factor that their company asks for.
pub(super) fn to_enrol(path: &str) -> bool {
    let paths =
        ["/api/me", "/api/me/totp", "/api/me/totp/confirm", "/api/me/passkeys", "/api/me/passkeys/begin", "/api/sign-out"];
    paths.contains(&path)
}

pub(super) fn writes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether a page of this server sent the request: by our header, or by the origin that browsers add.
pub(super) fn from_own_page(headers: &HeaderMap) -> bool {
    if headers.contains_key(OWN_PAGE) {
        return true;
    }
    let text = |name| headers.get(name).and_then(|v| v.to_str().ok());
    let origin = text(header::ORIGIN).and_then(|o| o.split_once("://")).map(|(_, host)| host);
    origin.is_some() && origin == text(header::HOST)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use axum::http::HeaderValue;

    fn with(name: &'static str, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::HeaderName::from_static(name), HeaderValue::from_static(value))])
    }

    #[test]
    fn finds_the_cookie_among_others() {
        assert_eq!(cookie_of(&with("cookie", "a=b; gx_session=t_1_2; c=d"), COOKIE), Some("t_1_2"));
        assert_eq!(cookie_of(&with("cookie", "xgx_session=1; gx_session="), COOKIE), None);
        assert_eq!(credential(&with("authorization", "bearer gx_a")), Some(("gx_a", Carrier::Bearer)));
        assert_eq!(credential(&with("authorization", "Basic abc")), None);
    }

    #[test]
    fn foreign_pages_are_not_ours() {
        let mut headers = with("origin", "https://evil.example");
        headers.insert(header::HOST, HeaderValue::from_static("crm.example"));
        assert!(!from_own_page(&headers));
        headers.insert(header::ORIGIN, HeaderValue::from_static("https://crm.example"));
        assert!(from_own_page(&headers));
        assert!(from_own_page(&with("x-guanxi", "1")));
    }
}
