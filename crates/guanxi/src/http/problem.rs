//! Every refusal is `application/problem+json` (RFC 9457): what happened, which field, what to do, and the request's id.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::FieldError;
use serde::Serialize;
use std::borrow::Cow;

/// Media type of every error answer.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// A refusal on its way to the client. Written as JSON by the outermost layer, which knows the request's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub status: StatusCode,
    /// Stable, for programs and translations: `not_found`, `invalid`, `version_conflict` ...
    pub code: &'static str,
    /// English, for people and logs: what happened and what to do.
    pub detail: Cow<'static, str>,
    /// One entry for each refused field; empty when no single field is to blame.
    pub errors: Vec<FieldError>,
    /// Current version of the record, with 412.
    pub version: Option<i64>,
    /// Seconds to wait before the next attempt, with 429 and 503.
    pub retry_after: Option<u32>,
    /// What really happened, for the log only.
    pub cause: Option<String>,
}

/// How a [`Problem`] is written.
#[derive(Serialize)]
struct ProblemBody<'a> {
    /// URI reference that names the kind of problem.
    #[serde(rename = "type")]
    kind: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    code: &'a str,
    #[serde(skip_serializing_if = "<[FieldError]>::is_empty")]
    errors: &'a [FieldError],
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i64>,
    request_id: &'a str,
}

impl Problem {
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { status, code, detail: detail.into(), errors: Vec::new(), version: None, retry_after: None, cause: None }
    }

    pub fn bad_request(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    pub fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "Sign in, or send an API key as 'Authorization: Bearer gx_...'.")
    }

    pub fn forbidden(permission: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", format!("This needs the permission '{permission}'; ask an administrator."))
    }

    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("There is no such {what}."))
    }

    /// 422 with every refused field at once.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let detail =
            errors.first().map_or_else(|| "The input is not valid.".to_owned(), |e| format!("{}: {}", e.field, e.message));
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail) }
    }

    pub fn field(field: &str, code: &str, message: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError::new(field, code, message)])
    }

    /// 500 whose cause goes to the log, not to the client.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        let detail = "The server failed; the request id finds the reason in its log.";
        Self { cause: Some(cause.to_string()), ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail) }
    }

    /// 503: try again after `seconds`.
    pub fn unavailable(detail: impl Into<Cow<'static, str>>, seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail) }
    }

    /// The problem that stands for a bare status, as routers and extractors answer it.
    #[must_use]
    pub fn of_status(status: StatusCode, detail: &str) -> Self {
        let (code, usual): (&'static str, &'static str) = match status.as_u16() {
            400 => ("bad_request", "The request cannot be read."),
            401 => return Self::unauthorized(),
            403 => ("forbidden", "This is not allowed."),
            404 => ("not_found", "There is nothing at this address."),
            405 => ("method_not_allowed", "This address does not know the method; header 'allow' lists those it knows."),
            406 => ("not_acceptable", "The answer is JSON; send 'accept: application/json'."),
            408 => ("timeout", "The request took too long to arrive."),
            413 => ("too_large", "The request body is larger than this operation takes."),
            414 => ("uri_too_long", "The address is too long; send the filter as 'where' in fewer words."),
            415 => ("unsupported_media_type", "Send the body as 'content-type: application/json'."),
            422 => ("invalid", "The input is not valid."),
            431 => ("headers_too_large", "The request's headers are too large."),
            s if s < 500 => ("refused", "The request was refused."),
            _ => ("internal", "The server failed; the request id finds the reason in its log."),
        };
        let detail =
            if detail.is_empty() || status.is_server_error() { Cow::Borrowed(usual) } else { Cow::Owned(detail.to_owned()) };
        Self::new(status, code, detail)
    }

    /// The answer as bytes on the wire.
    #[must_use]
    pub fn write(&self, request_id: &str) -> Vec<u8> {
        let body = ProblemBody {
            kind: format!("urn:guanxi:problem:{}", self.code),
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: &self.detail,
            code: self.code,
            errors: &self.errors,
            version: self.version,
            request_id,
        };
        serde_json::to_vec(&body).unwrap_or_default()
    }

    /// A finished answer carrying `request_id`.
    #[must_use]
    pub fn respond(&self, request_id: &str) -> Response {
        if let Some(cause) = &self.cause {
            tracing::error!(request = request_id, cause, "request failed");
        }
        let mut answer = (self.status, self.write(request_id)).into_response();
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"guanxi\""));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        answer
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut answer = self.status.into_response();
        answer.extensions_mut().insert(std::sync::Arc::new(self));
        answer
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn names_field_and_remedy() {
        let problem = Problem::field("name", "required", "must not be empty");
        let json: serde_json::Value = serde_json::from_slice(&problem.write("r1")).unwrap();
        insta::assert_json_snapshot!(json, @r#"
        {
          "code": "invalid",
          "detail": "name: must not be empty",
          "errors": [
            {
              "code": "required",
              "field": "name",
              "message": "must not be empty"
            }
          ],
          "request_id": "r1",
          "status": 422,
          "title": "Unprocessable Entity",
          "type": "urn:guanxi:problem:invalid"
        }
        "#);
    }
}
