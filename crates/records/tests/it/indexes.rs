//! Indexes of tables with many rows are made beside those who use them.

use crate::shop::{map, shop, text};
use model::{FieldDef, Record, Ts};
use records::{Access, By, ListQuery, Records, Sort};
use serde_json::json;
use std::time::Duration;
use store::{Dialect, Scan, Tenant};
use testkit::until;

async fn fill(records: &Records, admin: &Access, rows: usize) {
    let catalog = records.catalog();
    for from in (0..rows).step_by(1_000) {
        let one = |n: usize| {
            let mut r = Record::empty(catalog.object("product").unwrap().clone());
            r.set("sku", format!("P{n:06}"));
            r
        };
        let by = By::Import { id: model::Id::at(7), user: None };
        let batch = (from..rows.min(from + 1_000)).map(one).collect();
        let batch = &records::prepare(&catalog, &by, Ts(0), batch).unwrap().unwrap();
        records.write(admin, by, move |w| Box::pin(async move { w.insert_many(batch).await })).await.unwrap().unwrap();
    }
}

/// The names of the usable indexes of products.
async fn made(tenant: &Tenant) -> Vec<String> {
    let sql = match tenant.dialect() {
        Dialect::Sqlite => "select name from sqlite_schema where type = 'index' and tbl_name = 'product' and sql is not null",
        Dialect::Postgres => {
            "select c.relname::text from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
             join pg_catalog.pg_class t on t.oid = i.indrelid join pg_catalog.pg_namespace n on n.oid = t.relnamespace
             where t.relname = 'product' and n.nspname = 't_alpha' and i.indisvalid"
        }
    };
    let rows = tenant.scan(sql, &[], Scan::default()).await.unwrap();
    rows.iter().map(|r| r.text(0).unwrap().to_owned()).collect()
}

#[test]
fn an_index_of_a_large_table_is_made_by_a_job() {
    shop(|s, db| async move {
        fill(&s.records, &s.admin, 5_001).await;
        let colour = FieldDef { indexed: true, ..text("x_colour") };
        let plate = FieldDef { unique: true, ..text("x_plate") };
        s.records.define_field(&s.admin, "product", colour).await.unwrap();
        s.records.define_field(&s.admin, "product", plate).await.unwrap();
        let names = made(&db.a).await;
        assert!(names.iter().any(|n| n == "product_u_x_plate"), "what is unique is so at once: {names:?}");
        assert!(!names.iter().any(|n| n == "product_i_x_colour"), "{names:?}");
        // Until then everything goes on.
        for (sku, colour) in [("P000007", "red"), ("P000008", "blue")] {
            s.records.upsert(&s.admin, "product", "sku", &json!(sku), &map(json!({"x_colour": colour}))).await.unwrap();
        }
        let first = async || {
            let query = ListQuery { sort: Sort::parse("x_colour"), limit: 2, ..ListQuery::new("product") };
            let page = s.records.list(&s.admin, &query).await.unwrap();
            page.records.iter().map(|r| r.get("sku").text().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(first().await, ["P000008", "P000007"]);
        if db.a.dialect() == Dialect::Postgres {
            // What an attempt leaves that was cut off: an index that nobody uses.
            let half = ["create index \"product_i_x_colour\" on @product (\"x_colour_key\", \"id\")"];
            db.a.ddl(&half.map(str::to_owned)).await.unwrap();
            let spoil = "update pg_catalog.pg_index set indisvalid = false where indexrelid = '\"t_alpha\".\"product_i_x_colour\"'::regclass";
            db.a.write::<_, store::Error, _>(move |tx| Box::pin(tx.run(spoil, &[]))).await.unwrap();
        }
        let worker = records::work::handle(store::jobs::Worker::new(db.store.clone()), s.records.registry()).start();
        until("the index", async || made(&db.a).await.iter().any(|n| n == "product_i_x_colour")).await;
        assert_eq!(first().await, ["P000008", "P000007"]);
        worker.stop(Duration::from_secs(5)).await;
        // A copy in another home has it too, and nothing is made twice.
        db.store.backup("alpha", &db.data().join("a.backup")).await.unwrap();
        db.store.restore("copy", &db.data().join("a.backup"), store::Home::Sqlite).await.unwrap();
        let copy = db.store.tenant("copy").await.unwrap();
        assert!(made(&copy).await.iter().any(|n| n == "product_i_x_colour"));
    });
}

#[test]
fn small_tables_get_their_indexes_at_once() {
    shop(|s, db| async move {
        fill(&s.records, &s.admin, 10).await;
        let colour = FieldDef { indexed: true, ..text("x_colour") };
        s.records.define_field(&s.admin, "product", colour).await.unwrap();
        let names = made(&db.a).await;
        assert!(["product_i_x_colour", "product_d_deleted"].iter().all(|n| names.iter().any(|have| have == n)), "{names:?}");
    });
}
