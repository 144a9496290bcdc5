//! The whole Online Retail file through the importer, every step on, beside a bare bulk insert of the rows that it leaves.

use super::Run;
use crate::bare;
use crate::child;
use crate::database::{Database, Kind, Place};
use crate::line::Line;
use crate::process::{cpu, peak_mb};
use crate::tenant::{Bench, SLUG};
use anyhow::Context;
use crm::demo::{PURCHASES, PURCHASES_TEMPLATE};
use records::io::{Import, State, Template, Watch};
use serde_json::{Value, json};
use std::time::Instant;

pub async fn measure(_: &Run) -> anyhow::Result<()> {
    for kind in Kind::all() {
        let database = Database::new(kind).await?;
        let place = database.place();
        let found = tokio::task::block_in_place(|| child::run("import", &place.args()))?;
        let number = |name: &str| found[name].as_f64().with_context(|| format!("no {name}"));
        let (lines, seconds) = (number("lines")?, number("seconds")?);
        let copied = match database.url() {
            None => tokio::task::block_in_place(|| bare::sqlite(&tenant_file(&place), &place.folder.join("bare.db")))?,
            Some(url) => bare::postgres(url, found["schema"].as_str().context("no schema")?).await?,
        };
        let name = kind.name();
        let ours = Line::speed(format!("import of Online Retail, all steps, {name}"), "lines/s", lines / seconds);
        ours.beside(lines / copied.took.as_secs_f64()).ratio(0.3).limit(40_000.0).print();
        Line::speed(format!("import: lines a second of own processor time, {name}"), "lines/s", lines / number("cpu")?).print();
        Line::cost(format!("import: most memory used, {name}"), "MB", number("peak_mb")?).limit(300.0).print();
    }
    Ok(())
}

fn tenant_file(place: &Place) -> std::path::PathBuf {
    place.folder.join("tenants").join(format!("{SLUG}.db"))
}

/// Nobody watches.
struct Alone;

impl Watch for Alone {
    fn progress(&self, _: &Import) {}
}

/// Makes a company and imports the file; says how long that took and what it used.
pub async fn child(args: &[String]) -> anyhow::Result<Value> {
    let place = Place::parse(args)?;
    let bench = Bench::create(&place).await?;
    let template = Template::from_toml(PURCHASES_TEMPLATE)?;
    let pid = std::process::id();
    let (begun, used) = (Instant::now(), cpu(pid));
    let size = u64::try_from(PURCHASES.len())?;
    let import = bench.records.note_import(&bench.access, "online_retail.csv.gz", template, false, size).await?;
    let import = records::io::run(&bench.records, &bench.access, import, Box::new(PURCHASES), &Alone).await?;
    anyhow::ensure!(import.state == State::Done && import.refused == 0, "the import ended as {import:?}");
    let (took, used) = (begun.elapsed(), cpu(pid) - used);
    let schema = match &place.url {
        None => String::new(),
        Some(url) => schema(url).await?,
    };
    let (seconds, cpu) = (took.as_secs_f64(), used.as_secs_f64());
    Ok(json!({ "lines": import.accepted, "seconds": seconds, "cpu": cpu, "peak_mb": peak_mb(pid), "schema": schema }))
}

/// The schema in which the lines are.
async fn schema(url: &str) -> anyhow::Result<String> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    let connection = tokio::spawn(connection);
    let row = client.query_one("select schemaname::text from pg_tables where tablename = 'order_line'", &[]).await?;
    let schema = row.get(0);
    drop(client);
    connection.await??;
    Ok(schema)
}
