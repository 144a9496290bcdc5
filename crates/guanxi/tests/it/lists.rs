//! Lists over HTTP: filters, pages, labels, counts.

use axum::http::StatusCode;
use serde_json::json;
use testkit::app_both;

#[test]
fn pages_visit_each_record_once() {
    app_both(|app| async move {
        let ada = app.admin().await;
        for i in 0..7 {
            ada.create(
                "customer",
                &json!({ "kind": "person", "name": format!("Customer {i}"), "country": if i < 5 { "GB" } else { "CN" } }),
            )
            .await;
        }
        let (mut seen, mut path) =
            (Vec::new(), "/api/records/customer?filter=country%3AGB&sort=-name&limit=2&count=1".to_owned());
        loop {
            let page = ada.get(&path).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.text());
            let page = page.json();
            assert_eq!(page["count"], 5);
            seen.extend(page["items"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/api/records/customer?filter=country%3AGB&sort=-name&limit=2&count=1&cursor={next}");
        }
        assert_eq!(seen, ["Customer 4", "Customer 3", "Customer 2", "Customer 1", "Customer 0"]);
    });
}

#[test]
fn titles_and_some_fields() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let customer = ada.create("customer", &json!({ "kind": "person", "name": "李娜" })).await;
        ada.create("note", &json!({ "customer": customer, "text": "hello" })).await;
        let page = ada.get("/api/records/note?labels=1&fields=customer").await.json();
        assert_eq!(page["labels"][&customer], "李娜", "{page}");
        let note = page["items"][0].as_object().unwrap();
        assert!(note.contains_key("customer") && note.contains_key("version") && !note.contains_key("text"), "{note:?}");
        let one = ada.get(&format!("/api/records/customer/{customer}?fields=name")).await.json();
        assert!(one.get("name").is_some() && one.get("kind").is_none(), "{one}");
        let found = ada.get("/api/records/customer?q=lina").await.json();
        assert_eq!(found["items"][0]["name"], "李娜", "by pinyin");
        let by_json = ada.get("/api/records/customer?where=%7B%22field%22%3A%22name%22%2C%22op%22%3A%22is%22%2C%22value%22%3A%22%E6%9D%8E%E5%A8%9C%22%7D").await;
        assert_eq!(by_json.status, StatusCode::OK, "{}", by_json.text());
    });
}
