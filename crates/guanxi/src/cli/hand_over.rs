//! `user hand-over`: what somebody holds goes to others.

use super::out::Ink;
use super::user::{named, refused};
use super::{At, Out, exit};
use crate::http::Problem;
use crate::signin::staff;
use clap::Args;
use model::Id;
use records::handover::{Plan, Preview, SplitRule, job};
use records::{Access, Records};
use serde_json::json;
use std::time::Duration;
use store::jobs::Worker;

#[derive(Args, Debug, Clone)]
pub struct HandOverArgs {
    /// E-mail of the person who leaves
    email: String,
    /// E-mails of those who get what no --split speaks of; several by turns
    #[arg(long, env = "GUANXI_HAND_OVER_TO", value_name = "EMAILS", value_delimiter = ',', required = true)]
    to: Vec<String>,
    /// Records that go to certain people: OBJECT:FILTER=EMAILS, such as 'customer:country:GB=anna@example.com'; may be repeated
    #[arg(long, env = "GUANXI_HAND_OVER_SPLIT", value_name = "RULE", value_delimiter = ';')]
    split: Vec<String>,
    /// Finished records too
    #[arg(long, env = "GUANXI_HAND_OVER_FINISHED")]
    finished: bool,
    /// Stop the person from signing in
    #[arg(long, env = "GUANXI_HAND_OVER_DEACTIVATE")]
    deactivate: bool,
    /// Show what would be done, and do nothing
    #[arg(long, env = "GUANXI_DRY_RUN")]
    dry_run: bool,
    #[command(flatten)]
    at: At,
}

/// # Errors
/// E-mails that nobody has; plans that make no sense.
pub async fn run(args: HandOverArgs, out: Out) -> anyhow::Result<u8> {
    let (app, records) = args.at.open().await?;
    let from = named(&records, &args.email).await?;
    let mut plan = Plan { to: people(&records, &args.to).await?, finished: args.finished, ..Plan::default() };
    for text in &args.split {
        plan.rules.push(rule(&records, text).await?);
    }
    let system = staff::system(&records);
    if args.dry_run {
        let preview = records.preview_hand_over(&system, from.id, &plan).await.map_err(|e| refused(Problem::from(e)))?;
        shown(out, &preview);
        return Ok(exit::DONE);
    }
    let started = staff::hand_over(app.gate(), &records, &system, from.id, (plan, args.deactivate)).await.map_err(refused)?;
    let worker = job::handle(Worker::new(app.store().clone()).slots(1, 1), app.registry().clone()).start();
    let ended = wait(&records, &system, started.id).await;
    worker.stop(Duration::from_secs(10)).await;
    let ended = ended?;
    let (words, code) = match &ended.error {
        None => (out.ink(Ink::Good, "handed over"), exit::DONE),
        Some(_) => (out.ink(Ink::Bad, "failed"), exit::FAILED),
    };
    out.line(format!("{words}: {} of {} ({})", ended.done, ended.total, from.email));
    if let Some(error) = &ended.error {
        out.line(error.clone());
    }
    out.value(&json!(ended));
    Ok(code)
}

async fn wait(records: &Records, system: &Access, id: Id) -> anyhow::Result<records::handover::HandOver> {
    loop {
        let now = records.hand_over(system, id).await?;
        if !now.state.is_under_way() {
            return Ok(now);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn people(records: &Records, emails: &[String]) -> anyhow::Result<Vec<Id>> {
    let mut ids = Vec::new();
    for email in emails {
        ids.push(named(records, email.trim()).await?.id);
    }
    Ok(ids)
}

async fn rule(records: &Records, text: &str) -> anyhow::Result<SplitRule> {
    let parts = text.rsplit_once('=').and_then(|(what, to)| Some((what.split_once(':')?, to)));
    let Some(((object, filter), to)) = parts else {
        anyhow::bail!("{text} is no rule: write OBJECT:FILTER=EMAILS, such as customer:country:GB=anna@example.com");
    };
    let emails: Vec<String> = to.split(',').map(str::to_owned).collect();
    Ok(SplitRule { object: object.trim().to_owned(), filter: filter.to_owned(), to: people(records, &emails).await? })
}

fn shown(out: Out, preview: &Preview) {
    let row = |p: &records::handover::PartPreview| vec![p.object.clone(), p.field.clone(), p.count.to_string()];
    let rows: Vec<Vec<String>> = preview.parts.iter().filter(|p| p.chosen).map(row).collect();
    out.table(&["object", "field", "records"], &rows);
    out.value(&json!(preview));
}
