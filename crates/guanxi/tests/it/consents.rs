//! Consents over HTTP: recorded, asked for before use, and obeyed by exports in the name of a purpose.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Client, TestApp, app_both};

const MAIL: &str = "marketing_email";

async fn customer(ada: &Client, name: &str) -> String {
    ada.create("customer", &json!({ "name": name, "birthday": "1990-02-03" })).await
}

async fn grant(app: &TestApp, ada: &Client, customer: &str, purpose: &str) {
    app.clock.advance(60);
    let values =
        json!({ "customer": customer, "purpose": purpose, "state": "granted", "basis": "consent", "text_version": "v1" });
    ada.create("consent", &values).await;
}

#[test]
fn recorded_asked_and_withdrawn() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let ann = customer(&ada, "Ann").await;
        let at = format!("/api/customers/{ann}/consents");
        let ask = format!("{at}/allowed?purpose={MAIL}&channel=email");
        assert_eq!(ada.get(&ask).await.json(), json!({ "allowed": false, "state": null, "consent": null }));
        grant(&app, &ada, &ann, MAIL).await;
        assert_eq!(ada.get(&ask).await.json()["allowed"], true);
        let items = ada.get(&at).await.json()["items"].clone();
        assert_eq!(
            (&items[0]["purpose"], &items[0]["channel"], &items[0]["state"]),
            (&json!(MAIL), &json!("any"), &json!("granted")),
            "{items}"
        );
        app.clock.advance(60);
        ada.create("consent", &json!({ "customer": ann, "purpose": MAIL, "state": "withdrawn" })).await;
        assert_eq!(ada.get(&ask).await.json()["state"], "withdrawn");
        let timeline = ada.get(&format!("/api/customers/{ann}/timeline")).await.json();
        let kinds: Vec<&str> = timeline["items"].as_array().unwrap().iter().filter_map(|i| i["kind"].as_str()).collect();
        assert_eq!(kinds, ["consent_withdrawn", "consent_granted"]);
        let bare = ada.post("/api/records/consent", &json!({ "customer": ann, "purpose": MAIL, "state": "granted" })).await;
        assert_eq!((bare.status, &bare.json()["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("basis")));
        let wrong = ada.get(&format!("{ask}&at=tomorrow")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text());
        // Others neither see nor ask.
        assert_eq!(app.stranger().await.get(&at).await.status, StatusCode::NOT_FOUND);
        let role = json!({ "name": "Packer", "code": "packer", "grants": { "objects": { "customer": { "read": "all" } } } });
        assert_eq!(ada.post("/api/roles", &role).await.status, StatusCode::CREATED);
        let max = ada.get("/api/users").await.json()["items"].clone();
        let max = max.as_array().unwrap().iter().find(|u| u["email"] == "max@alpha.example").unwrap()["id"].clone();
        let changed = ada.patch(&format!("/api/users/{}", max.as_str().unwrap()), &json!({ "role": "packer" })).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
        let packer = app.member().await;
        for path in [&at, &ask] {
            assert_eq!(packer.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
    });
}

#[test]
fn exports_for_a_purpose_say_what_they_leave_out() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let ann = customer(&ada, "Ann").await;
        let bob = customer(&ada, "Bob").await;
        grant(&app, &ada, &ann, MAIL).await;
        grant(&app, &ada, &bob, "profiling").await;
        let export = async |query: &str| ada.get(&format!("/api/records/customer/export?{query}")).await;
        let all = export("").await;
        assert!(all.text().contains("Bob") && all.headers.get("x-left-out").is_none());
        let marketing = export("purpose=marketing").await;
        assert_eq!((marketing.status, &marketing.headers["x-left-out"]), (StatusCode::OK, &"1".parse().unwrap()));
        assert!(marketing.text().contains("Ann") && marketing.text().contains("birthday") && !marketing.text().contains("Bob"));
        let profiling = export("purpose=profiling&fields=name,birthday").await;
        assert_eq!(profiling.headers["x-left-out-fields"], "birthday", "{}", profiling.text());
        assert!(profiling.text().contains("Bob") && !profiling.text().contains("1990"), "{}", profiling.text());
        let sheet = export("purpose=marketing&format=xlsx").await;
        assert_eq!((sheet.status, &sheet.headers["x-left-out"]), (StatusCode::OK, &"1".parse().unwrap()));
        let unknown = export("purpose=spying").await;
        assert_eq!(unknown.status, StatusCode::BAD_REQUEST, "{}", unknown.text());
        let list = ada.get("/api/records/customer?purpose=profiling&count=1").await.json();
        assert_eq!((&list["count"], &list["left_out"]), (&json!(1), &json!({ "records": 1, "fields": ["birthday"] })));
        assert_eq!((&list["items"][0]["name"], list["items"][0].get("birthday")), (&json!("Bob"), None));
        let by_closed = ada.get("/api/records/customer?purpose=profiling&filter=birthday:1990-02-03").await;
        assert_eq!(by_closed.status, StatusCode::FORBIDDEN, "nobody finds by what is left out: {}", by_closed.text());
        let everything = ada.get("/api/records/customer?count=1").await.json();
        assert_eq!((&everything["count"], everything.get("left_out")), (&json!(2), None::<&Value>));
    });
}
