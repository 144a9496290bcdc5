//! Views of lists: who sees, changes and begins with them, and what is left out when definitions change.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Client, TestApp, app_both};

const VIEWS: &str = "/api/list-views";

async fn made(client: &Client, body: &Value) -> Value {
    let answer = client.post(VIEWS, body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    answer.json()
}

fn at(view: &Value) -> String {
    format!("{VIEWS}/{}", view["id"].as_str().unwrap())
}

async fn of(client: &Client) -> Value {
    let answer = client.get(&format!("{VIEWS}?object=customer")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

async fn names(client: &Client) -> Vec<String> {
    of(client).await["items"].as_array().unwrap().iter().map(|v| v["name"].as_str().unwrap().to_owned()).collect()
}

async fn id_of(client: &Client) -> String {
    client.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned()
}

async fn put_into(app: &TestApp, person: &Client, team: &str) {
    let ada = app.admin().await;
    let path = format!("/api/records/user/{}", id_of(person).await);
    let done = ada.patch(&path, &json!({ "team": team })).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    app.app.gate().forget();
}

fn view(name: &str, shared: &str) -> Value {
    json!({ "object": "customer", "name": name, "shared": shared, "state": { "filter": "country:CN" } })
}

#[test]
fn they_are_seen_by_whom_they_are_shared_with() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let north = ada.create("team", &json!({ "name": "North" })).await;
        let shop = ada.create("team", &json!({ "name": "Shop", "parent": north })).await;
        let south = ada.create("team", &json!({ "name": "South" })).await;
        // Nobody is in a team yet.
        let teamless = max.post(VIEWS, &view("T", "team")).await;
        assert_eq!(
            (teamless.status, teamless.json()["errors"][0]["field"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some("team"))
        );
        put_into(&app, &max, &shop).await;
        let own = made(&max, &view("Mine", "me")).await;
        assert_eq!(
            (&own["may_change"], &own["version"], &own["state"]["filter"]),
            (&json!(true), &json!(1), &json!("country:CN"))
        );
        let ours = made(&max, &view("Ours", "team")).await;
        assert_eq!(ours["team"], json!(shop));
        let north_s = json!({ "object": "customer", "name": "North's", "shared": "team", "team": north });
        let refused = max.post(VIEWS, &north_s).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "only one's own team: {}", refused.text());
        made(&ada, &north_s).await;
        made(&ada, &json!({ "object": "customer", "name": "South's", "shared": "team", "team": south })).await;
        assert_eq!(max.post(VIEWS, &view("All", "all")).await.status, StatusCode::FORBIDDEN);
        let all = made(&ada, &view("All", "all")).await;
        made(&ada, &view("Ada's", "me")).await;
        assert_eq!(names(&max).await, ["All", "Mine", "North's", "Ours"], "the team above too, no other one");
        assert_eq!(
            names(&ada).await,
            ["Ada's", "All", "North's", "Ours", "South's"],
            "administrators see teams', not what is private"
        );
        // Who may change what.
        let rename = json!({ "name": "Renamed" });
        for (who, what, status) in [
            (&max, &all, StatusCode::FORBIDDEN),
            (&ada, &own, StatusCode::NOT_FOUND),
            (&ada, &ours, StatusCode::OK),
            (&max, &ours, StatusCode::OK),
            (&max, &own, StatusCode::OK),
        ] {
            let answer = who.patch(&at(what), &rename).await;
            assert_eq!(answer.status, status, "{}", answer.text());
        }
        let taken = ada.patch(&at(&ours), &json!({ "shared": "me" })).await;
        assert_eq!(taken.json()["errors"][0]["field"], "shared", "{}", taken.text());
        assert_eq!(max.patch(&at(&own), &json!({ "shared": "all" })).await.status, StatusCode::FORBIDDEN);
        assert_eq!(max.delete(&at(&all)).await.status, StatusCode::FORBIDDEN);
        let other = app.stranger().await;
        assert_eq!(names(&other).await, Vec::<String>::new(), "nothing of another company");
        // The audit log knows what others see, not what is private.
        let told = ada.get("/api/audit?kind=list_view_changed").await.json();
        let told: Vec<&str> = told["items"].as_array().unwrap().iter().map(|i| i["subject"].as_str().unwrap()).collect();
        assert!(
            told.contains(&"All") && told.contains(&"Renamed") && !told.contains(&"Mine") && !told.contains(&"Ada's"),
            "{told:?}"
        );
    });
}

#[test]
fn they_are_changed_removed_and_brought_back() {
    app_both(|app| async move {
        let max = app.member().await;
        let one = made(&max, &view("One", "me")).await;
        let state = json!({ "filter": "country:GB", "sort": "-created_at,name", "cols": "name,country", "q": "王", "group": "stage", "totals": "1",
            "as": "board:stage|cards:name,country|limits:new.5" });
        let changed = max.patch(&at(&one), &json!({ "state": state, "version": 1 })).await;
        assert_eq!((changed.status, &changed.json()["state"], &changed.json()["version"]), (StatusCode::OK, &state, &json!(2)));
        let old = max.patch(&at(&one), &json!({ "name": "Two", "version": 1 })).await;
        assert_eq!((old.status, old.code().as_str()), (StatusCode::PRECONDITION_FAILED, "version_conflict"));
        assert_eq!(max.put(&format!("{}/default", at(&one)), &json!({ "me": true })).await.status, StatusCode::OK);
        assert_eq!(of(&max).await["default"], one["id"]);
        assert_eq!(max.delete(&at(&one)).await.status, StatusCode::NO_CONTENT);
        assert_eq!((of(&max).await["default"].clone(), names(&max).await.len()), (Value::Null, 0));
        assert_eq!(max.delete(&at(&one)).await.status, StatusCode::NOT_FOUND);
        let restore = format!("{}/restore", at(&one));
        assert_eq!(app.admin().await.post(&restore, &json!({})).await.status, StatusCode::NOT_FOUND);
        let back = max.post(&restore, &json!({})).await;
        assert_eq!((back.status, &back.json()["state"]), (StatusCode::OK, &state), "{}", back.text());
        assert_eq!(of(&max).await["default"], one["id"], "and the list begins with it again");
        // After a day it is gone for good, when the next one goes.
        assert_eq!(max.delete(&at(&one)).await.status, StatusCode::NO_CONTENT);
        app.clock.advance(2 * 86_400);
        let max = app.member().await;
        let two = made(&max, &view("Two", "me")).await;
        assert_eq!(max.delete(&at(&two)).await.status, StatusCode::NO_CONTENT);
        assert_eq!(max.post(&restore, &json!({})).await.status, StatusCode::NOT_FOUND);
        for (body, field) in [
            (json!({ "object": "customer", "name": " " }), "name"),
            (json!({ "object": "customer", "name": "x".repeat(101) }), "name"),
            (json!({ "object": "customer", "name": "x", "state": { "filter": "(country:CN" } }), "state.filter"),
            (json!({ "object": "customer", "name": "x", "state": { "filter": "nothing:1" } }), "state.filter"),
            (json!({ "object": "customer", "name": "x", "state": { "sort": "nothing" } }), "state.sort"),
            (json!({ "object": "customer", "name": "x", "state": { "cols": "name,nothing" } }), "state.cols"),
        ] {
            let refused = max.post(VIEWS, &body).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {}", refused.text());
            assert_eq!(refused.json()["errors"][0]["field"], field, "{}", refused.text());
        }
        assert_eq!(max.get(&format!("{VIEWS}?object=nothing")).await.status, StatusCode::NOT_FOUND);
        let program = app.program(&["record.read"]).await;
        assert_eq!(program.post(VIEWS, &view("P", "me")).await.status, StatusCode::FORBIDDEN, "a key that reads writes nothing");
    });
}

#[test]
fn lists_begin_with_the_nearest_choice() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let begin = async |who: &Client, what: &Value, body: Value| {
            let answer = who.put(&format!("{}/default", at(what)), &body).await;
            (answer.status, answer.text())
        };
        let (company, role) = (made(&ada, &view("Company", "all")).await, made(&ada, &view("Role", "all")).await);
        let own = made(&max, &view("Own", "me")).await;
        assert_eq!(of(&max).await["default"], Value::Null);
        for body in [json!({ "company": true }), json!({ "roles": ["member"] })] {
            assert_eq!(begin(&max, &company, body).await.0, StatusCode::FORBIDDEN);
        }
        let ok = StatusCode::OK;
        assert_eq!(begin(&ada, &company, json!({ "company": true })).await.0, ok);
        assert_eq!(of(&max).await["default"], company["id"]);
        assert_eq!(begin(&ada, &role, json!({ "roles": ["member"] })).await.0, ok);
        assert_eq!((&of(&max).await["default"], &of(&ada).await["default"]), (&role["id"], &company["id"]));
        assert_eq!(begin(&max, &own, json!({ "me": true })).await.0, ok);
        assert_eq!(of(&max).await["default"], own["id"]);
        // Another choice takes its place; taking a choice back that is no longer one does nothing.
        assert_eq!(begin(&max, &company, json!({ "me": true })).await.0, ok);
        assert_eq!(begin(&max, &own, json!({ "me": false })).await.0, ok);
        assert_eq!(of(&max).await["default"], company["id"]);
        assert_eq!(begin(&max, &company, json!({ "me": false })).await.0, ok);
        assert_eq!(begin(&ada, &role, json!({ "roles": [] })).await.0, ok);
        assert_eq!(of(&max).await["default"], company["id"]);
        let known = of(&ada).await;
        let known = known["items"].as_array().unwrap().iter().find(|v| v["id"] == company["id"]).unwrap().clone();
        assert_eq!(known["defaults"], json!({ "me": false, "company": true, "roles": [] }));
        let private = made(&ada, &view("Private", "me")).await;
        let (status, text) = begin(&ada, &private, json!({ "company": true })).await;
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && text.contains("not_for_all"), "{text}");
        assert_eq!(begin(&ada, &role, json!({ "roles": ["nobody"] })).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        // One that is taken away from everybody begins nobody's list.
        assert_eq!(ada.patch(&at(&company), &json!({ "shared": "me" })).await.status, ok);
        assert_eq!(of(&max).await["default"], Value::Null);
    });
}

#[test]
fn what_is_gone_or_closed_is_left_out() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        for field in [
            json!({ "name": "x_shoe", "type": "integer" }),
            json!({ "name": "x_salary", "type": "integer", "sensitivity": "sensitive" }),
        ] {
            let made = ada.post("/api/objects/customer/fields", &field).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        }
        let state = json!({ "filter": "country:CN (x_shoe>40 or country:GB) x_salary>=98765", "sort": "-x_salary,x_shoe,name",
            "cols": "name,x_shoe,x_salary,country", "q": "", "group": "", "totals": "",
            "as": "gallery:|cards:name,x_salary" });
        let body = json!({ "object": "customer", "name": "V", "shared": "all", "state": state });
        let refused = max.post(VIEWS, &json!({ "object": "customer", "name": "V", "state": state })).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody keeps what they cannot ask");
        assert!(!refused.text().contains("x_salary"), "{}", refused.text());
        assert_eq!(made(&ada, &body).await["state"], state);
        let seen = of(&max).await;
        assert!(!seen.to_string().contains("x_salary") && !seen.to_string().contains("98765"), "{seen}");
        let now = &seen["items"][0];
        assert_eq!(now["state"]["sort"], "x_shoe,name");
        assert_eq!(now["state"]["cols"], "name,x_shoe,country");
        let closed = |part: &str| json!({ "part": part, "field": null });
        assert_eq!(now["state"]["as"], "");
        assert_eq!(now["left_out"], json!([closed("filter"), closed("sort"), closed("columns"), closed("layout")]));
        let filter = now["state"]["filter"].as_str().unwrap();
        let list = format!("/api/records/customer?filter={}", filter.replace(' ', "%20").replace('>', "%3E"));
        assert_eq!(max.get(&list).await.status, StatusCode::OK, "what is left can be asked: {filter}");
        assert!(filter.contains("country:CN") && filter.contains("x_shoe"), "{filter}");
        // A field goes: the view stays.
        assert_eq!(ada.delete("/api/objects/customer/fields/x_shoe").await.status, StatusCode::NO_CONTENT);
        let now = of(&ada).await["items"][0].clone();
        let gone = |part: &str| json!({ "part": part, "field": "x_shoe" });
        assert_eq!(now["left_out"], json!([gone("filter"), gone("sort"), gone("columns")]));
        assert_eq!((&now["state"]["sort"], &now["state"]["cols"]), (&json!("-x_salary,name"), &json!("name,x_salary,country")));
        assert_eq!(now["state"]["filter"], "country:CN x_salary>=98765");
    });
}

#[test]
fn my_team_is_the_asker_s_and_those_below() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let north = ada.create("team", &json!({ "name": "North" })).await;
        let shop = ada.create("team", &json!({ "name": "Shop", "parent": north })).await;
        put_into(&app, &max, &shop).await;
        let (ada_id, max_id) = (id_of(&ada).await, id_of(&max).await);
        max.create("customer", &json!({ "name": "Of the shop", "owner": max_id })).await;
        ada.create("customer", &json!({ "name": "Ada's", "owner": ada_id })).await;
        let count = async |client: &Client, filter: &str| {
            let answer = client.get(&format!("/api/records/customer?filter={filter}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
            answer.json()["items"].as_array().unwrap().len()
        };
        for filter in
            ["owner_team:my_team", "owner.team:my_team", "owner:me", "owner_team:my_team|0193a000-0000-7000-8000-000000000001"]
        {
            assert_eq!(count(&max, filter).await, 1, "{filter}");
        }
        assert_eq!(count(&ada, "owner_team:my_team").await, 0, "who is in no team has none");
        assert_eq!(count(&ada, "not%20owner_team:my_team").await, 2);
        put_into(&app, &ada, &north).await;
        assert_eq!(count(&ada, "owner.team:my_team").await, 2, "her own customer too, and what the shop below has");
        let other = max.get("/api/records/customer?filter=id:my_team").await;
        assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", other.text());
    });
}
