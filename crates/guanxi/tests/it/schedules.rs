//! Files that come in by themselves, from a folder and from a bucket: each once, whatever happens between two steps.

use super::imports::ended;
use axum::http::StatusCode;
use guanxi::intake::{Intake, Looked, Trouble, look};
use guanxi::settings::Settings;
use records::Access;
use records::io::schedule::Schedule;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;
use store::blobs::Blobs;
use testkit::{Client, TestApp, app_both_with, bucket, until};

fn with_folder(settings: &mut Settings) {
    let inbox = settings.data.join("inbox");
    fs::create_dir_all(inbox.join("alpha/erp")).unwrap();
    fs::create_dir_all(inbox.join("beta")).unwrap();
    settings.import_folder = Some(inbox);
}

fn folder(app: &TestApp) -> PathBuf {
    app.db.data().join("inbox/alpha/erp")
}

fn rows(from: usize, to: usize) -> String {
    let lines: Vec<String> = (from..to).map(|i| format!("{i},Customer {i}\n")).collect();
    format!("no,name\n{}", lines.concat())
}

async fn template(ada: &Client) {
    let fields = json!({ "external_id": "no", "name": "name", "kind": { "value": "person" } });
    let template = json!({ "name": "people", "object": [{ "object": "customer", "key": ["external_id"], "fields": fields }] });
    let kept = ada.post("/api/import-templates", &template).await;
    assert_eq!(kept.status, StatusCode::CREATED, "{}", kept.text());
}

fn plan(more: &Value) -> Value {
    let mut plan = json!({ "name": "ERP", "template": "people", "source": "folder", "path": "erp", "pattern": "*.CSV", "every_minutes": 10 });
    plan.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    plan
}

async fn schedule(ada: &Client, more: &Value) -> Value {
    let made = ada.post("/api/import-schedules", &plan(more)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()
}

fn address(schedule: &Value) -> String {
    format!("/api/import-schedules/{}", schedule["id"].as_str().unwrap())
}

/// Looks once, without a worker.
async fn looked(app: &TestApp, schedule: &Value) -> Result<Looked, String> {
    let records = app.app.records("alpha").await.unwrap();
    let id = schedule["id"].as_str().and_then(model::Id::parse).unwrap();
    let schedule: Schedule = records.import_schedule(&Access::system("alpha"), id).await.unwrap();
    match look(&Intake::of(&app.app), &records, &schedule, &|| true).await {
        Ok(looked) => Ok(looked),
        Err(Trouble::Told(text)) => Err(text),
        Err(Trouble::Store(e)) => panic!("{e}"),
    }
}

/// Waits until a worker has looked at this hour and that many files may still grow.
async fn stand(app: &TestApp, ada: &Client, schedule: &Value, count: i64) {
    let now = model::Clock::now(&*app.clock).rfc3339();
    let there = async || {
        let one = ada.get(&address(schedule)).await.json();
        one["looked_at"] == now && one["standing"] == count
    };
    until("it was looked and files stand", there).await;
}

async fn files(ada: &Client, schedule: &Value) -> Vec<(String, String)> {
    let page = ada.get(&format!("{}/files", address(schedule))).await.json();
    let text = |f: &Value, name: &str| f[name].as_str().unwrap_or_default().to_owned();
    page["items"].as_array().unwrap().iter().rev().map(|f| (text(f, "name"), text(f, "state"))).collect()
}

async fn customers(ada: &Client) -> usize {
    ada.get("/api/records/customer?limit=200").await.json()["items"].as_array().unwrap().len()
}

async fn imports(ada: &Client) -> Vec<Value> {
    ada.get("/api/imports").await.json()["items"].as_array().unwrap().clone()
}

#[test]
fn files_of_a_folder_come_in_once_by_a_worker() {
    app_both_with(with_folder, |app| async move {
        let ada = app.admin().await;
        template(&ada).await;
        let one = schedule(&ada, &json!({})).await;
        assert_eq!((&one["active"], &one["next_at"]), (&json!(true), &json!("2026-01-15T08:10:00Z")));
        let dir = folder(&app);
        fs::write(dir.join("a.csv"), rows(0, 3)).unwrap();
        fs::write(dir.join("b.csv"), rows(10, 12)).unwrap();
        for other in ["c.txt", ".d.csv", "e.csv.tmp", "f.csv~"] {
            fs::write(dir.join(other), rows(20, 30)).unwrap();
        }
        let worker = guanxi::work::start(&app.app);
        let at = address(&one);
        assert_eq!(ada.post(&format!("{at}/run"), &json!({})).await.status, StatusCode::ACCEPTED);
        stand(&app, &ada, &one, 2).await;
        assert_eq!(imports(&ada).await.len(), 0, "they may still grow");
        fs::write(dir.join("b.csv"), rows(10, 15)).unwrap();
        app.clock.advance(31);
        stand(&app, &ada, &one, 1).await;
        assert_eq!(imports(&ada).await.len(), 1, "the one that stands is taken, the other met again");
        app.clock.advance(31);
        until("the other one, too", async || imports(&ada).await.len() == 2).await;
        for import in imports(&ada).await {
            let import = ended(&ada, &format!("/api/imports/{}", import["id"].as_str().unwrap())).await;
            assert_eq!((&import["state"], &import["schedule"]), (&json!("done"), &one["id"]), "{import}");
        }
        assert_eq!(customers(&ada).await, 8);
        // written again as it was, and once more under another name
        fs::write(dir.join("a.csv"), rows(0, 3)).unwrap();
        fs::write(dir.join("a-copy.csv"), rows(0, 3)).unwrap();
        app.clock.advance(600);
        stand(&app, &ada, &one, 2).await;
        app.clock.advance(31);
        until("and known", async || ada.get(&at).await.json()["taken"] == 4).await;
        let met: Vec<String> = files(&ada, &one).await.into_iter().map(|(_, state)| state).collect();
        assert_eq!((met.iter().filter(|s| *s == "taken").count(), met.iter().filter(|s| *s == "same").count()), (2, 2));
        assert_eq!(imports(&ada).await.len(), 2);
        assert_eq!(ada.get("/api/notices").await.json()["unread"], 0, "what went well by itself is told to nobody");
        worker.stop().await;
    });
}

#[test]
fn what_went_wrong_is_told_once_and_mends_itself() {
    app_both_with(with_folder, |app| async move {
        let ada = app.admin().await;
        template(&ada).await;
        let one = schedule(&ada, &json!({ "path": "shop" })).await;
        let worker = guanxi::work::start(&app.app);
        let at = address(&one);
        for _ in 0..3 {
            let before = ada.get(&at).await.json()["looked_at"].clone();
            app.clock.advance(600);
            until("it is looked", async || ada.get(&at).await.json()["looked_at"] != before).await;
        }
        let failing = ada.get(&at).await.json();
        assert!(failing["error"].as_str().unwrap().contains("alpha/shop"), "{failing}");
        assert_eq!(failing["failing_since"], "2026-01-15T08:10:00Z");
        let notices = ada.get("/api/notices").await.json();
        let told: Vec<&Value> = notices["items"].as_array().unwrap().iter().map(|n| &n["kind"]).collect();
        assert_eq!(told, [&json!("import_schedule_failed")]);
        assert_eq!((&notices["items"][0]["title"], &notices["items"][0]["record"]), (&json!("ERP"), &one["id"]));
        fs::create_dir(app.db.data().join("inbox/alpha/shop")).unwrap();
        fs::write(app.db.data().join("inbox/alpha/shop/bad.csv"), "x,y\n1,2\n").unwrap();
        app.clock.advance(600);
        until("it is well again", async || ada.get(&at).await.json()["error"].is_null()).await;
        app.clock.advance(31);
        until("the file is taken", async || imports(&ada).await.len() == 1).await;
        let import = format!("/api/imports/{}", imports(&ada).await[0]["id"].as_str().unwrap());
        assert_eq!(ended(&ada, &import).await["state"], "failed", "it has other columns");
        assert_eq!(ada.get("/api/notices").await.json()["items"][0]["kind"], "import_failed");
        // paused, nothing is looked for; asked for, it is
        let paused = ada.patch(&at, &json!({ "active": false })).await.json();
        assert_eq!((&paused["active"], &paused["next_at"]), (&json!(false), &Value::Null));
        app.clock.advance(3600);
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        assert_eq!(ada.get(&at).await.json()["looked_at"], paused["looked_at"]);
        ada.post(&format!("{at}/run"), &json!({})).await;
        until("it is looked", async || ada.get(&at).await.json()["looked_at"] != paused["looked_at"]).await;
        assert_eq!(ada.delete(&at).await.status, StatusCode::NO_CONTENT);
        assert_eq!(ada.get(&at).await.status, StatusCode::NOT_FOUND);
        let audit = ada.get("/api/audit?kind=import_schedule_changed").await.json();
        assert_eq!(audit["items"].as_array().unwrap().len(), 3, "{audit}");
        worker.stop().await;
    });
}

#[test]
fn no_step_that_was_cut_off_takes_a_file_twice() {
    app_both_with(with_folder, |app| async move {
        let ada = app.admin().await;
        template(&ada).await;
        let one = schedule(&ada, &json!({ "after": "move" })).await;
        let (dir, files_of) = (folder(&app), app.db.data().join("blobs/alpha"));
        fs::write(dir.join("a.csv"), rows(0, 3)).unwrap();
        assert_eq!(looked(&app, &one).await.unwrap().standing, 1);
        app.clock.advance(30);
        // a look that died in the middle of its copy
        let records = app.app.records("alpha").await.unwrap();
        let page = ada.get(&format!("{}/files", address(&one))).await.json();
        let file = page["items"][0]["id"].as_str().and_then(model::Id::parse).unwrap();
        let torn =
            app.app.blobs().put_as("alpha", "00/torn", futures_util::stream::iter([Ok::<_, std::io::Error>("no,n".into())]));
        torn.await.unwrap();
        assert_eq!(records.claim_file(file, "00/torn").await.unwrap(), Some(None));
        // two looks at once
        let (a, b) = tokio::join!(looked(&app, &one), looked(&app, &one));
        let started = a.unwrap().started.len() + b.unwrap().started.len();
        assert_eq!((started, imports(&ada).await.len()), (1, 1));
        assert!(!dir.join("a.csv").exists() && dir.join("done/a.csv").exists());
        assert!(!files_of.join("00/torn").exists(), "the torn copy is gone");
        // a look that died before it moved its file
        fs::rename(dir.join("done/a.csv"), dir.join("a.csv")).unwrap();
        assert_eq!(looked(&app, &one).await.unwrap(), Looked::default());
        assert!(dir.join("done/a.csv").exists());
        // another file of the same name does not take its place
        fs::write(dir.join("a.csv"), rows(3, 5)).unwrap();
        looked(&app, &one).await.unwrap();
        app.clock.advance(30);
        assert_eq!(looked(&app, &one).await.unwrap().started.len(), 1);
        let mut done: Vec<String> =
            fs::read_dir(dir.join("done")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        done.sort();
        assert_eq!((done.len(), done[1].as_str()), (2, "a.csv"), "{done:?}");
        assert_eq!(fs::read_to_string(dir.join("done/a.csv")).unwrap(), rows(0, 3));
        let copies: usize = fs::read_dir(&files_of).unwrap().map(|d| fs::read_dir(d.unwrap().path()).unwrap().count()).sum();
        assert_eq!(copies, 2, "one copy for each import, nothing left over");
    });
}

#[test]
fn nothing_outside_of_the_folder_is_read() {
    app_both_with(with_folder, |app| async move {
        let ada = app.admin().await;
        template(&ada).await;
        let (inbox, dir) = (app.db.data().join("inbox"), folder(&app));
        fs::write(inbox.join("beta/secret.csv"), rows(0, 9)).unwrap();
        fs::write(inbox.join("root.csv"), rows(0, 9)).unwrap();
        for path in ["..", "../beta", "erp/../../beta", "/etc", "erp/", "erp//x", ".hidden", "a\\b"] {
            let refused = ada.post("/api/import-schedules", &plan(&json!({ "path": path }))).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path:?}");
        }
        for pattern in ["", "../*", "a/b.csv"] {
            let refused = ada.post("/api/import-schedules", &plan(&json!({ "pattern": pattern }))).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{pattern:?}");
        }
        let here =
            async |path: &str| ada.post("/api/import-schedules/preview", &json!({ "source": "folder", "path": path })).await;
        std::os::unix::fs::symlink(inbox.join("beta/secret.csv"), dir.join("link.csv")).unwrap();
        std::os::unix::fs::symlink(inbox.join("beta"), inbox.join("alpha/away")).unwrap();
        std::os::unix::fs::symlink("../../..", inbox.join("alpha/up")).unwrap();
        rustix::fs::mknodat(rustix::fs::CWD, dir.join("pipe.csv"), rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0)
            .unwrap();
        fs::create_dir(dir.join("folder.csv")).unwrap();
        fs::write(dir.join("good.csv"), rows(0, 2)).unwrap();
        let seen = here("erp").await.json();
        assert_eq!((&seen["total"], &seen["files"][0]["name"]), (&json!(1), &json!("good.csv")), "{seen}");
        for away in ["away", "up", "erp/link.csv", "erp/good.csv", "nowhere"] {
            let refused = here(away).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{away}: {}", refused.text());
            assert!(!refused.text().contains(&*inbox.to_string_lossy()), "{}", refused.text());
        }
        // a link that takes the place of a file after it was seen
        let one = schedule(&ada, &json!({ "pattern": "good.csv" })).await;
        assert_eq!(looked(&app, &one).await.unwrap().standing, 1);
        fs::remove_file(dir.join("good.csv")).unwrap();
        std::os::unix::fs::symlink(inbox.join("beta/secret.csv"), dir.join("good.csv")).unwrap();
        app.clock.advance(30);
        assert_eq!(looked(&app, &one).await.unwrap(), Looked::default());
        assert_eq!(imports(&ada).await.len(), 0);
        // nobody leaves the company's own folder by giving it away
        fs::rename(inbox.join("alpha"), inbox.join("gone")).unwrap();
        std::os::unix::fs::symlink(inbox.join("beta"), inbox.join("alpha")).unwrap();
        assert!(looked(&app, &one).await.is_err());
    });
}

#[test]
fn people_give_what_they_have() {
    app_both_with(with_folder, |app| async move {
        let ada = app.admin().await;
        template(&ada).await;
        let max = app.member().await.get("/api/me").await.json()["user"]["id"].clone();
        fs::write(folder(&app).join("a.csv"), rows(0, 3)).unwrap();
        for (more, field) in [
            (json!({ "template": "none" }), "template"),
            (json!({ "source": "bucket" }), "source"),
            (json!({ "every_minutes": 0 }), "every_minutes"),
            (json!({ "daily_at": "06:00" }), "every_minutes"),
            (json!({ "every_minutes": null, "daily_at": "25:00" }), "daily_at"),
            (json!({ "name": " " }), "name"),
            (json!({ "run_as": "0193a000-0000-7000-8000-000000000001" }), "run_as"),
        ] {
            let refused = ada.post("/api/import-schedules", &plan(&more)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{more}: {}", refused.text());
            assert_eq!(refused.json()["errors"][0]["field"], field, "{}", refused.text());
        }
        let daily = schedule(&ada, &json!({ "every_minutes": null, "daily_at": "06:00", "run_as": max })).await;
        assert_eq!(daily["run_as"], max);
        // a program that may change settings, but not people, runs nothing in somebody else's name
        let program = app.program(&["company.manage", "import.run"]).await;
        assert_eq!(program.post("/api/import-schedules", &plan(&json!({ "run_as": max }))).await.status, StatusCode::FORBIDDEN);
        assert_eq!(program.patch(&address(&daily), &json!({ "path": "" })).await.status, StatusCode::FORBIDDEN);
        assert_eq!(program.post("/api/import-schedules", &plan(&json!({ "name": "own" }))).await.status, StatusCode::CREATED);
        // as somebody who may no longer
        looked(&app, &daily).await.unwrap();
        app.clock.advance(30);
        let role = json!({ "name": "Reader", "code": "reader", "grants": { "usual": { "read": "all" }, "objects": {}, "permissions": [] } });
        assert_eq!(ada.post("/api/roles", &role).await.status, StatusCode::CREATED);
        let at = format!("/api/users/{}", max.as_str().unwrap());
        assert_eq!(ada.patch(&at, &json!({ "role": "reader" })).await.status, StatusCode::OK);
        assert!(looked(&app, &daily).await.unwrap_err().contains("import"));
        ada.patch(&at, &json!({ "role": "member", "active": false })).await;
        assert!(looked(&app, &daily).await.unwrap_err().contains("can no longer sign in"));
        assert_eq!(imports(&ada).await.len(), 0);
        ada.patch(&at, &json!({ "active": true })).await;
        let started = looked(&app, &daily).await.unwrap().started;
        assert_eq!((started.len(), &imports(&ada).await[0]["created_by"]), (1, &max));
        assert_eq!(app.stranger().await.get("/api/import-schedules").await.json()["items"], json!([]));
    });
}

#[test]
fn too_large_files_are_left() {
    app_both_with(
        |settings| {
            with_folder(settings);
            settings.max_upload = 100;
        },
        |app| async move {
            let ada = app.admin().await;
            template(&ada).await;
            let one = schedule(&ada, &json!({})).await;
            fs::write(folder(&app).join("large.csv"), rows(0, 50)).unwrap();
            assert_eq!(looked(&app, &one).await.unwrap().refused, 1);
            app.clock.advance(60);
            assert_eq!(looked(&app, &one).await.unwrap(), Looked::default(), "said once");
            assert_eq!(files(&ada, &one).await, [("large.csv".to_owned(), "refused".to_owned())]);
        },
    );
}

#[test]
fn files_of_a_bucket_come_in_once() {
    let url = tokio::runtime::Runtime::new().unwrap().block_on(bucket("guanxi-imports"));
    for kind in [testkit::Kind::Sqlite, testkit::Kind::Postgres] {
        let url = url.replace('?', &format!("-{kind:?}?"));
        app_both_with(
            |settings| settings.import_bucket = Some(url.clone()),
            |app| {
                let url = url.clone();
                async move {
                    if app.kind == kind {
                        in_a_bucket(&app, &url).await;
                    }
                }
            },
        );
    }
}

async fn in_a_bucket(app: &TestApp, url: &str) {
    let ada = app.admin().await;
    template(&ada).await;
    let outside = Blobs::open(Some(url), &app.db.data()).unwrap();
    let put = async |company: &str, key: &str, text: String| {
        let content = futures_util::stream::iter([Ok::<_, std::io::Error>(text.into())]);
        outside.put_as(company, key, content).await.unwrap();
    };
    put("alpha", "erp/a.csv", rows(0, 3)).await;
    put("alpha", "erp/deep/b.csv", rows(3, 5)).await;
    put("beta", "erp/secret.csv", rows(5, 9)).await;
    let one = schedule(&ada, &json!({ "source": "bucket", "after": "move" })).await;
    let seen = ada.post("/api/import-schedules/preview", &json!({ "source": "bucket", "path": "erp" })).await.json();
    assert_eq!((&seen["total"], &seen["files"][0]["name"]), (&json!(1), &json!("a.csv")), "{seen}");
    assert_eq!(looked(app, &one).await.unwrap().started.len(), 1, "what lies in a bucket is whole");
    assert!(outside.size("alpha", "erp/a.csv").await.unwrap().is_none());
    assert!(outside.size("alpha", "erp/done/a.csv").await.unwrap().is_some());
    put("alpha", "erp/a.csv", rows(0, 3)).await;
    assert_eq!(looked(app, &one).await.unwrap().same + looked(app, &one).await.unwrap().same, 0, "etag and name are known");
    put("alpha", "erp/again.csv", rows(0, 3)).await;
    assert_eq!(looked(app, &one).await.unwrap().same, 1, "so is the content");
    put("alpha", "erp/a.csv", rows(0, 4)).await;
    assert_eq!(looked(app, &one).await.unwrap().started.len(), 1);
    let worker = guanxi::work::start(&app.app);
    for import in imports(&ada).await {
        assert_eq!(ended(&ada, &format!("/api/imports/{}", import["id"].as_str().unwrap())).await["state"], "done");
    }
    assert_eq!(customers(&ada).await, 4);
    worker.stop().await;
}
