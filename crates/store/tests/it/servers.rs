//! Other PostgreSQL servers: one that a back-up goes to, one that wants its connections encrypted.

use crate::backup::{check_alive, feed, file, furnish, things};
use std::sync::Arc;
use store::jobs::{self, JobState};
use store::{Error, FeedCursor, Home, Scan, Store, StoreConfig};
use testkit::{Cluster, Kind, TestClock, both, on, until};

#[test]
fn a_backup_goes_to_another_server() {
    let other = Cluster::start(&[], &[]);
    both(|db| {
        let url = other.url();
        async move {
            let key = furnish(&db.a, &db.store).await;
            let before = things(&db.a).await;
            db.store.backup("alpha", &file(&db)).await.unwrap();

            // A company moves house: everything of the new store is on the other server.
            let mut config = StoreConfig::new(db.data().join("elsewhere"));
            config.database = Some(url.clone());
            // Servers that use one control database share a key; both bodies use this one.
            config.secret_key = shared_key();
            let elsewhere = Store::open(config, db.clock.clone()).await.unwrap();
            let slug = format!("alpha-{:?}", db.kind).to_lowercase();
            elsewhere.restore(&slug, &file(&db), Home::SHARED).await.unwrap();
            let copy = elsewhere.tenant(&slug).await.unwrap();
            assert_eq!(things(&copy).await, before);
            check_alive(&elsewhere, &copy, &key).await;
            let server = "select current_setting('port')";
            let port = copy.scan(server, &[], Scan::default()).await.unwrap()[0].text(0).unwrap().to_owned();
            assert!(url.contains(&format!(":{port}/")), "{port} is the other server's");

            // And back home, to a file.
            let back = db.data().join("back.backup");
            elsewhere.backup(&slug, &back).await.unwrap();
            db.store.restore("returned", &back, Home::Sqlite).await.unwrap();
            let returned = db.store.tenant("returned").await.unwrap();
            assert_eq!(things(&returned).await, before);
            assert_eq!(jobs::list(&returned, JobState::Waiting, None, 10).await.unwrap().len(), 1);
            drop(copy);
            elsewhere.delete_tenant(&slug).await.unwrap();
        }
    });
}

/// Numbers of transactions mean nothing on another server: rows must not lie in its future, and readers go on where
/// they were.
#[test]
fn the_feed_of_another_server() {
    on(
        Kind::Postgres,
        |_| {},
        |db| async move {
            furnish(&db.a, &db.store).await;
            // As if the old server had counted far beyond the new one, with the second change overtaken by the third.
            let far = "update @change set tx = 4000000000000 + (case when seq = 2 then 9 else seq end)";
            db.a.write::<_, Error, _>(move |tx| Box::pin(tx.run(far, &[]))).await.unwrap();
            assert_eq!(feed(&db.a, FeedCursor::default()).await, [0_i64; 0], "in the future");
            let read = [
                ("nothing", 0, 0),
                ("first", 4_000_000_000_001, 1),
                ("third", 4_000_000_000_003, 3),
                ("all", 4_000_000_000_009, 2),
            ];
            for (name, tx_number, seq) in read {
                let cursor = FeedCursor { tx: tx_number, seq };
                db.a.write::<_, Error, _>(move |tx| Box::pin(tx.set_cursor(name, cursor))).await.unwrap();
            }
            db.store.backup("alpha", &file(&db)).await.unwrap();

            let other = testkit::postgres_database().await;
            let mut config = StoreConfig::new(db.data().join("elsewhere"));
            config.database = Some(other.url.clone());
            let store = Store::open(config, db.clock.clone()).await.unwrap();
            store.restore("alpha", &file(&db), Home::SHARED).await.unwrap();
            let t = store.tenant("alpha").await.unwrap();
            until("all rows are visible", async || feed(&t, FeedCursor::default()).await == [1, 2, 3]).await;
            // Nobody misses what he had not read; a row may come again.
            for (name, unread) in [("nothing", vec![1, 2, 3]), ("first", vec![2, 3]), ("third", vec![2, 3]), ("all", vec![])] {
                let cursor = t.cursor(name).await.unwrap();
                assert_eq!((cursor.tx, feed(&t, cursor).await), (0, unread), "{name}");
            }
        },
    );
}

struct Certificates {
    root: String,
    server: String,
    key: String,
}

/// A root of our own, and a certificate that it signs for a name.
fn certificates(name: &str) -> Certificates {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
    let mut of_root = CertificateParams::new(Vec::new()).unwrap();
    of_root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root_key = KeyPair::generate().unwrap();
    let root = of_root.self_signed(&root_key).unwrap();
    let key = KeyPair::generate().unwrap();
    let issuer = Issuer::from_params(&of_root, &root_key);
    let server = CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    Certificates { root: root.pem(), server: server.pem(), key: key.serialize_pem() }
}

fn shared_key() -> store::KeySource {
    store::KeySource::Text("5a".repeat(32))
}

/// What happens to a store whose database is at an address.
async fn open(url: &str) -> Result<bool, Error> {
    let folder = tempfile::tempdir().unwrap();
    let mut config = StoreConfig::new(folder.path());
    config.database = Some(url.to_owned());
    config.secret_key = shared_key();
    let store = Store::open(config, Arc::new(TestClock::default())).await?;
    let slug = format!("t{:08x}", rand::random::<u32>());
    store.create_tenant(&slug, "T", Home::SHARED).await?;
    let tenant = store.tenant(&slug).await?;
    let sql = "select ssl::text from pg_catalog.pg_stat_ssl where pid = pg_backend_pid()";
    let shared = tenant.get(sql, &[]).await?[0].text(0)? == "true";
    let own = tenant.scan(sql, &[], Scan::default()).await?[0].text(0)? == "true";
    assert_eq!(shared, own);
    // A statement that takes too long is stopped over an encrypted connection too.
    let slow = tenant.scan("select pg_sleep(20)::text", &[], Scan::within(std::time::Duration::from_millis(100))).await;
    assert!(matches!(slow, Err(Error::Deadline)), "{slow:?}");
    store.delete_tenant(&slug).await?;
    Ok(shared)
}

#[test]
fn connections_are_encrypted_as_the_address_says() {
    let ours = certificates("localhost");
    let strangers = certificates("localhost");
    let hba = "hostssl all all 127.0.0.1/32 trust\nhostnossl all all 127.0.0.1/32 reject\n";
    let files = [("server.crt", ours.server.as_str()), ("server.key", ours.key.as_str()), ("pg_hba.conf", hba)];
    let cluster = Cluster::start(&files, &["ssl = on"]);
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, pem: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, pem).unwrap();
        path.to_string_lossy().into_owned()
    };
    let (root, wrong) = (put("root.pem", &ours.root), put("wrong.pem", &strangers.root));
    let named = cluster.url().replace("127.0.0.1", "localhost");
    let by_number = cluster.url();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let at = |url: String| runtime.block_on(open(&url));
    let refused = |url: String| at(url).unwrap_err().to_string();

    assert_eq!(at(format!("{named}?sslmode=prefer")), Ok(true));
    assert_eq!(at(format!("{named}?sslmode=require")), Ok(true));
    assert_eq!(at(format!("{named}?sslmode=verify-full&sslrootcert={root}")), Ok(true));
    assert_eq!(at(format!("{by_number}?sslmode=verify-ca&sslrootcert={root}")), Ok(true));
    let told = refused(by_number.clone());
    assert!(told.contains("pg_hba"), "not encrypted: {told}");
    let told = refused(format!("{by_number}?sslmode=verify-full&sslrootcert={root}"));
    assert!(told.contains("certificate"), "made out to another name: {told}");
    for mode in ["require", "verify-ca", "verify-full"] {
        let told = refused(format!("{named}?sslmode={mode}&sslrootcert={wrong}"));
        assert!(told.contains("certificate"), "{mode}, signed by a stranger: {told}");
    }
}

#[test]
fn a_server_without_encryption_is_not_spoken_to_where_it_is_required() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let database = runtime.block_on(testkit::postgres_database());
    assert_eq!(runtime.block_on(open(&format!("{}?sslmode=prefer", database.url))), Ok(false));
    let told = runtime.block_on(open(&format!("{}?sslmode=require", database.url))).unwrap_err().to_string();
    assert!(told.contains("TLS"), "{told}");
    drop(database);
}
