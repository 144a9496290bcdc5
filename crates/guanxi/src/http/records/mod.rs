//! The generic operations of every object, built-in or custom. What an object is called is part of the address, so there
//! is one handler for each verb.

mod bulk;
mod duplicates;
mod export;
mod guests;
mod identity;
mod list;
mod merge;
mod read;
mod share;
mod sight;
mod summary;
mod write;

use super::problem::Problem;
use crate::app::App;
use crate::signin::Auth;
use axum::Router;
use axum::http::HeaderMap;
use axum::routing::{delete, get, patch, post, put};
use model::{Id, Object, Record};

/// Addresses of the generic operations.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/records/{object}", get(list::list).post(write::create))
        .route("/api/records/{object}/export", get(export::export))
        .route("/api/records/{object}/summary", get(summary::summary))
        .route("/api/records/{object}/batch", post(write::batch))
        .route("/api/records/{object}/by/{key}/{value}", put(write::upsert))
        .route("/api/records/{object}/{id}", get(read::get).merge(patch(write::patch).delete(write::delete)))
        .route("/api/records/{object}/{id}/history", get(read::history))
        .route("/api/records/{object}/{id}/restore", post(write::restore))
        .route("/api/records/{object}/{id}/lineage", get(read::lineage))
        .route("/api/records/{object}/{id}/reveal", post(sight::reveal))
        .route("/api/records/{object}/{id}/seen-by", get(sight::seen_by))
}

/// Addresses of changes of many records, of identifiers, of merging, of the search for what may be merged, and of sharing.
pub fn merging() -> Router<App> {
    Router::new()
        .route("/api/records/{object}/bulk/edit", post(bulk::edit))
        .route("/api/records/{object}/bulk/delete", post(bulk::delete))
        .route("/api/records/{object}/{id}/shares", get(share::list))
        .route("/api/records/{object}/{id}/guest-links", get(guests::list).merge(post(guests::create)))
        .route("/api/records/{object}/{id}/guest-links/{link}", delete(guests::delete))
        .route("/api/records/{object}/share", post(share::share))
        .route("/api/records/{object}/unshare", post(share::unshare))
        .route("/api/records/{object}/{id}/merges", get(merge::list))
        .route("/api/records/{object}/{id}/merge", post(merge::merge))
        .route("/api/records/{object}/{id}/merge/preview", post(merge::preview))
        .route("/api/records/{object}/identifiers/resolve", post(identity::resolve))
        .route("/api/records/{object}/identifiers/share", post(identity::share))
        .route("/api/records/{object}/{id}/identifiers", get(identity::list).merge(post(identity::add)))
        .route("/api/records/{object}/{id}/identifiers/remove", post(identity::remove))
        .route("/api/records/{object}/duplicates", get(duplicates::list))
        .route("/api/records/{object}/duplicates/check", post(duplicates::check))
        .route("/api/records/{object}/duplicates/actions", get(duplicates::actions).merge(put(duplicates::set_actions)))
        .route("/api/records/{object}/duplicates/decide", post(duplicates::decide))
        .route(
            "/api/records/{object}/duplicates/scan",
            get(duplicates::scan).merge(post(duplicates::start).delete(duplicates::cancel)),
        )
        .route(
            "/api/records/{object}/duplicates/rules",
            get(duplicates::rules).merge(put(duplicates::set_rules).delete(duplicates::reset_rules)),
        )
        .route("/api/records/{object}/duplicates/rules/try", post(duplicates::try_rules))
        .route("/api/records/{object}/merges/{merge}/undo", post(merge::undo))
        .route("/api/records/{object}/merges/{merge}/undo/preview", post(merge::preview_undo))
}

/// One record as JSON, with the fields that the asker may read.
fn record_json(auth: &Auth, record: &Record) -> Vec<u8> {
    let mut out = Vec::with_capacity(1024);
    auth.records().write_json(auth.access(), record, None, &mut out);
    out
}

/// `"v3"`, the version that a person or program saw.
fn etag(version: i64) -> String {
    format!("\"v{version}\"")
}

fn address(object: &Object, id: Id) -> String {
    format!("/api/records/{}/{id}", object.name())
}

/// The version named by `If-Match`; `None` without the header and for `*`.
fn if_match(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let Some(value) = headers.get(axum::http::header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let tag = text.strip_prefix("W/").unwrap_or(text).trim_matches('"');
    let version = tag.strip_prefix('v').unwrap_or(tag).parse().ok();
    version.map(Some).ok_or_else(|| Problem::bad_request("if_match", "If-Match takes one ETag as it was read: \"v3\"."))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn reads_versions() {
        let with =
            |v: &'static str| if_match(&HeaderMap::from_iter([(axum::http::header::IF_MATCH, HeaderValue::from_static(v))]));
        assert_eq!(with("\"v3\"").unwrap(), Some(3));
        assert_eq!(with("W/\"v12\"").unwrap(), Some(12));
        assert_eq!(with("*").unwrap(), None);
        assert!(with("\"abc\"").is_err());
        assert_eq!(if_match(&HeaderMap::new()).unwrap(), None);
    }
}
