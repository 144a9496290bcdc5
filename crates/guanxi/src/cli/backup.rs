//! `backup` and `restore`: one company in one file, while it is in use.

use super::{BackupArgs, Out, RestoreArgs, exit, out::Ink, run};
use serde_json::json;
use store::backup::Contents;

/// # Errors
/// Of the store, the blob store and the file.
pub async fn backup(args: BackupArgs, out: Out) -> anyhow::Result<u8> {
    let app = run::open(&args.place).await?;
    let slug = run::company(&app, &args.which).await?;
    let contents = app.store().backup(&slug, &args.file).await?;
    let bytes = std::fs::metadata(&args.file)?.len();
    out.value(&json!({ "company": slug, "file": args.file, "bytes": bytes, "contents": contents }));
    out.line(format!("{} {slug} in {}: {}", out.ink(Ink::Good, "backed up"), args.file.display(), summary(&contents)));
    Ok(exit::DONE)
}

/// # Errors
/// A damaged back-up, one of a newer program, a company of that name; errors of the store.
pub async fn restore(args: RestoreArgs, out: Out) -> anyhow::Result<u8> {
    let home = run::home(args.home.as_deref(), &args.place)?;
    let app = run::open(&args.place).await?;
    let (manifest, contents) = app.store().check_backup(&args.file).await?;
    let slug = args.tenant.unwrap_or_else(|| manifest.slug.clone());
    let of = json!({ "company": manifest.slug, "name": manifest.name, "program": manifest.program,
                     "created_at": manifest.created_at.rfc3339(), "contents": contents });
    if args.check {
        out.value(&of);
        out.line(format!(
            "{} {} of {}: {}",
            out.ink(Ink::Good, "whole:"),
            manifest.slug,
            manifest.created_at.rfc3339(),
            summary(&contents)
        ));
        return Ok(exit::DONE);
    }
    let info = app.store().restore(&slug, &args.file, home).await?;
    out.value(&json!({ "company": info.slug, "from": of }));
    out.line(format!("{} company {slug}: {}", out.ink(Ink::Good, "restored"), summary(&contents)));
    Ok(exit::DONE)
}

fn summary(contents: &Contents) -> String {
    let rows: u64 = contents.rows.values().sum();
    format!("{rows} rows in {} tables, {} files of {} bytes", contents.rows.len(), contents.blobs, contents.blob_bytes)
}
