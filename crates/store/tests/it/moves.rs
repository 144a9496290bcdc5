//! A tenant moves between its three homes and takes every row along.

use model::{Id, Val};
use store::{Error, Home, Scan, Store, Tenant};
use testkit::{Kind, TestDb, on, postgres_database};

const TABLES: &str = "create table @node (id {id} not null primary key, parent {id} references @node(id), n {int}, r {real}, t {text}, j {json}, b {bytes}) {strict};
create index \"node_parent\" on @node (parent) where parent is not null;
create table @counted (seq {seq}, t {text} not null) {strict_rowid}";

/// Tables and rows of all types, children before their parents, and a change log with a reader in its middle.
async fn fill(t: &Tenant) {
    t.ddl(&[TABLES.to_owned(), "alter table @node add column x_late {text}".to_owned()]).await.unwrap();
    t.write::<_, Error, _>(|tx| Box::pin(async {
        for i in 0..1_200_u64 {
            let (id, parent) = (Id::event(10_000 - i, 0), if i == 0 { Val::Null } else { Id::event(10_001 - i, 0).into() });
            let n = i64::MAX - i64::try_from(i).unwrap_or(0);
            let row = [id.into(), parent, n.into(), 0.1.into(), "关系\n\t\\N".into(), "{\"a\": [1, \"x\"]}".into(), vec![0, 255, 7].into(), "late".into()];
            tx.run("insert into @node (id, parent, n, r, t, j, b, x_late) values ($1, $2, $3, $4, $5, $6, $7, $8)", &row).await?;
        }
        for text in ["a", "b", "c"] {
            tx.run("insert into @counted (t) values ($1)", &[text.into()]).await?;
        }
        tx.run("delete from @counted where t = 'c'", &[]).await?;
        for (seq, number) in [(1, 9), (2, 5), (3, 9), (4, 9), (5, 12)] {
            let sql = "insert into @change (seq, tx, at, kind, object, rev, by_kind) values ($1, $2, 0, 'update', 'node', 1, 'system')";
            tx.run(sql, &[i64::from(seq).into(), i64::from(number).into()]).await?;
        }
        tx.run("insert into @cursor (name, tx, seq, updated_at) values ('middle', 9, 1, 0), ('end', 12, 5, 0)", &[]).await
    }))
    .await
    .unwrap();
}

async fn rows(t: &Tenant) -> Vec<Vec<Val>> {
    let sql = "select id, parent, n, r, t, j, b, x_late from @node order by id";
    t.scan(sql, &[], Scan::default()).await.unwrap().into_iter().map(|r| r.0).collect()
}

async fn check(store: &Store, before: &[Vec<Val>], home: &Home) {
    let t = store.tenant("alpha").await.unwrap();
    assert_eq!(store.control().tenant("alpha").await.unwrap().home, *home);
    assert_eq!(rows(&t).await, before);
    let feed = t.get("select seq, tx from @change order by seq", &[]).await.unwrap();
    assert_eq!(
        feed.iter().map(|r| (r.int(0).unwrap(), r.int(1).unwrap())).collect::<Vec<_>>(),
        [(1, 0), (2, 0), (3, 0), (4, 0), (5, 0)]
    );
    let places = t.get("select name, tx, seq from @cursor order by name", &[]).await.unwrap();
    let places: Vec<_> = places.iter().map(|r| (r.text(0).unwrap(), r.int(1).unwrap(), r.int(2).unwrap())).collect();
    assert_eq!(
        places,
        [("end", 0, 5), ("middle", 0, 2)],
        "the middle one has read (9, 1) and (5, 2), and misses nothing above 2"
    );
    let broken = t.write::<_, Error, _>(|tx| {
        Box::pin(async {
            tx.run("insert into @node (id, parent) values ($1, $2)", &[Id::at(77).into(), Id::at(78).into()]).await
        })
    });
    assert!(matches!(broken.await, Err(Error::Reference(_))), "references hold again");
}

/// Numbers go on, although the row with the last one was deleted.
async fn next_number(t: &Tenant) -> i64 {
    let rows = t
        .write::<_, Error, _>(|tx| Box::pin(tx.all("insert into @counted (t) values ('next') returning seq", &[])))
        .await
        .unwrap();
    rows[0].int(0).unwrap()
}

#[test]
fn through_all_three_homes_and_back() {
    on(
        Kind::Postgres,
        |_| {},
        |db: TestDb| async move {
            let own = postgres_database().await;
            let own = Home::PgDatabase { url: own.url.clone() };
            fill(&db.a).await;
            let before = rows(&db.a).await;
            let mut old = db.a.clone();
            for (moves, home) in
                [Home::Sqlite, own.clone(), Home::SHARED, own, Home::Sqlite, Home::SHARED].into_iter().enumerate()
            {
                db.store.move_tenant("alpha", home.clone()).await.unwrap();
                assert_eq!(old.get("select 1 from @node", &[]).await, Err(Error::Closed), "old handles are of no more use");
                check(&db.store, &before, &home).await;
                old = db.store.tenant("alpha").await.unwrap();
                assert_eq!(next_number(&old).await, 4 + i64::try_from(moves).unwrap());
            }
            let left: Vec<_> = std::fs::read_dir(db.data().join("tenants")).unwrap().collect();
            assert!(left.is_empty(), "{left:?}");
            db.b.get("select 1 from @job", &[]).await.unwrap();
        },
    );
}

#[test]
fn another_node_follows_and_no_write_is_lost() {
    on(
        Kind::Postgres,
        |_| {},
        |db: TestDb| async move {
            fill(&db.a).await;
            let other = db.second_node().await;
            for home in [Home::Sqlite, Home::SHARED] {
                let mut tasks = Vec::new();
                for store in [db.store.clone(), other.clone()] {
                    tasks.push(tokio::spawn(write_until_moved(store, home.clone())));
                }
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                db.store.move_tenant("alpha", home).await.unwrap();
                let mut told = Vec::new();
                for task in tasks {
                    told.extend(task.await.unwrap());
                }
                let t = db.store.tenant("alpha").await.unwrap();
                for seq in &told {
                    assert_eq!(
                        t.get("select 1 from @counted where seq = $1", &[(*seq).into()]).await.unwrap().len(),
                        1,
                        "{seq} is lost"
                    );
                }
                assert!(told.len() > 10);
            }
        },
    );
}

/// The numbers of writes that were acknowledged, on the old home and then on the new one.
async fn write_until_moved(store: Store, home: Home) -> Vec<i64> {
    let mut told = Vec::new();
    let mut after = 0;
    let start = std::time::Instant::now();
    while after < 5 {
        assert!(start.elapsed().as_secs() < 300, "the node does not find the new home");
        let moved = store.control().tenant("alpha").await.unwrap().home == home;
        let Ok(t) = store.tenant("alpha").await else { continue };
        let done =
            t.write::<_, Error, _>(|tx| Box::pin(tx.all("insert into @counted (t) values ('w') returning seq", &[]))).await;
        match done {
            Ok(rows) => {
                told.push(rows[0].int(0).unwrap());
                after += i32::from(moved);
            }
            Err(Error::Moving(_) | Error::Closed | Error::Locked | Error::Db(_)) => {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await
            }
            Err(e) => panic!("{e:?}"),
        }
    }
    told
}

#[test]
fn what_lies_at_the_new_place_is_not_thrown_away() {
    on(
        Kind::Postgres,
        |_| {},
        |db: TestDb| async move {
            let elsewhere = tempfile::tempdir().unwrap();
            let mut config = db.config.clone();
            config.data = elsewhere.path().to_owned();
            config.database = None;
            let stranger = Store::open(config, db.clock.clone()).await.unwrap();
            let place = Home::PgSchema { url: db.config.database.clone() };
            let taken = stranger.create_tenant("alpha", "Another alpha", place.clone()).await;
            assert!(matches!(taken, Err(Error::Exists(_))), "{taken:?}");
            stranger.create_tenant("alpha", "Another alpha", Home::Sqlite).await.unwrap();
            assert!(matches!(stranger.move_tenant("alpha", place).await, Err(Error::Exists(_))));
            next_after_failed_move(&stranger).await;
            db.a.get("select 1 from @job", &[]).await.unwrap();
        },
    );
}

async fn next_after_failed_move(store: &Store) {
    let t = store.tenant("alpha").await.unwrap();
    t.ddl(&["create table @later (id {id} not null primary key) {strict}".to_owned()]).await.unwrap();
}

#[test]
fn a_move_that_was_killed_is_taken_back() {
    on(
        Kind::Postgres,
        |_| {},
        |db: TestDb| async move {
            fill(&db.a).await;
            let before = rows(&db.a).await;
            let (client, connection) =
                tokio_postgres::connect(db.config.database.as_ref().unwrap(), tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(connection);
            // Killed after the old home was disabled and before the new one was entered.
            client.batch_execute("update guanxi_control.tenant set status = 'moving' where slug = 'alpha'; alter schema t_alpha rename to moving_t_alpha").await.unwrap();
            let again = db.second_node().await;
            let t = again.tenant("alpha").await.unwrap();
            assert_eq!(rows(&t).await, before);
            assert_eq!(next_number(&t).await, 4);
            again.move_tenant("alpha", Home::Sqlite).await.unwrap();
            // The same from a file.
            let file = db.data().join("tenants/alpha.db");
            rusqlite::Connection::open(&file).unwrap().execute_batch("pragma user_version = 7007").unwrap();
            client.batch_execute("update guanxi_control.tenant set status = 'moving' where slug = 'alpha'").await.unwrap();
            let third = db.second_node().await;
            assert_eq!(next_number(&third.tenant("alpha").await.unwrap()).await, 5);
            // A home that is only half filled is rubbish.
            client
                .batch_execute("create schema t_alpha; create table t_alpha.incomplete (); create table t_alpha.node ()")
                .await
                .unwrap();
            third.move_tenant("alpha", Home::SHARED).await.unwrap();
            assert_eq!(rows(&third.tenant("alpha").await.unwrap()).await, before);
        },
    );
}

/// The control database keeps where the address stands, not the address; the company stays where it is.
#[test]
fn an_address_moves_into_a_file() {
    on(
        Kind::Postgres,
        |_| {},
        |db: TestDb| async move {
            fill(&db.a).await;
            let before = rows(&db.a).await;
            let file = db.data().join("address");
            std::fs::write(&file, db.config.database.as_ref().unwrap()).unwrap();
            let url = format!("file:{}", file.display());
            db.store.move_tenant("alpha", Home::PgDatabase { url: url.clone() }).await.unwrap();
            assert_eq!(db.store.control().tenant("alpha").await.unwrap().home, Home::PgDatabase { url });
            assert_eq!(rows(&db.store.tenant("alpha").await.unwrap()).await, before);
            let other = db.second_node().await;
            assert_eq!(rows(&other.tenant("alpha").await.unwrap()).await, before);
            let missing = Home::PgDatabase { url: "file:/nowhere".into() };
            assert!(matches!(db.store.move_tenant("alpha", missing).await, Err(Error::Config(_))));
            assert_eq!(rows(&db.store.tenant("alpha").await.unwrap()).await, before);
        },
    );
}
