//! For those who watch the program: is it alive, is it ready, what does it do.

use super::meter;
use super::problem::Problem;
use crate::app::App;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// The process answers.
pub async fn alive() -> Response {
    axum::Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })).into_response()
}

/// The control database answers, its migrations are done, and start-up work (demo company) is finished.
///
/// # Errors
/// 503 that says what is missing.
#[allow(clippy::disallowed_methods, reason = "counts companies, opens none")]
pub async fn ready(State(app): State<App>) -> Result<Response, Problem> {
    if !app.is_ready() {
        return Err(Problem::unavailable("The program is starting.", 1));
    }
    let tenants = app
        .store()
        .tenants()
        .await
        .map_err(|e| Problem::unavailable(format!("The control database does not answer: {e}."), 5))?;
    Ok(axum::Json(json!({ "status": "ok", "companies": tenants.len() })).into_response())
}

/// Prometheus text.
///
/// # Errors
/// 503 when another recorder was installed first.
#[allow(clippy::disallowed_methods, reason = "counts companies, opens none")]
pub async fn metrics(State(app): State<App>) -> Result<Response, Problem> {
    let handle = meter::recorder().ok_or_else(|| Problem::unavailable("There is no recorder.", 60))?;
    #[allow(clippy::cast_precision_loss, reason = "a gauge")]
    metrics::gauge!("guanxi_store_open_tenants").set(app.store().open_tenants() as f64);
    handle.run_upkeep();
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], handle.render()).into_response())
}
