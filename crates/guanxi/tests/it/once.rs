//! Idempotency keys: whatever a POST does, it does once for each key.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp, app_both};

fn order(number: &str) -> Value {
    json!({ "number": number, "lines": [{ "description": "Lantern", "quantity": 2, "unit_price": "2.50" }], "paid": true })
}

async fn count(client: &Client, object: &str) -> usize {
    client.get(&format!("/api/records/{object}")).await.json()["items"].as_array().unwrap().len()
}

/// The same request again: the same answer, and it says so.
fn assert_replayed(first: &Answer, second: &Answer) {
    assert!(first.status.is_success(), "{}", first.text());
    assert_eq!((first.status, first.text()), (second.status, second.text()));
    assert_eq!(first.headers.get("location"), second.headers.get("location"));
    assert_eq!(first.headers.get("content-type"), second.headers.get("content-type"));
    assert!(first.headers.get("idempotency-replayed").is_none());
    assert_eq!(second.headers["idempotency-replayed"], "true");
}

#[test]
fn operations_are_done_once() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let customer = ada.create("customer", &json!({ "name": "Ann Lee" })).await;
        let task = ada.create("task", &json!({ "customer": customer, "title": "Call" })).await;
        let sold = ada.post("/api/orders", &order("N-0")).await.json()["id"].as_str().unwrap().to_owned();
        let csv = "name,kind\nBob,person\n";
        let note = ada.create("note", &json!({ "customer": customer, "text": "x" })).await;
        assert_eq!(ada.delete(&format!("/api/records/note/{note}")).await.status, StatusCode::NO_CONTENT);
        let posts: Vec<(String, Value)> = vec![
            ("/api/orders".into(), order("N-1")),
            (format!("/api/orders/{sold}/refund"), json!({ "amount": "1.00" })),
            (format!("/api/orders/{sold}/return"), json!({ "reason": "broken" })),
            (format!("/api/customers/{customer}/events"), json!({ "kind": "call_in", "props": { "content": "Where?" } })),
            (format!("/api/customers/{customer}/stage"), json!({ "stage": "lost", "reason": "moved" })),
            (format!("/api/tasks/{task}/complete"), json!({ "result": "sold" })),
            (format!("/api/records/note/{note}/restore"), json!({})),
            ("/api/records/customer/batch".into(), json!({ "operations": [{ "op": "create", "values": { "name": "Cy" } }] })),
            (
                "/api/objects".into(),
                json!({ "name": "x_lens", "title": "x_name", "fields": [{ "name": "x_name", "type": "text" }] }),
            ),
            ("/api/objects/customer/fields".into(), json!({ "name": "x_shoe", "type": "integer" })),
            ("/api/users".into(), json!({ "email": "n@x.example", "name": "N", "password": "correct horse" })),
            ("/api/files?name=a.txt".into(), json!("hello")),
            ("/api/imports?object=customer".into(), json!(csv)),
        ];
        for (n, (path, body)) in posts.iter().enumerate() {
            let client = ada.with("idempotency-key", &format!("k-{n}"));
            let upload = ["/api/files", "/api/imports"].iter().any(|p| path.starts_with(p));
            let ask = |body: Value| {
                let client = client.clone();
                async move {
                    match body.as_str().filter(|_| upload) {
                        Some(text) => client.with("content-type", "text/csv").call("POST", path, text.to_owned()).await,
                        None => client.post(path, &body).await,
                    }
                }
            };
            let (first, second) = (ask(body.clone()).await, ask(body.clone()).await);
            assert_replayed(&first, &second);
            if !path.ends_with("/restore") {
                let other = match (upload, path.ends_with("/batch")) {
                    (true, _) => json!("other"),
                    (_, true) => json!({ "operations": [] }),
                    _ => json!({ "other": n }),
                };
                let other = ask(other).await;
                assert_eq!((other.status.as_u16(), other.code().as_str()), (422, "idempotency_key_reused"), "{path}");
            }
        }
        assert_eq!((count(&ada, "order").await, count(&ada, "refund").await), (3, 1), "two orders and a return");
        assert_eq!(count(&ada, "customer").await, 2);
        let kinds = ada.get(&format!("/api/customers/{customer}/summary")).await.json()["kinds"].clone();
        assert_eq!(kinds["call_in"], 1, "{kinds}");
    });
}

#[test]
fn two_at_once_do_one_thing() {
    app_both(|app| async move {
        let ada = app.admin().await.with("idempotency-key", "both");
        let upload = ada.with("idempotency-key", "file").with("content-type", "text/plain");
        let body = order("N-1");
        let (a, b) = tokio::join!(ada.post("/api/orders", &body), ada.post("/api/orders", &body));
        assert_eq!((a.status, b.status), (StatusCode::CREATED, StatusCode::CREATED), "{} {}", a.text(), b.text());
        assert_eq!(a.text(), b.text());
        assert_eq!(count(&ada, "order").await, 1);
        let (a, b) = tokio::join!(upload.call("POST", "/api/files", "x"), upload.call("POST", "/api/files", "x"));
        assert_eq!((a.status, a.text()), (StatusCode::CREATED, b.text()));
    });
}

#[test]
fn a_refused_request_frees_its_key() {
    app_both(|app| async move {
        let ada = app.admin().await.with("idempotency-key", "k");
        assert_eq!(ada.post("/api/orders", &json!({ "lines": [] })).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(ada.post("/api/orders", &order("N-1")).await.status, StatusCode::CREATED);
        let upload = ada.with("idempotency-key", "u").with("content-type", "text/csv");
        assert_eq!(upload.call("POST", "/api/imports?object=customer", "a,b\n").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let good = upload.call("POST", "/api/imports?object=customer", "name\nx\n").await;
        assert_eq!(good.status, StatusCode::ACCEPTED, "{}", good.text());
        for bad in ["", &"x".repeat(201)] {
            let answer = ada.with("idempotency-key", bad).post("/api/orders", &order("N-2")).await;
            assert_eq!((answer.status, answer.code().as_str()), (StatusCode::BAD_REQUEST, "idempotency_key"));
        }
        let member = app.member().await.with("idempotency-key", "k").post("/api/objects", &json!({})).await;
        assert_eq!(member.status, StatusCode::FORBIDDEN);
        let nobody = app.anonymous().with("idempotency-key", "k").post("/api/orders", &order("N-3")).await;
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    });
}

/// Nothing that is shown once is kept to be shown again.
#[test]
fn secrets_are_not_kept() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let posts = [("/api/keys", json!({ "name": "till" })), ("/api/users", json!({ "email": "n@x.example", "name": "N" }))];
        for (path, body) in posts {
            let client = ada.with("idempotency-key", path);
            let made = client.post(path, &body).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
            let again = client.post(path, &body).await;
            assert_eq!((again.status, again.code().as_str()), (StatusCode::CONFLICT, "answer_not_kept"), "{path}");
        }
        assert_eq!(ada.get("/api/keys").await.json()["items"].as_array().unwrap().len(), 1);
        let kept = app.db.a.get("select body from @answer", &[]).await.unwrap();
        assert!(kept.iter().all(|row| row.text(0).unwrap().is_empty()));
    });
}

/// What a server that was killed leaves behind: a key without an answer. Nothing is done a second time.
#[test]
fn a_key_without_an_answer_stays_taken() {
    app_both(|app| async move {
        let ada = app.admin().await.with("idempotency-key", "cut off");
        assert_eq!(ada.post("/api/orders", &order("N-1")).await.status, StatusCode::CREATED);
        forget_answers(&app).await;
        let again = ada.post("/api/orders", &order("N-1")).await;
        assert_eq!((again.status, again.code().as_str()), (StatusCode::CONFLICT, "idempotency_key_busy"));
        assert_eq!(again.headers["retry-after"], "1");
        assert_eq!(count(&ada, "order").await, 1);
    });
}

async fn forget_answers(app: &TestApp) {
    let forget = "update @answer set status = 0, headers = '', body = ''";
    app.db.a.write::<_, store::Error, _>(move |tx| Box::pin(tx.run(forget, &[]))).await.unwrap();
}

#[test]
fn every_post_documents_the_key() {
    app_both(|app| async move {
        let document = app.admin().await.get("/api/openapi.json").await.json();
        let mut posts = 0;
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let named = |p: &Value| p["name"] == "Idempotency-Key" && p["in"] == "header";
                let documented = operation["parameters"].as_array().is_some_and(|all| all.iter().any(named));
                let open =
                    path.starts_with("/api/sign-in") || ["/api/password/forgot", "/api/password/reset"].contains(&path.as_str());
                assert_eq!(documented, method == "post" && !open, "{method} {path}");
                posts += usize::from(documented);
            }
        }
        assert!(posts > 30, "only {posts}");
    });
}
