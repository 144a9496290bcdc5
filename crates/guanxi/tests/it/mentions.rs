//! Notes tell whom they mention, and nobody who may not see them.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Client, TestApp, app_both, until};

async fn me(client: &Client) -> String {
    client.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned()
}

/// Somebody who sees what is theirs and nothing else.
async fn agent(app: &TestApp, ada: &Client) -> Client {
    let role =
        json!({ "code": "agent", "name": "Agent", "grants": { "usual": { "read": "own", "update": "own", "create": true } } });
    let made = ada.post("/api/roles", &role).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let new = json!({ "email": "liu@alpha.example", "name": "刘洋", "role": "agent", "password": testkit::app::PASSWORD });
    let made = ada.post("/api/users", &new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    app.signed_in("alpha", "liu@alpha.example").await
}

async fn told(client: &Client) -> Vec<Value> {
    client.get("/api/notices").await.json()["items"].as_array().unwrap().clone()
}

#[test]
fn who_is_mentioned_is_told_once() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let (ada_id, max_id) = (me(&ada).await, me(&max).await);
        let customer = ada.create("customer", &json!({ "name": "Anna" })).await;
        let work = guanxi::work::start(&app.app);
        let mut events = max.listen("/api/live").await;
        let text = "@Max Member please call @Ada Admin";
        let note = json!({ "customer": customer, "text": text, "mentions": [max_id, ada_id] });
        let note = ada.create("note", &note).await;
        events.until("notice").await;
        let first = told(&max).await.remove(0);
        assert_eq!(
            (&first["kind"], &first["title"], &first["record"], &first["by"]),
            (&json!("mentioned"), &json!(text), &json!(note), &json!(ada_id))
        );
        let at = format!("/api/records/note/{note}");
        app.clock.advance(5);
        assert_eq!(ada.patch(&at, &json!({ "text": "changed" })).await.status, StatusCode::OK);
        assert_eq!(ada.patch(&at, &json!({ "mentions": [] })).await.status, StatusCode::OK);
        app.clock.advance(5);
        assert_eq!(max.patch(&at, &json!({ "mentions": [max_id, ada_id] })).await.status, StatusCode::OK);
        until("Ada is told", async || told(&ada).await.len() == 1).await;
        work.stop().await;
        assert_eq!((told(&max).await.len(), told(&ada).await[0]["by"].clone()), (1, json!(max_id)), "nobody tells themselves");
        let nobody = json!({ "customer": customer, "text": "x", "mentions": ["0193a000-0000-7000-8000-000000000009"] });
        assert!(ada.post("/api/records/note", &nobody).await.status.is_client_error());
    });
}

#[test]
fn who_may_not_see_the_note_is_neither_told_nor_proposed() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let liu = agent(&app, &ada).await;
        let (max_id, liu_id) = (me(&max).await, me(&liu).await);
        let (customer, own) =
            (ada.create("customer", &json!({ "name": "Anna" })).await, liu.create("customer", &json!({ "name": "Own" })).await);
        let proposed = async |client: &Client, customer: &str, q: &str| {
            let answer = client.get(&format!("/api/mentions?customer={customer}&q={q}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
            let items = answer.json()["items"].as_array().unwrap().clone();
            items.iter().map(|i| i["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(proposed(&ada, &customer, "").await, ["Max Member"]);
        assert_eq!(proposed(&liu, &own, "MEM").await, ["Max Member"]);
        assert_eq!(proposed(&ada, &own, "liu").await, Vec::<String>::new(), "she would not see a note of Ada's");
        assert_eq!(liu.get(&format!("/api/mentions?customer={customer}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(app.stranger().await.get(&format!("/api/mentions?customer={customer}")).await.status, StatusCode::NOT_FOUND);
        let work = guanxi::work::start(&app.app);
        ada.create("note", &json!({ "customer": customer, "text": "@刘洋 @Max", "mentions": [liu_id, max_id] })).await;
        until("Max is told", async || told(&max).await.len() == 1).await;
        work.stop().await;
        assert_eq!(told(&liu).await, Vec::<Value>::new());
        let all = ada.patch(&format!("/api/users/{liu_id}"), &json!({ "role": "member" })).await;
        assert_eq!(all.status, StatusCode::OK);
        for q in ["liuy", "ly", "刘", "liu@"] {
            assert_eq!(proposed(&ada, &customer, q).await, ["刘洋"], "{q}");
        }
    });
}
