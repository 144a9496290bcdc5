//! Changes of records.

use super::{address, etag, if_match, record_json};
use crate::http::extract::{Json, Path, RawJson, parse};
use crate::http::once::{Done, Kept, Key};
use crate::http::problem::Problem;
use crate::signin::{Allowed, Auth, may};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use model::{Id, Record};
use records::{Operation, WriteFuture, Writer};
use serde::Deserialize;
use serde_json::{Map, Value, json};

type Input = Map<String, Value>;

/// Most operations of one batch.
const BATCH: usize = 1000;

fn created(auth: &Auth, record: &Record) -> Kept {
    let (location, etag) = (Some(address(&record.object, record.id())), Some(etag(record.version())));
    Kept { status: StatusCode::CREATED, location, etag, body: record_json(auth, record) }
}

fn changed(auth: &Auth, record: &Record) -> Kept {
    Kept { etag: Some(etag(record.version())), ..Kept::ok(record_json(auth, record)) }
}

/// `POST /api/records/{object}`
pub async fn create(
    auth: Allowed<may::Create>,
    Path(object): Path<String>,
    headers: HeaderMap,
    RawJson(body): RawJson,
) -> Result<Response, Problem> {
    let input: Input = parse(&body)?;
    let key = Key::of(&auth, &headers, &format!("POST {object}"), &body)?;
    if key.is_none() {
        let record = auth.records().create(auth.access(), &object, &input).await?;
        return Ok(created(&auth, &record).respond());
    }
    let (auth, object, input) = (&*auth, object.as_str(), &input);
    once(auth, &key, &move |w| Box::pin(async move { Ok(created(auth, &w.create(object, input).await?)) })).await
}

type Work<'env> = dyn for<'a, 't> Fn(&'a mut Writer<'t>) -> WriteFuture<'env, 't, 'a, records::Result<Kept>> + Send + Sync + 'env;

/// Does work in one transaction together with its key's mark; what was answered to the same key before is answered again.
async fn once(auth: &Auth, key: &Option<Key>, work: &Work<'_>) -> Result<Response, Problem> {
    let done = auth
        .records()
        .write(auth.access(), auth.access().by(), |w| {
            Box::pin(async move {
                let Some(key) = key else { return Ok(Done::Now(work(w).await?)) };
                let now = w.now();
                if let Some(before) = key.claim(w.tx, now).await? {
                    return Ok(before);
                }
                let kept = work(w).await?;
                key.keep(w.tx, &kept).await?;
                Ok(Done::Now(kept))
            })
        })
        .await?;
    done.respond()
}

/// `PATCH /api/records/{object}/{id}`
pub async fn patch(
    auth: Allowed<may::Update>,
    Path((object, id)): Path<(String, Id)>,
    headers: HeaderMap,
    Json(input): Json<Input>,
) -> Result<Response, Problem> {
    let done = auth.records().patch_telling(auth.access(), &object, id, &input, if_match(&headers)?).await?;
    Ok(telling(changed(&auth, &done.0).respond(), &done.1))
}

/// The answer with the fields that stayed as they were, because a higher source had set them.
fn telling(mut answer: Response, kept: &[String]) -> Response {
    if let (false, Ok(value)) = (kept.is_empty(), HeaderValue::from_str(&kept.join(","))) {
        answer.headers_mut().insert(HeaderName::from_static("x-guanxi-kept"), value);
    }
    answer
}

/// `DELETE /api/records/{object}/{id}`
pub async fn delete(
    auth: Allowed<may::Delete>,
    Path((object, id)): Path<(String, Id)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    auth.records().delete(auth.access(), &object, id, if_match(&headers)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `POST /api/records/{object}/{id}/restore`
pub async fn restore(
    auth: Allowed<may::Delete>,
    Path((object, id)): Path<(String, Id)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let key = Key::of(&auth, &headers, &format!("POST {object}/{id}/restore"), b"")?;
    let (auth, object) = (&*auth, object.as_str());
    once(auth, &key, &move |w| Box::pin(async move { Ok(changed(auth, &w.restore(object, id).await?)) })).await
}

/// `PUT /api/records/{object}/by/{key}/{value}`
pub async fn upsert(
    auth: Allowed<may::Update>,
    Path((object, key, value)): Path<(String, String, String)>,
    Json(input): Json<Input>,
) -> Result<Response, Problem> {
    let value = Value::String(value);
    let (record, new, kept) = auth.records().upsert_telling(auth.access(), &object, &key, &value, &input).await?;
    Ok(telling(if new { created(&auth, &record) } else { changed(&auth, &record) }.respond(), &kept))
}

/// Many changes in one transaction.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Batch {
    operations: Vec<Operation>,
}

/// `POST /api/records/{object}/batch`
pub async fn batch(
    auth: Allowed<may::Update>,
    Path(object): Path<String>,
    headers: HeaderMap,
    RawJson(body): RawJson,
) -> Result<Response, Problem> {
    let input: Batch = parse(&body)?;
    if input.operations.len() > BATCH {
        return Err(Problem::field("operations", "too_many", format!("a batch has at most {BATCH} operations; send several")));
    }
    let key = Key::of(&auth, &headers, &format!("POST {object}/batch"), &body)?;
    let (object, operations) = (object.as_str(), &input.operations);
    let work: &Work<'_> = &move |w| {
        Box::pin(async move {
            let mut items = Vec::with_capacity(operations.len());
            for (index, operation) in operations.iter().enumerate() {
                let done = w.operate(object, operation).await;
                items.push(done.map_err(|e| records::Error::Item { index, error: Box::new(e) })?);
            }
            Ok(Kept::ok(serde_json::to_vec(&json!({ "items": items })).unwrap_or_default()))
        })
    };
    once(&auth, &key, work).await
}
