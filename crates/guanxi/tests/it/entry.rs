//! Duplicates on the way in: at entry, by programs, two at once, in files.

use crate::duplicates::{AT, customers, decide_one, groups, names};
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::collections::HashSet;
use testkit::{Client, app_both};

#[test]
fn on_the_way_in() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let ids = customers(&ada).await;
        let (check, actions, all) = (format!("{AT}/check"), format!("{AT}/actions"), "/api/records/customer");
        let found = async |client: &Client, values: Value| -> Value {
            let answer = client.post(&check, &json!({ "values": values })).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
            answer.json()
        };
        let told = |found: &Value| -> HashSet<String> {
            found["items"].as_array().unwrap().iter().map(|i| i["record"]["id"].as_str().unwrap().to_owned()).collect()
        };
        let those = |ids: &[String]| ids.iter().cloned().collect::<HashSet<String>>();
        // A person is told, by phone in any writing, by mail, by name and birthday; and may save all the same.
        let by_phone = found(&ada, json!({ "name": "Nobody", "phones": ["138 1234 5678"] })).await;
        assert_eq!((&by_phone["action"], told(&by_phone)), (&json!("warn"), those(&ids[..2])), "{by_phone}");
        let by_mail = found(&ada, json!({ "emails": ["JOHN@example.com", "broken"] })).await;
        assert!(told(&by_mail).is_empty(), "what cannot be read is passed over");
        let by_mail = found(&ada, json!({ "name": "", "emails": ["JOHN@example.com"] })).await;
        assert_eq!((told(&by_mail), &by_mail["items"][0]["fields"]), (those(&ids[5..6]), &json!(["emails"])));
        assert!(told(&found(&ada, json!({ "name": "John Smith" })).await).is_empty(), "a name alone is not enough");
        ada.patch(&format!("{all}/{}", ids[5]), &json!({ "birthday": "1980-03-12" })).await;
        let named = found(&ada, json!({ "name": "john smith", "birthday": "1980-03-12" })).await;
        assert_eq!(told(&named), those(&ids[5..6]), "{named}");
        let own = ada.post(&check, &json!({ "values": { "emails": ["john@example.com"] }, "id": ids[5] })).await;
        assert!(told(&own.json()).is_empty());
        let twin = json!({ "name": "Jon", "phones": ["+447400123456"] });
        let jon = ada.create("customer", &twin).await;
        assert_eq!(app.stranger().await.post(&check, &json!({ "values": twin })).await.json()["items"], json!([]));
        ada.delete(&format!("{all}/{jon}")).await;

        // What an administrator wants otherwise.
        let member = app.member().await;
        assert_eq!(member.put(&actions, &json!({ "entry": "block", "api": "off" })).await.status, StatusCode::FORBIDDEN);
        assert_eq!(ada.put(&actions, &json!({ "entry": "warn", "api": "warn" })).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(ada.put(&actions, &json!({ "entry": "block", "api": "report" })).await.status, StatusCode::OK);
        assert_eq!(member.get(&actions).await.json(), json!({ "entry": "block", "api": "report", "import": "off" }));
        let warned = json!({ "entry": "warn", "api": "off", "import": "warn" });
        assert_eq!(ada.put(&actions, &warned).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let refused = member.post(all, &twin).await;
        assert_eq!(
            (refused.status, &refused.json()["errors"][0]["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("duplicate"))
        );
        assert!(refused.text().contains(&ids[5]), "{}", refused.text());
        let batch = json!({ "operations": [{ "op": "create", "values": twin }] });
        assert_eq!(member.post(&format!("{all}/batch"), &batch).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(groups(&ada, "").await.len(), 1, "the two with one phone");
        let program = app.program(&["record.read", "record.create"]).await;
        let jon = program.create("customer", &twin).await;
        let reported = groups(&ada, "").await;
        let like = HashSet::from(["Jon".into(), "John Smith".into()]);
        let pair = reported.iter().find(|g| names(g) == like).unwrap();
        assert_eq!(reported.len(), 2, "{jon}");
        assert_eq!(decide_one(&ada, pair, json!({ "merge": {} })).await["state"], "merged");
        assert_eq!(ada.put(&actions, &json!({ "entry": "warn", "api": "block" })).await.status, StatusCode::OK);
        assert_eq!(program.post(all, &twin).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        ada.create("customer", &twin).await;
    });
}

/// Of several that come in at once with the same phone, one is saved where duplicates are blocked.
#[test]
fn two_at_once_do_not_both_pass() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let block = json!({ "entry": "block", "api": "block", "import": "block" });
        assert_eq!(ada.put(&format!("{AT}/actions"), &block).await.status, StatusCode::OK);
        for n in 0..6 {
            let values = json!({ "name": format!("N{n}"), "phones": [format!("+8613812300{n:03}")] });
            let post = async || ada.post("/api/records/customer", &values).await.status;
            let all = tokio::join!(post(), post(), post(), post());
            let saved = [all.0, all.1, all.2, all.3].iter().filter(|s| **s == StatusCode::CREATED).count();
            assert_eq!(saved, 1, "{all:?}");
        }
        assert_eq!(ada.get("/api/records/customer?count=1&limit=1").await.json()["count"], 6);
    });
}

/// A file brings what is there already, and the same twice.
#[test]
fn files_do_as_the_company_wants() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        let known = ada.create("customer", &json!({ "name": "Known", "phones": ["+8613812345678"] })).await;
        let csv = "external_id,name,phones\n1,One,13812345678\n2,Two,13900000001\n3,Three,13900000001\n4,Four,13900000002\n";
        let act = async |import: &str| {
            let actions = json!({ "entry": "warn", "api": "off", "import": import });
            assert_eq!(ada.put(&format!("{AT}/actions"), &actions).await.status, StatusCode::OK);
        };
        let send = async |query: &str| {
            let path = format!("/api/imports?object=customer&name=a.csv{query}");
            let sent = ada.with("content-type", "text/csv").call("POST", &path, csv).await;
            assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.text());
            let at = sent.headers["location"].to_str().unwrap().to_owned();
            (crate::imports::ended(&ada, &at).await, at)
        };
        act("block").await;
        for query in ["&dry_run=1", ""] {
            let (import, at) = send(query).await;
            assert_eq!(
                (&import["state"], &import["accepted"], &import["refused"]),
                (&json!("done"), &json!(2), &json!(2)),
                "{import}"
            );
            let refused = ada.with("accept", "text/csv").get(&format!("{at}/refused")).await.text();
            assert!(refused.contains(&known) && refused.contains("3,Three"), "{refused}");
        }
        let names = async || {
            let page = ada.get("/api/records/customer?sort=name").await.json();
            page["items"].as_array().unwrap().iter().map(|r| r["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names().await, ["Four", "Known", "Two"]);
        act("report").await;
        let (import, _) = send("").await;
        assert_eq!((&import["accepted"], &import["refused"]), (&json!(4), &json!(0)), "{import}");
        assert_eq!(names().await, ["Four", "Known", "One", "Three", "Two"]);
        let pairs: HashSet<Vec<String>> = groups(&ada, "").await.iter().map(sorted).collect();
        assert_eq!(pairs, HashSet::from([vec!["Known".into(), "One".into()], vec!["Three".into(), "Two".into()]]));
        worker.stop().await;
    });
}

fn sorted(group: &Value) -> Vec<String> {
    let mut names: Vec<String> = names(group).into_iter().collect();
    names.sort();
    names
}
