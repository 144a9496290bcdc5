//! Files in and out over HTTP, with the worker running.

use axum::http::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::{Client, app_both};

const CSV: &str = "external_id,name,kind,country\n1,王伟,person,CN\n2,李娜,person,CN\n3,Ada,robot,GB\n";

pub async fn ended(client: &Client, path: &str) -> Value {
    for _ in 0..600 {
        let import = client.get(path).await.json();
        if !["waiting", "running", "undoing"].contains(&import["state"].as_str().unwrap()) {
            return import;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the import does not end");
}

#[test]
fn a_file_comes_in_and_is_taken_back() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        let sent = ada.with("content-type", "text/csv").call("POST", "/api/imports?object=customer&name=people.csv", CSV).await;
        assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.text());
        let at = sent.headers["location"].to_str().unwrap().to_owned();
        let import = ended(&ada, &at).await;
        assert_eq!((&import["state"], &import["rows"], &import["refused"]), (&json!("done"), &json!(3), &json!(1)), "{import}");
        assert_eq!(import["counts"]["customer"]["created"], 2);
        let refused = ada.with("accept", "text/csv").get(&format!("{at}/refused")).await.text();
        assert!(refused.contains("3,Ada,robot,GB"), "{refused}");
        let list = ada.get("/api/records/customer?sort=name").await.json();
        assert_eq!(list["items"].as_array().unwrap().len(), 2);
        let preview = ada.get(&format!("{at}/undo-preview")).await.json();
        assert_eq!(preview["objects"]["customer"]["delete"], 2, "{preview}");
        assert_eq!(app.member().await.call("POST", &format!("{at}/undo"), "").await.status, StatusCode::FORBIDDEN);
        assert_eq!(ada.call("POST", &format!("{at}/undo"), "").await.status, StatusCode::NO_CONTENT);
        assert_eq!(ended(&ada, &at).await["state"], "undone");
        assert_eq!(ada.get("/api/records/customer").await.json()["items"], json!([]));
        worker.stop().await;
    });
}

#[test]
fn files_that_fit_nothing_are_refused_at_once() {
    app_both(|app| async move {
        let ada = app.admin().await.with("content-type", "text/csv");
        for (path, body, status) in [
            ("/api/imports?name=a.csv", CSV, 422),
            ("/api/imports?template=nothing", CSV, 422),
            ("/api/imports?object=nothing", CSV, 404),
            ("/api/imports?object=customer", "", 422),
            ("/api/imports?object=customer", "foo,bar\n1,2\n", 422),
            ("/api/imports?object=customer&dry_run=perhaps", CSV, 400),
        ] {
            let answer = ada.call("POST", path, body).await;
            assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
        }
        let templates = ada.get("/api/import-templates").await.json();
        assert_eq!(templates["items"][0]["name"], "online_retail");
    });
}

#[test]
fn a_list_goes_out_as_csv() {
    app_both(|app| async move {
        let ada = app.admin().await;
        for (name, tags) in [("=cmd()", json!([])), ("李娜", json!(["vip", "gold"]))] {
            ada.create("customer", &json!({ "kind": "person", "name": name, "tags": tags, "country": "CN" })).await;
        }
        let csv = ada
            .with("accept", "text/csv")
            .get("/api/records/customer/export?fields=name,tags&sort=name&filter=country%3ACN")
            .await;
        assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8", "{}", csv.text());
        assert_eq!(csv.text(), "\u{feff}name,tags\r\n\"'=cmd()\",\r\n李娜,vip;gold\r\n");
        for packed in ["gzip", "identity"] {
            let none = ada.with("accept-encoding", packed).get("/api/records/customer/export?fields=").await;
            assert_eq!(none.status, StatusCode::OK, "a file of no columns ends too");
        }
        assert_eq!(ada.get("/api/records/customer/export?filter=(").await.status, StatusCode::BAD_REQUEST);
        assert_eq!(ada.get("/api/records/customer/export?sort=nofield").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}
