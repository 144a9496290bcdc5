//! The generic operations of records.

use axum::http::StatusCode;
use serde_json::json;
use testkit::app_both;

#[test]
fn a_record_lives() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let made =
            ada.post("/api/records/customer", &json!({ "kind": "person", "name": "王伟", "emails": ["wang@example.com"] })).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let at = made.headers["location"].to_str().unwrap().to_owned();
        assert_eq!(made.headers["etag"], "\"v1\"");
        let changed = ada.with("if-match", "\"v1\"").patch(&at, &json!({ "name": "王大伟" })).await;
        assert_eq!(
            (changed.status, &changed.headers["etag"]),
            (StatusCode::OK, &"\"v2\"".parse().unwrap()),
            "{}",
            changed.text()
        );
        let stale = ada.with("if-match", "\"v1\"").patch(&at, &json!({ "name": "x" })).await;
        assert_eq!((stale.status, stale.json()["version"].clone()), (StatusCode::PRECONDITION_FAILED, json!(2)));
        let read = ada.get(&at).await;
        assert_eq!(read.json()["name"], "王大伟");
        assert_eq!(read.headers["etag"], "\"v2\"");
        let history = ada.get(&format!("{at}/history")).await;
        assert_eq!(history.json()["items"][0]["changes"][0]["field"], "name", "{}", history.text());
        assert_eq!(ada.delete(&at).await.status, StatusCode::NO_CONTENT);
        assert_eq!(ada.get(&at).await.status, StatusCode::NOT_FOUND);
        assert_eq!(ada.call("POST", &format!("{at}/restore"), "").await.status, StatusCode::OK);
        assert_eq!(app.stranger().await.get(&at).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn all_field_errors_come_at_once() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let answer = ada.post("/api/records/customer", &json!({ "kind": "robot", "emails": ["no"], "nonsense": 1 })).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
        let body = answer.json();
        let fields: Vec<&str> = body["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
        for field in ["kind", "emails[0]", "nonsense"] {
            assert!(fields.contains(&field), "{fields:?}");
        }
    });
}

#[test]
fn the_same_key_makes_one_record() {
    app_both(|app| async move {
        let ada = app.admin().await.with("idempotency-key", "order-1");
        let body = json!({ "kind": "person", "name": "Once" });
        let first = ada.post("/api/records/customer", &body).await;
        let second = ada.post("/api/records/customer", &body).await;
        assert_eq!((first.status, &first.body), (StatusCode::CREATED, &second.body), "{}", first.text());
        assert_eq!((second.status, &second.headers["location"]), (StatusCode::CREATED, &first.headers["location"]));
        assert_eq!(second.headers["idempotency-replayed"], "true");
        let other = ada.post("/api/records/customer", &json!({ "kind": "person", "name": "Twice" })).await;
        assert_eq!(other.code(), "idempotency_key_reused");
        assert_eq!(
            app.member().await.with("idempotency-key", "order-1").post("/api/records/customer", &body).await.status,
            StatusCode::CREATED
        );
        let bad = ada.with("idempotency-key", "k2").post("/api/records/customer", &json!({ "kind": "x" })).await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(ada.with("idempotency-key", "k2").post("/api/records/customer", &body).await.status, StatusCode::CREATED);
        app.clock.advance(25 * 3600);
        let later = ada.post("/api/records/customer", &body).await;
        assert_ne!(later.headers["location"], first.headers["location"]);
    });
}

#[test]
fn a_batch_is_all_or_nothing() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let id = ada.create("customer", &json!({ "kind": "person", "name": "A" })).await;
        let batch = json!({ "operations": [
            { "op": "create", "values": { "kind": "person", "name": "B" } },
            { "op": "update", "id": id, "version": 1, "values": { "name": "A2" } },
            { "op": "update", "id": id, "version": 9, "values": { "name": "A3" } },
        ]});
        let refused = ada.post("/api/records/customer/batch", &batch).await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::PRECONDITION_FAILED, "version_conflict"));
        assert!(refused.json()["detail"].as_str().unwrap().starts_with("operations[2]"), "{}", refused.text());
        assert_eq!(ada.get(&format!("/api/records/customer/{id}")).await.json()["name"], "A");
        let good = json!({ "operations": [{ "op": "update", "id": id, "version": 1, "values": { "name": "A2" } }, { "op": "delete", "id": id }] });
        let done = ada.post("/api/records/customer/batch", &good).await;
        assert_eq!(done.json()["items"], json!([{ "id": id, "version": 2 }, { "id": id, "version": null }]), "{}", done.text());
    });
}
