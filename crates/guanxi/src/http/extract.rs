//! What handlers take from a request: JSON bodies and queries, with every misreading answered as problem+json.

use super::problem::Problem;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

/// Levels of arrays and objects taken in a JSON body.
const MAX_DEPTH: usize = 32;

/// A JSON body. Refuses: another media type (415), too large (413), not UTF-8, not JSON, too deep (400), wrong types and
/// unknown fields (422).
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = json_bytes(request, state).await?;
        parse(&body).map(Json)
    }
}

/// A JSON body as it came, checked but not read: for operations that also need its bytes.
pub struct RawJson(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for RawJson {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        json_bytes(request, state).await.map(RawJson)
    }
}

async fn json_bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    if !is_json(request.headers()) {
        return Err(Problem::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE, ""));
    }
    Bytes::from_request(request, state).await.map_err(|refused| {
        let detail = if refused.status() == StatusCode::PAYLOAD_TOO_LARGE { "" } else { "The body broke off; send it again." };
        Problem::of_status(refused.status(), detail)
    })
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(header::CONTENT_TYPE).and_then(|t| t.to_str().ok()) else { return false };
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json") || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// Reads JSON bytes into `T`.
///
/// # Errors
/// A problem that names line and column, or the field.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let text = std::str::from_utf8(body)
        .map_err(|e| Problem::bad_request("not_utf8", format!("The body is not UTF-8 from byte {} on.", e.valid_up_to())))?;
    check_shape(text)?;
    serde_json::from_str(text).map_err(|e| match e.classify() {
        serde_json::error::Category::Data => {
            let said = e.to_string();
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", said)
        }
        _ if text.trim().is_empty() => Problem::bad_request("empty", "The body is empty; send a JSON object."),
        _ => Problem::bad_request("not_json", format!("The body is not JSON: {e}.")),
    })
}

/// One pass over the text: depth, and NUL, which PostgreSQL cannot keep.
fn check_shape(text: &str) -> Result<(), Problem> {
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    let bytes = text.as_bytes();
    for (i, &b) in bytes.iter().enumerate() {
        if in_string {
            match (escaped, b) {
                (true, b'u') if bytes[i..].starts_with(b"u0000") => {
                    return Err(Problem::bad_request("nul", "The body holds a NUL character; leave it out."));
                }
                (true, _) => escaped = false,
                (false, b'\\') => escaped = true,
                (false, b'"') => in_string = false,
                _ => {}
            }
            continue;
        }
        match b {
            b'"' => in_string = true,
            b'[' | b'{' => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(Problem::bad_request("too_deep", format!("The body is nested deeper than {MAX_DEPTH} levels.")));
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

/// The query of the address. Unknown parameters are refused when `T` denies them.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        if !decodes(parts.uri.query().unwrap_or_default()) {
            return Err(Problem::bad_request("not_utf8", "The query is not UTF-8 when decoded."));
        }
        axum::extract::Query::<T>::try_from_uri(&parts.uri)
            .map(|q| Query(q.0))
            .map_err(|e| Problem::bad_request("query", e.body_text()))
    }
}

/// Whether the percent-encoded text is UTF-8.
fn decodes(query: &str) -> bool {
    if !query.contains('%') {
        return true;
    }
    let mut bytes = Vec::with_capacity(query.len());
    let mut rest = query.as_bytes();
    while let Some((&b, tail)) = rest.split_first() {
        let hex = |i: usize| tail.get(i).and_then(|c| char::from(*c).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (b, hex(0), hex(1)) {
            bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
            rest = &tail[2..];
        } else {
            bytes.push(b);
            rest = tail;
        }
    }
    std::str::from_utf8(&bytes).is_ok()
}

/// Segments of the address, read into `T`.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        axum::extract::Path::<T>::from_request_parts(parts, state)
            .await
            .map(|p| Path(p.0))
            .map_err(|e| Problem::bad_request("path", e.body_text()))
    }
}

/// Reads `1`, `true` and the bare name of a parameter as yes, `0`, `false` as no.
///
/// # Errors
/// Any other text.
pub fn flag<'de, D: serde::Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    let text = <std::borrow::Cow<'_, str> as serde::Deserialize>::deserialize(from)?;
    match text.as_ref() {
        "1" | "true" | "" => Ok(true),
        "0" | "false" => Ok(false),
        other => Err(serde::de::Error::custom(format!("'{other}' is neither 0 nor 1"))),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use serde_json::Value;

    fn code(body: &[u8]) -> String {
        parse::<Value>(body).unwrap_err().code.to_owned()
    }

    #[test]
    fn refuses_what_cannot_be_kept() {
        assert_eq!(code(b""), "empty");
        assert_eq!(code(b"{"), "not_json");
        assert_eq!(code(b"{\"a\": \"\xff\"}"), "not_utf8");
        assert_eq!(code(br#"{"a": "x\u0000y"}"#), "nul");
        assert!(parse::<Value>(br#"{"a": "x\\u0000y"}"#).is_ok(), "an escaped backslash is not a NUL");
        assert_eq!(code("[".repeat(100_000).as_bytes()), "too_deep");
        let deep = format!("{}{}", "[".repeat(32), "]".repeat(32));
        assert!(parse::<Value>(deep.as_bytes()).is_ok());
    }

    #[test]
    fn knows_utf8_behind_percent_signs() {
        assert!(decodes("q=%E7%8E%8B"));
        assert!(!decodes("q=%E7%8E"));
        assert!(decodes("q=100%"));
    }
}
