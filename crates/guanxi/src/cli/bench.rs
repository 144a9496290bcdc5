//! `bench`: synthetic records, for measuring and for trying things out at size.

use super::{Out, Place, Which, exit, out::Ink, run};
use clap::Subcommand;
use crm::synthetic::{Plan, fill};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use std::time::Instant;

#[derive(Subcommand, Debug, Clone)]
pub enum BenchCommand {
    /// Store invented customers, with orders if wanted
    Seed {
        /// How many customers
        #[arg(long, env = "GUANXI_CUSTOMERS", default_value_t = 10_000, value_name = "N")]
        customers: u64,
        /// Orders of each customer on average, with one to three lines each
        #[arg(long, env = "GUANXI_ORDERS", default_value_t = 0, value_name = "N")]
        orders: u32,
        /// Number of the first one; begin behind the last to make a base larger
        #[arg(long, env = "GUANXI_FIRST", default_value_t = 1, value_name = "N")]
        first: u64,
        /// The same seed makes the same records
        #[arg(long, env = "GUANXI_SEED", default_value_t = 1, value_name = "N")]
        seed: u64,
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        place: Place,
    },
}

/// # Errors
/// When the company does not exist or has customers of these numbers.
pub async fn run(command: BenchCommand, out: Out) -> anyhow::Result<u8> {
    let BenchCommand::Seed { customers, orders, first, seed, which, place } = command;
    let app = run::open(&place).await?;
    let slug = run::company(&app, &which).await?;
    let records = app.records(&slug).await?;
    let bar = bar(out, customers);
    let begun = Instant::now();
    let plan = Plan { customers, first, orders, seed };
    let filled = fill(&records, plan, |done| bar.set_position(done)).await?;
    bar.finish_and_clear();
    let seconds = begun.elapsed().as_secs_f64();
    out.value(&json!({ "company": slug, "customers": filled.customers, "orders": filled.orders, "lines": filled.lines, "seconds": seconds }));
    out.line(format!(
        "{} {} customers, {} orders, {} lines in {seconds:.1} s",
        out.ink(Ink::Good, "made"),
        filled.customers,
        filled.orders,
        filled.lines
    ));
    Ok(exit::DONE)
}

/// Drawn on standard error when that is a terminal.
fn bar(out: Out, length: u64) -> ProgressBar {
    if out.json {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {human_pos}/{human_len}  {per_sec}  {eta} left");
    ProgressBar::new(length).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
