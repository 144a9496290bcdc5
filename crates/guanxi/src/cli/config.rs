//! `config`: what administrators defined, as one file.

use super::{At, Out, exit, out::Ink};
use crate::config::{self, Compared, Current, File, State, Wish};
use crate::http::Problem;
use crate::signin::{accounts, roles, staff};
use clap::Subcommand;
use records::access::ADMINISTRATOR;
use records::{Access, Records};
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(Subcommand, Debug, Clone)]
pub enum ConfigCommand {
    /// Write objects, fields, rules, roles, views and settings to one JSON file, always in the same order
    Export {
        /// File to write; left out: standard output
        #[arg(short, long, env = "GUANXI_OUTPUT", value_name = "FILE")]
        output: Option<PathBuf>,
        #[command(flatten)]
        at: At,
    },
    /// Say what applying a file would add and change, and what of it cannot be applied
    Diff {
        /// File to compare with the company
        file: PathBuf,
        #[command(flatten)]
        at: At,
    },
    /// Add and change what a file names; nothing is deleted
    Apply {
        /// File to apply
        file: PathBuf,
        /// Leave out what cannot be applied; without it nothing is applied then
        #[arg(long, env = "GUANXI_PARTLY")]
        partly: bool,
        /// E-mail of the administrator as whom it is applied; left out: the first one
        #[arg(long, env = "GUANXI_BY", value_name = "E-MAIL")]
        by: Option<String>,
        #[command(flatten)]
        at: At,
    },
}

/// # Errors
/// A file that cannot be read; what it refuses; of the databases.
pub async fn run(command: ConfigCommand, out: Out) -> anyhow::Result<u8> {
    match command {
        ConfigCommand::Export { output, at } => {
            let (_app, records) = at.open().await?;
            let current = Current::read(&records, &staff::system(&records)).await.map_err(told)?;
            let text = config::write(&current);
            match output {
                Some(file) => {
                    std::fs::write(&file, text)?;
                    out.value(&json!({ "file": file }));
                    out.line(format!("{} {}", out.ink(Ink::Good, "wrote"), file.display()));
                }
                None => std::io::Write::write_all(&mut std::io::stdout(), &text)?,
            }
        }
        ConfigCommand::Diff { file, at } => {
            let (_app, records) = at.open().await?;
            let compared = config::compare(&records, &staff::system(&records), &read(&file)?).await.map_err(told)?;
            out.value(&json!(compared));
            show(&compared, out);
            return Ok(if compared.refused == 0 { exit::DONE } else { exit::PARTLY });
        }
        ConfigCommand::Apply { file, partly, by, at } => {
            let (_app, records) = at.open().await?;
            let access = administrator(&records, by.as_deref()).await?;
            let wish = Wish { partly, seen: None };
            let applied = config::apply(&records, &access, &read(&file)?, &wish).await.map_err(told)?;
            out.value(&json!(applied));
            let counts = format!("{} added, {} changed, {} the same", applied.added, applied.changed, applied.same);
            out.line(format!("{} {counts}", out.ink(Ink::Good, "applied:")));
            if applied.refused > 0 {
                out.line(format!("{} {}", out.ink(Ink::Bad, "left out:"), applied.refused));
                return Ok(exit::PARTLY);
            }
        }
    }
    Ok(exit::DONE)
}

fn read(file: &Path) -> anyhow::Result<File> {
    let text = std::fs::read(file).map_err(|e| anyhow::anyhow!("{}: {e}", file.display()))?;
    File::read(&text).map_err(told)
}

/// Every error with its place, a line each.
fn told(problem: Problem) -> anyhow::Error {
    if problem.errors.is_empty() {
        return anyhow::anyhow!("{}", problem.detail);
    }
    let lines: Vec<String> = problem.errors.iter().map(|e| format!("{}: {}", e.field, e.message)).collect();
    anyhow::anyhow!("{}", lines.join("\n"))
}

fn show(compared: &Compared, out: Out) {
    for item in compared.items.iter().filter(|d| d.state != State::Same) {
        let word = match item.state {
            State::Added => out.ink(Ink::Good, "added"),
            State::Changed => out.ink(Ink::Warn, "changed"),
            _ => out.ink(Ink::Bad, "cannot be applied"),
        };
        out.line(format!("{word} {} {}", item.section.word(), item.key).trim_end());
        for error in &item.errors {
            out.line(format!("  {} {}", error.field, error.message));
        }
        if item.state == State::Changed {
            for leaf in &item.leaves {
                out.line(format!("  {}: {} -> {}", leaf.path, leaf.before, leaf.after));
            }
        }
    }
    let Compared { added, changed, same, refused, .. } = compared;
    out.line(format!("{added} added, {changed} changed, {same} the same, {refused} cannot be applied"));
}

/// As whom a file is applied: views belong to somebody, and the audit log names a person.
async fn administrator(records: &Records, email: Option<&str>) -> anyhow::Result<Access> {
    let all = accounts::list(records.tenant()).await?;
    let mut may: Vec<_> = all.into_iter().filter(|a| a.active && a.role == ADMINISTRATOR).collect();
    may.sort_by_key(|a| a.id);
    let found = may.into_iter().find(|a| email.is_none_or(|email| a.email.eq_ignore_ascii_case(email)));
    let Some(account) = found else {
        return match email {
            Some(email) => Err(anyhow::anyhow!("--by: {email} is no administrator of this company")),
            None => Ok(staff::system(records)),
        };
    };
    let access = roles::of_person(records, account.id).await?;
    access.ok_or_else(|| anyhow::anyhow!("{} may not sign in", account.email))
}
