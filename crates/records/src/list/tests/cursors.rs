//! Cursors visit every row once, in order, empty values last, while rows are added and changed.

use super::*;
use crate::list::{ListQuery, Sort};
use proptest::prelude::*;
use std::collections::HashMap;
use testkit::Kind;

const KEYS: [&str; 7] = ["name", "age", "height", "seen_at", "born", "created_at", "id"];

#[derive(Clone, Debug)]
struct Case {
    rows: Vec<[u8; 5]>,
    /// Rows added after each page, and rows whose other fields change then.
    more: Vec<Vec<[u8; 5]>>,
    sort: Vec<(usize, bool)>,
    limit: usize,
    filter: Option<u8>,
}

fn cases() -> impl Strategy<Value = Case> {
    let row = || prop::array::uniform5(0..4_u8);
    (
        prop::collection::vec(row(), 0..40),
        prop::collection::vec(prop::collection::vec(row(), 0..4), 0..12),
        prop::collection::vec((0..KEYS.len(), any::<bool>()), 0..4),
        1..9_usize,
        prop::option::of(0..4_u8),
    )
        .prop_map(|(rows, more, sort, limit, filter)| Case { rows, more, sort, limit, filter })
}

/// 0 is empty; few values, so that many rows share them.
fn person(object: &Arc<Object>, n: u64, v: [u8; 5]) -> Record {
    let int = |i: u8| if i == 0 { Val::Null } else { Val::Int(i64::from(i)) };
    let name = if v[0] == 0 { Val::Null } else { Val::Text(["Ada", "ada", "王"][usize::from(v[0]) - 1].into()) };
    record(
        object,
        n,
        &[
            ("name", name),
            ("age", int(v[1])),
            ("height", int(v[2])),
            ("seen_at", int(v[3])),
            ("born", int(v[4])),
            ("kind", "a".into()),
        ],
    )
}

/// Compares as the list promises: empty last in both directions, the id last of all.
fn before(a: &Record, b: &Record, sort: &[Sort]) -> bool {
    let mut desc = false;
    let first_of_field = |(i, s): &(usize, &Sort)| !sort[..*i].iter().any(|earlier| earlier.field == s.field);
    for (_, s) in sort.iter().enumerate().filter(first_of_field) {
        desc = s.desc;
        let column = |r: &Record| {
            let f = r.object.field_index(&s.field).unwrap();
            r.vals[crate::ddl::order_column(&r.object, f)].clone()
        };
        let ordering = match (column(a), column(b)) {
            (Val::Null, Val::Null) => continue,
            (Val::Null, _) => return false,
            (_, Val::Null) => return true,
            (Val::Int(x), Val::Int(y)) => x.cmp(&y),
            (Val::Text(x), Val::Text(y)) => x.cmp(&y),
            (Val::Id(x), Val::Id(y)) => x.cmp(&y),
            other => panic!("{other:?}"),
        };
        if ordering.is_ne() {
            return if s.desc { ordering.is_gt() } else { ordering.is_lt() };
        }
    }
    if desc { a.id() > b.id() } else { a.id() < b.id() }
}

async fn judge(records: &Records, case: &Case) -> Result<(), TestCaseError> {
    let tenant = records.tenant();
    let clear = ["delete from @person", "delete from @value"];
    tenant
        .write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                for sql in clear {
                    tx.run(sql, &[]).await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
    let object = records.catalog().objects["person"].clone();
    let mut number = 0;
    let mut people = |rows: &[[u8; 5]]| -> Vec<Record> {
        rows.iter()
            .map(|v| {
                number += 1;
                person(&object, number, *v)
            })
            .collect()
    };
    let first = people(&case.rows);
    insert(tenant, &first).await;
    let sort: Vec<Sort> = case.sort.iter().map(|(k, desc)| Sort { field: KEYS[*k].into(), desc: *desc }).collect();
    let filter = case.filter.map_or_else(String::new, |f| if f == 0 { "age:empty".into() } else { format!("age:{f}") });
    let mut query = ListQuery {
        limit: case.limit,
        sort: sort.clone(),
        filter: model::Condition::parse(&filter).unwrap(),
        ..ListQuery::new("person")
    };
    let mut seen: Vec<Record> = Vec::new();
    let mut more = case.more.iter();
    for page in 0.. {
        prop_assert!(page < 200, "the list has no end");
        let got = records.list(&access(), &query).await.map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert!(got.records.len() <= case.limit);
        seen.extend(got.records);
        query.cursor = got.next;
        if query.cursor.is_none() {
            break;
        }
        if let Some(rows) = more.next() {
            insert(tenant, &people(rows)).await;
            let touch = "update @person set kind = 'b', rev = rev + 1 where created_at % 3000 = 0";
            tenant.write(|tx| Box::pin(async move { tx.run(touch, &[]).await })).await.unwrap();
        }
    }
    let effective = if sort.is_empty() { vec![Sort { field: "id".into(), desc: true }] } else { sort };
    for pair in seen.windows(2) {
        prop_assert!(before(&pair[0], &pair[1], &effective), "{:?} then {:?}", pair[0].vals, pair[1].vals);
    }
    let mut times: HashMap<Id, usize> = HashMap::new();
    seen.iter().for_each(|r| *times.entry(r.id()).or_default() += 1);
    prop_assert!(times.values().all(|n| *n == 1), "a row came twice");
    let wanted = |r: &&Record| match case.filter {
        None => true,
        Some(0) => r.get("age").is_null(),
        Some(f) => *r.get("age") == Val::Int(f.into()),
    };
    for r in first.iter().filter(wanted) {
        prop_assert!(times.contains_key(&r.id()), "a row was left out: {:?}", r.vals);
    }
    Ok(())
}

async fn each_row_once(db: TestDb) {
    let records = open(&db).await;
    let handle = tokio::runtime::Handle::current();
    let cases_a_kind = testkit::cases(if db.kind == Kind::Sqlite { 120 } else { 50 });
    let config = proptest::test_runner::Config {
        cases: cases_a_kind,
        max_shrink_iters: 300,
        failure_persistence: None,
        ..Default::default()
    };
    tokio::task::block_in_place(|| {
        let mut runner = proptest::test_runner::TestRunner::new(config);
        if let Err(e) = runner.run(&cases(), |case| handle.block_on(judge(&records, &case))) {
            panic!("{e}");
        }
    });
}

#[test]
fn cursors_visit_each_row_once() {
    both(each_row_once);
}

/// The same with writers that do not wait for pages.
async fn beside_writers(db: TestDb) {
    let records = open(&db).await;
    let object = records.catalog().objects["person"].clone();
    let rows: Vec<Record> = (0..600).map(|n| person(&object, n, [(n % 4) as u8, (n % 3) as u8, 0, (n % 2) as u8, 1])).collect();
    insert(&db.a, &rows).await;
    let tenant = db.a.clone();
    let writer = tokio::spawn(async move {
        for n in 1000..1200 {
            insert(&tenant, &[person(&object, n, [(n % 4) as u8, (n % 3) as u8, 0, 0, 1])]).await;
        }
    });
    for sort in ["name,-age", "-seen_at", "height,name"] {
        let mut query = ListQuery { limit: 17, sort: Sort::parse(sort), ..ListQuery::new("person") };
        let mut seen: HashMap<Id, usize> = HashMap::new();
        loop {
            let page = records.list(&access(), &query).await.unwrap();
            page.records.iter().for_each(|r| *seen.entry(r.id()).or_default() += 1);
            query.cursor = page.next;
            if query.cursor.is_none() {
                break;
            }
        }
        assert!(seen.values().all(|n| *n == 1), "{sort}");
        assert!(rows.iter().all(|r| seen.contains_key(&r.id())), "{sort}");
    }
    writer.await.unwrap();
}

#[test]
fn cursors_hold_beside_writers() {
    both(beside_writers);
}
