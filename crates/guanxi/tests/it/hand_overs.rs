//! What somebody holds goes to others in one act, and back; who was deactivated holds nothing and is given nothing.

use axum::http::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use testkit::app::PASSWORD;
use testkit::{Client, TestApp, app_both, until};

/// Adds a person; gives their id.
async fn person(ada: &Client, name: &str) -> String {
    let email = format!("{}@alpha.example", name.to_lowercase());
    let made = ada.post("/api/users", &json!({ "email": email, "name": name, "password": PASSWORD })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()["id"].as_str().unwrap().to_owned()
}

async fn field(ada: &Client, object: &str, id: &str, field: &str) -> Value {
    ada.get(&format!("/api/records/{object}/{id}")).await.json()[field].clone()
}

async fn ended(ada: &Client, id: &Value, state: &str) -> Value {
    let at = format!("/api/hand-overs/{}", id.as_str().unwrap());
    until(state, async || ada.get(&at).await.json()["state"] == state).await;
    ada.get(&at).await.json()
}

/// A leaver with customers, a task, an order; two who stay.
struct Office {
    ada: Client,
    leo: String,
    ann: String,
    ben: String,
    /// Customers with their countries.
    customers: Vec<(String, &'static str)>,
}

impl Office {
    async fn new(app: &TestApp, count: usize) -> Self {
        let ada = app.admin().await;
        let (leo, ann, ben) = (person(&ada, "Leo").await, person(&ada, "Ann").await, person(&ada, "Ben").await);
        let mut customers = Vec::new();
        for i in 0..count {
            app.clock.advance(1);
            let country = if i % 3 == 0 { "GB" } else { "CN" };
            let id = ada.create("customer", &json!({ "name": format!("C{i}"), "owner": leo, "country": country })).await;
            customers.push((id, country));
        }
        Self { ada, leo, ann, ben, customers }
    }

    async fn hand_over(&self, plan: &Value) -> testkit::Answer {
        self.ada.post(&format!("/api/users/{}/hand-over", self.leo), plan).await
    }

    async fn preview(&self, plan: &Value) -> Value {
        let answer = self.ada.post(&format!("/api/users/{}/hand-over/preview", self.leo), plan).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    }
}

/// Count of each part of a preview.
fn counts(preview: &Value) -> BTreeMap<String, u64> {
    let parts = preview["parts"].as_array().unwrap().iter();
    parts
        .map(|p| (format!("{}.{}", p["object"].as_str().unwrap(), p["field"].as_str().unwrap()), p["count"].as_u64().unwrap()))
        .collect()
}

#[test]
fn nobody_goes_who_holds_something() {
    app_both(|app| async move {
        let o = Office::new(&app, 2).await;
        let task = o.ada.create("task", &json!({ "title": "Call", "assignee": o.leo, "owner": o.ann })).await;
        let done = o.ada.create("task", &json!({ "title": "Old", "assignee": o.leo, "owner": o.ann })).await;
        assert_eq!(o.ada.post(&format!("/api/tasks/{done}/complete"), &json!({})).await.status, StatusCode::OK);
        let at = format!("/api/users/{}", o.leo);
        let refused = o.ada.patch(&at, &json!({ "active": false })).await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::CONFLICT, "holds_open"), "{}", refused.text());
        let held = refused.json()["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| (e["field"].clone(), e["message"].clone()))
            .collect::<Vec<_>>();
        assert_eq!(held, [(json!("customer.owner"), json!("2")), (json!("task.assignee"), json!("1"))]);
        for (id, _) in &o.customers {
            o.ada.patch(&format!("/api/records/customer/{id}"), &json!({ "owner": o.ann })).await;
        }
        o.ada.patch(&format!("/api/records/task/{task}"), &json!({ "assignee": o.ann })).await;
        let key = app.signed_in("alpha", "leo@alpha.example").await;
        assert_eq!(o.ada.patch(&at, &json!({ "active": false })).await.status, StatusCode::OK);
        assert_eq!(key.get("/api/me").await.status, StatusCode::UNAUTHORIZED);
        // and is given nothing
        for (object, values) in [
            ("customer", json!({ "name": "New", "owner": o.leo })),
            ("task", json!({ "title": "New", "assignee": o.leo })),
            ("team", json!({ "name": "T", "lead": o.leo })),
        ] {
            let refused = o.ada.post(&format!("/api/records/{object}"), &values).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{object}: {}", refused.text());
            assert_eq!(refused.json()["errors"][0]["code"], "not_active");
        }
        let again = o.ada.patch(&format!("/api/records/task/{done}"), &json!({ "done_at": null })).await;
        assert_eq!(again.json()["errors"][0]["code"], "not_active", "what is opened again asks somebody who is there");
        let edited = o.ada.patch(&format!("/api/records/task/{done}"), &json!({ "result": "sold" })).await;
        assert_eq!(edited.status, StatusCode::OK, "what is done stays as it was: {}", edited.text());
    });
}

#[test]
fn everything_goes_to_one_and_back() {
    app_both(|app| async move {
        let o = Office::new(&app, 5).await;
        let team = o.ada.create("team", &json!({ "name": "North" })).await;
        assert_eq!(o.ada.patch(&format!("/api/records/user/{}", o.ann), &json!({ "team": team })).await.status, StatusCode::OK);
        let customer = &o.customers[0].0;
        let task = o.ada.create("task", &json!({ "title": "Call", "customer": customer, "assignee": o.leo })).await;
        let order = o
            .ada
            .create(
                "order",
                &json!({ "number": "1", "customer": customer, "owner": o.leo, "ordered_at": "2026-01-02T03:04:05Z" }),
            )
            .await;
        let sold = json!({ "number": "2", "customer": customer, "owner": o.leo, "ordered_at": "2026-01-02T03:04:05Z", "status": "completed" });
        let sold = o.ada.create("order", &sold).await;
        let at = format!("/api/users/{}", o.leo);
        assert_eq!(o.ada.patch(&at, &json!({ "role": "administrator" })).await.status, StatusCode::OK);
        let own = app.signed_in("alpha", "leo@alpha.example").await;
        let key = own.post("/api/keys", &json!({ "name": "leo", "scopes": ["record.read"] })).await.json();
        let key = format!("Bearer {}", key["secret"].as_str().unwrap());
        let program = app.anonymous().with("authorization", &key);
        assert_eq!(program.get("/api/records/customer").await.status, StatusCode::OK);
        let plan = json!({ "to": [o.ann], "deactivate": true });
        let preview = o.preview(&plan).await;
        assert_eq!(counts(&preview)["customer.owner"], 5);
        assert_eq!((counts(&preview)["order.owner"], counts(&preview)["task.assignee"]), (1, 1));
        assert_eq!(preview["parts"][0]["sample"][0]["title"], "C0");
        assert_eq!(preview["parts"][0]["to"][&o.ann], 5);
        let mut leo = own.listen("/api/live").await;
        let ann = app.signed_in("alpha", "ann@alpha.example").await;
        let mut live = o.ada.listen("/api/live").await;
        let made = o.hand_over(&plan).await;
        assert_eq!(made.status, StatusCode::ACCEPTED, "{}", made.text());
        let stop = format!("/api/hand-overs/{}/cancel", made.json()["id"].as_str().unwrap());
        assert_eq!(o.ada.post(&stop, &json!({})).await.status, StatusCode::BAD_REQUEST, "who is out holds nothing");
        let twice = o.hand_over(&json!({ "to": [o.ben] })).await;
        assert_eq!(twice.status, StatusCode::BAD_REQUEST, "one at a time: {}", twice.text());
        while leo.next().await.is_some() {}
        let work = guanxi::work::start(&app.app);
        let one = ended(&o.ada, &made.json()["id"], "done").await;
        live.until("change").await;
        assert_eq!(
            (&one["done"], &one["total"], &one["by"]),
            (&preview["total"], &preview["total"], &o.ada.get("/api/me").await.json()["user"]["id"])
        );
        assert_eq!(field(&o.ada, "customer", customer, "owner").await, json!(o.ann));
        assert_eq!(field(&o.ada, "customer", customer, "owner_team").await, json!(team), "the team follows");
        assert_eq!(field(&o.ada, "task", &task, "assignee").await, json!(o.ann));
        assert_eq!(field(&o.ada, "order", &order, "owner").await, json!(o.ann));
        assert_eq!(field(&o.ada, "order", &sold, "owner").await, json!(o.leo), "who sold it stays");
        let history = o.ada.get(&format!("/api/records/customer/{customer}/history")).await.json();
        assert_eq!(history["items"][0]["by_kind"], "hand_over");
        let told = ann.get("/api/notices").await.json();
        let customers = told["items"].as_array().unwrap().iter().find(|n| n["object"] == "customer").unwrap();
        assert_eq!((&customers["kind"], &customers["count"]), (&json!("assigned"), &json!(5)));
        assert_eq!(
            o.ada.get("/api/users").await.json()["items"].as_array().unwrap().iter().find(|u| u["id"] == o.leo).unwrap()["active"],
            false
        );
        assert_eq!(program.get("/api/records/customer").await.status, StatusCode::UNAUTHORIZED);

        // back, but for what was given on and what is gone
        let (given_on, gone) = (&o.customers[1].0, &o.customers[2].0);
        o.ada.patch(&format!("/api/records/customer/{given_on}"), &json!({ "owner": o.ben })).await;
        assert_eq!(o.ada.delete(&format!("/api/records/customer/{gone}")).await.status, StatusCode::NO_CONTENT);
        o.ada.patch(&format!("/api/records/customer/{customer}"), &json!({ "name": "Changed" })).await;
        let at = format!("/api/hand-overs/{}", one["id"].as_str().unwrap());
        let refused = o.ada.post(&format!("{at}/undo"), &json!({})).await;
        assert_eq!(refused.json()["errors"][0]["code"], "not_active", "{}", refused.text());
        let preview = o.ada.get(&format!("{at}/undo-preview")).await.json();
        let of_customers = preview["items"].as_array().unwrap().iter().find(|p| p["object"] == "customer").unwrap().clone();
        assert_eq!((&of_customers["back"], &of_customers["keep"]), (&json!(3), &json!(2)));
        let undoing = o.ada.post(&format!("{at}/undo"), &json!({ "activate": true })).await;
        assert_eq!(undoing.status, StatusCode::ACCEPTED, "{}", undoing.text());
        let undone = ended(&o.ada, &one["id"], "undone").await;
        assert_eq!((&undone["kept"], undone["restored"].as_i64()), (&json!(2), one["done"].as_i64().map(|d| d - 2)));
        assert_eq!(field(&o.ada, "customer", customer, "owner").await, json!(o.leo));
        assert_eq!(field(&o.ada, "customer", customer, "owner_team").await, Value::Null);
        assert_eq!(field(&o.ada, "customer", given_on, "owner").await, json!(o.ben));
        assert_eq!(field(&o.ada, "task", &task, "assignee").await, json!(o.leo));
        let kept = o.ada.get(&format!("{at}/items?kept=1")).await.json();
        let kept: Vec<&Value> = kept["items"].as_array().unwrap().iter().map(|i| &i["record"]).collect();
        assert_eq!(kept, [&json!(given_on), &json!(gone)]);
        assert_eq!(o.ada.post(&format!("{at}/undo"), &json!({})).await.status, StatusCode::BAD_REQUEST, "once");
        for kind in ["hand_over_started", "handed_over", "hand_over_undone", "person_deactivated", "person_activated"] {
            let log = o.ada.get(&format!("/api/audit?kind={kind}")).await.json();
            assert_eq!(log["items"][0]["subject_id"], json!(o.leo), "{kind}");
        }
        work.stop().await;
    });
}

#[test]
fn rules_split_and_the_rest_goes_by_turns() {
    app_both(|app| async move {
        let o = Office::new(&app, 9).await;
        let max = app.member().await.get("/api/me").await.json()["user"]["id"].clone();
        let mut tasks = Vec::new();
        for (id, _) in &o.customers {
            tasks
                .push(o.ada.create("task", &json!({ "title": "Call", "customer": id, "owner": o.leo, "assignee": o.leo })).await);
        }
        let plan = json!({ "to": [o.ann, o.ben], "rules": [{ "object": "customer", "filter": "country:GB", "to": [max] }] });
        let preview = o.preview(&plan).await;
        assert_eq!(preview["rules"], json!([3]));
        let customers = &preview["parts"][0]["to"];
        assert_eq!(
            (&customers[max.as_str().unwrap()], &customers[&o.ann], &customers[&o.ben]),
            (&json!(3), &json!(3), &json!(3))
        );
        let made = o.hand_over(&plan).await.json();
        let work = guanxi::work::start(&app.app);
        let one = ended(&o.ada, &made["id"], "done").await;
        let mut owners: BTreeMap<String, usize> = BTreeMap::new();
        for ((customer, country), task) in o.customers.iter().zip(&tasks) {
            let owner = field(&o.ada, "customer", customer, "owner").await;
            assert_eq!(*country == "GB", owner == max);
            *owners.entry(owner.as_str().unwrap().to_owned()).or_default() += 1;
            assert_eq!(field(&o.ada, "task", task, "owner").await, owner, "what belongs to a customer goes with it");
            assert_eq!(field(&o.ada, "task", task, "assignee").await, owner);
        }
        assert_eq!(owners.into_values().collect::<Vec<_>>(), [3, 3, 3]);
        let given: i64 = one["given"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|g| g["object"] == "customer")
            .map(|g| g["count"].as_i64().unwrap())
            .sum();
        assert_eq!(given, 9);
        assert_eq!(o.ada.patch(&format!("/api/users/{}", o.leo), &json!({ "active": false })).await.status, StatusCode::OK);
        let list = o.ada.get(&format!("/api/hand-overs?person={}", o.leo)).await.json();
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        let first = o.ada.get(&format!("/api/hand-overs/{}/items?limit=20", one["id"].as_str().unwrap())).await.json();
        let second = o
            .ada
            .get(&format!(
                "/api/hand-overs/{}/items?limit=20&cursor={}",
                one["id"].as_str().unwrap(),
                first["next"].as_str().unwrap()
            ))
            .await
            .json();
        assert_eq!(
            (first["items"].as_array().unwrap().len(), second["items"].as_array().unwrap().len(), &second["next"]),
            (20, 7, &Value::Null)
        );
        work.stop().await;
    });
}

#[test]
fn plans_that_make_no_sense_are_refused() {
    app_both(|app| async move {
        let o = Office::new(&app, 1).await;
        let gone = person(&o.ada, "Gone").await;
        assert_eq!(o.ada.patch(&format!("/api/users/{gone}"), &json!({ "active": false })).await.status, StatusCode::OK);
        let rule = |object: &str, filter: &str| json!({ "to": [o.ann], "rules": [{ "object": object, "filter": filter, "to": [o.ben] }] });
        for (plan, field, code) in [
            (json!({}), "to", "required"),
            (json!({ "to": [o.leo] }), "to", "not_possible"),
            (json!({ "to": [gone] }), "to", "not_active"),
            (json!({ "to": ["0193a000-0000-7000-8000-000000000001"] }), "to", "not_active"),
            (rule("nothing", ""), "rules[0].object", "unknown_object"),
            (rule("customer", "country:("), "rules[0].filter", "bad_filter"),
            (json!({ "to": [o.ann], "parts": ["customer.name"] }), "parts", "unknown_field"),
            (json!({ "to": [o.ann], "parts": ["task.assignee"], "deactivate": true }), "parts", "required"),
            (
                json!({ "to": [o.ann], "rules": [{ "object": "customer", "filter": "country:GB", "to": [] }] }),
                "rules[0].to",
                "required",
            ),
        ] {
            let refused = o.hand_over(&plan).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{plan}: {}", refused.text());
            let error = &refused.json()["errors"][0];
            assert_eq!((&error["field"], &error["code"]), (&json!(field), &json!(code)), "{plan}");
        }
        assert_eq!(field(&o.ada, "customer", &o.customers[0].0, "owner").await, json!(o.leo));
        assert_eq!(o.ada.get("/api/hand-overs").await.json()["items"], json!([]));
        let last = o.ada.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        let refused = o.ada.post(&format!("/api/users/{last}/hand-over"), &json!({ "to": [o.ann], "deactivate": true })).await;
        assert_eq!(refused.code(), "last_administrator");
        assert_eq!(o.ada.get("/api/hand-overs").await.json()["items"], json!([]), "and nothing was begun");
    });
}

#[test]
fn nobody_takes_what_they_could_not_change() {
    app_both(|app| async move {
        let o = Office::new(&app, 1).await;
        let grants = json!({ "permissions": ["user.manage"], "usual": { "read": "own", "update": "own" } });
        let role = o.ada.post("/api/roles", &json!({ "name": "Clerk", "grants": grants })).await.json()["code"].clone();
        for name in ["Ann", "Leo"] {
            let id = if name == "Ann" { &o.ann } else { &o.leo };
            assert_eq!(o.ada.patch(&format!("/api/users/{id}"), &json!({ "role": role })).await.status, StatusCode::OK);
        }
        let ann = app.signed_in("alpha", "ann@alpha.example").await;
        let at = format!("/api/users/{}/hand-over", o.leo);
        for path in [at.clone(), format!("{at}/preview")] {
            let refused = ann.post(&path, &json!({ "to": [o.ann] })).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}: {}", refused.text());
        }
        // what a unit keeps to itself does not leave it by another's hand
        let unit = o.ada.create("team", &json!({ "name": "Dealer" })).await;
        assert_eq!(o.ada.patch(&format!("/api/records/user/{}", o.leo), &json!({ "team": unit })).await.status, StatusCode::OK);
        for rule in [json!({ "hidden": ["phones"] }), json!({ "records": "shared" })] {
            let set = o.ada.put(&format!("/api/units/{unit}/rules"), &json!({ "objects": { "customer": rule } })).await;
            assert_eq!(set.status, StatusCode::OK, "{}", set.text());
            for path in [at.clone(), format!("{at}/preview")] {
                let refused = o.ada.post(&path, &json!({ "to": [o.ben] })).await;
                assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}: {}", refused.text());
            }
        }
        assert_eq!(o.ada.put(&format!("/api/units/{unit}/rules"), &json!({ "objects": {} })).await.status, StatusCode::OK);
        assert_eq!(o.ada.post(&format!("{at}/preview"), &json!({ "to": [o.ben] })).await.status, StatusCode::OK);
        assert_eq!(app.member().await.get("/api/hand-overs").await.status, StatusCode::FORBIDDEN);
        let stranger = app.stranger().await;
        assert_eq!(stranger.post(&at, &json!({ "to": [] })).await.status, StatusCode::NOT_FOUND);
        assert_eq!(field(&o.ada, "customer", &o.customers[0].0, "owner").await, json!(o.leo));
    });
}

#[test]
fn lists_of_people_and_a_stop_half_way() {
    app_both(|app| async move {
        let o = Office::new(&app, 3).await;
        let def = json!({ "name": "x_helpers", "type": "user", "multi": true });
        assert_eq!(o.ada.post("/api/objects/customer/fields", &def).await.status, StatusCode::CREATED);
        let lists = [json!([o.ann, o.leo]), json!([o.leo, o.ben]), json!([o.ann])];
        for ((id, _), list) in o.customers.iter().zip(&lists) {
            let put = o.ada.patch(&format!("/api/records/customer/{id}"), &json!({ "x_helpers": list })).await;
            assert_eq!(put.status, StatusCode::OK, "{}", put.text());
        }
        let preview = o.preview(&json!({ "to": [o.ben] })).await;
        let helpers = preview["parts"].as_array().unwrap().iter().find(|p| p["field"] == "x_helpers").unwrap().clone();
        assert_eq!((&helpers["count"], &helpers["held"], &helpers["chosen"]), (&json!(2), &json!(false), &json!(false)));
        assert_eq!(preview["total"], 3, "what does not make responsible is not handed over unless it is named");
        let made = o.hand_over(&json!({ "to": [o.ben], "parts": ["customer.x_helpers"] })).await.json();
        let work = guanxi::work::start(&app.app);
        ended(&o.ada, &made["id"], "done").await;
        let mut now = Vec::new();
        for (id, _) in &o.customers {
            now.push(field(&o.ada, "customer", id, "x_helpers").await);
        }
        assert_eq!(now, [json!([o.ann, o.ben]), json!([o.ben]), json!([o.ann])], "in their place, and nobody twice");
        let found = o.ada.get(&format!("/api/records/customer?filter=x_helpers:{}&count=1", o.ben)).await.json();
        assert_eq!(found["count"], 2);
        let at = format!("/api/hand-overs/{}", made["id"].as_str().unwrap());
        let preview = o.ada.get(&format!("{at}/undo-preview")).await.json();
        assert_eq!((&preview["items"][0]["back"], &preview["items"][0]["keep"]), (&json!(2), &json!(0)));
        assert_eq!(o.ada.post(&format!("{at}/undo"), &json!({})).await.status, StatusCode::ACCEPTED);
        ended(&o.ada, &made["id"], "undone").await;
        assert_eq!(field(&o.ada, "customer", &o.customers[0].0, "x_helpers").await, json!([o.ann, o.leo]));
        assert_eq!(field(&o.ada, "customer", &o.customers[1].0, "x_helpers").await, json!([o.ben, o.leo]));
        work.stop().await;
        // stopped before it began, it ends so and can be begun again
        let made = o.hand_over(&json!({ "to": [o.ben] })).await.json();
        let at = format!("/api/hand-overs/{}", made["id"].as_str().unwrap());
        assert_eq!(o.ada.post(&format!("{at}/cancel"), &json!({})).await.status, StatusCode::NO_CONTENT);
        let work = guanxi::work::start(&app.app);
        let one = ended(&o.ada, &made["id"], "cancelled").await;
        assert_eq!(one["done"], 0);
        assert_eq!(o.ada.post(&format!("{at}/cancel"), &json!({})).await.status, StatusCode::BAD_REQUEST);
        let again = o.hand_over(&json!({ "to": [o.ben] })).await.json();
        assert_eq!(ended(&o.ada, &again["id"], "done").await["error"], Value::Null);
        assert_eq!(field(&o.ada, "customer", &o.customers[2].0, "owner").await, json!(o.ben));
        work.stop().await;
    });
}
