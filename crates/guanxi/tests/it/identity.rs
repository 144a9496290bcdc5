//! Identifiers over HTTP: who somebody is, what an import brings, what the search box finds, where values come from.

use crate::imports::ended;
use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Client, app_both, until};

const AT: &str = "/api/records/customer";

async fn add(client: &Client, id: &str, kind: &str, value: &str) -> Value {
    let answer = client.post(&format!("{AT}/{id}/identifiers"), &json!({ "kind": kind, "value": value })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

async fn who(client: &Client, kind: &str, value: &str) -> Value {
    let answer = client.post(&format!("{AT}/identifiers/resolve"), &json!({ "kind": kind, "value": value })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

#[test]
fn told_shared_and_taken_away() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let one = ada.create("customer", &json!({ "name": "王小明", "external_id": "S-1" })).await;
        let other = ada.create("customer", &json!({ "name": "李娜" })).await;
        assert_eq!(who(&ada, "number", "s-1").await["items"][0]["id"], one);
        add(&ada, &one, "plate", "京A·12345").await;
        let told = add(&ada, &other, "plate", "京a 12345").await;
        let (item, found) = (&told["items"][0], &told["matches"][0]);
        assert_eq!(
            (&item["value"], &item["shared"], &item["origin"]["kind"]),
            (&json!("京a 12345"), &json!(false), &json!("person"))
        );
        assert_eq!((&found["record"], &found["name"], &found["kinds"]), (&json!(one), &json!("王小明"), &json!(["plate"])));
        let group = ada.get(&format!("{AT}/duplicates")).await.json()["items"][0].clone();
        assert_eq!((&found["group"], &group["reasons"][0]["identifiers"]), (&group["id"], &json!(["plate"])));
        let share = json!({ "kind": "plate", "value": "京A12345", "shared": true });
        let shared = ada.post(&format!("{AT}/identifiers/share"), &share).await;
        assert_eq!((shared.status, &shared.json()["shared"]), (StatusCode::OK, &json!(true)), "{}", shared.text());
        assert_eq!(ada.get(&format!("{AT}/duplicates")).await.json()["items"], json!([]));
        assert_eq!(who(&ada, "plate", "京A12345").await["items"].as_array().unwrap().len(), 2);
        let taken = ada.post(&format!("{AT}/{one}/identifiers/remove"), &json!({ "kind": "plate", "value": "京A12345" })).await;
        assert_eq!((taken.status, taken.json()["items"].as_array().unwrap().len()), (StatusCode::OK, 1), "{}", taken.text());
        for (kind, value, status) in
            [("plate", "x".repeat(10_000), 422), ("nothing", "1".into(), 422), ("phone", "x".into(), 422)]
        {
            let refused = ada.post(&format!("{AT}/{one}/identifiers"), &json!({ "kind": kind, "value": value })).await;
            assert_eq!(refused.status.as_u16(), status, "{kind}: {}", refused.text());
        }
        // A company adds kinds of its own.
        let field =
            ada.get("/api/meta").await.json()["objects"].as_array().unwrap().iter().find(|o| o["name"] == "identifier").unwrap()
                ["fields"]
                .as_array()
                .unwrap()
                .iter()
                .find(|f| f["name"] == "kind")
                .unwrap()
                .clone();
        let mut options = field["options"].as_array().unwrap().clone();
        options.push(json!({ "value": "locker", "labels": { "en": "Locker" } }));
        let changed = ada.patch("/api/objects/identifier/fields/kind", &json!({ "options": options })).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
        add(&ada, &one, "locker", "L 9").await;
        assert_eq!(who(&ada, "locker", "l9").await["items"][0]["id"], one);
    });
}

#[test]
fn who_brings_the_same_by_file_is_a_match() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        let known = ada.create("customer", &json!({ "name": "Known", "phones": ["+8613812345678"] })).await;
        let csv = "external_id,name,phones\n1,One,13812345678\n2,Two,13900000001\n3,Three,13900000002\n";
        let sent = ada.with("content-type", "text/csv").call("POST", "/api/imports?object=customer&name=a.csv", csv).await;
        assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.text());
        let import = ended(&ada, sent.headers["location"].to_str().unwrap()).await;
        assert_eq!((&import["state"], &import["refused"]), (&json!("done"), &json!(0)), "{import}");
        let groups = async || ada.get(&format!("{AT}/duplicates")).await.json()["items"].as_array().unwrap().clone();
        until("the match", async || !groups().await.is_empty()).await;
        let found = groups().await;
        assert_eq!((found.len(), &found[0]["reasons"][0]["identifiers"]), (1, &json!(["phone"])), "{found:?}");
        let one = who(&ada, "number", "1").await["items"][0]["id"].as_str().unwrap().to_owned();
        let told = ada.get(&format!("{AT}/{one}/identifiers")).await.json();
        assert_eq!(told["matches"][0]["record"], known);
        // It says which file it came with; what was set by hand since, by whom.
        let origin = &told["items"][0]["origin"];
        assert_eq!((&origin["kind"], &origin["import_name"]), (&json!("import"), &json!("a.csv")), "{told}");
        ada.patch(&format!("{AT}/{one}"), &json!({ "country": "CN" })).await;
        let fields = ada.get(&format!("{AT}/{one}/lineage")).await.json()["fields"].clone();
        assert_eq!((&fields["name"]["kind"], &fields["country"]["kind"]), (&json!("import"), &json!("person")), "{fields}");
        assert!(fields.get("emails").is_none() && fields.get("pinyin").is_none(), "{fields}");
        // Another search keeps the pair; a decision on its group is one on both.
        let scan = async || ada.get(&format!("{AT}/duplicates/scan")).await.json()["scan"]["state"].clone();
        for _ in 0..2 {
            ada.post(&format!("{AT}/duplicates/scan"), &json!({})).await;
            until("the search", async || scan().await == "done").await;
            assert_eq!(groups().await.len(), 1);
        }
        worker.stop().await;
    });
}

#[test]
fn the_box_finds_by_the_whole_identifier() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let id = ada.create("customer", &json!({ "name": "王小明" })).await;
        add(&ada, &id, "wechat_openid", "oAbC-9_x").await;
        add(&ada, &id, "card", "0012 3456").await;
        let hits = async |q: &str| {
            let found = ada.get(&format!("/api/search?q={}", q.replace(' ', "%20"))).await.json();
            found["groups"].as_array().unwrap().iter().flat_map(|g| g["hits"].as_array().unwrap().clone()).collect::<Vec<Value>>()
        };
        for typed in ["oAbC-9_x", "00123456", "0012-3456"] {
            let found = hits(typed).await;
            assert_eq!((found.len(), &found[0]["id"]), (1, &json!(id)), "{typed}: {found:?}");
            assert_eq!(found[0]["fields"][0]["field"], "identifier");
        }
        assert!(hits("oabc-9_x").await.is_empty() && hits("0012").await.is_empty());
    });
}
