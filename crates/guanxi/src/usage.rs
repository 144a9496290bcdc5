//! What a company holds, and how much it may.

use crate::http::Problem;
use parking_lot::Mutex;
use records::Records;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use store::Tenant;

/// How long a sum of files is good; other nodes may add that long what this one does not know of.
const GOOD_FOR: Duration = Duration::from_secs(300);
const FILES: &str = "select coalesce(sum(size), 0) from @file";

/// The bytes of a company's files, as a node knows them.
#[derive(Default)]
struct Files(Mutex<Option<(Instant, i64)>>);

/// Bytes of uploaded files, summed at most five minutes ago, with what this node has taken in since; nothing is read where nothing
/// is limited.
///
/// # Errors
/// Of the database.
pub async fn bytes(tenant: &Tenant) -> store::Result<i64> {
    if tenant.quota().bytes.is_none() {
        return Ok(0);
    }
    let files = tenant.extension(Files::default);
    if let Some((_, bytes)) = files.0.lock().filter(|(at, _)| at.elapsed() < GOOD_FOR) {
        return Ok(bytes);
    }
    let bytes = sum(tenant, FILES).await?;
    *files.0.lock() = Some((Instant::now(), bytes));
    Ok(bytes)
}

/// Notes that a file was taken in, or with less than nothing that one went.
pub fn took(tenant: &Tenant, bytes: i64) {
    if let Some((_, sum)) = tenant.extension(Files::default).0.lock().as_mut() {
        *sum += bytes;
    }
}

/// A sum over a small table, as a whole number on both databases.
async fn sum(tenant: &Tenant, sql: &str) -> store::Result<i64> {
    let rows = tenant.scan(&format!("select cast(({sql}) as bigint)"), &[], store::Scan::default()).await?;
    Ok(rows.first().and_then(|r| r.opt_int(0)).unwrap_or(0))
}

/// Records, bytes of files and people: `used` and `limit`, which is null without one.
///
/// # Errors
/// Of the database.
pub async fn of(records: &Records) -> Result<Value, Problem> {
    let (tenant, quota) = (records.tenant(), records.tenant().quota());
    let bytes = sum(tenant, FILES).await?;
    let people = sum(tenant, "select count(*) from @user where active = 1 and deleted_at is null").await?;
    Ok(json!({
        "records": { "used": records.held().await?, "limit": quota.records },
        "bytes": { "used": bytes, "limit": quota.bytes },
        "people": { "used": people, "limit": quota.people },
    }))
}
