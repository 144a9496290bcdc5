//! From where people and programs may come in.

use axum::http::{HeaderValue, StatusCode};
use serde_json::json;
use testkit::app::PASSWORD;
use testkit::{Answer, Client, app_both, app_both_with, until};

const RULES: &str = "/api/sign-in-rules";
const INSIDE: &str = "203.0.113.7";
const OUTSIDE: &str = "198.51.100.7";

fn from(client: &Client, address: &str) -> Client {
    client.with("x-forwarded-for", address)
}

fn refused(answer: &Answer) {
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "address_not_allowed"));
}

/// Administrators come from inside; the proxy says so.
fn proxied(settings: &mut guanxi::settings::Settings) {
    settings.behind_proxy = true;
}

#[test]
fn others_are_shut_out_at_once_and_everywhere() {
    app_both_with(proxied, |app| async move {
        let (ada, max) = (from(&app.admin().await, INSIDE), app.member().await);
        let key = app.program(&["record.read"]).await;
        let mut stream = from(&max, OUTSIDE).listen("/api/live").await;
        stream.until("hello").await;
        let rules = json!({ "networks": ["203.0.113.99/24", "2001:db8::/32"] });
        let saved = ada.put(RULES, &rules).await;
        assert_eq!((saved.status, &saved.json()["networks"]), (StatusCode::OK, &json!(["203.0.113.0/24", "2001:db8::/32"])));
        stream.end().await;
        for client in [&max, &key] {
            for path in ["/api/records/customer", "/api/meta", "/api/live"] {
                refused(&from(client, OUTSIDE).get(path).await);
            }
            refused(&from(client, OUTSIDE).post("/api/records/customer", &json!({ "name": "x" })).await);
            for address in [INSIDE, "2001:db8::5", "::ffff:203.0.113.8"] {
                assert_eq!(from(client, address).get("/api/records/customer").await.status, StatusCode::OK, "{address}");
            }
        }
        refused(&from(&max, OUTSIDE).post("/api/sign-out", &json!({})).await);
        let sign_in = json!({ "email": "max@alpha.example", "password": PASSWORD, "company": "alpha" });
        refused(&from(&app.anonymous(), OUTSIDE).post("/api/sign-in", &sign_in).await);
        assert_eq!(from(&app.anonymous(), INSIDE).post("/api/sign-in", &sign_in).await.status, StatusCode::OK);
        let wrong = json!({ "email": "max@alpha.example", "password": "guess", "company": "alpha" });
        let wrong = from(&app.anonymous(), OUTSIDE).post("/api/sign-in", &wrong).await;
        assert_eq!(wrong.status, StatusCode::UNAUTHORIZED, "who does not know the password learns nothing of networks");
        until("it is in the log", async || {
            let log = ada.get("/api/audit?kind=sign_in_refused").await.json();
            log["items"][0]["address"] == OUTSIDE && log["items"][0]["subject"] == "Max Member"
        })
        .await;
        let log = ada.get("/api/audit?kind=sign_in_rules_changed").await.json();
        assert_eq!(log["items"][0]["details"]["networks"], json!(["203.0.113.0/24", "2001:db8::/32"]));
        assert_eq!(
            from(&app.stranger().await, OUTSIDE).get("/api/me").await.status,
            StatusCode::OK,
            "another company's list is its own"
        );
    });
}

#[test]
fn nobody_locks_themselves_out_unasked() {
    app_both_with(proxied, |app| async move {
        let ada = from(&app.admin().await, INSIDE);
        let rules = json!({ "networks": ["10.0.0.0/8"], "second_factor": [] });
        let asked = ada.put(RULES, &rules).await;
        assert_eq!((asked.status, asked.code().as_str()), (StatusCode::CONFLICT, "would_lock_out"));
        assert!(asked.text().contains(INSIDE));
        assert_eq!(ada.get(RULES).await.json()["networks"], json!([]), "nothing was changed");
        assert_eq!(ada.put(&format!("{RULES}?confirm=1"), &rules).await.status, StatusCode::OK);
        refused(&ada.get(RULES).await);
        let within = from(&ada, "10.1.2.3");
        assert_eq!(within.put(RULES, &json!({ "networks": [] })).await.status, StatusCode::OK);
        assert_eq!(ada.get(RULES).await.status, StatusCode::OK);
        for wrong in ["10.0.0.0/33", "office", ""] {
            let answer = ada.put(RULES, &json!({ "networks": [wrong] })).await;
            assert_eq!(
                (answer.status, &answer.json()["errors"][0]["field"]),
                (StatusCode::UNPROCESSABLE_ENTITY, &json!("networks"))
            );
        }
        let max = from(&app.member().await, INSIDE);
        assert_eq!(max.put(RULES, &json!({ "networks": [] })).await.status, StatusCode::FORBIDDEN);
    });
}

/// What a client writes into the header is not what the proxy adds.
#[test]
fn addresses_cannot_be_forged() {
    app_both_with(proxied, |app| async move {
        let ada = app.admin().await;
        assert_eq!(from(&ada, INSIDE).put(RULES, &json!({ "networks": [INSIDE] })).await.status, StatusCode::OK);
        refused(&from(&ada, &format!("{INSIDE}, {OUTSIDE}")).get("/api/me").await);
        assert_eq!(from(&ada, &format!("{OUTSIDE}, {INSIDE}")).get("/api/me").await.status, StatusCode::OK);
        let mut twice = from(&ada, INSIDE);
        twice.headers.append("x-forwarded-for", HeaderValue::from_static(OUTSIDE));
        refused(&twice.get("/api/me").await);
        refused(&ada.get("/api/me").await);
        refused(&from(&ada, "unknown").get("/api/me").await);
    });
    app_both(|app| async move {
        let ada = app.admin().await;
        assert_eq!(ada.put(RULES, &json!({ "networks": ["127.0.0.1"] })).await.status, StatusCode::OK);
        assert_eq!(from(&ada, OUTSIDE).get("/api/me").await.status, StatusCode::OK, "nobody is believed without a proxy");
    });
}

#[test]
fn keys_have_networks_of_their_own() {
    app_both_with(proxied, |app| async move {
        let ada = from(&app.admin().await, INSIDE);
        let new = json!({ "name": "shop", "scopes": ["record.read"], "networks": ["192.0.2.1"] });
        let made = ada.post("/api/keys", &new).await;
        assert_eq!((made.status, &made.json()["networks"]), (StatusCode::CREATED, &json!(["192.0.2.1/32"])));
        let key = app.anonymous().with("authorization", &format!("Bearer {}", made.json()["secret"].as_str().unwrap()));
        assert_eq!(from(&key, "192.0.2.1").get("/api/records/customer").await.status, StatusCode::OK);
        refused(&from(&key, INSIDE).get("/api/records/customer").await);
        assert_eq!(ada.put(RULES, &json!({ "networks": [INSIDE] })).await.status, StatusCode::OK);
        assert_eq!(
            from(&key, "192.0.2.1").get("/api/records/customer").await.status,
            StatusCode::OK,
            "its list stands for the company's"
        );
        refused(&from(&key, INSIDE).get("/api/records/customer").await);
        let wrong = json!({ "name": "shop", "networks": ["shop"] });
        assert_eq!(ada.post("/api/keys", &wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}
