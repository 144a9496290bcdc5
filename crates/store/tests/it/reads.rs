//! Reading: tenants apart, deadlines, cancelled askers.

use std::time::Duration;
use store::{Error, Scan, Tenant};
use testkit::{Kind, both, both_with, on};

const ENDLESS: &str = "with recursive r(n) as (select cast(1 as bigint) union all select n + 1 from r) select count(*) from r";

async fn mark(t: &Tenant) {
    let name = t.slug().to_owned();
    let name = &name;
    t.ddl(&["create table @mark (k {int} not null primary key, name {text} not null) {strict}".into()]).await.unwrap();
    t.write::<_, Error, _>(move |tx| {
        Box::pin(async move {
            for k in 0..10 {
                tx.run("insert into @mark (k, name) values ($1, $2)", &[i64::from(k).into(), name.as_str().into()]).await?;
            }
            Ok(())
        })
    })
    .await
    .unwrap();
}

#[test]
fn ten_thousand_interleaved_reads_stay_with_their_tenant() {
    both_with(
        |c| c.limits.shared_connections = 1,
        |db| async move {
            mark(&db.a).await;
            mark(&db.b).await;
            let tasks: Vec<_> = (0..100_i64)
                .map(|n| {
                    let t = if n % 2 == 0 { db.a.clone() } else { db.b.clone() };
                    tokio::spawn(async move {
                        for k in 0..100_i64 {
                            let rows = t.get("select name from @mark where k = $1", &[(k % 10).into()]).await.unwrap();
                            assert_eq!(rows[0].text(0), Ok(t.slug()));
                            tokio::task::yield_now().await;
                        }
                    })
                })
                .collect();
            for task in tasks {
                task.await.unwrap();
            }
        },
    );
}

#[test]
fn a_table_without_its_token_is_not_found_on_postgres() {
    on(
        Kind::Postgres,
        |_| {},
        |db| async move {
            mark(&db.a).await;
            let error = db.a.get("select name from mark", &[]).await.unwrap_err();
            assert!(error.to_string().contains("\"mark\" does not exist"), "{error}");
            let error = db.a.scan("select name from mark", &[], Scan::default()).await.unwrap_err();
            assert!(error.to_string().contains("\"mark\" does not exist"), "{error}");
        },
    );
}

#[test]
fn a_scan_ends_at_its_deadline() {
    both(|db| async move {
        let done = db.a.scan(ENDLESS, &[], Scan::within(Duration::from_millis(300))).await;
        assert_eq!(done, Err(Error::Deadline));
        let one = db.a.scan("select 1 as one", &[], Scan::default()).await.unwrap();
        assert_eq!(one[0].int(0), Ok(1));
    });
}

#[test]
fn a_scan_whose_asker_left_frees_its_lane() {
    both_with(
        |c| {
            c.limits.scans = 1;
            c.limits.pool = 1;
        },
        |db| async move {
            for _ in 0..3 {
                let scan = db.a.scan(ENDLESS, &[], Scan::within(Duration::from_secs(60)));
                assert!(tokio::time::timeout(Duration::from_millis(100), scan).await.is_err());
            }
            let sum = "with recursive r(n) as (select cast(1 as bigint) union all select n + 1 from r where n < 300000) select count(*) from r";
            let rows = db.a.scan(sum, &[], Scan::within(Duration::from_secs(20))).await.unwrap();
            assert_eq!(rows[0].int(0), Ok(300_000));
        },
    );
}

#[test]
fn too_many_scans_of_one_tenant_wait_and_do_not_harm_another() {
    both_with(
        |c| c.limits.scans = 2,
        |db| async move {
            let slow = |t: &Tenant, ms| {
                let t = t.clone();
                tokio::spawn(async move { t.scan(ENDLESS, &[], Scan::within(Duration::from_millis(ms))).await })
            };
            let held = [slow(&db.a, 1_500), slow(&db.a, 1_500)];
            tokio::time::sleep(Duration::from_millis(200)).await;
            assert_eq!(slow(&db.a, 300).await.unwrap(), Err(Error::Busy));
            assert_eq!(slow(&db.b, 300).await.unwrap(), Err(Error::Deadline));
            for scan in held {
                assert_eq!(scan.await.unwrap(), Err(Error::Deadline));
            }
        },
    );
}

#[test]
fn a_stream_stops_when_its_reader_has_enough() {
    both(|db| async move {
        let endless =
            "with recursive r(n) as (select cast(1 as bigint) union all select n + 1 from r where n < 100000) select n from r";
        let mut seen = 0;
        let done =
            db.a.stream(endless, &[], Scan::default(), &mut |row| {
                seen += 1;
                if row.int(0)? == 1_000 { Err(Error::Cancelled) } else { Ok(()) }
            })
            .await;
        assert_eq!(done, Err(Error::Cancelled));
        assert_eq!(seen, 1_000);
        let mut all = 0;
        db.a.stream(endless, &[], Scan::default(), &mut |_| {
            all += 1;
            Ok(())
        })
        .await
        .unwrap();
        assert_eq!(all, 100_000);
    });
}
