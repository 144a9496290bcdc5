//! `search`: the index that searching asks.

use super::{At, Out, exit, out::Ink};
use clap::Subcommand;
use serde_json::json;
use std::time::Instant;

#[derive(Subcommand, Debug, Clone)]
pub enum SearchCommand {
    /// Make the search index of a company anew, while it is in use, and wait until it is done
    Rebuild {
        #[command(flatten)]
        at: At,
    },
}

/// # Errors
/// Of the database and the disk.
pub async fn run(command: SearchCommand, out: Out) -> anyhow::Result<u8> {
    let SearchCommand::Rebuild { at } = command;
    let (app, records) = at.open().await?;
    let slug = records.tenant().slug();
    let began = Instant::now();
    let begun = app.search().rebuild(&records).await?;
    app.search().settled(&records, begun).await?;
    let seconds = began.elapsed().as_secs_f64();
    out.value(&json!({ "tenant": slug, "seconds": seconds }));
    out.line(format!("{} the search index of {slug} anew in {seconds:.1} s", out.ink(Ink::Good, "made")));
    Ok(exit::DONE)
}
