//! The record of processing activities says what the definitions, the ledger, the rules and the log say.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::app_both;

const AT: &str = "/api/privacy/processing";

#[test]
fn it_is_made_from_what_is_there() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let field = json!({ "name": "x_illness", "type": "text", "sensitivity": "sensitive", "purposes": ["service"],
            "labels": { "en": "Illness", "zh-CN": "疾病", "zh-TW": "疾病" } });
        assert_eq!(ada.post("/api/objects/customer/fields", &field).await.status, StatusCode::CREATED);
        let ann = ada.create("customer", &json!({ "name": "Ann" })).await;
        let bob = ada.create("customer", &json!({ "name": "Bob" })).await;
        for (customer, state) in [(&ann, "granted"), (&bob, "denied")] {
            let mut consent = json!({ "customer": customer, "purpose": "marketing_email", "state": state });
            if state == "granted" {
                consent["basis"] = json!("contract");
            }
            ada.create("consent", &consent).await;
        }
        for _ in 0..2 {
            assert_eq!(ada.get("/api/records/customer/export?purpose=marketing").await.status, StatusCode::OK);
        }
        let rule = json!({ "name": "Old ones", "object": "customer", "field": "created_at", "days": 400, "action": "anonymise" });
        let rule = ada.post("/api/privacy/retention", &rule).await.json();
        let rule = format!("/api/privacy/retention/{}", rule["id"].as_str().unwrap());
        let record = ada.get(AT).await.json();
        let customer =
            |record: &Value| record["activities"].as_array().unwrap().iter().find(|a| a["object"] == "customer").unwrap().clone();
        assert_eq!(customer(&record)["retention"], json!([]), "a rule that does not work keeps nothing short");
        ada.post(&format!("{rule}/try"), &json!({})).await;
        assert_eq!(ada.patch(&rule, &json!({ "active": true })).await.status, StatusCode::OK);
        let record = ada.get(AT).await.json();
        let about = customer(&record);
        assert_eq!(about["retention"][0]["days"], 400);
        let data = about["data"].as_array().unwrap();
        let datum = |name: &str| data.iter().find(|d| d["field"] == name).cloned();
        assert_eq!(
            datum("x_illness").unwrap(),
            json!({ "field": "x_illness", "sensitivity": "sensitive", "purposes": ["service"] })
        );
        assert_eq!(datum("emails").unwrap()["sensitivity"], "personal");
        assert!(datum("stage").is_none(), "a stage tells nothing of a person");
        assert!(record["activities"].as_array().unwrap().iter().all(|a| a["object"] != "tag"));
        let mail = record["purposes"].as_array().unwrap().iter().find(|p| p["purpose"] == "marketing_email").unwrap();
        assert_eq!((&mail["granted"], &mail["refused"]), (&json!({ "contract": 1 }), &json!(1)));
        let out = &record["exports"][0];
        assert_eq!(
            (&out["object"], &out["purpose"], &out["count"]),
            (&json!("customer"), &json!("marketing"), &json!(2)),
            "{record}"
        );
        // What people write of it.
        let texts = json!({ "controller": "Acme <b>, 1 Road", "recipients": "=parcel service" });
        assert_eq!(ada.put(AT, &texts).await.status, StatusCode::OK);
        let long = ada.put(AT, &json!({ "basis": "x".repeat(4001) })).await;
        assert_eq!(long.json()["errors"][0]["field"], "basis", "{}", long.text());
        assert_eq!(ada.get(AT).await.json()["texts"]["controller"], "Acme <b>, 1 Road");
        let page = ada.get(&format!("{AT}/document?language=zh-CN")).await;
        assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
        for text in ["个人信息处理活动记录", "疾病", "Acme &lt;b&gt;", "Old ones", "履行合同 1"] {
            assert!(page.text().contains(text), "{text}: {}", page.text());
        }
        let sheet = ada.get(&format!("{AT}/document?language=en&format=csv")).await.text();
        let line = sheet.lines().find(|l| l.contains("Illness")).unwrap_or_else(|| panic!("{sheet}"));
        assert!(
            line.starts_with("Customers,Illness,sensitive,") && line.contains("400 days after") && line.contains("'=parcel"),
            "{line}"
        );
        for (query, status) in [("format=pdf", 400), ("language=fr", 400), ("format=csv", 200)] {
            assert_eq!(ada.get(&format!("{AT}/document?{query}")).await.status.as_u16(), status, "{query}");
        }
        assert_eq!(app.member().await.get(AT).await.status, StatusCode::FORBIDDEN);
        assert_eq!(app.stranger().await.get(AT).await.json()["exports"], json!([]));
    });
}
