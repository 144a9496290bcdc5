//! The web app, embedded in the program: files of `web/dist` as the browser wants them (type, ETag, gzip made once), and
//! `index.html` for every address of the app itself.

use super::edge::PAGE_POLICY;
use super::problem::Problem;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use parking_lot::RwLock;
use rust_embed::{Embed, EmbeddedFile};
use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

#[derive(Embed)]
#[folder = "../../web/dist"]
struct Dist;

/// Smallest file worth packing, in bytes.
const PACK_FROM: usize = 1024;

/// What the browser runs between the web app and the network. It stands at the root, because it may answer only for what is below it, and is
/// asked for again each time, so that a new version reaches everybody.
const SERVICE_WORKER: &str = "service-worker.js";

/// Shown while the web app has not been built.
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Guanxi</title>\
     <body><h1>Guanxi</h1><p>The API runs. The web app is not part of this build; build it with <code>make web</code>.</p>";

/// The embedded files, each prepared on first use.
#[derive(Clone, Default)]
pub struct Assets(Arc<RwLock<HashMap<String, Arc<Asset>>>>);

struct Asset {
    plain: Bytes,
    packed: Option<Bytes>,
    etag: HeaderValue,
    mime: HeaderValue,
    cache: HeaderValue,
    /// It is a page, or fetches as pages do.
    page: bool,
}

impl Assets {
    /// Answers a request that no route of the API took.
    pub async fn serve(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Response {
        let path = uri.path().trim_start_matches('/');
        if path.starts_with("api/") || path == "api" {
            return Problem::of_status(StatusCode::NOT_FOUND, "").into_response();
        }
        if *method != Method::GET && *method != Method::HEAD {
            return Problem::of_status(StatusCode::METHOD_NOT_ALLOWED, "").into_response();
        }
        match self.find(path).await {
            Some(asset) => asset.answer(headers),
            // addresses of the app have no dot in their last part; a missing file is missing
            None if path.rsplit('/').next().is_some_and(|last| last.contains('.')) => {
                Problem::of_status(StatusCode::NOT_FOUND, "").into_response()
            }
            None => match self.find("index.html").await {
                Some(index) => index.answer(headers),
                None => page(NOT_BUILT.into()),
            },
        }
    }

    async fn find(&self, path: &str) -> Option<Arc<Asset>> {
        if let Some(asset) = self.0.read().get(path) {
            return Some(asset.clone());
        }
        let file = Dist::get(path)?;
        let name = path.to_owned();
        let asset = tokio::task::spawn_blocking(move || Arc::new(Asset::new(&name, file))).await.ok()?;
        if !cfg!(debug_assertions) {
            self.0.write().insert(path.to_owned(), asset.clone());
        }
        Some(asset)
    }
}

impl Asset {
    fn new(path: &str, file: EmbeddedFile) -> Self {
        let hash = file.metadata.sha256_hash();
        let tag: String = hash[..12].iter().map(|b| format!("{b:02x}")).collect();
        let plain = Bytes::from(file.data.into_owned());
        let (mime, packs) = media_type(path);
        let packed = if packs && plain.len() >= PACK_FROM { pack(&plain) } else { None };
        // built files carry their hash in the name; everything else is asked for again
        let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
        Self {
            plain,
            packed,
            etag: HeaderValue::from_str(&format!("\"{tag}\"")).unwrap_or_else(|_| HeaderValue::from_static("\"0\"")),
            mime: HeaderValue::from_static(mime),
            cache: HeaderValue::from_static(cache),
            page: mime.starts_with("text/html") || path == SERVICE_WORKER,
        }
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        let same = headers.get(header::IF_NONE_MATCH).is_some_and(|tags| contains(tags.as_bytes(), self.etag.as_bytes()));
        let gzip = headers.get(header::ACCEPT_ENCODING).is_some_and(|e| contains(e.as_bytes(), b"gzip"));
        let mut answer = Response::new(Body::empty());
        let out = answer.headers_mut();
        out.insert(header::ETAG, self.etag.clone());
        out.insert(header::CACHE_CONTROL, self.cache.clone());
        out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if self.page {
            out.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
        }
        if same {
            *answer.status_mut() = StatusCode::NOT_MODIFIED;
            return answer;
        }
        out.insert(header::CONTENT_TYPE, self.mime.clone());
        let body = match &self.packed {
            Some(packed) if gzip => {
                out.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                packed.clone()
            }
            _ => self.plain.clone(),
        };
        *answer.body_mut() = Body::from(body);
        answer
    }
}

/// A file of the web app as it was built.
#[must_use]
pub fn file(path: &str) -> Option<Vec<u8>> {
    Some(Dist::get(path)?.data.into_owned())
}

/// A small page of the program itself.
#[must_use]
pub fn page(html: String) -> Response {
    let mut answer = Response::new(Body::from(html));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
    answer
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|w| w == part)
}

fn pack(plain: &[u8]) -> Option<Bytes> {
    let mut out = flate2::write::GzEncoder::new(Vec::with_capacity(plain.len() / 3), flate2::Compression::new(7));
    out.write_all(plain).ok()?;
    let packed = out.finish().ok()?;
    (packed.len() < plain.len()).then(|| Bytes::from(packed))
}

/// Media type by the file's ending, and whether packing pays.
fn media_type(path: &str) -> (&'static str, bool) {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => ("text/html; charset=utf-8", true),
        "js" | "mjs" => ("text/javascript; charset=utf-8", true),
        "css" => ("text/css; charset=utf-8", true),
        "json" => ("application/json", true),
        "webmanifest" => ("application/manifest+json", true),
        "svg" => ("image/svg+xml", true),
        "txt" => ("text/plain; charset=utf-8", true),
        "png" => ("image/png", false),
        "jpg" | "jpeg" => ("image/jpeg", false),
        "webp" => ("image/webp", false),
        "ico" => ("image/x-icon", false),
        "woff2" => ("font/woff2", false),
        "wasm" => ("application/wasm", true),
        _ => ("application/octet-stream", false),
    }
}
