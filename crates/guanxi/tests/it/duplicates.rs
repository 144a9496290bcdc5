//! Duplicates: searched in the background, reviewed, decided, taken back.

use axum::http::StatusCode;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use testkit::{Client, TestApp, app_both, until};

pub const AT: &str = "/api/records/customer/duplicates";

/// Searches and waits for the end.
async fn search(client: &Client) -> Value {
    let begun = client.post(&format!("{AT}/scan"), &json!({})).await;
    assert_eq!(begun.status, StatusCode::ACCEPTED, "{}", begun.text());
    ended(client).await
}

async fn ended(client: &Client) -> Value {
    let scan = async || client.get(&format!("{AT}/scan")).await.json()["scan"].clone();
    until("the search", async || !matches!(scan().await["state"].as_str(), Some("waiting" | "running"))).await;
    scan().await
}

pub async fn groups(client: &Client, query: &str) -> Vec<Value> {
    let answer = client.get(&format!("{AT}?limit=100{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()["items"].as_array().unwrap().clone()
}

async fn decide(client: &Client, decisions: Vec<Value>) -> Vec<Value> {
    let answer = client.post(&format!("{AT}/decide"), &json!({ "decisions": decisions })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()["items"].as_array().unwrap().clone()
}

pub async fn decide_one(client: &Client, group: &Value, what: Value) -> Value {
    decide(client, vec![json!({ "group": group["id"], "do": what })]).await.remove(0)
}

/// Customers of whom the first two are one, and the next two; returns their ids.
pub async fn customers(client: &Client) -> Vec<String> {
    let mut ids = Vec::new();
    for (name, phone, mail) in [
        ("王小明", "+8613812345678", "wang@example.com"),
        ("Wang Xiaoming", "+8613812345678", "ming@example.com"),
        ("Anna Schmidt", "+4915112345678", "anna.schmidt@example.com"),
        ("Schmidt, Anna", "+4915187654321", "Anna.Schmidt+shop@example.com"),
        ("李娜", "+8613900000001", "lina@example.com"),
        ("John Smith", "+447400123456", "john@example.com"),
        ("Peter Brown", "+447400654321", "peter@example.com"),
    ] {
        ids.push(client.create("customer", &json!({ "name": name, "phones": [phone], "emails": [mail] })).await);
    }
    ids
}

pub fn names(group: &Value) -> HashSet<String> {
    group["records"].as_array().unwrap().iter().map(|r| r["name"].as_str().unwrap().to_owned()).collect()
}

async fn count(app: &TestApp, table: &str) -> i64 {
    app.db.a.get(&format!("select count(*) from @{table}"), &[]).await.unwrap()[0].int(0).unwrap()
}

#[test]
fn found_decided_and_taken_back() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        assert_eq!(ada.get(&format!("{AT}/scan")).await.json()["scan"], Value::Null);
        let ids = customers(&ada).await;
        let scan = search(&ada).await;
        assert_eq!((&scan["state"], &scan["groups"], &scan["done"]), (&json!("done"), &json!(2), &json!(7)), "{scan}");
        let found = groups(&ada, "").await;
        assert_eq!(found.len(), 2, "{found:?}");
        let wang = found.iter().find(|g| names(g).contains("王小明")).unwrap();
        let anna = found.iter().find(|g| names(g).contains("Anna Schmidt")).unwrap();
        assert_eq!(names(wang), HashSet::from(["王小明".into(), "Wang Xiaoming".into()]));
        assert_eq!(wang["reasons"][0]["fields"]["phones"][0], "same", "{wang}");
        assert_eq!(wang["reasons"][0]["fields"]["name"][0], "same");
        assert!(wang["chance"].as_f64().unwrap() > 0.99);

        // Merged, listed as such, taken back.
        let survivor = json!({ "merge": { "survivor": ids[0], "choose": { "name": ids[0] } } });
        let merged = decide_one(&ada, wang, survivor.clone()).await;
        assert_eq!((&merged["state"], &merged["merged"][0]["survivor"]), (&json!("merged"), &json!(ids[0])), "{merged}");
        assert_eq!(ada.get(&format!("/api/records/customer/{}", ids[1])).await.json()["id"], ids[0]);
        let again = decide_one(&ada, wang, survivor).await;
        assert_eq!(again["problem"]["status"], 400, "{again}");
        assert_eq!(groups(&ada, "").await.len(), 1);
        let done = groups(&ada, "&state=merged").await;
        assert_eq!((done.len(), &done[0]["survivor"]), (1, &json!(ids[0])));
        let back = decide_one(&ada, &done[0], json!("undo")).await;
        assert_eq!(back["state"], "open", "{back}");
        assert_eq!(ada.get(&format!("/api/records/customer/{}", ids[1])).await.json()["id"], ids[1]);
        assert_eq!((groups(&ada, "").await.len(), groups(&ada, "&state=merged").await.len()), (2, 0));

        // Not the same: not found again, until that is taken back.
        assert_eq!(decide_one(&ada, anna, json!("apart")).await["state"], "apart");
        let scan = search(&ada).await;
        assert_eq!(scan["groups"], 1, "{scan}");
        let apart = groups(&ada, "&state=apart").await;
        assert_eq!(apart.len(), 1);
        assert_eq!(decide_one(&ada, &apart[0], json!("undo")).await["state"], "open");
        assert_eq!(groups(&ada, "").await.len(), 2);
        assert_eq!(decide_one(&ada, &apart[0], json!("undo")).await["problem"]["code"], "bad_request");
        assert_eq!(search(&ada).await["groups"], 2);
        assert_eq!(count(&app, "duplicate_group").await, 3, "what is no longer listed is gone, but for the pair with one phone");
        assert_eq!(count(&app, "duplicate_member").await, 6);
        worker.stop().await;
    });
}

/// "Not the same" holds for what the records become, and again for themselves when that is taken back.
#[test]
fn not_the_same_follows_merges() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        let mut ids = customers(&ada).await;
        search(&ada).await;
        let found = groups(&ada, "").await;
        let wang = found.iter().find(|g| names(g).contains("王小明")).unwrap();
        assert_eq!(decide_one(&ada, wang, json!("apart")).await["state"], "apart");
        ids.push(ada.create("customer", &json!({ "name": "W X", "phones": ["+8613811111111"] })).await);
        let merge = format!("/api/records/customer/{}/merge", ids[7]);
        let told = ada.post(&merge, &json!({ "others": [ids[1]], "strategy": "newest", "choose": { "name": ids[1] } })).await;
        assert_eq!(told.status, StatusCode::OK, "{}", told.text());
        assert_eq!(search(&ada).await["groups"], 1, "the one that was merged into another is still not the same");
        let back = format!("/api/records/customer/merges/{}/undo", told.json()["merges"][0].as_str().unwrap());
        assert_eq!(ada.call("POST", &back, "").await.status, StatusCode::OK);
        assert_eq!(search(&ada).await["groups"], 1);
        worker.stop().await;
    });
}

/// A group vanishes when its records become one, or go, by other ways; and comes back with them.
#[test]
fn groups_follow_their_records() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        let ids = customers(&ada).await;
        search(&ada).await;
        let told = ada.post(&format!("/api/records/customer/{}/merge", ids[0]), &json!({ "others": [ids[1]] })).await.json();
        assert_eq!((groups(&ada, "").await.len(), groups(&ada, "&state=merged").await.len()), (1, 1));
        let back = format!("/api/records/customer/merges/{}/undo", told["merges"][0].as_str().unwrap());
        assert_eq!(ada.call("POST", &back, "").await.status, StatusCode::OK);
        assert_eq!((groups(&ada, "").await.len(), groups(&ada, "&state=merged").await.len()), (2, 0));
        let anna = format!("/api/records/customer/{}", ids[2]);
        assert_eq!(ada.delete(&anna).await.status, StatusCode::NO_CONTENT);
        let left = groups(&ada, "").await;
        assert_eq!((left.len(), names(&left[0]).contains("王小明")), (1, true));
        assert_eq!(ada.call("POST", &format!("{anna}/restore"), "").await.status, StatusCode::OK);
        assert_eq!(groups(&ada, "").await.len(), 2);
        worker.stop().await;
    });
}

#[test]
fn two_searches_at_once_are_one_and_can_be_stopped() {
    app_both(|app| async move {
        let ada = app.admin().await;
        customers(&ada).await;
        let (scan, none) = (format!("{AT}/scan"), json!({}));
        let (one, two) = tokio::join!(ada.post(&scan, &none), ada.post(&scan, &none));
        assert_eq!((one.status, two.status), (StatusCode::ACCEPTED, StatusCode::ACCEPTED));
        assert_eq!(one.json()["scan"]["id"], two.json()["scan"]["id"]);
        assert_eq!(ada.delete(&scan).await.status, StatusCode::NO_CONTENT);
        let worker = guanxi::work::start(&app.app);
        assert_eq!(ended(&ada).await["state"], "cancelled");
        assert_eq!(ada.delete(&scan).await.status, StatusCode::BAD_REQUEST);
        assert_eq!(groups(&ada, "").await.len(), 1, "the two with one phone needed no search");
        assert_eq!((search(&ada).await["groups"].clone(), groups(&ada, "").await.len()), (json!(2), 2));
        worker.stop().await;
    });
}

/// A search whose job was lost does not block the next one.
#[test]
fn a_lost_search_is_begun_again() {
    app_both(|app| async move {
        let ada = app.admin().await;
        customers(&ada).await;
        let lost = ada.post(&format!("{AT}/scan"), &json!({})).await.json()["scan"]["id"].clone();
        let gone = app.db.a.write::<_, store::Error, _>(|tx| Box::pin(async move { tx.run("delete from @job", &[]).await }));
        gone.await.unwrap();
        let worker = guanxi::work::start(&app.app);
        let scan = search(&ada).await;
        assert_eq!((scan["id"] != lost, &scan["state"]), (true, &json!("done")));
        worker.stop().await;
    });
}

#[test]
fn for_those_who_may() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        let ids = customers(&ada).await;
        search(&ada).await;
        let group = groups(&ada, "").await.remove(0);
        let program = app.program(&["record.read", "record.update"]).await;
        let decision = json!({ "decisions": [{ "group": group["id"], "do": "apart" }] });
        for answer in [
            program.get(AT).await,
            program.get(&format!("{AT}/scan")).await,
            program.post(&format!("{AT}/scan"), &json!({})).await,
            program.post(&format!("{AT}/decide"), &decision).await,
            app.member().await.delete(&format!("{AT}/rules")).await,
        ] {
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text());
        }
        // Another company neither sees nor decides.
        let stranger = app.stranger().await;
        customers(&stranger).await;
        assert_eq!(groups(&stranger, "").await.len(), 1, "its own two with one phone");
        assert_eq!(decide_one(&stranger, &group, json!("apart")).await["problem"]["status"], 404);
        let foreign = json!({ "merge": { "survivor": ids[5] } });
        assert_eq!(decide_one(&ada, &group, foreign).await["problem"]["code"], "bad_request");
        for (path, body) in
            [("/api/records/order/duplicates/scan", json!({})), ("/api/records/nothing/duplicates/scan", json!({}))]
        {
            let answer = ada.post(path, &body).await;
            assert!(answer.status.is_client_error(), "{}", answer.text());
        }
        assert_eq!(ada.post(&format!("{AT}/decide"), &json!({ "decisions": [] })).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(groups(&ada, "").await.len(), 2);
        worker.stop().await;
    });
}

#[test]
fn rules_are_the_companys() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        customers(&ada).await;
        let at = format!("{AT}/rules");
        let usual = ada.get(&at).await.json();
        let compared: Vec<&str> = usual["compare"].as_array().unwrap().iter().filter_map(|c| c["field"].as_str()).collect();
        assert_eq!(compared, ["name", "birthday", "emails", "phones", "addresses", "socials"]);
        let by_mail = json!({ "compare": [{ "field": "emails", "how": "email" }], "blocks": [["emails"]], "sure": [["emails"]], "least": 0.9 });
        assert_eq!(app.member().await.put(&at, &by_mail).await.status, StatusCode::FORBIDDEN);
        let kept = ada.put(&at, &by_mail).await;
        assert_eq!((kept.status, &kept.json()["compare"][0]["weight"]), (StatusCode::OK, &json!(1.0)), "{}", kept.text());
        search(&ada).await;
        let found = groups(&ada, "").await;
        assert!(found.len() == 2 && found.iter().any(|g| names(g).contains("Anna Schmidt")), "{found:?}");
        assert!(found.iter().any(|g| g["reasons"][0]["identifiers"] == json!(["phone"])), "{found:?}");
        for bad in [
            json!({ "compare": [], "blocks": [["name"]], "sure": [], "least": 0.5 }),
            json!({ "compare": [{ "field": "spend", "how": "text" }], "blocks": [["spend"]], "sure": [], "least": 0.5 }),
            json!({ "compare": [{ "field": "name", "how": "name" }], "blocks": [["phones"]], "sure": [], "least": 0.5 }),
            json!({ "compare": [{ "field": "name", "how": "name", "weight": 9 }], "blocks": [["name"]], "sure": [], "least": 5 }),
        ] {
            let refused = ada.put(&at, &bad).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}: {}", refused.text());
        }
        assert_eq!(ada.delete(&at).await.json(), usual);
        worker.stop().await;
    });
}

/// The first FEBRL set as an import, its duplicates merged in bulk, and all taken back.
#[test]
fn a_dirty_list_is_cleaned_and_made_dirty_again() {
    let rows = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../matching/tests/data/dataset1.csv")).unwrap();
    let mut csv = "external_id,name,birthday,addresses,socials\n".to_owned();
    for row in rows.lines().skip(1) {
        let c: Vec<&str> = row.split(',').map(str::trim).collect();
        let born = c[9].get(..8).map_or_else(String::new, |d| format!("{}-{}-{}", &d[..4], &d[4..6], &d[6..]));
        let born = if model::Date::parse_iso(&born).is_some() { born } else { String::new() };
        let address =
            json!([{ "street": format!("{} {} {}", c[3], c[4], c[5]).trim(), "city": c[6], "postcode": c[7], "province": c[8] }]);
        let address = address.to_string().replace('"', "\"\"");
        csv += &format!("{},{} {},{born},\"{address}\",{}\n", c[0], c[1], c[2], c[10]);
    }
    app_both(move |app| {
        let csv = csv.clone();
        async move {
            let worker = guanxi::work::start(&app.app);
            let ada = app.admin().await;
            let sent = ada.with("content-type", "text/csv").call("POST", "/api/imports?object=customer", csv).await;
            assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.text());
            let import = format!("/api/imports/{}", sent.json()["id"].as_str().unwrap());
            until("the import", async || ada.get(&import).await.json()["state"] == "done").await;
            let refused = ada.get(&format!("{import}/refused")).await.text();
            assert_eq!(ada.get(&import).await.json()["accepted"], 1000, "{}", refused.lines().take(3).collect::<String>());
            let scan = search(&ada).await;
            assert_eq!((&scan["state"], &scan["total"]), (&json!("done"), &json!(1000)), "{scan}");
            let mut found = Vec::new();
            let mut cursor = String::new();
            loop {
                let page = ada.get(&format!("{AT}?limit=100{cursor}")).await.json();
                found.extend(page["items"].as_array().unwrap().clone());
                match page["next"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
            let person = |r: &Value| r["external_id"].as_str().unwrap().split('-').nth(1).unwrap().to_owned();
            let right = |g: &Value| g["records"].as_array().unwrap().iter().map(person).collect::<HashSet<_>>().len() == 1;
            let wrong = found.iter().filter(|g| !right(g)).count();
            println!("{} groups, {wrong} wrong", found.len());
            assert!(found.len() >= 490 && wrong <= 3, "{} groups, {wrong} wrong", found.len());
            assert!(found.windows(2).all(|w| w[0]["chance"].as_f64() >= w[1]["chance"].as_f64()));

            let merge = |g: &Value| json!({ "group": g["id"], "do": { "merge": {} } });
            let names = names_by_id(&ada).await;
            for part in found[..200].chunks(100) {
                for told in decide(&ada, part.iter().map(merge).collect()).await {
                    assert_eq!(told["state"], "merged", "{told}");
                }
            }
            assert_eq!(ada.get("/api/records/customer?count=1&limit=1").await.json()["count"], 800);
            let undo: Vec<Value> = found[..100].iter().map(|g| json!({ "group": g["id"], "do": "undo" })).collect();
            for told in decide(&ada, undo).await {
                assert_eq!(told["state"], "open", "{told}");
            }
            let undo: Vec<Value> =
                groups(&ada, "&state=merged").await.iter().map(|g| json!({ "group": g["id"], "do": "undo" })).collect();
            assert_eq!(decide(&ada, undo).await.len(), 100);
            assert_eq!(names_by_id(&ada).await, names);
            worker.stop().await;
        }
    });
}

async fn names_by_id(client: &Client) -> HashMap<String, Value> {
    let mut all = HashMap::new();
    let mut cursor = String::new();
    loop {
        let page = client.get(&format!("/api/records/customer?limit=200{cursor}")).await.json();
        for r in page["items"].as_array().unwrap() {
            all.insert(r["id"].as_str().unwrap().to_owned(), json!([r["name"], r["addresses"], r["birthday"], r["socials"]]));
        }
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}
