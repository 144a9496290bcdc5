//! Secrets lie sealed in every database, open at their place with the right key alone, and change keys while in use.

use model::{Clock, Id, Val};
use std::sync::Arc;
use store::{Error, KeySource, Layer, Lost, Migration, Sealed, Store, StoreConfig, Tenant};
use testkit::{Kind, TestDb, both, both_with, postgres_database};

const CLEAR: &str = "Kirschbaum-4711";
const LIST: &[Migration] = &[Migration {
    number: 1,
    name: "safe",
    sql: "create table @safe (id {id} not null primary key, t {text} not null, b {bytes}) {strict}",
}];
const SAFE: Layer = Layer {
    name: "app",
    list: LIST,
    sealed: &[
        Sealed { table: "safe", key: "id", column: "t", text: true, lost: Lost::Value },
        Sealed { table: "safe", key: "id", column: "b", text: false, lost: Lost::Row },
    ],
};

fn with_safe(config: &mut StoreConfig) {
    config.migrations = vec![SAFE];
}

async fn open(config: &StoreConfig, db: &TestDb) -> Result<Store, Error> {
    Store::open(config.clone(), db.clock.clone() as Arc<dyn Clock>).await
}

async fn run(tenant: &Tenant, sql: &'static str, values: &[Val]) {
    tenant.write::<_, Error, _>(move |tx| Box::pin(tx.run(sql, values))).await.unwrap();
}

fn id(n: u64) -> Id {
    Id([u8::try_from(n).unwrap(); 16])
}

/// Puts a secret away in both columns.
async fn put(tenant: &Tenant, n: u64) {
    let (t, b) = (
        tenant.keys().seal("safe", "t", id(n), CLEAR.as_bytes()).await.unwrap(),
        tenant.keys().seal("safe", "b", id(n), CLEAR.as_bytes()).await.unwrap(),
    );
    run(tenant, "insert into @safe (id, t, b) values ($1, $2, $3)", &[id(n).into(), t.into(), b.into_bytes().into()]).await;
}

async fn stored(tenant: &Tenant, n: u64) -> (String, Vec<u8>) {
    let rows = tenant.get("select t, b from @safe where id = $1", &[id(n).into()]).await.unwrap();
    (rows[0].text(0).unwrap().to_owned(), rows[0].bytes(1).unwrap().to_vec())
}

/// Both columns open to what was put away.
async fn opens(tenant: &Tenant, n: u64) -> bool {
    let (t, b) = stored(tenant, n).await;
    let t = tenant.keys().open("safe", "t", id(n), t.as_bytes());
    let b = tenant.keys().open("safe", "b", id(n), &b);
    t.is_ok_and(|t| t == CLEAR.as_bytes()) && b.is_ok_and(|b| b == CLEAR.as_bytes())
}

/// Files below a folder that hold a text.
fn holding(folder: &std::path::Path, text: &str) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        if entry.is_dir() {
            found.extend(holding(&entry, text));
        } else if std::fs::read(&entry).unwrap().windows(text.len()).any(|w| w == text.as_bytes()) {
            found.push(entry);
        }
    }
    found
}

fn says<T>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::Secrets(says)) => says,
        Err(other) => panic!("another error: {other:?}"),
        Ok(_) => panic!("no error"),
    }
}

#[test]
fn a_value_opens_in_its_own_row_and_column_alone() {
    both_with(with_safe, |db| async move {
        put(&db.a, 1).await;
        put(&db.a, 2).await;
        assert!(opens(&db.a, 1).await && opens(&db.a, 2).await);
        let (t, b) = stored(&db.a, 1).await;
        let keys = db.a.keys();
        assert!(says(keys.open("safe", "t", id(2), t.as_bytes())).contains("does not open"));
        assert!(says(keys.open("safe", "b", id(1), t.as_bytes())).contains("does not open"));
        assert!(says(keys.open("other", "t", id(1), t.as_bytes())).contains("does not open"));
        assert!(says(keys.open("safe", "b", id(1), CLEAR.as_bytes())).contains("not sealed"));
        assert!(!b.windows(CLEAR.len()).any(|w| w == CLEAR.as_bytes()) && !t.contains(CLEAR));
        let swap = "update @safe set t = case when id = $1 then $3 else $4 end where id in ($1, $2)";
        run(&db.a, swap, &[id(1).into(), id(2).into(), stored(&db.a, 2).await.0.into(), t.into()]).await;
        assert!(!opens(&db.a, 1).await && !opens(&db.a, 2).await, "swapped rows");
        assert_eq!(db.store.sealed("alpha").await.unwrap().lost, 2);
    });
}

#[test]
fn what_lies_in_clear_is_sealed_when_its_database_is_opened() {
    both_with(with_safe, |db| async move {
        let clear: &[Val] = &[id(1).into(), CLEAR.into(), CLEAR.as_bytes().to_vec().into(), id(2).into()];
        run(&db.a, "insert into @safe (id, t, b) values ($1, $2, $3), ($4, '', null)", clear).await;
        if db.kind == Kind::Sqlite {
            assert!(!holding(&db.data(), CLEAR).is_empty(), "it is looked for in the right place");
        }
        let again = open(&db.config, &db).await.unwrap();
        let tenant = again.tenant("alpha").await.unwrap();
        assert!(opens(&tenant, 1).await && stored_text(&tenant, 2).await.is_empty(), "nothing stays nothing");
        assert_eq!(again.sealed("alpha").await.unwrap().whole, 2);
        assert_eq!(holding(&db.data(), CLEAR), Vec::<std::path::PathBuf>::new());
        let file = std::fs::metadata(db.data().join("secret.key")).unwrap();
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&file.permissions()) & 0o777, 0o600);
    });
}

async fn stored_text(tenant: &Tenant, n: u64) -> String {
    tenant.get("select t from @safe where id = $1", &[id(n).into()]).await.unwrap()[0].text(0).unwrap().to_owned()
}

#[test]
fn a_server_without_the_key_or_with_another_one_is_told_so() {
    both_with(with_safe, |db| async move {
        put(&db.a, 1).await;
        let (key, _) = db.store.key_ids().await.unwrap();
        let path = db.data().join("secret.key");
        let text = std::fs::read_to_string(&path).unwrap();
        let at = |source: KeySource| StoreConfig { secret_key: source, ..db.config.clone() };
        let given = open(&at(KeySource::Text(text.clone())), &db).await.unwrap();
        assert!(opens(&given.tenant("alpha").await.unwrap(), 1).await, "the same key from a variable");
        let other = store::new_key().unwrap();
        let told = says(open(&at(KeySource::Text(other.clone())), &db).await);
        assert!(told.contains(&key) && told.contains(&other[other.len() - 16..]) && told.contains("--secret-key-file"), "{told}");
        for wrong in ["", "0123", "# nothing"] {
            assert!(says(open(&at(KeySource::Text(wrong.into())), &db).await).contains("GUANXI_SECRET_KEY"));
        }
        assert!(says(open(&at(KeySource::File(db.data().join("nowhere"))), &db).await).contains("nowhere"));
        std::fs::remove_file(&path).unwrap();
        let told = says(open(&db.config, &db).await);
        assert!(told.contains("missing") && told.contains(&key) && told.contains("node-1"), "{told}");
        assert!(!path.exists(), "no key is made that would mislead");
        std::fs::write(&path, &text).unwrap();
        let back = open(&db.config, &db).await.unwrap();
        assert!(opens(&back.tenant("alpha").await.unwrap(), 1).await);
        // Lost for good: what it sealed goes, what comes is sealed with the new key.
        std::fs::remove_file(&path).unwrap();
        let without = open(&StoreConfig { replace_lost_key: true, ..db.config.clone() }, &db).await.unwrap();
        assert_eq!(without.sealed("alpha").await.unwrap().lost, 2);
        assert_eq!(without.forget_lost("alpha").await.unwrap(), 2);
        assert_eq!(without.sealed("alpha").await.unwrap(), store::SealedState::default());
        put(&without.tenant("alpha").await.unwrap(), 3).await;
        assert!(opens(&open(&db.config, &db).await.unwrap().tenant("alpha").await.unwrap(), 3).await);
        let told = says(open(&at(KeySource::Text(text)), &db).await);
        assert!(told.contains(&without.key_ids().await.unwrap().0), "the old key is none any more: {told}");
    });
}

#[test]
fn servers_that_start_at_once_agree_on_one_key() {
    both(|db| async move {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let shared = if db.kind == Kind::Postgres { Some(postgres_database().await) } else { None };
        let config = |n: usize| StoreConfig {
            database: shared.as_ref().map(|d| d.url.clone()),
            node: format!("node-{n}"),
            // Embedded databases share their folder.
            ..StoreConfig::new(folders[if shared.is_some() { n } else { 0 }].path())
        };
        let (first, second, third) = (config(0), config(1), config(2));
        let (a, b, c) = tokio::join!(open(&first, &db), open(&second, &db), open(&third, &db));
        let (mut served, mut refused) = (Vec::new(), 0);
        for (started, folder) in [a, b, c].into_iter().zip(&folders) {
            match started {
                Ok(store) => served.push(store.key_ids().await.unwrap().0),
                error => {
                    assert!(says(error).contains("share one key"));
                    assert!(!folder.path().join("secret.key").exists(), "no key that nobody knows is left");
                    refused += 1;
                }
            }
        }
        let expected = if shared.is_some() { (1, 2) } else { (3, 0) };
        assert_eq!((served.len(), refused), expected);
        served.dedup();
        assert_eq!(served.len(), 1, "{served:?}");
        drop(shared);
    });
}

#[test]
fn keys_change_while_in_use_and_a_change_that_broke_off_is_ended() {
    both_with(with_safe, |db| async move {
        put(&db.a, 1).await;
        put(&db.b, 1).await;
        let path = db.data().join("secret.key");
        let (old, _) = db.store.key_ids().await.unwrap();
        // The second company has something that does not open, so that the change breaks off after the first.
        put(&db.b, 2).await;
        let (good, _) = stored(&db.b, 2).await;
        run(&db.b, "update @safe set t = $2 where id = $1", &[id(2).into(), stored(&db.b, 1).await.0.into()]).await;
        let other = db.second_node().await;
        let told = says(other.rotate_secrets(None, &mut |_, _| {}).await);
        assert!(told.contains("1 secrets of beta"), "{told}");
        let (new, left) = db.store.key_ids().await.unwrap();
        assert!(new != old && left == [old.clone()]);
        assert!(stored(&db.a, 1).await.0.contains(&new) && stored(&db.b, 2).await.0.contains(&old), "half done");
        // Meanwhile the server that runs reads both, and seals with the new one.
        assert!(opens(&db.a, 1).await && opens(&db.b, 1).await);
        put(&db.a, 3).await;
        assert!(stored(&db.a, 3).await.0.contains(&new) && opens(&db.a, 3).await);
        // A start in between is no harm.
        assert!(opens(&db.second_node().await.tenant("beta").await.unwrap(), 1).await);
        run(&db.b, "update @safe set t = $2 where id = $1", &[id(2).into(), good.into()]).await;
        let mut heard = Vec::new();
        let done = other.rotate_secrets(None, &mut |slug, _| heard.push(slug.to_owned())).await.unwrap();
        assert_eq!((done.key.as_str(), heard), (new.as_str(), vec!["alpha".to_owned(), "beta".to_owned()]));
        assert_eq!(db.store.key_ids().await.unwrap(), (new.clone(), Vec::new()));
        let (now, kept) = (std::fs::read_to_string(&path).unwrap(), std::fs::read_to_string(done.kept.unwrap()).unwrap());
        assert!(now.contains(&new) && !now.contains(&old) && kept.contains(&old) && !kept.contains(&new));
        let again = db.second_node().await;
        for (slug, n) in [("alpha", 1), ("alpha", 3), ("beta", 1), ("beta", 2)] {
            assert!(opens(&again.tenant(slug).await.unwrap(), n).await, "{slug} {n}");
        }
        let again = again.rotate_secrets(None, &mut |_, _| {}).await.unwrap();
        assert!(again.key != new && again.sealed == 8, "{again:?}");
    });
}

#[test]
fn servers_that_share_a_variable_change_to_a_key_that_all_have() {
    both_with(with_safe, |db| async move {
        put(&db.a, 1).await;
        let word = |text: &str| text.lines().rfind(|l| !l.starts_with('#')).unwrap().split(' ').next().unwrap().to_owned();
        let old = word(&std::fs::read_to_string(db.data().join("secret.key")).unwrap());
        let new = store::new_key().unwrap();
        let (next, new) = (new[new.len() - 16..].to_owned(), word(&new));
        let with = |text: String| StoreConfig { secret_key: KeySource::Text(text), ..db.config.clone() };
        let alone = open(&with(old.clone()), &db).await.unwrap();
        assert!(says(alone.rotate_secrets(None, &mut |_, _| {}).await).contains("secrets new"));
        assert!(says(alone.rotate_secrets(Some(&next), &mut |_, _| {}).await).contains(&next));
        let both = open(&with(format!("{old},{new}")), &db).await.unwrap();
        let done = both.rotate_secrets(Some(&next), &mut |_, _| {}).await.unwrap();
        assert_eq!((done.key, done.sealed, done.kept), (next, 2, None));
        assert!(opens(&open(&with(new), &db).await.unwrap().tenant("alpha").await.unwrap(), 1).await);
        assert!(says(open(&with(old), &db).await).contains("share one key"));
    });
}

#[test]
fn a_backup_opens_where_its_key_is() {
    both_with(with_safe, |db| async move {
        put(&db.a, 1).await;
        let file = db.data().join("alpha.backup");
        db.store.backup("alpha", &file).await.unwrap();
        db.store.restore("copy", &file, db.home()).await.unwrap();
        assert!(opens(&db.store.tenant("copy").await.unwrap(), 1).await, "under another name");
        let (key, _) = db.store.key_ids().await.unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let mut config = StoreConfig::new(elsewhere.path());
        with_safe(&mut config);
        let there = open(&config, &db).await.unwrap();
        let told = says(there.restore("alpha", &file, store::Home::Sqlite).await);
        assert!(told.contains(&key) && told.contains("restore again") && told.contains("secret.key"), "{told}");
        assert!(there.tenants().await.unwrap().is_empty() && there.tenant("alpha").await.is_err(), "nothing is left");
        // As it says: the key as a further line. It is needed no more then, because all is sealed with the server's own.
        let path = elsewhere.path().join("secret.key");
        let own = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, own.clone() + &std::fs::read_to_string(db.data().join("secret.key")).unwrap()).unwrap();
        there.restore("alpha", &file, store::Home::Sqlite).await.unwrap();
        std::fs::write(&path, own).unwrap();
        let again = open(&config, &db).await.unwrap();
        assert!(opens(&again.tenant("alpha").await.unwrap(), 1).await);
    });
}
