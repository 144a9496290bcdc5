//! New passwords by mail: links that are stolen, replayed, old or guessed open nothing, and who has an account stays unknown.

use crate::mail::{mailbox, mailing};
use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::app::PASSWORD;
use testkit::{Answer, TestApp, app_both, app_both_with, until};

const NEW: &str = "a brand new password";

async fn forgot(app: &TestApp, email: &str, company: &str) -> Answer {
    app.anonymous().post("/api/password/forgot", &json!({ "email": email, "company": company })).await
}

async fn reset(app: &TestApp, link: &str, password: &str) -> Answer {
    app.anonymous().post("/api/password/reset", &json!({ "link": link, "password": password })).await
}

async fn sign_in(app: &TestApp, password: &str) -> Answer {
    let body = json!({ "email": "max@alpha.example", "password": password, "company": "alpha" });
    app.anonymous().post("/api/sign-in", &body).await
}

/// What stands behind `#` in a letter, as text and as page alike.
fn link(letter: &Value) -> String {
    let begin = "https://crm.example/reset-password#";
    let after = |part: &str| letter[part].as_str().unwrap().split(begin).nth(1).map(str::to_owned);
    let text = after("text").unwrap().split_whitespace().next().unwrap().to_owned();
    assert!(after("html").unwrap().starts_with(&text), "{letter}");
    text
}

/// Asks for a link for Max and gives what the letter says, when `before` letters came before. Its job is done then: one that is under way
/// when the clock leaps counts as given up, and sends its letter once more.
async fn link_of_max(app: &TestApp, before: usize) -> String {
    assert_eq!(forgot(app, "max@alpha.example", "alpha").await.status, StatusCode::ACCEPTED);
    let link = link(&mailbox(app).wait(before + 1).await[before]);
    let ada = app.admin().await;
    until("it is gone", async || ada.get("/api/mail").await.json()["letters"] == json!([])).await;
    link
}

fn refused(answer: &Answer) {
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::BAD_REQUEST, "link_invalid"));
}

#[test]
fn a_forgotten_password_is_set_anew() {
    app_both_with(mailing, |app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        assert_eq!(max.patch("/api/me", &json!({ "language": "zh-TW" })).await.status, StatusCode::OK);
        let work = guanxi::work::start(&app.app);
        let evil = app.anonymous().with("host", "evil.example").with("x-forwarded-host", "evil.example");
        let evil = evil.with("origin", "https://evil.example").with("referer", "https://evil.example/");
        let asked = evil.post("/api/password/forgot", &json!({ "email": " MAX@alpha.example", "company": "alpha" })).await;
        assert_eq!((asked.status, asked.text()), (StatusCode::ACCEPTED, String::new()));
        let letter = mailbox(&app).wait(1).await.remove(0);
        assert_eq!(letter["to"], json!(["max@alpha.example"]));
        assert!(!letter.to_string().contains("evil") && letter["text"].as_str().unwrap().contains("設定新密碼"), "{letter}");
        let link = link(&letter);
        let short = reset(&app, &link, "short").await;
        assert_eq!((short.status, &short.json()["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("password")));
        assert_eq!(sign_in(&app, PASSWORD).await.status, StatusCode::OK, "until then the old one is good");
        assert_eq!(reset(&app, &link, NEW).await.status, StatusCode::NO_CONTENT);
        assert_eq!(max.get("/api/me").await.status, StatusCode::UNAUTHORIZED, "who was signed in is out");
        assert_eq!(sign_in(&app, PASSWORD).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(sign_in(&app, NEW).await.status, StatusCode::OK);
        refused(&reset(&app, &link, "another new password").await);
        assert_eq!(sign_in(&app, NEW).await.status, StatusCode::OK, "a link is good once");
        for kind in ["password_reset_asked", "password_reset"] {
            until("it is in the log", async || {
                let log = ada.get(&format!("/api/audit?kind={kind}")).await.json();
                log["items"][0]["subject"] == "Max Member" && !log.to_string().contains(&link)
            })
            .await;
        }
        work.stop().await;
    });
}

/// What is asked for somebody whom nobody knows is answered as what is asked for Max, also when it is too much.
#[test]
fn who_has_an_account_stays_unknown() {
    app_both_with(mailing, |app| async move {
        let work = guanxi::work::start(&app.app);
        let mut learned = Vec::new();
        for (email, company) in
            [("max@alpha.example", "alpha"), ("nobody@alpha.example", "alpha"), ("max@alpha.example", "gamma")]
        {
            let mut one = Vec::new();
            for _ in 0..7 {
                let answer = forgot(&app, email, company).await;
                let body = if answer.body.is_empty() { Value::Null } else { answer.json()["detail"].clone() };
                one.push((answer.status, body, answer.headers.get("retry-after").cloned()));
            }
            learned.push(one);
        }
        assert_eq!((&learned[0], &learned[0]), (&learned[1], &learned[2]));
        assert_eq!((learned[0][0].0, learned[0][6].0), (StatusCode::ACCEPTED, StatusCode::TOO_MANY_REQUESTS));
        app.clock.advance(1);
        let got = mailbox(&app);
        until("a letter", async || !got.letters().is_empty()).await;
        work.stop().await;
        assert!(got.letters().iter().all(|l| l["to"] == json!(["max@alpha.example"])) && got.letters().len() <= 4);
    });
}

#[test]
fn without_mail_it_is_said_to_everybody_alike() {
    app_both(|app| async move {
        for email in ["max@alpha.example", "nobody@alpha.example"] {
            let answer = forgot(&app, email, "alpha").await;
            assert_eq!((answer.status, answer.code().as_str()), (StatusCode::CONFLICT, "mail_not_configured"));
        }
    });
}

#[test]
fn links_end_with_time_with_newer_ones_and_with_what_changes() {
    app_both_with(mailing, |app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let id = max.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        let work = guanxi::work::start(&app.app);
        let old = link_of_max(&app, 0).await;
        app.clock.advance(29 * 60);
        let newer = link_of_max(&app, 1).await;
        refused(&reset(&app, &old, NEW).await);
        app.clock.advance(30 * 60);
        refused(&reset(&app, &newer, NEW).await);
        app.clock.advance(3600);
        let before_change = link_of_max(&app, 2).await;
        let own = json!({ "password": "changed by himself", "current_password": PASSWORD });
        assert_eq!(max.patch("/api/me", &own).await.status, StatusCode::OK);
        refused(&reset(&app, &before_change, NEW).await);
        app.clock.advance(3601);
        let before_move = link_of_max(&app, 3).await;
        let at = format!("/api/users/{id}");
        assert_eq!(ada.patch(&at, &json!({ "email": "max2@alpha.example" })).await.status, StatusCode::OK);
        refused(&reset(&app, &before_move, NEW).await);
        ada.patch(&at, &json!({ "email": "max@alpha.example" })).await;
        app.clock.advance(3601);
        let before_leaving = link_of_max(&app, 4).await;
        assert_eq!(ada.patch(&at, &json!({ "active": false })).await.status, StatusCode::OK);
        refused(&reset(&app, &before_leaving, NEW).await);
        assert_eq!(forgot(&app, "max@alpha.example", "alpha").await.status, StatusCode::ACCEPTED);
        work.stop().await;
        assert_eq!(mailbox(&app).letters().len(), 5, "who may not sign in gets no letter");
    });
}

/// What is no link, or somebody else's, opens nothing; of two that come at once one is taken.
#[test]
fn links_cannot_be_bent() {
    app_both_with(mailing, |app| async move {
        let ada = app.admin().await.get("/api/me").await.json()["user"]["id"].as_str().unwrap().replace('-', "");
        let work = guanxi::work::start(&app.app);
        let link = link_of_max(&app, 0).await;
        let (rest, secret) = link.rsplit_once('_').unwrap();
        let (company, user) = rest.rsplit_once('_').unwrap();
        assert_eq!((company, secret.len()), ("alpha", 40));
        let guessed = format!("{}{}", &secret[..39], if secret.ends_with('a') { 'b' } else { 'a' });
        for bent in [
            format!("{company}_{ada}_{secret}"),
            format!("beta_{user}_{secret}"),
            format!("gamma_{user}_{secret}"),
            format!("{company}_{user}_{guessed}"),
            format!("{company}_{user}_"),
            secret.to_owned(),
            String::new(),
            "x".repeat(100_000),
            "é_é_é".to_owned(),
        ] {
            refused(&reset(&app, &bent, NEW).await);
        }
        let both = tokio::join!(reset(&app, &link, NEW), reset(&app, &link, "another new password"));
        let done = [both.0.status, both.1.status].iter().filter(|s| **s == StatusCode::NO_CONTENT).count();
        assert_eq!(done, 1, "{both:?}");
        work.stop().await;
    });
}

/// Whoever reads the mailbox does not pass the second factor; whoever was locked out by others comes in.
#[test]
fn the_second_factor_stays_and_the_lock_goes() {
    app_both_with(mailing, |app| async move {
        let max = app.member().await;
        crate::second::enrol(&app, &max).await;
        for _ in 0..12 {
            sign_in(&app, "guess").await;
            app.clock.advance(40);
        }
        assert_eq!(sign_in(&app, PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);
        let work = guanxi::work::start(&app.app);
        let link = link_of_max(&app, 0).await;
        assert_eq!(reset(&app, &link, NEW).await.status, StatusCode::NO_CONTENT);
        let entered = sign_in(&app, NEW).await;
        assert_eq!((entered.status, entered.code().as_str()), (StatusCode::UNAUTHORIZED, "code_required"));
        work.stop().await;
    });
}
