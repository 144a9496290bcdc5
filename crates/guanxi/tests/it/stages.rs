//! Stages of an object: what each asks is asked on every way in, and the definition goes where definitions go.

use super::imports::ended;
use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Answer, Client, app_both, until};

const STAGE: &str = "/api/objects/x_deal/fields/x_stage";

fn good(answer: &Answer) -> Value {
    assert!(answer.status.is_success(), "{}", answer.text());
    if answer.body.is_empty() { Value::Null } else { answer.json() }
}

/// `field code` of everything that was refused.
fn refused(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let errors = answer.json()["errors"].clone();
    errors.as_array().unwrap().iter().map(|e| format!("{} {}", text(&e["field"]), text(&e["code"]))).collect()
}

/// From an offer one gets on; what is won has an amount, what is lost a reason.
fn stages() -> Value {
    json!([
        { "value": "talk", "probability": 10, "stalled_after": 14 },
        { "value": "offer", "probability": 60, "needs": ["x_amount"] },
        { "value": "won", "outcome": "won", "needs": ["x_amount", "x_day"], "from": ["offer"] },
        { "value": "lost", "outcome": "lost", "needs": ["x_reason"] },
    ])
}

async fn deals(ada: &Client) {
    let option = |value: &str| json!({ "value": value });
    let deal = json!({ "name": "x_deal", "title": "x_name", "fields": [
        { "name": "x_name", "type": "text", "unique": true },
        { "name": "x_stage", "type": "select", "default": "\"talk\"", "labels": { "en": "Stage", "zh-CN": "阶段" },
          "options": [option("talk"), option("offer"), option("won"), option("lost")] },
        { "name": "x_amount", "type": "money" },
        { "name": "x_day", "type": "date" },
        { "name": "x_reason", "type": "text" },
        { "name": "x_word", "type": "formula", "expr": "x_name", "result": "text" }] });
    good(&ada.post("/api/objects", &deal).await);
}

#[test]
fn what_a_stage_needs_is_asked_on_every_way_in() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let (ada, lin) = (app.admin().await, app.member().await);
        deals(&ada).await;
        let object = good(&ada.patch(STAGE, &json!({ "stages": stages() })).await);
        let since = object["fields"].as_array().unwrap().iter().find(|f| f["name"] == "x_stage_since").unwrap().clone();
        assert_eq!((&since["type"], &since["labels"]["zh-CN"]), (&json!("datetime"), &json!("进入阶段时间")));

        // new ones begin anywhere, with what is needed there
        let deal = |name: &str, stage: &str| json!({ "x_name": name, "x_stage": stage });
        let answer = lin.post("/api/records/x_deal", &deal("A", "won")).await;
        assert_eq!(refused(&answer), ["x_amount stage_needs", "x_day stage_needs"]);
        let id = ada.create("x_deal", &json!({ "x_name": "A" })).await;
        let at = format!("/api/records/x_deal/{id}");
        let first = good(&ada.get(&at).await)["x_stage_since"].clone();
        assert!(first.is_string());

        // one way only leads to won; what is missing is told with it
        app.clock.advance(60);
        let answer = ada.patch(&at, &json!({ "x_stage": "won", "x_amount": "10" })).await;
        assert_eq!(refused(&answer), ["x_stage stage_closed", "x_day stage_needs"]);
        assert_eq!(refused(&ada.patch(&at, &json!({ "x_stage": "offer" })).await), ["x_amount stage_needs"]);
        assert_eq!(good(&ada.get(&at).await)["x_stage_since"], first);
        let offered = good(&ada.patch(&at, &json!({ "x_stage": "offer", "x_amount": "10" })).await);
        assert!(offered["x_stage_since"].as_str() > first.as_str(), "{offered}");
        // what stays where it is is asked for nothing, and keeps its date
        app.clock.advance(60);
        let emptied = good(&ada.patch(&at, &json!({ "x_amount": null })).await);
        assert_eq!(emptied["x_stage_since"], offered["x_stage_since"]);
        good(&ada.patch(&at, &json!({ "x_stage": "won", "x_amount": "12", "x_day": "2026-02-01" })).await);
        // since when is nobody's to say
        assert!(!refused(&ada.patch(&at, &json!({ "x_stage_since": "2020-01-01T00:00:00Z" })).await).is_empty());

        // in a batch, and many at once
        let batch = json!({ "operations": [{ "op": "create", "values": deal("B", "lost") }] });
        assert_eq!(ada.post("/api/records/x_deal/batch", &batch).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        for (name, reason) in [("B", None), ("C", Some("dear"))] {
            ada.create("x_deal", &json!({ "x_name": name, "x_reason": reason })).await;
        }
        let edit = json!({ "filter": "x_stage:talk", "set": { "x_stage": "lost" } });
        let begun = ada.post("/api/records/x_deal/bulk/edit", &edit).await;
        let action = begun.headers["location"].to_str().unwrap().to_owned();
        until("done", async || ada.get(&action).await.json()["state"] == "done").await;
        let done = ada.get(&action).await.json();
        assert_eq!((&done["changed"], &done["refused"]), (&json!(1), &json!(1)), "{done}");

        // a file
        let fields = json!({ "x_name": "name", "x_stage": "stage", "x_reason": "why" });
        let map = json!({ "name": "deals", "object": [{ "object": "x_deal", "key": ["x_name"], "fields": fields }] });
        let coded: String = map.to_string().bytes().map(|b| format!("%{b:02X}")).collect();
        let file = "name,stage,why\nB,lost,\nD,lost,dear\nE,lost,\nF,talk,\n";
        let path = format!("/api/imports?map={coded}&name=deals.csv");
        let sent = ada.with("content-type", "text/csv").call("POST", &path, file.to_owned()).await;
        let done = ended(&ada, sent.headers["location"].to_str().unwrap()).await;
        assert_eq!((&done["state"], &done["refused"]), (&json!("done"), &json!(2)), "{done}");
        let rows = ada.get(&format!("/api/imports/{}/refused/rows", done["id"].as_str().unwrap())).await.json();
        assert_eq!(rows["reasons"][0]["code"], "stage_needs", "{rows}");

        // a hidden field is asked for no more; and without stages nothing is
        let field = |name: &str| format!("/api/objects/x_deal/fields/{name}");
        let id = ada.create("x_deal", &json!({ "x_name": "G", "x_reason": null })).await;
        let at = format!("/api/records/x_deal/{id}");
        assert_eq!(refused(&ada.patch(&at, &json!({ "x_stage": "lost" })).await), ["x_reason stage_needs"]);
        good(&ada.delete(&field("x_reason")).await);
        good(&ada.patch(&at, &json!({ "x_stage": "lost" })).await);
        let object = good(&ada.patch(STAGE, &json!({ "stages": [] })).await);
        assert!(object["fields"].as_array().unwrap().iter().all(|f| f["name"] != "x_stage_since"));
        good(&ada.patch(&at, &json!({ "x_stage": "won" })).await);
        worker.stop().await;
    });
}

#[test]
fn stages_that_make_no_sense_are_refused() {
    app_both(|app| async move {
        let ada = app.admin().await;
        deals(&ada).await;
        let told = async |stages: Value| refused(&ada.patch(STAGE, &json!({ "stages": stages })).await);
        assert_eq!(told(json!([{ "value": "dream" }])).await, ["stages[0].value unknown_option"]);
        assert_eq!(told(json!([{ "value": "talk" }, { "value": "talk" }])).await, ["stages[1].value unknown_option"]);
        let won = json!([{ "value": "won", "outcome": "won", "probability": 90, "stalled_after": 0 }]);
        assert_eq!(
            told(won).await,
            [
                "stages[0].stalled_after out_of_range",
                "stages[0].probability not_possible",
                "stages[0].stalled_after not_possible"
            ]
        );
        let ways = json!([{ "value": "talk", "from": ["talk", "air"], "probability": 101 }]);
        assert_eq!(
            told(ways).await,
            ["stages[0].probability out_of_range", "stages[0].from unknown_option", "stages[0].from unknown_option"]
        );
        // what nobody can give a value cannot be needed
        for name in ["x_none", "x_word", "x_stage", "created_at"] {
            assert_eq!(told(json!([{ "value": "talk", "needs": [name] }])).await, ["stages[0].needs unknown_field"], "{name}");
        }
        // one field of an object, a select, with its date beside it
        let text = ada.patch("/api/objects/x_deal/fields/x_reason", &json!({ "stages": [{ "value": "a" }] })).await;
        assert_eq!(refused(&text), ["stages not_possible"]);
        good(&ada.patch(STAGE, &json!({ "stages": stages() })).await);
        let other = json!({ "name": "x_state", "type": "select", "options": [{ "value": "a" }], "stages": [{ "value": "a" }] });
        assert_eq!(refused(&ada.post("/api/objects/x_deal/fields", &other).await), ["stages not_possible"]);
        let date = json!({ "name": "x_stage_since", "type": "date" });
        assert_eq!(refused(&ada.post("/api/objects/x_deal/fields", &date).await), ["name not_unique"]);
    });
}

#[test]
fn stages_travel_with_the_configuration_and_are_taken_back() {
    app_both(|app| async move {
        let (ada, other) = (app.admin().await, app.stranger().await);
        deals(&ada).await;
        good(&ada.patch(STAGE, &json!({ "stages": stages() })).await);
        // who is lost may be so without a reason here
        let open = json!([{ "value": "lost", "outcome": "lost" }]);
        good(&ada.patch("/api/objects/customer/fields/stage", &json!({ "stages": open })).await);
        let file = good(&ada.get("/api/config").await);
        good(&other.post("/api/config/apply", &file).await);
        assert_eq!(good(&other.get("/api/config").await), file);
        let told = good(&other.post("/api/config/diff", &file).await);
        assert_eq!((&told["added"], &told["changed"], &told["refused"]), (&json!(0), &json!(0), &json!(0)), "{told}");
        for client in [&ada, &other] {
            let id = client.create("customer", &json!({ "name": "Ann Lee" })).await;
            let at = format!("/api/customers/{id}/stage");
            assert_eq!(client.post(&at, &json!({ "stage": "lost" })).await.status, StatusCode::OK);
            let deal = json!({ "x_name": "A", "x_stage": "won" });
            assert_eq!(refused(&client.post("/api/records/x_deal", &deal).await), ["x_amount stage_needs", "x_day stage_needs"]);
        }

        // a file that names fields in another order than they need each other
        let mut late = file.clone();
        let fields = late["objects"].as_array_mut().unwrap().iter_mut().find(|o| o["name"] == "x_deal").unwrap();
        fields["fields"].as_array_mut().unwrap().reverse();
        assert_eq!(good(&other.post("/api/config/diff", &late).await)["refused"], 0);

        // one change by hand is one entry, and back
        app.clock.advance(1);
        let mut faster = stages();
        faster[0]["stalled_after"] = json!(7);
        good(&ada.patch(STAGE, &json!({ "stages": faster })).await);
        let entry = good(&ada.get("/api/config/changes?limit=1").await)["items"][0].clone();
        let leaf = &entry["items"][0]["leaves"][0];
        assert_eq!(
            (&leaf["path"], &leaf["before"], &leaf["after"]),
            (&json!("stages[talk].stalled_after"), &json!(14), &json!(7)),
            "{entry}"
        );
        good(&ada.post(&format!("/api/config/changes/{}/undo", entry["id"].as_str().unwrap()), &json!({})).await);
        assert_eq!(good(&ada.get("/api/config").await), file);
    });
}
