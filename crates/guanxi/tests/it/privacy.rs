//! Somebody is forgotten. A canary is planted through every way in, found in every store, and after erasing found nowhere: in no
//! byte below the data folder and no row of the database.

use crate::imports::ended;
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::{Home, Scan};
use testkit::{Client, Kind, TestApp, app_both, until};

const CANARY: &str = "zqxcanary";

/// Files below a folder that hold the canary, in whatever case.
fn files_with(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            files_with(&path, found);
        } else if std::fs::read(&path).is_ok_and(|bytes| holds(&bytes)) {
            found.push(path);
        }
    }
}

fn holds(bytes: &[u8]) -> bool {
    bytes.windows(CANARY.len()).any(|w| w.eq_ignore_ascii_case(CANARY.as_bytes()))
}

/// Tables with a row that holds the canary.
async fn tables_with(app: &TestApp) -> Vec<String> {
    let tenant = app.app.store().tenant("alpha").await.unwrap();
    let ask = async |sql: &str| tenant.scan(sql, &[], Scan { deadline: Duration::from_secs(60) }).await.unwrap();
    let mut found = Vec::new();
    let tables = match app.kind {
        Kind::Sqlite => "select '', name from sqlite_schema where type = 'table' and name not like 'sqlite_%'",
        Kind::Postgres => {
            "select schemaname::text, tablename::text from pg_catalog.pg_tables where schemaname not in ('pg_catalog', 'information_schema')"
        }
    };
    for table in ask(tables).await {
        let (schema, name) = (table.text(0).unwrap().to_owned(), table.text(1).unwrap().to_owned());
        let all = match app.kind {
            Kind::Sqlite => format!("select * from \"{name}\""),
            Kind::Postgres => format!("select t::text from \"{schema}\".\"{name}\" t"),
        };
        for row in ask(&all).await {
            if row.iter().any(|v| v.text().is_some_and(|t| holds(t.as_bytes()))) {
                found.push(name.clone());
                break;
            }
        }
    }
    found.sort();
    found
}

async fn everywhere(app: &TestApp) -> (Vec<String>, Vec<PathBuf>) {
    let mut files = Vec::new();
    files_with(&app.db.data(), &mut files);
    (tables_with(app).await, files)
}

struct Planted {
    customer: String,
    merge: String,
    order: String,
    import: String,
}

/// The canary through every way in.
async fn plant(app: &TestApp, ada: &Client) -> Planted {
    let field = json!({ "name": "x_secret", "type": "text" });
    assert_eq!(ada.post("/api/objects/customer/fields", &field).await.status, StatusCode::CREATED);
    let values = json!({
        "kind": "person", "name": "Zqxcanary Wang", "emails": ["zqxcanary@example.com"], "phones": ["+8613812345678"],
        "external_id": "zqxcanary-1", "x_secret": "zqxcanary field", "tags": ["zqxcanary"], "occupation": "zqxcanary",
        "addresses": [{ "country": "GB", "street": "zqxcanary street" }], "stage_reason": "zqxcanary",
    });
    let once = ada.with("idempotency-key", "k1").post("/api/records/customer", &values).await;
    let customer = once.json()["id"].as_str().unwrap().to_owned();
    app.clock.advance(60);
    let at = format!("/api/records/customer/{customer}");
    assert_eq!(ada.patch(&at, &json!({ "occupation": "Zqxcanary smith", "stage": "new" })).await.status, StatusCode::OK);
    ada.create("note", &json!({ "customer": customer, "text": "she said zqxcanary" })).await;
    ada.create("task", &json!({ "customer": customer, "title": "call zqxcanary" })).await;
    let order = json!({ "number": "N-1", "customer": customer, "ordered_at": "2026-01-02T03:04:05Z", "status": "completed",
        "ship_to": { "country": "GB", "street": "zqxcanary lane" }, "status_reason": "zqxcanary" });
    let order = ada.create("order", &order).await;
    ada.create("order_line", &json!({ "order": order, "quantity": 2, "unit_price": "3.00" })).await;
    let file = ada
        .with("content-type", "application/octet-stream")
        .call("POST", "/api/files?name=zqxcanary.txt", "a zqxcanary file")
        .await;
    let file = file.json()["id"].clone();
    ada.create("attachment", &json!({ "customer": customer, "name": "zqxcanary.txt", "file": file })).await;
    let event = json!({ "kind": "call_in", "props": { "content": "zqxcanary called" } });
    assert_eq!(ada.post(&format!("/api/customers/{customer}/events"), &event).await.status, StatusCode::CREATED);
    let consent = json!({ "customer": customer, "purpose": "marketing_email", "state": "granted", "basis": "consent", "proof": "zqxcanary tape" });
    ada.create("consent", &consent).await;
    ada.create("identifier", &json!({ "customer": customer, "kind": "card", "value": "zqxcanary-card" })).await;
    let link = json!({ "days": 1, "fields": ["name"], "label": "lawyer of zqxcanary" });
    assert_eq!(ada.post(&format!("{at}/guest-links"), &link).await.status, StatusCode::CREATED);
    // A file with a row of theirs and one that is refused.
    let csv = "external_id,occupation,kind\nzqxcanary-1,zqxcanary baker,person\nzqxcanary-1,zqxcanary,robot\n";
    let sent = ada.with("content-type", "text/csv").call("POST", "/api/imports?object=customer&name=zqxcanary.csv", csv).await;
    let import = sent.headers["location"].to_str().unwrap().to_owned();
    assert_eq!(ended(ada, &import).await["refused"], 1);
    // Somebody merged into them.
    let twin =
        json!({ "kind": "person", "name": "Zqxcanary Wong", "emails": ["zqxcanary2@example.com"], "external_id": "zqxcanary-2" });
    let twin = ada.create("customer", &twin).await;
    let merged = ada.post(&format!("{at}/merge"), &json!({ "others": [twin] })).await;
    assert_eq!(merged.status, StatusCode::OK, "{}", merged.text());
    let merge = merged.json()["merges"][0].as_str().unwrap().to_owned();
    // A search for duplicates with another alike, and an export.
    ada.create("customer", &json!({ "kind": "person", "name": "Ann Lee", "phones": ["+8613812345678"] })).await;
    assert_eq!(ada.post("/api/records/customer/duplicates/scan", &json!({})).await.status, StatusCode::ACCEPTED);
    let scan = async || ada.get("/api/records/customer/duplicates/scan").await.json()["scan"]["state"] == "done";
    until("the search for duplicates", scan).await;
    assert!(ada.get("/api/records/customer/export").await.text().contains("zqxcanary"));
    // A change of many records that names them, and one of them alone.
    for which in [json!({ "q": "zqxcanary" }), json!({ "records": [customer] })] {
        let mut edit = which;
        edit["set"] = json!({ "x_secret": "zqxcanary field" });
        let begun = ada.post("/api/records/customer/bulk/edit", &edit).await;
        let action = begun.headers["location"].to_str().unwrap().to_owned();
        until("the bulk action", async || ada.get(&action).await.json()["state"] == "done").await;
    }
    // A request of theirs, and an archive for them.
    let request = json!({ "kind": "access", "channel": "email", "customer": customer, "name": "Zqxcanary", "contact": "zqxcanary@example.com",
        "note": "zqxcanary", "identity": "zqxcanary id" });
    assert_eq!(ada.post("/api/privacy/requests", &request).await.status, StatusCode::CREATED);
    let archive = ada.post(&format!("/api/privacy/customers/{customer}/archives"), &json!({})).await;
    let archive = archive.headers["location"].to_str().unwrap().to_owned();
    until("the archive", async || ada.get(&archive).await.json()["state"] == "done").await;
    let found = async || {
        let answer = ada.get("/api/search?q=zqxcanary").await.json();
        answer["complete"] == true && !answer["groups"].as_array().unwrap().is_empty()
    };
    until("the index has it", found).await;
    Planted { customer, merge, order, import }
}

fn erasure(customer: &str) -> String {
    format!("/api/privacy/customers/{customer}/erasure")
}

#[test]
fn nothing_is_left_of_who_was_erased() {
    for mode in ["erase", "anonymise"] {
        app_both(|app| async move {
            let worker = guanxi::work::start(&app.app);
            let ada = app.admin().await;
            let Planted { customer, merge, order, import } = plant(&app, &ada).await;
            let (tables, files) = everywhere(&app).await;
            for table in [
                "alias_key",
                "answer",
                "attachment",
                "audit",
                "bulk_action",
                "change",
                "consent",
                "customer",
                "event",
                "file",
                "guest_link",
                "identifier",
                "import",
                "import_refused",
                "note",
                "order",
                "rights_request",
                "task",
                "value",
            ] {
                assert!(tables.iter().any(|t| t == table), "the canary is not in {table}: {tables:?}");
            }
            let blobs = files.iter().filter(|f| f.components().any(|c| c.as_os_str() == "blobs")).count();
            assert!(blobs >= 3, "an attachment, the source of an import, an archive: {files:?}");
            if app.kind == Kind::Sqlite {
                assert!(files.iter().any(|f| f.to_string_lossy().contains(".db")), "{files:?}");
            }
            let would = ada.get(&format!("{}?mode={mode}", erasure(&customer))).await.json();
            assert_eq!(
                (&would["goes"]["note"], &would["stays"]["order"]["count"], &would["hold"]),
                (&json!(1), &json!(1), &Value::Null),
                "{would}"
            );
            assert_eq!(everywhere(&app).await.0, tables, "a preview writes nothing");
            let done = ada.post(&erasure(&customer), &json!({ "mode": mode })).await;
            assert_eq!((done.status, done.json()), (StatusCode::OK, would), "{}", done.text());
            // Figures stay.
            let kept = ada.get(&format!("/api/records/order/{order}")).await.json();
            assert_eq!((&kept["total"]["amount"], &kept["ship_to"]), (&json!("6.00"), &Value::Null), "{kept}");
            let one = ada.get(&format!("/api/records/customer/{customer}")).await;
            if mode == "anonymise" {
                let one = one.json();
                assert_eq!(
                    (&one["orders_count"], &one["spend"]["amount"], &one["name"]),
                    (&json!(1), &json!("6.00"), &Value::Null),
                    "{one}"
                );
                assert_eq!(kept["customer"], json!(customer));
            } else {
                assert_eq!(one.status, StatusCode::NOT_FOUND);
                assert_eq!(kept["customer"], Value::Null);
            }
            let undo = ada.call("POST", &format!("/api/records/customer/merges/{merge}/undo"), "").await;
            assert!(undo.status.is_client_error() && undo.text().contains("erased"), "{}", undo.text());
            assert_eq!(ada.get(&import).await.status, StatusCode::OK, "that there was an import is known");
            until("the index has forgotten", async || {
                let answer = ada.get("/api/search?q=zqxcanary").await.json();
                answer["complete"] == true && answer["groups"] == json!([])
            })
            .await;
            // The index writes itself anew when nothing happens; the disk is cleaned by a job where somebody still read.
            let mut left = everywhere(&app).await;
            for _ in 0..50 {
                if left.0.is_empty() && left.1.is_empty() {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
                app.db.a.scrub().await.unwrap();
                left = everywhere(&app).await;
            }
            assert_eq!(left, (Vec::new(), Vec::new()), "{mode}");
            worker.stop().await;
        });
    }
}

#[test]
fn a_hold_keeps_them() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let customer = ada.create("customer", &json!({ "name": "Ann" })).await;
        let at = format!("/api/privacy/customers/{customer}/hold");
        for reason in ["", "  "] {
            assert_eq!(ada.put(&at, &json!({ "reason": reason })).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert_eq!(ada.put(&at, &json!({ "reason": "case 7" })).await.status, StatusCode::NO_CONTENT);
        assert_eq!(ada.get(&at).await.json()["hold"]["reason"], "case 7");
        let refused = ada.post(&erasure(&customer), &json!({ "mode": "erase" })).await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::CONFLICT, "legal_hold"), "{}", refused.text());
        assert!(refused.text().contains("case 7"));
        assert_eq!(ada.get(&format!("/api/records/customer/{customer}")).await.json()["name"], "Ann");
        assert!(app.app.store().control().erased().await.unwrap().is_empty(), "nothing is noted that was not done");
        // Nor is somebody erased who was merged into one that is held.
        let twin = ada.create("customer", &json!({ "name": "Anna" })).await;
        ada.post(&format!("/api/records/customer/{twin}/merge"), &json!({ "others": [customer] })).await;
        assert_eq!(ada.post(&erasure(&twin), &json!({ "mode": "erase" })).await.status, StatusCode::CONFLICT);
        assert_eq!(ada.delete(&format!("/api/privacy/customers/{twin}/hold")).await.status, StatusCode::NO_CONTENT);
        assert_eq!(ada.post(&erasure(&twin), &json!({ "mode": "erase" })).await.status, StatusCode::OK);
        let kinds: Vec<Value> = ada.get("/api/audit?kind=hold_placed,hold_lifted,customer_erased").await.json()["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|i| i["kind"].clone())
            .collect();
        assert_eq!(kinds.len(), 3, "{kinds:?}");
        assert_eq!(app.member().await.put(&at, &json!({ "reason": "x" })).await.status, StatusCode::FORBIDDEN);
        assert_eq!(app.stranger().await.post(&erasure(&twin), &json!({ "mode": "erase" })).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_restored_back_up_forgets_again() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let ann = ada.create("customer", &json!({ "name": "Zqxcanary Ann" })).await;
        let bob = ada.create("customer", &json!({ "name": "Zqxcanary Bob" })).await;
        let cy = ada.create("customer", &json!({ "name": "Cy" })).await;
        let file = app.db.data().join("alpha.backup");
        app.app.store().backup("alpha", &file).await.unwrap();
        assert_eq!(ada.post(&erasure(&ann), &json!({ "mode": "erase" })).await.status, StatusCode::OK);
        assert_eq!(ada.post(&erasure(&bob), &json!({ "mode": "anonymise" })).await.status, StatusCode::OK);
        let home = if app.kind == Kind::Sqlite { Home::Sqlite } else { Home::SHARED };
        app.app.store().restore("gamma", &file, home).await.unwrap();
        assert_eq!(guanxi::privacy::replay(&app.app, "gamma").await.unwrap(), 2);
        assert_eq!(guanxi::privacy::replay(&app.app, "gamma").await.unwrap(), 0, "once is enough");
        let tenant = app.app.store().tenant("gamma").await.unwrap();
        let rows = tenant.get("select id, name from @customer order by id", &[]).await.unwrap();
        let names: Vec<(String, Option<String>)> =
            rows.iter().map(|r| (r.id(0).unwrap().to_string(), r.opt_text(1).map(str::to_owned))).collect();
        let mut expected = vec![(bob, None), (cy, Some("Cy".to_owned()))];
        expected.sort();
        assert_eq!(names, expected);
    });
}
