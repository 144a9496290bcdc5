//! Every value comes back as it went in, by every way in.

use model::object::ColType;
use model::{Id, Val};
use store::{BulkColumn, Error, Scan, Tenant};
use testkit::both;

const TABLE: &str =
    "create table @thing (id {id} not null primary key, n {int}, r {real}, t {text}, j {json}, b {bytes}) {strict}";

async fn table(t: &Tenant) {
    t.ddl(&[TABLE.to_owned()]).await.unwrap();
}

fn samples() -> Vec<Vec<Val>> {
    let texts = ["", "关系 'quoted' \"@thing\" $1 ?1", "émoji 😀\n\t\\"];
    let mut all: Vec<Vec<Val>> = (0..texts.len())
        .map(|i| {
            let n = [i64::MIN, 0, i64::MAX][i];
            let r = [-1.5, 0.0, 1e300][i];
            let json = ["{\"a\": 1}", "[]", "{\"名\": \"关系\"}"][i];
            vec![Id::at(i as u64 + 1).into(), n.into(), r.into(), texts[i].into(), json.into(), vec![0_u8, 255, i as u8].into()]
        })
        .collect();
    all.push(vec![Id::at(9).into(), Val::Null, Val::Null, Val::Null, Val::Null, Val::Null]);
    all
}

const INSERT: &str = "insert into @thing (id, n, r, t, j, b) values ($1, $2, $3, $4, $5, $6)";
const SELECT: &str = "select id, n, r, t, j, b from @thing order by id";

#[test]
fn every_type_goes_round() {
    both(|db| async move {
        table(&db.a).await;
        let rows = &samples();
        db.a.write::<_, Error, _>(move |tx| {
            Box::pin(async move {
                for row in rows {
                    assert_eq!(tx.run(INSERT, row).await?, 1);
                }
                Ok(())
            })
        })
        .await
        .unwrap();
        for got in [db.a.get(SELECT, &[]).await.unwrap(), db.a.scan(SELECT, &[], Scan::default()).await.unwrap()] {
            assert_eq!(got.into_iter().map(|r| r.0).collect::<Vec<_>>(), *rows);
        }
        let mut streamed = Vec::new();
        db.a.stream(SELECT, &[], Scan::default(), &mut |row| {
            streamed.push(row.0.clone());
            Ok(())
        })
        .await
        .unwrap();
        assert_eq!(streamed, *rows);
    });
}

#[test]
fn bulk_and_run_many_write_the_same() {
    both(|db| async move {
        let rows = &samples();
        let ddl = TABLE.replace(", b {bytes}", "");
        db.a.ddl(std::slice::from_ref(&ddl)).await.unwrap();
        db.b.ddl(&[ddl]).await.unwrap();
        let rows: &Vec<Vec<Val>> = &rows.iter().map(|r| r[..5].to_vec()).collect();
        let columns =
            &[("id", ColType::Id), ("n", ColType::Int), ("r", ColType::Real), ("t", ColType::Text), ("j", ColType::Json)]
                .map(|(n, t)| BulkColumn::new(n, t));
        let n =
            db.a.write::<_, Error, _>(move |tx| Box::pin(async move { tx.bulk("thing", columns, rows).await })).await.unwrap();
        assert_eq!(n, 4);
        let sql = "insert into @thing (id, n, r, t, j) values ($1, $2, $3, $4, $5)";
        assert_eq!(db.b.write::<_, Error, _>(move |tx| Box::pin(tx.run_many(sql, rows))).await.unwrap(), 4);
        let sql = "select id, n, r, t, j from @thing order by id";
        let (a, b) = (db.a.get(sql, &[]).await.unwrap(), db.b.get(sql, &[]).await.unwrap());
        assert_eq!(a, b);
        assert_eq!(a.into_iter().map(|r| r.0).collect::<Vec<_>>(), *rows);
    });
}
