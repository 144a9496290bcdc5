//! Letters of the program: as jobs that outlive a crash and a mail server that is away.

use axum::http::StatusCode;
use guanxi::app::App;
use guanxi::mail::Mail;
use guanxi::settings::Settings;
use serde_json::{Value, json};
use testkit::{Client, Mailbox, TestApp, app_both, app_both_with, until};

/// Letters of a server that sends by `server`.
pub fn mail(server: &str, sender: &str) -> Option<Mail> {
    Mail::read(Some(server), Some(&format!("Shop <{sender}>")), Some("https://crm.example")).unwrap()
}

/// Settings whose letters go to a mailbox of their own.
pub fn mailing(settings: &mut Settings) {
    settings.mail = mail(&Mailbox::server(), &Mailbox::default().sender);
}

/// The mailbox of a program that runs with [`mailing`].
pub fn mailbox(app: &TestApp) -> Mailbox {
    let from = app.app.settings().mail.as_ref().unwrap().post().from();
    Mailbox { sender: from.split(['<', '>']).nth(1).unwrap().to_owned() }
}

async fn letters(client: &Client) -> Vec<Value> {
    client.get("/api/mail").await.json()["letters"].as_array().unwrap().clone()
}

#[test]
fn an_administrator_sends_a_test() {
    app_both_with(mailing, |app| async move {
        let (ada, max, mailbox) = (app.admin().await, app.member().await, mailbox(&app));
        assert_eq!(max.post("/api/mail/test", &json!({})).await.status, StatusCode::FORBIDDEN);
        assert_eq!(max.get("/api/mail").await.status, StatusCode::FORBIDDEN);
        let state = ada.get("/api/mail").await.json();
        assert_eq!((&state["configured"], &state["url"]), (&json!(true), &json!("https://crm.example")));
        assert_eq!(state["from"], format!("Shop <{}>", mailbox.sender));
        ada.patch("/api/me", &json!({ "name": "Ada\r\nBcc: evil@evil.example", "language": "zh-TW" })).await;
        let sent = ada.post("/api/mail/test", &json!({})).await;
        assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.text());
        assert_eq!(ada.post("/api/mail/test", &json!({})).await.json(), sent.json(), "of two that wait one is sent");
        assert_eq!(letters(&ada).await[0]["id"], sent.json()["id"]);
        assert_eq!(letters(&app.stranger().await).await, Vec::<Value>::new(), "another company has none of it");
        let work = guanxi::work::start(&app.app);
        let got = mailbox.wait(1).await;
        assert_eq!((&got[0]["to"], &got[0]["headers"]["bcc"]), (&json!(["ada@alpha.example"]), &Value::Null));
        assert!(
            got[0]["text"].as_str().unwrap().contains("測試郵件")
                && got[0]["text"].as_str().unwrap().contains("https://crm.example/")
        );
        until("it is gone", async || letters(&ada).await.is_empty()).await;
        work.stop().await;
    });
}

#[test]
fn without_a_server_it_is_said() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let refused = ada.post("/api/mail/test", &json!({})).await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::CONFLICT, "mail_not_configured"));
        assert_eq!(ada.get("/api/mail").await.json()["configured"], false);
    });
}

/// Refused for good it is dead with the reason; refused for now it goes on by itself.
#[test]
fn refusals_are_seen_and_tried_again() {
    app_both_with(mailing, |app| async move {
        let (ada, mailbox) = (app.admin().await, mailbox(&app));
        let me = ada.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        let address = async |email: &str| {
            let changed = ada.patch(&format!("/api/users/{me}"), &json!({ "email": email })).await;
            assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
        };
        let work = guanxi::work::start(&app.app);
        address("unknown@alpha.example").await;
        let id = ada.post("/api/mail/test", &json!({})).await.json()["id"].as_str().unwrap().to_owned();
        until("it is given up", async || letters(&ada).await.first().is_some_and(|l| l["state"] == "dead")).await;
        let dead = letters(&ada).await.remove(0);
        assert!(
            dead["reason"].as_str().unwrap().contains("5.1.1") && dead["user"] == json!(me) && dead["attempt"] == 1,
            "{dead}"
        );
        address("busy@alpha.example").await;
        assert_eq!(ada.post(&format!("/api/jobs/{id}/retry"), &json!({})).await.status, StatusCode::NO_CONTENT);
        for attempt in [1, 2] {
            let waits = async || letters(&ada).await.first().is_some_and(|l| l["state"] == "waiting" && l["attempt"] == attempt);
            until("it waits", waits).await;
            assert!(letters(&ada).await[0]["reason"].as_str().unwrap().contains("4.3.0"));
            assert_eq!(mailbox.letters().len(), 0);
            app.clock.advance(30);
        }
        mailbox.wait(1).await;
        work.stop().await;
    });
}

/// A program that dies with a letter in its hands, and a mail server that comes later.
#[test]
fn letters_outlive_the_program_and_wait_for_the_server() {
    app_both(|app| async move {
        let (ada, mailbox) = (app.admin().await, Mailbox::default());
        let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let settings = |server: &str| Settings { mail: mail(server, &mailbox.sender), ..app.app.settings().clone() };
        let first = App::over(app.db.store.clone(), settings(&format!("smtp://{gone}"))).unwrap();
        let me: model::Id = model::Id::parse(ada.get("/api/me").await.json()["user"]["id"].as_str().unwrap()).unwrap();
        let job = &guanxi::mail::test(me);
        app.db.a.write::<_, store::Error, _>(move |tx| Box::pin(tx.enqueue(job.clone()))).await.unwrap();
        let work = guanxi::work::start(&first);
        until("it fails", async || letters(&ada).await.first().is_some_and(|l| l["attempt"] == 1 && l["state"] == "waiting"))
            .await;
        assert!(!letters(&ada).await[0]["reason"].as_str().unwrap().is_empty());
        drop(work);
        let second = App::over(app.db.store.clone(), settings(&Mailbox::server())).unwrap();
        let work = guanxi::work::start(&second);
        app.clock.advance(30);
        mailbox.wait(1).await;
        until("it is gone", async || letters(&ada).await.is_empty()).await;
        work.stop().await;
    });
}

/// A node that sends no letters leaves them to one that does.
#[test]
fn nodes_without_mail_leave_letters_alone() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let me: model::Id = model::Id::parse(ada.get("/api/me").await.json()["user"]["id"].as_str().unwrap()).unwrap();
        let job = &guanxi::mail::test(me);
        app.db.a.write::<_, store::Error, _>(move |tx| Box::pin(tx.enqueue(job.clone()))).await.unwrap();
        let due = json!({ "title": "Call", "due_at": model::Ts(model::Clock::now(&*app.clock).0 + 1_000_000).rfc3339() });
        ada.create("task", &due).await;
        let work = guanxi::work::start(&app.app);
        app.clock.advance(5);
        until("other work is done", async || ada.get("/api/notices").await.json()["unread"] == 1).await;
        assert_eq!((&letters(&ada).await[0]["state"], &letters(&ada).await[0]["attempt"]), (&json!("waiting"), &json!(0)));
        work.stop().await;
    });
}
