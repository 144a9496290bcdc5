//! The second factor: codes good once, recovery codes good once, nobody around it.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::app::PASSWORD;
use testkit::{Answer, Client, TestApp, app_both};
use totp_rs::{Algorithm, Builder, Secret};

const MAX: &str = "max@alpha.example";

/// The code of the moment, as the person's app shows it.
pub fn code(app: &TestApp, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_algorithm(Algorithm::SHA1).with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(model::Clock::now(&*app.clock).0 / 1_000_000).unwrap()).to_string()
}

async fn sign_in(app: &TestApp, email: &str, code: Option<&str>) -> Answer {
    let mut body = json!({ "email": email, "password": PASSWORD, "company": "alpha" });
    if let Some(code) = code {
        body["code"] = code.into();
    }
    app.anonymous().post("/api/sign-in", &body).await
}

/// Gives the person a second factor: the secret and the recovery codes.
pub async fn enrol(app: &TestApp, client: &Client) -> (String, Vec<String>) {
    let offered = client.post("/api/me/totp", &json!({ "password": PASSWORD })).await;
    assert_eq!(offered.status, StatusCode::OK, "{}", offered.text());
    let secret = offered.json()["secret"].as_str().unwrap().to_owned();
    assert!(offered.json()["uri"].as_str().unwrap().starts_with("otpauth://totp/"));
    let confirmed = client.post("/api/me/totp/confirm", &json!({ "code": code(app, &secret) })).await;
    assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.text());
    let codes = confirmed.json()["recovery_codes"].as_array().unwrap().iter().map(|c| c.as_str().unwrap().to_owned()).collect();
    (secret, codes)
}

fn refused(answer: &Answer) -> (StatusCode, String) {
    (answer.status, answer.code())
}

#[test]
fn sign_in_takes_two_steps_and_a_code_is_good_once() {
    app_both(|app| async move {
        let max = app.member().await;
        let (secret, _) = enrol(&app, &max).await;
        assert_eq!(
            max.get("/api/me/totp").await.json(),
            json!({ "enabled": true, "required": false, "recovery_codes_left": 10 })
        );
        let used = code(&app, &secret);
        assert_eq!(refused(&sign_in(&app, MAX, None).await), (StatusCode::UNAUTHORIZED, "code_required".into()));
        let replay = sign_in(&app, MAX, Some(&used)).await;
        assert_eq!(refused(&replay), (StatusCode::UNAUTHORIZED, "wrong_code".into()), "that of the set-up is spent");
        app.clock.advance(30);
        let next = code(&app, &secret);
        assert_eq!(sign_in(&app, MAX, Some(&next)).await.status, StatusCode::OK);
        assert_eq!(refused(&sign_in(&app, MAX, Some(&next)).await).1, "wrong_code", "replayed");
        assert_eq!(refused(&sign_in(&app, MAX, Some(&used)).await).1, "wrong_code", "and none before it");
        app.clock.advance(30);
        let (a, b) = (code(&app, &secret), code(&app, &secret));
        let (a, b) = tokio::join!(sign_in(&app, MAX, Some(&a)), sign_in(&app, MAX, Some(&b)));
        let entered = [a.status, b.status].iter().filter(|s| **s == StatusCode::OK).count();
        assert_eq!(entered, 1, "twice at once enters once");
    });
}

#[test]
fn recovery_codes_are_good_once_each() {
    app_both(|app| async move {
        let max = app.member().await;
        let (_, codes) = enrol(&app, &max).await;
        let stored = app.db.a.get("select hash from @recovery_code", &[]).await.unwrap();
        assert_eq!(stored.len(), 10);
        let spoken = codes[0].to_uppercase().replace('-', " ");
        let first = sign_in(&app, MAX, Some(&spoken)).await;
        assert_eq!(first.status, StatusCode::OK, "{}", first.text());
        assert_eq!(refused(&sign_in(&app, MAX, Some(&codes[0])).await).1, "wrong_code");
        assert_eq!(max.get("/api/me/totp").await.json()["recovery_codes_left"], 9);
        let renewed = max.post("/api/me/totp/recovery-codes", &json!({ "password": PASSWORD })).await.json();
        assert_eq!(refused(&sign_in(&app, MAX, Some(&codes[1])).await).1, "wrong_code", "those before are void");
        let fresh = renewed["recovery_codes"][9].as_str().unwrap();
        assert_eq!(sign_in(&app, MAX, Some(fresh)).await.status, StatusCode::OK);
        let log = app.admin().await.get("/api/audit").await.text();
        for kind in ["totp_enabled", "recovery_code_used", "recovery_codes_made"] {
            assert!(log.contains(kind), "{kind}");
        }
        assert!(codes.iter().all(|c| !log.contains(c.as_str())) && !log.contains(fresh));
    });
}

/// Whoever has the password does not guess the code, however they mix their attempts.
#[test]
fn codes_cannot_be_guessed() {
    app_both(|app| async move {
        let max = app.member().await;
        let (secret, _) = enrol(&app, &max).await;
        app.clock.advance(30);
        let (mut checked, mut stopped) = (0, 0);
        for n in 0..20 {
            // in between without a code, which must not forgive
            sign_in(&app, MAX, None).await;
            match sign_in(&app, MAX, Some(&format!("{:06}", 1000 + n))).await.status {
                StatusCode::UNAUTHORIZED => checked += 1,
                StatusCode::TOO_MANY_REQUESTS => stopped += 1,
                other => panic!("{other}"),
            }
        }
        assert!(checked <= 5 && stopped >= 15, "{checked} codes were checked");
        assert_eq!(sign_in(&app, MAX, Some(&code(&app, &secret))).await.status, StatusCode::TOO_MANY_REQUESTS);
    });
}

#[test]
fn it_cannot_be_set_up_or_taken_off_without_the_password() {
    app_both(|app| async move {
        let max = app.member().await;
        for path in ["/api/me/totp", "/api/me/totp/remove", "/api/me/totp/recovery-codes"] {
            let answer = max.post(path, &json!({ "password": "guess" })).await;
            assert_eq!(
                (answer.status, &answer.json()["errors"][0]["field"]),
                (StatusCode::UNPROCESSABLE_ENTITY, &json!("password")),
                "{path}"
            );
        }
        assert_eq!(max.post("/api/me/totp/confirm", &json!({ "code": "000000" })).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let (there, program) = (app.member().await, app.program(&["record.read"]).await);
        assert_eq!(program.post("/api/me/totp", &json!({ "password": PASSWORD })).await.status, StatusCode::FORBIDDEN);
        enrol(&app, &max).await;
        assert_eq!(there.get("/api/me").await.status, StatusCode::UNAUTHORIZED, "sessions without it end");
        let again = max.post("/api/me/totp", &json!({ "password": PASSWORD })).await;
        assert_eq!(refused(&again), (StatusCode::CONFLICT, "has_second_factor".into()));
        assert_eq!(max.post("/api/me/totp/remove", &json!({ "password": PASSWORD })).await.status, StatusCode::NO_CONTENT);
        assert_eq!(sign_in(&app, MAX, None).await.status, StatusCode::OK);
    });
}

#[test]
fn a_role_may_need_it() {
    app_both(|app| async move {
        let (ada, max, strange) = (app.admin().await, app.member().await, app.stranger().await);
        let rules = json!({ "second_factor": ["member"] });
        assert_eq!(max.put("/api/sign-in-rules", &rules).await.status, StatusCode::FORBIDDEN);
        assert_eq!(
            ada.put("/api/sign-in-rules", &json!({ "second_factor": ["king"] })).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(ada.put("/api/sign-in-rules", &rules).await.status, StatusCode::OK);
        // those signed in already, and those who come: nothing but setting it up
        for client in [&max, &app.member().await] {
            assert_eq!(client.get("/api/me").await.json()["must_enrol"], true);
            for path in ["/api/records/customer", "/api/meta", "/api/jobs"] {
                assert_eq!(refused(&client.get(path).await), (StatusCode::FORBIDDEN, "second_factor_required".into()), "{path}");
            }
            let made = client.post("/api/records/customer", &json!({ "name": "x" })).await;
            assert_eq!(refused(&made).1, "second_factor_required");
            let keyed = client.with("idempotency-key", "k").post("/api/records/customer", &json!({ "name": "x" })).await;
            assert_eq!(refused(&keyed).1, "second_factor_required");
        }
        assert_eq!(ada.get("/api/me").await.json()["must_enrol"], false);
        enrol(&app, &max).await;
        assert_eq!(max.get("/api/records/customer").await.status, StatusCode::OK);
        let off = max.post("/api/me/totp/remove", &json!({ "password": PASSWORD })).await;
        assert_eq!(refused(&off), (StatusCode::CONFLICT, "second_factor_required".into()));
        assert_eq!(strange.get("/api/sign-in-rules").await.json()["second_factor"], json!([]), "each company its own");
    });
}

#[test]
fn administrators_take_it_off_who_lost_it() {
    app_both(|app| async move {
        let (ada, max, strange) = (app.admin().await, app.member().await, app.stranger().await);
        enrol(&app, &max).await;
        let user = max.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        let at = format!("/api/users/{user}/totp");
        assert_eq!(strange.delete(&at).await.status, StatusCode::NOT_FOUND);
        assert_eq!(max.delete(&at).await.status, StatusCode::FORBIDDEN);
        assert_eq!(ada.delete(&at).await.status, StatusCode::NO_CONTENT);
        assert_eq!(sign_in(&app, MAX, None).await.status, StatusCode::OK);
        let log = ada.get("/api/audit?kind=totp_reset").await.json();
        assert_eq!((&log["items"][0]["subject_id"], &log["items"][0]["actor"]), (&Value::from(user), &json!("Ada Admin")));
    });
}
