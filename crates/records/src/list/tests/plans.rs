//! Lists follow indexes: the order's where many rows match, the condition's where few do.

use super::*;
use crate::list::order::Pass;
use crate::list::plan::{self, Drive};
use crate::list::{ListQuery, Sort, prepare};
use model::{Clock, Condition};
use store::{Dialect, Scan};

const ROWS: u64 = 20_000;

async fn filled(db: &TestDb) -> Records {
    let records = open(db).await;
    let catalog = records.catalog();
    let (person, firm) = (&catalog.objects["person"], &catalog.objects["firm"]);
    let firms: Vec<Record> = (0..50).map(|n| record(firm, 1_000_000 + n, &[("name", format!("Firm {n}").into())])).collect();
    insert(&db.a, &firms).await;
    let of = |n: u64| {
        let mut vals: Vec<(&str, Val)> = vec![
            ("name", format!("Name {:05}", n * 7919 % ROWS).into()),
            ("age", ((n % 90) as i64).into()),
            ("kind", if n.is_multiple_of(3) { "a".into() } else { "b".into() }),
            ("tags", Val::Text(if n.is_multiple_of(5000) { "[\"vip\"]".into() } else { "[\"new\"]".into() })),
            ("firm", id(1_000_000 + n % 50).into()),
            ("owner_team", id(2_000_000 + n % 100).into()),
        ];
        if !n.is_multiple_of(4) {
            vals.push(("seen_at", ((n * 1000) as i64).into()));
        }
        record(person, n, &vals)
    };
    let all: Vec<Record> = (0..ROWS).map(of).collect();
    for chunk in all.chunks(2000) {
        insert(&db.a, chunk).await;
    }
    // PostgreSQL gathers statistics by itself after a while; SQLite has none.
    if db.a.dialect() == Dialect::Postgres {
        let analyze = vec!["analyze @person".to_owned(), "analyze @value".to_owned(), "analyze @firm".to_owned()];
        db.a.ddl(&analyze).await.unwrap();
    }
    records
}

struct Seen {
    drive: Drive,
    plan: String,
}

async fn plan_of(records: &Records, filter: &str, q: &str, sort: &str, page: usize) -> Seen {
    let tenant = records.tenant();
    let mut query =
        ListQuery { filter: Condition::parse(filter).unwrap(), q: q.into(), sort: Sort::parse(sort), ..ListQuery::new("person") };
    for _ in 0..page {
        query.cursor = records.list(&access(), &query).await.unwrap().next;
    }
    let catalog = records.catalog();
    let ready = prepare(&catalog, &access(), &query, tenant.clock().now()).unwrap();
    let drive = plan::choose(tenant, &ready.object, &ready.conditions, &ready.order, Scan::default()).await.unwrap();
    let pass = ready.order.first_pass(ready.after.as_deref());
    let sql = ready.select(tenant.dialect(), drive).page(pass, ready.after.as_deref(), 51);
    let mut text = explain(tenant, &sql).await;
    if pass == Pass::Valued {
        let rest = ready.select(tenant.dialect(), drive).page(Pass::Empty, None, 51);
        text.push_str(&format!("\n-- then\n{}", explain(tenant, &rest).await));
    }
    Seen { drive, plan: text }
}

fn sorts(plan: &str, dialect: Dialect) -> bool {
    match dialect {
        Dialect::Sqlite => plan.contains("TEMP B-TREE"),
        Dialect::Postgres => plan.contains("Sort") || plan.contains("Seq Scan"),
    }
}

async fn follow_indexes(db: TestDb) {
    let records = filled(&db).await;
    let dialect = db.a.dialect();
    for (filter, sort, page) in [
        ("", "name", 0),
        ("", "-name", 2),
        ("", "-seen_at", 0),
        ("", "seen_at", 2),
        ("kind:a|b age>=18", "name", 0),
        ("kind:a age>=18", "-seen_at", 2),
        ("tags:new", "-name", 1),
        ("", "", 1),
    ] {
        let seen = plan_of(&records, filter, "", sort, page).await;
        assert_eq!(seen.drive, Drive::Order, "{filter} {sort}");
        let index = if sort.is_empty() { "" } else { "person_i_" };
        assert!(seen.plan.contains(index) && !sorts(&seen.plan, dialect), "{filter} {sort} {page}\n{}", seen.plan);
    }
    for (filter, sort, page) in [("kind:a age>=18", "name", 0), ("kind:a", "-name", 2), ("age<60 kind:a", "name", 1)] {
        let seen = plan_of(&records, filter, "", sort, page).await;
        assert!(matches!(seen.drive, Drive::Along(_)), "{filter} {sort}: {:?}", seen.drive);
        assert!(seen.plan.contains("person_i_kind_name") && !sorts(&seen.plan, dialect), "{filter} {sort} {page}\n{}", seen.plan);
    }
    for (filter, q, sort, index) in [
        ("name^\"name 0012\" kind:a", "", "-seen_at", "_name"),
        ("kind:b tags:vip", "", "name", "value_v"),
        ("firm.name:\"firm 7\" kind:a", "", "-name", "person_i_firm"),
        ("kind:a", "name 0012", "-seen_at", "_name"),
        ("height:1.5 age>1", "", "-seen_at", "person_i_height"),
    ] {
        let seen = plan_of(&records, filter, q, sort, 0).await;
        assert!(matches!(seen.drive, Drive::Condition(_)), "{filter} {sort}");
        assert!(seen.plan.contains(index), "{filter} {q} {sort}\n{}", seen.plan);
        let scanned = match dialect {
            Dialect::Sqlite => seen.plan.matches("SCAN t").count() > seen.plan.matches("CO-ROUTINE t").count(),
            Dialect::Postgres => seen.plan.contains("Seq Scan on person"),
        };
        assert!(!scanned, "{filter} {q} {sort}\n{}", seen.plan);
    }
}

#[test]
fn the_recycle_bin_is_not_looked_for_in_the_whole_table() {
    both(|db| async move {
        let records = filled(&db).await;
        let throw = "update @person set deleted_at = created_at + 5 where age = 7";
        db.a.write::<_, store::Error, _>(move |tx| Box::pin(tx.run(throw, &[]))).await.unwrap();
        db.a.ddl(&["analyze @person".to_owned()]).await.unwrap();
        let catalog = records.catalog();
        let query = ListQuery { deleted: true, ..ListQuery::new("person") };
        let page = records.list(&access(), &query).await.unwrap();
        let at = |r: &Record| r.vals[col::DELETED_AT].int().unwrap();
        assert!(page.records.len() == 50 && page.records.is_sorted_by(|a, b| at(a) > at(b)));
        for cursor in [None, page.next] {
            let query = ListQuery { cursor, ..query.clone() };
            let ready = prepare(&catalog, &access(), &query, db.clock.now()).unwrap();
            let pass = ready.order.first_pass(ready.after.as_deref());
            let sql = ready.select(db.a.dialect(), Drive::Order).page(pass, ready.after.as_deref(), 51);
            let plan = explain(&db.a, &sql).await;
            assert!(plan.contains("person_d_deleted") && !sorts(&plan, db.a.dialect()), "{plan}");
        }
    });
}

#[test]
fn lists_of_some_teams_merge_their_indexes() {
    both(|db| async move {
        let records = filled(&db).await;
        let teams: Vec<String> = (0..25).map(|n| id(2_000_000 + n * 3).to_string()).collect();
        let filter = format!("owner_team:{}", teams.join("|"));
        for (sort, page) in [("", 0), ("", 1)] {
            let seen = plan_of(&records, &filter, "", sort, page).await;
            assert!(matches!(seen.drive, Drive::Teams(_)), "{:?}", seen.drive);
            let merged = match db.a.dialect() {
                Dialect::Sqlite => seen.plan.contains("MERGE (UNION ALL)") && !seen.plan.contains("SCAN t"),
                Dialect::Postgres => seen.plan.contains("Merge Append") && !seen.plan.contains("Seq Scan"),
            };
            assert!(merged, "{page}\n{}", seen.plan);
        }
    });
}

#[test]
fn lists_follow_indexes() {
    both(follow_indexes);
}
