//! What somebody with a link and no account sees, on the public entrance: one record on a page of its own, without scripts.

mod page;
mod value;
mod words;

use super::extract::Path;
use super::problem::Problem;
use crate::app::App;
use crate::signin::guest::{Door, enter};
use crate::signin::request::From;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use records::audit::Origin;
use words::Language;

/// What a page of a guest may load: nothing but its own styles.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// `GET /g/{token}`
pub async fn read(
    State(app): State<App>,
    From(origin): From,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    answer(&app, &origin, &token, None, Language::of(query.as_deref(), &headers)).await
}

/// `POST /g/{token}`: with the passcode, as a browser's form sends it
pub async fn unlock(
    State(app): State<App>,
    From(origin): From,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answer(&app, &origin, &token, passcode(&body).as_deref(), Language::of(query.as_deref(), &headers)).await
}

/// The field `passcode` of a form.
fn passcode(body: &[u8]) -> Option<String> {
    let uri = format!("/?{}", std::str::from_utf8(body).ok()?).parse().ok()?;
    let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&uri).ok()?.0;
    pairs.into_iter().find(|(name, _)| name == "passcode").map(|(_, text)| text.trim().to_owned())
}

async fn answer(app: &App, origin: &Origin, token: &str, passcode: Option<&str>, language: Language) -> Response {
    let words = language.words();
    let (status, html) = match enter(app, token, passcode, origin).await {
        Ok(Door::Open(guest)) => (StatusCode::OK, page::record(&guest, language)),
        Ok(Door::Passcode { wrong }) => {
            let status = if wrong { StatusCode::FORBIDDEN } else { StatusCode::OK };
            (status, page::ask(language, wrong))
        }
        Ok(Door::Closed) => (StatusCode::NOT_FOUND, page::note(language, words.gone, words.gone_text)),
        Err(Problem { retry_after: Some(seconds), status: StatusCode::TOO_MANY_REQUESTS, .. }) => {
            let html = page::note(language, words.many, words.many_text);
            let mut answer = respond(StatusCode::TOO_MANY_REQUESTS, html);
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            return answer;
        }
        Err(problem) => return problem.into_response(),
    };
    respond(status, html)
}

fn respond(status: StatusCode, html: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ];
    (status, headers, html).into_response()
}

#[cfg(test)]
mod tests {
    use super::passcode;

    #[test]
    fn forms_are_read() {
        assert_eq!(passcode(b"passcode=ab%20c%2B1+d").as_deref(), Some("ab c+1 d"));
        assert_eq!(passcode(b"a=b&passcode=%E7%8E%8B&x").as_deref(), Some("王"));
        for none in [&b""[..], b"\xff", b"pass=1", b"a b\n"] {
            assert_eq!(passcode(none), None);
        }
    }
}
