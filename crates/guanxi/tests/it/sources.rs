//! The order of sources: what a higher one has set stays, whatever way a lower one comes.

use super::imports::ended;
use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp, app_both};

async fn order(ada: &Client, order: &Value, fields: &Value) {
    let set = ada.put("/api/objects/customer/sources", &json!({ "order": order, "fields": fields })).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text());
}

/// A program of this source.
async fn program(app: &TestApp, source: &str) -> Client {
    let scopes = ["record.read", "record.create", "record.update"];
    let made = app.admin().await.post("/api/keys", &json!({ "name": source, "scopes": scopes, "source": source })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    app.anonymous().with("authorization", &format!("Bearer {}", made.json()["secret"].as_str().unwrap()))
}

fn kept(answer: &Answer) -> &str {
    assert!(answer.status.is_success(), "{}", answer.text());
    answer.headers.get("x-guanxi-kept").map_or("", |v| v.to_str().unwrap())
}

async fn source(ada: &Client, at: &str, field: &str) -> Value {
    ada.get(&format!("{at}/lineage")).await.json()["fields"][field]["source"].clone()
}

async fn import(ada: &Client, csv: &str, source: &str) -> Value {
    let fields = json!({ "external_id": "no", "name": "name", "occupation": "job", "kind": { "value": "person" } });
    let map = json!({ "name": "people", "source": source, "object": [{ "object": "customer", "key": ["external_id"], "fields": fields }] });
    let coded: String = map.to_string().bytes().map(|b| format!("%{b:02X}")).collect();
    let path = format!("/api/imports?map={coded}&name=people.csv");
    let sent = ada.with("content-type", "text/csv").call("POST", &path, csv.to_owned()).await;
    assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.text());
    let done = ended(ada, sent.headers["location"].to_str().unwrap()).await;
    assert_eq!((&done["state"], &done["refused"]), (&json!("done"), &json!(0)), "{done}");
    done
}

#[test]
fn a_lower_source_fills_and_does_not_overwrite() {
    app_both(|app| async move {
        let (ada, erp, shop) = (app.admin().await, program(&app, "erp").await, program(&app, "shop").await);
        order(&ada, &json!(["hand", "erp", "shop"]), &json!({})).await;
        let id = shop.create("customer", &json!({ "kind": "person", "name": "Wang", "external_id": "x1" })).await;
        let at = format!("/api/records/customer/{id}");
        assert_eq!(source(&ada, &at, "name").await, "shop");
        assert_eq!(kept(&erp.patch(&at, &json!({ "name": "Wang Wei" })).await), "");
        let answer = shop.patch(&at, &json!({ "name": "wang", "occupation": "Cook" })).await;
        assert_eq!(
            (kept(&answer), &answer.json()["name"], &answer.json()["occupation"]),
            ("name", &json!("Wang Wei"), &json!("Cook"))
        );
        assert_eq!((source(&ada, &at, "name").await, source(&ada, &at, "occupation").await), (json!("erp"), json!("shop")));
        let version = ada.get(&at).await.json()["version"].clone();
        let answer = shop.patch(&at, &json!({ "name": "w" })).await;
        assert_eq!((kept(&answer), &answer.json()["version"]), ("name", &version), "nothing was written");
        assert_eq!(kept(&shop.patch(&at, &json!({ "name": null })).await), "name", "nor emptied");
        // by hand over all, then all below it keep away
        assert_eq!(kept(&ada.patch(&at, &json!({ "name": "王伟" })).await), "");
        assert_eq!(kept(&erp.put("/api/records/customer/by/external_id/x1", &json!({ "name": "W" })).await), "name");
        let update = json!({ "op": "update", "id": id, "values": { "name": "W", "occupation": "Judge" } });
        let batch = erp.post("/api/records/customer/batch", &json!({ "operations": [update] })).await.json();
        assert_eq!(batch["items"][0]["kept"], json!(["name"]), "{batch}");
        let now = ada.get(&at).await.json();
        assert_eq!((&now["name"], &now["occupation"]), (&json!("王伟"), &json!("Judge")));
        // who is in no order comes last, and among themselves whoever is last wins
        let other = program(&app, "other").await;
        assert_eq!(kept(&other.patch(&at, &json!({ "occupation": "Thief" })).await), "occupation");
        // without an order everybody overwrites
        order(&ada, &json!([]), &json!({})).await;
        assert_eq!(kept(&other.patch(&at, &json!({ "name": "Other" })).await), "");
        assert_eq!(source(&ada, &at, "name").await, Value::Null);
    });
}

#[test]
fn a_field_may_have_an_order_of_its_own_and_hands_may_be_low() {
    app_both(|app| async move {
        let (ada, erp) = (app.admin().await, program(&app, "erp").await);
        order(&ada, &json!(["hand", "erp"]), &json!({ "occupation": ["erp", "hand"] })).await;
        let id = erp.create("customer", &json!({ "kind": "person", "name": "ACME", "occupation": "1" })).await;
        let at = format!("/api/records/customer/{id}");
        let answer = ada.patch(&at, &json!({ "name": "Acme", "occupation": "2" })).await;
        assert_eq!(
            (kept(&answer), &answer.json()["name"], &answer.json()["occupation"]),
            ("occupation", &json!("Acme"), &json!("1"))
        );
        let known = ada.get("/api/objects/customer/sources").await.json();
        assert_eq!(known["known"], json!(["api", "erp", "hand", "import"]));
        for (path, body) in [
            ("/api/objects/customer/sources", json!({ "order": ["ERP system"] })),
            ("/api/objects/customer/sources", json!({ "order": ["erp", "erp"] })),
            ("/api/objects/customer/sources", json!({ "order": [], "fields": { "nothing": ["erp"] } })),
        ] {
            assert_eq!(ada.put(path, &body).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        }
        assert_eq!(
            ada.post("/api/keys", &json!({ "name": "k", "source": "a b" })).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            app.member().await.put("/api/objects/customer/sources", &json!({ "order": [] })).await.status,
            StatusCode::FORBIDDEN
        );
        assert_eq!(ada.get("/api/objects/nothing/sources").await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn files_keep_to_the_order_and_their_undo_gives_the_source_back() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        // from before there was an order: what a person changed is theirs, the rest the file's
        import(&ada, "no,name,job\n1,Wang,Cook\n2,Li,Cook\n", "shop").await;
        let one =
            ada.get("/api/records/customer?filter=external_id:1").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
        let at = format!("/api/records/customer/{one}");
        assert_eq!(ada.patch(&at, &json!({ "name": "王伟" })).await.status, StatusCode::OK);
        order(&ada, &json!(["hand", "erp", "shop"]), &json!({})).await;
        assert_eq!((source(&ada, &at, "name").await, source(&ada, &at, "occupation").await), (json!("hand"), json!("shop")));
        let erp = import(&ada, "no,name,job\n1,WANG,Judge\n2,LI,Judge\n3,New,Judge\n", "erp").await;
        assert_eq!(erp["counts"]["customer"], json!({ "created": 1, "updated": 2, "kept": 1 }), "{erp}");
        let now = ada.get(&at).await.json();
        assert_eq!((&now["name"], &now["occupation"]), (&json!("王伟"), &json!("Judge")));
        let shop = import(&ada, "no,name,job\n1,w,x\n2,l,x\n3,n,x\n", "shop").await;
        assert_eq!(shop["counts"]["customer"]["kept"], 6, "{shop}");
        // what it took over goes back, with its source
        let undo = format!("/api/imports/{}", erp["id"].as_str().unwrap());
        assert_eq!(ada.post(&format!("{undo}/undo"), &json!({})).await.status, StatusCode::NO_CONTENT);
        assert_eq!(ended(&ada, &undo).await["state"], "undone");
        assert_eq!(
            (&ada.get(&at).await.json()["occupation"], source(&ada, &at, "occupation").await),
            (&json!("Cook"), json!("shop"))
        );
        let again = import(&ada, "no,name,job\n1,w,Baker\n", "shop").await;
        assert_eq!(again["counts"]["customer"]["kept"], 1, "the name alone");
        assert_eq!(ada.get(&at).await.json()["occupation"], "Baker");
        worker.stop().await;
    });
}
