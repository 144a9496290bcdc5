//! Passkeys of one's own and of the people whom one administers: made, renamed, removed; and as a second factor.

use crate::device::{Device, Says, TRUE, add, assert_refused, begin, counted, enrol, enter, id_of, named};
use axum::http::StatusCode;
use serde_json::json;
use testkit::app::PASSWORD;
use testkit::{Client, app_both, app_both_with};

const MINE: &str = "/api/me/passkeys";

async fn only(client: &Client) -> String {
    client.get(MINE).await.json()["items"][0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_key_is_made_by_its_owner_alone() {
    app_both_with(named, |app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let begun = max.post("/api/me/passkeys/begin", &json!({ "password": "guess" })).await;
        assert_eq!(begun.json()["errors"][0]["field"], "password", "{}", begun.text());
        let program = app.program(&["record.read"]).await;
        assert_eq!(program.post("/api/me/passkeys/begin", &json!({ "password": PASSWORD })).await.status, StatusCode::FORBIDDEN);
        assert_eq!(program.get(MINE).await.status, StatusCode::FORBIDDEN);
        let question = begin(&max).await;
        let device = Device::new(&question, 1);
        let options = &question["options"]["publicKey"];
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        let wrong = async |client: &Client, says: &Says, why: &str| {
            let refused = add(client, &device, &question, says).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}: {}", refused.text());
        };
        wrong(&ada, &TRUE, "it was asked of somebody else").await;
        wrong(&app.member().await, &TRUE, "it was asked in another session").await;
        wrong(&max, &Says { verified: false, ..TRUE }, "nobody was there").await;
        wrong(&max, &TRUE, "what was asked is good once").await;
        for says in [Says { origin: "http://evil.example", ..TRUE }, Says { host: "evil.example", ..TRUE }] {
            let question = begin(&max).await;
            assert_eq!(add(&max, &device, &question, &says).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let question = begin(&max).await;
        app.clock.advance(301);
        assert_eq!(add(&max, &device, &question, &TRUE).await.status, StatusCode::UNPROCESSABLE_ENTITY, "late");
        let question = begin(&max).await;
        assert_eq!(add(&max, &device, &question, &TRUE).await.status, StatusCode::CREATED);
        let question = begin(&ada).await;
        assert_eq!(question["options"]["publicKey"]["excludeCredentials"].as_array().map_or(0, Vec::len), 0, "nothing of others");
        let twice = add(&ada, &device, &question, &TRUE).await;
        assert_eq!((twice.status, twice.code().as_str()), (StatusCode::CONFLICT, "passkey_known"), "a key is one person's");
    });
}

#[test]
fn adding_and_removing_needs_a_recent_sign_in_or_the_password() {
    app_both_with(named, |app| async move {
        let max = app.member().await;
        enrol(&max, 1).await;
        assert_eq!(max.get(MINE).await.json()["recent"], true);
        app.clock.advance(601);
        assert_eq!(max.get(MINE).await.json()["recent"], false);
        let remove = format!("{MINE}/{}/remove", only(&max).await);
        for path in ["/api/me/passkeys/begin", &remove] {
            for body in [json!({}), json!({ "password": "" }), json!({ "password": "guess" })] {
                let refused = max.post(path, &body).await;
                assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {body}");
                assert_eq!(refused.json()["errors"][0]["field"], "password");
            }
        }
        let proof = json!({ "password": PASSWORD });
        assert_eq!(max.post("/api/me/passkeys/begin", &proof).await.status, StatusCode::OK);
        assert_eq!(max.post(&remove, &proof).await.status, StatusCode::NO_CONTENT);
        assert_eq!(max.post(&remove, &proof).await.status, StatusCode::NOT_FOUND);
        let again = app.member().await;
        assert_eq!(again.post("/api/me/passkeys/begin", &json!({})).await.status, StatusCode::OK, "signed in just now");
    });
}

#[test]
fn passkeys_are_renamed_and_removed_by_their_owner() {
    app_both_with(named, |app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let device = enrol(&max, 1).await;
        app.clock.advance(1);
        let at = format!("{MINE}/{}", only(&max).await);
        assert_eq!(max.patch(&at, &json!({ "name": " 办公室电脑 " })).await.status, StatusCode::NO_CONTENT);
        assert_eq!(max.get(MINE).await.json()["items"][0]["name"], "办公室电脑");
        for bad in ["", " ", "a\nb", &"x".repeat(101)] {
            assert_eq!(max.patch(&at, &json!({ "name": bad })).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad:?}");
        }
        assert_eq!(ada.patch(&at, &json!({ "name": "Mine" })).await.status, StatusCode::NOT_FOUND, "it is not hers");
        assert_eq!(ada.post(&format!("{at}/remove"), &json!({})).await.status, StatusCode::NOT_FOUND);
        assert_eq!(enter(&app, &device, &counted(2)).await.status, StatusCode::OK);
        app.clock.advance(1);
        assert_eq!(max.post(&format!("{at}/remove"), &json!({})).await.status, StatusCode::NO_CONTENT);
        assert_refused(&enter(&app, &device, &counted(9)).await, "removed");
        let log = ada.get("/api/audit?kind=passkey_added,passkey_renamed,passkey_removed").await.json();
        let told: Vec<_> =
            log["items"].as_array().unwrap().iter().map(|e| (e["kind"].clone(), e["details"]["passkey"].clone())).collect();
        let wanted = [
            (json!("passkey_removed"), json!("办公室电脑")),
            (json!("passkey_renamed"), json!(["Phone", "办公室电脑"])),
            (json!("passkey_added"), json!("Phone")),
        ];
        assert_eq!(told, wanted);
    });
}

#[test]
fn administrators_take_off_what_is_lost() {
    app_both_with(named, |app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let lost = enrol(&max, 1).await;
        app.clock.advance(1);
        let kept = enrol(&max, 2).await;
        let user = id_of(&max).await;
        let people = ada.get("/api/users").await.json();
        let counts: Vec<_> =
            people["items"].as_array().unwrap().iter().map(|p| (p["name"].clone(), p["passkeys"].clone())).collect();
        assert_eq!(counts, [(json!("Ada Admin"), json!(0)), (json!("Max Member"), json!(2))]);
        let all = format!("/api/users/{user}/passkeys");
        let listed = ada.get(&all).await.json();
        let one = format!("{all}/{}", listed["items"][0]["id"].as_str().unwrap());
        let stranger = app.stranger().await;
        for path in [&all, &one] {
            assert_eq!(stranger.delete(path).await.status, StatusCode::NOT_FOUND);
            assert_eq!(max.delete(path).await.status, StatusCode::FORBIDDEN);
        }
        assert_eq!(ada.delete(&one).await.status, StatusCode::NO_CONTENT);
        assert_eq!(ada.delete(&one).await.status, StatusCode::NOT_FOUND);
        assert_eq!(max.get("/api/me").await.status, StatusCode::UNAUTHORIZED, "the lost device may have been signed in");
        assert_refused(&enter(&app, &lost, &counted(2)).await, "taken off");
        assert_eq!(enter(&app, &kept, &counted(2)).await.status, StatusCode::OK);
        assert_eq!(ada.delete(&all).await.status, StatusCode::NO_CONTENT);
        assert_refused(&enter(&app, &kept, &counted(3)).await, "all are taken off");
        assert_eq!(ada.get(&all).await.json()["items"], json!([]));
    });
}

#[test]
fn a_passkey_is_a_second_factor() {
    app_both_with(named, |app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let elsewhere = app.member().await;
        let rules = json!({ "second_factor": ["member"] });
        assert_eq!(ada.put("/api/sign-in-rules", &rules).await.status, StatusCode::OK);
        assert_eq!(max.get("/api/me").await.json()["must_enrol"], true);
        assert_eq!(max.get("/api/meta").await.status, StatusCode::FORBIDDEN);
        let device = enrol(&max, 1).await;
        assert_eq!(max.get("/api/me").await.json()["must_enrol"], false, "the device has just asked who is there");
        assert_eq!(max.get("/api/meta").await.status, StatusCode::OK);
        let entered = enter(&app, &device, &counted(2)).await;
        assert_eq!(entered.json()["must_enrol"], false, "{}", entered.text());
        assert_eq!(max.get("/api/me/totp").await.json()["required"], false);

        // with the password alone nobody comes in any more, and nobody sets up another second factor
        let password = json!({ "email": "max@alpha.example", "password": PASSWORD, "company": "alpha" });
        let refused = app.anonymous().post("/api/sign-in", &password).await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::UNAUTHORIZED, "passkey_required"));
        assert!(refused.headers.get("set-cookie").is_none());
        assert_eq!(
            elsewhere.post("/api/me/passkeys/begin", &json!({ "password": PASSWORD })).await.status,
            StatusCode::UNAUTHORIZED
        );
        let last = max.post(&format!("{MINE}/{}/remove", only(&max).await), &json!({})).await;
        assert_eq!((last.status, last.code().as_str()), (StatusCode::CONFLICT, "second_factor_required"));
        app.clock.advance(1);
        enrol(&max, 2).await;
        assert_eq!(max.post(&format!("{MINE}/{}/remove", only(&max).await), &json!({})).await.status, StatusCode::NO_CONTENT);

        // who lost the device sets up another once an administrator has taken it off
        let user = id_of(&max).await;
        assert_eq!(ada.delete(&format!("/api/users/{user}/passkeys")).await.status, StatusCode::NO_CONTENT);
        assert_eq!(app.member().await.get("/api/me").await.json()["must_enrol"], true);
    });
}

#[test]
fn a_person_has_twenty_at_most() {
    app_both_with(named, |app| async move {
        let max = app.member().await;
        let before = begin(&max).await;
        for id in 1..=20 {
            enrol(&max, id).await;
        }
        let full = max.post("/api/me/passkeys/begin", &json!({})).await;
        assert_eq!((full.status, full.code().as_str()), (StatusCode::CONFLICT, "too_many_passkeys"));
        let late = add(&max, &Device::new(&before, 99), &before, &TRUE).await;
        assert_eq!((late.status, late.code().as_str()), (StatusCode::CONFLICT, "too_many_passkeys"));
        assert_eq!(max.get(MINE).await.json()["items"].as_array().unwrap().len(), 20);
    });
}

#[test]
fn a_server_without_a_name_has_none() {
    app_both(|app| async move {
        let max = app.member().await;
        assert_eq!(max.get(MINE).await.json()["origin"], json!(null));
        let begun = max.post("/api/me/passkeys/begin", &json!({})).await;
        assert_eq!((begun.status, begun.code().as_str()), (StatusCode::CONFLICT, "passkeys_unavailable"));
        assert!(begun.text().contains("http://127.0.0.1:8080") && begun.text().contains("--url"), "{}", begun.text());
        let asked = app.anonymous().post("/api/sign-in/passkey/begin", &json!({ "company": "alpha" })).await;
        assert_eq!(asked.status, StatusCode::CONFLICT);
        assert_eq!(app.anonymous().get("/api/sign-in/providers?company=alpha").await.json()["passkeys"], json!(null));
    });
}
