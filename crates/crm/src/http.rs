//! The features' operations over HTTP. The program puts a [`Ctx`] into each request once it knows who asks, and turns a
//! [`Refusal`] that an answer carries into problem+json.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Id;
use records::{Access, Error, Records};
use serde::de::DeserializeOwned;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;

/// Who asks, and the records of their company. The only way of these operations to a database.
#[derive(Clone, Debug)]
pub struct Ctx {
    pub records: Records,
    pub access: Access,
}

impl<S: Send + Sync> FromRequestParts<S> for Ctx {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Refusal> {
        let signed_in = parts.extensions.get::<Ctx>().cloned();
        signed_in.ok_or_else(|| Refusal::of(StatusCode::UNAUTHORIZED, "unauthorized", "Sign in first."))
    }
}

/// Why an operation was refused.
#[derive(Debug)]
pub enum Refusal {
    Engine(Error),
    /// The request itself is wrong: status, stable code, what to do.
    Request {
        status: StatusCode,
        code: &'static str,
        detail: String,
    },
}

impl Refusal {
    fn of(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Refusal::Request { status, code, detail: detail.into() }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Refusal::Engine(error)
    }
}

/// The refusal that an answer carries in its extensions, for the layer that writes problem+json.
#[derive(Clone, Debug)]
pub struct Carried(pub Arc<Refusal>);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = match &self {
            Refusal::Engine(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Refusal::Request { status, .. } => *status,
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Carried(Arc::new(self)));
        response
    }
}

/// A JSON body.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if !kind.split(';').next().is_some_and(|k| k.trim().eq_ignore_ascii_case("application/json")) {
            return Err(Refusal::of(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "media_type",
                "Send JSON with content-type application/json.",
            ));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|refused| match refused.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Refusal::of(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "The body is too large."),
            status => Refusal::of(status, "bad_request", "The body broke off; send it again."),
        })?;
        read(&bytes).map(Self)
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|e| match e.classify() {
        serde_json::error::Category::Data => Refusal::of(StatusCode::UNPROCESSABLE_ENTITY, "invalid", e.to_string()),
        _ => Refusal::of(StatusCode::BAD_REQUEST, "not_json", format!("The body is not JSON: {e}.")),
    })
}

/// The id of the record that an address is about.
pub struct Of(pub Id);

impl<S: Send + Sync> FromRequestParts<S> for Of {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let text = axum::extract::Path::<String>::from_request_parts(parts, state).await;
        let id = text.ok().and_then(|t| Id::parse(&t.0));
        id.map(Self)
            .ok_or_else(|| Refusal::of(StatusCode::NOT_FOUND, "not_found", "The address names no record; an id is a UUID."))
    }
}

/// A query; unknown names are refused.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let query = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        query.map(|q| Self(q.0)).map_err(|e| Refusal::of(StatusCode::BAD_REQUEST, "query", e.body_text()))
    }
}

/// All operations of the features.
#[must_use]
pub fn routes<S: Clone + Send + Sync + 'static>() -> OpenApiRouter<S> {
    OpenApiRouter::new()
        .merge(crate::customers::http::routes())
        .merge(crate::consents::http::routes())
        .merge(crate::events::http::routes())
        .merge(crate::orders::http::routes())
        .merge(crate::tasks::http::routes())
}
