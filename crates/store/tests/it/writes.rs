//! What a write promises: all or nothing, neighbours unharmed, the writer usable afterwards.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use store::{Error, Tenant};
use testkit::{Kind, both, on};
use tokio::sync::Barrier;

async fn counter(t: &Tenant) {
    t.ddl(&["create table @n (k {int} not null primary key, v {int} not null check (v >= 0)) {strict}".into()]).await.unwrap();
}

async fn put(t: &Tenant, k: i64) -> Result<(), Error> {
    t.write(move |tx| Box::pin(async move { tx.run("insert into @n (k, v) values ($1, 0)", &[k.into()]).await.map(drop) })).await
}

async fn keys(t: &Tenant) -> Vec<i64> {
    t.get("select k from @n order by k", &[]).await.unwrap().iter().map(|r| r.int(0).unwrap()).collect()
}

#[test]
fn a_neighbours_failure_takes_back_only_its_own() {
    both(|db| async move {
        counter(&db.a).await;
        let tasks: Vec<_> = (0..200_i64)
            .map(|k| {
                let t = db.a.clone();
                tokio::spawn(async move {
                    t.write::<_, Error, _>(move |tx| {
                        Box::pin(async move {
                            tx.run("insert into @n (k, v) values ($1, 0)", &[k.into()]).await?;
                            match k % 4 {
                                1 => Err(Error::NotFound("by choice".into())),
                                2 => tx.run("update @n set v = -1 where k = $1", &[k.into()]).await.map(drop),
                                _ => Ok(()),
                            }
                        })
                    })
                    .await
                })
            })
            .collect();
        for (k, task) in tasks.into_iter().enumerate() {
            let done = task.await.unwrap();
            match k % 4 {
                1 => assert_eq!(done, Err(Error::NotFound("by choice".into()))),
                2 => assert!(matches!(done, Err(Error::Refused(_))), "{done:?}"),
                _ => assert_eq!(done, Ok(())),
            }
        }
        assert_eq!(keys(&db.a).await, (0..200).filter(|k| ![1, 2].contains(&(k % 4))).collect::<Vec<_>>());
    });
}

#[test]
fn a_taken_key_is_a_conflict_and_poisons() {
    both(|db| async move {
        counter(&db.a).await;
        put(&db.a, 1).await.unwrap();
        assert!(matches!(put(&db.a, 1).await, Err(Error::Conflict { .. })));
        let done = db.a.write::<_, Error, _>(|tx| {
            Box::pin(async {
                tx.run("insert into @n (k, v) values (2, 0)", &[]).await?;
                let first = tx.run("insert into @n (k, v) values (1, 0)", &[]).await;
                assert!(matches!(first, Err(Error::Conflict { .. })));
                assert!(tx.run("insert into @n (k, v) values (3, 0)", &[]).await.is_err(), "poisoned");
                Ok(())
            })
        });
        assert!(matches!(done.await, Err(Error::Conflict { .. })), "an error that was swallowed still fails the write");
        assert_eq!(keys(&db.a).await, [1]);
    });
}

#[test]
fn a_savepoint_takes_back_what_failed_inside_it() {
    both(|db| async move {
        counter(&db.a).await;
        put(&db.a, 1).await.unwrap();
        db.a.write::<_, Error, _>(|tx| {
            Box::pin(async {
                tx.run("insert into @n (k, v) values (2, 0)", &[]).await?;
                let inner = tx
                    .savepoint::<_, Error, _>(|tx| {
                        Box::pin(async {
                            tx.run("insert into @n (k, v) values (3, 0)", &[]).await?;
                            tx.run("insert into @n (k, v) values (1, 0)", &[]).await
                        })
                    })
                    .await;
                assert!(matches!(inner, Err(Error::Conflict { .. })));
                tx.savepoint::<_, Error, _>(|tx| Box::pin(async { tx.run("insert into @n (k, v) values (4, 0)", &[]).await }))
                    .await?;
                tx.run("insert into @n (k, v) values (5, 0)", &[]).await.map(drop)
            })
        })
        .await
        .unwrap();
        assert_eq!(keys(&db.a).await, [1, 2, 4, 5]);
    });
}

#[test]
fn a_panic_leaves_the_writer_usable() {
    both(|db| async move {
        counter(&db.a).await;
        let t = db.a.clone();
        let done = tokio::spawn(async move {
            t.write::<(), Error, _>(|tx| {
                Box::pin(async {
                    tx.run("insert into @n (k, v) values (1, 0)", &[]).await?;
                    panic!("on purpose");
                })
            })
            .await
        });
        assert!(done.await.unwrap_err().is_panic());
        put(&db.a, 2).await.unwrap();
        assert_eq!(keys(&db.a).await, [2]);
    });
}

#[test]
fn a_request_that_goes_away_leaves_the_writer_usable() {
    both(|db| async move {
        counter(&db.a).await;
        for k in 0..50 {
            let t = db.a.clone();
            let task = tokio::spawn(async move { put(&t, k).await });
            if k % 2 == 0 {
                tokio::time::sleep(Duration::from_micros(u64::try_from(k).unwrap() * 20)).await;
            }
            task.abort();
        }
        put(&db.a, 100).await.unwrap();
        assert_eq!(keys(&db.a).await.last(), Some(&100));
    });
}

#[test]
fn waiting_for_something_else_is_refused_where_it_would_hold_the_only_writer() {
    both(|db| async move {
        counter(&db.a).await;
        let done = db.a.write::<_, Error, _>(|tx| {
            Box::pin(async {
                tx.run("insert into @n (k, v) values (1, 0)", &[]).await?;
                tokio::time::sleep(Duration::from_millis(5)).await;
                Ok(())
            })
        });
        let done = done.await;
        match db.kind {
            Kind::Sqlite => assert_eq!(done, Err(Error::Awaited)),
            Kind::Postgres => assert_eq!(done, Ok(())),
        }
        put(&db.a, 2).await.unwrap();
        assert_eq!(keys(&db.a).await, if db.kind == Kind::Sqlite { vec![2] } else { vec![1, 2] });
    });
}

#[test]
fn two_writes_that_wait_for_each_other_both_succeed() {
    on(
        Kind::Postgres,
        |_| {},
        |db| async move {
            counter(&db.a).await;
            put(&db.a, 1).await.unwrap();
            put(&db.a, 2).await.unwrap();
            let (meet, runs) = (Arc::new(Barrier::new(2)), Arc::new(AtomicU32::new(0)));
            let one = |first: i64, second: i64| {
                let (t, meet, runs) = (db.a.clone(), meet.clone(), runs.clone());
                tokio::spawn(async move {
                    let (meet, runs) = (&meet, &runs);
                    let tries = &AtomicU32::new(0);
                    t.write::<_, Error, _>(move |tx| {
                        Box::pin(async move {
                            runs.fetch_add(1, Ordering::SeqCst);
                            tx.run("update @n set v = v + 1 where k = $1", &[first.into()]).await?;
                            if tries.fetch_add(1, Ordering::SeqCst) == 0 {
                                meet.wait().await;
                            }
                            tx.run("update @n set v = v + 1 where k = $1", &[second.into()]).await.map(drop)
                        })
                    })
                    .await
                })
            };
            let (a, b) = (one(1, 2), one(2, 1));
            a.await.unwrap().unwrap();
            b.await.unwrap().unwrap();
            assert!(runs.load(Ordering::SeqCst) > 2, "one of them was run again, once or oftener");
            let rows = db.a.get("select sum(v) from @n", &[]).await.unwrap();
            assert_eq!(rows[0].int(0), Ok(4));
        },
    );
}

#[test]
fn hints_are_given_after_the_commit_only() {
    both(|db| async move {
        counter(&db.a).await;
        let told = Arc::new(AtomicU32::new(0));
        for k in [1, 1] {
            let told = &told;
            let _ =
                db.a.write::<_, Error, _>(move |tx| {
                    Box::pin(async move {
                        let told = told.clone();
                        tx.after_commit(move || {
                            told.fetch_add(1, Ordering::SeqCst);
                        });
                        tx.run("insert into @n (k, v) values ($1, 0)", &[i64::from(k).into()]).await
                    })
                })
                .await;
        }
        assert_eq!(told.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn writes_work_on_a_single_threaded_runtime() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store =
            store::Store::open(store::StoreConfig::new(folder.path()), Arc::new(testkit::TestClock::default())).await.unwrap();
        store.create_tenant("solo", "Solo", store::Home::Sqlite).await.unwrap();
        let t = store.tenant("solo").await.unwrap();
        counter(&t).await;
        let done = tokio::join!(put(&t, 1), put(&t, 2), put(&t, 2));
        assert!(done.0.is_ok() && done.1.is_ok() && done.2.is_err());
        assert_eq!(keys(&t).await, [1, 2]);
    });
}
