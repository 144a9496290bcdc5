//! `kill -9` while the index is written: after a new start it has everything, once.

use crate::stage::{Company, folder, settings};
use model::time::SystemClock;
use records::ListQuery;
use search::{Question, Search, Settings};
use serde_json::json;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{FeedCursor, Store, StoreConfig};
use testkit::{Kind, TestDb, both_with};

const FOLDER: &str = "GUANXI_SEARCH_TEST_FOLDER";
const DATABASE: &str = "GUANXI_SEARCH_TEST_DATABASE";

/// The program that gets killed: writes customers without end while its index follows, and tells how many there are.
#[test]
fn child() {
    let Ok(data) = std::env::var(FOLDER) else { return };
    let mut config = StoreConfig::new(data);
    config.database = std::env::var(DATABASE).ok();
    config.migrations = vec![records::MIGRATIONS];
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = config.data.join("search");
        let store = Store::open(config, Arc::new(SystemClock)).await.unwrap();
        let search = Search::new(store.clone(), Arc::new(crm::registry()), Settings::new(folder));
        let company = Company::open(&store, "alpha").await;
        let run = std::process::id();
        for i in 0.. {
            search.wake(&company.records);
            company.create("product", &json!({ "sku": format!("K{run}x{i}"), "name": "龙井茶" })).await;
            if i % 100 == 50 {
                search.rebuild(&company.records).await.unwrap();
            }
            writeln!(std::io::stdout().lock(), "acknowledged").unwrap();
        }
    });
}

fn run_and_kill(db: &TestDb, lasting: Duration) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "crash::child", "--nocapture"]).env(FOLDER, db.data()).stdout(Stdio::piped());
    if let (Kind::Postgres, Some(url)) = (db.kind, &db.config.database) {
        command.env(DATABASE, url);
    }
    let mut child = command.spawn().unwrap();
    let start = Instant::now();
    let mut acknowledged = 0;
    for line in BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok) {
        acknowledged += usize::from(line == "acknowledged");
        if acknowledged > 60 && start.elapsed() > lasting {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn killed_while_it_is_written() {
    both_with(
        |config| config.migrations = vec![records::MIGRATIONS],
        |db| async move {
            for lasting in [400, 900, 1_300] {
                tokio::task::block_in_place(|| run_and_kill(&db, Duration::from_millis(lasting)));
            }
            assert!(folder(&db).exists(), "there was something to crash");
            let company = Company::open(&db.store, "alpha").await;
            let search = Search::new(db.store.clone(), Arc::new(crm::registry()), settings(&db));
            search.settled(&company.records, FeedCursor::default()).await.unwrap();
            let mut query = ListQuery { limit: 200, ..ListQuery::new("product") };
            let mut all = 0;
            loop {
                let page = company.records.list(&company.access, &query).await.unwrap();
                all += page.records.len();
                for record in page.records.iter().step_by(9) {
                    let sku = record.get("sku").text().unwrap();
                    let question = Question { text: sku, object: Some("product"), limit: 1 };
                    let found = search.ask(&company.records, &company.access, question).await.unwrap();
                    assert_eq!(super::stage::marked(&found.groups[0].hits[0].shown[0].parts), format!("[{sku}]"));
                }
                query.cursor = page.next;
                if query.cursor.is_none() {
                    break;
                }
            }
            assert!(all > 180, "{all} products");
        },
    );
}
