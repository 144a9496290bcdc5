#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::cast_possible_wrap, reason = "tests")]

mod cursors;
mod pages;
mod plans;

use crate::condition::tests::{ME, access, definitions};
use crate::{Records, Registry};
use model::object::{ColType, col};
use model::{Id, Object, Record, Val};
use std::sync::Arc;
use store::{BulkColumn, Tenant};
use testkit::TestDb;

/// The engine on tenant `alpha` with the objects `person` and `firm`.
pub(crate) async fn open(db: &TestDb) -> Records {
    let mut registry = Registry::new();
    for mut def in definitions() {
        if def.name == "person" {
            def.indexes = vec![vec!["kind".into(), "name".into()].into()].into();
        }
        registry.object(def);
    }
    Records::open(db.a.clone(), Arc::new(registry)).await.unwrap()
}

/// Runs a test body on both databases.
pub(crate) fn both<F, Fut>(body: F)
where
    F: Fn(TestDb) -> Fut,
    Fut: Future<Output = ()>,
{
    testkit::both_with(|c| c.migrations = vec![crate::MIGRATIONS], body);
}

pub(crate) fn id(n: u64) -> Id {
    let mut id = [0; 16];
    // Neighbours in number are not neighbours in order.
    id[..8].copy_from_slice(&n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    id[8..].copy_from_slice(&n.to_be_bytes());
    Id(id)
}

/// A record with its system columns; `vals` are put into value columns, text into the key too.
pub(crate) fn record(object: &Arc<Object>, n: u64, vals: &[(&str, Val)]) -> Record {
    let mut r = Record::empty(object.clone());
    r.vals[col::ID] = id(n).into();
    r.vals[col::VERSION] = Val::Int(1);
    r.vals[col::REV] = Val::Int(1);
    r.vals[col::CREATED_AT] = Val::Int(n as i64 * 1000);
    r.vals[col::UPDATED_AT] = Val::Int(n as i64 * 1000);
    for (name, val) in vals {
        assert!(r.set(name, val.clone()), "{name}");
        let key = object.field_index(name).and_then(|f| object.part_of(f, model::object::Part::Key));
        if let (Some(k), Val::Text(t)) = (key, val) {
            r.vals[k] = model::text::fold(t).into();
        }
    }
    r
}

pub(crate) async fn insert(tenant: &Tenant, records: &[Record]) {
    let Some(first) = records.first() else { return };
    let columns: Vec<BulkColumn> = first.object.columns.iter().map(|c| BulkColumn::new(c.name.clone(), c.ty)).collect();
    let rows: Vec<Vec<Val>> = records.iter().map(|r| r.vals.clone()).collect();
    let catalog = crate::condition::tests::catalog();
    let p = catalog.prepared(first.object.name()).unwrap();
    let items: Vec<Vec<Val>> = records.iter().flat_map(|r| crate::door::item_rows(p, r)).collect();
    let text = |n: &'static str| BulkColumn::new(n, ColType::Text);
    let list = [
        text("object"),
        text("field"),
        BulkColumn::new("record_id", ColType::Id),
        BulkColumn::new("pos", ColType::Int),
        text("v"),
    ];
    let (object, columns, rows, items, list) = (first.object.name(), &columns, &rows, &items, &list);
    tenant
        .write(|tx| {
            Box::pin(async move {
                tx.bulk(object, columns, rows).await?;
                tx.bulk("value", list, items).await?;
                Ok::<_, store::Error>(())
            })
        })
        .await
        .unwrap();
}

/// The plan of a statement, as the database tells it.
pub(crate) async fn explain(tenant: &Tenant, sql: &crate::condition::Sql) -> String {
    let word = match tenant.dialect() {
        store::Dialect::Sqlite => "explain query plan ",
        store::Dialect::Postgres => "explain ",
    };
    let rows = tenant.scan(&format!("{word}{}", sql.text), &sql.params, Default::default()).await.unwrap();
    let text = |r: &store::Row| r.iter().filter_map(Val::text).next_back().unwrap_or_default().to_owned();
    rows.iter().map(text).collect::<Vec<_>>().join("\n")
}
