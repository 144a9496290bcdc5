//! What `tenant` says and does of companies that are suspended, limited or deleted.

use super::{Out, out::Ink, run};
use crate::app::App;
use model::Ts;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;
use store::{Quota, Shut, TenantInfo};

/// Says what was done with a company.
pub fn told(out: Out, what: &str, slug: &str) {
    out.value(&json!({ "slug": slug }));
    out.line(format!("{} {slug}", out.ink(Ink::Good, what)));
}

/// Limits as people read them.
#[must_use]
pub fn limits(quota: &Quota) -> String {
    let one = |limit: Option<i64>, of: &str| limit.map(|n| format!("{n} {of}"));
    let megabytes = quota.bytes.map(|b| b / 1_000_000);
    let all = [one(quota.records, "records"), one(megabytes, "MB of files"), one(quota.people, "people")];
    let all: Vec<String> = all.into_iter().flatten().collect();
    if all.is_empty() { "whatever comes".into() } else { all.join(", ") }
}

fn state(info: &TenantInfo) -> String {
    match &info.terms.shut {
        None if info.status == store::Status::Moving => "moving".into(),
        None => "open".into(),
        Some(Shut::Suspended { why, .. }) if why.is_empty() => "suspended".into(),
        Some(Shut::Suspended { why, .. }) => format!("suspended: {why}"),
        Some(Shut::Deleted { purge_at, .. }) => format!("deleted, removed after {}", Ts(*purge_at).rfc3339()),
    }
}

/// All companies.
///
/// # Errors
/// Of the store.
pub async fn list(app: &App, usage: bool, out: Out) -> anyhow::Result<()> {
    let (mut rows, mut values) = (Vec::new(), Vec::new());
    for t in app.store().tenants().await? {
        let mut value = json!({
            "slug": t.slug, "name": t.name, "home": run::home_text(&t.home), "schema_version": t.schema_version,
            "moving": t.status == store::Status::Moving, "created_at": t.created_at.rfc3339(), "shut": t.terms.shut,
            "quota": t.terms.quota,
        });
        let mut row = vec![
            t.slug.clone(),
            t.name.clone(),
            run::home_text(&t.home),
            state(&t),
            limits(&t.terms.quota),
            t.schema_version.clone(),
            t.created_at.rfc3339(),
        ];
        if usage && !t.terms.is_due(app.store().clock().now()) {
            let held = crate::usage::of(&app.records(&t.slug).await?).await.map_err(super::user::refused)?;
            let n = |what: &str| held[what]["used"].as_i64().unwrap_or(0);
            row.push(format!("{} records, {} MB, {} people", n("records"), n("bytes") / 1_000_000, n("people")));
            value["usage"] = held;
        }
        rows.push(row);
        values.push(value);
    }
    out.value(&Value::Array(values));
    let head = ["company", "name", "home", "state", "may hold", "version", "made", "holds"];
    out.table(&head[..if usage { 8 } else { 7 }], &rows);
    Ok(())
}

/// Backs a company up, then shuts it until it is removed.
///
/// # Errors
/// When it cannot be backed up whole: then nothing is deleted.
pub async fn delete(app: &App, slug: &str, export: Option<PathBuf>, grace_days: u16, out: Out) -> anyhow::Result<()> {
    let info = app.store().control().tenant(slug).await?;
    anyhow::ensure!(!matches!(info.terms.shut, Some(Shut::Deleted { .. })), "{slug} is deleted already");
    let folder = app.settings().data.join("deleted");
    let file = match export {
        Some(file) => file,
        None => {
            std::fs::create_dir_all(&folder)?;
            folder.join(format!("{slug}-{}.backup", app.store().clock().now().unix_ms()))
        }
    };
    // shut before it is read, so that nothing is written after the back-up
    app.store().suspend(slug, "it is being deleted").await?;
    let written = async {
        app.store().backup(slug, &file).await?;
        app.store().check_backup(&file).await
    };
    if let Err(e) = written.await {
        if info.terms.shut.is_none() {
            app.store().resume(slug).await?;
        }
        anyhow::bail!("the back-up could not be written, so nothing was deleted: {e}");
    }
    let file = std::fs::canonicalize(&file).unwrap_or(file);
    let grace = Duration::from_secs(u64::from(grace_days) * 86_400);
    let at = app.store().discard(slug, &file.display().to_string(), grace).await?;
    out.value(&json!({ "slug": slug, "archive": file, "purge_at": at.rfc3339() }));
    out.line(format!("{} company {slug}; its back-up is {}", out.ink(Ink::Good, "deleted"), file.display()));
    out.line(format!("until {} it can be brought back: guanxi tenant undelete {slug}", at.rfc3339()));
    Ok(())
}
