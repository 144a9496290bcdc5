//! What a dealer keeps to itself head office does not get, by whatever way it asks.

use axum::http::StatusCode;
use serde_json::json;
use testkit::{app_both, until};

const PHONE: &str = "+8613812348888";

#[test]
fn a_dealer_who_shows_no_phones_is_obeyed() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let head = ada.create("team", &json!({ "name": "Head office" })).await;
        let dealer = ada.create("team", &json!({ "name": "Dealer", "parent": head })).await;
        let shop = ada.create("team", &json!({ "name": "Dealer's shop", "parent": dealer })).await;
        let id = max.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        let joined = ada.patch(&format!("/api/records/user/{id}"), &json!({ "team": shop })).await;
        assert_eq!(joined.status, StatusCode::OK, "{}", joined.text());
        let values = json!({ "name": "张宇池", "phones": [PHONE], "owner": id });
        let theirs = ada.create("customer", &values).await;
        let ours = ada.create("customer", &json!({ "name": "Li", "phones": ["+8613912348888"] })).await;
        let one = format!("/api/records/customer/{theirs}");
        let rules = format!("/api/units/{dealer}/rules");
        until("the index", async || {
            let answer = ada.get("/api/search?q=12348888").await.json();
            answer["complete"] == true && answer["groups"][0]["hits"].as_array().is_some_and(|h| h.len() == 2)
        })
        .await;
        assert_eq!(ada.get("/api/records/customer?filter=phones:%2B8613812348888&count=1").await.json()["count"], 1);

        let set = ada.put(&rules, &json!({ "objects": { "customer": { "hidden": ["phones"] } } })).await;
        assert_eq!(set.status, StatusCode::OK, "{}", set.text());
        for path in [one.as_str(), "/api/records/customer", "/api/records/customer/export?format=csv", &format!("{one}/history")]
        {
            let text = ada.get(path).await.text();
            assert!(!text.contains("13812348888"), "{path}: {text}");
        }
        let exported = ada.get("/api/records/customer/export?format=csv").await.text();
        assert!(exported.contains("13912348888") && exported.contains("张宇池"), "only phones, only theirs: {exported}");
        for (filter, count) in
            [("phones:%2B8613812348888", 0), ("phones$8888", 1), ("phones:empty", 0), ("not%20phones:empty", 2)]
        {
            let answer = ada.get(&format!("/api/records/customer?filter={filter}&count=1")).await;
            assert_eq!(answer.json()["count"], count, "{filter}: {}", answer.text());
        }
        let answer = ada.get("/api/search?q=12348888").await.json();
        let hits = answer["groups"][0]["hits"].as_array().unwrap();
        assert_eq!((hits.len(), &hits[0]["id"]), (1, &json!(ours)), "{answer}");
        assert_eq!(ada.get("/api/records/customer?q=13812348888&count=1").await.json()["count"], 0);
        let same = ada.create("customer", &json!({ "name": "Wang", "phones": [PHONE] })).await;
        let ask = json!({ "kind": "phone", "value": PHONE });
        let who = ada.post("/api/records/customer/identifiers/resolve", &ask).await.json();
        assert!(who["items"].as_array().unwrap().iter().all(|c| c["id"] == json!(same)), "{who}");
        let known = ada.get(&format!("/api/records/customer/{same}/identifiers")).await.text();
        assert!(known.contains("13812348888") && !known.contains(&theirs), "no match tells whose phone it is: {known}");
        assert_eq!(ada.delete(&format!("/api/records/customer/{same}")).await.status, StatusCode::NO_CONTENT);
        let sorted = ada.get("/api/records/customer?sort=-spend").await;
        assert_eq!(sorted.status, StatusCode::OK, "other fields are sorted by: {}", sorted.text());
        let reveal = ada.post(&format!("{one}/reveal"), &json!({ "field": "phones" })).await;
        assert_eq!(reveal.status, StatusCode::FORBIDDEN, "{}", reveal.text());
        let changed = ada.patch(&one, &json!({ "occupation": "Smith" })).await;
        assert!(changed.status == StatusCode::OK && !changed.text().contains("13812348888"), "{}", changed.text());
        assert!(max.get(&one).await.text().contains(PHONE), "the dealer's own people see it");

        let keeps = json!({ "objects": { "customer": { "records": "shared" }, "order": { "hidden": ["total"] } } });
        assert_eq!(ada.put(&rules, &keeps).await.status, StatusCode::OK);
        assert_eq!(ada.get(&one).await.status, StatusCode::NOT_FOUND);
        assert_eq!(ada.get("/api/records/customer?count=1").await.json()["count"], 1);
        let me = ada.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        let shared = max.post("/api/records/customer/share", &json!({ "records": [theirs], "user": me })).await;
        assert_eq!(shared.status, StatusCode::OK, "{}", shared.text());
        assert_eq!(ada.get(&one).await.status, StatusCode::OK);
        let told = ada.get("/api/audit?kind=unit_rules_changed").await.json();
        assert_eq!(told["items"].as_array().unwrap().len(), 2, "{told}");
    });
}

#[test]
fn rules_are_checked_and_ones_own() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let [north, south] =
            [ada.create("team", &json!({ "name": "North" })).await, ada.create("team", &json!({ "name": "South" })).await];
        let grants = json!({ "permissions": ["unit.manage"], "usual": { "read": "all" } });
        ada.post("/api/roles", &json!({ "name": "Head", "code": "head", "grants": grants })).await;
        let id = max.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        assert_eq!(max.put(&format!("/api/units/{north}/rules"), &json!({ "objects": {} })).await.status, StatusCode::FORBIDDEN);
        ada.patch(&format!("/api/records/user/{id}"), &json!({ "team": north })).await;
        assert_eq!(ada.patch(&format!("/api/users/{id}"), &json!({ "role": "head" })).await.status, StatusCode::OK);
        let put = async |unit: &str, body: serde_json::Value| max.put(&format!("/api/units/{unit}/rules"), &body).await;
        until("the role", async || put(&north, json!({ "objects": {} })).await.status == StatusCode::OK).await;
        assert_eq!(put(&south, json!({ "objects": {} })).await.status, StatusCode::FORBIDDEN, "not their unit");
        for (wrong, place) in [
            (json!({ "nothing": {} }), "objects.nothing"),
            (json!({ "order_line": {} }), "objects.order_line"),
            (json!({ "customer": { "hidden": ["x"] } }), "objects.customer.hidden.x"),
            (json!({ "customer": { "hidden": ["owner_team"] } }), "objects.customer.hidden.owner_team"),
            (json!({ "customer": { "hidden": ["created_at"] } }), "objects.customer.hidden.created_at"),
        ] {
            let answer = put(&north, json!({ "objects": wrong })).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
            assert_eq!(answer.json()["errors"][0]["field"], place, "{}", answer.text());
        }
        let units = max.get("/api/units").await.json();
        let may: Vec<bool> = units["items"].as_array().unwrap().iter().map(|u| u["may_change"] == true).collect();
        assert_eq!(may, [true, false], "{units}");
        assert_eq!(
            app.stranger().await.put(&format!("/api/units/{north}/rules"), &json!({ "objects": {} })).await.status,
            StatusCode::NOT_FOUND
        );
    });
}
