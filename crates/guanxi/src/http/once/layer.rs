//! Keys for operations that are more than one transaction of records.

use super::{Done, Kept, Key, PENDING, Secret, UNTOLD, digest};
use crate::app::App;
use crate::http::features::Rights;
use crate::http::problem::Problem;
use crate::signin::Auth;
use axum::body::Body;
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::TryStreamExt;
use http_body_util::{BodyExt, Limited};
use parking_lot::Mutex;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::Duration;
use store::Tx;

/// A second request waits this long for the first one's answer, looking so often.
const LOOKS: u32 = 30;
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// Largest answer that is kept, in bytes; larger ones do not come from a POST.
const MAX_ANSWER: usize = 4 << 20;
/// Take no key: who asks is not known yet.
const OPEN: [&str; 5] =
    ["/api/sign-in", "/api/sign-in/oidc", "/api/sign-in/oidc/code", "/api/password/forgot", "/api/password/reset"];
/// Their bodies are files: streamed, never held in memory.
const UPLOADS: [&str; 3] = ["/api/files", "/api/imports", "/api/imports/preview"];

/// The layer itself, for `axum::middleware::from_fn_with_state`.
pub async fn once(State((app, rights)): State<(App, Rights)>, request: Request, next: Next) -> Response {
    let keyed =
        request.method() == Method::POST && request.headers().contains_key(&super::KEY) && !OPEN.contains(&request.uri().path());
    if !keyed {
        return next.run(request).await;
    }
    match with_key(&app, &rights, request, next).await {
        Ok(answer) => answer,
        Err(problem) => problem.into_response(),
    }
}

async fn with_key(app: &App, rights: &Rights, request: Request, next: Next) -> Result<Response, Problem> {
    let (mut parts, body) = request.into_parts();
    let auth = Auth::from_request_parts(&mut parts, app).await?;
    let path = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str).to_owned();
    if let Some(permission) = rights.needed(&path, parts.method.as_str()) {
        auth.need(permission)?;
    }
    if UPLOADS.contains(&path.as_str()) {
        return upload(auth, app.settings().max_upload, parts, body, next).await;
    }
    let bytes = axum::body::to_bytes(body, app.settings().max_body).await;
    let bytes = bytes.map_err(|_| Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE, ""))?;
    let key = Key::of(&auth, &parts.headers, &what(&parts), &bytes)?.ok_or_else(no_key)?;
    match take(&auth, &key).await? {
        Some(before) => before.respond(),
        None => worked(auth, key, Request::from_parts(parts, bytes.into()), next, None).await,
    }
}

fn no_key() -> Problem {
    Problem::internal(&"the header was there a moment ago")
}

fn what(parts: &Parts) -> String {
    format!("{} {}", parts.method, parts.uri)
}

/// What the body of an upload was is known when it has passed: until then its key stands for the address alone.
async fn upload(auth: Auth, most: usize, parts: Parts, body: Body, next: Next) -> Result<Response, Problem> {
    let what = what(&parts);
    let mut key = Key::of(&auth, &parts.headers, &what, b"")?.ok_or_else(no_key)?;
    let passed = Arc::new(Mutex::new(Sha256::new()));
    if claim(&auth, &key).await?.is_none() {
        let seen = passed.clone();
        let body = Body::from_stream(body.into_data_stream().inspect_ok(move |piece| seen.lock().update(piece)));
        let full = move || digest(&what, passed.lock().clone().finalize().as_slice());
        return worked(auth, key, Request::from_parts(parts, body), next, Some(Box::new(full))).await;
    }
    let mut pieces = Limited::new(body, most).into_data_stream();
    let broken = |e| Problem::bad_request("broken_off", format!("The body broke off: {e}."));
    while let Some(piece) = pieces.try_next().await.map_err(broken)? {
        passed.lock().update(&piece);
    }
    let full = digest(&what, passed.lock().clone().finalize().as_slice());
    key.passing = Some(std::mem::replace(&mut key.request, full));
    match take(&auth, &key).await? {
        Some(before) => before.respond(),
        // the first one was refused in the meantime, and this one's body is spent
        None => {
            release(&auth, &key).await?;
            Done::Busy.respond()
        }
    }
}

/// Takes the key; what was answered before, when it was. Waits a while for an answer that is on its way.
async fn take(auth: &Auth, key: &Key) -> store::Result<Option<Done>> {
    for _ in 0..LOOKS {
        match claim(auth, key).await? {
            Some(Done::Busy) => tokio::time::sleep(LOOK_EVERY).await,
            other => return Ok(other),
        }
    }
    Ok(Some(Done::Busy))
}

async fn claim(auth: &Auth, key: &Key) -> store::Result<Option<Done>> {
    let now = auth.now();
    auth.tenant().write::<_, store::Error, _>(move |tx| Box::pin(key.claim(tx, now))).await
}

async fn release(auth: &Auth, key: &Key) -> store::Result<()> {
    auth.tenant().write::<_, store::Error, _>(move |tx| Box::pin(key.free(tx))).await
}

/// The digest of a request whose body has passed.
type Passed = Box<dyn FnOnce() -> Vec<u8> + Send>;

/// Does the work to its end, also when the client has gone, and keeps the answer; a refusal frees the key.
async fn worked(auth: Auth, mut key: Key, request: Request, next: Next, passed: Option<Passed>) -> Result<Response, Problem> {
    let work = tokio::spawn(async move {
        let answer = next.run(request).await;
        if answer.status().as_u16() >= 400 {
            release(&auth, &key).await?;
            return Ok(answer);
        }
        if let Some(passed) = passed {
            key.request = passed();
        }
        kept(&auth, &key, answer).await
    });
    match work.await {
        Ok(answer) => answer,
        Err(died) if died.is_panic() => std::panic::resume_unwind(died.into_panic()),
        Err(stopped) => Err(Problem::internal(&stopped)),
    }
}

async fn kept(auth: &Auth, key: &Key, answer: Response) -> Result<Response, Problem> {
    let secret = answer.extensions().get::<Secret>().is_some();
    let (head, body) = answer.into_parts();
    let bytes = axum::body::to_bytes(body, MAX_ANSWER).await.map_err(|e| Problem::internal(&e))?;
    let text = |name| head.headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let kept = Kept { status: head.status, location: text(header::LOCATION), etag: text(header::ETAG), body: bytes.to_vec() };
    let kept = if secret { None } else { Some(&kept) };
    auth.tenant().write::<_, store::Error, _>(move |tx| Box::pin(key.end(tx, kept))).await?;
    Ok(Response::from_parts(head, bytes.into()))
}

impl Key {
    /// Stores the answer, or that there is none to be told.
    async fn end(&self, tx: &mut Tx, kept: Option<&Kept>) -> store::Result<()> {
        match kept {
            Some(kept) => self.keep(tx, kept).await,
            None => self.settle(tx, UNTOLD, String::new(), String::new()).await,
        }
    }

    /// Gives the key back: nothing was done with it.
    async fn free(&self, tx: &mut Tx) -> store::Result<()> {
        let sql = "delete from @answer where actor = $1 and key = $2 and status = $3";
        tx.run(sql, &[self.actor.into(), self.key.as_str().into(), PENDING.into()]).await.map(drop)
    }
}
