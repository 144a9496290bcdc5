//! Idempotency keys: the same key with the same request gives the first answer again, for 24 hours, so that a client that
//! heard nothing may simply ask once more. Every POST but sign-in takes one.
//!
//! Where records are made, changed in a batch or restored, the answer is stored in the transaction of the change itself: there
//! is no moment at which one is there without the other. For all other operations [`layer`] takes the key before and keeps the
//! answer after; when the server is killed between the two, the key stays taken, so that nothing is ever done twice.

pub mod layer;

use super::problem::Problem;
use crate::signin::Auth;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use model::{Id, Ts};
use sha2::{Digest, Sha256};
use store::Tx;

static KEY: HeaderName = HeaderName::from_static("idempotency-key");
static REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// How long answers are kept, in microseconds.
const KEEP: i64 = 24 * 3_600_000_000;
/// Statuses of keys without an answer: work is under way; it is done, and its answer showed a secret.
const PENDING: i64 = 0;
const UNTOLD: i64 = 1;

/// Marks answers that show a secret, in their extensions: they are not kept.
#[derive(Clone, Copy, Debug)]
pub struct Secret;

/// An answer that can be given again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub status: StatusCode,
    pub location: Option<String>,
    pub etag: Option<String>,
    /// JSON, or nothing.
    pub body: Vec<u8>,
}

impl Kept {
    /// A plain 200 answer.
    #[must_use]
    pub fn ok(body: Vec<u8>) -> Self {
        Self { status: StatusCode::OK, location: None, etag: None, body }
    }

    /// The answer on the wire.
    #[must_use]
    pub fn respond(self) -> Response {
        let empty = self.body.is_empty();
        let mut answer = Response::new(Body::from(self.body));
        *answer.status_mut() = self.status;
        let headers = answer.headers_mut();
        if !empty {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        for (name, value) in [(header::LOCATION, self.location), (header::ETAG, self.etag)] {
            if let Some(value) = value.and_then(|v| HeaderValue::from_str(&v).ok()) {
                headers.insert(name, value);
            }
        }
        answer
    }
}

/// What became of a request with a key.
pub enum Done {
    Now(Kept),
    Before(Kept),
    /// The key came with another request.
    Reused,
    /// The first request with the key has no answer yet.
    Busy,
    /// It was done, and its answer showed a secret that is not kept.
    Untold,
}

impl Done {
    /// # Errors
    /// 422 when the key came with another request; 409 when there is no answer yet, or none that is kept.
    pub fn respond(self) -> Result<Response, Problem> {
        match self {
            Done::Now(kept) => Ok(kept.respond()),
            Done::Before(kept) => {
                let mut answer = kept.respond();
                answer.headers_mut().insert(REPLAYED.clone(), HeaderValue::from_static("true"));
                Ok(answer)
            }
            Done::Reused => Err(Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency_key_reused",
                "The idempotency key was used for another request; make a new one for each.",
            )),
            Done::Busy => Err(Problem {
                retry_after: Some(1),
                ..Problem::new(
                    StatusCode::CONFLICT,
                    "idempotency_key_busy",
                    "A request with this idempotency key is being worked on; ask again. If this stays so, the server was stopped in \
                     the middle: look whether the work was done, and use a new key.",
                )
            }),
            Done::Untold => Err(Problem::new(
                StatusCode::CONFLICT,
                "answer_not_kept",
                "This was done, but its answer showed a secret and is not kept; look it up in the list, and make a new one.",
            )),
        }
    }
}

/// The key of a request, whose it is, and the request it stands for.
#[derive(Clone, Debug)]
pub struct Key {
    actor: Id,
    key: String,
    request: Vec<u8>,
    /// What an upload of this address is known by until its body has passed.
    passing: Option<Vec<u8>>,
}

impl Key {
    /// The key that the request carries. `what` is method and address, `body` the bytes that came.
    ///
    /// # Errors
    /// 400 for a key that is empty, too long or not visible ASCII.
    pub fn of(auth: &Auth, headers: &HeaderMap, what: &str, body: &[u8]) -> Result<Option<Self>, Problem> {
        let Some(value) = headers.get(&KEY) else { return Ok(None) };
        let key = value.to_str().ok().map(str::trim).filter(|k| !k.is_empty() && k.len() <= 200);
        let key =
            key.ok_or_else(|| Problem::bad_request("idempotency_key", "An idempotency key has 1 to 200 visible characters."))?;
        let request = digest(what, Sha256::digest(body).as_slice());
        Ok(Some(Self { actor: auth.writer(), key: key.to_owned(), request, passing: None }))
    }

    /// Takes the key within the transaction of the change; what was answered before, when it was. A second request with the
    /// key waits here until the first one's transaction has ended.
    ///
    /// # Errors
    /// Of the database.
    pub async fn claim(&self, tx: &mut Tx, now: Ts) -> store::Result<Option<Done>> {
        tx.run("delete from @answer where at < $1", &[(now.0 - KEEP).into()]).await?;
        let sql = "insert into @answer (actor, key, request, status, headers, body, at) values ($1, $2, $3, 0, '', '', $4)
                   on conflict (actor, key) do nothing";
        let params = [self.actor.into(), self.key.as_str().into(), self.request.clone().into(), now.0.into()];
        if tx.run(sql, &params).await? > 0 {
            return Ok(None);
        }
        let sql = "select request, status, headers, body from @answer where actor = $1 and key = $2";
        let rows = tx.all(sql, &[self.actor.into(), self.key.as_str().into()]).await?;
        let row = rows.first().ok_or(store::Error::Serialisation)?;
        let stored = row.bytes(0)?;
        if stored != self.request.as_slice() {
            let passing = row.int(1)? == PENDING && self.passing.as_deref() == Some(stored);
            return Ok(Some(if passing { Done::Busy } else { Done::Reused }));
        }
        match row.int(1)? {
            PENDING => return Ok(Some(Done::Busy)),
            UNTOLD => return Ok(Some(Done::Untold)),
            _ => {}
        }
        let status = u16::try_from(row.int(1)?).ok().and_then(|s| StatusCode::from_u16(s).ok()).unwrap_or(StatusCode::OK);
        let (location, etag) = row.text(2)?.split_once('\n').unwrap_or_default();
        let some = |t: &str| (!t.is_empty()).then(|| t.to_owned());
        let body = row.text(3)?.as_bytes().to_vec();
        Ok(Some(Done::Before(Kept { status, location: some(location), etag: some(etag), body })))
    }

    /// Stores the answer within the same transaction.
    ///
    /// # Errors
    /// Of the database.
    pub async fn keep(&self, tx: &mut Tx, kept: &Kept) -> store::Result<()> {
        let headers = format!("{}\n{}", kept.location.as_deref().unwrap_or_default(), kept.etag.as_deref().unwrap_or_default());
        let body = String::from_utf8_lossy(&kept.body).into_owned();
        self.settle(tx, i64::from(kept.status.as_u16()), headers, body).await
    }

    async fn settle(&self, tx: &mut Tx, status: i64, headers: String, body: String) -> store::Result<()> {
        let sql = "update @answer set request = $3, status = $4, headers = $5, body = $6 where actor = $1 and key = $2";
        let of = [self.actor.into(), self.key.as_str().into(), self.request.clone().into()];
        let answer = [status.into(), headers.into(), body.into()];
        tx.run(sql, &[of, answer].concat()).await.map(drop)
    }
}

/// What a request is known again by: its address and the digest of its body.
fn digest(what: &str, body: &[u8]) -> Vec<u8> {
    Sha256::new().chain_update(what).chain_update([0]).chain_update(body).finalize().to_vec()
}
