//! Tasks that remind, repeat, wait, and are ticked off item by item.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Client, TestApp, app_both, until};

fn at(app: &TestApp, seconds: i64) -> String {
    model::Ts(model::Clock::now(&*app.clock).0 + seconds * 1_000_000).rfc3339()
}

/// Kind and title of each notice, newest first.
async fn told(client: &Client) -> Vec<(String, String)> {
    let page = client.get("/api/notices").await.json();
    let text = |n: &Value, name: &str| n[name].as_str().unwrap_or_default().to_owned();
    page["items"].as_array().unwrap().iter().map(|n| (text(n, "kind"), text(n, "title"))).collect()
}

async fn open(client: &Client) -> Vec<Value> {
    let page = client.get("/api/records/task?filter=state:open&sort=due_at").await.json();
    page["items"].as_array().unwrap().clone()
}

#[test]
fn people_are_reminded_once_and_in_time() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let user = max.get("/api/me").await.json()["user"]["id"].clone();
        let due = at(&app, 7_200);
        for (title, remind) in [("Early", "h1"), ("Never", "none"), ("Late", "at_due")] {
            ada.create("task", &json!({ "title": title, "assignee": user, "due_at": due, "remind": remind })).await;
        }
        assert_eq!(told(&max).await.len(), 3, "Max hears what Ada gives him");
        let work = guanxi::work::start(&app.app);
        app.clock.advance(3_601);
        until("the reminder", async || told(&max).await.len() == 4).await;
        assert_eq!(told(&max).await[0], ("task_reminder".into(), "Early".into()));
        app.clock.advance(3_600);
        until("what is due", async || told(&max).await.len() == 5).await;
        assert_eq!(told(&max).await[0], ("task_due".into(), "Late".into()));
        let late = open(&max).await.into_iter().find(|t| t["title"] == "Late").unwrap();
        let path = format!("/api/records/task/{}", late["id"].as_str().unwrap());
        let snoozed = max.patch(&path, &json!({ "snoozed_until": at(&app, 600) })).await.json();
        assert_eq!(snoozed["due_at"], late["due_at"], "when it is due stays");
        app.clock.advance(601);
        until("the snoozed one", async || told(&max).await.len() == 6).await;
        assert_eq!(told(&max).await[0], ("task_reminder".into(), "Late".into()));
        work.stop().await;
        assert_eq!(told(&ada).await, []);
    });
}

#[test]
fn the_next_one_is_made_when_one_is_done() {
    app_both(|app| async move {
        let max = app.member().await;
        let customer = max.create("customer", &json!({ "name": "李娜" })).await;
        let task = json!({ "title": "Call", "customer": customer, "due_at": at(&app, 3_600), "repeat": "FREQ=DAILY;COUNT=2", "priority": "high",
            "checklist": [{ "text": "Dial", "done": true }, { "text": "Talk" }] });
        let first = max.create("task", &task).await;
        let made = max.get(&format!("/api/records/task/{first}")).await.json();
        assert_eq!((&made["progress"], &made["remind"]), (&json!("1/2"), &json!("at_due")));
        let work = guanxi::work::start(&app.app);
        let complete = format!("/api/tasks/{first}/complete");
        assert_eq!(max.post(&complete, &json!({ "result": "sold" })).await.status, StatusCode::OK);
        until("the next one", async || open(&max).await.len() == 1).await;
        let next = open(&max).await.remove(0);
        assert_eq!((&next["title"], &next["customer"], &next["priority"]), (&json!("Call"), &json!(customer), &json!("high")));
        assert_eq!(
            (&next["repeat"], &next["progress"], &next["previous"]),
            (&json!("FREQ=DAILY;COUNT=1"), &json!("0/2"), &json!(first))
        );
        assert_eq!(next["due_at"], at(&app, 90_000));
        assert_eq!((&next["result"], &next["assignee"]), (&Value::Null, &made["assignee"]));
        // opened again, the next one goes; done again, it comes back, once
        let path = format!("/api/records/task/{first}");
        assert_eq!(max.patch(&path, &json!({ "done_at": null })).await.status, StatusCode::OK);
        until("it goes", async || open(&max).await.iter().all(|t| t["id"] == json!(first))).await;
        max.post(&complete, &json!({})).await;
        until("it comes back", async || open(&max).await.iter().any(|t| t["previous"] == json!(first))).await;
        let next = open(&max).await.remove(0);
        let path_of_next = format!("/api/records/task/{}", next["id"].as_str().unwrap());
        max.patch(&path_of_next, &json!({ "title": "Call again" })).await;
        max.patch(&path, &json!({ "done_at": null })).await;
        until("both are open", async || open(&max).await.len() == 2).await;
        max.post(&complete, &json!({})).await;
        max.post(&format!("/api/tasks/{}/complete", next["id"].as_str().unwrap()), &json!({})).await;
        until("all jobs are done", async || {
            app.db.a.get("select 1 from @job where kind = 'tasks.repeat'", &[]).await.unwrap().is_empty()
        })
        .await;
        assert_eq!(open(&max).await, Vec::<Value>::new(), "what was touched stays and is not made twice; two times are two");
        work.stop().await;
        assert_eq!(told(&max).await, [], "nobody is told of what they do themselves");
    });
}

#[test]
fn what_makes_no_sense_is_refused() {
    app_both(|app| async move {
        let max = app.member().await;
        for (values, field, code) in [
            (json!({ "repeat": "FREQ=DAILY" }), "due_at", "required"),
            (json!({ "repeat": "every day", "due_at": at(&app, 1) }), "repeat", "bad_repeat"),
            (json!({ "checklist": ["x"] }), "checklist", "bad_checklist"),
            (json!({ "remind": "m11" }), "remind", "unknown_option"),
            (json!({ "progress": "9/9" }), "progress", "not_writable"),
            (json!({ "previous": "0193a000-0000-7000-8000-000000000001" }), "previous", "not_writable"),
        ] {
            let mut task = values.clone();
            task["title"] = json!("T");
            let refused = max.post("/api/records/task", &task).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{values}: {}", refused.text());
            assert_eq!(
                (&refused.json()["errors"][0]["field"], &refused.json()["errors"][0]["code"]),
                (&json!(field), &json!(code))
            );
        }
    });
}
