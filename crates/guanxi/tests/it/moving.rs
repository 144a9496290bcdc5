//! A company moves or is closed while people work: every answer is right or says "in a moment".

use axum::http::StatusCode;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::Home;
use testkit::{Kind, app_both, postgres_database};

#[test]
fn a_company_moves_while_in_use() {
    let _ = tracing_subscriber::fmt().with_max_level(tracing::Level::ERROR).with_test_writer().try_init();
    app_both(|app| async move {
        let ada = app.admin().await;
        let id = ada.create("customer", &json!({ "kind": "person", "name": "李娜" })).await;
        let at = format!("/api/records/customer/{id}");
        let elsewhere = postgres_database().await;
        let home = match app.kind {
            Kind::Sqlite => Home::PgSchema { url: Some(elsewhere.url.clone()) },
            Kind::Postgres => Home::Sqlite,
        };
        let stop = Arc::new(AtomicBool::new(false));
        let (reader, path, stopped) = (ada.clone(), at.clone(), stop.clone());
        let reading = tokio::spawn(async move {
            let mut seen = Vec::new();
            while !stopped.load(Ordering::Relaxed) {
                seen.push(reader.get(&path).await.status);
                let written = reader.patch(&path, &json!({ "occupation": "Teacher" })).await;
                seen.push(written.status);
                tokio::time::sleep(std::time::Duration::from_millis(2)).await;
            }
            seen
        });
        app.db.store.move_tenant("alpha", home).await.unwrap();
        stop.store(true, Ordering::Relaxed);
        let seen = reading.await.unwrap();
        let fine = |s: &StatusCode| *s == StatusCode::OK || *s == StatusCode::SERVICE_UNAVAILABLE;
        assert!(seen.iter().all(fine), "{seen:?}");
        let after = ada.get(&at).await;
        assert_eq!((after.status, &after.json()["name"]), (StatusCode::OK, &json!("李娜")), "{}", after.text());
        assert_eq!(ada.patch(&at, &json!({ "name": "李大娜" })).await.status, StatusCode::OK);
        assert_eq!(app.stranger().await.get("/api/me").await.status, StatusCode::OK, "the other company notices nothing");
    });
}
