//! The audit log: what is told to it, who may read it, and that it cannot be changed.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::app::PASSWORD;
use testkit::{Client, TestApp, app_both, until};

async fn log(ada: &Client, query: &str) -> Vec<Value> {
    let answer = ada.get(&format!("/api/audit?limit=200{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()["items"].as_array().unwrap().clone()
}

/// The newest entry of a kind.
async fn newest(ada: &Client, kind: &str) -> Value {
    log(ada, &format!("&kind={kind}")).await.first().cloned().unwrap_or_else(|| panic!("no {kind}"))
}

async fn wait_for(ada: &Client, kind: &str, count: usize) {
    until(kind, async || log(ada, &format!("&kind={kind}")).await.len() == count).await;
}

async fn id_of(client: &Client) -> String {
    client.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn people_coming_and_going_are_noted() {
    app_both(|app| async move {
        let ada = app.admin().await;
        app.clock.advance(1);
        let phone = app.anonymous().with("user-agent", "Phone 1");
        let body = |password: &str| json!({ "email": "max@alpha.example", "password": password, "company": "alpha" });
        let max = phone.post("/api/sign-in", &body(PASSWORD)).await.json()["user"]["id"].clone();
        let entered = newest(&ada, "signed_in").await;
        assert_eq!((&entered["actor"], &entered["user"]), (&json!("Max Member"), &max));
        assert_eq!((&entered["agent"], &entered["address"]), (&json!("Phone 1"), &json!("127.0.0.1")));

        phone.post("/api/sign-in", &body("a wrong secret")).await;
        wait_for(&ada, "sign_in_failed", 1).await;
        let failed = newest(&ada, "sign_in_failed").await;
        assert_eq!((&failed["actor"], &failed["user"], &failed["subject_id"]), (&json!(""), &Value::Null, &max));
        assert!(!failed.to_string().contains("a wrong secret"));

        assert_eq!(app.member().await.post("/api/sign-out", &json!({})).await.status, StatusCode::NO_CONTENT);
        assert_eq!(newest(&ada, "signed_out").await["user"], max);
        let strange = app.stranger().await;
        assert!(log(&strange, "").await.iter().all(|e| e["user"] != max && e["subject_id"] != max), "each company its own");
    });
}

#[test]
fn acts_of_administrators_are_noted() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let me = id_of(&ada).await;
        app.clock.advance(1);
        let new = json!({ "email": "li@alpha.example", "name": "李娜", "password": "first secret" });
        let li = ada.post("/api/users", &new).await.json()["id"].as_str().unwrap().to_owned();
        let at = format!("/api/users/{li}");
        for patch in [
            json!({ "role": "administrator" }),
            json!({ "password": "second secret" }),
            json!({ "active": false }),
            json!({ "active": true, "name": "李娜娜" }),
        ] {
            assert_eq!(ada.patch(&at, &patch).await.status, StatusCode::OK);
        }
        for kind in
            ["person_added", "role_changed", "password_changed", "person_deactivated", "person_activated", "person_changed"]
        {
            let entry = newest(&ada, kind).await;
            assert_eq!((&entry["subject_id"], &entry["user"]), (&json!(li), &json!(me)), "{kind}");
        }
        assert_eq!(newest(&ada, "role_changed").await["details"]["role"], json!(["member", "administrator"]));
        assert_eq!(newest(&ada, "person_changed").await["details"], json!({ "name": ["李娜", "李娜娜"] }));

        let key = ada.post("/api/keys", &json!({ "name": "shop", "scopes": ["record.read", "record.export"] })).await.json();
        assert_eq!(newest(&ada, "key_made").await["details"]["scopes"], json!(["record.read", "record.export"]));
        let program = app.anonymous().with("authorization", &format!("Bearer {}", key["secret"].as_str().unwrap()));
        assert_eq!(program.get("/api/records/customer/export?fields=name").await.status, StatusCode::OK);
        let export = newest(&ada, "export_made").await;
        assert_eq!((&export["subject"], &export["key"]), (&json!("customer"), &key["id"]));
        assert_eq!(export["details"], json!({ "all": true, "deleted": false, "fields": ["name"] }));
        ada.delete(&format!("/api/keys/{}", key["id"].as_str().unwrap())).await;
        assert_eq!(newest(&ada, "key_revoked").await["subject"], "shop");

        let all = Value::from(log(&ada, "").await).to_string();
        for secret in ["first secret", "second secret", PASSWORD, key["secret"].as_str().unwrap(), "argon2"] {
            assert!(!all.contains(secret), "{secret} stands in the log");
        }
    });
}

/// What was refused has not happened.
#[test]
fn refused_acts_are_not_noted() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let (max, me) = (app.member().await, id_of(&ada).await);
        assert_eq!(ada.patch(&format!("/api/users/{me}"), &json!({ "role": "member" })).await.status, StatusCode::CONFLICT);
        ada.post("/api/users", &json!({ "email": "max@alpha.example", "name": "x" })).await;
        assert_eq!(max.post("/api/keys", &json!({ "name": "x" })).await.status, StatusCode::FORBIDDEN);
        assert_eq!(ada.get("/api/records/customer/export?fields=nonsense").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(log(&ada, "&kind=role_changed,key_made,export_made").await, Vec::<Value>::new());
        let added = log(&ada, "&kind=person_added").await;
        assert!(added.iter().all(|e| e["actor"] == "system"), "only those of the beginning: {added:?}");
    });
}

#[test]
fn undone_imports_are_noted() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let worker = guanxi::work::start(&app.app);
        let sent =
            ada.with("content-type", "text/csv").call("POST", "/api/imports?object=customer&name=list.csv", "name\nBo\n").await;
        let at = sent.headers["location"].to_str().unwrap().to_owned();
        super::imports::ended(&ada, &at).await;
        assert_eq!(ada.post(&format!("{at}/undo"), &json!({})).await.status, StatusCode::NO_CONTENT);
        let entry = newest(&ada, "import_undone").await;
        assert_eq!((&entry["subject"], at.ends_with(entry["subject_id"].as_str().unwrap())), (&json!("list.csv"), true));
        worker.stop().await;
    });
}

async fn many(app: &TestApp, count: usize) {
    for n in 0..count {
        app.clock.advance(i64::from(n % 3 == 0));
        let client = app.anonymous().with("user-agent", &format!("=cmd|{n}"));
        let body = json!({ "email": "max@alpha.example", "password": PASSWORD, "company": "alpha" });
        assert_eq!(client.post("/api/sign-in", &body).await.status, StatusCode::OK);
    }
}

#[test]
fn pages_hold_each_entry_once_and_filters_choose() {
    app_both(|app| async move {
        let ada = app.admin().await;
        many(&app, 11).await;
        let (mut seen, mut next) = (Vec::new(), String::new());
        loop {
            let page = ada.get(&format!("/api/audit?kind=signed_in&limit=3&cursor={next}")).await.json();
            seen.extend(
                page["items"].as_array().unwrap().iter().map(|e| (e["at"].as_str().unwrap().to_owned(), e["id"].to_string())),
            );
            match page["next"].as_str() {
                Some(cursor) => cursor.clone_into(&mut next),
                None => break,
            }
        }
        let mut sorted = seen.clone();
        sorted.sort_by(|a, b| b.cmp(a));
        sorted.dedup();
        assert_eq!((seen.len(), &seen), (12, &sorted), "newest first, each once");
        let me = id_of(&ada).await;
        assert_eq!(log(&ada, &format!("&kind=signed_in&person={me}")).await.len(), 1);
        let first = log(&ada, "&kind=signed_in").await.last().unwrap()["at"].as_str().unwrap().to_owned();
        assert_eq!(log(&ada, &format!("&kind=signed_in&until={first}")).await.len(), 0);
        assert_eq!(log(&ada, &format!("&kind=signed_in&from={first}")).await.len(), 12);
        let cursor = ada.get("/api/audit?limit=1").await.json()["next"].as_str().unwrap().to_owned();
        for bad in ["kind=nonsense", "from=yesterday", "person=x", "cursor=x", &format!("kind=locked&cursor={cursor}"), "sort=at"]
        {
            let answer = ada.get(&format!("/api/audit?{bad}")).await;
            assert!(answer.status.is_client_error() && !answer.code().is_empty(), "{bad}: {}", answer.text());
        }
    });
}

#[test]
fn the_file_runs_nothing_and_is_noted() {
    app_both(|app| async move {
        let ada = app.admin().await;
        many(&app, 2).await;
        let file = ada.get("/api/audit/export?kind=signed_in").await;
        assert_eq!((file.status, &file.headers["content-type"]), (StatusCode::OK, &"text/csv; charset=utf-8".parse().unwrap()));
        let text = file.text();
        assert_eq!(text.lines().count(), 4, "{text}");
        assert!(text.contains("\"'=cmd|1\"") && !text.contains(",=cmd"), "{text}");
        assert_eq!(newest(&ada, "export_made").await["subject"], "audit");
    });
}

#[test]
fn only_those_with_the_right_read_it_and_nobody_writes() {
    app_both(|app| async move {
        let (max, program) = (app.member().await, app.program(&["record.read", "user.manage"]).await);
        for client in [&max, &program] {
            for path in ["/api/audit", "/api/audit/export"] {
                assert_eq!(client.get(path).await.status, StatusCode::FORBIDDEN);
            }
        }
        let reader = app.program(&["audit.read"]).await;
        let one = log(&reader, "").await[0]["id"].as_str().unwrap().to_owned();
        let ada = app.admin().await;
        for (method, path) in [("DELETE", "/api/audit"), ("POST", "/api/audit"), ("DELETE", &*format!("/api/audit/{one}"))] {
            let answer = ada.call(method, path, "").await;
            assert!([StatusCode::METHOD_NOT_ALLOWED, StatusCode::NOT_FOUND].contains(&answer.status), "{method} {path}");
        }
    });
}
