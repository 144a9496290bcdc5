//! The features' operations: authenticated here, answered there, their refusals written as everybody's.

use super::problem::Problem;
use crate::app::App;
use crate::signin::Auth;
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use crm::http::{Carried, Ctx, Refusal};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// What each operation needs, as its description says: by address and method.
#[derive(Clone)]
pub struct Rights(Arc<HashMap<String, HashMap<String, String>>>);

impl Rights {
    /// Reads `x-permission` of each operation.
    #[must_use]
    pub fn of(described: &utoipa::openapi::OpenApi) -> Self {
        let document = serde_json::to_value(described).unwrap_or_default();
        let methods = |item: &Value| {
            let named = |(method, operation): (&String, &Value)| {
                Some((method.to_uppercase(), operation["x-permission"].as_str()?.to_owned()))
            };
            item.as_object().into_iter().flatten().filter_map(named).collect()
        };
        let paths = document["paths"].as_object().into_iter().flatten();
        Self(Arc::new(paths.map(|(path, item)| (path.clone(), methods(item))).collect()))
    }

    #[must_use]
    pub fn needed(&self, path: &str, method: &str) -> Option<&str> {
        self.0.get(path)?.get(method).map(String::as_str)
    }
}

/// Puts the authenticated context into the request. Without one, or without the permission that the operation's description
/// names, the feature is never asked.
pub async fn authenticated(State((app, rights)): State<(App, Rights)>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let auth = match Auth::from_request_parts(&mut parts, &app).await {
        Ok(auth) => auth,
        Err(problem) => return problem.into_response(),
    };
    let path = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    if let Some(permission) = rights.needed(path, parts.method.as_str())
        && let Err(problem) = auth.need(permission)
    {
        return problem.into_response();
    }
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
