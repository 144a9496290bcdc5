//! How a company shows itself: short name, colour and logo. Whoever comes to its sign-in page sees them.

use super::extract::{Json, Path};
use super::problem::Problem;
use super::{assets, files};
use crate::app::App;
use crate::signin::{Allowed, Auth, may};
use axum::Json as Answer;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use model::Id;
use records::{Company, LANGUAGES};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// Largest logo, in bytes.
const LARGEST: usize = 512 * 1024;

/// How a company shows itself.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Brand {
    /// What it is called where there is little room; empty: by its name.
    short_name: String,
    /// Colour of buttons and links: `#0f766e`; empty: the program's own.
    accent: String,
    /// Address of its logo; null: it has none.
    logo: Option<String>,
}

impl Brand {
    #[must_use]
    pub fn of(slug: &str, company: &Company) -> Self {
        let Company { short_name, accent, logo, .. } = company.clone();
        Self { short_name, accent, logo: logo.map(|id| format!("/api/sign-in/logo/{slug}/{id}")) }
    }

    fn now(auth: &Auth) -> Answer<Self> {
        Answer(Self::of(&auth.access().tenant, &auth.records().catalog().company))
    }
}

/// Short name and colour.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BrandInput {
    #[schema(max_length = 24)]
    short_name: String,
    /// White text on it, and it on the page, can be read: a contrast of 4.5.
    #[schema(max_length = 7)]
    accent: String,
}

/// How the company shows itself
#[utoipa::path(get, path = "/api/company/brand", tag = "company", extensions(("x-permission" = json!("company.manage"))),
    responses((status = 200, description = "As it is", body = Brand)))]
pub async fn read(auth: Allowed<may::Company>) -> Answer<Brand> {
    Brand::now(&auth)
}

/// Say what the company is called where there is little room, and its colour
#[utoipa::path(put, path = "/api/company/brand", tag = "company", request_body = BrandInput,
    extensions(("x-permission" = json!("company.manage"))), responses((status = 200, description = "As it is now", body = Brand)))]
pub async fn put(auth: Allowed<may::Company>, Json(input): Json<BrandInput>) -> Result<Answer<Brand>, Problem> {
    let (short_name, accent) = (input.short_name.trim(), input.accent.trim().to_lowercase());
    let change = |c: &mut Company| (c.short_name, c.accent) = (short_name.to_owned(), accent.clone());
    auth.records().change_company(auth.access(), change).await?;
    Ok(Brand::now(&auth))
}

/// Set the company's logo: PNG, JPEG or WebP, at most 512 KiB
#[utoipa::path(put, path = "/api/company/logo", tag = "company", request_body(content = String, content_type = "application/octet-stream"),
    extensions(("x-permission" = json!("company.manage"))), responses((status = 200, description = "As it is now", body = Brand)))]
pub async fn put_logo(auth: Allowed<may::Company>, request: Request) -> Result<Answer<Brand>, Problem> {
    let too_large = |_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", format!("A logo has at most {LARGEST} bytes."));
    let content = axum::body::to_bytes(request.into_body(), LARGEST).await.map_err(too_large)?;
    let Some(ending) = kind_of(&content) else {
        return Err(Problem::field("logo", "bad_picture", "is no PNG, JPEG or WebP picture; save it as one of these"));
    };
    let stream = futures_util::stream::iter([Ok(content)]);
    let kept = files::keep(&auth, &format!("logo.{ending}"), stream).await?;
    let logo = kept["id"].as_str().and_then(Id::parse);
    set_logo(&auth, logo).await
}

/// Take the company's logo away
#[utoipa::path(delete, path = "/api/company/logo", tag = "company", extensions(("x-permission" = json!("company.manage"))),
    responses((status = 200, description = "As it is now", body = Brand)))]
pub async fn delete_logo(auth: Allowed<may::Company>) -> Result<Answer<Brand>, Problem> {
    set_logo(&auth, None).await
}

async fn set_logo(auth: &Auth, logo: Option<Id>) -> Result<Answer<Brand>, Problem> {
    let before = auth.records().change_company(auth.access(), |c| c.logo = logo).await?;
    if let Some(id) = before.logo.filter(|id| logo != Some(*id)) {
        forget(auth, id).await?;
    }
    Ok(Brand::now(auth))
}

/// A logo that is no longer shown is not kept.
async fn forget(auth: &Auth, id: Id) -> Result<(), Problem> {
    let rows = auth.tenant().get("select blob, size from @file where id = $1", &[id.into()]).await?;
    let Some(row) = rows.first() else { return Ok(()) };
    let params = &[id.into()];
    let sql = "delete from @file where id = $1";
    auth.tenant().write::<_, store::Error, _>(move |tx| Box::pin(tx.run(sql, params))).await?;
    crate::usage::took(auth.tenant(), -row.int(1)?);
    Ok(auth.files().delete(row.text(0)?).await?)
}

/// What a picture is, by how it begins: browsers are told so, and nothing that runs is one of them.
fn kind_of(content: &[u8]) -> Option<&'static str> {
    match content {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some("png"),
        [0xff, 0xd8, 0xff, ..] => Some("jpg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("webp"),
        _ => None,
    }
}

/// How a company shows itself to whoever comes; as one without a brand when there is no such company or it cannot be opened.
#[allow(clippy::disallowed_methods, reason = "nobody is signed in yet")]
pub async fn shown(app: &App, slug: &str) -> Brand {
    let Ok(records) = app.records(slug).await else { return Brand::default() };
    records.current().await.map_or_else(|_| Brand::default(), |catalog| Brand::of(slug, &catalog.company))
}

/// The web app's manifest with name and colour of a company: what an installed app is called
#[utoipa::path(get, path = "/api/sign-in/manifest/{company}/{language}", tag = "session", security(()),
    params(("company" = String, Path), ("language" = String, Path, description = "`en`, `zh-CN` or `zh-TW`")),
    responses((status = 200, description = "The manifest", body = Value, content_type = "application/manifest+json")))]
pub async fn manifest(
    State(app): State<App>,
    Path((company, language)): Path<(String, String)>,
) -> Result<([(HeaderName, &'static str); 2], String), Problem> {
    let known = LANGUAGES.contains(&language.as_str());
    let text = assets::file(&format!("manifest/{language}.webmanifest")).filter(|_| known);
    let delivered = text.and_then(|text| serde_json::from_slice::<Map<String, Value>>(&text).ok());
    let mut manifest = delivered.ok_or_else(|| Problem::not_found("manifest"))?;
    let Brand { short_name, accent, .. } = shown(&app, &company).await;
    for (key, value) in [("name", &short_name), ("short_name", &short_name), ("theme_color", &accent)] {
        if !value.is_empty() {
            manifest.insert(key.to_owned(), json!(value));
        }
    }
    let heads = [(header::CONTENT_TYPE, "application/manifest+json"), (header::CACHE_CONTROL, "no-cache")];
    Ok((heads, Value::from(manifest).to_string()))
}

/// The logo of a company, for its sign-in page and letters
#[utoipa::path(get, path = "/api/sign-in/logo/{company}/{id}", tag = "session", security(()),
    params(("company" = String, Path), ("id" = String, Path, format = "uuid")),
    responses((status = 200, description = "The picture", body = String, content_type = "image/png")))]
#[allow(clippy::disallowed_methods, reason = "nobody is signed in yet")]
pub async fn logo(State(app): State<App>, Path((company, id)): Path<(String, Id)>) -> Result<Response, Problem> {
    let unknown = || Problem::not_found("logo");
    let records = app.records(&company).await.map_err(|_| unknown())?;
    if records.current().await?.company.logo != Some(id) {
        return Err(unknown());
    }
    let rows = records.tenant().get("select name, blob from @file where id = $1", &[id.into()]).await?;
    let row = rows.first().ok_or_else(unknown)?;
    let blob = app.blobs().get(&company, row.text(1)?).await?;
    let mut answer = Response::new(Body::from_stream(blob.stream));
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(blob.size));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(files::media_type(row.text(0)?)));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    // Another logo has another address.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    Ok(answer)
}
