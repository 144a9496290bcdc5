//! Companies that are suspended, full, or deleted.

use axum::http::StatusCode;
use serde_json::json;
use std::time::Duration;
use store::{Quota, Shut};
use testkit::app::PASSWORD;
use testkit::{Kind, app_both, until};

#[test]
fn a_suspended_company_answers_nothing_and_loses_nothing() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let id = ada.create("customer", &json!({ "name": "Li" })).await;
        let program = app.program(&["record.read", "record.create", "import.run", "record.update"]).await;
        let mut live = ada.listen("/api/live").await;
        live.until("hello").await;
        app.db.store.suspend("alpha", "unpaid").await.unwrap();
        app.app.gate().forget();

        let in_again = json!({ "email": "ada@alpha.example", "password": PASSWORD, "company": "alpha" });
        let wrong = json!({ "email": "ada@alpha.example", "password": "wrong word here", "company": "alpha" });
        for (what, answer) in [
            ("a page", ada.get(&format!("/api/records/customer/{id}")).await),
            ("me", ada.get("/api/me").await),
            ("a feature", ada.get(&format!("/api/customers/{id}/summary")).await),
            ("a write", ada.post("/api/records/customer", &json!({ "name": "New" })).await),
            ("a program", program.get("/api/records/customer").await),
            ("a file", ada.post("/api/files?name=a.txt", &json!({})).await),
            ("a stream", ada.get("/api/live").await),
            ("sign-in", app.anonymous().post("/api/sign-in", &in_again).await),
        ] {
            assert_eq!((answer.status, answer.code().as_str()), (StatusCode::LOCKED, "suspended"), "{what}: {}", answer.text());
            assert!(answer.text().contains("unpaid") && answer.text().contains("resume"), "{what}: {}", answer.text());
        }
        let refused = app.anonymous().post("/api/sign-in", &wrong).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "who has no password is told nothing");
        live.end().await;
        let other = app.stranger().await;
        assert_eq!(other.get("/api/me").await.status, StatusCode::OK, "other companies are open");

        // jobs wait
        let worker = guanxi::work::start(&app.app);
        let tenant = app.db.store.tenant("alpha").await.unwrap();
        let job = store::jobs::NewJob::new("records.insight", json!(null));
        let job = &job;
        tenant
            .write::<_, store::Error, _>(move |tx| Box::pin(async move { tx.enqueue(job.clone()).await.map(drop) }))
            .await
            .unwrap();
        tokio::time::sleep(Duration::from_millis(1500)).await;
        let kept = async || {
            let rows = tenant.get("select count(*) from @known", &[]).await.unwrap();
            rows[0].opt_int(0).unwrap()
        };
        assert_eq!(kept().await, 0);

        assert!(app.db.store.resume("alpha").await.unwrap());
        assert!(!app.db.store.resume("alpha").await.unwrap());
        until("the job", async || kept().await > 0).await;
        worker.stop().await;
        assert_eq!(ada.get(&format!("/api/records/customer/{id}")).await.json()["name"], "Li", "the session lives on");
        assert_eq!(program.get("/api/records/customer").await.status, StatusCode::OK);
    });
}

#[test]
fn a_full_company_says_what_is_full() {
    app_both(|app| async move {
        let (ada, store) = (app.admin().await, &app.db.store);
        let first = ada.create("customer", &json!({ "name": "A" })).await;
        let used = ada.get("/api/usage").await.json()["records"]["used"].as_i64().unwrap();
        let quota = Quota { records: Some(used + 2), bytes: Some(10), people: Some(3) };
        store.set_quota("alpha", quota).await.unwrap();
        ada.create("customer", &json!({ "name": "B" })).await;
        ada.create("customer", &json!({ "name": "C" })).await;
        let full = |answer: &testkit::Answer, what: &str| {
            assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "quota_reached"), "{}", answer.text());
            assert!(answer.text().contains(what), "{}", answer.text());
        };
        full(&ada.post("/api/records/customer", &json!({ "name": "D" })).await, "records");
        let batch = json!({ "operations": [{ "op": "create", "values": { "name": "D" } }] });
        full(&ada.post("/api/records/customer/batch", &batch).await, "records");
        let changed = ada.patch(&format!("/api/records/customer/{first}"), &json!({ "name": "A2" })).await;
        assert_eq!(changed.status, StatusCode::OK, "what is there is changed");
        assert_eq!(ada.delete(&format!("/api/records/customer/{first}")).await.status, StatusCode::NO_CONTENT);
        ada.create("customer", &json!({ "name": "D" })).await;
        full(&ada.post(&format!("/api/records/customer/{first}/restore"), &json!({})).await, "records");

        let upload = async |text: &str| {
            ada.with("content-type", "application/octet-stream").call("POST", "/api/files?name=a.txt", text.to_owned()).await
        };
        assert_eq!(upload("12345678").await.status, StatusCode::CREATED);
        full(&upload("123").await, "bytes");
        assert_eq!(upload("12").await.status, StatusCode::CREATED);

        store.set_quota("alpha", Quota { people: Some(3), ..Quota::default() }).await.unwrap();
        let person = |name: &str| json!({ "email": format!("{name}@alpha.example"), "name": name });
        assert_eq!(ada.post("/api/users", &person("eve")).await.status, StatusCode::CREATED);
        full(&ada.post("/api/users", &person("bob")).await, "people");
        let all = ada.get("/api/users").await.json();
        let eve = all["items"].as_array().unwrap().iter().find(|u| u["name"] == "eve").unwrap()["id"].clone();
        let eve = format!("/api/users/{}", eve.as_str().unwrap());
        assert_eq!(ada.patch(&eve, &json!({ "active": false })).await.status, StatusCode::OK);
        assert_eq!(ada.post("/api/users", &person("bob")).await.status, StatusCode::CREATED);
        full(&ada.patch(&eve, &json!({ "active": true })).await, "people");

        let told = ada.get("/api/usage").await.json();
        assert_eq!(told["people"], json!({ "used": 3, "limit": 3 }), "{told}");
        assert_eq!((&told["bytes"]["used"], &told["records"]["limit"]), (&json!(10), &json!(null)), "{told}");
        assert_eq!(app.member().await.get("/api/usage").await.status, StatusCode::FORBIDDEN);
        assert!(store.set_quota("alpha", Quota { records: Some(-1), ..Quota::default() }).await.is_err());
    });
}

#[test]
fn an_import_stops_when_the_company_is_full() {
    app_both(|app| async move {
        let (ada, store) = (app.admin().await, &app.db.store);
        let used = ada.get("/api/usage").await.json()["records"]["used"].as_i64().unwrap();
        store.set_quota("alpha", Quota { records: Some(used + 1), ..Quota::default() }).await.unwrap();
        let worker = guanxi::work::start(&app.app);
        let file = "name\nA\nB\nC\n";
        let sent = ada.with("content-type", "text/csv").call("POST", "/api/imports?object=team", file).await;
        assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.text());
        let at = format!("/api/imports/{}", sent.json()["id"].as_str().unwrap());
        until("failed", async || ada.get(&at).await.json()["state"] == "failed").await;
        let said = ada.get(&at).await.text();
        assert!(said.contains("records; remove some"), "{said}");
        worker.stop().await;
    });
}

#[test]
fn a_deleted_company_comes_back_until_it_is_removed() {
    app_both(|app| async move {
        let (ada, store) = (app.admin().await, &app.db.store);
        let file = ada.with("content-type", "application/octet-stream").call("POST", "/api/files?name=a.txt", "hello").await;
        assert_eq!(file.status, StatusCode::CREATED);
        let other = app.stranger().await;
        let theirs = other.create("customer", &json!({ "name": "Wang" })).await;
        let day = Duration::from_secs(86_400);
        store.discard("alpha", "/somewhere", day).await.unwrap();
        app.app.gate().forget();
        let gone = ada.get("/api/me").await;
        assert_eq!((gone.status, gone.code().as_str()), (StatusCode::LOCKED, "deleted"), "{}", gone.text());
        assert!(store.suspend("alpha", "").await.is_err() && store.resume("alpha").await.is_err());
        app.clock.advance(86_399);
        assert_eq!(store.purge().await.unwrap(), Vec::<String>::new());
        assert!(store.bring_back("alpha").await.unwrap());
        assert!(!store.bring_back("alpha").await.unwrap());
        assert_eq!(ada.get("/api/me").await.status, StatusCode::OK);

        store.discard("alpha", "/somewhere", day).await.unwrap();
        app.clock.advance(86_400);
        assert_eq!(store.purge().await.unwrap(), ["alpha"]);
        assert_eq!(store.purge().await.unwrap(), Vec::<String>::new());
        app.app.gate().forget();
        assert_eq!(ada.get("/api/me").await.status, StatusCode::UNAUTHORIZED);
        let in_again = json!({ "email": "ada@alpha.example", "password": PASSWORD, "company": "alpha" });
        assert_eq!(app.anonymous().post("/api/sign-in", &in_again).await.status, StatusCode::UNAUTHORIZED);
        assert!(store.control().tenant("alpha").await.is_err());
        assert_eq!(store.blobs().delete_all("alpha").await.unwrap(), 0, "no file is left");
        assert_eq!(other.get(&format!("/api/records/customer/{theirs}")).await.status, StatusCode::OK, "and nothing of others");
        // its name is free, and nothing of it is found under it
        store.create_tenant("alpha", "Alpha", store.control().tenant("beta").await.unwrap().home).await.unwrap();
        let rows = app.app.records("alpha").await.unwrap().held().await.unwrap();
        assert_eq!(rows, 0);
    });
}

/// A removal that broke off in the middle is gone on with.
#[test]
fn a_removal_goes_on_after_a_crash() {
    app_both(|app| async move {
        let store = &app.db.store;
        let info = store.control().tenant("alpha").await.unwrap();
        // what a crash after the tables leaves: they are gone, the company is shut and due
        store.delete_tenant("alpha").await.unwrap();
        assert!(store.control().tenant("alpha").await.is_err());
        let again = store.create_tenant("alpha", "Alpha", info.home).await.unwrap();
        assert_ne!(again.id, info.id);
        let tenant = store.tenant("alpha").await.unwrap();
        store.discard("alpha", "", Duration::ZERO).await.unwrap();
        let shut = store.control().tenant("alpha").await.unwrap().terms.shut;
        assert!(matches!(shut, Some(Shut::Deleted { .. })), "{shut:?}");
        if app.kind == Kind::Sqlite {
            let tables = app.db.data().join("tenants");
            for entry in std::fs::read_dir(tables).unwrap().map(Result::unwrap) {
                if entry.file_name().to_string_lossy().starts_with("alpha.") {
                    std::fs::remove_file(entry.path()).unwrap();
                }
            }
        } else {
            tenant.ddl(&["drop table \"t_alpha\".\"change\" cascade".to_owned()]).await.unwrap();
        }
        assert_eq!(store.purge().await.unwrap(), ["alpha"]);
        assert!(store.control().tenant("alpha").await.is_err());
    });
}
