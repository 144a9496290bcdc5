//! Durable single-record creates with history and event: notes about customers by 32 clients at once, beside the same
//! statements given to the store by hand in one write each.

use super::Run;
use crate::database::{Database, Kind};
use crate::line::Line;
use crate::process::count;
use crate::tenant::Bench;
use anyhow::Context;
use model::object::col;
use model::{Id, Val};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use store::{Change, Tenant, Tx};

const CLIENTS: usize = 32;
const CUSTOMERS: usize = 1_000;
const EVENT: &str = "insert into @event (id, customer_id, at, kind, subject_object, subject_id, by_kind, by_id, source, quiet, import_id, props) \
                     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (id) do nothing";
const EVENT_COLUMNS: &str =
    "id, customer_id, at, kind, subject_object, subject_id, by_kind, by_id, source, quiet, import_id, props";

pub async fn measure(run: &Run) -> anyhow::Result<()> {
    for kind in Kind::all() {
        let database = Database::new(kind).await?;
        let bench = Arc::new(Bench::create(&database.place()).await?);
        crm::synthetic::fill(
            &bench.records,
            crm::synthetic::Plan { customers: CUSTOMERS as u64, first: 1, orders: 0, seed: 1 },
            |_| (),
        )
        .await?;
        let customers = Arc::new(bench.customers(CUSTOMERS).await?);
        // One of each first, so that nothing is measured cold; then in turns, so that both meet the same machine.
        create(&bench, &customers, Duration::from_millis(300)).await?;
        let sample = Arc::new(Sample::of(bench.records.tenant()).await?);
        bare(&bench, &sample, &customers, Duration::from_millis(300)).await?;
        let (mut ours, mut reference) = (0.0, 0.0);
        for _ in 0..2 {
            ours += create(&bench, &customers, run.lasting() / 2).await? / 2.0;
            reference += bare(&bench, &sample, &customers, run.lasting() / 2).await? / 2.0;
        }
        let name = format!("create with history and event, {CLIENTS} clients, {}", kind.name());
        Line::speed(name, "/s", ours).beside(reference).ratio(0.5).print();
    }
    Ok(())
}

/// Runs `one` by all clients until the time is over. Returns how many were done a second.
async fn clients<F, Fut>(lasting: Duration, one: F) -> anyhow::Result<f64>
where
    F: Fn(usize) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = anyhow::Result<()>> + Send,
{
    let (one, next) = (Arc::new(one), Arc::new(AtomicUsize::new(0)));
    let (begun, end) = (Instant::now(), Instant::now() + lasting);
    let tasks: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (one, next) = (one.clone(), next.clone());
            tokio::spawn(async move {
                while Instant::now() < end {
                    one(next.fetch_add(1, Ordering::Relaxed)).await?;
                }
                anyhow::Ok(())
            })
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    Ok(count(next.load(Ordering::Relaxed)) / begun.elapsed().as_secs_f64())
}

fn note(customer: Id, n: usize) -> Map<String, Value> {
    let note = json!({ "customer": customer, "text": format!("Called about delivery {n}, will call again.") });
    note.as_object().cloned().unwrap_or_default()
}

async fn create(bench: &Arc<Bench>, customers: &Arc<Vec<Id>>, lasting: Duration) -> anyhow::Result<f64> {
    let (bench, customers) = (bench.clone(), customers.clone());
    clients(lasting, move |n| {
        let (bench, input) = (bench.clone(), note(customers[n % customers.len()], n));
        async move { Ok(bench.records.create(&bench.access, "note", &input).await.map(drop)?) }
    })
    .await
}

/// Rows that a create left behind, to be written again under other ids.
struct Sample {
    insert: String,
    note: Vec<Val>,
    event: Vec<Val>,
    customer_column: usize,
}

impl Sample {
    async fn of(tenant: &Tenant) -> anyhow::Result<Self> {
        let records = records::Records::open(tenant.clone(), Arc::new(crm::registry())).await?;
        let catalog = records.catalog();
        let object = catalog.object("note")?;
        let columns: Vec<String> = object.columns.iter().map(|c| format!("\"{}\"", c.name)).collect();
        let places: Vec<String> = (1..=columns.len()).map(|i| format!("${i}")).collect();
        let columns = columns.join(", ");
        let first = |rows: store::Rows| rows.into_iter().next().map(store::Row::into_vals).context("no row to copy");
        let note = first(tenant.get(&format!("select {columns} from @note limit 1"), &[]).await?)?;
        let event = first(tenant.get(&format!("select {EVENT_COLUMNS} from @event where kind = 'note' limit 1"), &[]).await?)?;
        let customer = object.field_index("customer").map(|f| object.column_of(f)).context("notes have no customer")?;
        let insert = format!("insert into @note ({columns}) values ({})", places.join(", "));
        Ok(Self { insert, note, event, customer_column: customer })
    }

    /// The statements of one create: is the customer there, the note, its log row, its event.
    async fn write(&self, tx: &mut Tx, customer: Id) -> store::Result<()> {
        let id = Id::at(tx.now().unix_ms());
        tx.all("select id from @customer where id = $1 and deleted_at is null", &[customer.into()]).await?;
        let mut note = self.note.clone();
        note[col::ID] = id.into();
        note[self.customer_column] = customer.into();
        tx.run(&self.insert, &note).await?;
        let mut event = self.event.clone();
        (event[0], event[1], event[5]) = (id.into(), customer.into(), id.into());
        tx.run(EVENT, &event).await?;
        let change = Change {
            kind: "insert".into(),
            object: "note".into(),
            record: Some(id),
            rev: 1,
            by_kind: "person".into(),
            ..Change::default()
        };
        tx.append(vec![change]).await
    }
}

async fn bare(bench: &Arc<Bench>, sample: &Arc<Sample>, customers: &Arc<Vec<Id>>, lasting: Duration) -> anyhow::Result<f64> {
    let (bench, sample, customers) = (bench.clone(), sample.clone(), customers.clone());
    clients(lasting, move |n| {
        let (bench, sample, customer) = (bench.clone(), sample.clone(), customers[n % customers.len()]);
        async move {
            let sample = &sample;
            let done = bench
                .records
                .tenant()
                .write::<_, store::Error, _>(move |tx| Box::pin(async move { sample.write(tx, customer).await }));
            Ok(done.await?)
        }
    })
    .await
}
