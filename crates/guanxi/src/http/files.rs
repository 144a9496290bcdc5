//! Uploaded files: streamed in and out, never run in the browser.

use super::extract::{Path, Query};
use super::problem::Problem;
use crate::signin::{Allowed, Auth, may};
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::TryStreamExt;
use http_body_util::{BodyExt, Limited};
use http_range_header::parse_range_header;
use model::Id;
use serde::Deserialize;
use serde_json::json;
use std::ops::Range;
use store::Quota;
use store::blobs::BlobReader;

/// Name of the file.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Named {
    /// Name with ending, as people see it.
    #[serde(default)]
    #[param(max_length = 200)]
    name: String,
}

/// The body as a stream of at most the size that settings allow; larger ones break off.
pub struct Upload(pub Limited<Body>);

impl FromRequest<crate::app::App> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &crate::app::App) -> Result<Self, Problem> {
        let most = app.settings().max_upload;
        let length =
            request.headers().get(header::CONTENT_LENGTH).and_then(|l| l.to_str().ok()).and_then(|l| l.parse::<u64>().ok());
        if length.is_some_and(|l| l > most as u64) {
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", format!("A file has at most {most} bytes.")));
        }
        Ok(Self(Limited::new(request.into_body(), most)))
    }
}

impl Upload {
    /// The content in pieces, as the file store takes it.
    pub fn stream(self) -> impl futures_util::Stream<Item = Result<bytes::Bytes, std::io::Error>> + Send + Unpin {
        Box::pin(self.0.into_data_stream().map_err(std::io::Error::other))
    }
}

/// Upload a file; the answer's id goes into a field of type file
#[utoipa::path(post, path = "/api/files", tag = "files", params(Named),
    request_body(content = String, content_type = "application/octet-stream"), extensions(("x-permission" = json!("file.write"))),
    responses((status = 201, description = "Stored", body = serde_json::Value)))]
pub async fn create(auth: Allowed<may::Write>, Query(named): Query<Named>, upload: Upload) -> Result<Response, Problem> {
    let body = keep(&auth, &plain_name(&named.name), upload.stream()).await?;
    let location = format!("/api/files/{}", body["id"].as_str().unwrap_or_default());
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], axum::Json(body)).into_response())
}

/// Keeps a file of a company; says what it is then.
///
/// # Errors
/// 413 and of the quota; of the stores.
pub async fn keep<S>(auth: &Auth, name: &str, content: S) -> Result<serde_json::Value, Problem>
where
    S: futures_util::Stream<Item = Result<bytes::Bytes, std::io::Error>> + Send + Unpin,
{
    let used = crate::usage::bytes(auth.tenant()).await?;
    let limit = auth.tenant().quota().bytes;
    // nothing is taken in where there is no room at all
    Quota::check("bytes of files", limit, used, 1)?;
    let blob = auth.files().put(content).await.map_err(broken_off)?;
    let now = auth.now();
    let id = Id::at(now.unix_ms());
    let size = i64::try_from(blob.size).unwrap_or(i64::MAX);
    if let Err(full) = Quota::check("bytes of files", limit, used, size) {
        auth.files().delete(&blob.key).await?;
        return Err(full.into());
    }
    let params = [
        id.into(),
        name.into(),
        blob.key.as_str().into(),
        size.into(),
        blob.sha256.as_str().into(),
        now.0.into(),
        auth.access().actor.user.into(),
    ];
    let params = &params;
    let sql = "insert into @file (id, name, blob, size, sha256, created_at, created_by) values ($1, $2, $3, $4, $5, $6, $7)";
    auth.tenant().write::<_, store::Error, _>(move |tx| Box::pin(tx.run(sql, params))).await?;
    crate::usage::took(auth.tenant(), size);
    Ok(json!({ "id": id, "name": name, "size": size, "sha256": blob.sha256 }))
}

/// A stream that ended early is the client's doing.
pub fn broken_off(error: store::Error) -> Problem {
    match error {
        store::Error::Io(detail) if detail.contains("length limit") => Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE, ""),
        store::Error::Io(detail) if detail.contains("broke off") => Problem::bad_request("broken_off", detail),
        other => other.into(),
    }
}

/// Download a file, or one part of it by `Range` (RFC 9110, 14.2), as players of sound ask for it
#[utoipa::path(get, path = "/api/files/{id}", tag = "files", extensions(("x-permission" = json!("record.read"))),
    params(("id" = String, Path, format = "uuid")),
    responses((status = 200, description = "The file", body = String, content_type = "application/octet-stream"),
        (status = 206, description = "The part that was asked for", body = String, content_type = "application/octet-stream")))]
pub async fn read(auth: Allowed<may::Read>, Path(id): Path<Id>, asked: HeaderMap) -> Result<Response, Problem> {
    let rows = auth.tenant().get("select name, blob, size from @file where id = $1", &[id.into()]).await?;
    let row = rows.first().ok_or_else(|| Problem::not_found("file"))?;
    let (name, key, whole) = (row.text(0)?.to_owned(), row.text(1)?.to_owned(), u64::try_from(row.int(2)?).unwrap_or(0));
    let part = part_of(&asked, whole).map_err(|()| {
        let detail = format!("The file has {whole} bytes; ask for some of these, or leave out the header Range.");
        Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, "range", detail)
    })?;
    let blob = match part.clone() {
        Some(part) => auth.files().get_part(&key, part).await?,
        None => auth.files().get(&key).await?,
    };
    let mut answer = Response::new(Body::from_stream(blob.stream));
    if let Some(Range { start, end }) = part {
        *answer.status_mut() = StatusCode::PARTIAL_CONTENT;
        answer.headers_mut().insert(header::CONTENT_RANGE, bytes_of(start, end - 1, whole));
    }
    let headers = answer.headers_mut();
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(blob.size));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(&name)));
    headers.insert(header::CONTENT_DISPOSITION, disposition(&name));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=86400, immutable"));
    Ok(answer)
}

/// Which bytes a request asks for; `None` for all of them, also when it asks for several parts or in a way nobody knows.
///
/// # Errors
/// The file has none of them.
fn part_of(asked: &HeaderMap, whole: u64) -> Result<Option<Range<u64>>, ()> {
    let Some(parsed) = asked.get(header::RANGE).and_then(|r| r.to_str().ok()).and_then(|r| parse_range_header(r).ok()) else {
        return Ok(None);
    };
    match parsed.validate(whole).map_err(|_| ())?.as_slice() {
        [one] => Ok(Some(*one.start()..one.end() + 1)),
        _ => Ok(None),
    }
}

fn bytes_of(first: u64, last: u64, whole: u64) -> HeaderValue {
    HeaderValue::from_str(&format!("bytes {first}-{last}/{whole}")).unwrap_or_else(|_| HeaderValue::from_static("bytes"))
}

/// The last part of what the client calls it, without control characters.
#[must_use]
pub fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
    if name.trim().is_empty() { "file".to_owned() } else { name }
}

/// Pictures may be shown and sounds heard; everything else is a download without a type that a browser would run.
pub fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "weba" => "audio/webm",
        "m4a" => "audio/mp4",
        "mp3" => "audio/mpeg",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "aac" => "audio/aac",
        "flac" => "audio/flac",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}

/// An archive (ZIP) to be kept under a name, by nobody on the way.
pub fn archive(blob: BlobReader, name: &str) -> Response {
    let mut answer = Response::new(Body::from_stream(blob.stream));
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(blob.size));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(header::CONTENT_DISPOSITION, disposition(name));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    answer
}

/// `attachment` with the name in UTF-8 (RFC 6266), pictures `inline`.
#[must_use]
pub fn disposition(name: &str) -> HeaderValue {
    let kind = if media_type(name).starts_with("image/") { "inline" } else { "attachment" };
    let encoded: String = name
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b"-._~".contains(&b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect();
    HeaderValue::from_str(&format!("{kind}; filename*=UTF-8''{encoded}"))
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_tame() {
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("C:\\x\\合同.pdf"), "合同.pdf");
        assert_eq!(plain_name("\n"), "file");
        assert_eq!(disposition("合 a.pdf"), "attachment; filename*=UTF-8''%E5%90%88%20a.pdf");
        assert_eq!(media_type("page.html"), "application/octet-stream");
    }

    #[test]
    fn parts_are_within_the_file() {
        let of = |range: &'static str| part_of(&HeaderMap::from_iter([(header::RANGE, HeaderValue::from_static(range))]), 10);
        assert_eq!(of("bytes=0-"), Ok(Some(0..10)));
        assert_eq!(of("bytes=2-3"), Ok(Some(2..4)));
        assert_eq!(of("bytes=-4"), Ok(Some(6..10)));
        assert_eq!(of("bytes=8-99"), Ok(Some(8..10)));
        assert_eq!(of("bytes=10-"), Err(()));
        assert_eq!(of("bytes=0-1,4-5"), Ok(None));
        assert_eq!(of("lines=1-2"), Ok(None));
        assert_eq!(part_of(&HeaderMap::new(), 10), Ok(None));
    }
}
