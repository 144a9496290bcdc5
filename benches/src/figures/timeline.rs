//! The first page of the timeline of a customer with 100,000 events, beside the same select by hand.

use super::Run;
use crate::database::{Database, Kind};
use crate::line::Line;
use crate::process::Times;
use crate::tenant::Bench;
use anyhow::Context;
use model::{Id, Ts};
use records::timeline::TimelineQuery;
use records::{NewEvent, Records};
use serde_json::{Map, json};
use std::time::Instant;

const EVENTS: i64 = 100_000;
const CHUNK: i64 = 5_000;
const PAGES: usize = 200;
const KINDS: &[&str] = &["order_completed", "call_in", "call_out", "promotion_sent", "chat", "web_visit", "complaint", "letter"];

pub async fn measure(_: &Run) -> anyhow::Result<()> {
    for kind in Kind::all() {
        let database = Database::new(kind).await?;
        let bench = Bench::create(&database.place()).await?;
        let input = json!({ "name": "Anna Schmidt" });
        let customer = bench.records.create(&bench.access, "customer", input.as_object().context("an object")?).await?.id();
        happen(&bench.records, customer).await?;
        for kinds in [vec![], vec!["complaint".to_owned(), "letter".to_owned()]] {
            let what = if kinds.is_empty() { "all kinds" } else { "two kinds of eight" };
            let (mut ours, mut bare) = (Times::default(), Times::default());
            let query = TimelineQuery { kinds, ..TimelineQuery::default() };
            for _ in 0..PAGES {
                let one = Instant::now();
                let page = bench.records.timeline(&bench.access, customer, &query).await?;
                serde_json::to_vec(&page)?;
                ours.add(one.elapsed());
                anyhow::ensure!(page.items.len() == 50, "a page of {}", page.items.len());
                let one = Instant::now();
                by_hand(&bench.records, customer, &query.kinds).await?;
                bare.add(one.elapsed());
            }
            let name = format!("timeline of {EVENTS} events, first page, {what}, p99, {}", kind.name());
            Line::cost(name, "ms", ours.quantile_ms(0.99)).beside(bare.quantile_ms(0.99)).limit(200.0).print();
        }
    }
    Ok(())
}

async fn by_hand(records: &Records, customer: Id, kinds: &[String]) -> anyhow::Result<()> {
    let list: Vec<String> = kinds.iter().map(|k| format!("'{k}'")).collect();
    let filter = if list.is_empty() { String::new() } else { format!(" and kind in ({})", list.join(", ")) };
    let sql =
        format!("select * from @event where customer_id = $1 and deleted_at is null{filter} order by at desc, id desc limit 51");
    let rows = records.tenant().scan(&sql, &[customer.into()], store::Scan::default()).await?;
    anyhow::ensure!(rows.len() == 51, "{} rows", rows.len());
    Ok(())
}

async fn happen(records: &Records, customer: Id) -> anyhow::Result<()> {
    for first in (0..EVENTS).step_by(usize::try_from(CHUNK)?) {
        records
            .system(move |w| {
                Box::pin(async move {
                    (first..first + CHUNK).for_each(|n| w.emit(event(customer, n)));
                    Ok(())
                })
            })
            .await?;
    }
    Ok(())
}

fn event(customer: Id, n: i64) -> NewEvent {
    let props: Map<_, _> =
        [("subject".to_owned(), json!(format!("Event {n}"))), ("result".to_owned(), json!("reached"))].into_iter().collect();
    NewEvent {
        customer: Some(customer),
        at: Ts(1_500_000_000_000_000 + n * 60_000_000),
        kind: KINDS[usize::try_from(n).unwrap_or(0) % KINDS.len()].into(),
        subject: None,
        source: "bench".into(),
        message_id: n.to_string(),
        props,
    }
}
