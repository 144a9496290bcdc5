//! Speed of the store by hand: `cargo run -p guanxi-store --example speed -- [postgres://...]`.
#![allow(clippy::unwrap_used, reason = "a measurement stops at the first surprise")]

use model::Id;
use model::time::SystemClock;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Error, Home, Scan, Store, StoreConfig, Tenant};

const INSERT: &str = "insert into @thing (id, n, t) values ($1, $2, $3)";

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let folder = tempfile::tempdir_in(".").unwrap();
    let mut config = StoreConfig::new(folder.path());
    config.database = std::env::args().nth(1);
    let home = if config.database.is_some() { Home::SHARED } else { Home::Sqlite };
    let store = Store::open(config, Arc::new(SystemClock)).await.unwrap();
    let slug = format!("speed-{:08x}", rand::random::<u32>());
    store.create_tenant(&slug, "Speed", home.clone()).await.unwrap();
    let t = store.tenant(&slug).await.unwrap();
    t.ddl(&["create table @thing (id {id} not null primary key, n {int} not null, t {text} not null) {strict}".into()])
        .await
        .unwrap();
    for clients in [1, 32, 256] {
        writes(&t, clients).await;
    }
    for clients in [1, 16] {
        reads(&t, clients).await;
    }
    if home == Home::Sqlite {
        thousand(&store, home).await;
    }
}

async fn writes(t: &Tenant, clients: usize) {
    let (start, until) = (Instant::now(), Instant::now() + Duration::from_secs(2));
    let tasks: Vec<_> = (0..clients)
        .map(|_| {
            let t = t.clone();
            tokio::spawn(async move {
                let mut done = 0_u64;
                while Instant::now() < until {
                    t.write::<_, Error, _>(|tx| {
                        Box::pin(async {
                            for n in 0..2 {
                                tx.run(INSERT, &[Id::at(tx.now().unix_ms()).into(), n.into(), "some text".into()]).await?;
                            }
                            Ok(())
                        })
                    })
                    .await
                    .unwrap();
                    done += 1;
                }
                done
            })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        done += task.await.unwrap();
    }
    println!("durable transactions of 2 inserts, {clients} clients: {:.0}/s", done as f64 / start.elapsed().as_secs_f64());
}

async fn reads(t: &Tenant, clients: usize) {
    let ids: Arc<Vec<Id>> = Arc::new(
        t.scan("select id from @thing order by id limit 10000", &[], Scan::default())
            .await
            .unwrap()
            .iter()
            .map(|r| r.id(0).unwrap())
            .collect(),
    );
    let (start, until) = (Instant::now(), Instant::now() + Duration::from_secs(1));
    let tasks: Vec<_> = (0..clients)
        .map(|c| {
            let (t, ids) = (t.clone(), ids.clone());
            tokio::spawn(async move {
                let mut done = 0_usize;
                while Instant::now() < until {
                    let id = ids[(done * 7919 + c) % ids.len()];
                    assert_eq!(t.get("select n, t from @thing where id = $1", &[id.into()]).await.unwrap().len(), 1);
                    done += 1;
                    if done.is_multiple_of(64) {
                        tokio::task::yield_now().await;
                    }
                }
                done
            })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        done += task.await.unwrap();
    }
    println!("point reads, {clients} clients: {:.0}/s", done as f64 / start.elapsed().as_secs_f64());
}

fn memory_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmRSS")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0)
}

async fn thousand(store: &Store, home: Home) {
    let start = Instant::now();
    for i in 0..1000 {
        store.create_tenant(&format!("small-{i}"), "Small", home.clone()).await.unwrap();
    }
    println!("1,000 tenants created: {:?}", start.elapsed());
    let config = store.config().clone();
    let again = Store::open(config, Arc::new(SystemClock)).await.unwrap();
    let before = memory_kb();
    let start = Instant::now();
    let mut slowest = Duration::ZERO;
    for i in 0..1000 {
        let one = Instant::now();
        let t = again.tenant(&format!("small-{i}")).await.unwrap();
        t.get("select count(*) from @job", &[]).await.unwrap();
        slowest = slowest.max(one.elapsed());
    }
    println!("1,000 tenants opened and read: {:?}, slowest {slowest:?}", start.elapsed());
    println!("memory per open tenant: {} kB", (memory_kb() - before) / 1000);
    tokio::time::sleep(Duration::from_secs(16)).await;
    println!("memory per open tenant at rest: {} kB", memory_kb().saturating_sub(before) / 1000);
}
