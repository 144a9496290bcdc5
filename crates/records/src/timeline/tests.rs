#![allow(clippy::unwrap_used, clippy::cast_possible_wrap, reason = "tests")]
use crate::list::tests::{both, explain, id, open};
use model::Val;
use model::object::ColType;
use store::{BulkColumn, Dialect};

/// A page of a long timeline is found in the index alone; only its rows are read.
#[test]
fn pages_follow_the_index() {
    both(|db| async move {
        let records = open(&db).await;
        let columns: Vec<BulkColumn> = [
            ("id", ColType::Id),
            ("customer_id", ColType::Id),
            ("at", ColType::Int),
            ("kind", ColType::Text),
            ("by_kind", ColType::Text),
            ("source", ColType::Text),
            ("quiet", ColType::Int),
            ("props", ColType::Json),
        ]
        .map(|(n, t)| BulkColumn::new(n, t))
        .into();
        let row = |n: u64| -> Vec<Val> {
            let kind = if n.is_multiple_of(5000) { "complaint" } else { "order_completed" };
            vec![
                id(n).into(),
                id(1_000_000 + n % 40).into(),
                (n as i64).into(),
                kind.into(),
                "system".into(),
                "x".into(),
                0_i64.into(),
                "{}".into(),
            ]
        };
        let rows: Vec<Vec<Val>> = (0..20_000).map(row).collect();
        let (columns, rows) = (&columns, &rows);
        db.a.write(|tx| Box::pin(async move { tx.bulk("event", columns, rows).await })).await.unwrap();
        db.a.ddl(&["analyze @event".to_owned()]).await.unwrap();
        let after = [Val::Int(5000), Val::Id(id(5000))];
        for (kinds, group) in [(vec![], 1), (vec!["complaint".to_owned()], 1), (vec!["complaint".into(), "call_in".into()], 2)] {
            let ids: Vec<_> = (0..group).map(|n| id(1_000_000 + n)).collect();
            for cursor in [None, Some(after.as_slice())] {
                let plan = explain(&db.a, &records.page(&ids, &kinds, cursor, 51)).await;
                let covered = match db.a.dialect() {
                    Dialect::Sqlite => plan.contains("USING COVERING INDEX event_customer") && !plan.contains("SCAN t"),
                    Dialect::Postgres => plan.contains("event_customer") && !plan.contains("Seq Scan"),
                };
                assert!(covered, "{kinds:?} {group}\n{plan}");
            }
        }
    });
}
