//! `backup` and `restore`: one company in one file, while it is in use.

use super::{Out, Place, Which, exit, out::Ink, run};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;
use store::backup::Contents;

#[derive(Args, Debug, Clone)]
pub struct BackupArgs {
    /// File to write, for example acme.backup; replaced when it is there
    pub file: PathBuf,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Args, Debug, Clone)]
pub struct RestoreArgs {
    /// Back-up to read
    pub file: PathBuf,
    /// Short name of the company to make; left out: the one in the back-up. It must be free
    #[arg(long, env = "GUANXI_TENANT", value_name = "SLUG")]
    pub tenant: Option<String>,
    /// sqlite, schema (on --database), or the address of a database of its own: postgres://..., env:NAME, file:PATH
    #[arg(long, env = "GUANXI_HOME", value_name = "HOME")]
    pub home: Option<String>,
    /// Only read it from beginning to end and say whether it is whole
    #[arg(long, env = "GUANXI_CHECK")]
    pub check: bool,
    #[command(flatten)]
    pub place: Place,
}

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
    let erased = crate::privacy::replay(&app, &info.slug).await?;
    out.value(&json!({ "company": info.slug, "from": of, "erased": erased }));
    out.line(format!("{} company {slug}: {}", out.ink(Ink::Good, "restored"), summary(&contents)));
    if erased > 0 {
        out.line(format!("{erased} erased again, as they were since the back-up"));
    }
    Ok(exit::DONE)
}

fn summary(contents: &Contents) -> String {
    let rows: u64 = contents.rows.values().sum();
    format!("{rows} rows in {} tables, {} files of {} bytes", contents.rows.len(), contents.blobs, contents.blob_bytes)
}
