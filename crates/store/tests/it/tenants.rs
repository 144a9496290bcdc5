//! Tenants: opened, closed, refused, remembered.

use model::{Clock, Id, Ts};
use std::sync::Arc;
use std::time::Duration;
use store::{Error, Home, Layer, Migration, NewSession, Store};
use testkit::{Kind, both, both_with, on};

#[test]
fn tenants_are_known_by_name() {
    both(|db| async move {
        let all = db.store.tenants().await.unwrap();
        assert_eq!(
            all.iter().map(|t| (t.slug.as_str(), t.name.as_str())).collect::<Vec<_>>(),
            [("alpha", "Alpha Trading"), ("beta", "Beta Trading")]
        );
        assert_eq!(all[0].schema_version, "store:1");
        assert!(matches!(db.store.tenant("gamma").await, Err(Error::NotFound(_))));
        assert!(matches!(db.store.create_tenant("alpha", "Again", db.home()).await, Err(Error::Exists(_))));
        for bad in ["", "a", "Alpha", "1up", "a_b", "a/../b", "x\"y", "名"] {
            assert!(matches!(db.store.create_tenant(bad, "Bad", db.home()).await, Err(Error::Config(_))), "{bad}");
        }
    });
}

#[test]
fn unused_tenants_are_closed_and_open_again() {
    both_with(
        |c| {
            c.limits.open_tenants = 3;
            c.limits.idle = Duration::from_secs(1);
        },
        |db| async move {
            let held = db.a.clone();
            drop(db.a);
            drop(db.b);
            for i in 0..6 {
                db.store
                    .create_tenant(&format!("t{i}"), "T", db.config.database.as_ref().map_or(Home::Sqlite, |_| Home::SHARED))
                    .await
                    .unwrap();
            }
            assert_eq!(db.store.open_tenants(), 8);
            tokio::time::sleep(Duration::from_secs(6)).await;
            assert_eq!(db.store.open_tenants(), 1, "only the one in use");
            held.get("select 1 from @job", &[]).await.unwrap();
            db.store.tenant("t3").await.unwrap().get("select 1 from @job", &[]).await.unwrap();
        },
    );
}

const FIRST: Migration =
    Migration { number: 1, name: "first", sql: "create table @thing (id {id} not null primary key) {strict};" };
const ADDS: Migration = Migration { number: 2, name: "adds", sql: "alter table @thing add column note {text};" };
const BREAKS: Migration =
    Migration { number: 3, name: "breaks", sql: "-- needs: 9.2.0\nalter table @thing rename column note to remark;" };

async fn node(config: &store::StoreConfig, clock: Arc<dyn Clock>, program: &str, list: &'static [Migration]) -> Store {
    let mut config = config.clone();
    config.program = program.into();
    config.migrations = vec![Layer { name: "app", list, sealed: &[] }];
    Store::open(config, clock).await.unwrap()
}

#[test]
fn an_older_program_works_beside_a_newer_until_that_breaks_something() {
    both(|db| async move {
        let clock = || db.clock.clone() as Arc<dyn Clock>;
        let old = node(&db.config, clock(), "9.0.0", &[FIRST]).await;
        let mid = node(&db.config, clock(), "9.1.0", &[FIRST, ADDS]).await;
        let new = node(&db.config, clock(), "9.2.0", &[FIRST, ADDS, BREAKS]).await;
        old.tenant("alpha").await.unwrap();
        mid.tenant("alpha").await.unwrap().get("select note from @thing", &[]).await.unwrap();
        let older = node(&db.config, clock(), "9.0.0", &[FIRST]).await;
        older.tenant("alpha").await.unwrap().get("select id from @thing", &[]).await.unwrap();
        new.tenant("alpha").await.unwrap().get("select remark from @thing", &[]).await.unwrap();
        let late = node(&db.config, clock(), "9.1.0", &[FIRST, ADDS]).await;
        let refused = late.tenant("alpha").await.unwrap_err();
        assert_eq!(refused, Error::NeedsNewerProgram { tenant: "alpha".into(), needs: "9.2.0".into(), have: "9.1.0".into() });
        assert!(refused.to_string().contains("9.2.0") && refused.to_string().contains("9.1.0"));
        let info = new.control().tenant("alpha").await.unwrap();
        assert_eq!((info.schema_version.as_str(), info.needs_program.as_deref()), ("app:3 store:1", Some("9.2.0")));
        late.tenant("beta").await.unwrap();
    });
}

#[test]
fn a_migration_that_was_edited_is_refused() {
    const EDITED: Migration =
        Migration { number: 1, name: "first", sql: "create table @thing (id {int} not null primary key) {strict};" };
    both(|db| async move {
        node(&db.config, db.clock.clone(), "1.0.0", &[FIRST]).await.tenant("alpha").await.unwrap();
        let edited = node(&db.config, db.clock.clone(), "1.0.0", &[EDITED]).await;
        assert!(matches!(edited.tenant("alpha").await, Err(Error::Config(m)) if m.contains("changed after it had run")));
    });
}

#[test]
fn many_nodes_open_a_new_tenant_at_once() {
    both(|db| async move {
        let mut nodes = Vec::new();
        for _ in 0..4 {
            nodes.push(node(&db.config, db.clock.clone(), "1.0.0", &[FIRST, ADDS]).await);
        }
        let opening = nodes.iter().map(|n| {
            let n = n.clone();
            tokio::spawn(async move { n.tenant("alpha").await.map(drop) })
        });
        for task in opening.collect::<Vec<_>>() {
            task.await.unwrap().unwrap();
        }
    });
}

#[test]
fn sessions_begin_and_end() {
    both(|db| async move {
        let control = db.store.control();
        let user = Id::at(7);
        let tenant = control.tenant("alpha").await.unwrap().id;
        let later = Ts(db.clock.now().0 + 3_600_000_000);
        let new = |agent: &str| NewSession {
            second: false,
            tenant,
            user,
            secret_hash: vec![7; 32],
            expires_at: later,
            agent: agent.into(),
            address: "10.0.0.1".into(),
        };
        let one = control.create_session(new("Firefox")).await.unwrap();
        db.clock.advance(10);
        let two = control.create_session(new("Chromium")).await.unwrap();
        assert_eq!(control.session(one.id).await.unwrap().as_ref(), Some(&one));
        assert_eq!(control.sessions_of(tenant, user).await.unwrap(), [two.clone(), one.clone()]);
        db.clock.advance(10);
        control.touch(one.id, Ts(later.0 + 60_000_000)).await.unwrap();
        assert_eq!(control.sessions_of(tenant, user).await.unwrap()[0].id, one.id);
        control.revoke_session(two.id).await.unwrap();
        assert_eq!(control.session(two.id).await.unwrap(), None);
        db.clock.set(later);
        assert!(control.session(one.id).await.unwrap().is_some(), "touched, so it lasts longer");
        db.clock.advance(60);
        assert_eq!(control.session(one.id).await.unwrap(), None);
        assert_eq!(control.sweep_sessions().await.unwrap(), 2);
    });
}

#[test]
fn a_shared_database_takes_only_so_many_tenants() {
    on(
        Kind::Postgres,
        |c| c.limits.schemas = 3,
        |db| async move {
            db.store.create_tenant("third", "Third", Home::SHARED).await.unwrap();
            let full = db.store.create_tenant("fourth", "Fourth", Home::SHARED).await;
            assert!(matches!(&full, Err(Error::Config(m)) if m.contains("its limit is 3")), "{full:?}");
            db.store.create_tenant("fourth", "Fourth", Home::Sqlite).await.unwrap();
            assert!(matches!(db.store.move_tenant("fourth", Home::SHARED).await, Err(Error::Config(_))));
        },
    );
}

#[test]
fn a_server_that_restarted_is_found_again() {
    on(
        Kind::Postgres,
        |_| {},
        |db| async move {
            db.a.ddl(&["create table @n (k {int} not null primary key) {strict}".to_owned()]).await.unwrap();
            let cut = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
            for k in 0..3_i64 {
                db.a.scan("select 1 from @n", &[], store::Scan::default()).await.unwrap();
                db.a.get("select 1 from @n", &[]).await.unwrap();
                let (client, connection) =
                    tokio_postgres::connect(db.config.database.as_ref().unwrap(), tokio_postgres::NoTls).await.unwrap();
                tokio::spawn(connection);
                client.batch_execute(cut).await.unwrap();
                let insert = db.a.write::<_, Error, _>(move |tx| {
                    Box::pin(async move { tx.run("insert into @n (k) values ($1)", &[k.into()]).await })
                });
                assert_eq!(insert.await, Ok(1));
                assert_eq!(db.a.get("select 1 from @n where k = $1", &[k.into()]).await.unwrap().len(), 1);
                assert_eq!(db.a.scan("select count(*) from @n", &[], store::Scan::default()).await.unwrap()[0].int(0), Ok(k + 1));
            }
        },
    );
}

#[test]
fn what_hangs_on_a_tenant_is_made_once() {
    both(|db| async move {
        let first = db.a.extension(|| 41_u32);
        let again = db.store.tenant("alpha").await.unwrap().extension(|| 42_u32);
        assert_eq!((*first, *again, *db.b.extension(|| 43_u32)), (41, 41, 43));
    });
}
