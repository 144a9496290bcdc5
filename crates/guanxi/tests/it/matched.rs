//! Files that change what their rows surely mean, and rules for that: tried, kept, put back.

use super::imports::ended;
use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Client, app_both};

async fn updating(ada: &Client) {
    let actions = json!({ "entry": "warn", "api": "off", "import": "update" });
    let set = ada.put("/api/records/customer/duplicates/actions", &actions).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text());
}

/// Sends a file whose columns are named after fields, and waits for its end.
async fn import(ada: &Client, csv: &str, map: &Value) -> Value {
    let coded: String = map.to_string().bytes().map(|b| format!("%{b:02X}")).collect();
    let path = format!("/api/imports?map={coded}&name=people.csv");
    let sent = ada.with("content-type", "text/csv").call("POST", &path, csv.to_owned()).await;
    assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.text());
    ended(ada, sent.headers["location"].to_str().unwrap()).await
}

fn people() -> Value {
    let fields =
        json!({ "kind": { "value": "person" }, "name": "name", "phones": "phone", "emails": "email", "occupation": "job" });
    json!({ "name": "people", "object": [{ "object": "customer", "mode": "create", "fields": fields }] })
}

async fn all(ada: &Client) -> Vec<Value> {
    ada.get("/api/records/customer?sort=name&limit=100").await.json()["items"].as_array().unwrap().clone()
}

#[test]
fn rows_change_the_one_record_that_they_surely_mean() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        updating(&ada).await;
        let person =
            |name: &str, phone: &str| json!({ "kind": "person", "name": name, "phones": [phone], "occupation": "Clerk" });
        let wang = ada.create("customer", &person("王伟", "+8613800000001")).await;
        for _ in 0..2 {
            // people may enter what they like
            ada.create("customer", &person("李娜", "+8613800000002")).await;
        }
        let csv = "name,phone,email,job\n\
            王伟,13800000001,wang@example.com,Teacher\n\
            李娜,13800000002,,Teacher\n\
            王小明,13800000001,,Pupil\n\
            New,13800000009,new@example.com,\n\
            NEW,13800000008,new@example.com,Cook\n";
        let done = import(&ada, csv, &people()).await;
        assert_eq!((&done["state"], &done["accepted"], &done["refused"]), (&json!("done"), &json!(4), &json!(1)), "{done}");
        let counts = &done["counts"]["customer"];
        assert_eq!((&counts["created"], &counts["updated"]), (&json!(2), &json!(1)), "{done}");
        let refused = ada.get(&format!("/api/imports/{}/refused", done["id"].as_str().unwrap())).await.text();
        assert!(refused.contains("duplicate") && refused.contains("means 2 records"), "{refused}");
        let after = ada.get(&format!("/api/records/customer/{wang}")).await.json();
        assert_eq!((&after["occupation"], &after["emails"]), (&json!("Teacher"), &json!(["wang@example.com"])));
        let new: Vec<Value> =
            all(&ada).await.into_iter().filter(|c| c["name"].as_str().unwrap().eq_ignore_ascii_case("new")).collect();
        assert_eq!((new.len(), &new[0]["occupation"]), (1, &json!("Cook")), "two rows of the file are one, too");
        // the one who only shares a phone is another one, and listed
        let listed = ada.get("/api/records/customer/duplicates").await.json();
        assert!(listed.to_string().contains("王小明"), "{listed}");
        // it goes back as it came
        assert_eq!(
            ada.post(&format!("/api/imports/{}/undo", done["id"].as_str().unwrap()), &json!({})).await.status,
            StatusCode::NO_CONTENT
        );
        assert_eq!(ended(&ada, &format!("/api/imports/{}", done["id"].as_str().unwrap())).await["state"], "undone");
        let after = ada.get(&format!("/api/records/customer/{wang}")).await.json();
        assert_eq!((&after["occupation"], &after["emails"], all(&ada).await.len()), (&json!("Clerk"), &Value::Null, 3));
        worker.stop().await;
    });
}

#[test]
fn another_key_is_another_record() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        updating(&ada).await;
        let person = |key: Option<&str>, name: &str, email: &str| json!({ "kind": "person", "name": name, "emails": [email], "external_id": key });
        ada.create("customer", &person(Some("A"), "Ada", "ada@example.com")).await;
        let bob = ada.create("customer", &person(None, "Bob", "bob@example.com")).await;
        let fields =
            json!({ "external_id": "no", "kind": { "value": "person" }, "name": "name", "emails": "email", "occupation": "job" });
        let map = json!({ "name": "keyed", "object": [{ "object": "customer", "key": ["external_id"], "fields": fields }] });
        let csv = "no,name,email,job\nB,Ada,ada@example.com,Cook\nC,Bob,bob@example.com,Baker\nA,Ada,ada@example.com,Judge\n";
        let done = import(&ada, csv, &map).await;
        let counts = &done["counts"]["customer"];
        assert_eq!((&counts["created"], &counts["updated"]), (&json!(1), &json!(2)), "{done}");
        let after = ada.get(&format!("/api/records/customer/{bob}")).await.json();
        assert_eq!(
            (&after["external_id"], &after["occupation"]),
            (&json!("C"), &json!("Baker")),
            "who has no key gets the row's"
        );
        let jobs: Vec<(String, String)> = all(&ada)
            .await
            .iter()
            .map(|c| {
                (
                    c["external_id"].as_str().unwrap_or_default().to_owned(),
                    c["occupation"].as_str().unwrap_or_default().to_owned(),
                )
            })
            .collect();
        for one in [("A", "Judge"), ("B", "Cook"), ("C", "Baker")] {
            assert!(jobs.contains(&(one.0.into(), one.1.into())), "{jobs:?}");
        }
        // a trial says the same and writes nothing
        let again = ada
            .with("content-type", "text/csv")
            .call("POST", "/api/imports?object=customer&dry_run=1", "name,emails\nBob,bob@example.com\n")
            .await;
        let tried = ended(&ada, again.headers["location"].to_str().unwrap()).await;
        assert_eq!(tried["counts"]["customer"]["updated"], 1, "{tried}");
        for way in ["entry", "api"] {
            let mut actions = json!({ "entry": "warn", "api": "off" });
            actions[way] = json!("update");
            let refused = ada.put("/api/records/customer/duplicates/actions", &actions).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{way}");
        }
        worker.stop().await;
    });
}

#[test]
fn rules_are_tried_before_they_are_kept() {
    app_both(|app| async move {
        let ada = app.admin().await;
        for (name, email) in
            [("王伟", "wang@example.com"), ("王伟", "wang@example.com"), ("李娜", "li@example.com"), ("赵雷", "zhao@example.com")]
        {
            ada.create("customer", &json!({ "kind": "person", "name": name, "emails": [email] })).await;
        }
        let base = "/api/records/customer/duplicates/rules";
        let rules = ada.get(base).await.json();
        let tried = ada.post(&format!("{base}/try"), &rules).await;
        assert_eq!(tried.status, StatusCode::OK, "{}", tried.text());
        let tried = tried.json();
        let told = (&tried["records"], &tried["total"], &tried["pairs"], &tried["groups"]);
        assert_eq!(told, (&json!(4), &json!(4), &json!(1), &json!(1)), "{tried}");
        assert_eq!(tried["items"][0]["fields"]["name"][0], "same");
        assert_eq!(tried["items"][0]["records"].as_array().unwrap().len(), 2);
        let scan = ada.get("/api/records/customer/duplicates/scan").await.json();
        assert_eq!((scan["scan"].clone(), ada.get(base).await.json()), (Value::Null, rules.clone()), "nothing is kept");
        let strict = json!({ "compare": [{ "field": "name", "how": "name" }], "blocks": [["emails"]], "sure": [], "least": 0.5 });
        assert_eq!(ada.post(&format!("{base}/try"), &strict).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(app.member().await.post(&format!("{base}/try"), &rules).await.status, StatusCode::FORBIDDEN);
    });
}
