//! `privacy`: whom records are about.

use super::{Out, Place, Which, exit, out::Ink, run};
use crate::privacy;
use clap::Subcommand;
use model::Id;
use records::Access;
use records::erase::Mode;
use serde_json::json;

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
        which: Which,
        #[command(flatten)]
        place: Place,
    },
    /// Forget again who was erased since the back-up that a company was restored from; restore does so by itself
    Replay {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        place: Place,
    },
}

/// # Errors
/// An id that is none; a legal hold; of the databases.
pub async fn run(command: PrivacyCommand, out: Out) -> anyhow::Result<u8> {
    match command {
        PrivacyCommand::Erase { id, anonymise, dry_run, which, place } => {
            let app = run::open(&place).await?;
            let slug = run::company(&app, &which).await?;
            let id =
                Id::parse(&id).ok_or_else(|| anyhow::anyhow!("`{id}` is no id; it is the last part of a customer's address"))?;
            let mode = if anonymise { Mode::Anonymise } else { Mode::Erase };
            let (records, access) = (app.records(&slug).await?, Access::system(&slug));
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
        PrivacyCommand::Replay { which, place } => {
            let app = run::open(&place).await?;
            let slug = run::company(&app, &which).await?;
            let done = privacy::replay(&app, &slug).await?;
            out.value(&json!({ "company": slug, "erased": done }));
            out.line(format!("{done} erased again"));
        }
    }
    Ok(exit::DONE)
}
