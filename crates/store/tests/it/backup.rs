//! Back-up and restore between all kinds of homes.

use futures_util::TryStreamExt;
use model::{Id, Ts, Val};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::jobs::{self, JobState, NewJob};
use store::{Change, Error, FeedCursor, Home, Rows, Scan, Store, StoreConfig, Tenant};
use testkit::{Kind, TestDb, both, both_with, until};

const THING: &str =
    "create table @thing (id {id} not null primary key, n {int}, r {real}, t {text}, j {json}, b {bytes}) {strict}";

/// A row of every type, three changes in the feed, a job, a blob.
pub async fn furnish(tenant: &Tenant, store: &Store) -> String {
    tenant.ddl(&[THING.into(), "create unique index \"thing_t\" on @thing (t) where n > 0".into()]).await.unwrap();
    let rows = &[
        vec![
            Id::at(1_000).into(),
            7.into(),
            2.0.into(),
            "张伟 ''\"\n\u{1F600}".into(),
            r#"{"a": [1, null]}"#.into(),
            vec![0_u8, 255].into(),
        ],
        vec![Id::at(2_000).into(), i64::MIN.into(), f64::MAX.into(), "".into(), Val::Null, vec![9_u8; 16].into()],
        vec![Id::at(3_000).into(), Val::Null, Val::Null, Val::Null, Val::Null, Val::Null],
    ];
    tenant
        .write::<_, Error, _>(move |tx| {
            Box::pin(async move {
                tx.run_many("insert into @thing (id, n, r, t, j, b) values ($1, $2, $3, $4, $5, $6)", rows).await?;
                let change = |rev| Change {
                    kind: "insert".into(),
                    object: "thing".into(),
                    rev,
                    by_kind: "system".into(),
                    ..Change::default()
                };
                tx.append((1..=3).map(change).collect()).await?;
                tx.enqueue(NewJob::new("mail", serde_json::json!({ "to": "wang" })).at(Ts(tx.now().0 + 1_000_000))).await
            })
        })
        .await
        .unwrap();
    store.blobs().put_bytes(tenant.slug(), vec![7_u8; 300_000]).await.unwrap().key
}

pub async fn things(tenant: &Tenant) -> Rows {
    let mut rows = tenant.scan("select id, n, r, t, j, b from @thing order by id", &[], Scan::default()).await.unwrap();
    // The databases lay out JSON differently, and SQLite does not tell an id from 16 bytes.
    for row in &mut rows {
        if let Val::Id(id) = &row.0[5] {
            row.0[5] = id.0.to_vec().into();
        }
        if let Val::Text(json) = &row.0[4] {
            row.0[4] = serde_json::from_str::<serde_json::Value>(json).unwrap().to_string().into();
        }
    }
    rows
}

pub async fn feed(tenant: &Tenant, after: FeedCursor) -> Vec<i64> {
    tenant.feed(after, 100).await.unwrap().iter().map(|r| r.change.rev).collect()
}

pub fn file(db: &TestDb) -> PathBuf {
    db.data().join("alpha.backup")
}

/// Everything that is left of a tenant that must not exist.
async fn traces(store: &Store, slug: &str) -> Vec<String> {
    let mut found = Vec::new();
    if store.tenant(slug).await.is_ok() {
        found.push("the tenant".to_owned());
    }
    let files = std::fs::read_dir(store.config().data.join("tenants")).unwrap();
    found.extend(files.map(|f| f.unwrap().file_name().to_string_lossy().into_owned()).filter(|f| f.starts_with(slug)));
    found.extend(store.blobs().list(slug).unwrap().try_collect::<Vec<_>>().await.unwrap().into_iter().map(|(key, _)| key));
    if let Some(url) = &store.config().database {
        let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        let schemas =
            client.query("select nspname::text from pg_namespace where nspname = $1", &[&format!("t_{slug}")]).await.unwrap();
        found.extend(schemas.iter().map(|r| r.get::<_, String>(0)));
    }
    found
}

#[test]
fn from_every_home_to_every_home() {
    both(|db| async move {
        let key = furnish(&db.a, &db.store).await;
        let before = things(&db.a).await;
        let written = db.store.backup("alpha", &file(&db)).await.unwrap();
        assert_eq!((written.rows["thing"], written.rows["change"], written.blobs, written.blob_bytes), (3, 3, 1, 300_000));
        let (manifest, checked) = db.store.check_backup(&file(&db)).await.unwrap();
        assert_eq!((manifest.slug.as_str(), manifest.name.as_str()), ("alpha", "Alpha Trading"));
        assert_eq!(checked, written);

        // The neighbour's rows and blobs are not in it, and a copy lives beside the original.
        let own = testkit::postgres_database().await;
        let mut homes = vec![("copy-a", Home::Sqlite), ("copy-b", Home::PgDatabase { url: own.url.clone() })];
        if db.kind == Kind::Postgres {
            homes.push(("copy-c", Home::SHARED));
        }
        for (slug, home) in homes {
            let info = db.store.restore(slug, &file(&db), home.clone()).await.unwrap();
            assert_eq!((info.slug.as_str(), info.name.as_str(), &info.home), (slug, "Alpha Trading", &home));
            let copy = db.store.tenant(slug).await.unwrap();
            assert_eq!(things(&copy).await, before, "{slug}");
            check_alive(&db.store, &copy, &key).await;
            assert!(matches!(db.store.restore(slug, &file(&db), home).await, Err(Error::Exists(_))));
        }
        assert_eq!(things(&db.a).await, before);
    });
}

/// The copy works: feed, numbers, unique keys, jobs and blobs go on.
pub async fn check_alive(blobs: &Store, copy: &Tenant, key: &str) {
    until("the feed", async || feed(copy, FeedCursor::default()).await == [1, 2, 3]).await;
    let last = copy.feed(FeedCursor::default(), 100).await.unwrap()[2].cursor;
    assert_eq!(last.tx, 0);
    copy.write::<_, Error, _>(|tx| Box::pin(async move { tx.append(vec![Change { rev: 4, ..Change::default() }]).await }))
        .await
        .unwrap();
    until("the next change", async || feed(copy, last).await == [4]).await;

    let twice = copy.write::<_, Error, _>(|tx| {
        Box::pin(async move {
            tx.run("insert into @thing (id, n, t) select $1, n, t from @thing where n > 0", &[Id::at(4).into()]).await
        })
    });
    assert!(matches!(twice.await, Err(Error::Conflict { .. })), "indexes came along");
    let waiting = jobs::list(copy, JobState::Waiting, None, 10).await.unwrap();
    assert_eq!(waiting.iter().map(|j| j.kind.as_str()).collect::<Vec<_>>(), ["mail"]);
    let content: Vec<_> = blobs.blobs().get(copy.slug(), key).await.unwrap().stream.try_collect().await.unwrap();
    assert_eq!(content.concat(), vec![7_u8; 300_000]);
}

#[test]
fn a_backup_beside_writers_is_one_moment() {
    both(|db| async move {
        let tables = ["debit", "credit"]
            .map(|t| format!("create table @{t} (id {{id}} not null primary key, amount {{int}} not null) {{strict}}"));
        db.a.ddl(&tables).await.unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> = (0..4).map(|_| tokio::spawn(book(db.a.clone(), stop.clone()))).collect();
        until("some bookings", async || !db.a.get("select 1 from @debit limit 1", &[]).await.unwrap().is_empty()).await;
        let mut sizes = Vec::new();
        for n in 0..3 {
            let file = db.data().join(format!("{n}.backup"));
            sizes.push(db.store.backup("alpha", &file).await.unwrap().rows["debit"]);
            until("more bookings", async || {
                let count = db.a.scan("select count(*) from @debit", &[], Scan::default()).await.unwrap()[0].int(0).unwrap();
                count.unsigned_abs() > sizes[n]
            })
            .await;
        }
        stop.store(true, Ordering::Relaxed);
        for writer in writers {
            writer.await.unwrap();
        }
        assert!(sizes[0] < sizes[1] && sizes[1] < sizes[2], "{sizes:?}: they went on meanwhile");
        for (n, size) in sizes.iter().enumerate() {
            let slug = format!("copy-{n}");
            db.store.restore(&slug, &db.data().join(format!("{n}.backup")), Home::Sqlite).await.unwrap();
            let copy = db.store.tenant(&slug).await.unwrap();
            let sums = "select (select count(*) from @debit), (select count(*) from @credit), (select count(*) from @change),
                        (select sum(amount) from @debit), (select sum(amount) from @credit)";
            let row = copy.scan(sums, &[], Scan::default()).await.unwrap().remove(0);
            let debits = row.int(0).unwrap();
            assert_eq!(debits.unsigned_abs(), *size);
            assert_eq!((row.int(1), row.int(2), row.int(4)), (Ok(debits), Ok(debits), Ok(-row.int(3).unwrap())));
        }
    });
}

async fn book(tenant: Tenant, stop: Arc<AtomicBool>) {
    while !stop.load(Ordering::Relaxed) {
        let booked = tenant.write::<_, Error, _>(|tx| {
            Box::pin(async move {
                let id = Id::at(tx.now().unix_ms());
                let amount = i64::from(id.0[15]);
                tx.run("insert into @debit (id, amount) values ($1, $2)", &[id.into(), amount.into()]).await?;
                tx.run("insert into @credit (id, amount) values ($1, $2)", &[id.into(), (-amount).into()]).await?;
                tx.append(vec![Change::default()]).await
            })
        });
        booked.await.unwrap();
    }
}

#[test]
fn a_damaged_backup_is_refused_and_leaves_nothing() {
    both(|db| async move {
        furnish(&db.a, &db.store).await;
        db.store.backup("alpha", &file(&db)).await.unwrap();
        let whole = std::fs::read(file(&db)).unwrap();
        let broken = db.data().join("broken.backup");
        let mut cases: Vec<(String, Vec<u8>)> = Vec::new();
        for part in [0, 1, 10, 25, 50, 75, 90, 99] {
            cases.push((format!("cut at {part} %"), whole[..whole.len() * part / 100].to_vec()));
        }
        cases.push(("cut by a byte".into(), whole[..whole.len() - 1].to_vec()));
        for part in [1, 20, 40, 60, 80, 99] {
            let mut bytes = whole.clone();
            bytes[whole.len() * part / 100] ^= 0x55;
            cases.push((format!("flipped at {part} %"), bytes));
        }
        cases.push(("something else".into(), b"PK\x03\x04 not a back-up".to_vec()));
        for (what, bytes) in cases {
            std::fs::write(&broken, bytes).unwrap();
            let error = db.store.restore("copy", &broken, db.home()).await.unwrap_err();
            assert!(matches!(&error, Error::Invalid(m) if m.contains("damaged or incomplete")), "{what}: {error:?}");
            assert_eq!(traces(&db.store, "copy").await, [""; 0], "{what}");
        }
        assert!(matches!(db.store.restore("copy", Path::new("/nowhere"), db.home()).await, Err(Error::Io(_))));

        // After all that the good one still goes to the same name.
        db.store.restore("copy", &file(&db), db.home()).await.unwrap();
        assert_eq!(things(&db.store.tenant("copy").await.unwrap()).await, things(&db.a).await);
        assert!(matches!(db.store.backup("nobody", &file(&db)).await, Err(Error::NotFound(_))));
        assert_eq!(std::fs::read(file(&db)).unwrap(), whole, "a failed back-up does not touch the one that is there");
    });
}

#[test]
fn a_backup_of_a_newer_program_is_refused() {
    const NEWER: store::Layer = store::Layer {
        name: "records",
        list: &[store::Migration {
            number: 1,
            name: "fold",
            sql: "-- needs: 9.2.0\ncreate table @fold (id {id} not null primary key) {strict}",
        }],
        sealed: &[],
    };
    let newer = |config: &mut StoreConfig| {
        config.program = "9.3.1".into();
        config.migrations.push(NEWER);
    };
    both_with(newer, |db| async move {
        db.store.backup("alpha", &file(&db)).await.unwrap();
        let mut config = StoreConfig::new(db.data().join("older"));
        config.program = "9.1.7".into();
        let older = Store::open(config, db.clock.clone()).await.unwrap();
        let error = older.restore("alpha", &file(&db), Home::Sqlite).await.unwrap_err();
        assert_eq!(error.to_string(), "the back-up of alpha needs Guanxi 9.2.0 or newer; this is 9.1.7. Start the newer program");
        assert_eq!(traces(&older, "alpha").await, [""; 0]);
    });
}

#[test]
fn a_deleted_tenant_comes_back() {
    both(|db| async move {
        furnish(&db.a, &db.store).await;
        let before = things(&db.a).await;
        db.store.backup("alpha", &file(&db)).await.unwrap();
        db.store.delete_tenant("alpha").await.unwrap();
        assert_eq!(traces(&db.store, "alpha").await, [""; 0]);
        let late = db.a.write::<_, Error, _>(|tx| Box::pin(tx.run("delete from @thing", &[])));
        assert!(late.await.is_err(), "an old handle writes nowhere");
        assert!(matches!(db.store.delete_tenant("alpha").await, Err(Error::NotFound(_))));
        db.store.restore("alpha", &file(&db), db.home()).await.unwrap();
        assert_eq!(things(&db.store.tenant("alpha").await.unwrap()).await, before);
        assert!(db.store.tenant("beta").await.is_ok());
    });
}
