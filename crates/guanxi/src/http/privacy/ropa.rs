//! The record of processing activities.

use crate::http::extract::{Json, Query};
use crate::http::files::disposition;
use crate::http::problem::Problem;
use crate::http::stream::PIECE;
use crate::privacy::archive::Language;
use crate::privacy::ropa::{self, Texts};
use crate::signin::{Allowed, may};
use axum::Json as Answer;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

/// The record of processing activities: personal data by object with purposes, how long it is kept, what customers allow, what went out
#[utoipa::path(get, path = "/api/privacy/processing", tag = "privacy", extensions(("x-permission" = json!("privacy.manage"))),
    responses((status = 200, description = "As it is now", body = Value)))]
pub async fn read(auth: Allowed<may::Privacy>) -> Result<Answer<Value>, Problem> {
    Ok(Answer(json!(ropa::of(auth.records()).await?)))
}

/// Write the texts of the record of processing that nothing in the program knows
#[utoipa::path(put, path = "/api/privacy/processing", tag = "privacy", request_body = Texts, extensions(("x-permission" = json!("privacy.manage"))),
    responses((status = 200, description = "As they are now", body = Texts)))]
pub async fn put(auth: Allowed<may::Privacy>, Json(texts): Json<Texts>) -> Result<Answer<Texts>, Problem> {
    ropa::put(auth.records(), &auth.access().who(), &texts).await?;
    Ok(Answer(texts))
}

/// Which file.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// `html` (the default) or `csv`.
    format: String,
    /// `en`, `zh-CN`, `zh-TW`; left out: the company's.
    language: String,
}

/// The record of processing as a file: a page, or a sheet with a line a field
#[utoipa::path(get, path = "/api/privacy/processing/document", tag = "privacy", params(Wanted), extensions(("x-permission" = json!("privacy.manage"))),
    responses((status = 200, description = "The file", body = String, content_type = "text/html")))]
pub async fn document(auth: Allowed<may::Privacy>, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    let catalog = auth.records().current().await?;
    let tag = if wanted.language.is_empty() { &catalog.company.language } else { &wanted.language };
    let language = Language::near(tag).ok_or_else(|| Problem::bad_request("language", "language: en, zh-CN or zh-TW."))?;
    let record = ropa::of(auth.records()).await?;
    let (body, kind, name) = match wanted.format.as_str() {
        "csv" => (Body::from(ropa::csv(&record, &catalog, language)), "text/csv; charset=utf-8", "processing.csv"),
        "" | "html" => {
            let page = ropa::html(&record, &catalog, language).map_err(|e| Problem::internal(&e))?;
            let pieces = tokio_util::io::ReaderStream::with_capacity(tokio::fs::File::from_std(page), PIECE);
            (Body::from_stream(pieces), "text/html; charset=utf-8", "processing.html")
        }
        _ => return Err(Problem::bad_request("format", "format: html or csv.")),
    };
    let mut answer = Response::new(body);
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_DISPOSITION, disposition(name));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    );
    Ok(answer)
}
