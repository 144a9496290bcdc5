//! `privacy`: whom records are about.

use super::{At, Out, exit, out::Ink};
use crate::app::App;
use crate::privacy;
use crate::privacy::archive::{Language, Source, Summary};
use crate::signin::staff;
use clap::Subcommand;
use model::Id;
use records::erase::Mode;
use records::{Audit, AuditKind, Records, audit};
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(Subcommand, Debug, Clone)]
pub enum PrivacyCommand {
    /// Erase a customer by id, or make them anonymous; it cannot be taken back
    Erase {
        /// Id of the customer
        id: String,
        /// Keep orders, sums and events with the id, without anything personal
        #[arg(long, env = "GUANXI_ANONYMISE")]
        anonymise: bool,
        /// Only say what goes and what stays
        #[arg(long, env = "GUANXI_DRY_RUN")]
        dry_run: bool,
        #[command(flatten)]
        at: At,
    },
    /// Write everything kept about a customer to one file for them: a page to read, JSON, files (ZIP)
    Archive {
        /// Id of the customer
        id: String,
        /// File to write
        #[arg(short, long, env = "GUANXI_OUTPUT", value_name = "FILE")]
        output: PathBuf,
        /// Language of the page, in place of the customer's: en, zh-CN or zh-TW
        #[arg(long, env = "GUANXI_LANGUAGE", value_name = "LANGUAGE")]
        language: Option<String>,
        #[command(flatten)]
        at: At,
    },
    /// Do what active rules of retention say, as every night, or say what each rule would do
    Retention {
        /// Say how many records each rule would take, active or not, and change nothing
        #[arg(long, env = "GUANXI_DRY_RUN")]
        dry_run: bool,
        #[command(flatten)]
        at: At,
    },
    /// Forget again who was erased since the back-up that a company was restored from; restore does so by itself
    Replay {
        #[command(flatten)]
        at: At,
    },
}

/// # Errors
/// An id that is none; a legal hold; of the databases.
pub async fn run(command: PrivacyCommand, out: Out) -> anyhow::Result<u8> {
    match command {
        PrivacyCommand::Erase { id, anonymise, dry_run, at } => {
            let (app, records) = at.open().await?;
            let id = id_of(&id)?;
            let mode = if anonymise { Mode::Anonymise } else { Mode::Erase };
            let access = staff::system(&records);
            let told = match dry_run {
                true => records.preview_erasure(&access, id, mode).await?,
                false => privacy::erase(&app, &records, &access, id, mode).await.map_err(|p| anyhow::anyhow!("{}", p.detail))?,
            };
            out.value(&json!(told));
            let goes: Vec<String> = told.goes.iter().map(|(object, n)| format!("{n} {object}")).collect();
            let stays: Vec<String> = told.stays.iter().map(|(object, s)| format!("{} {object}", s.count)).collect();
            let word = if dry_run { "would go:" } else { "gone:" };
            out.line(format!("{} {}; {} events, {} files", out.ink(Ink::Good, word), goes.join(", "), told.events, told.files));
            if !stays.is_empty() {
                out.line(format!("kept without anything personal: {}", stays.join(", ")));
            }
            if let Some(hold) = told.hold {
                out.line(format!("{} {}", out.ink(Ink::Bad, "legal hold:"), hold.reason));
                return Ok(exit::PARTLY);
            }
        }
        PrivacyCommand::Archive { id, output, language, at } => {
            let (app, records) = at.open().await?;
            let told = archive(&app, &records, id_of(&id)?, &output, language.as_deref()).await?;
            out.value(&json!({ "file": output, "archive": told }));
            let counts = format!("{} records, {} events, {} files", told.records, told.events, told.files);
            out.line(format!("{} {counts} to {}", out.ink(Ink::Good, "wrote"), output.display()));
            out.line("Look through notes and files before you hand it over: they may tell of other people.");
            if !told.left_out.is_empty() {
                return Ok(exit::PARTLY);
            }
        }
        PrivacyCommand::Retention { dry_run, at } => {
            let (app, records) = at.open().await?;
            return retention(&app, &records, dry_run, out).await;
        }
        PrivacyCommand::Replay { at } => {
            let (app, records) = at.open().await?;
            let slug = records.tenant().slug();
            let done = privacy::replay(&app, slug).await?;
            out.value(&json!({ "company": slug, "erased": done }));
            out.line(format!("{done} erased again"));
        }
    }
    Ok(exit::DONE)
}

fn id_of(text: &str) -> anyhow::Result<Id> {
    Id::parse(text).ok_or_else(|| anyhow::anyhow!("`{text}` is no id; it is the last part of a customer's address"))
}

async fn archive(app: &App, records: &Records, customer: Id, output: &Path, language: Option<&str>) -> anyhow::Result<Summary> {
    let access = staff::system(records);
    let chosen = language.map(|tag| Language::near(tag).ok_or_else(|| anyhow::anyhow!("--language: en, zh-CN or zh-TW")));
    let from = Source { records, blobs: app.blobs(), access: &access, archive: None, language: chosen.transpose()? };
    // Nothing half done is left under the name.
    let folder = output.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let aside = tempfile::NamedTempFile::new_in(folder)?;
    let written = privacy::archive::write(&from, customer, aside.reopen()?).await?;
    let (told, file) = written.ok_or_else(|| anyhow::anyhow!("it was stopped"))?;
    file.sync_all()?;
    aside.persist(output)?;
    audit::note_alone(records.tenant(), &access.who(), &Audit::new(AuditKind::ArchiveMade).of(customer, "")).await?;
    Ok(told)
}

async fn retention(app: &App, records: &Records, dry_run: bool, out: Out) -> anyhow::Result<u8> {
    let refused = |p: crate::http::Problem| anyhow::anyhow!("{}", p.detail);
    let access = staff::system(records);
    if dry_run {
        let mut rows = Vec::new();
        let mut told = Vec::new();
        for rule in privacy::retention::list(records).await? {
            let tried = privacy::retention::try_out(records, &access, rule.id).await.map_err(refused)?;
            let more = if tried.more { "+" } else { "" };
            let active = if rule.active { "active" } else { "off" };
            rows.push(vec![rule.name.clone(), rule.object.clone(), active.to_owned(), format!("{}{more}", tried.count)]);
            told.push(json!({ "rule": rule, "tried": tried }));
        }
        out.table(&["rule", "object", "state", "would take"], &rows);
        out.value(&json!(told));
        return Ok(exit::DONE);
    }
    let runs = privacy::retention::now(app, records).await.map_err(refused)?;
    let number = |n: i64| n.to_string();
    let rows: Vec<Vec<String>> =
        runs.iter().map(|r| vec![r.name.clone(), r.state.clone(), number(r.done), number(r.kept), number(r.failed)]).collect();
    out.table(&["rule", "state", "done", "kept", "failed"], &rows);
    out.value(&json!(runs));
    Ok(if runs.iter().all(|r| r.state == "done" && r.failed == 0) { exit::DONE } else { exit::PARTLY })
}
