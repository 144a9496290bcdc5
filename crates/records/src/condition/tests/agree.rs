//! SQLite, PostgreSQL and memory give the same records for random data and conditions.

use super::random::{Case, NOW, cases};
use super::*;
use crate::RowScope;
use crate::condition::{Asker, Bound, Sql, Via, bind, sql::Index};
use crate::validation::{Rule, Rules};
use model::def::Labels;
use model::object::{ColType, col};
use model::{Record, Val};
use proptest::prelude::*;
use std::collections::{BTreeSet, HashMap};
use store::{BulkColumn, Tenant};
use testkit::{Kind, TestDb};

async fn store_all(tenant: &Tenant, records: &[Record]) {
    let catalog = catalog();
    let rows = |r: &Record| crate::door::item_rows(catalog.prepared(r.object.name()).unwrap(), r);
    let lists: Vec<Vec<Val>> = records.iter().flat_map(rows).collect();
    tenant
        .write(|tx| {
            let lists = &lists;
            Box::pin(async move {
                for table in ["person", "firm", "value"] {
                    tx.run(&format!("delete from @{table}"), &[]).await?;
                }
                for r in records {
                    let columns: Vec<BulkColumn> =
                        r.object.columns.iter().map(|c| BulkColumn::new(c.name.clone(), c.ty)).collect();
                    tx.bulk(r.object.name(), &columns, &[&r.vals]).await?;
                }
                let text = |n: &'static str| BulkColumn::new(n, ColType::Text);
                let columns = [
                    text("object"),
                    text("field"),
                    BulkColumn::new("record_id", ColType::Id),
                    BulkColumn::new("pos", ColType::Int),
                    text("v"),
                ];
                tx.bulk("value", &columns, lists).await?;
                Ok::<_, store::Error>(())
            })
        })
        .await
        .unwrap();
}

fn in_memory(bound: &Bound, records: &[Record]) -> BTreeSet<Id> {
    let all: HashMap<Id, &Record> = records.iter().map(|r| (r.id(), r)).collect();
    let alive = |r: &&Record| r.vals[col::DELETED_AT].is_null();
    let related = |via: &Via, id: Id| {
        all.get(&id).filter(|r| r.object.name() == via.object.name()).filter(|r| alive(r)).map(|r| (*r).clone())
    };
    records
        .iter()
        .filter(|r| r.object.name() == "person")
        .filter(alive)
        .filter(|r| bound.holds(r, &related))
        .map(Record::id)
        .collect()
}

async fn in_sql(tenant: &Tenant, bound: &Bound, index: Index) -> BTreeSet<Id> {
    let mut sql = Sql::new(tenant.dialect());
    sql.push("select t.id from @person t where t.deleted_at is null and ").condition(bound, "t", index);
    let rows = tenant.scan(&sql.text, &sql.params, Default::default()).await;
    rows.unwrap_or_else(|e| panic!("{}: {e}", sql.text)).iter().map(|r| r.id(0).unwrap()).collect()
}

/// The persons that break a rule of this condition; `None` when it asks for more than the record, so that no rule may have it.
fn broken(catalog: &Catalog, condition: &model::Condition, records: &[Record]) -> Option<BTreeSet<Id>> {
    let rule = Rule {
        name: "R".into(),
        condition: condition.to_compact(),
        message: Labels { en: "no".into(), ..Labels::default() },
        field: "name".into(),
        active: true,
    };
    if !crate::validation::faults(&rule, catalog, &catalog.objects["person"], NOW).is_empty() {
        return None;
    }
    let rules = Rules::new(vec![rule]);
    let persons = records.iter().filter(|r| r.object.name() == "person" && r.vals[col::DELETED_AT].is_null());
    Some(persons.filter(|r| !rules.broken(catalog, r, NOW).is_empty()).map(Record::id).collect())
}

async fn judge(tenant: &Tenant, case: &Case) -> Result<(), TestCaseError> {
    store_all(tenant, &case.records).await;
    let catalog = catalog();
    let access = access().limited(if case.own { RowScope::Own(ME) } else { RowScope::All });
    let asker = Asker { catalog: &catalog, access: &access, now: NOW };
    for c in &case.conditions {
        let bound =
            bind(c, &catalog.objects["person"], &asker).map_err(|e| TestCaseError::fail(format!("{}: {e:?}", c.to_compact())))?;
        let memory = in_memory(&bound, &case.records);
        for index in [Index::May, Index::No] {
            prop_assert_eq!(&in_sql(tenant, &bound, index).await, &memory, "{}", c.to_compact());
        }
        if !case.own {
            let found = in_sql(tenant, &bound, Index::May).await;
            prop_assert_eq!(
                broken(&catalog, c, &case.records).unwrap_or_else(|| found.clone()),
                found,
                "rule {}",
                c.to_compact()
            );
        }
        // What an index finds is what a test of each row finds.
        if let crate::condition::Node::Test(t) = &bound.root
            && !matches!(t.check, crate::condition::Check::Empty)
        {
            let mut sql = Sql::new(tenant.dialect());
            sql.push("select t.id from @person t where t.deleted_at is null and ").seek(&bound.object, "t", t);
            for scope in &bound.scope {
                sql.push(" and ").node(&bound.object, "t", scope, Index::No);
            }
            let rows = tenant.scan(&sql.text, &sql.params, Default::default()).await.unwrap();
            prop_assert_eq!(rows.iter().map(|r| r.id(0).unwrap()).collect::<BTreeSet<_>>(), memory, "seek {}", c.to_compact());
        }
    }
    Ok(())
}

async fn agree(db: TestDb) {
    let _records = crate::list::tests::open(&db).await;
    let handle = tokio::runtime::Handle::current();
    let cases_a_kind = testkit::cases(if db.kind == Kind::Sqlite { 250 } else { 60 });
    let config = proptest::test_runner::Config {
        cases: cases_a_kind,
        max_shrink_iters: 400,
        failure_persistence: None,
        ..Default::default()
    };
    tokio::task::block_in_place(|| {
        let mut runner = proptest::test_runner::TestRunner::new(config);
        let done = runner.run(&cases(), |case| handle.block_on(judge(&db.a, &case)));
        if let Err(e) = done {
            panic!("{e}");
        }
    });
}

#[test]
fn databases_and_memory_agree() {
    crate::list::tests::both(agree);
}
