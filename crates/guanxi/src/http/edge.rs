//! The outermost layer of both listeners: request id, security headers, limits of the address, problem+json for every
//! refusal whoever made it, panics caught, one log line and one measurement for each request.

use super::meter::Meter;
use super::problem::{MEDIA_TYPE, Problem};
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use tracing::Instrument;

/// Longest address taken, in bytes.
const MAX_URI: usize = 16 * 1024;
/// Longest part of a foreign error text that is passed on, in bytes.
const MAX_FOREIGN: usize = 4 * 1024;

/// Policy of pages and of their service worker: everything from this origin; styles inline because the component library writes them
/// at run time; WebAssembly because the reader of bar codes is made of it.
pub const PAGE_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
     font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
/// Policy of everything that is not a page.
const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// What a page of ours may ask of the device: the camera, to scan codes.
const DEVICE_POLICY: &str = "camera=(self), geolocation=(), payment=(), usb=()";

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
static PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// The id of a request: taken from `x-request-id` when it is tame, else made here. In the request's extensions.
#[derive(Clone, Debug)]
pub struct RequestId(pub HeaderValue);

impl RequestId {
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }
}

/// State of the layer.
#[derive(Clone)]
pub struct Edge(Arc<Inner>);

struct Inner {
    next_id: AtomicU64,
    meter: Meter,
}

impl Edge {
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(Inner { next_id: AtomicU64::new(rand::random()), meter: Meter::default() }))
    }

    fn id(&self, headers: &HeaderMap) -> RequestId {
        if let Some(given) = headers.get(&REQUEST_ID)
            && (8..=64).contains(&given.len())
            && given.as_bytes().iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        {
            return RequestId(given.clone());
        }
        // splitmix64: neighbours look unlike each other, none repeats
        let mut x = self.0.next_id.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let text = format!("{:016x}", x ^ (x >> 31));
        RequestId(HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("0")))
    }
}

impl Default for Edge {
    fn default() -> Self {
        Self::new()
    }
}

/// The layer itself, for `axum::middleware::from_fn_with_state`.
pub async fn edge(State(edge): State<Edge>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = edge.id(request.headers());
    request.extensions_mut().insert(id.clone());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let span = tracing::debug_span!("request", id = id.as_str(), %method, path = told(request.uri().path()));
    let answer = match refuse(&request) {
        Some(problem) => problem.respond(id.as_str()),
        None => {
            let run = AssertUnwindSafe(next.run(request)).catch_unwind().instrument(span.clone());
            let answer = run.await.unwrap_or_else(|_| Problem::internal(&"panic").respond(id.as_str()));
            as_problem(answer, id.as_str()).await
        }
    };
    let took = began.elapsed();
    let status = answer.status();
    edge.0.meter.record(route.as_ref().map_or("other", MatchedPath::as_str), &method, status.as_u16(), took);
    span.in_scope(|| match status.as_u16() {
        500.. => tracing::warn!(request = id.as_str(), status = status.as_u16(), ms = took.as_secs_f64() * 1e3, "answered"),
        _ => tracing::debug!(status = status.as_u16(), ms = took.as_secs_f64() * 1e3, "answered"),
    });
    with_headers(answer, id)
}

/// The path as logs have it: a guest's link and a calendar's address are secrets.
fn told(path: &str) -> &str {
    match path.get(..3) {
        Some("/g/") => "/g/...",
        Some("/c/") => "/c/...",
        _ => path,
    }
}

/// Refusals that need only the head of the request.
fn refuse(request: &Request) -> Option<Problem> {
    let uri = request.uri();
    let path = uri.path();
    let query = uri.query().unwrap_or_default();
    if path.len() + query.len() > MAX_URI {
        return Some(Problem::of_status(StatusCode::URI_TOO_LONG, ""));
    }
    if path.contains("%00") || query.contains("%00") {
        return Some(Problem::bad_request("nul", "The address holds a NUL character; leave it out."));
    }
    if path.starts_with("/api/") && !accepts(request.headers(), path) {
        return Some(Problem::of_status(StatusCode::NOT_ACCEPTABLE, ""));
    }
    None
}

/// Whether the client takes what the operation answers: JSON, except for downloads and streams, which choose their own type.
fn accepts(headers: &HeaderMap, path: &str) -> bool {
    let Some(accept) = headers.get(header::ACCEPT) else { return true };
    let Ok(accept) = accept.to_str() else { return false };
    let download =
        path.ends_with("/export") || path.ends_with("/refused") || path.starts_with("/api/files/") || path == "/api/live";
    download || accept.trim().is_empty() || accept.contains("*/*") || accept.contains("application/*") || accept.contains("json")
}

/// Answers that handlers refused become problem+json; so do those of the router and of extractors.
async fn as_problem(mut answer: Response, id: &str) -> Response {
    if let Some(problem) = answer.extensions_mut().remove::<Arc<Problem>>() {
        return problem.respond(id);
    }
    if let Some(problem) = super::features::carried(&mut answer) {
        return problem.respond(id);
    }
    let status = answer.status();
    let kind = answer.headers().get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    let written = kind.starts_with(MEDIA_TYPE.as_bytes()) || kind.starts_with(b"text/html");
    if status.as_u16() < 400 || written {
        return answer;
    }
    let allow = answer.headers().get(header::ALLOW).cloned();
    let text = axum::body::to_bytes(answer.into_body(), MAX_FOREIGN).await.unwrap_or_default();
    let mut answer = Problem::of_status(status, std::str::from_utf8(&text).unwrap_or_default().trim()).respond(id);
    if let Some(allow) = allow {
        answer.headers_mut().insert(header::ALLOW, allow);
    }
    answer
}

fn with_headers(mut answer: Response, id: RequestId) -> Response {
    let headers = answer.headers_mut();
    headers.insert(REQUEST_ID.clone(), id.0);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("same-origin"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(PERMISSIONS_POLICY.clone(), HeaderValue::from_static(DEVICE_POLICY));
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(DATA_POLICY));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    answer
}

/// The answer to addresses that no route knows.
pub async fn nothing_here(method: Method) -> Problem {
    let _ = method;
    Problem::of_status(StatusCode::NOT_FOUND, "")
}

/// The answer to methods that a known address does not take; the router adds header `allow`.
pub async fn wrong_method() -> Response<Body> {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    answer
}
