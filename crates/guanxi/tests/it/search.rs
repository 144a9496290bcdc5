//! One box over HTTP.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Client, app_both, until};

/// Asks until something is found: the index is a moment behind.
async fn found(client: &Client, query: &str) -> Value {
    let mut last = Value::Null;
    until(query, async || {
        let answer = client.get(&format!("/api/search?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        last = answer.json();
        last["complete"] == true && !last["groups"].as_array().unwrap().is_empty()
    })
    .await;
    last
}

#[test]
fn finds_and_marks() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let wang = json!({ "kind": "person", "name": "王伟", "phones": ["+8613812345678"], "external_id": "C-1" });
        let wang = ada.create("customer", &wang).await;
        ada.create("product", &json!({ "sku": "W-5678", "name": "Tea" })).await;
        let answer = found(&ada, "q=ww").await;
        assert_eq!(answer["complete"], true);
        let hit = &answer["groups"][0]["hits"][0];
        assert_eq!((&answer["groups"][0]["object"], &hit["id"]), (&json!("customer"), &json!(wang)));
        assert_eq!(hit["title"], json!([{ "text": "王伟", "found": true }]));
        assert_eq!(hit["fields"][0]["field"], "phones", "what tells it from others");
        let both = found(&ada, "q=5678").await;
        let objects: Vec<&str> = both["groups"].as_array().unwrap().iter().filter_map(|g| g["object"].as_str()).collect();
        assert_eq!(objects.len(), 2, "{both}");
        let one = found(&ada, "q=5678&object=product&limit=1").await;
        assert_eq!(one["groups"][0]["hits"][0]["fields"][0]["parts"][1], json!({ "text": "5678", "found": true }));
        for (query, status) in [
            ("", StatusCode::OK),
            ("q=a&limit=0", StatusCode::BAD_REQUEST),
            ("q=a&limit=51", StatusCode::UNPROCESSABLE_ENTITY),
            ("q=a&object=nothing", StatusCode::NOT_FOUND),
            ("q=a&more=1", StatusCode::BAD_REQUEST),
            ("q=", StatusCode::OK),
        ] {
            assert_eq!(ada.get(&format!("/api/search?{query}")).await.status, status, "{query}");
        }
        let stranger = app.stranger().await.get("/api/search?q=ww").await.json();
        assert_eq!(stranger["groups"], json!([]), "the look-alike company finds nothing");
        assert_eq!(app.member().await.post("/api/search/rebuild", &json!({})).await.status, StatusCode::FORBIDDEN);
        assert_eq!(ada.call("POST", "/api/search/rebuild", "").await.status, StatusCode::ACCEPTED);
        found(&ada, "q=ww").await;
    });
}
