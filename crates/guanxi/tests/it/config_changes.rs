//! The configuration as a file, and what became of it: applied and changed by hand, listed, taken back; packs.

use super::config::{everything, file_of, good, patch, post, put, refused};
use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::app_both;

#[test]
fn what_was_applied_is_taken_back() {
    app_both(|app| async move {
        let (ada, other) = (app.admin().await, app.stranger().await);
        everything(&ada).await;
        let file = file_of(&ada).await;
        post(&other, "/api/objects/customer/fields", json!({ "name": "x_own", "type": "text" })).await;
        let before = file_of(&other).await;
        let applied = post(&other, "/api/config/apply", file.clone()).await;
        let undo = format!("/api/config/changes/{}/undo", applied["id"].as_str().unwrap());
        // somebody has changed one thing since, and another one is in use
        patch(&other, "/api/roles/cook", json!({ "name": "Chef" })).await;
        let back = post(&other, &undo, json!({})).await;
        let left = back["left"].as_array().unwrap();
        assert_eq!(left.iter().map(|l| l["key"].as_str().unwrap()).collect::<Vec<_>>(), ["cook"], "{back}");
        assert_eq!(other.post(&undo, &json!({})).await.code(), "undone");
        let after = file_of(&other).await;
        for section in
            ["rules", "matching", "duplicates", "sources", "homes", "arrangements", "tags", "tag_groups", "views", "retention"]
        {
            assert_eq!(after.get(section), None, "{section}: {after}");
        }
        assert_eq!(
            (&after["company"], &after["privacy"], &after["sign_in"]),
            (&before["company"], &before["privacy"], &before["sign_in"])
        );
        let names = |file: &Value, at: &str| {
            let all = file[at].as_array().unwrap().clone();
            all.into_iter().map(|i| (i["name"].clone(), i["hidden"].clone())).collect::<Vec<_>>()
        };
        assert_eq!(names(&after, "objects")[1..], [(json!("x_boat"), json!(true)), (json!("x_trip"), json!(true))], "{after}");
        assert_eq!(after["roles"].as_array().map(Vec::len), Some(1));
        let log = good(&other.get("/api/config/changes").await);
        let entry = log["items"].as_array().unwrap().iter().find(|i| i["id"] == applied["id"]).unwrap();
        assert!(entry["undone_at"].is_string() && entry["items"].as_array().unwrap().len() > 20, "{entry}");
        // and it can be applied once more: what is hidden comes to light
        let again = post(&other, "/api/config/apply", file.clone()).await;
        assert!(again["id"].is_string());
        let told = post(&other, "/api/config/diff", file).await;
        assert_eq!((&told["added"], &told["changed"], &told["refused"]), (&json!(0), &json!(0), &json!(0)), "{told}");
    });
}

#[test]
fn what_is_changed_by_hand_is_listed_and_taken_back() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let log = async |query: &str| good(&ada.get(&format!("/api/config/changes{query}")).await);
        everything(&ada).await;
        let all = log("?limit=200").await;
        let items = all["items"].as_array().unwrap();
        assert!(items.len() > 20 && items.iter().all(|i| i["by_hand"] == true && i["by"].is_string()), "{all}");
        assert_eq!(all["next"], Value::Null);
        // in pages the same, and views of one's own are nobody's business
        let first = log("?limit=2").await;
        let rest = log(&format!("?limit=200&cursor={}", first["next"].as_str().unwrap())).await;
        assert_eq!(rest["items"].as_array().map(Vec::len), Some(items.len() - 2));
        assert!(!all.to_string().contains("x_boat/Mine"), "{all}");
        let of_boats = log("?object=x_boat&section=rules").await;
        assert_eq!(of_boats["items"].as_array().map(Vec::len), Some(1), "{of_boats}");

        let before = ada.get("/api/config").await.text();
        let changed = async |section: &str| {
            let entry = log("?limit=1").await["items"][0].clone();
            assert_eq!(entry["items"][0]["section"], section, "{entry}");
            entry
        };
        let undo = async |entry: &Value| {
            post(&ada, &format!("/api/config/changes/{}/undo", entry["id"].as_str().unwrap()), json!({})).await
        };
        app.clock.advance(1);
        patch(&ada, "/api/objects/customer/fields/country", json!({ "labels": { "en": "Realm", "zh-CN": "国" } })).await;
        let entry = changed("fields").await;
        let leaf = &entry["items"][0]["leaves"][0];
        assert_eq!(
            (&leaf["path"], &leaf["before"], &leaf["after"]),
            (&json!("labels.en"), &json!("Land"), &json!("Realm")),
            "{entry}"
        );
        assert_eq!(undo(&entry).await["left"], json!([]));
        app.clock.advance(1);
        good(&ada.delete("/api/roles/cook").await);
        let entry = changed("roles").await;
        assert!(entry["items"].as_array().unwrap().iter().any(|i| i["state"] == "removed"), "{entry}");
        undo(&entry).await;
        let rules = good(&ada.get("/api/objects/x_boat/rules").await)["items"].clone();
        let rules: Vec<Value> = rules
            .as_array()
            .unwrap()
            .iter()
            .map(|r| {
                let mut rule = r.clone();
                rule.as_object_mut().unwrap().remove("fault");
                rule["field"] = json!("x_kind");
                rule
            })
            .collect();
        app.clock.advance(1);
        put(&ada, "/api/objects/x_boat/rules", json!({ "items": rules })).await;
        let entry = changed("rules").await;
        assert_eq!(entry["items"].as_array().map(Vec::len), Some(2));
        undo(&entry).await;
        app.clock.advance(1);
        put(&ada, "/api/sign-in-rules", json!({ "second_factor": [], "networks": [] })).await;
        let entry = changed("sign_in").await;
        undo(&entry).await;
        assert_eq!(ada.get("/api/config").await.text(), before, "as it was");
        // an act that was refused leaves nothing behind
        let count = log("?limit=200").await["items"].as_array().unwrap().len();
        assert_eq!(
            ada.patch("/api/objects/customer/fields/nothing", &json!({ "hidden": true })).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            app.member().await.patch("/api/objects/customer", &json!({ "hidden": true })).await.status,
            StatusCode::FORBIDDEN
        );
        assert_eq!(log("?limit=200").await["items"].as_array().unwrap().len(), count);
    });
}
#[test]
fn a_pack_is_installed_updated_and_taken_back() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let dealer = async || good(&ada.get("/api/packs").await)["items"][0].clone();
        let known = dealer().await;
        assert_eq!(
            (&known["pack"]["name"], &known["installed"], &known["brought"]),
            (&json!("auto-dealer"), &Value::Null, &json!(true))
        );
        let file = good(&ada.get("/api/packs/auto-dealer").await);
        let told = post(&ada, "/api/config/diff", file.clone()).await;
        assert_eq!((&told["refused"], &told["changed"]), (&json!(0), &json!(0)), "{told}");
        let first = post(&ada, "/api/config/apply", file.clone()).await;
        assert_eq!(dealer().await["installed"]["version"], file["pack"]["version"]);

        let customer = ada.create("customer", &json!({ "kind": "person", "name": "Wang" })).await;
        let car = ada.create("x_vehicle", &json!({ "x_name": "Model 3", "x_customer": customer })).await;
        let drive = json!({ "x_customer": customer, "x_vehicle": car, "x_at": "2026-01-10T08:00:00Z", "x_state": "done" });
        assert_eq!(refused(&ada.post("/api/records/x_test_drive", &drive).await)["rule"]["name"], "Impression after the drive");
        ada.create("x_test_drive", &json!({ "x_customer": customer, "x_vehicle": car, "x_at": "2026-01-10T08:00:00Z" })).await;
        let car = good(&ada.get(&format!("/api/records/x_vehicle/{car}")).await);
        assert_eq!((&car["x_test_drives"], &car["x_state"]), (&json!(1), &json!("in_use")), "{car}");

        // a later version
        let mut next = file.clone();
        next["pack"]["version"] = json!("1.1.0");
        next["objects"][0]["fields"][0]["labels"]["en"] = json!("Car");
        let told = post(&ada, "/api/config/diff", next.clone()).await;
        assert_eq!((&told["added"], &told["changed"]), (&json!(0), &json!(1)), "{told}");
        app.clock.advance(1);
        let second = post(&ada, "/api/config/apply", next.clone()).await;
        assert_eq!(dealer().await["installed"]["version"], "1.1.0");
        assert_eq!(post(&ada, "/api/config/apply", next).await["id"], Value::Null, "it is there");
        for (change, version) in [(second, json!("1.0.0")), (first, Value::Null)] {
            post(&ada, &format!("/api/config/changes/{}/undo", change["id"].as_str().unwrap()), json!({})).await;
            assert_eq!(dealer().await["installed"]["version"], version);
        }
    });
}
