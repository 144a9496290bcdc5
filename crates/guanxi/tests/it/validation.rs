//! The company's own rules: what breaks one is refused on every way in, and what the engine does itself is not.

use super::imports::ended;
use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp, app_both, until};

const AT: &str = "/api/objects/customer/rules";

/// Who is known as a cook has a phone number.
fn cooks(active: bool) -> Value {
    json!({
        "name": "Cooks answer",
        "condition": "occupation:Cook phones:empty",
        "message": { "en": "Ask for a number", "zh-CN": "请填写电话" },
        "field": "phones",
        "active": active,
    })
}

async fn put(ada: &Client, rules: &[Value]) -> Answer {
    ada.put(AT, &json!({ "items": rules })).await
}

fn refused(answer: &Answer) -> Value {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
    answer.json()["errors"][0].clone()
}

async fn import(ada: &Client, csv: &str) -> Value {
    let fields =
        json!({ "external_id": "no", "name": "name", "occupation": "job", "phones": "phone", "kind": { "value": "person" } });
    let map = json!({ "name": "people", "object": [{ "object": "customer", "key": ["external_id"], "fields": fields }] });
    let coded: String = map.to_string().bytes().map(|b| format!("%{b:02X}")).collect();
    let path = format!("/api/imports?map={coded}&name=people.csv");
    let sent = ada.with("content-type", "text/csv").call("POST", &path, csv.to_owned()).await;
    assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.text());
    ended(ada, sent.headers["location"].to_str().unwrap()).await
}

#[test]
fn whoever_breaks_a_rule_is_told_on_every_way_in() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let (ada, lin) = (app.admin().await, app.member().await);
        let old = ada.create("customer", &json!({ "kind": "person", "name": "Old", "occupation": "Cook" })).await;
        let set = put(&ada, &[cooks(true)]).await;
        assert_eq!(set.status, StatusCode::OK, "{}", set.text());
        assert_eq!(set.json()["items"][0]["fault"], Value::Null);

        // created, by a person and by a colleague without rights over definitions
        let cook = json!({ "kind": "person", "name": "Wang", "occupation": "cook" });
        for who in [&ada, &lin] {
            let error = refused(&who.post("/api/records/customer", &cook).await);
            assert_eq!((&error["code"], &error["field"]), (&json!("rule"), &json!("phones")));
            assert_eq!(error["rule"]["name"], "Cooks answer");
            assert_eq!(error["rule"]["message"]["zh-CN"], "请填写电话");
            assert_eq!(error["message"], "请填写电话", "in the language of the company");
        }
        let values = json!({ "kind": "person", "name": "Wang", "occupation": "Judge" });
        let id = ada.create("customer", &values).await;
        let at = format!("/api/records/customer/{id}");

        // changed, by one field or the other; what makes it right passes
        assert_eq!(refused(&ada.patch(&at, &json!({ "occupation": "Cook" })).await)["field"], "phones");
        let whole = json!({ "occupation": "Cook", "phones": ["+86 138 1234 5678"] });
        assert_eq!(ada.patch(&at, &whole).await.status, StatusCode::OK);
        assert_eq!(refused(&ada.patch(&at, &json!({ "phones": [] })).await)["code"], "rule");

        // what is there already stays until it is written; a write that changes nothing is none
        let was = format!("/api/records/customer/{old}");
        assert_eq!(ada.patch(&was, &json!({ "name": "Old" })).await.status, StatusCode::OK);
        assert_eq!(refused(&ada.patch(&was, &json!({ "name": "Older" })).await)["code"], "rule");

        // in a batch, and by key
        let batch = json!({ "operations": [{ "op": "create", "values": cook }] });
        let answer = ada.post("/api/records/customer/batch", &batch).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
        assert_eq!(answer.json()["errors"][0]["rule"]["name"], "Cooks answer", "{}", answer.text());
        let by_key = ada.put("/api/records/customer/by/external_id/k1", &cook).await;
        assert_eq!(refused(&by_key)["code"], "rule");

        // a program
        let key = json!({ "name": "shop", "scopes": ["record.read", "record.create"] });
        let key = ada.post("/api/keys", &key).await.json()["secret"].as_str().unwrap().to_owned();
        let program = app.anonymous().with("authorization", &format!("Bearer {key}"));
        assert_eq!(refused(&program.post("/api/records/customer", &cook).await)["code"], "rule");

        // many at once
        let plain = ada.create("customer", &json!({ "kind": "person", "name": "Li", "country": "FR" })).await;
        let good = json!({ "kind": "person", "name": "Su", "country": "FR", "phones": ["+86 138 1234 5679"] });
        ada.create("customer", &good).await;
        let edit = json!({ "filter": "country:FR", "set": { "occupation": "Cook" } });
        let begun = ada.post("/api/records/customer/bulk/edit", &edit).await;
        let action = begun.headers["location"].to_str().unwrap().to_owned();
        until("done", async || ada.get(&action).await.json()["state"] == "done").await;
        let done = ada.get(&action).await.json();
        assert_eq!((&done["changed"], &done["refused"]), (&json!(1), &json!(1)), "{done}");
        let item = ada.get(&format!("{action}/items?outcome=refused")).await.json()["items"][0].clone();
        assert_eq!(
            (&item["record"], &item["why"]["errors"][0]["rule"]["name"]),
            (&json!(plain), &json!("Cooks answer")),
            "{item}"
        );

        // a file: the rows that break it are refused, new ones and changed ones, and say which rule
        import(&ada, "no,name,job,phone\n1,A,Judge,\n").await;
        let file = "no,name,job,phone\n1,A,Cook,\n2,B,Cook,\n3,C,Cook,+8613812345671\n4,D,Judge,\n";
        let done = import(&ada, file).await;
        assert_eq!((&done["state"], &done["refused"]), (&json!("done"), &json!(2)), "{done}");
        let id = done["id"].as_str().unwrap();
        let rows = ada.get(&format!("/api/imports/{id}/refused/rows")).await.json();
        let reason = &rows["reasons"][0];
        assert_eq!((&reason["code"], &reason["count"], &reason["column"]), (&json!("rule"), &json!(2), &json!(4)), "{rows}");
        assert_eq!(reason["message"], "Cooks answer: 请填写电话");

        // switched off it refuses nobody
        assert_eq!(put(&ada, &[cooks(false)]).await.status, StatusCode::OK);
        assert_eq!(ada.post("/api/records/customer", &cook).await.status, StatusCode::CREATED);
        worker.stop().await;
    });
}

#[test]
fn what_the_engine_does_itself_is_not_judged() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let phone = json!(["+8613812345678"]);
        let whole = json!({ "kind": "person", "name": "Wang", "occupation": "Cook", "phones": phone });
        let kept = ada.create("customer", &whole).await;
        let bare = ada.create("customer", &json!({ "kind": "person", "name": "Wang Wei", "occupation": "Cook" })).await;
        let at = format!("/api/records/customer/{bare}");
        assert_eq!(put(&ada, &[cooks(true)]).await.status, StatusCode::OK);

        // deleted and restored, restricted and released
        assert_eq!(ada.delete(&at).await.status, StatusCode::NO_CONTENT);
        assert!(ada.post(&format!("{at}/restore"), &json!({})).await.status.is_success());
        let restricted = ada.put(&format!("/api/privacy/customers/{bare}/restriction"), &json!({ "reason": "asked" })).await;
        assert!(restricted.status.is_success(), "{}", restricted.text());
        assert!(ada.delete(&format!("/api/privacy/customers/{bare}/restriction")).await.status.is_success());
        // an order is summed up at its customer, who breaks the rule
        let order = json!({ "customer": bare, "number": "O1", "ordered_at": "2026-01-10T08:00:00Z", "status": "completed" });
        let order = ada.post("/api/records/order", &order).await;
        assert!(order.status.is_success(), "{}", order.text());
        // merged, whatever comes of it
        let merged = ada.post(&format!("{at}/merge"), &json!({ "others": [kept] })).await;
        assert!(merged.status.is_success(), "{}", merged.text());
        let error = refused(&ada.patch(&at, &json!({ "name": "X", "phones": [] })).await);
        assert_eq!(error["code"], "rule", "what people write of it is judged again");
    });
}

#[test]
fn rules_ask_for_nothing_but_the_record() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let with = |condition: &str| {
            let mut rule = cooks(true);
            rule["condition"] = json!(condition);
            rule
        };
        for (condition, code) in [
            ("", "required"),
            ("phones:", "bad_condition"),
            ("nothing:empty", "unknown_field"),
            ("country>5", "operator"),
            ("owner.name:Ada", "beyond_record"),
            ("owner:me", "beyond_record"),
            ("updated_at:last(1d)", "beyond_record"),
            ("phones:empty orders_count>2", "beyond_record"),
        ] {
            let error = refused(&put(&ada, &[with(condition)]).await);
            assert_eq!((&error["field"], &error["code"]), (&json!("items[0].condition"), &json!(code)), "{condition}: {error}");
        }
        for (part, value, at) in [
            ("name", json!(" "), "items[0].name"),
            ("message", json!({}), "items[0].message"),
            ("field", json!("nothing"), "items[0].field"),
        ] {
            let mut rule = cooks(true);
            rule[part] = value;
            assert_eq!(refused(&put(&ada, &[rule]).await)["field"], at);
        }
        assert_eq!(refused(&put(&ada, &[cooks(true), cooks(false)]).await)["field"], "items[1].name");
        assert_eq!(app.member().await.put(AT, &json!({ "items": [] })).await.status, StatusCode::FORBIDDEN);
        assert_eq!(app.member().await.get(AT).await.status, StatusCode::FORBIDDEN);
        assert_eq!(ada.get("/api/objects/nothing/rules").await.status, StatusCode::NOT_FOUND);
        told(&app, &ada).await;
    });
}

/// Forms know what holds, the audit log who said so, and the list of a condition tells how many break it.
async fn told(app: &TestApp, ada: &Client) {
    ada.create("customer", &json!({ "kind": "person", "name": "Old", "occupation": "Cook" })).await;
    let count = ada.get("/api/records/customer?limit=1&count=true&filter=occupation:Cook%20phones:empty").await.json();
    assert_eq!(count["count"], 1);
    let area = json!({ "name": "Area", "condition": "addresses.division:33 created_at:last(90d) not birthday:next(7d)",
        "message": { "zh-TW": "請看" }, "field": "addresses" });
    let mut off = cooks(false);
    off["name"] = json!("Off");
    assert_eq!(put(ada, &[cooks(true), area, off]).await.status, StatusCode::OK);
    let customer = |meta: &Value| {
        let all = meta["objects"].as_array().unwrap().clone();
        all.into_iter().find(|o| o["name"] == "customer").unwrap()
    };
    let meta = app.member().await.get("/api/meta").await.json();
    let names: Vec<Value> = customer(&meta)["rules"].as_array().unwrap().iter().map(|r| r["name"].clone()).collect();
    assert_eq!(names, [json!("Cooks answer"), json!("Area")]);
    let log = ada.get("/api/audit").await.json();
    let entry = log["items"].as_array().unwrap().iter().find(|e| e["subject"] == "rules.customer").unwrap().clone();
    assert_eq!(
        entry["details"]["Off"][1], "off: occupation:Cook phones:empty | phones: Ask for a number / 请填写电话",
        "{entry}"
    );
    // a field that goes out of sight takes its rule's word
    assert_eq!(ada.delete("/api/objects/customer/fields/occupation").await.status, StatusCode::NO_CONTENT);
    let rules = ada.get(AT).await.json();
    assert!(rules["items"][0]["fault"].as_str().unwrap().contains("occupation"), "{rules}");
    assert_eq!(ada.post("/api/records/customer", &json!({ "kind": "person", "name": "New" })).await.status, StatusCode::CREATED);
    assert_eq!(put(ada, &[]).await.json()["items"], json!([]));
}
