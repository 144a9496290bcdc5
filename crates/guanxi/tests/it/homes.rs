//! Home pages: arranged by each person, else by role, else by the app.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Client, app_both};

async fn home(client: &Client) -> Value {
    let answer = client.get("/api/me/home").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

fn cards(kinds: &[&str]) -> Value {
    json!({ "cards": kinds.iter().map(|kind| json!({ "kind": kind, "wide": *kind == "day" })).collect::<Vec<_>>() })
}

#[test]
fn people_arrange_their_own_and_administrators_those_of_roles() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        assert_eq!(home(&max).await, json!({ "from": "app", "cards": [] }));
        let of_role = "/api/roles/member/home";
        assert_eq!(max.put(of_role, &cards(&["day"])).await.status, StatusCode::FORBIDDEN);
        assert_eq!(max.delete(of_role).await.status, StatusCode::FORBIDDEN);
        assert_eq!(ada.put("/api/roles/nobody/home", &cards(&["day"])).await.status, StatusCode::NOT_FOUND);
        assert_eq!(ada.put(of_role, &cards(&["numbers", "day"])).await.status, StatusCode::NO_CONTENT);
        let begun = home(&max).await;
        assert_eq!((&begun["from"], &begun["cards"]), (&json!("role"), &cards(&["numbers", "day"])["cards"]));
        assert_eq!(home(&ada).await["from"], "app");
        assert_eq!(max.put("/api/me/home", &cards(&["recent"])).await.status, StatusCode::NO_CONTENT);
        assert_eq!(max.put("/api/me/home", &cards(&["recent", "best"])).await.status, StatusCode::NO_CONTENT);
        let own = home(&max).await;
        assert_eq!((&own["from"], &own["cards"]), (&json!("me"), &cards(&["recent", "best"])["cards"]));
        assert_eq!(max.put("/api/me/home", &cards(&[])).await.status, StatusCode::NO_CONTENT);
        assert_eq!(home(&max).await, json!({ "from": "me", "cards": [] }), "an empty page is one's choice");
        assert_eq!(max.delete("/api/me/home").await.status, StatusCode::NO_CONTENT);
        assert_eq!(home(&max).await["from"], "role");
        assert_eq!(ada.delete(of_role).await.status, StatusCode::NO_CONTENT);
        assert_eq!(home(&max).await["from"], "app");
        for wrong in
            [cards(&["day", "day"]), cards(&["weather"]), json!({ "cards": [{ "kind": "day", "tall": true }] }), json!({})]
        {
            let refused = max.put("/api/me/home", &wrong).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {}", refused.text());
        }
        let told = ada.get("/api/audit?kind=company_changed").await.json();
        assert_eq!(told["items"].as_array().unwrap().len(), 2, "{told}");
        let program = app.program(&["record.read"]).await;
        assert_eq!(program.get("/api/me/home").await.status, StatusCode::FORBIDDEN);
    });
}
