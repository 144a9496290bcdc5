//! One change of many records: what it changes, whom it leaves out, how it is stopped, goes on after a crash and is taken back.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::app::PASSWORD;
use testkit::{Client, TestApp, app_both, until};

const EDIT: &str = "/api/records/customer/bulk/edit";
const DELETE: &str = "/api/records/customer/bulk/delete";

async fn customers(app: &TestApp, by: &Client, count: usize, values: impl Fn(usize) -> Value) -> Vec<String> {
    let mut ids = Vec::with_capacity(count);
    for i in 0..count {
        app.clock.advance(1);
        let mut all = json!({ "kind": "person", "name": format!("C{i}") });
        all.as_object_mut().unwrap().extend(values(i).as_object().unwrap().clone());
        ids.push(by.create("customer", &all).await);
    }
    ids
}

async fn begun(by: &Client, path: &str, body: &Value) -> String {
    let answer = by.post(path, body).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    answer.headers["location"].to_str().unwrap().to_owned()
}

async fn ended(by: &Client, at: &str, state: &str) -> Value {
    until(state, async || !["waiting", "running", "undoing"].contains(&by.get(at).await.json()["state"].as_str().unwrap())).await;
    let action = by.get(at).await.json();
    assert_eq!(action["state"], state, "{action}");
    action
}

async fn undone(by: &Client, at: &str) -> Value {
    let answer = by.post(&format!("{at}/undo"), &json!({})).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    ended(by, at, "undone").await
}

fn counts(action: &Value) -> [i64; 5] {
    ["total", "changed", "unchanged", "refused", "skipped"].map(|name| action[name].as_i64().unwrap())
}

async fn field(by: &Client, id: &str, field: &str) -> Value {
    by.get(&format!("/api/records/customer/{id}")).await.json()[field].clone()
}

async fn items(by: &Client, at: &str, outcome: &str) -> Vec<Value> {
    let query = if outcome.is_empty() { String::new() } else { format!("?outcome={outcome}") };
    by.get(&format!("{at}/items{query}")).await.json()["items"].as_array().unwrap().clone()
}

#[test]
fn all_that_match_are_changed_and_put_back() {
    app_both(|app| async move {
        let _worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        let country = |i: usize| json!({ "country": if i < 120 { "GB" } else { "CN" }, "occupation": format!("o{i}") });
        let ids = customers(&app, &ada, 130, country).await;
        ada.patch(&format!("/api/records/customer/{}", ids[3]), &json!({ "occupation": "baker" })).await;
        let at = begun(&ada, EDIT, &json!({ "filter": "country:GB", "set": { "occupation": "baker" } })).await;
        let action = ended(&ada, &at, "done").await;
        assert_eq!(counts(&action), [120, 119, 1, 0, 0], "{action}");
        assert_eq!(field(&ada, &ids[0], "occupation").await, "baker");
        assert_eq!(field(&ada, &ids[125], "occupation").await, "o125", "not one that does not match");
        let history = ada.get(&format!("/api/records/customer/{}/history", ids[0])).await.json();
        assert_eq!(history["items"][0]["by_kind"], "person", "it is the doing of who asked: {history}");
        // Changed since: stays, and is listed.
        ada.patch(&format!("/api/records/customer/{}", ids[7]), &json!({ "occupation": "smith" })).await;
        ada.delete(&format!("/api/records/customer/{}", ids[8])).await;
        let action = undone(&ada, &at).await;
        assert_eq!((&action["restored"], &action["kept"]), (&json!(117), &json!(2)), "{action}");
        assert_eq!(field(&ada, &ids[0], "occupation").await, "o0");
        assert_eq!(field(&ada, &ids[3], "occupation").await, "baker", "what was so before stays");
        assert_eq!(field(&ada, &ids[7], "occupation").await, "smith");
        let kept = items(&ada, &at, "").await;
        let whys: Vec<&Value> = kept.iter().map(|i| &i["why"]["code"]).collect();
        assert_eq!(whys, ["changed", "deleted"], "{kept:?}");
        assert_eq!(kept[0]["why"]["errors"][0]["field"], "occupation");
        let again = ada.post(&format!("{at}/undo"), &json!({})).await;
        assert_eq!(again.status, StatusCode::BAD_REQUEST, "{}", again.text());
    });
}

#[test]
fn the_field_that_the_list_is_filtered_by_may_be_set() {
    app_both(|app| async move {
        let _worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        let ids = customers(&app, &ada, 90, |_| json!({ "country": "GB" })).await;
        let at = begun(&ada, EDIT, &json!({ "filter": "country:GB", "set": { "country": "CN" } })).await;
        assert_eq!(counts(&ended(&ada, &at, "done").await), [90, 90, 0, 0, 0]);
        for id in &ids {
            assert_eq!(field(&ada, id, "country").await, "CN");
        }
        let at = begun(&ada, EDIT, &json!({ "records": [ids[0], ids[1]], "set": { "country": null } })).await;
        assert_eq!(counts(&ended(&ada, &at, "done").await), [2, 2, 0, 0, 0]);
        assert_eq!((field(&ada, &ids[0], "country").await, field(&ada, &ids[2], "country").await), (Value::Null, json!("CN")));
    });
}

#[test]
fn tags_are_added_and_taken_out() {
    app_both(|app| async move {
        let _worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        let ids = customers(&app, &ada, 3, |i| json!({ "tags": if i == 0 { json!(["a"]) } else { json!(["b", "vip"]) } })).await;
        let at = begun(&ada, EDIT, &json!({ "add": { "tags": ["vip", "new"] } })).await;
        assert_eq!(counts(&ended(&ada, &at, "done").await), [3, 3, 0, 0, 0]);
        assert_eq!(field(&ada, &ids[0], "tags").await, json!(["a", "vip", "new"]));
        assert_eq!(field(&ada, &ids[1], "tags").await, json!(["b", "vip", "new"]));
        undone(&ada, &at).await;
        assert_eq!(field(&ada, &ids[1], "tags").await, json!(["b", "vip"]));
        let at = begun(&ada, EDIT, &json!({ "remove": { "tags": ["vip", "a"] } })).await;
        assert_eq!(counts(&ended(&ada, &at, "done").await), [3, 3, 0, 0, 0]);
        assert_eq!((field(&ada, &ids[0], "tags").await, field(&ada, &ids[1], "tags").await), (Value::Null, json!(["b"])));
    });
}

#[test]
fn deleted_ones_come_back_and_those_held_on_to_stay() {
    app_both(|app| async move {
        let _worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        let ids = customers(&app, &ada, 6, |_| json!({})).await;
        for (i, held) in [1, 4].iter().enumerate() {
            let order = json!({ "number": format!("N-{i}"), "customer": ids[*held], "ordered_at": "2026-01-02T03:04:05Z" });
            ada.create("order", &order).await;
        }
        let note = ada.create("note", &json!({ "customer": ids[0], "text": "hello" })).await;
        let at = begun(&ada, DELETE, &json!({})).await;
        let action = ended(&ada, &at, "done").await;
        assert_eq!(counts(&action), [6, 4, 0, 2, 0], "{action}");
        let refused = items(&ada, &at, "refused").await;
        assert_eq!(refused.iter().map(|i| i["record"].clone()).collect::<Vec<_>>(), [json!(ids[1]), json!(ids[4])]);
        assert_eq!((&refused[0]["why"]["code"], &refused[0]["title"]), (&json!("referenced"), &json!("C1")));
        let there = |id: String| {
            let ada = &ada;
            async move { ada.get(&format!("/api/records/customer/{id}")).await.status == StatusCode::OK }
        };
        assert!(!there(ids[0].clone()).await && there(ids[1].clone()).await && !there(ids[2].clone()).await);
        let audited = ada.get("/api/audit?kind=bulk_action_done").await.json();
        assert_eq!(audited["items"][0]["details"]["records"], 4, "{audited}");
        let action = undone(&ada, &at).await;
        assert_eq!((&action["restored"], &action["kept"]), (&json!(4), &json!(0)), "{action}");
        assert!(there(ids[0].clone()).await && there(ids[5].clone()).await);
        assert_eq!(ada.get(&format!("/api/records/note/{note}")).await.status, StatusCode::OK, "with what went with them");
    });
}

#[test]
fn it_is_done_as_the_person_who_asked() {
    app_both(|app| async move {
        let _worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        let grant = json!({ "read": "all", "update": "own", "delete": "none", "create": true, "export": false });
        let mut of_customers = grant.clone();
        of_customers["fields"] = json!({ "occupation": "read", "external_id": "hidden" });
        let grants = json!({ "permissions": [], "usual": grant, "objects": { "customer": of_customers } });
        let made = ada.post("/api/roles", &json!({ "name": "Rep", "code": "rep", "grants": grants })).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let new = json!({ "email": "rob@alpha.example", "name": "Rob", "password": PASSWORD, "role": "rep" });
        let rob_id = ada.post("/api/users", &new).await.json()["id"].as_str().unwrap().to_owned();
        let new = json!({ "email": "ann@alpha.example", "name": "Ann", "password": PASSWORD });
        let ann_id = ada.post("/api/users", &new).await.json()["id"].as_str().unwrap().to_owned();
        let rob = app.signed_in("alpha", "rob@alpha.example").await;
        let owner = |i: usize| json!({ "owner": if i.is_multiple_of(2) { &rob_id } else { &ann_id }, "country": "GB" });
        let ids = customers(&app, &ada, 10, owner).await;
        let refused = rob.post(DELETE, &json!({})).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
        for (set, field) in [(json!({ "occupation": "x" }), "occupation"), (json!({ "orders_count": 3 }), "orders_count")] {
            let refused = rob.post(EDIT, &json!({ "set": set })).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
            assert_eq!(refused.json()["errors"][0]["field"], field, "{}", refused.text());
        }
        let closed = rob.post(EDIT, &json!({ "filter": "external_id:1", "set": { "country": "CN" } })).await;
        assert!(closed.status.is_client_error(), "a closed field chooses no records: {}", closed.text());
        // Their own are given to Ann; the others are skipped, and nothing is told twice.
        let at = begun(&rob, EDIT, &json!({ "filter": "country:GB", "set": { "owner": ann_id } })).await;
        let action = ended(&rob, &at, "done").await;
        assert_eq!(counts(&action), [10, 5, 0, 0, 5], "{action}");
        assert_eq!(field(&ada, &ids[0], "owner").await, json!(ann_id));
        let at_country = begun(&rob, EDIT, &json!({ "set": { "country": "CN" } })).await;
        let action = ended(&rob, &at_country, "done").await;
        assert_eq!(counts(&action), [10, 0, 0, 0, 10], "nothing is theirs any more: {action}");
        assert_eq!(items(&rob, &at_country, "skipped").await[0]["why"]["code"], "forbidden");
        let ann = app.signed_in("alpha", "ann@alpha.example").await;
        let told = ann.get("/api/notices").await.json();
        let given: Vec<&Value> = told["items"].as_array().unwrap().iter().filter(|n| n["by"] == json!(rob_id)).collect();
        assert_eq!((given.len(), &given[0]["count"]), (1, &json!(5)), "{told}");
        assert_eq!(ann.get(&at).await.status, StatusCode::NOT_FOUND, "others see nothing of it");
        assert_eq!(ada.get(&at).await.status, StatusCode::OK, "who manages the company does");
        // Taken back although they no longer reach them.
        let action = undone(&rob, &at).await;
        assert_eq!(action["restored"], 5, "{action}");
        assert_eq!(field(&ada, &ids[0], "owner").await, json!(rob_id));
    });
}

#[test]
fn what_makes_no_sense_is_refused_at_once() {
    app_both(|app| async move {
        let ada = app.admin().await;
        customers(&app, &ada, 1, |_| json!({})).await;
        for (body, field) in [
            (json!({}), "set"),
            (json!({ "set": { "birthday": "soon" } }), "birthday"),
            (json!({ "set": { "no_such": 1 } }), "no_such"),
            (json!({ "add": { "country": ["GB"] } }), "country"),
            (json!({ "add": { "tags": [] } }), "tags"),
            (json!({ "set": { "tags": ["a"] }, "add": { "tags": ["b"] } }), "tags"),
            (json!({ "set": { "country": "GB" }, "records": [] }), "records"),
        ] {
            let refused = ada.post(EDIT, &body).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {}", refused.text());
            let fields = refused.json()["errors"].to_string();
            assert!(fields.contains(&format!("\"{field}\"")), "{body}: {fields}");
        }
        let refused = ada.post("/api/records/task/bulk/edit", &json!({ "set": { "title": null } })).await;
        assert_eq!(
            (refused.status, refused.json()["errors"][0]["code"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some("required"))
        );
        let refused = ada.post(DELETE, &json!({ "set": { "country": "GB" } })).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        let refused = ada.post("/api/records/consent/bulk/delete", &json!({})).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.text());
        assert_eq!(ada.get("/api/bulk-actions").await.json()["items"], json!([]), "nothing was begun");
    });
}

#[test]
fn it_is_stopped_and_goes_on_where_it_stood() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let ids = customers(&app, &ada, 40, |_| json!({})).await;
        // Stopped before anything.
        let at = begun(&ada, EDIT, &json!({ "set": { "country": "GB" } })).await;
        assert_eq!(ada.post(&format!("{at}/cancel"), &json!({})).await.status, StatusCode::NO_CONTENT);
        // Begun by a process that died after a part: some are met, the place is not known.
        let half = begun(&ada, EDIT, &json!({ "set": { "country": "CN" } })).await;
        let action = half.rsplit('/').next().and_then(model::Id::parse).unwrap();
        let met: Vec<Vec<model::Val>> =
            ids[20..].iter().map(|id| vec![action.into(), model::Id::parse(id).unwrap().into()]).collect();
        let met = &met;
        let tenant = app.app.store().tenant("alpha").await.unwrap();
        let died = tenant.write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                let sql =
                    "insert into @bulk_item (bulk_id, record_id, outcome, rev, at, undone) values ($1, $2, 'unchanged', 0, 0, 0)";
                tx.run_many(sql, met).await?;
                let sql = "update @bulk_action set state = 'running', total = 40, begun_at = 1, unchanged = 20 where id = $1";
                tx.run(sql, &[action.into()]).await.map(drop)
            })
        });
        died.await.unwrap();
        let _worker = guanxi::work::start(&app.app);
        assert_eq!(counts(&ended(&ada, &at, "cancelled").await)[1..], [0, 0, 0, 0]);
        let done = ended(&ada, &half, "done").await;
        assert_eq!(counts(&done), [40, 20, 20, 0, 0], "each is met once: {done}");
        assert_eq!((field(&ada, &ids[0], "country").await, field(&ada, &ids[39], "country").await), (json!("CN"), Value::Null));
        assert_eq!(ada.post(&format!("{half}/cancel"), &json!({})).await.status, StatusCode::BAD_REQUEST, "it has ended");
    });
}
