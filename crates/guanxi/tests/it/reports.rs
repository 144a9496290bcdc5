//! Reports on people and data tell what the asker may see, and no more.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::app::PASSWORD;
use testkit::{Client, app_both};

async fn person(ada: &Client, name: &str, role: &str, team: Option<&str>) -> String {
    let email = format!("{}@alpha.example", name.to_lowercase());
    let new = json!({ "email": email, "name": name, "password": PASSWORD, "role": role, "team": team });
    let made = ada.post("/api/users", &new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()["id"].as_str().unwrap().to_owned()
}

/// Name and number of those who alone know customers.
async fn alone(by: &Client) -> Vec<(String, i64)> {
    let answer = by.get("/api/reports/sole").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let people = answer.json()["people"].as_array().unwrap().clone();
    people.iter().map(|p| (p["name"].as_str().unwrap().to_owned(), p["customers"].as_i64().unwrap())).collect()
}

fn alone_is(found: &[(String, i64)], wanted: &[(&str, i64)]) -> bool {
    found.iter().map(|(n, c)| (n.as_str(), *c)).eq(wanted.iter().copied())
}

#[test]
fn who_alone_knows_a_customer() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let team = ada.create("team", &json!({ "name": "North" })).await;
        let ann = person(&ada, "Ann", "member", Some(&team)).await;
        let ben = person(&ada, "Ben", "member", None).await;
        let (a, b) = (app.signed_in("alpha", "ann@alpha.example").await, app.signed_in("alpha", "ben@alpha.example").await);
        let mut customers = Vec::new();
        for name in ["C0", "C1", "C2", "C3", "C4"] {
            app.clock.advance(1);
            customers.push(a.create("customer", &json!({ "name": name, "owner": ann })).await);
        }
        assert!(alone_is(&alone(&ada).await, &[("Ann", 5)]), "{:?}", alone(&ada).await);
        // each way of knowing one of them
        b.create("note", &json!({ "customer": customers[0], "text": "hello" })).await;
        assert!(alone_is(&alone(&ada).await, &[("Ann", 4)]), "a note");
        let called = b
            .post(
                &format!("/api/customers/{}/events", customers[1]),
                &json!({ "kind": "call_in", "props": { "content": "hello" } }),
            )
            .await;
        assert_eq!(called.status, StatusCode::CREATED, "{}", called.text());
        assert!(alone_is(&alone(&ada).await, &[("Ann", 3)]), "a call");
        let changed = b.patch(&format!("/api/records/customer/{}", customers[2]), &json!({ "occupation": "Smith" })).await;
        assert_eq!(changed.status, StatusCode::OK);
        assert!(alone_is(&alone(&ada).await, &[("Ann", 2)]), "a change");
        a.create("task", &json!({ "customer": customers[3], "title": "Call", "assignee": ben })).await;
        assert!(alone_is(&alone(&ada).await, &[("Ann", 1)]), "a task to do");

        let listed = ada.get("/api/reports/sole/customers").await.json();
        assert_eq!(listed["items"], json!([{ "customer": customers[4], "title": "C4", "user": ann }]), "{listed}");
        assert_eq!(ada.get(&format!("/api/reports/sole/customers?user={ben}")).await.json()["items"], json!([]));
        let file = ada.get("/api/reports/sole/export").await.text();
        assert!(file.contains(&format!("{},C4,Ann,{ann}", customers[4])) && file.lines().count() == 2, "{file}");

        // who may no longer sign in knows nothing: what only Ben shared with Ann is hers alone again
        let plan = json!({ "to": [ann], "deactivate": true });
        assert_eq!(ada.post(&format!("/api/users/{ben}/hand-over"), &plan).await.status, StatusCode::ACCEPTED);
        assert!(alone_is(&alone(&ada).await, &[("Ann", 5)]), "{:?}", alone(&ada).await);
        // and a hand-over, or an import, makes nobody know anybody
        let gone = ada.delete(&format!("/api/records/customer/{}", customers[4])).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT);
        assert!(alone_is(&alone(&ada).await, &[("Ann", 4)]), "what is in the bin is nobody's");

        // within one's sight
        let grants = json!({ "objects": { "customer": { "read": "own", "create": true }, "user": { "read": "all" } } });
        let made = ada.post("/api/roles", &json!({ "name": "r", "code": "r", "grants": grants })).await;
        assert_eq!(made.status, StatusCode::CREATED);
        let cat = person(&ada, "Cat", "r", None).await;
        let c = app.signed_in("alpha", "cat@alpha.example").await;
        c.create("customer", &json!({ "name": "Mine", "owner": cat })).await;
        assert!(alone_is(&alone(&c).await, &[("Cat", 1)]), "{:?}", alone(&c).await);
        assert_eq!(c.get("/api/reports/sole").await.json()["customers"], 1);
        assert_eq!(c.get("/api/reports/sole/customers").await.json()["items"].as_array().unwrap().len(), 1);
        assert_eq!(c.get("/api/reports/sole/export").await.status, StatusCode::FORBIDDEN);
    });
}

/// `[known, of]` of a field.
fn of(known: &Value, share: &Value, field: &str) -> Value {
    let at = known["fields"].as_array().unwrap().iter().position(|f| f == field);
    at.map(|i| share["fields"][i].clone()).unwrap_or_default()
}

#[test]
fn what_is_known_by_unit_and_person_and_over_time() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let head = ada.create("team", &json!({ "name": "Head office" })).await;
        let dealer = ada.create("team", &json!({ "name": "Dealer", "parent": head })).await;
        let ann = person(&ada, "Ann", "member", Some(&head)).await;
        let ben = person(&ada, "Ben", "member", Some(&dealer)).await;
        let b = app.signed_in("alpha", "ben@alpha.example").await;
        ada.create("customer", &json!({ "name": "A", "owner": ann, "phones": ["+8613812348888"], "occupation": "Smith" })).await;
        ada.create("customer", &json!({ "name": "B", "owner": ann })).await;
        b.create("customer", &json!({ "name": "C", "owner": ben, "phones": ["+8613912348888"] })).await;
        let records = app.app.records("alpha").await.unwrap();
        records.keep_known().await.unwrap();
        records.keep_known().await.unwrap();
        app.clock.advance(2 * 86_400);
        let d = b.create("customer", &json!({ "name": "D", "owner": ben, "phones": ["+8613712348888"] })).await;
        let read = async |by: &Client| {
            let answer = by.get("/api/reports/known/customer").await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
            answer.json()
        };
        let known = read(&ada).await;
        assert_eq!(
            (of(&known, &known["all"], "phones"), of(&known, &known["all"], "occupation")),
            (json!([3, 4]), json!([1, 4]))
        );
        let find = |list: &str, key: &str, id: &str| {
            known[list].as_array().unwrap().iter().find(|u| u[key] == json!(id)).cloned().unwrap_or_default()
        };
        assert_eq!(of(&known, &find("units", "team", &head), "phones"), json!([3, 4]), "a unit with all below it");
        assert_eq!(of(&known, &find("units", "team", &dealer), "phones"), json!([2, 2]));
        let of_ben = find("people", "user", &ben);
        assert_eq!((of(&known, &of_ben, "phones"), of(&known, &of_ben["entered"], "phones")), (json!([2, 2]), json!([2, 2])));
        assert_eq!(find("people", "user", &ann)["entered"]["records"], 0, "the administrator entered them");
        let trend = known["trend"].as_array().unwrap();
        assert_eq!(trend.len(), 2, "{trend:?}");
        assert_eq!((of(&known, &trend[0], "phones"), of(&known, &trend[1], "phones")), (json!([2, 3]), json!([3, 4])));

        // what a unit keeps is not counted for others
        let rules = json!({ "objects": { "customer": { "hidden": ["phones"] } } });
        assert_eq!(ada.put(&format!("/api/units/{dealer}/rules"), &rules).await.status, StatusCode::OK);
        let known = read(&ada).await;
        assert_eq!(
            (of(&known, &known["all"], "phones"), of(&known, &known["trend"][0], "phones")),
            (json!([1, 2]), json!([1, 2]))
        );
        let known = read(&b).await;
        assert_eq!(of(&known, &known["all"], "phones"), json!([3, 4]), "the dealer's own people");
        let rules = json!({ "objects": { "customer": { "records": "shared" } } });
        assert_eq!(ada.put(&format!("/api/units/{dealer}/rules"), &rules).await.status, StatusCode::OK);
        let known = read(&ada).await;
        assert_eq!((&known["all"]["records"], &known["trend"][0]["records"]), (&json!(2), &json!(2)), "{known}");
        let file = ada.get("/api/reports/known/customer/export").await.text();
        assert!(file.contains("owner,Ann,phones,2,1,") && !file.contains(&d), "{file}");

        // a closed field is not told of
        let grants = json!({ "objects": { "customer": { "read": "all", "fields": { "phones": "masked" } } } });
        assert_eq!(
            ada.post("/api/roles", &json!({ "name": "r", "code": "r", "grants": grants })).await.status,
            StatusCode::CREATED
        );
        person(&ada, "Cat", "r", None).await;
        let c = app.signed_in("alpha", "cat@alpha.example").await;
        let known = read(&c).await;
        assert!(!known["fields"].as_array().unwrap().contains(&json!("phones")), "{}", known["fields"]);
        assert_eq!(c.get("/api/reports/known/order").await.status, StatusCode::FORBIDDEN);
        assert_eq!(ada.get("/api/reports/known/dragon").await.status, StatusCode::NOT_FOUND);
        assert_eq!(ada.get("/api/reports/known/tag").await.status, StatusCode::BAD_REQUEST);
    });
}

#[test]
fn what_shall_be_known_has_targets() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let set = async |by: &Client, object: &str, fields: Value| {
            by.patch(&format!("/api/reports/known/{object}/targets"), &json!({ "fields": fields })).await
        };
        let targets = async |by: &Client| by.get("/api/reports/known/customer").await.json()["targets"].clone();
        assert_eq!(targets(&ada).await, json!({}));
        let answer = set(&ada, "customer", json!({ "phones": 90, "occupation": 40 })).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
        assert_eq!(set(&ada, "customer", json!({ "occupation": null, "emails": 100 })).await.status, StatusCode::NO_CONTENT);
        assert_eq!(targets(&ada).await, json!({ "emails": 100, "phones": 90 }));
        assert_eq!(app.stranger().await.get("/api/reports/known/customer").await.json()["targets"], json!({}), "another company");

        for (fields, code) in [
            (json!({ "phones": 0 }), "out_of_range"),
            (json!({ "phones": 101 }), "out_of_range"),
            (json!({ "dragon": 5 }), "unknown_field"),
            (json!({ "spend": 5 }), "unknown_field"),
        ] {
            let answer = set(&ada, "customer", fields.clone()).await;
            assert_eq!(
                (answer.status, &answer.json()["errors"][0]["code"]),
                (StatusCode::UNPROCESSABLE_ENTITY, &json!(code)),
                "{fields}"
            );
        }
        assert_eq!(set(&ada, "customer", json!({ "phones": "x" })).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(set(&ada, "dragon", json!({})).await.status, StatusCode::NOT_FOUND);
        assert_eq!(targets(&ada).await, json!({ "emails": 100, "phones": 90 }), "nothing of it was kept");

        // all who may read the field see its target, and nobody else sets it
        person(&ada, "Ben", "member", None).await;
        let b = app.signed_in("alpha", "ben@alpha.example").await;
        assert_eq!(targets(&b).await, json!({ "emails": 100, "phones": 90 }));
        assert_eq!(set(&b, "customer", json!({ "phones": 1 })).await.status, StatusCode::FORBIDDEN);
        let grants = json!({ "objects": { "customer": { "read": "all", "fields": { "phones": "masked" } } } });
        ada.post("/api/roles", &json!({ "name": "r", "code": "r", "grants": grants })).await;
        person(&ada, "Cat", "r", None).await;
        let c = app.signed_in("alpha", "cat@alpha.example").await;
        assert_eq!(targets(&c).await, json!({ "emails": 100 }));
        let told = ada.get("/api/audit?kind=company_changed").await.text();
        assert!(told.contains("known.customer"), "{told}");
    });
}

#[test]
fn access_is_reviewed_on_record() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let dealer = ada.create("team", &json!({ "name": "Dealer" })).await;
        let usual = json!({ "read": "team_and_below", "update": "team_and_below", "create": true, "export": true });
        for (code, grants) in [
            ("unit", json!({ "permissions": ["unit.people", "key.manage"], "usual": usual })),
            ("seller", json!({ "usual": usual })),
            ("less", json!({ "usual": { "read": "own" } })),
        ] {
            let made = ada.post("/api/roles", &json!({ "name": code, "code": code, "grants": grants })).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        }
        person(&ada, "Dora", "unit", Some(&dealer)).await;
        let sam = person(&ada, "Sam", "seller", Some(&dealer)).await;
        let pia = person(&ada, "Pia", "seller", Some(&dealer)).await;
        let max = app.member().await.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        let (dora, own) = (app.signed_in("alpha", "dora@alpha.example").await, app.signed_in("alpha", "sam@alpha.example").await);
        own.create("customer", &json!({ "name": "C", "owner": sam })).await;
        assert_eq!(
            dora.post("/api/keys", &json!({ "name": "till", "scopes": ["record.read"] })).await.status,
            StatusCode::CREATED
        );

        // what each may do, and uses
        app.clock.advance(3 * 86_400);
        let read = async |by: &Client| {
            let answer = by.get("/api/reports/access").await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
            answer.json()["items"].as_array().unwrap().clone()
        };
        let of = |all: &[Value], name: &str| all.iter().find(|h| h["name"] == name).cloned().unwrap_or_default();
        let all = read(&dora).await;
        assert_eq!(all.len(), 3, "her own people: {all:?}");
        let told = of(&all, "Sam");
        assert_eq!((&told["unused"], &told["idle"]), (&json!(["record.export", "record.update"]), &json!(false)), "{told}");
        assert_eq!((&of(&all, "Pia")["last_sign_in"], &of(&all, "Pia")["idle"]), (&json!(null), &json!(true)));
        assert_eq!((&of(&all, "Dora")["keys"][0]["name"], &of(&all, "Dora")["keys"][0]["age"]), (&json!("till"), &json!(3)));
        assert_eq!(read(&ada).await.len(), 5);
        let file = ada.get("/api/reports/access/export").await.text();
        assert!(file.contains("Sam,sam@alpha.example,seller,yes,"), "{file}");
        assert_eq!(own.get("/api/reports/access").await.status, StatusCode::FORBIDDEN);

        // a review: each is decided once, and not by themselves
        let begun = dora.post("/api/access-reviews", &json!({ "name": "Autumn", "due_at": "2027-01-01T00:00:00Z" })).await;
        assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text());
        let begun = begun.json();
        assert_eq!((&begun["people"], &begun["decided"]), (&json!(2), &json!(0)), "without herself: {begun}");
        let at = format!("/api/access-reviews/{}", begun["id"].as_str().unwrap());
        let decide = format!("{at}/decisions");
        for (by, body, status) in [
            (&dora, json!({ "user": max }), 404),
            (&dora, json!({ "user": sam, "role": "administrator" }), 403),
            (&dora, json!({ "user": sam, "role": "seller" }), 422),
            (&dora, json!({ "user": sam, "role": "dragon" }), 422),
            (&ada, json!({ "user": max }), 404),
            (&dora, json!({ "user": sam, "role": "less" }), 200),
            (&dora, json!({ "user": sam }), 409),
        ] {
            let answer = by.post(&decide, &body).await;
            assert_eq!(answer.status.as_u16(), status, "{body}: {}", answer.text());
        }
        assert_eq!(own.get("/api/me").await.json()["user"]["role"], "less", "it holds at once");
        let confirmed = dora.post(&decide, &json!({ "user": pia })).await.json();
        assert!(confirmed["done_at"].is_string() && confirmed["decided"] == 2, "{confirmed}");
        let items = dora.get(&at).await.json()["items"].clone();
        let decisions: Vec<&str> = items.as_array().unwrap().iter().map(|i| i["decision"].as_str().unwrap()).collect();
        assert_eq!(decisions, ["confirmed", "revoked"], "{items}");
        assert_eq!((&items[1]["role"], &items[1]["to_role"]), (&json!("seller"), &json!("less")), "{items}");
        let kinds = ada.get("/api/audit?kind=access_revoked").await.json();
        assert_eq!(kinds["items"][0]["details"], json!({ "review": "Autumn", "role": "seller", "to": "less" }), "{kinds}");
        let file = dora.get(&format!("{at}/export")).await.text();
        assert!(file.contains("Autumn,Pia,") && file.contains("seller,revoked,less,"), "{file}");

        // a role that changed meanwhile is not confirmed unseen; others' reviews are out of sight
        let all = ada.post("/api/access-reviews", &json!({ "name": "All" })).await.json();
        let of_all = format!("/api/access-reviews/{}", all["id"].as_str().unwrap());
        assert_eq!(all["people"], 4, "{all}");
        assert_eq!(dora.get(&of_all).await.status, StatusCode::NOT_FOUND);
        assert_eq!(dora.get("/api/access-reviews").await.json()["items"].as_array().unwrap().len(), 1);
        assert_eq!(ada.patch(&format!("/api/users/{sam}"), &json!({ "role": "seller" })).await.status, StatusCode::OK);
        let late = ada.post(&format!("{of_all}/decisions"), &json!({ "user": sam })).await;
        assert_eq!((late.status, late.code().as_str()), (StatusCode::CONFLICT, "role_changed"));
        let self_made = ada.post("/api/access-reviews", &json!({ "name": " " })).await;
        assert_eq!(self_made.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}
