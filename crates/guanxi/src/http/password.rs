//! Who forgot their password.

use super::extract::Json;
use super::problem::Problem;
use crate::app::App;
use crate::mail;
use crate::signin::request::From;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

/// Who forgot.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ForgottenPassword)]
pub struct Forgot {
    #[schema(max_length = 254)]
    email: String,
    /// Short name of the company; may be left out when there are few here.
    company: Option<String>,
}

/// Ask for a link to set a new password, by mail. The answer is the same whether or not somebody has the e-mail
#[utoipa::path(post, path = "/api/password/forgot", tag = "session", request_body = Forgot, security(()),
    responses((status = 202, description = "Whoever has this e-mail gets a link that is good for 30 minutes")))]
pub async fn forgot(State(app): State<App>, From(origin): From, Json(input): Json<Forgot>) -> Result<StatusCode, Problem> {
    mail::needed(app.settings().mail.as_ref())?;
    app.gate().forgot(&origin, input.company.as_deref(), &input.email).await?;
    Ok(StatusCode::ACCEPTED)
}

/// What the link says, and the new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PasswordReset)]
pub struct Reset {
    /// What stands behind `#` in the link.
    #[schema(max_length = 200)]
    link: String,
    #[schema(min_length = 8, max_length = 512)]
    password: String,
}

/// Set a new password by a link from a mail. All sessions end; a second factor stays
#[utoipa::path(post, path = "/api/password/reset", tag = "session", request_body = Reset, security(()),
    responses((status = 204, description = "Set; sign in with it")))]
pub async fn reset(State(app): State<App>, From(origin): From, Json(input): Json<Reset>) -> Result<StatusCode, Problem> {
    app.gate().reset(&origin, &input.link, input.password).await?;
    Ok(StatusCode::NO_CONTENT)
}
