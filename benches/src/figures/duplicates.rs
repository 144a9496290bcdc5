//! The FEBRL sets beside two tools that their field trusts, in the same run; then a search through large bases.

use super::{Run, SLUG};
use crate::child;
use crate::database::Place;
use crate::line::Line;
use crate::process::{cpu, peak_mb};
use crate::tenant::administrator;
use anyhow::Context;
use matching::{Block, Compare, Field, Table, find};
use model::time::SystemClock;
use records::Records;
use records::duplicates::{ScanState, job};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Store;
use store::jobs::Worker;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/matching/tests/data");
const PEERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/peers");

pub async fn measure(run: &Run) -> anyhow::Result<()> {
    tokio::task::block_in_place(sets)?;
    let (large, small) = (run.large().await?, run.tenth().await?);
    let [large, small] = [large, small].map(|folder| tokio::task::block_in_place(|| search(&folder)));
    let (large, small) = (large?, small?);
    let number = |found: &Value, name: &str| found[name].as_f64().with_context(|| format!("no {name}"));
    let n = run.customers();
    Line::cost(format!("search of {n} customers, SQLite"), "s", number(&large, "seconds")?).limit(180.0).print();
    let grown = number(&large, "cpu")? / number(&small, "cpu")?;
    Line::cost("search: processor time, times that of a tenth", "x", grown).limit(12.0).print();
    Line::cost("search: most memory used", "MB", number(&large, "peak_mb")?).limit(1024.0).print();
    Ok(())
}

fn sets() -> anyhow::Result<()> {
    let python = peers()?;
    for set in ["4", "1"] {
        let ours = child::run("febrl", &[set.to_owned()])?;
        let number = |found: &Value, name: &str| found[name].as_f64().with_context(|| format!("no {name}"));
        let f1 = |found: &Value| -> anyhow::Result<f64> {
            let (p, r) = (number(found, "precision")?, number(found, "recall")?);
            Ok(2.0 * p * r / (p + r).max(f64::MIN_POSITIVE))
        };
        for name in ["precision", "recall"] {
            Line::speed(format!("FEBRL set {set}: {name}"), "", number(&ours, name)?).limit(0.99).print();
        }
        for tool in ["splink", "recordlinkage"] {
            let theirs = peer(&python, tool, set)?;
            let line = Line::cost(format!("FEBRL set {set}: processor time beside {tool}"), "s", number(&ours, "cpu")?);
            line.beside(number(&theirs, "cpu")?).ratio(1.0).print();
            Line::speed(format!("FEBRL set {set}: F1 beside {tool}"), "", f1(&ours)?).beside(f1(&theirs)?).print();
        }
    }
    Ok(())
}

/// The Python of an environment with the tools, made when it is not there.
fn peers() -> anyhow::Result<PathBuf> {
    let program = std::env::current_exe()?;
    let folder = program.ancestors().nth(2).context("no target folder")?.join("peers");
    let python = folder.join("bin/python");
    let ran = |command: &mut Command| -> anyhow::Result<()> {
        let status = command.stdout(Stdio::null()).status()?;
        anyhow::ensure!(status.success(), "{command:?} failed: {status}");
        Ok(())
    };
    if !python.exists() {
        ran(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    }
    let wanted = Path::new(PEERS).join("requirements.txt");
    ran(Command::new(&python).args(["-m", "pip", "install", "-q", "--disable-pip-version-check", "-r"]).arg(wanted))?;
    Ok(python)
}

fn peer(python: &Path, tool: &str, set: &str) -> anyhow::Result<Value> {
    let script = Path::new(PEERS).join("febrl.py");
    let out = Command::new(python).arg(script).args([tool, DATA, set]).stderr(Stdio::null()).output()?;
    anyhow::ensure!(out.status.success(), "{tool} failed on set {set}: {}", out.status);
    let text = String::from_utf8(out.stdout)?;
    serde_json::from_str(text.lines().last().unwrap_or_default()).with_context(|| format!("{tool} said: {text}"))
}

/// Links one set; says how long the linking took and how good it is.
pub fn febrl(args: &[String]) -> anyhow::Result<Value> {
    let two = args.first().is_some_and(|set| set == "4");
    let files: &[&str] = if two { &["dataset4a.csv", "dataset4b.csv"] } else { &["dataset1.csv"] };
    let mut rows: Vec<Vec<csv::StringRecord>> = Vec::new();
    for file in files {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(Path::new(DATA).join(file))?;
        rows.push(reader.records().collect::<Result<_, _>>()?);
    }
    let used = cpu(std::process::id());
    use Compare::{Code, Date, Exact, Text};
    let fields = [Text, Text, Code, Text, Text, Text, Code, Exact, Date, Code];
    let mut table = Table::new(fields.iter().map(|compare| Field::new("", *compare)).collect());
    for (i, list) in rows.iter().enumerate() {
        if i > 0 {
            table.split();
        }
        for row in list {
            let cells: Vec<[&str; 1]> = (1..=10).map(|c| [row.get(c).unwrap_or_default()]).collect();
            table.push(&cells.iter().map(<[&str; 1]>::as_slice).collect::<Vec<_>>());
        }
    }
    let blocks = [vec![0], vec![1], vec![6, 2], vec![8], vec![9]].map(|columns| Block::new("", &columns));
    let found = find(&table, &blocks, 0.5);
    let used = (cpu(std::process::id()) - used).as_secs_f64();
    let person = |row: &csv::StringRecord| row.get(0).and_then(|id| id.split('-').nth(1)).map(str::to_owned);
    let people: Vec<Option<String>> = rows.iter().flatten().map(person).collect();
    let pairs: HashSet<(u32, u32)> = found.pairs.iter().map(|p| (p.a, p.b)).collect();
    let right = pairs.iter().filter(|(a, b)| people[*a as usize] == people[*b as usize]).count() as f64;
    let truth = if two { 5000.0 } else { 500.0 };
    Ok(json!({ "cpu": used.max(0.01), "precision": right / pairs.len().max(1) as f64, "recall": right / truth }))
}

fn search(folder: &Path) -> anyhow::Result<Value> {
    child::run("search", &Place { folder: folder.to_owned(), url: None }.args())
}

/// Searches the base in a folder; says how long that took and what it used.
pub async fn search_child(args: &[String]) -> anyhow::Result<Value> {
    let store = Store::open(Place::parse(args)?.config(), Arc::new(SystemClock)).await?;
    let (registry, access) = (Arc::new(crm::registry()), administrator(SLUG));
    let records = Records::open(store.tenant(SLUG).await?, registry.clone()).await?;
    let pid = std::process::id();
    let (begun, used) = (Instant::now(), cpu(pid));
    records.start_duplicate_scan(&access, "customer").await?;
    let worker = job::handle(Worker::new(store).slots(1, 1), registry).start();
    let scan = loop {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let scan = records.duplicate_scan(&access, "customer").await?.context("no search")?;
        if !scan.state.is_under_way() {
            break scan;
        }
    };
    let (took, used) = (begun.elapsed().as_secs_f64(), (cpu(pid) - used).as_secs_f64());
    worker.stop(Duration::from_secs(5)).await;
    anyhow::ensure!(scan.state == ScanState::Done, "the search ended as {scan:?}");
    Ok(json!({ "seconds": took, "cpu": used, "peak_mb": peak_mb(pid), "groups": scan.groups }))
}
