//! Everybody's own time zone: kept with their account, and where the days of their lists begin.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Client, app_both, until};

const HONOLULU: &str = "Pacific/Honolulu";

async fn moves(client: &Client, zone: &str) -> Value {
    let moved = client.patch("/api/me", &json!({ "zone": zone })).await;
    assert_eq!(moved.status, StatusCode::OK, "{}", moved.text());
    moved.json()["user"]["zone"].clone()
}

/// How many tasks somebody finds.
async fn found(client: &Client, filter: &str) -> usize {
    let page = client.get(&format!("/api/records/task?filter={filter}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    page.json()["items"].as_array().unwrap().len()
}

#[test]
fn a_zone_is_kept_with_the_account() {
    app_both(|app| async move {
        let max = app.member().await;
        assert_eq!(max.get("/api/me").await.json()["user"]["zone"], Value::Null);
        assert_eq!(max.get("/api/me/digest").await.json()["zone"], "Asia/Shanghai", "the company's");
        assert_eq!(moves(&max, HONOLULU).await, HONOLULU);
        assert_eq!(max.get("/api/me").await.json()["user"]["zone"], HONOLULU);
        assert_eq!(max.get("/api/me/digest").await.json()["zone"], HONOLULU, "the letter comes by one's own clock");
        for wrong in ["Nowhere", "UTC+8"] {
            let refused = max.patch("/api/me", &json!({ "zone": wrong })).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {}", refused.text());
            let error = refused.json()["errors"][0].clone();
            assert_eq!((&error["field"], &error["code"]), (&json!("zone"), &json!("bad_zone")), "{wrong}");
        }
        assert_eq!(moves(&max, "").await, Value::Null);
    });
}

#[test]
fn days_begin_where_one_is() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        moves(&max, HONOLULU).await;
        // In Shanghai it is four in the morning of the first of February, in Honolulu ten of the last of January.
        max.create("task", &json!({ "title": "Call", "due_at": "2026-01-31T20:00:00Z" })).await;
        for (filter, of_max, of_ada) in [("due_at:2026-01-31", 1, 0), ("due_at:2026-02-01", 0, 1), ("due_at%3C2026-02-01", 1, 0)]
        {
            assert_eq!((found(&max, filter).await, found(&ada, filter).await), (of_max, of_ada), "{filter}");
        }
    });
}

#[test]
fn tasks_repeat_by_the_clock_of_who_does_them() {
    app_both(|app| async move {
        let max = app.member().await;
        moves(&max, "America/New_York").await;
        // Nine in the morning of the day before clocks are changed there.
        let task = json!({ "title": "Call", "due_at": "2026-03-07T14:00:00Z", "repeat": "FREQ=DAILY" });
        let first = max.create("task", &task).await;
        let work = guanxi::work::start(&app.app);
        assert_eq!(max.post(&format!("/api/tasks/{first}/complete"), &json!({})).await.status, StatusCode::OK);
        until("the next one", async || found(&max, "state:open").await == 1).await;
        let next = max.get("/api/records/task?filter=state:open").await.json();
        assert_eq!(next["items"][0]["due_at"], "2026-03-08T13:00:00Z");
        work.stop().await;
    });
}
