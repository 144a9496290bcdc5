//! Signing in with a passkey: good answers, devices that lie, and the rules that hold for every way of signing in.

use crate::device::{Says, TRUE, add, ask, ask_at, assert_refused, begin, counted, enrol, enter, id_of, named, patient, send};
use axum::http::{StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use guanxi::settings::Settings;
use serde_json::{Value, json};
use testkit::{TestApp, app_both_with};

async fn logged(app: &TestApp, kind: &str) -> Vec<Value> {
    app.admin().await.get(&format!("/api/audit?kind={kind}")).await.json()["items"].as_array().unwrap().clone()
}

#[test]
fn people_sign_in_with_a_device() {
    app_both_with(named, |app| async move {
        let max = app.member().await;
        let device = enrol(&max, 1).await;
        let browser = ask(&app).await;
        assert_eq!(browser.question["options"]["publicKey"]["userVerification"], "required");
        let answer = browser.send(device.signed(&browser.question, &counted(2))).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        assert_eq!(answer.json()["user"]["email"], "max@alpha.example");
        let cookies: Vec<&str> = answer.headers.get_all(header::SET_COOKIE).iter().map(|c| c.to_str().unwrap()).collect();
        assert!(cookies[0].starts_with("gx_session=alpha_") && cookies[0].contains("HttpOnly; SameSite=Lax"), "{cookies:?}");
        assert!(cookies[1].starts_with("gx_passkey=; ") && cookies[1].contains("Max-Age=0"), "{cookies:?}");
        assert_refused(&browser.send(device.signed(&browser.question, &counted(3))).await, "a question is answered once");
        let listed = max.get("/api/me/passkeys").await.json();
        assert_eq!((&listed["items"][0]["name"], &listed["origin"]), (&json!("Phone"), &json!("http://localhost:8080")));
        assert!(listed["items"][0]["used_at"].is_string(), "{listed}");
        let entered = logged(&app, "signed_in").await;
        assert!(entered.iter().any(|e| e["details"]["passkey"] == "Phone" && e["actor"] == "Max Member"), "{entered:?}");
    });
}

#[test]
fn what_a_browser_held_before_ends() {
    app_both_with(named, |app| async move {
        let max = app.member().await;
        let device = enrol(&max, 1).await;
        let old = app.member().await;
        let session = old.headers["cookie"].to_str().unwrap().to_owned();
        let browser = ask_at(&old, "alpha").await;
        let both = format!("{}; {session}", browser.client.headers["cookie"].to_str().unwrap());
        let both = browser.client.with("cookie", &both);
        let credential = device.signed(&browser.question, &counted(2));
        let answer = send(&both, &browser.question["ceremony"], credential).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let new = answer.headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap();
        assert_ne!(new, session, "who knew the old session has nothing of the new one");
        assert_eq!(old.get("/api/me").await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(app.anonymous().with("cookie", new).get("/api/me").await.status, StatusCode::OK);
    });
}

#[test]
fn devices_that_lie_are_refused() {
    app_both_with(patient, |app| async move {
        let max = app.member().await;
        let device = enrol(&max, 1).await;
        assert_eq!(enter(&app, &device, &counted(5)).await.status, StatusCode::OK);
        for (why, says) in [
            ("a page of another site", Says { origin: "http://evil.example", ..counted(6) }),
            ("another port", Says { origin: "http://localhost:9", ..counted(6) }),
            ("another scheme", Says { origin: "https://localhost:8080", ..counted(6) }),
            ("a host below", Says { origin: "http://a.localhost:8080", ..counted(6) }),
            ("another host", Says { host: "evil.example", ..counted(6) }),
            ("nobody was there", Says { verified: false, ..counted(6) }),
            ("an answer to something else", Says { kind: Some("webauthn.create"), ..counted(6) }),
        ] {
            assert_refused(&enter(&app, &device, &says).await, why);
        }
        assert_eq!(logged(&app, "passkey_copied").await.len(), 0);
        for (why, says) in
            [("a counter that stands still", counted(5)), ("one that falls", counted(2)), ("none any more", counted(0))]
        {
            assert_refused(&enter(&app, &device, &says).await, why);
        }
        let copied = logged(&app, "passkey_copied").await;
        assert_eq!(
            (copied.len(), &copied[0]["subject"], &copied[0]["details"]["passkey"]),
            (3, &json!("Max Member"), &json!("Phone"))
        );
        let failed = logged(&app, "sign_in_failed").await;
        assert_eq!(failed.len(), 10, "{failed:?}");
        assert!(failed.iter().all(|e| e["subject"] == "Max Member" && e["actor"] != "Max Member"), "{failed:?}");

        let browser = ask(&app).await;
        let mut forged = device.signed(&browser.question, &counted(6));
        forged["response"]["signature"] = json!(B64.encode([0x30, 6, 2, 1, 1, 2, 1, 1]));
        assert_refused(&browser.send(forged).await, "forged");
        let of_ada = model::Id::parse(&id_of(&app.admin().await).await).unwrap();
        let browser = ask(&app).await;
        let mut other = device.signed(&browser.question, &counted(6));
        other["response"]["userHandle"] = json!(B64.encode(of_ada.0));
        assert_refused(&browser.send(other).await, "somebody else's name");
        let browser = ask(&app).await;
        let mut nobody = device.signed(&browser.question, &counted(6));
        nobody["response"]["userHandle"] = Value::Null;
        assert_refused(&browser.send(nobody).await, "no name");
        assert_eq!(enter(&app, &device, &counted(7)).await.status, StatusCode::OK, "and the device still opens");
    });
}

#[test]
fn a_question_belongs_to_one_browser_one_company_and_five_minutes() {
    app_both_with(patient, |app| async move {
        let device = enrol(&app.member().await, 1).await;
        let (one, other) = (ask(&app).await, ask(&app).await);
        let signed = device.signed(&one.question, &counted(2));
        assert_refused(&other.send(signed.clone()).await, "an answer to another question");
        let ceremony = &one.question["ceremony"];
        assert_refused(&send(&ask(&app).await.client, ceremony, signed.clone()).await, "another browser");
        assert_refused(&send(&app.anonymous(), ceremony, signed.clone()).await, "a browser that asked nothing");
        let again = ask_at(&one.client, "alpha").await;
        assert_eq!(again.client.headers["cookie"], one.client.headers["cookie"], "a second tab is the same browser");
        assert_eq!(one.send(signed).await.status, StatusCode::OK, "and its first question still stands");
        assert_eq!(again.send(device.signed(&again.question, &counted(3))).await.status, StatusCode::OK);

        let browser = ask(&app).await;
        let signed = device.signed(&browser.question, &counted(4));
        let beta = browser.question["ceremony"].as_str().unwrap().replace("alpha_", "beta_");
        assert_refused(&send(&browser.client, &json!(beta), signed.clone()).await, "its question was asked at another company");
        let there = ask_at(&app.anonymous(), "beta").await;
        assert_refused(&there.send(device.signed(&there.question, &counted(4))).await, "its key is another company's");
        let stranger = enrol(&app.stranger().await, 9).await;
        assert_refused(&enter(&app, &stranger, &counted(2)).await, "a key of the other company");
        let nowhere = app.anonymous().post("/api/sign-in/passkey/begin", &json!({ "company": "gamma" })).await;
        assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
        app.clock.advance(301);
        assert_refused(&browser.send(signed).await, "late");
        assert_eq!(enter(&app, &device, &counted(5)).await.status, StatusCode::OK);
    });
}

#[test]
fn crooked_and_huge_answers_are_refused() {
    app_both_with(patient, |app| async move {
        let max = app.member().await;
        let device = enrol(&max, 1).await;
        let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
        let cbor = B64.encode([vec![0x81; 200_000], vec![0x00]].concat());
        let huge = B64.encode(vec![b'{'; 500_000]);
        for crooked in [json!(null), json!([]), json!({ "id": 1 }), json!("x"), json!({ "response": { "userHandle": huge } })] {
            assert_refused(
                &ask(&app).await.send(crooked.clone()).await,
                &crooked.to_string().chars().take(60).collect::<String>(),
            );
            let question = begin(&max).await;
            let body = json!({ "name": "Phone", "ceremony": question["ceremony"], "credential": crooked });
            assert_eq!(max.post("/api/me/passkeys", &body).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        for part in ["authenticatorData", "clientDataJSON", "signature", "userHandle"] {
            for value in [&cbor, &huge, "", "AA", "not base64!"] {
                let browser = ask(&app).await;
                let mut signed = device.signed(&browser.question, &counted(2));
                signed["response"][part] = json!(value);
                assert_refused(&browser.send(signed).await, part);
            }
        }
        for part in ["attestationObject", "clientDataJSON"] {
            for value in [&cbor, &huge, "", "AA", "not base64!"] {
                let question = begin(&max).await;
                let mut made = device.made(&question, &TRUE);
                made["response"][part] = json!(value);
                let body = json!({ "name": "Phone", "ceremony": question["ceremony"], "credential": made });
                assert_eq!(max.post("/api/me/passkeys", &body).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{part}");
            }
        }
        let question = begin(&max).await;
        let mut long = crate::device::Device::new(&question, 3);
        long.id = vec![3; 1024];
        assert_eq!(add(&max, &long, &question, &TRUE).await.status, StatusCode::UNPROCESSABLE_ENTITY, "a name that is too long");
        for body in [deep.as_str(), "{", "", "[]", r#"{"ceremony":"x","credential":{},"more":1}"#] {
            let client = app.anonymous().with("content-type", "application/json");
            let sent = client.call("POST", "/api/sign-in/passkey", body.to_owned()).await;
            assert!(sent.status.is_client_error(), "{}", body.chars().take(20).collect::<String>());
        }
        let too_big = json!({ "ceremony": "x", "credential": "x".repeat(2 << 20) });
        assert_eq!(app.anonymous().post("/api/sign-in/passkey", &too_big).await.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(enter(&app, &device, &counted(2)).await.status, StatusCode::OK);
    });
}

fn proxied(settings: &mut Settings) {
    named(settings);
    settings.behind_proxy = true;
}

#[test]
fn what_holds_for_passwords_holds_for_passkeys() {
    app_both_with(proxied, |app| async move {
        let (inside, outside) = ("203.0.113.7", "198.51.100.7");
        let ada = app.admin().await.with("x-forwarded-for", inside);
        let max = app.member().await;
        let device = enrol(&max, 1).await;
        let user = id_of(&max).await;
        let rules = json!({ "networks": ["203.0.113.0/24"] });
        assert_eq!(ada.put("/api/sign-in-rules", &rules).await.status, StatusCode::OK);
        let mut counter = 1;
        let mut come = async |from: &str| {
            counter += 1;
            let browser = ask_at(&app.anonymous().with("x-forwarded-for", from), "alpha").await;
            browser.send(device.signed(&browser.question, &counted(counter))).await
        };
        let refused = come(outside).await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::FORBIDDEN, "address_not_allowed"));
        assert_eq!(ada.get("/api/audit?kind=sign_in_refused").await.json()["items"].as_array().unwrap().len(), 1);
        assert_eq!(come(inside).await.status, StatusCode::OK);

        app.db.store.suspend("alpha", "unpaid").await.unwrap();
        let suspended = come(inside).await;
        assert_eq!((suspended.status, suspended.code().as_str()), (StatusCode::LOCKED, "suspended"));
        app.db.store.resume("alpha").await.unwrap();
        assert_eq!(come(inside).await.status, StatusCode::OK);

        // wrong passwords and wrong answers count together, and the lock is for every way in
        let wrong = json!({ "email": "max@alpha.example", "password": "guess", "company": "alpha" });
        for _ in 0..40 {
            let answer = app.anonymous().with("x-forwarded-for", inside).post("/api/sign-in", &wrong).await;
            match answer.headers.get("retry-after").map(|v| v.to_str().unwrap().parse::<i64>().unwrap()) {
                Some(seconds) if seconds >= 600 => break,
                Some(seconds) => app.clock.advance(seconds),
                None => {}
            }
        }
        let locked = come(inside).await;
        assert_eq!((locked.status, locked.code().as_str()), (StatusCode::TOO_MANY_REQUESTS, "too_many_attempts"));
        let unlocked = ada.post(&format!("/api/users/{user}/unlock"), &json!({})).await;
        assert_eq!(unlocked.status, StatusCode::NO_CONTENT);
        assert_eq!(come(inside).await.status, StatusCode::OK);

        let at = format!("/api/users/{user}");
        assert_eq!(ada.patch(&at, &json!({ "active": false })).await.status, StatusCode::OK);
        assert_refused(&come(inside).await, "deactivated");
        assert_eq!(ada.patch(&at, &json!({ "active": true })).await.status, StatusCode::OK);
        assert_refused(&come(inside).await, "the key went with the person");
        let gone = ada.get("/api/audit?kind=passkey_removed").await.json();
        assert_eq!(gone["items"][0]["subject"], "Max Member", "{gone}");
    });
}

#[test]
fn answers_that_are_wrong_lock_the_account() {
    app_both_with(named, |app| async move {
        let max = app.member().await;
        let device = enrol(&max, 1).await;
        let mut locked = false;
        for _ in 0..40 {
            let answer = enter(&app, &device, &Says { verified: false, ..counted(2) }).await;
            match answer.headers.get("retry-after").map(|v| v.to_str().unwrap().parse::<i64>().unwrap()) {
                Some(seconds) if seconds >= 600 => {
                    locked = true;
                    break;
                }
                Some(seconds) => app.clock.advance(seconds),
                None => assert_refused(&answer, "nobody was there"),
            }
        }
        assert!(locked);
        assert_eq!(enter(&app, &device, &counted(2)).await.status, StatusCode::TOO_MANY_REQUESTS, "the right answer waits too");
        assert_eq!(logged(&app, "locked").await[0]["subject"], "Max Member");
        app.clock.advance(902);
        assert_eq!(enter(&app, &device, &counted(2)).await.status, StatusCode::OK);
    });
}
