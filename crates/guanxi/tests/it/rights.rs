//! The rights desk: requests with their clock, what is done for them, and that it holds afterwards.

use crate::imports::ended;
use axum::http::StatusCode;
use model::Ts;
use serde_json::{Value, json};
use testkit::{Client, app_both, until};

const DESK: &str = "/api/privacy/requests";

async fn asked(ada: &Client, body: &Value) -> Value {
    let made = ada.post(DESK, body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()
}

fn at(request: &Value) -> String {
    format!("{DESK}/{}", request["id"].as_str().unwrap())
}

async fn done(ada: &Client, request: &Value, act: Value) -> Value {
    let answer = ada.post(&format!("{}/act", at(request)), &act).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

#[test]
fn the_clock_runs_from_when_it_was_received() {
    app_both(|app| async move {
        app.clock.set(Ts::parse_rfc3339("2026-03-31T00:00:00Z").unwrap());
        let ada = app.admin().await;
        let ada_id = ada.get("/api/me").await.json()["user"]["id"].clone();
        let rules = ada.get("/api/privacy/rules").await.json();
        let days = rules["answer_days"].as_i64().unwrap();
        assert!([15, 30].contains(&days), "{rules}");
        let body = json!({ "kind": "access", "channel": "letter", "name": "Jo", "received_at": "2026-03-01T00:00:00Z" });
        let late = asked(&ada, &body).await;
        assert_eq!((&late["assignee"], &late["state"], &late["version"]), (&ada_id, &json!("open"), &json!(1)));
        assert_eq!(late["days_left"], days - 30);
        let bad = json!({ "archive_days": 0, "answer_days": 91 });
        assert_eq!(ada.put("/api/privacy/rules", &bad).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let now = ada.put("/api/privacy/rules", &json!({ "archive_days": 3, "answer_days": 10 })).await;
        assert_eq!((now.status, &now.json()["answer_days"]), (StatusCode::OK, &json!(10)));
        let soon = asked(&ada, &json!({ "kind": "erasure", "channel": "email", "name": "Bo" })).await;
        assert_eq!((&soon["days_left"], &soon["due_at"]), (&json!(10), &json!("2026-04-10T00:00:00Z")));
        assert_eq!(ada.get(&at(&late)).await.json()["due_at"], late["due_at"], "what is there keeps its day");
        app.clock.advance(11 * 86_400);
        let ada = app.admin().await;
        let list = ada.get(&format!("{DESK}?overdue=1")).await.json();
        assert_eq!((list["items"].as_array().unwrap().len(), &list["overdue"]), (2, &json!(2)), "{list}");
        // An answer may be put off, not for ever.
        for (day, status) in
            [("2026-06-20T00:00:00Z", StatusCode::UNPROCESSABLE_ENTITY), ("2026-06-01T00:00:00Z", StatusCode::OK)]
        {
            assert_eq!(ada.patch(&at(&soon), &json!({ "due_at": day })).await.status, status, "{day}");
        }
        assert_eq!(ada.get(&format!("{DESK}?overdue=1")).await.json()["overdue"], 1);
        let told = ada.get("/api/audit?kind=request_changed").await.json();
        assert_eq!(told["items"][0]["details"]["due_at"], json!(["2026-04-10T00:00:00Z", "2026-06-01T00:00:00Z"]));
        // Bad requests name what is wrong.
        for (body, field) in [
            (json!({ "kind": "access", "channel": "pigeon", "name": "Jo" }), "channel"),
            (json!({ "kind": "access", "channel": "email" }), "name"),
            (json!({ "kind": "access", "channel": "email", "name": "x".repeat(201) }), "name"),
            (json!({ "kind": "access", "channel": "email", "name": "Jo", "received_at": "2027-01-01T00:00:00Z" }), "received_at"),
            (
                json!({ "kind": "access", "channel": "email", "name": "Jo", "customer": "0193a000-0000-7000-8000-000000000001" }),
                "customer",
            ),
            (
                json!({ "kind": "access", "channel": "email", "name": "Jo", "assignee": "0193a000-0000-7000-8000-000000000001" }),
                "assignee",
            ),
        ] {
            let refused = ada.post(DESK, &body).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
            assert_eq!(refused.json()["errors"][0]["field"], field, "{}", refused.text());
        }
        assert_eq!(ada.post(DESK, &json!({ "kind": "magic", "channel": "email", "name": "x" })).await.status.as_u16() / 100, 4);
        assert_eq!(app.member().await.get(DESK).await.status, StatusCode::FORBIDDEN);
        assert_eq!(app.stranger().await.get(&at(&soon)).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn nothing_is_done_before_it_is_known_who_asks() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        let ann = ada.create("customer", &json!({ "name": "Ann", "emails": ["ann@example.com"] })).await;
        let request =
            asked(&ada, &json!({ "kind": "access", "channel": "email", "name": "Ann", "contact": "ann@example.com" })).await;
        let act = async |act: &Value| ada.post(&format!("{}/act", at(&request)), act).await;
        let archive = json!({ "act": "archive" });
        for (patch, field) in [
            (json!({}), "identity"),
            (json!({ "identity": "called back under the known number" }), "customer"),
            (json!({ "customer": ann }), ""),
        ] {
            assert_eq!(ada.patch(&at(&request), &patch).await.status, StatusCode::OK);
            let answer = act(&archive).await;
            if field.is_empty() {
                assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
            } else {
                assert_eq!(answer.json()["errors"][0]["field"], field, "{}", answer.text());
            }
        }
        let other = act(&json!({ "act": "erase" })).await;
        assert_eq!((other.status, other.json()["errors"][0]["field"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("act")));
        let now = ada.get(&at(&request)).await.json();
        assert_eq!((&now["acts"][0]["act"], &now["labels"][&ann]), (&json!("archive"), &json!("Ann")), "{now}");
        let archive = format!("/api/privacy/archives/{}", now["acts"][0]["id"].as_str().unwrap());
        until("the archive", async || ada.get(&archive).await.json()["state"] == "done").await;
        // Closing needs an answer, and a version that nobody has changed.
        let unsaid = ada.patch(&at(&request), &json!({ "state": "done" })).await;
        assert_eq!(unsaid.json()["errors"][0]["field"], "outcome", "{}", unsaid.text());
        let old = ada.patch(&at(&request), &json!({ "state": "done", "outcome": "sent", "version": 1 })).await;
        assert_eq!((old.status, old.code().as_str()), (StatusCode::PRECONDITION_FAILED, "version_conflict"));
        let closed =
            ada.patch(&at(&request), &json!({ "state": "done", "outcome": "sent by post", "version": now["version"] })).await;
        assert_eq!((&closed.json()["state"], &closed.json()["days_left"]), (&json!("done"), &Value::Null), "{}", closed.text());
        assert_eq!(act(&json!({ "act": "archive" })).await.code(), "closed");
        let told = ada.get("/api/audit?kind=request_received,request_changed,request_acted,request_closed").await.json();
        let mut kinds: Vec<&str> = told["items"].as_array().unwrap().iter().map(|i| i["kind"].as_str().unwrap()).collect();
        kinds.sort_unstable();
        let changed = "request_changed";
        assert_eq!(kinds, ["request_acted", changed, changed, changed, "request_closed", "request_received"]);
        // Erased by the desk: the request stays as proof, without a name.
        let erasure = json!({ "kind": "erasure", "channel": "phone", "name": "Ann", "contact": "ann@example.com", "customer": ann,
            "identity": "called back", "note": "angry Ann" });
        let erasure = asked(&ada, &erasure).await;
        let gone = done(&ada, &erasure, json!({ "act": "erase" })).await;
        assert_eq!((&gone["acts"][0]["act"], &gone["name"], &gone["note"]), (&json!("erase"), &json!(""), &json!("")), "{gone}");
        assert_eq!(gone["identity"], "checked");
        assert_eq!(ada.get(&format!("/api/records/customer/{ann}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(ada.get(&at(&request)).await.json()["contact"], "", "older ones forget too");
        worker.stop().await;
    });
}

#[test]
fn who_objects_is_asked_no_more() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let ann = ada.create("customer", &json!({ "name": "Ann" })).await;
        let granted =
            json!({ "customer": ann, "purpose": "marketing_email", "state": "granted", "basis": "consent", "proof": "form 7" });
        ada.create("consent", &granted).await;
        let out = async || ada.get("/api/records/customer?purpose=marketing").await.json()["items"].as_array().unwrap().len();
        assert_eq!(out().await, 1);
        let body =
            json!({ "kind": "objection", "channel": "email", "customer": ann, "identity": "wrote from the known address" });
        let request = asked(&ada, &body).await;
        let refused = ada.post(&format!("{}/act", at(&request)), &json!({ "act": "object", "purpose": "flying" })).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.text());
        app.clock.advance(60);
        let now = done(&ada, &request, json!({ "act": "object", "purpose": "marketing" })).await;
        let purposes: Vec<&str> = now["acts"].as_array().unwrap().iter().map(|a| a["purpose"].as_str().unwrap()).collect();
        assert!(purposes.contains(&"marketing_email") && purposes.contains(&"wechat_marketing"), "{purposes:?}");
        assert!(!purposes.contains(&"profiling"));
        assert_eq!(out().await, 0);
        let standing = ada.get(&format!("/api/customers/{ann}/consents")).await.json();
        let state = |purpose: &str| {
            let found = standing["items"].as_array().unwrap().iter().find(|s| s["purpose"] == purpose);
            found.map(|s| s["state"].clone()).unwrap_or_default()
        };
        assert_eq!((state("marketing_email"), state("marketing_sms")), (json!("withdrawn"), json!("denied")));
    });
}

#[test]
fn who_is_restricted_stays_as_they_are() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let (ada, max) = (app.admin().await, app.member().await);
        let ann = max.create("customer", &json!({ "name": "Ann", "external_id": "A-1" })).await;
        let bob = max.create("customer", &json!({ "name": "Bob", "external_id": "B-1" })).await;
        for customer in [&ann, &bob] {
            let consent = json!({ "customer": customer, "purpose": "profiling", "state": "granted", "basis": "contract" });
            ada.create("consent", &consent).await;
            let order = json!({ "number": format!("N-{customer}"), "customer": customer, "ordered_at": "2026-01-02T03:04:05Z" });
            ada.create("order", &order).await;
        }
        let count = async |address: &str| ada.get(address).await.json()["items"].as_array().unwrap().len();
        let lists = ["customer?purpose=profiling", "customer?purpose=service", "order?purpose=profiling", "customer", "order"];
        for list in lists {
            assert_eq!(count(&format!("/api/records/{list}")).await, 2, "{list}");
        }
        let body = json!({ "kind": "restriction", "channel": "visit", "customer": ann, "identity": "passport seen" });
        let request = asked(&ada, &body).await;
        done(&ada, &request, json!({ "act": "restrict" })).await;
        for (list, left) in lists.into_iter().zip([1, 1, 1, 2, 2]) {
            assert_eq!(count(&format!("/api/records/{list}")).await, left, "{list}");
        }
        let file = ada.get("/api/records/customer/export?purpose=profiling").await;
        assert!(!file.text().contains("Ann") && file.text().contains("Bob"), "{}", file.text());
        assert_eq!(file.headers["x-left-out"], "1");
        let one = format!("/api/records/customer/{ann}");
        // Nobody changes, deletes or merges them, no import does.
        let refused = max.patch(&one, &json!({ "occupation": "Smith" })).await;
        assert_eq!(
            (refused.status, refused.json()["errors"][0]["code"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some("restricted"))
        );
        assert_eq!(
            ada.patch(&one, &json!({ "restricted_at": null })).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "not by hand"
        );
        for (survivor, other) in [(&ann, &bob), (&bob, &ann)] {
            let merged = ada.post(&format!("/api/records/customer/{survivor}/merge"), &json!({ "others": [other] })).await;
            assert_eq!(merged.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", merged.text());
        }
        let csv = "external_id,occupation\nA-1,baker\nB-1,baker\n";
        let sent = ada.with("content-type", "text/csv").call("POST", "/api/imports?object=customer&name=a.csv", csv).await;
        let import = sent.headers["location"].to_str().unwrap().to_owned();
        assert_eq!(ended(&ada, &import).await["refused"], 1);
        let job = async |id: &str| ada.get(&format!("/api/records/customer/{id}")).await.json()["occupation"].clone();
        assert_eq!((job(&ann).await, job(&bob).await), (Value::Null, json!("baker")));
        // Who looks after privacy corrects them and lifts it; what follows from orders goes on meanwhile.
        assert_eq!(ada.patch(&one, &json!({ "occupation": "Potter" })).await.status, StatusCode::OK);
        let more = json!({ "number": "N-more", "customer": ann, "ordered_at": "2026-01-03T03:04:05Z", "status": "completed" });
        max.create("order", &more).await;
        assert_eq!(ada.get(&one).await.json()["orders_count"], 2);
        assert_eq!(max.delete(&format!("/api/privacy/customers/{ann}/restriction")).await.status, StatusCode::FORBIDDEN);
        assert_eq!(ada.delete(&format!("/api/privacy/customers/{ann}/restriction")).await.status, StatusCode::NO_CONTENT);
        assert_eq!(max.patch(&one, &json!({ "occupation": "Smith" })).await.status, StatusCode::OK);
        assert_eq!(count("/api/records/customer?purpose=profiling").await, 2);
        let told = ada.get("/api/audit?kind=restriction_placed,restriction_lifted").await.json();
        assert_eq!(told["items"].as_array().unwrap().len(), 2);
        assert!(ada.get(&format!("{one}/history?limit=50")).await.text().contains("restricted_at"));
        worker.stop().await;
    });
}
