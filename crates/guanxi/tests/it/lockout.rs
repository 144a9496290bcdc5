//! Guessing passwords: slowed, then locked, for accounts that exist and those that do not alike.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::app::PASSWORD;
use testkit::{Answer, Client, TestApp, app_both, app_both_with, until};

async fn sign_in(app: &TestApp, email: &str, company: Option<&str>, password: &str) -> Answer {
    let mut body = json!({ "email": email, "password": password });
    if let Some(company) = company {
        body["company"] = company.into();
    }
    app.anonymous().post("/api/sign-in", &body).await
}

/// What somebody who guesses learns: status, code, text, and how long to wait.
fn learned(answer: &Answer) -> (StatusCode, Value, Value, Option<String>) {
    let wait = answer.headers.get("retry-after").map(|v| v.to_str().unwrap().to_owned());
    let body = answer.json();
    (answer.status, body["code"].clone(), body["detail"].clone(), wait)
}

/// Guesses until the account is locked; what each guess taught. Waits as long as it is told.
async fn guess(
    app: &TestApp,
    email: &str,
    company: Option<&str>,
    times: usize,
) -> Vec<(StatusCode, Value, Value, Option<String>)> {
    let mut all = Vec::new();
    for _ in 0..times {
        let answer = sign_in(app, email, company, "guess").await;
        let wait = answer.headers.get("retry-after").map(|v| v.to_str().unwrap().parse::<i64>().unwrap());
        all.push(learned(&answer));
        if let Some(seconds) = wait.filter(|s| *s < 600) {
            app.clock.advance(seconds);
        }
    }
    all
}

#[test]
fn guesses_are_slowed_then_locked_and_the_right_password_waits_too() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let taught = guess(&app, "max@alpha.example", Some("alpha"), 16).await;
        let waits: Vec<String> = taught.iter().filter_map(|t| t.3.clone()).collect();
        assert_eq!(waits[..5], ["2", "4", "8", "16", "32"].map(str::to_owned), "{taught:?}");
        assert_eq!(waits.last().map(String::as_str), Some("900"), "{waits:?}");
        let refused = sign_in(&app, "max@alpha.example", Some("alpha"), PASSWORD).await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::TOO_MANY_REQUESTS, "too_many_attempts"));
        until("the lock is noted", async || {
            let log = ada.get("/api/audit?kind=locked").await.json();
            log["items"].as_array().unwrap().len() == 1 && log["items"][0]["subject"] == "Max Member"
        })
        .await;
        assert_eq!(sign_in(&app, "ada@alpha.example", Some("alpha"), PASSWORD).await.status, StatusCode::OK, "others come in");
        assert_eq!(sign_in(&app, "max@beta.example", Some("beta"), PASSWORD).await.status, StatusCode::OK);
        app.clock.advance(902);
        assert_eq!(sign_in(&app, "max@alpha.example", Some("alpha"), PASSWORD).await.status, StatusCode::OK);
        assert_eq!(
            sign_in(&app, "max@alpha.example", Some("alpha"), "guess").await.status,
            StatusCode::UNAUTHORIZED,
            "all is forgiven"
        );
        assert_eq!(sign_in(&app, "max@alpha.example", Some("alpha"), PASSWORD).await.status, StatusCode::OK);
    });
}

/// Whatever one tries and in whichever order, an e-mail that nobody has answers as one that somebody has.
#[test]
fn unknown_accounts_answer_alike() {
    app_both(|app| async move {
        let plan: [(Option<&str>, usize); 4] = [(Some("beta"), 5), (None, 4), (Some("gamma"), 3), (Some("alpha"), 9)];
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        let began = model::Clock::now(&*app.clock);
        for (email, taught) in [("max@alpha.example", &mut known), ("nobody@alpha.example", &mut unknown)] {
            app.clock.set(began);
            for (company, times) in plan {
                taught.extend(guess(&app, email, company, times).await);
            }
        }
        assert_eq!(known, unknown);
        assert!(
            known.iter().any(|t| t.0 == StatusCode::TOO_MANY_REQUESTS) && known.iter().any(|t| t.0 == StatusCode::UNAUTHORIZED)
        );
    });
}

/// Many at once are no way around the count.
#[test]
fn guessing_at_once_gains_nothing() {
    app_both(|app| async move {
        let guesses = (0..30).map(|_| sign_in(&app, "max@alpha.example", Some("alpha"), "guess"));
        let answers = futures_util::future::join_all(guesses).await;
        let tried = answers.iter().filter(|a| a.status == StatusCode::UNAUTHORIZED).count();
        assert!(tried <= 5, "{tried} guesses were checked");
    });
}

#[test]
fn an_address_that_guesses_many_accounts_is_locked() {
    app_both_with(
        |settings| (settings.lockouts.address.free, settings.lockouts.address.lock_at) = (5, 6),
        |app| async move {
            for n in 0..6 {
                let answer = sign_in(&app, &format!("p{n}@alpha.example"), Some("alpha"), "Spring2026!").await;
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{n}");
            }
            let answer = sign_in(&app, "max@alpha.example", Some("alpha"), PASSWORD).await;
            assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
            app.clock.advance(901);
            for _ in 0..10 {
                let answer = sign_in(&app, "max@alpha.example", Some("alpha"), PASSWORD).await;
                assert_eq!(answer.status, StatusCode::OK, "who comes in costs the address nothing");
                app.clock.advance(901);
            }
        },
    );
}

async fn person(ada: &Client, email: &str) -> Value {
    let all = ada.get("/api/users").await.json();
    all["items"].as_array().unwrap().iter().find(|u| u["email"] == email).cloned().unwrap()
}

#[test]
fn an_administrator_unlocks_and_the_look_alike_cannot() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        guess(&app, "max@alpha.example", Some("alpha"), 16).await;
        let locked = person(&ada, "max@alpha.example").await;
        assert!(locked["locked_until"].is_string(), "{locked}");
        let at = format!("/api/users/{}/unlock", locked["id"].as_str().unwrap());
        // the other company may have somebody of the same e-mail; that is another account
        let strange = app.stranger().await;
        let double = json!({ "email": "max@alpha.example", "name": "Double", "password": PASSWORD });
        let double = strange.post("/api/users", &double).await.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(strange.post(&format!("/api/users/{double}/unlock"), &json!({})).await.status, StatusCode::NO_CONTENT);
        assert_eq!(strange.post(&at, &json!({})).await.status, StatusCode::NOT_FOUND);
        assert_eq!(max.post(&at, &json!({})).await.status, StatusCode::FORBIDDEN);
        assert_eq!(sign_in(&app, "max@alpha.example", Some("alpha"), PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);

        assert_eq!(ada.post(&at, &json!({})).await.status, StatusCode::NO_CONTENT);
        assert_eq!(person(&ada, "max@alpha.example").await["locked_until"], Value::Null);
        assert_eq!(sign_in(&app, "max@alpha.example", Some("alpha"), PASSWORD).await.status, StatusCode::OK);
        let log = ada.get("/api/audit?kind=unlocked").await.json();
        assert_eq!((&log["items"][0]["subject"], &log["items"][0]["actor"]), (&json!("Max Member"), &json!("Ada Admin")));
    });
}

/// A stolen session is no place to guess the password either.
#[test]
fn the_current_password_cannot_be_guessed() {
    app_both(|app| async move {
        let max = app.member().await;
        let mut last = StatusCode::OK;
        for n in 0..7 {
            let guess = json!({ "password": "another password", "current_password": format!("guess {n}") });
            last = max.patch("/api/me", &guess).await.status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    });
}

/// The company is asked for only when the password was right.
#[test]
fn several_companies_are_told_only_to_who_knows_the_password() {
    app_both(|app| async move {
        let strange = app.stranger().await;
        strange.post("/api/users", &json!({ "email": "max@alpha.example", "name": "Double", "password": PASSWORD })).await;
        let wrong = sign_in(&app, "max@alpha.example", None, "guess").await;
        assert_eq!((wrong.status, wrong.code().as_str()), (StatusCode::UNAUTHORIZED, "wrong_credentials"));
        let right = sign_in(&app, "max@alpha.example", None, PASSWORD).await;
        assert_eq!((right.status, &right.json()["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("company")));
    });
}
