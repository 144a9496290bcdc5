//! A person's open tasks in their calendar: what it says, whom it is open to, and how it ends.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp, app_both};

/// A new address of somebody, without its host.
async fn address(client: &Client) -> String {
    let made = client.post("/api/me/calendar", &json!({})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let url = made.json()["url"].as_str().unwrap().to_owned();
    url[url.find("/c/").unwrap()..].to_owned()
}

async fn read(app: &TestApp, path: &str) -> Answer {
    app.public().get(path).await
}

/// The calendar's lines as they were before they were folded.
fn lines(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert!(answer.headers["content-type"].to_str().unwrap().starts_with("text/calendar"));
    answer.text().replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
}

#[test]
fn a_calendar_has_ones_open_tasks() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let user = max.get("/api/me").await.json()["user"]["id"].clone();
        let customer = max.create("customer", &json!({ "name": "张宇池" })).await;
        let task = json!({ "title": "Call; twice", "customer": customer, "due_at": "2026-12-01T09:00:00Z", "remind": "h1", "priority": "urgent",
            "checklist": [{ "text": "Dial", "done": true }] });
        let id = max.create("task", &task).await;
        max.create("task", &json!({ "title": "Some day" })).await;
        ada.create("task", &json!({ "title": "Of Ada" })).await;
        let done = ada.create("task", &json!({ "title": "Was", "assignee": user, "due_at": "2026-12-02T09:00:00Z" })).await;
        ada.post(&format!("/api/tasks/{done}/complete"), &json!({})).await;
        assert_eq!(max.get("/api/me/calendar").await.json(), json!({ "made_at": null, "read_at": null }));
        let path = address(&max).await;
        let answer = read(&app, &path).await;
        let events = lines(&answer);
        for line in [
            "BEGIN:VEVENT",
            &format!("UID:{id}@guanxi"),
            "SUMMARY:Call\\; twice · 张宇池",
            "DTSTART:20261201T090000Z",
            "TRIGGER;VALUE=DATE-TIME:20261201T080000Z",
            "PRIORITY:1",
        ] {
            assert!(events.iter().any(|l| l == line), "{line} is missing: {events:#?}");
        }
        assert!(events.iter().any(|l| l.starts_with("DESCRIPTION:张宇池\\n\\n[x] Dial\\n\\nhttp")), "{events:#?}");
        assert_eq!(events.iter().filter(|l| *l == "BEGIN:VEVENT").count(), 1);
        let todos = lines(&read(&app, &format!("{path}?as=todo")).await);
        assert_eq!(todos.iter().filter(|l| *l == "BEGIN:VTODO").count(), 2);
        assert!(todos.iter().any(|l| l == "DUE:20261201T090000Z") && todos.iter().any(|l| l == "SUMMARY:Some day"));
        for text in ["Of Ada", "Was"] {
            assert!(!todos.join("\n").contains(text), "{text}");
        }
        let tag = answer.headers["etag"].to_str().unwrap().to_owned();
        let known = app.public().with("if-none-match", &tag);
        assert_eq!(known.get(&path).await.status, StatusCode::NOT_MODIFIED);
        max.patch(&format!("/api/records/task/{id}"), &json!({ "title": "Call" })).await;
        assert_eq!(known.get(&path).await.status, StatusCode::OK);
        assert!(max.get("/api/me/calendar").await.json()["read_at"].is_string());
    });
}

#[test]
fn an_address_opens_nothing_else_and_ends() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let task = max.create("task", &json!({ "title": "Secret", "due_at": "2026-12-01T09:00:00Z" })).await;
        let path = address(&max).await;
        assert!(read(&app, &path).await.text().contains("Secret"));
        let stored = app.db.a.get("select hash from @calendar_feed", &[]).await.unwrap();
        assert_eq!(stored[0].bytes(0).unwrap().len(), 32);
        assert!(!app.anonymous().get(&path).await.text().contains("Secret"), "staff have another entrance");
        let token = path.trim_start_matches("/c/").trim_end_matches(".ics");
        let theirs = token.replace("alpha_", "beta_");
        let other = if token.ends_with('a') { 'b' } else { 'a' };
        for wrong in [
            format!("/c/{token}"),
            format!("/g/{token}"),
            format!("/c/{theirs}.ics"),
            format!("/c/{}.ics", &token[..token.len() - 1]),
            format!("/c/{}{other}.ics", &token[..token.len() - 1]),
            "/c/x.ics".into(),
            "/c/.ics".into(),
        ] {
            let answer = read(&app, &wrong).await;
            assert!(answer.status == StatusCode::NOT_FOUND && !answer.text().contains("Secret"), "{wrong}: {}", answer.status);
        }
        let bearer = app.anonymous().with("authorization", &format!("Bearer {token}"));
        assert_eq!(bearer.get("/api/me").await.status, StatusCode::UNAUTHORIZED);
        let cookie = app.anonymous().with("cookie", &format!("gx_session={token}"));
        assert_eq!(cookie.get("/api/me").await.status, StatusCode::UNAUTHORIZED);
        // a new one ends the one before
        let second = address(&max).await;
        assert_eq!(read(&app, &path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(read(&app, &second).await.status, StatusCode::OK);
        let program = app.program(&["record.read"]).await;
        assert_eq!(program.post("/api/me/calendar", &json!({})).await.status, StatusCode::FORBIDDEN);
        assert_eq!(max.delete("/api/me/calendar").await.status, StatusCode::NO_CONTENT);
        assert_eq!(read(&app, &second).await.status, StatusCode::NOT_FOUND);
        assert_eq!(max.delete("/api/me/calendar").await.status, StatusCode::NO_CONTENT);
        let third = address(&max).await;
        assert_eq!(read(&app, &third).await.status, StatusCode::OK);
        let user = max.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        // who holds something open is not let go
        assert_eq!(ada.delete(&format!("/api/records/task/{task}")).await.status, StatusCode::NO_CONTENT);
        assert_eq!(ada.patch(&format!("/api/users/{user}"), &json!({ "active": false })).await.status, StatusCode::OK);
        assert_eq!(read(&app, &third).await.status, StatusCode::NOT_FOUND, "it goes with its person");
        let entries = |kind: &'static str| {
            let ada = ada.clone();
            async move { ada.get(&format!("/api/audit?kind={kind}")).await.json()["items"].as_array().map_or(0, Vec::len) }
        };
        assert_eq!((entries("calendar_feed_made").await, entries("calendar_feed_ended").await), (3, 1));
    });
}

#[test]
fn a_calendar_says_what_its_person_may_see() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let user = max.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        let customer = ada.create("customer", &json!({ "name": "张宇池" })).await;
        let task = json!({ "title": "Call", "customer": customer, "assignee": user, "owner": user, "description": "Number 42",
            "due_at": "2026-12-01T09:00:00Z" });
        ada.create("task", &task).await;
        let path = address(&max).await;
        assert!(read(&app, &path).await.text().contains("Number 42"));
        let role = json!({ "name": "Caller", "code": "caller", "grants": { "permissions": Value::Array(vec![]), "objects": {
            "task": { "read": "own", "fields": { "description": "hidden" } }, "customer": { "read": "own" } } } });
        assert_eq!(ada.post("/api/roles", &role).await.status, StatusCode::CREATED);
        assert_eq!(ada.patch(&format!("/api/users/{user}"), &json!({ "role": "caller" })).await.status, StatusCode::OK);
        let text = read(&app, &path).await.text();
        assert!(text.contains("SUMMARY:Call\r\n") && !text.contains("Number 42") && !text.contains("张宇池"), "{text}");
    });
}
