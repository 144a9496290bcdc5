//! How fast the web app feels over the large base: `e2e/speed.mjs` measures in Chromium, this prints what it tells.

use super::{Run, file};
use crate::line::Line;
use crate::served;
use anyhow::Context;
use serde_json::Value;
use std::process::{Command, Stdio};

const E2E: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../e2e");

/// Most that a figure may be, by the end of its name.
const LIMITS: [(&str, f64); 4] =
    [("largest paint, middle", 2_000.0), ("record, p95", 100.0), ("list, p95", 100.0), ("longest frame", 50.0)];
const BEFORE: &str = "memory of the tab after 50 page changes";
const AFTER: &str = "memory of the tab after 500 page changes";

pub async fn measure(run: &Run) -> anyhow::Result<()> {
    let folder = run.large().await?;
    anyhow::ensure!(file(&folder).exists(), "the large base is missing");
    let server = served::serve(&folder)?;
    let url = format!("http://{}", server.address);
    let told = tokio::task::block_in_place(|| browse(&url))?;
    let value = |name: &str| told.iter().find(|f| f["name"] == name).and_then(|f| f["value"].as_f64());
    for figure in &told {
        let (Some(name), Some(value)) = (figure["name"].as_str(), figure["value"].as_f64()) else { continue };
        let unit = if figure["unit"] == "MB" { "MB" } else { "ms" };
        let line = Line::cost(format!("web app, {} customers: {name}", run.customers()), unit, value);
        match LIMITS.iter().find(|(end, _)| name.ends_with(end)) {
            Some((_, limit)) => line.limit(*limit).print(),
            None => line.print(),
        }
    }
    let (before, after) = (value(BEFORE).context("no memory told")?, value(AFTER).context("no memory told")?);
    Line::cost("web app: growth of the tab's memory", "times", after / before).limit(1.2).print();
    Ok(())
}

/// Runs the browser to its end and reads its lines.
fn browse(url: &str) -> anyhow::Result<Vec<Value>> {
    let mut command = Command::new("node");
    command.args(["speed.mjs", url, served::EMAIL, served::PASSWORD]).current_dir(E2E).stderr(Stdio::inherit());
    let out = command.output().context("node is missing")?;
    anyhow::ensure!(out.status.success(), "e2e/speed.mjs failed: {}", out.status);
    Ok(String::from_utf8(out.stdout)?.lines().filter_map(|l| serde_json::from_str(l).ok()).collect())
}
