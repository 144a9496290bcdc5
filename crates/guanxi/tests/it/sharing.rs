//! Records shown to somebody whose role does not show them: everywhere at once, and no longer when it ends.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Client, app_both, until};

/// A person who sees and changes their own customers only.
async fn agent(ada: &Client, max: &Client) -> String {
    let grants = json!({ "permissions": ["event.create"], "objects": {
        "customer": { "read": "own", "update": "own", "fields": { "emails": "hidden" } }, "note": { "read": "all", "create": true },
    } });
    let made = ada.post("/api/roles", &json!({ "name": "Agent", "code": "agent", "grants": grants })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let id = max.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
    assert_eq!(ada.patch(&format!("/api/users/{id}"), &json!({ "role": "agent" })).await.status, StatusCode::OK);
    id
}

async fn finds(client: &Client, wanted: bool) {
    until("the search", async || {
        let answer = client.get("/api/search?q=zhangyuchi").await.json();
        answer["complete"] == true && answer["groups"].as_array().is_some_and(|g| g.is_empty() != wanted)
    })
    .await;
}

#[test]
fn a_queue_is_seen_while_it_is_shared() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let user = agent(&ada, &max).await;
        let team = ada.create("team", &json!({ "name": "Outside" })).await;
        let wang = ada.create("customer", &json!({ "name": "张宇池", "emails": ["secret@example.com"] })).await;
        let li = ada.create("customer", &json!({ "name": "Li" })).await;
        let other = ada.create("customer", &json!({ "name": "Other" })).await;
        let (one, queue) = (format!("/api/records/customer/{wang}"), json!([wang, li]));
        finds(&ada, true).await;
        finds(&max, false).await;
        let mut events = max.listen("/api/live").await;
        assert_eq!(events.next().await.unwrap().event, "hello");
        assert_eq!(max.get(&one).await.status, StatusCode::NOT_FOUND);

        let shared =
            ada.post("/api/records/customer/share", &json!({ "records": queue, "user": user, "note": "call them" })).await;
        assert_eq!((shared.status, shared.json()), (StatusCode::OK, json!({ "count": 2 })), "{}", shared.text());
        events.until("change").await;
        let listed = max.get("/api/records/customer?count=1").await.json();
        assert_eq!(listed["count"], 2, "{listed}");
        assert!(!listed.to_string().contains("secret@example.com"), "the role still closes fields");
        finds(&max, true).await;
        let note = json!({ "customer": wang, "text": "called" });
        assert_eq!(max.post("/api/records/note", &note).await.status, StatusCode::CREATED, "notes are their author's");
        assert_eq!(max.patch(&one, &json!({ "occupation": "Smith" })).await.status, StatusCode::FORBIDDEN);
        assert_eq!(max.get(&format!("/api/records/customer/{other}")).await.status, StatusCode::NOT_FOUND);
        let notices = max.get("/api/notices").await.json();
        assert_eq!(notices["items"][0]["kind"], "shared", "{notices}");
        let seers = ada.get(&format!("{one}/seen-by")).await.json();
        let seer = seers["items"].as_array().unwrap().iter().find(|s| s["user"] == json!(user)).unwrap();
        assert_eq!(seer["reason"]["shared"], true, "{seers}");

        let joined = ada.patch(&format!("/api/records/user/{user}"), &json!({ "team": team })).await;
        assert_eq!(joined.status, StatusCode::OK, "{}", joined.text());
        let with_team = json!({ "records": [wang], "team": team, "change": true, "until": "2026-01-15T09:00:00Z" });
        assert_eq!(ada.post("/api/records/customer/share", &with_team).await.status, StatusCode::OK);
        let change = json!({ "occupation": "Smith" });
        until("his place among the teams", async || max.patch(&one, &change).await.status == StatusCode::OK).await;
        let shares = max.get(&format!("{one}/shares")).await.json();
        assert_eq!(shares["items"].as_array().unwrap().len(), 2, "{shares}");
        app.clock.advance(3_600);
        assert_eq!(max.patch(&one, &json!({ "occupation": "Baker" })).await.status, StatusCode::FORBIDDEN, "the time is over");

        let ended = ada.post("/api/records/customer/unshare", &json!({ "records": queue, "user": user })).await;
        assert_eq!(ended.json(), json!({ "count": 2 }));
        events.until("change").await;
        assert_eq!(max.get(&one).await.status, StatusCode::NOT_FOUND);
        assert_eq!(max.get("/api/records/customer?count=1").await.json()["count"], 0);
        finds(&max, false).await;
        let told = ada.get("/api/audit?kind=records_shared").await.json();
        let of_user = told["items"].as_array().unwrap().iter().find(|e| e["details"]["user"] == json!(user)).unwrap();
        assert_eq!(of_user["details"]["records"], queue, "{told}");
        assert_eq!(ada.get("/api/audit?kind=records_unshared").await.json()["items"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn who_may_not_share_does_not() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let user = agent(&ada, &max).await;
        let id = ada.create("customer", &json!({ "name": "A", "owner": user })).await;
        let order = ada.create("order", &json!({ "number": "N1", "customer": id, "status": "completed" })).await;
        let line = json!({ "records": [order], "user": user });
        let with = |records: Value| json!({ "records": records, "user": user });
        let share = "/api/records/customer/share";
        for (client, path, body, status) in [
            (&max, share, with(json!([id])), StatusCode::FORBIDDEN),
            (&max, "/api/records/customer/unshare", with(json!([id])), StatusCode::FORBIDDEN),
            (&ada, share, with(json!([])), StatusCode::UNPROCESSABLE_ENTITY),
            (&ada, share, with(json!([order])), StatusCode::NOT_FOUND),
            (&ada, share, with(json!(["x"])), StatusCode::UNPROCESSABLE_ENTITY),
            (&ada, share, json!({ "records": [id] }), StatusCode::UNPROCESSABLE_ENTITY),
            (&ada, share, json!({ "records": [id], "user": order }), StatusCode::UNPROCESSABLE_ENTITY),
            (&ada, share, json!({ "records": [id], "user": user, "owner": user }), StatusCode::UNPROCESSABLE_ENTITY),
            (
                &ada,
                share,
                json!({ "records": [id], "user": user, "until": "2020-01-01T00:00:00Z" }),
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
            (&ada, "/api/records/order_line/share", line, StatusCode::BAD_REQUEST),
        ] {
            let answer = client.post(path, &body).await;
            assert_eq!(answer.status, status, "{path} {body}: {}", answer.text());
        }
        let stranger = app.stranger().await;
        assert_eq!(
            stranger.post(share, &with(json!([id]))).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "no such person there"
        );
        assert_eq!(stranger.get(&format!("/api/records/customer/{id}/shares")).await.status, StatusCode::NOT_FOUND);
    });
}
