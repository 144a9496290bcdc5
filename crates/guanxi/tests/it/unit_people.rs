//! Who administers the people of a unit reaches these, and nobody outside of it, by whatever way they ask.

use axum::http::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::app::PASSWORD;
use testkit::{Client, TestApp, app_both, cases, until};

/// What a unit's administrator may do: everything with the unit's records, and its people.
fn grants() -> Value {
    let unit = "team_and_below";
    let usual = json!({ "read": unit, "update": unit, "delete": unit, "create": true, "merge": true, "export": true });
    json!({ "permissions": ["event.create", "file.write", "record.share", "unit.people"], "usual": usual })
}

async fn role(ada: &Client, code: &str, grants: &Value) {
    let made = ada.post("/api/roles", &json!({ "name": code, "code": code, "grants": grants })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
}

/// Adds a person; gives their id.
async fn person(by: &Client, name: &str, role: &str, team: Option<&str>) -> String {
    let email = format!("{}@alpha.example", name.to_lowercase());
    let new = json!({ "email": email, "name": name, "password": PASSWORD, "role": role, "team": team });
    let made = by.post("/api/users", &new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()["id"].as_str().unwrap().to_owned()
}

fn ids(list: &Value) -> BTreeSet<String> {
    list["items"].as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_dealer_administers_their_own_people() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let head = ada.create("team", &json!({ "name": "Head office" })).await;
        let dealer = ada.create("team", &json!({ "name": "Dealer", "parent": head })).await;
        let shop = ada.create("team", &json!({ "name": "Shop", "parent": dealer })).await;
        role(&ada, "unit", &grants()).await;
        role(&ada, "seller", &json!({ "usual": { "read": "team", "update": "team", "create": true } })).await;
        person(&ada, "Dora", "unit", Some(&dealer)).await;
        let hans = person(&ada, "Hans", "seller", Some(&head)).await;
        let dora = app.signed_in("alpha", "dora@alpha.example").await;

        let roles = dora.get("/api/roles").await.json();
        let codes: Vec<&str> = roles["items"].as_array().unwrap().iter().map(|r| r["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["seller", "unit"], "those that she may give");
        assert_eq!(roles["items"][0]["people"], 0, "and nobody of head office is counted");

        // added, edited, given a role, moved within
        let made = dora.post("/api/users", &json!({ "email": "sam@alpha.example", "name": "Sam", "role": "seller" })).await;
        assert_eq!((made.status, &made.json()["team"]), (StatusCode::CREATED, &json!(dealer)), "{}", made.text());
        let sam = made.json()["id"].as_str().unwrap().to_owned();
        let pia = person(&dora, "Pia", "seller", Some(&shop)).await;
        let at = format!("/api/users/{sam}");
        for (change, status) in [
            (json!({ "name": "Samuel", "email": "samuel@alpha.example" }), 200),
            (json!({ "team": shop }), 200),
            (json!({ "role": "unit" }), 200),
            (json!({ "password": PASSWORD }), 200),
            (json!({ "role": "member" }), 403),
            (json!({ "role": "administrator" }), 403),
            (json!({ "team": head }), 403),
            (json!({ "team": null }), 403),
        ] {
            let answer = dora.patch(&at, &change).await;
            assert_eq!(answer.status.as_u16(), status, "{change}: {}", answer.text());
        }
        let listed = dora.get("/api/users").await.json();
        assert_eq!(ids(&listed).len(), 3, "{listed}");
        assert!(!ids(&listed).contains(&hans));
        let mut within: Vec<&str> = listed["teams"].as_array().unwrap().iter().map(|t| t.as_str().unwrap()).collect();
        within.sort_unstable();
        assert_eq!(within, BTreeSet::from([dealer.as_str(), &shop]).into_iter().collect::<Vec<_>>());

        // hands over within, and nowhere else
        let customer = dora.create("customer", &json!({ "name": "C", "owner": sam })).await;
        let over = format!("{at}/hand-over");
        let refused = dora.post(&over, &json!({ "to": [hans] })).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        let done = dora.post(&over, &json!({ "to": [pia], "deactivate": true })).await;
        assert_eq!(done.status, StatusCode::ACCEPTED, "{}", done.text());
        let handed = format!("/api/hand-overs/{}", done.json()["id"].as_str().unwrap());
        let worker = guanxi::work::start(&app.app);
        until("done", async || dora.get(&handed).await.json()["state"] == "done").await;
        assert_eq!(dora.get(&format!("/api/records/customer/{customer}")).await.json()["owner"], json!(pia));
        assert_eq!(ids(&dora.get("/api/hand-overs").await.json()).len(), 1);

        // who got something and left the unit is not reached through the undoing either
        assert_eq!(ada.patch(&format!("/api/users/{pia}"), &json!({ "team": head })).await.status, StatusCode::OK);
        let undo = dora.post(&format!("{handed}/undo"), &json!({ "activate": true })).await;
        assert_eq!(undo.status, StatusCode::FORBIDDEN, "{}", undo.text());
        worker.stop().await;

        // nothing else of administration
        let refused = [
            dora.post("/api/roles", &json!({ "name": "x", "grants": {} })).await,
            dora.patch("/api/roles/seller", &json!({ "name": "x" })).await,
            dora.patch(&format!("/api/records/user/{pia}"), &json!({ "team": dealer })).await,
            dora.patch(&format!("/api/records/team/{shop}"), &json!({ "parent": null })).await,
            dora.post("/api/records/team", &json!({ "name": "Mine" })).await,
            dora.get("/api/audit").await,
        ];
        for answer in refused {
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text());
        }
        let told = ada.get("/api/audit?kind=person_added").await.json();
        assert!(told["items"].as_array().unwrap().iter().any(|e| e["subject_id"] == json!(sam)), "{told}");
    });
}

#[test]
fn more_than_they_may_is_beyond_them() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let team = ada.create("team", &json!({ "name": "Dealer" })).await;
        role(&ada, "unit", &grants()).await;
        person(&ada, "Dora", "unit", Some(&team)).await;
        let boss = person(&ada, "Boss", "administrator", Some(&team)).await;
        let dora = app.signed_in("alpha", "dora@alpha.example").await;
        let own = app.signed_in("alpha", "boss@alpha.example").await;
        let session = own.get("/api/me/sessions").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
        assert!(ids(&dora.get("/api/users").await.json()).contains(&boss), "one of the unit, to be seen");
        let at = format!("/api/users/{boss}");
        let refused = [
            dora.patch(&at, &json!({ "password": "taken over 1" })).await,
            dora.patch(&at, &json!({ "active": false })).await,
            dora.delete(&format!("{at}/totp")).await,
            dora.delete(&format!("{at}/sessions")).await,
            dora.delete(&format!("/api/sessions/{session}")).await,
            dora.post(&format!("{at}/unlock"), &json!({})).await,
            dora.post(&format!("{at}/hand-over/preview"), &json!({})).await,
            dora.post(&format!("{at}/hand-over"), &json!({ "to": [] })).await,
        ];
        for answer in refused {
            assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "beyond_own_role"), "{}", answer.text());
        }
        assert_eq!(own.get("/api/me").await.status, StatusCode::OK, "and is signed in");
        // without a team, there is nobody to administer
        let nobody = person(&ada, "Nemo", "unit", None).await;
        let nemo = app.signed_in("alpha", "nemo@alpha.example").await;
        assert_eq!(nemo.get("/api/users").await.json()["items"], json!([]));
        assert_eq!(nemo.get("/api/hand-overs").await.json()["items"], json!([]));
        assert_eq!(nemo.get(&format!("/api/users/{nobody}/sessions")).await.status, StatusCode::NOT_FOUND);
    });
}

/// Chance that falls the same way each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

/// Every operation that takes an id and is open to those who administer a unit: method and path.
async fn operations(ada: &Client) -> Vec<(String, String, bool)> {
    let document = ada.get("/api/openapi.json").await.json();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, described) in item.as_object().unwrap() {
            if described["x-permission"] == "unit.people" && path.contains("{id}") {
                all.push((method.to_uppercase(), path.clone(), described.get("requestBody").is_some()));
            }
        }
    }
    assert!(all.len() >= 12, "only {} operations", all.len());
    all
}

#[test]
fn nobody_outside_is_reached() {
    app_both(|app| async move {
        let ada = app.admin().await;
        role(&ada, "unit", &grants()).await;
        role(&ada, "own", &json!({ "usual": { "read": "own" } })).await;
        let all = operations(&ada).await;
        for seed in 0..cases(2) {
            random_company(&app, &ada, &all, u64::from(seed)).await;
        }
    });
}

async fn random_company(app: &TestApp, ada: &Client, operations: &[(String, String, bool)], seed: u64) {
    let mut chance = Chance(seed + 1);
    let mut teams: Vec<(String, Option<usize>)> = Vec::new();
    for i in 0..6 {
        let parent = if i > 0 && chance.below(4) > 0 { Some(chance.below(i)) } else { None };
        let above = parent.map(|p: usize| teams[p].0.clone());
        let id = ada.create("team", &json!({ "name": format!("T{seed}.{i}"), "parent": above })).await;
        teams.push((id, parent));
    }
    let unit = chance.below(teams.len());
    let within = |team: Option<usize>| {
        let mut next = team;
        while let Some(t) = next {
            if t == unit {
                return true;
            }
            next = teams[t].1;
        }
        false
    };
    person(ada, &format!("Dora{seed}"), "unit", Some(&teams[unit].0)).await;
    let (mut inside, mut outside) = (Vec::new(), Vec::new());
    for i in 0..10 {
        let team = if chance.below(5) > 0 { Some(chance.below(teams.len())) } else { None };
        let id = person(ada, &format!("P{seed}x{i}"), "own", team.map(|t| teams[t].0.as_str())).await;
        if within(team) { inside.push(id) } else { outside.push((id, i)) }
    }
    let dora = app.signed_in("alpha", &format!("dora{seed}@alpha.example")).await;
    let listed = ids(&dora.get("/api/users").await.json());
    let own = dora.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
    assert_eq!(listed, inside.iter().cloned().chain([own.clone()]).collect(), "seed {seed}");
    for id in &inside {
        assert_eq!(dora.get(&format!("/api/users/{id}/sessions")).await.status, StatusCode::OK);
        assert_eq!(dora.patch(&format!("/api/users/{id}"), &json!({ "language": "en" })).await.status, StatusCode::OK);
    }
    let before = ada.get("/api/users").await.json();
    for (id, i) in &outside {
        let theirs = app.signed_in("alpha", &format!("p{seed}x{i}@alpha.example")).await;
        let session = theirs.get("/api/me/sessions").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
        let handed = ada.post(&format!("/api/users/{id}/hand-over"), &json!({ "to": [own] })).await;
        assert_eq!(handed.status, StatusCode::ACCEPTED, "{}", handed.text());
        let handed = handed.json()["id"].as_str().unwrap().to_owned();
        let review = ada.post("/api/access-reviews", &json!({ "name": "All" })).await.json()["id"].clone();
        let review = review.as_str().unwrap().to_owned();
        for (method, path, takes) in operations {
            let of = match path.split('/').nth(2).unwrap() {
                "users" => id,
                "sessions" => &session,
                "hand-overs" => &handed,
                "access-reviews" => &review,
                other => panic!("no id for /api/{other}"),
            };
            let at = path.replace("{id}", of).replace("{passkey}", "0193a000-0000-7000-8000-000000000006");
            let answer = if *takes { dora.json(method, &at, &json!({})).await } else { dora.call(method, &at, "").await };
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {path}: {}", answer.text());
        }
        let listed = dora.get(&format!("/api/hand-overs?person={id}")).await.json();
        assert_eq!(listed["items"], json!([]));
        let taken = json!({ "to": [id] });
        for inner in &inside {
            let refused = dora.post(&format!("/api/users/{inner}/hand-over"), &taken).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        }
        for answer in [
            dora.patch(&format!("/api/records/user/{id}"), &json!({ "name": "x" })).await,
            dora.delete(&format!("/api/records/user/{id}")).await,
        ] {
            assert!([403, 404].contains(&answer.status.as_u16()), "{}", answer.text());
        }
        assert_eq!(theirs.get("/api/me").await.status, StatusCode::OK, "still signed in");
    }
    for (team, _) in teams.iter().enumerate().filter(|(i, _)| !within(Some(*i))).map(|(_, t)| t) {
        let new = json!({ "email": format!("new{seed}@alpha.example"), "name": "New", "role": "own", "team": team });
        assert_eq!(dora.post("/api/users", &new).await.status, StatusCode::FORBIDDEN);
        for inner in &inside {
            let moved = dora.patch(&format!("/api/users/{inner}"), &json!({ "team": team })).await;
            assert_eq!(moved.status, StatusCode::FORBIDDEN, "{}", moved.text());
        }
    }
    assert_eq!(ada.get("/api/users").await.json(), before, "nothing was changed");
}
