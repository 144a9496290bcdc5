//! What people are told: what others gave them, how their imports ended, what is due. Nobody else reads or marks it.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Client, app_both, until};

async fn notices(client: &Client) -> Value {
    let answer = client.get("/api/notices").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

/// Kind, title and count of each notice, newest first.
fn told(page: &Value) -> Vec<(String, String, i64)> {
    let text = |n: &Value, name: &str| n[name].as_str().unwrap_or_default().to_owned();
    let items = page["items"].as_array().unwrap().iter();
    items.map(|n| (text(n, "kind"), text(n, "title"), n["count"].as_i64().unwrap())).collect()
}

async fn me(client: &Client) -> String {
    client.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn people_hear_what_others_give_them() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let (ada_id, max_id) = (me(&ada).await, me(&max).await);
        let mut events = max.listen("/api/live").await;
        let own = max.create("customer", &json!({ "name": "Own", "owner": max_id })).await;
        let given = ada.create("customer", &json!({ "name": "Given" })).await;
        assert_eq!(notices(&max).await["unread"], 0, "one does not tell oneself");
        ada.patch(&format!("/api/records/customer/{given}"), &json!({ "owner": max_id })).await;
        events.until("notice").await;
        let page = notices(&max).await;
        assert_eq!(told(&page), [("assigned".into(), "Given".into(), 1)]);
        let first = &page["items"][0];
        assert_eq!((&first["by"], &first["record"], &first["read"]), (&json!(ada_id), &json!(given), &json!(false)));
        ada.patch(&format!("/api/records/customer/{given}"), &json!({ "name": "Given anew" })).await;
        ada.patch(&format!("/api/records/customer/{own}"), &json!({ "name": "Own anew" })).await;
        assert_eq!(told(&notices(&max).await), [("assigned".into(), "Given anew".into(), 1)], "told once, by its name of now");
        // many at once are one notice
        app.clock.advance(1);
        let give = |i: usize| json!({ "op": "create", "values": { "name": format!("C{i}"), "owner": max_id } });
        let many: Vec<Value> = (0..12).map(give).collect();
        let made = ada.post("/api/records/customer/batch", &json!({ "operations": many })).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text());
        let page = notices(&max).await;
        assert_eq!((told(&page)[0].2, &page["unread"]), (12, &json!(2)));
        let second = max.get(&format!("/api/notices?limit=1&cursor={}", page["items"][0]["id"].as_str().unwrap())).await.json();
        assert_eq!((told(&second)[0].1.as_str(), &second["next"]), ("Given anew", &Value::Null));
    });
}

#[test]
fn notices_are_ones_own() {
    app_both(|app| async move {
        let (ada, max, strange) = (app.admin().await, app.member().await, app.stranger().await);
        let task = json!({ "title": "Call", "assignee": me(&max).await });
        ada.create("task", &task).await;
        let id = notices(&max).await["items"][0]["id"].clone();
        for other in [&ada, &strange] {
            assert_eq!(told(&notices(other).await), []);
            assert_eq!(other.post("/api/notices/read", &json!({ "ids": [id] })).await.status, StatusCode::OK);
            assert_eq!(other.post("/api/notices/read", &json!({})).await.status, StatusCode::OK);
        }
        assert_eq!(notices(&max).await["unread"], 1, "nobody else has read it");
        let mut events = max.listen("/api/live").await;
        assert_eq!(max.post("/api/notices/read", &json!({ "ids": [id] })).await.json(), json!({ "unread": 0 }));
        events.until("notice").await;
        assert_eq!(notices(&max).await["items"][0]["read"], true);
        let program = app.program(&["record.read", "user.manage"]).await;
        assert_eq!(program.get("/api/notices").await.status, StatusCode::FORBIDDEN);
        assert_eq!(program.post("/api/notices/read", &json!({})).await.status, StatusCode::FORBIDDEN);
        let many = vec![id; 101];
        assert_eq!(max.post("/api/notices/read", &json!({ "ids": many })).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

async fn waits(client: &Client, what: &str) -> Value {
    until(what, async || notices(client).await["unread"] != 0).await;
    notices(client).await
}

#[test]
fn imports_tell_how_they_ended() {
    app_both(|app| async move {
        let max = app.member().await;
        let work = guanxi::work::start(&app.app);
        let map = json!({ "name": "list", "object": [{ "object": "customer", "fields": { "name": "Nowhere" } }] }).to_string();
        let map: String = map.bytes().map(|b| format!("%{b:02X}")).collect();
        for (how, kind) in [("object=customer", "import_done"), (&format!("map={map}"), "import_failed")] {
            app.clock.advance(1);
            let client = max.with("content-type", "text/csv");
            let sent = client.call("POST", &format!("/api/imports?name=list.csv&{how}"), "name\nAnna\n").await;
            assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.text());
            let page = waits(&max, kind).await;
            assert_eq!(told(&page)[0], (kind.into(), "list.csv".into(), 1));
            assert_eq!(page["items"][0]["by"], Value::Null);
            max.post("/api/notices/read", &json!({})).await;
        }
        work.stop().await;
        assert_eq!(told(&notices(&app.admin().await).await), []);
    });
}

#[test]
fn tasks_are_told_when_they_are_due() {
    app_both(|app| async move {
        let max = app.member().await;
        let in_seconds = |s: i64| model::Ts(model::Clock::now(&*app.clock).0 + s * 1_000_000).rfc3339();
        let task =
            async |title: &str, seconds: i64| max.create("task", &json!({ "title": title, "due_at": in_seconds(seconds) })).await;
        let (_due, later, done) = (task("Due", 60).await, task("Later", 60).await, task("Done", 60).await);
        task("Long ago", -60).await;
        assert_eq!(
            max.patch(&format!("/api/records/task/{later}"), &json!({ "due_at": in_seconds(600) })).await.status,
            StatusCode::OK
        );
        assert_eq!(max.post(&format!("/api/tasks/{done}/complete"), &json!({})).await.status, StatusCode::OK);
        let work = guanxi::work::start(&app.app);
        app.clock.advance(61);
        let page = waits(&max, "the first is due").await;
        assert_eq!(told(&page), [("task_due".into(), "Due".into(), 1)]);
        max.post("/api/notices/read", &json!({})).await;
        app.clock.advance(600);
        let page = waits(&max, "the one put off is due").await;
        let both: Vec<String> = told(&page).into_iter().map(|t| t.1).collect();
        assert_eq!(both, ["Later", "Due"]);
        work.stop().await;
    });
}
