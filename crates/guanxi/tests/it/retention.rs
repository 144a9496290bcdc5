//! How long records are kept: rules are tried, switched on, run at night; a legal hold wins.

use axum::http::StatusCode;
use model::Ts;
use serde_json::{Value, json};
use testkit::{Client, TestApp, app_both, until};

const RULES: &str = "/api/privacy/retention";
const RUNS: &str = "/api/privacy/retention-runs";

fn at(rule: &Value) -> String {
    format!("{RULES}/{}", rule["id"].as_str().unwrap())
}

async fn rule(ada: &Client, body: &Value) -> Value {
    let made = ada.post(RULES, body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()
}

async fn tried(ada: &Client, rule: &Value) -> Value {
    let answer = ada.post(&format!("{}/try", at(rule)), &json!({})).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

/// Runs a rule and waits for its end.
async fn ran(ada: &Client, rule: &Value) -> Value {
    let begun = ada.post(&format!("{}/run", at(rule)), &json!({})).await;
    assert_eq!(begun.status, StatusCode::ACCEPTED, "{}", begun.text());
    let id = begun.json()["id"].clone();
    ended(ada, "the run", async |run| run["id"] == id).await
}

async fn ended(ada: &Client, what: &str, mine: impl AsyncFn(&Value) -> bool) -> Value {
    let find = async || {
        for run in ada.get(RUNS).await.json()["items"].as_array().unwrap() {
            if mine(run).await && !["waiting", "running"].contains(&run["state"].as_str().unwrap()) {
                return Some(run.clone());
            }
        }
        None
    };
    until(what, async || find().await.is_some()).await;
    find().await.unwrap()
}

async fn aged(app: &TestApp) -> Client {
    app.clock.set(Ts::parse_rfc3339("2026-01-10T12:00:00Z").unwrap());
    app.admin().await
}

async fn status(ada: &Client, object: &str, id: &str) -> StatusCode {
    ada.get(&format!("/api/records/{object}/{id}")).await.status
}

#[test]
fn a_rule_is_tried_before_it_works() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let ada = aged(&app).await;
        let lost = json!({ "name": "Old", "stage": "lost", "stage_reason": "moved" });
        let (old, held) = (ada.create("customer", &lost).await, ada.create("customer", &lost).await);
        let kept = ada.create("customer", &json!({ "name": "Active" })).await;
        let restricted = ada.create("customer", &lost).await;
        ada.create("note", &json!({ "customer": old, "text": "hello" })).await;
        assert_eq!(
            ada.put(&format!("/api/privacy/customers/{held}/hold"), &json!({ "reason": "case 7" })).await.status,
            StatusCode::NO_CONTENT
        );
        let asked = json!({ "reason": "they asked" });
        assert_eq!(
            ada.put(&format!("/api/privacy/customers/{restricted}/restriction"), &asked).await.status,
            StatusCode::NO_CONTENT
        );
        app.clock.advance(100 * 86_400);
        let ada = app.admin().await;
        let young = ada.create("customer", &lost).await;
        let body = json!({ "name": "Lost customers", "object": "customer", "filter": "stage:lost", "field": "created_at", "days": 90, "action": "anonymise" });
        let made = rule(&ada, &body).await;
        assert_eq!((&made["active"], &made["tried_at"]), (&json!(false), &Value::Null));
        let early = ada.patch(&at(&made), &json!({ "active": true })).await;
        assert_eq!((early.status, early.code().as_str()), (StatusCode::CONFLICT, "not_tried"));
        let off = ada.post(&format!("{}/run", at(&made)), &json!({})).await;
        assert_eq!((off.status, off.code().as_str()), (StatusCode::CONFLICT, "not_active"));
        let would = tried(&ada, &made).await;
        assert_eq!((&would["count"], &would["more"]), (&json!(3), &json!(false)), "{would}");
        let sample: Vec<(&str, bool)> = would["sample"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| (s["id"].as_str().unwrap(), s["kept"].as_bool().unwrap()))
            .collect();
        let mut expected = vec![(old.as_str(), false), (held.as_str(), true), (restricted.as_str(), true)];
        expected.sort_unstable();
        assert_eq!(sample, expected);
        assert_eq!(ada.get(&format!("/api/records/customer/{old}")).await.json()["name"], "Old", "a dry run changes nothing");
        assert_eq!(ada.patch(&at(&made), &json!({ "active": true })).await.json()["active"], true);
        let run = ran(&ada, &made).await;
        assert_eq!(
            (&run["state"], &run["done"], &run["kept"], &run["failed"]),
            (&json!("done"), &json!(1), &json!(2), &json!(0)),
            "{run}"
        );
        for (id, name) in [
            (&old, Value::Null),
            (&held, json!("Old")),
            (&restricted, json!("Old")),
            (&young, json!("Old")),
            (&kept, json!("Active")),
        ] {
            assert_eq!(ada.get(&format!("/api/records/customer/{id}")).await.json()["name"], name, "{id}");
        }
        // Who was made anonymous is not made so again; who is touched since, is.
        assert_eq!(ran(&ada, &made).await["done"], 0);
        app.clock.advance(60);
        assert_eq!(
            ada.patch(&format!("/api/records/customer/{old}"), &json!({ "name": "Known again" })).await.status,
            StatusCode::OK
        );
        assert_eq!(ran(&ada, &made).await["done"], 1);
        let told = ada.get("/api/audit?kind=retention_run").await.json();
        let counts: Vec<u64> =
            told["items"].as_array().unwrap().iter().map(|i| i["details"]["records"].as_u64().unwrap()).collect();
        assert_eq!((counts.len(), counts.iter().sum::<u64>()), (3, 2), "{told}");
        // A back-up that is restored forgets them too.
        assert!(app.app.store().control().erased().await.unwrap().iter().any(|e| e.id.to_string() == old));
        assert_eq!(ada.delete(&at(&made)).await.status, StatusCode::NO_CONTENT);
        assert_eq!(ada.get(RULES).await.json()["items"], json!([]));
        worker.stop().await;
    });
}

#[test]
fn the_recycle_bin_is_emptied_and_what_is_held_stays() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let ada = aged(&app).await;
        let ann = ada.create("customer", &json!({ "name": "Ann" })).await;
        let held = ada.create("customer", &json!({ "name": "Held" })).await;
        let twin = ada.create("customer", &json!({ "name": "Ann Twin" })).await;
        let upload = ada.with("content-type", "application/octet-stream").call("POST", "/api/files?name=a.txt", "content").await;
        let file = ada.create("attachment", &json!({ "customer": ann, "name": "a.txt", "file": upload.json()["id"] })).await;
        let note = ada.create("note", &json!({ "customer": ann, "text": "gone" })).await;
        let of_held = ada.create("note", &json!({ "customer": held, "text": "evidence" })).await;
        let in_use = ada.create("note", &json!({ "customer": ann, "text": "stays" })).await;
        for (object, id) in [("attachment", &file), ("note", &note), ("note", &of_held)] {
            assert_eq!(ada.delete(&format!("/api/records/{object}/{id}")).await.status, StatusCode::NO_CONTENT);
        }
        let merged = ada.post(&format!("/api/records/customer/{ann}/merge"), &json!({ "others": [twin] })).await;
        assert_eq!(merged.status, StatusCode::OK, "{}", merged.text());
        ada.put(&format!("/api/privacy/customers/{held}/hold"), &json!({ "reason": "case 7" })).await;
        app.clock.advance(40 * 86_400);
        let ada = app.admin().await;
        for (object, done, kept) in [("note", 1, 1), ("attachment", 1, 0), ("customer", 0, 0)] {
            let made = rule(&ada, &json!({ "name": object, "object": object, "days": 30, "action": "purge" })).await;
            tried(&ada, &made).await;
            ada.patch(&at(&made), &json!({ "active": true })).await;
            let run = ran(&ada, &made).await;
            assert_eq!((&run["done"], &run["kept"], &run["failed"]), (&json!(done), &json!(kept), &json!(0)), "{object}: {run}");
        }
        let bin = async |object: &str| {
            ada.get(&format!("/api/records/{object}?deleted=1")).await.json()["items"].as_array().unwrap().len()
        };
        assert_eq!((bin("note").await, bin("attachment").await), (1, 0));
        assert_eq!(status(&ada, "note", &in_use).await, StatusCode::OK);
        assert_eq!(ada.get(&format!("/api/files/{}", upload.json()["id"].as_str().unwrap())).await.status, StatusCode::NOT_FOUND);
        // Who was merged away lies in the bin, and stands for the one that lives.
        assert_eq!(status(&ada, "customer", &ann).await, StatusCode::OK);
        assert_eq!(ada.get(&format!("/api/records/customer/{twin}")).await.json()["id"], json!(ann));
        worker.stop().await;
    });
}

#[test]
fn every_night_rules_work_and_logs_are_cut() {
    app_both(|app| async move {
        let ada = aged(&app).await;
        let worker = guanxi::work::start(&app.app);
        let ann = ada.create("customer", &json!({ "name": "Ann" })).await;
        let order = json!({ "number": "N-1", "customer": ann, "ordered_at": "2026-01-02T03:04:05Z" });
        let order = ada.create("order", &order).await;
        let held = ada.create("customer", &json!({ "name": "Held" })).await;
        let of_held = json!({ "number": "N-2", "customer": held, "ordered_at": "2026-01-02T03:04:05Z" });
        let of_held = ada.create("order", &of_held).await;
        let line = ada.create("order_line", &json!({ "order": of_held, "quantity": 1, "unit_price": "1.00" })).await;
        ada.put(&format!("/api/privacy/customers/{held}/hold"), &json!({ "reason": "case 7" })).await;
        let csv = "external_id,kind\nA-1,robot\n";
        let sent = ada.with("content-type", "text/csv").call("POST", "/api/imports?object=customer&name=a.csv", csv).await;
        let import = sent.headers["location"].to_str().unwrap().to_owned();
        crate::imports::ended(&ada, &import).await;
        for (object, id) in [("order", "placed_at"), ("order_line", "created_at")] {
            let field = if object == "order" { "ordered_at" } else { id };
            let made =
                rule(&ada, &json!({ "name": object, "object": object, "field": field, "days": 200, "action": "delete" })).await;
            tried(&ada, &made).await;
            ada.patch(&at(&made), &json!({ "active": true })).await;
        }
        let rules = json!({ "archive_days": 7, "answer_days": 30, "audit_days": 180, "notice_days": 30, "import_days": 30 });
        let short = json!({ "archive_days": 7, "answer_days": 30, "audit_days": 10 });
        assert_eq!(
            ada.put("/api/privacy/rules", &short).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "logs are kept half a year"
        );
        assert_eq!(ada.put("/api/privacy/rules", &rules).await.status, StatusCode::OK);
        let before = ada.get("/api/audit").await.json()["items"].as_array().unwrap().len();
        assert!(before > 3);
        app.clock.advance(220 * 86_400);
        let ada = app.admin().await;
        let audit = ended(&ada, "the night", async |run| run["name"] == "audit").await;
        assert_eq!((&audit["rule"], &audit["by"]), (&Value::Null, &Value::Null), "{audit}");
        ended(&ada, "the imports", async |run| run["name"] == "imports").await;
        assert_eq!(status(&ada, "order", &order).await, StatusCode::NOT_FOUND);
        assert_eq!(
            (status(&ada, "order", &of_held).await, status(&ada, "order_line", &line).await),
            (StatusCode::OK, StatusCode::OK)
        );
        assert_eq!(ada.get("/api/records/order?deleted=1").await.json()["items"][0]["id"], json!(order), "it lies in the bin");
        let log = ada.get("/api/audit?kind=hold_placed,privacy_rules_changed").await.json();
        assert_eq!(log["items"], json!([]), "what is older than half a year is gone");
        assert_eq!(ada.get(&import).await.status, StatusCode::OK);
        let refused = ada.with("accept", "text/csv").get(&format!("{import}/refused")).await;
        assert!(!refused.text().contains("robot"), "{}", refused.text());
        worker.stop().await;
    });
}

#[test]
fn rules_that_make_no_sense_are_refused() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let good = json!({ "name": "A", "object": "customer", "field": "created_at", "days": 10, "action": "delete" });
        for (change, field) in [
            (json!({ "name": " " }), "name"),
            (json!({ "object": "nothing" }), "object"),
            (json!({ "object": "user" }), "object"),
            (json!({ "object": "consent" }), "object"),
            (json!({ "field": "name" }), "field"),
            (json!({ "days": 0 }), "days"),
            (json!({ "filter": "stage:" }), "filter"),
            (json!({ "object": "note", "action": "erase" }), "action"),
        ] {
            let mut body = good.clone();
            body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            let refused = ada.post(RULES, &body).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {}", refused.text());
            assert_eq!(refused.json()["errors"][0]["field"], field, "{}", refused.text());
        }
        let unknown = ada.post(RULES, &json!({ "name": "A", "object": "customer", "filter": "x_none:1", "field": "created_at", "days": 1, "action": "delete" })).await;
        assert!(unknown.status.is_client_error(), "{}", unknown.text());
        assert_eq!(app.member().await.post(RULES, &good).await.status, StatusCode::FORBIDDEN);
        // Who may not delete everything makes no rule that does.
        let grants = json!({ "objects": { "customer": { "read": "all", "delete": "own" } }, "permissions": ["privacy.manage"] });
        let role = ada.post("/api/roles", &json!({ "name": "Desk", "code": "desk", "grants": grants })).await;
        assert_eq!(role.status, StatusCode::CREATED, "{}", role.text());
        let max = ada.get("/api/users").await.json()["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|u| u["email"] == "max@alpha.example")
            .unwrap()["id"]
            .clone();
        ada.patch(&format!("/api/users/{}", max.as_str().unwrap()), &json!({ "role": "desk" })).await;
        assert_eq!(app.member().await.post(RULES, &good).await.status, StatusCode::FORBIDDEN);
    });
}
