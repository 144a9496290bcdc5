//! Durable creates of one record with history, event and roll-ups, 32 clients; then reads of one record as JSON.
//! `cargo run -p guanxi-records --example create_speed [creates]`
#![allow(clippy::unwrap_used, clippy::cast_precision_loss, clippy::panic, reason = "a measurement")]
extern crate guanxi_records as records;

#[path = "../tests/it/shop.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod shop;
#[path = "../src/testing.rs"]
mod testing;

use serde_json::json;
use std::sync::Arc;
use std::time::Instant;

fn main() {
    let n: usize = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(20_000);
    for kind in [testkit::Kind::Sqlite, testkit::Kind::Postgres] {
        if kind == testkit::Kind::Postgres && std::env::var("GUANXI_TEST_PG").is_err() {
            continue;
        }
        testkit::database::on(
            kind,
            |c| c.migrations.push(records::MIGRATIONS),
            |db| async move {
                let s = Arc::new(shop::open(&db, shop::registry()).await);
                let mut customers = Vec::new();
                for i in 0..64 {
                    customers
                        .push(s.create("customer", json!({"name": format!("c{i}"), "tags": ["a", "b"], "credit": "5"})).await);
                }
                let start = Instant::now();
                let mut tasks = Vec::new();
                for t in 0..32 {
                    let (s, customers) = (s.clone(), customers.clone());
                    tasks.push(tokio::spawn(async move {
                    for i in 0..n / 32 {
                        let customer = customers[(t * 7 + i) % customers.len()];
                        let input = json!({"number": format!("{t}-{i}"), "customer": customer, "status": "completed", "shop": "web",
                            "ordered_at": "2026-02-03T04:05:06Z"});
                        s.create("order", input).await;
                    }
                }));
                }
                for t in tasks {
                    t.await.unwrap();
                }
                let secs = start.elapsed().as_secs_f64();
                println!("{n} creates in {secs:.2} s: {:.0}/s", n as f64 / secs);
                let start = Instant::now();
                let mut out = Vec::new();
                for i in 0..n * 5 {
                    let r = s.records.get(&s.admin, "customer", customers[i % customers.len()]).await.unwrap();
                    out.clear();
                    s.records.write_json(&s.admin, &r, None, &mut out);
                }
                let secs = start.elapsed().as_secs_f64();
                println!(
                    "{} reads as JSON in {secs:.2} s: {:.1} us each, {} bytes",
                    n * 5,
                    secs * 1e6 / (n as f64 * 5.0),
                    out.len()
                );
            },
        );
    }
}
