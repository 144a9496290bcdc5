//! Many small tenants on one node: how long the first read of each takes, and what an open one costs.

use super::Run;
use crate::child;
use crate::database::{Database, Kind, Place};
use crate::line::Line;
use crate::process::{Times, count, resident_mb};
use crate::tenant::administrator;
use anyhow::Context;
use model::time::SystemClock;
use records::Records;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Store;

/// After this time unused tenants have given back their caches.
const REST: Duration = Duration::from_secs(17);
/// Making a tenant in PostgreSQL takes a third of a second, so there are fewer.
const POSTGRES: usize = 100;

pub async fn measure(run: &Run) -> anyhow::Result<()> {
    for kind in Kind::all() {
        let tenants = if kind == Kind::Postgres { POSTGRES } else { run.tenants() };
        let database = Database::new(kind).await?;
        let place = database.place();
        make(&place, tenants).await?;
        let [folder, url] = place.args();
        let found = tokio::task::block_in_place(|| child::run("tenants", &[folder, url, tenants.to_string()]))?;
        let number = |name: &str| found[name].as_f64().with_context(|| format!("no {name}"));
        let what = format!("{tenants} tenants, {}", kind.name());
        let bare = if kind == Kind::Sqlite { Some(bare_ms(&place, tenants)?) } else { None };
        let open = Line::cost(format!("{what}: open and first read, mean"), "ms", number("mean_ms")?).limit(5.0);
        bare.map_or(open.clone(), |b| open.beside(b)).print();
        Line::cost(format!("{what}: open and first read, p99"), "ms", number("p99_ms")?).print();
        Line::cost(format!("{what}: memory of an open one, just read"), "MB", number("open_mb")?).print();
        Line::cost(format!("{what}: memory of an open one, at rest"), "MB", number("rest_mb")?).limit(1.0).print();
    }
    Ok(())
}

async fn make(place: &Place, tenants: usize) -> anyhow::Result<()> {
    let store = Store::open(place.config(), Arc::new(SystemClock)).await?;
    let registry = Arc::new(crm::registry());
    for i in 0..tenants {
        let slug = format!("small-{i}");
        store.create_tenant(&slug, "Small", place.home()).await?;
        let records = Records::open(store.tenant(&slug).await?, registry.clone()).await?;
        let input = json!({ "name": "Anna Schmidt", "country": "DE", "emails": ["anna@example.com"] });
        records.create(&administrator(&slug), "customer", input.as_object().context("an object")?).await?;
    }
    Ok(())
}

/// Opens every tenant and reads its customer; says how long that took and what memory it left.
pub async fn child(args: &[String]) -> anyhow::Result<Value> {
    let place = Place::parse(args)?;
    let tenants: usize = args.get(2).context("how many?")?.parse()?;
    let mut config = place.config();
    config.limits.open_tenants = tenants + 10;
    let store = Store::open(config, Arc::new(SystemClock)).await?;
    let registry = Arc::new(crm::registry());
    let pid = std::process::id();
    // The first one brings what all share.
    read(&store, &registry, 0).await?;
    let before = resident_mb(pid);
    let mut times = Times::default();
    for i in 1..tenants {
        let one = Instant::now();
        read(&store, &registry, i).await?;
        times.add(one.elapsed());
    }
    let each = |now: f64| (now - before) / count(tenants - 1);
    let open = each(resident_mb(pid));
    tokio::time::sleep(REST).await;
    anyhow::ensure!(store.open_tenants() >= tenants, "tenants were closed meanwhile");
    let rest = each(resident_mb(pid));
    Ok(json!({ "mean_ms": times.mean_ms(), "p99_ms": times.quantile_ms(0.99), "open_mb": open, "rest_mb": rest }))
}

async fn read(store: &Store, registry: &Arc<records::Registry>, i: usize) -> anyhow::Result<()> {
    let slug = format!("small-{i}");
    let records = Records::open(store.tenant(&slug).await?, registry.clone()).await?;
    let rows = records.tenant().get("select id from @customer limit 1", &[]).await?;
    let id = rows.first().context("no customer")?.id(0)?;
    records.get(&administrator(&slug), "customer", id).await?;
    Ok(())
}

/// The same files opened and read by hand: milliseconds each.
fn bare_ms(place: &Place, tenants: usize) -> anyhow::Result<f64> {
    let mut open = Vec::with_capacity(tenants);
    let begun = Instant::now();
    for i in 0..tenants {
        let file = place.folder.join("tenants").join(format!("small-{i}.db"));
        let connection = rusqlite::Connection::open(file)?;
        let name: String = connection.query_row("select name from customer limit 1", [], |r| r.get(0))?;
        anyhow::ensure!(!name.is_empty(), "no name");
        open.push(connection);
    }
    Ok(begun.elapsed().as_secs_f64() * 1000.0 / count(tenants))
}
