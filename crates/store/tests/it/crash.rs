//! `kill -9` in the middle of concurrent writes: whatever was acknowledged is there.

use model::Id;
use model::time::SystemClock;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Error, Scan, Store, StoreConfig, Tenant};
use testkit::{Kind, both};

const FOLDER: &str = "GUANXI_STORE_TEST_FOLDER";
const DATABASE: &str = "GUANXI_STORE_TEST_DATABASE";

/// The program that gets killed: writes without end and prints each id once its write returned.
#[test]
fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let mut config = StoreConfig::new(folder);
    config.database = std::env::var(DATABASE).ok();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(config, Arc::new(SystemClock)).await.unwrap();
        let t = store.tenant("alpha").await.unwrap();
        let writers = (0..16).map(|_| tokio::spawn(write_for_ever(t.clone())));
        futures_util::future::join_all(writers).await;
    });
}

async fn write_for_ever(t: Tenant) {
    loop {
        let write = t.write::<_, Error, _>(|tx| {
            Box::pin(async {
                let id = Id::at(tx.now().unix_ms());
                tx.run("insert into @one (id) values ($1)", &[id.into()]).await?;
                tx.run("insert into @two (id) values ($1)", &[id.into()]).await?;
                Ok(id)
            })
        });
        let id = write.await.unwrap();
        writeln!(std::io::stdout().lock(), "acknowledged {id}").unwrap();
    }
}

fn run_and_kill(folder: &std::path::Path, database: Option<&str>) -> Vec<Id> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "crash::child", "--nocapture"]).env(FOLDER, folder).stdout(Stdio::piped());
    if let Some(url) = database {
        command.env(DATABASE, url);
    }
    let mut child = command.spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let start = Instant::now();
    let mut ids = Vec::new();
    let mut killed = false;
    for line in lines.map_while(Result::ok) {
        ids.extend(line.strip_prefix("acknowledged ").and_then(Id::parse));
        if !killed && ids.len() > 200 && start.elapsed() > Duration::from_millis(700) {
            child.kill().unwrap();
            killed = true;
        }
    }
    child.wait().unwrap();
    assert!(killed && ids.len() > 200, "only {} writes", ids.len());
    ids
}

#[test]
fn nothing_acknowledged_is_lost() {
    both(|db| async move {
        for table in ["one", "two"] {
            db.a.ddl(&[format!("create table @{table} (id {{id}} not null primary key) {{strict}}")]).await.unwrap();
        }
        let database = (db.kind == Kind::Postgres).then(|| db.config.database.clone().unwrap());
        let (data, a) = (db.data(), db.a.clone());
        for _ in 0..2 {
            let (data, database) = (data.clone(), database.clone());
            let ids = tokio::task::spawn_blocking(move || run_and_kill(&data, database.as_deref())).await.unwrap();
            for id in &ids {
                let rows = a.get("select 1 from @one join @two using (id) where id = $1", &[(*id).into()]).await.unwrap();
                assert_eq!(rows.len(), 1, "{id} was acknowledged and is gone, of {}", ids.len());
            }
        }
        let apart = "select (select count(*) from @one) - (select count(*) from @two)";
        assert_eq!(a.scan(apart, &[], Scan::default()).await.unwrap()[0].int(0), Ok(0), "no half of a write");
    });
}
