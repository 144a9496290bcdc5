//! A unit that leaves takes its own data along, what it keeps from others too; nobody else gets it by that way.

use crate::archives::unpacked as contents;
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use testkit::app::PASSWORD;
use testkit::{Client, TestApp, app_both, until};

const PHONE: &str = "+8613812348888";

async fn person(app: &TestApp, ada: &Client, name: &str, role: &str, team: &str) -> (Client, String) {
    let email = format!("{}@alpha.example", name.to_lowercase());
    let new = json!({ "email": email, "name": name, "password": PASSWORD, "role": role, "team": team });
    let made = ada.post("/api/users", &new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    (app.signed_in("alpha", &email).await, made.json()["id"].as_str().unwrap().to_owned())
}

/// Texts of an archive by name.
fn unpacked(bytes: &[u8]) -> BTreeMap<String, String> {
    contents(bytes).into_iter().map(|(name, content)| (name, String::from_utf8(content).unwrap())).collect()
}

fn data(files: &BTreeMap<String, String>, name: &str) -> Vec<Value> {
    serde_json::from_str(&files[&format!("data/{name}.json")]).unwrap()
}

/// A role of somebody who manages a unit, which reads notes as far as `notes`.
async fn role(ada: &Client, code: &str, notes: &str) {
    let all = |read: &str| json!({ "read": read, "update": read, "delete": read, "create": true, "export": true });
    let permissions = ["unit.manage", "record.share", "file.write", "event.create"];
    let grants = json!({ "permissions": permissions, "usual": all("team_and_below"), "objects": { "note": all(notes) } });
    let made = ada.post("/api/roles", &json!({ "name": code, "code": code, "grants": grants })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
}

/// Head office, a dealer below it and their shop, with somebody in each.
struct Network {
    ada: Client,
    dealer: String,
    dora: Client,
    sam: Client,
    sam_id: String,
    hans: Client,
    hans_id: String,
}

impl Network {
    async fn of(app: &TestApp) -> Self {
        let ada = app.admin().await;
        role(&ada, "unit", "team_and_below").await;
        let head = ada.create("team", &json!({ "name": "Head office" })).await;
        let dealer = ada.create("team", &json!({ "name": "Dealer <b>", "parent": head })).await;
        let shop = ada.create("team", &json!({ "name": "Shop", "parent": dealer })).await;
        let (dora, _) = person(app, &ada, "Dora", "unit", &dealer).await;
        let (sam, sam_id) = person(app, &ada, "Sam", "unit", &shop).await;
        let (hans, hans_id) = person(app, &ada, "Hans", "unit", &head).await;
        Self { ada, dealer, dora, sam, sam_id, hans, hans_id }
    }

    fn exports(&self) -> String {
        format!("/api/units/{}/exports", self.dealer)
    }

    async fn keep(&self, by: &Client, rules: &Value) -> StatusCode {
        by.put(&format!("/api/units/{}/rules", self.dealer), rules).await.status
    }

    /// Begins an archive; gives its address.
    async fn begun(&self, by: &Client) -> String {
        let made = by.post(&self.exports(), &json!({ "language": "zh-TW" })).await;
        assert_eq!(made.status, StatusCode::ACCEPTED, "{}", made.text());
        made.headers["location"].to_str().unwrap().to_owned()
    }

    /// Waits for the end of an archive and opens it.
    async fn opened(&self, by: &Client, one: &str) -> (Value, BTreeMap<String, String>) {
        let ended = async || !["waiting", "running"].contains(&by.get(one).await.json()["state"].as_str().unwrap());
        until("the archive", ended).await;
        let export = by.get(one).await.json();
        assert_eq!(export["state"], "done", "{export}");
        let answer = by.get(&format!("{one}/file")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        (export, unpacked(&answer.body))
    }

    /// A customer of the shop with something of everything; gives it, and the file.
    async fn filled(&self) -> (String, String) {
        let (sam, owner) = (&self.sam, &self.sam_id);
        let values = json!({ "kind": "person", "name": "张宇池", "phones": [PHONE], "owner": owner });
        let theirs = sam.create("customer", &values).await;
        sam.create("note", &json!({ "customer": theirs, "text": "=likes tea", "owner": owner })).await;
        sam.create("task", &json!({ "customer": theirs, "title": "call back", "owner": owner })).await;
        sam.create("identifier", &json!({ "customer": theirs, "kind": "card", "value": "C-77" })).await;
        let consent = json!({ "customer": theirs, "purpose": "third_party_share", "state": "granted", "basis": "consent", "proof": "form 7" });
        sam.create("consent", &consent).await;
        let tea = self.ada.create("product", &json!({ "sku": "A1", "name": "Green tea" })).await;
        let order = json!({ "number": "N-1", "customer": theirs, "ordered_at": "2026-01-02T03:04:05Z", "owner": owner });
        let order = sam.create("order", &order).await;
        sam.create("order_line", &json!({ "order": order, "product": tea, "quantity": 2, "unit_price": "3.00" })).await;
        let event = json!({ "kind": "call_in", "props": { "content": "hello" } });
        let called = sam.post(&format!("/api/customers/{theirs}/events"), &event).await;
        assert_eq!(called.status, StatusCode::CREATED, "{}", called.text());
        let sent = sam.with("content-type", "application/octet-stream");
        let upload = sent.call("POST", "/api/files?name=..%2F..%2Fa%0A.txt", "hello file").await;
        let file = upload.json()["id"].as_str().unwrap().to_owned();
        sam.create("attachment", &json!({ "customer": theirs, "name": "a.txt", "file": file, "owner": owner })).await;
        (theirs, file)
    }
}

#[test]
fn a_dealer_takes_what_is_theirs() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let n = Network::of(&app).await;
        let (theirs, file) = n.filled().await;
        // What others have: a customer shared with the dealer, and their note about the dealer's customer.
        let ours = n.hans.create("customer", &json!({ "name": "Only head office", "owner": n.hans_id })).await;
        let team = json!({ "records": [ours], "team": n.dealer });
        assert!(n.hans.post("/api/records/customer/share", &team).await.status.is_success());
        assert_eq!(n.dora.get(&format!("/api/records/customer/{ours}")).await.status, StatusCode::OK, "shared with her");
        n.hans.create("note", &json!({ "customer": theirs, "text": "head office says no", "owner": n.hans_id })).await;
        n.ada.create("relation", &json!({ "kind": "friend", "from": theirs, "to": ours })).await;
        assert_eq!(n.keep(&n.dora, &json!({ "objects": { "customer": { "hidden": ["phones"] } } })).await, StatusCode::OK);

        let told = n.dora.get(&format!("{}/preview", n.exports())).await;
        let told = told.json()["objects"].clone();
        for (object, count) in [("customer", 1), ("note", 1), ("attachment", 1), ("order", 1), ("order_line", 1), ("relation", 0)]
        {
            assert_eq!(told[object], count, "{object}: {told}");
        }
        assert!(told.get("user").is_none() && told.get("product").is_none(), "what is the company's: {told}");
        let (export, files) = n.opened(&n.dora, &n.begun(&n.dora).await).await;
        assert_eq!((&export["done"], &export["error"]), (&export["total"], &Value::Null), "{export}");

        let people = data(&files, "customer");
        assert_eq!((people.len(), &people[0]["id"], &people[0]["phones"][0]), (1, &json!(theirs), &json!(PHONE)), "{people:?}");
        for (name, part) in [
            ("customer", "张宇池"),
            ("customer", PHONE),
            ("note", "\"'=likes tea\""),
            ("task", "call back"),
            ("identifier", "C-77"),
            ("consent", "form 7"),
            ("order", "N-1"),
            ("order_line", "6.00"),
            ("references", "Green tea"),
        ] {
            assert!(files[&format!("data/{name}.csv")].contains(part), "{name}: {}", files[&format!("data/{name}.csv")]);
        }
        for (name, text) in &files {
            assert!(!text.contains("head office") || name == "README.html", "{name}: {text}");
            assert!(!text.contains(&ours), "{name}: {text}");
        }
        // All of these happened to the customer; head office's note is head office's.
        let mut kinds: Vec<String> = data(&files, "events").iter().map(|e| e["kind"].as_str().unwrap().to_owned()).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["attachment", "call_in", "consent_granted", "note", "order_completed", "task"]);
        let summary = &export["summary"];
        assert_eq!((&summary["events"], &summary["files"], &summary["left_out"]["events"]), (&json!(6), &json!(1), &json!(1)));
        assert_eq!(summary["left_out"]["fields"], json!({}), "{summary}");
        let path = files.keys().find(|k| k.starts_with(&format!("files/{file}-"))).unwrap();
        assert_eq!((files[path].as_str(), path.matches('/').count()), ("hello file", 1), "{path}");
        assert!(
            files["data/files.csv"].contains(path.as_str()) && files.keys().all(|k| !k.starts_with('/') && !k.contains(".."))
        );
        let manifest: Value = serde_json::from_str(&files["manifest.json"]).unwrap();
        assert_eq!((&manifest["unit"]["id"], &manifest["contents"]), (&json!(n.dealer), summary), "{manifest}");
        let page = &files["README.html"];
        for part in ["機構資料", "Dealer &lt;b&gt;", "data/customer.csv", "不可見紀錄的事件：1"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(!page.contains("<b>"), "{page}");
        worker.stop().await;
    });
}

#[test]
fn nobody_else_gets_it() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let n = Network::of(&app).await;
        n.filled().await;
        let (at, preview) = (n.exports(), format!("{}/preview", n.exports()));
        for (who, by) in [("head office", &n.hans), ("the administrator", &n.ada)] {
            for answer in [by.get(&preview).await, by.get(&at).await, by.post(&at, &json!({})).await] {
                assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "other_unit"), "{who}");
            }
        }
        assert!(!n.sam.post(&at, &json!({})).await.status.is_success(), "the shop takes what is the shop's");
        assert_eq!(app.member().await.get(&preview).await.status, StatusCode::FORBIDDEN);
        assert_eq!(app.stranger().await.get(&preview).await.status, StatusCode::NOT_FOUND);
        let one = n.begun(&n.dora).await;
        let (_, files) = n.opened(&n.dora, &one).await;
        assert_eq!(data(&files, "customer").len(), 1);
        // Taken out by who made it alone.
        let (dan, _) = person(&app, &n.ada, "Dan", "unit", &n.dealer).await;
        assert_eq!(dan.get(&at).await.json()["items"][0]["mine"], false);
        assert_eq!(dan.get(&format!("{one}/file")).await.status, StatusCode::FORBIDDEN);
        for by in [&n.hans, &n.ada, &n.sam, &app.stranger().await] {
            for answer in [by.get(&one).await, by.get(&format!("{one}/file")).await, by.delete(&one).await] {
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.text());
            }
            assert_eq!(by.post(&format!("{one}/cancel"), &json!({})).await.status, StatusCode::NOT_FOUND);
        }
        for kind in ["unit_export_made", "unit_export_taken"] {
            let told = n.ada.get(&format!("/api/audit?kind={kind}")).await.json();
            assert_eq!(told["items"][0]["subject_id"], json!(n.dealer), "{told}");
        }
        assert_eq!(n.dora.delete(&one).await.status, StatusCode::NO_CONTENT);
        assert_eq!(n.dora.get(&format!("{one}/file")).await.status, StatusCode::NOT_FOUND);
        worker.stop().await;
    });
}

#[test]
fn head_office_makes_one_where_the_unit_allows_it_without_what_is_kept() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let n = Network::of(&app).await;
        n.filled().await;
        let rule = |lent: bool| json!({ "objects": { "customer": { "hidden": ["phones"] }, "task": { "records": "shared" } }, "taken_by_above": lent });
        assert_eq!(n.keep(&n.hans, &rule(true)).await, StatusCode::FORBIDDEN, "nobody allows it to themselves");
        assert_eq!(n.keep(&n.hans, &rule(false)).await, StatusCode::OK);
        assert_eq!(n.keep(&n.dora, &rule(true)).await, StatusCode::OK);
        let units = n.hans.get("/api/units").await.json();
        let dealer = units["items"].as_array().unwrap().iter().find(|u| u["id"] == json!(n.dealer)).unwrap().clone();
        assert_eq!((&dealer["may_take"], &dealer["own"]), (&json!(true), &json!(false)), "{dealer}");
        let (export, files) = n.opened(&n.hans, &n.begun(&n.hans).await).await;
        let left = &export["summary"]["left_out"];
        assert_eq!((&left["kept"], &left["fields"]["customer"]), (&json!(["task"]), &json!(["phones"])), "{left}");
        assert_eq!((data(&files, "customer").len(), data(&files, "task").len()), (1, 0));
        for (name, text) in &files {
            assert!(!text.contains("13812348888") && !text.contains("call back"), "{name}: {text}");
        }
        assert_eq!(n.keep(&n.dora, &rule(false)).await, StatusCode::OK);
        assert_eq!(n.hans.get(&n.exports()).await.status, StatusCode::FORBIDDEN, "no longer");
        worker.stop().await;
    });
}

#[test]
fn what_a_role_does_not_reach_whole_is_left_out_and_named() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let n = Network::of(&app).await;
        let (theirs, _) = n.filled().await;
        for (code, notes) in [("own_notes", "own"), ("team_notes", "team")] {
            role(&n.ada, code, notes).await;
            let (eve, id) = person(&app, &n.ada, code, code, &n.dealer).await;
            eve.create("note", &json!({ "customer": theirs, "text": "mine", "owner": id })).await;
            assert_eq!(eve.get(&format!("{}/preview", n.exports())).await.json()["objects"]["note"], Value::Null);
            let (export, files) = n.opened(&eve, &n.begun(&eve).await).await;
            assert_eq!(export["summary"]["left_out"]["objects"], json!(["note"]), "{export}");
            assert!(!files.contains_key("data/note.csv") && files["data/customer.csv"].contains("张宇池"));
        }
        worker.stop().await;
    });
}

#[test]
fn an_archive_begins_again_after_a_crash_stops_when_asked_and_goes() {
    app_both(|app| async move {
        let n = Network::of(&app).await;
        let (theirs, _) = n.filled().await;
        let tenant = app.db.store.tenant("alpha").await.unwrap();
        let run = async |sql: &'static str| {
            tenant.write::<_, store::Error, _>(move |tx| Box::pin(tx.run(sql, &[]))).await.unwrap();
        };
        // One that is stopped before its turn is never made.
        let one = n.begun(&n.dora).await;
        let busy = n.dora.post(&n.exports(), &json!({})).await;
        assert_eq!((busy.status, busy.code().as_str()), (StatusCode::CONFLICT, "under_way"));
        assert_eq!(n.dora.get(&format!("{one}/file")).await.code(), "not_done");
        assert_eq!(n.dora.post(&format!("{one}/cancel"), &json!({})).await.status, StatusCode::NO_CONTENT);
        assert_eq!(n.dora.post(&format!("{one}/cancel"), &json!({})).await.code(), "ended");
        // What a killed worker leaves behind: a job that runs, with a lease that ends, and an archive half made.
        let again = n.begun(&n.dora).await;
        run("update @job set state = 'running', attempt = 1, fence = 1, node = 'dead' where kind = 'unit.export'").await;
        run("update @unit_export set state = 'running', done = 1 where state = 'waiting'").await;
        app.clock.advance(600);
        let worker = guanxi::work::start(&app.app);
        let (_, files) = n.opened(&n.dora, &again).await;
        assert_eq!((data(&files, "customer").len(), data(&files, "events").len()), (1, 6));
        assert_eq!(n.dora.get(&one).await.json()["state"], "cancelled");

        // It goes by itself when its days are over, and at once when somebody is erased.
        let left = async || {
            tenant.get("select count(*) from @unit_export where state = 'done'", &[]).await.unwrap()[0].opt_int(0).unwrap()
        };
        app.clock.advance(15 * 86_400);
        until("gone", async || left().await == 0).await;
        let dora = app.signed_in("alpha", "dora@alpha.example").await;
        let last = n.begun(&dora).await;
        n.opened(&dora, &last).await;
        let ada = app.admin().await;
        let erased = ada.post(&format!("/api/privacy/customers/{theirs}/erasure"), &json!({ "mode": "erase" })).await;
        assert!(erased.status.is_success(), "{}", erased.text());
        assert_eq!(dora.get(&last).await.status, StatusCode::NOT_FOUND);
        worker.stop().await;
    });
}
