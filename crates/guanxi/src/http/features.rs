//! The features' operations: authenticated here, answered there, their refusals written as everybody's.

use super::problem::Problem;
use crate::app::App;
use crate::signin::Auth;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use crm::http::{Carried, Ctx, Refusal};
use std::sync::Arc;

/// Puts the authenticated context into the request; without one the feature is never asked.
pub async fn authenticated(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let auth = match Auth::from_request_parts(&mut parts, &app).await {
        Ok(auth) => auth,
        Err(problem) => return problem.into_response(),
    };
    parts.extensions.insert(Ctx { records: auth.records().clone(), access: auth.access().clone() });
    next.run(Request::from_parts(parts, body)).await
}

/// The problem that a feature's answer carries.
#[must_use]
pub fn carried(answer: &mut Response) -> Option<Problem> {
    let Carried(refusal) = answer.extensions_mut().remove::<Carried>()?;
    let status = answer.status();
    Some(match Arc::into_inner(refusal) {
        Some(Refusal::Engine(error)) => error.into(),
        Some(Refusal::Request { status, code, detail }) => Problem::new(status, code, detail),
        None if status.is_client_error() => Problem::of_status(status, ""),
        None => Problem::of_status(StatusCode::INTERNAL_SERVER_ERROR, ""),
    })
}
