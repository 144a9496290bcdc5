//! Signing in and out, keys, cross-site writes, rights.

use axum::http::StatusCode;
use serde_json::json;
use testkit::app::PASSWORD;
use testkit::{app_both, app_both_with};

#[test]
fn a_person_signs_in_and_out() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let me = ada.get("/api/me").await;
        assert_eq!(me.status, StatusCode::OK, "{}", me.text());
        let me = me.json();
        assert_eq!((&me["user"]["email"], &me["user"]["role"]), (&json!("ada@alpha.example"), &json!("administrator")));
        assert_eq!(me["company"]["slug"], "alpha");
        assert!(me["permissions"].as_array().unwrap().contains(&json!("user.manage")));
        assert_eq!(ada.post("/api/sign-out", &json!({})).await.status, StatusCode::NO_CONTENT);
        assert_eq!(ada.get("/api/me").await.status, StatusCode::UNAUTHORIZED);
    });
}

#[test]
fn wrong_credentials_say_nothing() {
    app_both(|app| async move {
        let nobody = app.anonymous();
        for (email, password, company) in [
            ("ada@alpha.example", "wrong", "alpha"),
            ("nobody@alpha.example", PASSWORD, "alpha"),
            ("ada@beta.example", PASSWORD, "alpha"),
            ("ada@alpha.example", PASSWORD, "gamma"),
        ] {
            let answer = nobody.post("/api/sign-in", &json!({ "email": email, "password": password, "company": company })).await;
            assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNAUTHORIZED, "wrong_credentials"), "{email}");
        }
    });
}

#[test]
fn the_company_is_found_by_the_email() {
    app_both(|app| async move {
        let answer = app.anonymous().post("/api/sign-in", &json!({ "email": "ADA@Beta.example", "password": PASSWORD })).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        assert_eq!(answer.json()["company"]["slug"], "beta");
        let cookie = answer.headers["set-cookie"].to_str().unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && !cookie.contains("Secure"), "{cookie}");
    });
}

#[test]
fn guessing_is_stopped() {
    app_both_with(
        |settings| settings.sign_in_rates.per_account = 3,
        |app| async move {
            let guess = json!({ "email": "max@alpha.example", "password": "guess", "company": "alpha" });
            for _ in 0..3 {
                assert_eq!(app.anonymous().post("/api/sign-in", &guess).await.status, StatusCode::UNAUTHORIZED);
            }
            let answer = app.anonymous().post("/api/sign-in", &guess).await;
            assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
            assert!(answer.headers.contains_key("retry-after"));
        },
    );
}

#[test]
fn a_cookie_alone_does_not_write() {
    app_both(|app| async move {
        let mut ada = app.admin().await;
        ada.headers.remove("x-guanxi");
        let answer = ada.post("/api/records/customer", &json!({ "kind": "person", "name": "王伟" })).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "cross_site"));
        let own = ada.with("origin", "https://crm.example").with("host", "crm.example");
        let answer = own.post("/api/records/customer", &json!({ "kind": "person", "name": "王伟" })).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    });
}

#[test]
fn a_key_does_what_its_scopes_say() {
    app_both(|app| async move {
        let program = app.program(&["record.read"]).await;
        assert_eq!(program.get("/api/me").await.json()["permissions"], json!(["record.read"]));
        let answer = program.post("/api/records/customer", &json!({ "kind": "person", "name": "x" })).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "forbidden"));
        let max = app.member().await;
        assert_eq!(max.get("/api/keys").await.status, StatusCode::FORBIDDEN);
        let ada = app.admin().await;
        let keys = ada.get("/api/keys").await.json();
        assert!(keys["items"][0].get("secret").is_none());
        let id = keys["items"][0]["id"].as_str().unwrap();
        assert_eq!(ada.delete(&format!("/api/keys/{id}")).await.status, StatusCode::NO_CONTENT);
        assert_eq!(program.get("/api/me").await.status, StatusCode::UNAUTHORIZED);
    });
}

#[test]
fn people_are_managed() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let added = ada.post("/api/users", &json!({ "email": "li@alpha.example", "name": "李娜" })).await;
        assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
        let (id, password) = (added.json()["id"].clone(), added.json()["password"].clone());
        let sign_in = json!({ "email": "li@alpha.example", "password": password, "company": "alpha" });
        assert_eq!(app.anonymous().post("/api/sign-in", &sign_in).await.status, StatusCode::OK);
        let again = ada.post("/api/users", &json!({ "email": "LI@alpha.example", "name": "x" })).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.text());
        assert_eq!(again.json()["errors"][0]["field"], "email");
        let path = format!("/api/users/{}", id.as_str().unwrap());
        assert_eq!(ada.patch(&path, &json!({ "active": false })).await.json()["active"], false);
        assert_eq!(app.anonymous().post("/api/sign-in", &sign_in).await.status, StatusCode::UNAUTHORIZED);
        let own = ada.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        let last = ada.patch(&format!("/api/users/{own}"), &json!({ "role": "member" })).await;
        assert_eq!((last.status, last.code().as_str()), (StatusCode::CONFLICT, "last_administrator"));
    });
}

#[test]
fn a_new_password_ends_other_sessions() {
    app_both(|app| async move {
        let (here, there) = (app.member().await, app.member().await);
        let wrong = here.patch("/api/me", &json!({ "password": "another password", "current_password": "no" })).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let right = here
            .patch("/api/me", &json!({ "password": "another password", "current_password": PASSWORD, "language": "zh-TW" }))
            .await;
        assert_eq!(right.json()["user"]["language"], "zh-TW", "{}", right.text());
        assert_eq!(here.get("/api/me").await.status, StatusCode::OK);
        assert_eq!(there.get("/api/me").await.status, StatusCode::UNAUTHORIZED);
    });
}
