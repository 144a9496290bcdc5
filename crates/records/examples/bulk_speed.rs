//! How fast a shop's lines go in: orders with 20 lines, 4,000 products, 4,000 customers, every roll-up on.
//! `cargo run -p guanxi-records --example bulk_speed [lines] [postgres url]`
#![allow(clippy::unwrap_used, clippy::cast_precision_loss, clippy::panic, reason = "a measurement")]
extern crate guanxi_records as records;

#[path = "../tests/it/shop.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod shop;
#[path = "../src/testing.rs"]
mod testing;

use model::{Id, Record, Val};
use records::Records;
use shop::Shop;
use std::sync::Arc;
use std::time::Instant;

fn main() {
    let lines: usize = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(200_000);
    for kind in [testkit::Kind::Sqlite, testkit::Kind::Postgres] {
        if kind == testkit::Kind::Postgres && std::env::var("GUANXI_TEST_PG").is_err() {
            continue;
        }
        testkit::database::on(
            kind,
            |c| c.migrations.push(records::MIGRATIONS),
            |db| async move {
                let s = shop::open(&db, shop::registry()).await;
                run(&s.records, &s, lines).await;
            },
        );
    }
}

fn blank(r: &Records, object: &str) -> Record {
    Record::empty(r.catalog().object(object).unwrap().clone())
}

async fn run(r: &Records, s: &Shop, lines: usize) {
    let many = |object: &'static str, n: usize, name: &'static str| -> Vec<Record> {
        (0..n)
            .map(|i| {
                let mut rec = blank(r, object);
                rec.set(name, format!("{object} {i}"));
                rec
            })
            .collect()
    };
    let customers = insert(r, s, many("customer", 4_000, "name")).await;
    let products = insert(r, s, many("product", 4_000, "sku")).await;
    let start = Instant::now();
    let (mut prepare_ms, mut chunk, mut seed) = (0.0, Vec::new(), 1_u64);
    let mut order = Id::NIL;
    let home: Arc<str> = "GBP".into();
    let (order_blank, line_blank) = (blank(r, "order"), blank(r, "line"));
    for i in 0..lines {
        let mut random = |n: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % n
        };
        if i % 20 == 0 {
            if chunk.len() >= 20_000 {
                prepare_ms += write(r, s, std::mem::take(&mut chunk)).await;
            }
            let mut o = order_blank.clone();
            order = Id::at(1_700_000_000_000 + i as u64);
            o.vals[0] = Val::Id(order);
            o.set("number", i.to_string());
            o.set("customer", customers[random(customers.len())]);
            o.set("ordered_at", i as i64);
            o.set("shop", "web");
            o.set("status", "open");
            chunk.push(o);
        }
        let mut l = line_blank.clone();
        l.set("sku", format!("SKU {i}"));
        l.set("order", order);
        l.set("product", products[random(products.len())]);
        l.set("quantity", 3);
        l.set("price", 25_500);
        l.set("amount", 765);
        let c = l.object.part_of(l.object.field_index("amount").unwrap(), model::object::Part::Currency).unwrap();
        l.vals[c] = home.as_ref().into();
        chunk.push(l);
    }
    prepare_ms += write(r, s, chunk).await;
    let secs = start.elapsed().as_secs_f64();
    println!("{lines} lines in {secs:.2} s: {:.0} lines/s, of which prepare {:.2} s", lines as f64 / secs, prepare_ms);
}

async fn insert(r: &Records, s: &Shop, records: Vec<Record>) -> Vec<Id> {
    let batch = records::prepare(&r.catalog(), &s.import(), model::Ts(1), records).unwrap().unwrap();
    let batch = parking_lot::Mutex::new(Some(batch));
    let batch = &batch;
    r.write(&s.admin, s.import(), move |w| {
        Box::pin(async move {
            let b = batch.lock().take().unwrap();
            Ok(w.insert_many(b).await?.unwrap())
        })
    })
    .await
    .unwrap()
}

async fn write(r: &Records, s: &Shop, records: Vec<Record>) -> f64 {
    let t = Instant::now();
    let batch = records::prepare(&r.catalog(), &s.import(), model::Ts(1_800_000_000_000_000), records).unwrap().unwrap();
    let spent = t.elapsed().as_secs_f64();
    let batch = parking_lot::Mutex::new(Some(batch));
    let batch = &batch;
    r.write(&s.admin, s.import(), move |w| {
        Box::pin(async move {
            let b = batch.lock().take().unwrap();
            Ok(w.insert_many(b).await?.unwrap().len())
        })
    })
    .await
    .unwrap();
    spent
}
