//! Notices by mail: when they were chosen to come, once, and only what may be seen when they go.

use crate::mail::{mailbox, mailing};
use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::app::PASSWORD;
use testkit::{Client, app_both, app_both_with, until};

const AT: &str = "/api/me/digest";

async fn me(client: &Client) -> String {
    client.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned()
}

async fn choose(client: &Client, mode: &str) {
    let chosen = client.put(AT, &json!({ "mode": mode, "hour": 9, "zone": "Europe/London" })).await;
    assert_eq!(chosen.status, StatusCode::NO_CONTENT, "{}", chosen.text());
}

fn text(letter: &Value) -> &str {
    letter["text"].as_str().unwrap()
}

/// Other work that is done after whatever is due now: letters that should not go would have gone.
async fn settled(app: &testkit::TestApp, ada: &Client) {
    let before = ada.get("/api/notices").await.json()["unread"].as_i64().unwrap();
    let at = model::Ts(model::Clock::now(&*app.clock).0 + 1_000_000).rfc3339();
    ada.create("task", &json!({ "title": "Tick", "due_at": at })).await;
    app.clock.advance(2);
    until("other work", async || ada.get("/api/notices").await.json()["unread"].as_i64() == Some(before + 1)).await;
}

#[test]
fn once_a_day_comes_what_is_unread() {
    app_both_with(mailing, |app| async move {
        let (ada, max, mailbox) = (app.admin().await, app.member().await, mailbox(&app));
        let max_id = me(&max).await;
        assert_eq!(max.get(AT).await.json()["mode"], "off");
        choose(&max, "daily").await;
        assert_eq!(max.get(AT).await.json(), json!({ "mode": "daily", "hour": 9, "zone": "Europe/London" }));
        max.patch("/api/me", &json!({ "language": "en" })).await;
        let work = guanxi::work::start(&app.app);
        let anna = ada.create("customer", &json!({ "name": "Anna <b>", "owner": max_id })).await;
        app.clock.advance(1);
        ada.create("customer", &json!({ "name": "Berta", "owner": max_id })).await;
        app.clock.advance(1);
        ada.create("task", &json!({ "title": "Call Carla", "assignee": max_id })).await;
        let told = max.get("/api/notices").await.json();
        let berta = told["items"].as_array().unwrap().iter().find(|n| n["title"] == "Berta").unwrap()["id"].clone();
        assert_eq!(max.post("/api/notices/read", &json!({ "ids": [berta] })).await.status, StatusCode::OK);
        app.clock.advance(3590);
        settled(&app, &ada).await;
        assert_eq!(mailbox.letters().len(), 0, "it is not nine yet");
        app.clock.advance(10);
        let letter = mailbox.wait(1).await.remove(0);
        assert_eq!(
            (&letter["to"], letter["headers"]["subject"].as_str().unwrap().contains("2 unread notices")),
            (&json!(["max@alpha.example"]), true)
        );
        for part in [
            "Given to you: Anna <b>",
            "Given to you: Call Carla",
            &format!("https://crm.example/records/customer/{anna}"),
            "https://crm.example/account",
        ] {
            assert!(text(&letter).contains(part), "{part}: {}", text(&letter));
        }
        assert!(!text(&letter).contains("Berta") && letter["html"].as_str().unwrap().contains("Anna &lt;b&gt;"));
        app.clock.advance(86_400);
        settled(&app, &ada).await;
        assert_eq!(mailbox.letters().len(), 1, "what was in a letter is in no other");
        choose(&max, "off").await;
        ada.create("customer", &json!({ "name": "Dora", "owner": max_id })).await;
        app.clock.advance(86_400);
        settled(&app, &ada).await;
        assert_eq!(mailbox.letters().len(), 1);
        work.stop().await;
    });
}

/// A mail server that is away, and what comes meanwhile: each notice is in one letter.
#[test]
fn at_once_and_nothing_twice() {
    app_both_with(mailing, |app| async move {
        let (ada, max, mailbox) = (app.admin().await, app.member().await, mailbox(&app));
        let max_id = me(&max).await;
        let moved = ada.patch(&format!("/api/users/{max_id}"), &json!({ "email": "busy@alpha.example" })).await;
        assert_eq!(moved.status, StatusCode::OK, "{}", moved.text());
        choose(&max, "at_once").await;
        let work = guanxi::work::start(&app.app);
        let give = async |name: &str| ada.create("customer", &json!({ "name": name, "owner": max_id })).await;
        let letters = async || ada.get("/api/mail").await.json()["letters"].as_array().unwrap().clone();
        give("Anna").await;
        app.clock.advance(20);
        give("Berta").await;
        assert_eq!(letters().await, Vec::<Value>::new(), "what waits for its time is not late");
        app.clock.advance(41);
        until("the first try failed", async || {
            letters().await.first().is_some_and(|l| l["attempt"] == 1 && l["state"] == "waiting")
        })
        .await;
        give("Carla").await;
        work.stop().await;
        let work = guanxi::work::start(&app.app);
        app.clock.advance(30);
        until("the second try failed", async || {
            letters().await.first().is_some_and(|l| l["attempt"] == 2 && l["state"] == "waiting")
        })
        .await;
        app.clock.advance(120);
        let both = mailbox.wait(2).await;
        let all = format!("{}{}", text(&both[0]), text(&both[1]));
        for name in ["Anna", "Berta", "Carla"] {
            assert_eq!(all.matches(name).count(), 1, "{name}: {all}");
        }
        assert!(both.iter().any(|l| text(l).contains("Anna") && text(l).contains("Berta")), "{all}");
        work.stop().await;
    });
}

#[test]
fn what_may_not_be_seen_any_more_is_left_out() {
    app_both_with(mailing, |app| async move {
        let (ada, mailbox) = (app.admin().await, mailbox(&app));
        let role = json!({ "code": "agent", "name": "Agent", "grants": { "usual": { "read": "own", "update": "own", "create": true } } });
        assert_eq!(ada.post("/api/roles", &role).await.status, StatusCode::CREATED);
        let new = json!({ "email": "liu@alpha.example", "name": "Liu", "role": "agent", "password": PASSWORD });
        assert_eq!(ada.post("/api/users", &new).await.status, StatusCode::CREATED);
        let liu = app.signed_in("alpha", "liu@alpha.example").await;
        let (liu_id, ada_id) = (me(&liu).await, me(&ada).await);
        choose(&liu, "at_once").await;
        let kept = ada.create("customer", &json!({ "name": "Kept", "owner": liu_id })).await;
        let taken = ada.create("customer", &json!({ "name": "Taken", "owner": liu_id })).await;
        ada.patch(&format!("/api/records/customer/{taken}"), &json!({ "owner": ada_id })).await;
        let work = guanxi::work::start(&app.app);
        app.clock.advance(61);
        let letter = mailbox.wait(1).await.remove(0);
        assert!(
            text(&letter).contains("Kept") && !letter.to_string().contains("Taken") && !letter.to_string().contains(&taken),
            "{letter}"
        );
        let gone = ada.create("customer", &json!({ "name": "Gone", "owner": liu_id })).await;
        ada.patch(&format!("/api/records/customer/{gone}"), &json!({ "owner": ada_id })).await;
        app.clock.advance(61);
        settled(&app, &ada).await;
        assert_eq!(mailbox.letters().len(), 1, "nothing is left to tell");
        let out = json!({ "active": false });
        ada.patch(&format!("/api/records/customer/{kept}"), &json!({ "owner": ada_id })).await;
        assert_eq!(ada.patch(&format!("/api/users/{liu_id}"), &out).await.status, StatusCode::OK);
        work.stop().await;
    });
}

#[test]
fn choices_are_checked_and_ones_own() {
    app_both_with(mailing, |app| async move {
        let (max, program) = (app.member().await, app.program(&["record.read"]).await);
        for (wrong, field) in [
            (json!({ "mode": "daily", "hour": 24, "zone": "UTC" }), "hour"),
            (json!({ "mode": "daily", "hour": 1, "zone": "Mars" }), "zone"),
        ] {
            let answer = max.put(AT, &wrong).await;
            assert_eq!((answer.status, &answer.json()["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)));
        }
        assert_eq!(
            max.put(AT, &json!({ "mode": "hourly", "hour": 1, "zone": "UTC" })).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(program.get(AT).await.status, StatusCode::FORBIDDEN);
        choose(&max, "daily").await;
        assert_eq!(app.admin().await.get(AT).await.json()["mode"], "off");
    });
    app_both(|app| async move {
        let max = app.member().await;
        let refused = max.put(AT, &json!({ "mode": "daily", "hour": 8, "zone": "UTC" })).await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::CONFLICT, "mail_not_configured"));
        choose(&max, "off").await;
    });
}
