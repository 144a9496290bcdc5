//! Roles that a company makes: what they open, what they close, and that nobody gives more than they have.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Client, TestApp, app_both, until};

const PHONE: &str = "+8613812348888";

/// Max, with a new role of these grants.
async fn max_with(app: &TestApp, ada: &Client, grants: &Value) -> (Client, String) {
    let made = ada.post("/api/roles", &json!({ "name": "Role", "code": "r", "grants": grants })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let max = app.member().await;
    let id = max.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
    let given = ada.patch(&format!("/api/users/{id}"), &json!({ "role": "r" })).await;
    assert_eq!(given.status, StatusCode::OK, "{}", given.text());
    assert_eq!(max.get("/api/me").await.json()["user"]["role"], "r");
    (max, id)
}

fn agent() -> Value {
    json!({ "permissions": ["event.create"], "objects": {
        "customer": { "read": "all", "update": "all", "fields": { "phones": "masked", "emails": "hidden", "birthday": "read" } },
        "note": { "read": "all", "create": true },
        "user": { "read": "all" },
    } })
}

#[test]
fn an_agent_sees_what_they_need_and_no_more() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let values = json!({ "name": "王小明", "phones": [PHONE], "emails": ["wei@example.com"], "birthday": "1990-01-02" });
        let id = ada.create("customer", &values).await;
        let order = ada.create("order", &json!({ "number": "N1", "customer": id, "status": "completed" })).await;
        ada.create("task", &json!({ "title": "Call", "customer": id })).await;
        assert_eq!(ada.get(&format!("/api/customers/{id}/summary")).await.json()["open_tasks"]["count"], 1);
        let (max, _) = max_with(&app, &ada, &agent()).await;
        let one = format!("/api/records/customer/{id}");
        for path in [one.as_str(), "/api/records/customer", "/api/records/customer?q=%E7%8E%8B"] {
            let text = max.get(path).await.text();
            assert!(text.contains("+86138****8888") && text.contains("王小明"), "{path}: {text}");
        }
        let history = format!("{one}/history");
        let timeline = format!("/api/customers/{id}/timeline");
        for path in [one.as_str(), "/api/records/customer", &history, &timeline, "/api/records/customer?q=12348888", "/api/meta"]
        {
            let text = max.get(path).await.text();
            assert!(!text.contains("12348888") && !text.contains("wei@example.com"), "{path}: {text}");
        }
        let summary = max.get(&format!("/api/customers/{id}/summary")).await;
        assert_eq!(summary.status, StatusCode::OK, "{}", summary.text());
        let summary = summary.json();
        assert_eq!((&summary["open_tasks"]["count"], &summary["months"]), (&json!(0), &json!([])), "{summary}");
        let told = max.get(&timeline).await;
        assert_eq!(told.status, StatusCode::OK, "{}", told.text());
        assert!(!told.text().contains("N1"), "the number of an order that he does not see: {}", told.text());
        for filter in ["phones:%2B8613812348888", "emails:wei@example.com", "emails:empty"] {
            let answer = max.get(&format!("/api/records/customer?filter={filter}")).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{filter}: {}", answer.text());
        }
        for (field, value) in [("phones", json!([])), ("emails", json!([])), ("birthday", json!("1991-01-01"))] {
            let answer = max.patch(&one, &json!({ field: value })).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{field}: {}", answer.text());
        }
        assert_eq!(max.patch(&one, &json!({ "occupation": "Smith" })).await.status, StatusCode::OK);
        let refused = [
            max.delete(&one).await,
            max.get("/api/records/customer/export?format=csv").await,
            max.get("/api/records/order").await,
            max.get(&format!("/api/records/order/{order}")).await,
            max.get("/api/roles").await,
            max.get(&format!("{one}/seen-by")).await,
            max.post("/api/records/customer", &json!({ "name": "New" })).await,
        ];
        for answer in refused {
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text());
        }
        assert_eq!(max.post("/api/records/note", &json!({ "customer": id, "text": "hi" })).await.status, StatusCode::CREATED);

        let meta = max.get("/api/meta").await.json();
        let names: Vec<&str> = meta["objects"].as_array().unwrap().iter().filter_map(|o| o["name"].as_str()).collect();
        assert!(names.contains(&"customer") && !names.contains(&"order"), "{names:?}");
        let customer = meta["objects"].as_array().unwrap().iter().find(|o| o["name"] == "customer").unwrap();
        assert_eq!(customer["may"], json!(["read", "update"]));
        let access = |name: &str| {
            let field = customer["fields"].as_array().unwrap().iter().find(|f| f["name"] == name);
            field.map(|f| f["access"].as_str().unwrap().to_owned())
        };
        assert_eq!((access("phones"), access("emails")), (Some("masked".into()), None));
        assert_eq!((access("birthday"), access("occupation")), (Some("read".into()), Some("write".into())));
    });
}

#[test]
fn a_masked_value_is_shown_whole_and_told() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let id = ada.create("customer", &json!({ "name": "Wei", "phones": [PHONE], "emails": ["wei@example.com"] })).await;
        let (max, max_id) = max_with(&app, &ada, &agent()).await;
        let path = format!("/api/records/customer/{id}/reveal");
        let shown = max.post(&path, &json!({ "field": "phones" })).await;
        assert_eq!((shown.status, shown.json()), (StatusCode::OK, json!({ "value": [PHONE] })));
        let told = ada.get("/api/audit?kind=field_revealed").await.json();
        let entry = &told["items"][0];
        assert_eq!((&entry["subject_id"], &entry["details"]["field"]), (&json!(id), &json!("phones")), "{told}");
        assert_eq!(entry["user"], json!(max_id), "{told}");
        for (field, status) in [
            ("emails", StatusCode::FORBIDDEN),
            ("nothing", StatusCode::UNPROCESSABLE_ENTITY),
            ("", StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            let answer = max.post(&path, &json!({ "field": field })).await;
            assert_eq!(answer.status, status, "{field}: {}", answer.text());
        }
        let elsewhere = app.stranger().await.post(&path, &json!({ "field": "phones" })).await;
        assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_team_sees_its_own_and_records_follow_their_owner() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        let north = ada.create("team", &json!({ "name": "North" })).await;
        let east = ada.create("team", &json!({ "name": "East", "parent": north })).await;
        let south = ada.create("team", &json!({ "name": "South" })).await;
        let grants = json!({ "objects": {
            "customer": { "read": "team_and_below", "update": "own", "create": true },
            "order": { "read": "team_and_below" }, "order_line": { "read": "all" },
        } });
        let (max, max_id) = max_with(&app, &ada, &grants).await;
        let ada_id = ada.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        let join = async |who: &str, team: &str| {
            let answer = ada.patch(&format!("/api/records/user/{who}"), &json!({ "team": team })).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        };
        join(&max_id, &north).await;
        join(&ada_id, &east).await;
        let theirs = ada.create("customer", &json!({ "name": "Hers", "owner": ada_id })).await;
        ada.create("customer", &json!({ "name": "Nobody's" })).await;
        // Names and their number. Page and count are two questions: a record that moves between them is in one of them only.
        let list = async || {
            let page = max.get("/api/records/customer?sort=name&count=1").await.json();
            let names: Vec<String> =
                page["items"].as_array().unwrap().iter().map(|r| r["name"].as_str().unwrap().to_owned()).collect();
            (names, page["count"].as_u64().unwrap())
        };
        let only = |name: &str| (vec![name.to_owned()], 1);
        until("Max is in the north", async || list().await == only("Hers")).await;
        let own = max.create("customer", &json!({ "name": "His" })).await;
        assert_eq!(list().await, (vec!["Hers".to_owned(), "His".to_owned()], 2));
        let change = json!({ "occupation": "Smith" });
        assert_eq!(max.patch(&format!("/api/records/customer/{own}"), &change).await.status, StatusCode::OK);
        assert_eq!(max.patch(&format!("/api/records/customer/{theirs}"), &change).await.status, StatusCode::FORBIDDEN);

        let seen = ada.get(&format!("/api/records/customer/{theirs}/seen-by")).await.json();
        let why = |who: &str| seen["items"].as_array().unwrap().iter().find(|i| i["user"] == who).map(|i| i["reason"].clone());
        assert_eq!(
            why(&max_id),
            Some(json!({ "scope": "team_and_below", "through": null, "owns": false, "shared": false })),
            "{seen}"
        );
        assert_eq!(why(&ada_id), Some(json!({ "scope": "all", "through": null, "owns": true, "shared": false })), "{seen}");

        join(&ada_id, &south).await;
        until("her customer went south with her", async || list().await == only("His")).await;
        assert_eq!(max.get(&format!("/api/records/customer/{theirs}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(max.get(&format!("/api/customers/{theirs}/timeline")).await.status, StatusCode::NOT_FOUND);
        worker.stop().await;
    });
}

#[test]
fn nobody_gives_more_than_they_have() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let grants = json!({ "permissions": ["user.manage"], "usual": { "read": "all" },
            "objects": { "customer": { "read": "team", "fields": { "phones": "hidden" } } } });
        let (max, max_id) = max_with(&app, &ada, &grants).await;
        let ada_id = ada.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        let role = |grants: Value| json!({ "name": "More", "grants": grants });
        let closed = json!({ "phones": "hidden" });
        for (more, what) in [
            (json!({ "permissions": ["company.manage"] }), "company.manage"),
            (json!({ "objects": { "customer": { "read": "all", "fields": closed } } }), "record.read"),
            (json!({ "objects": { "customer": { "read": "own" } } }), "phones"),
            (json!({ "objects": { "order": { "read": "all", "update": "own" } } }), "record.update"),
            (json!({ "usual": { "read": "all", "export": true } }), "record.export"),
        ] {
            let answer = max.post("/api/roles", &role(more)).await;
            assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "beyond_own_role"), "{}", answer.text());
            assert!(answer.text().contains(what), "{what}: {}", answer.text());
        }
        let less = json!({ "objects": { "customer": { "read": "own", "fields": closed } } });
        let made = max.post("/api/roles", &role(less)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        for (who, change) in [
            (&max_id, json!({ "role": "administrator" })),
            (&max_id, json!({ "role": "member" })),
            (&ada_id, json!({ "password": "taken over 1" })),
            (&ada_id, json!({ "active": false })),
        ] {
            let answer = max.patch(&format!("/api/users/{who}"), &change).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{change}: {}", answer.text());
        }
        let new = json!({ "name": "Eve", "email": "eve@alpha.example", "role": "administrator" });
        assert_eq!(max.post("/api/users", &new).await.status, StatusCode::FORBIDDEN);
        let widened = max.patch("/api/roles/r", &json!({ "grants": { "usual": { "read": "all", "delete": "all" } } })).await;
        assert_eq!(widened.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn roles_are_checked_kept_and_removed() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let bad = json!({ "name": " ", "grants": { "permissions": ["fly"], "usual": { "fields": { "a": "read" } },
            "objects": { "dragon": {}, "customer": { "fields": { "wings": "read", "spend": "masked" } } } } });
        let answer = ada.post("/api/roles", &bad).await;
        let codes: Vec<String> = answer.json()["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| format!("{} {}", e["field"].as_str().unwrap(), e["code"].as_str().unwrap()))
            .collect();
        assert_eq!(
            codes,
            [
                "name required",
                "grants.permissions not_an_option",
                "grants.usual.fields not_allowed",
                "grants.objects.customer.fields.spend not_maskable",
                "grants.objects.customer.fields.wings unknown_field",
                "grants.objects.dragon unknown_object",
            ]
        );
        for code in ["Role", "a b", "member"] {
            let answer = ada.post("/api/roles", &json!({ "name": "A", "code": code, "grants": {} })).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
        }
        assert_eq!(ada.patch("/api/roles/administrator", &json!({})).await.status, StatusCode::CONFLICT);
        assert_eq!(ada.delete("/api/roles/member").await.status, StatusCode::CONFLICT);
        assert_eq!(ada.patch("/api/roles/none", &json!({})).await.status, StatusCode::NOT_FOUND);
        let (_, max_id) = max_with(&app, &ada, &json!({ "usual": { "read": "all" } })).await;
        assert_eq!(ada.delete("/api/roles/r").await.status, StatusCode::CONFLICT, "Max has it");
        let strange = app.stranger().await;
        assert_eq!(strange.patch("/api/roles/r", &json!({ "name": "Mine" })).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            ada.patch(&format!("/api/users/{max_id}"), &json!({ "role": "ghost" })).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        ada.patch(&format!("/api/users/{max_id}"), &json!({ "role": "member" })).await;
        assert_eq!(ada.delete("/api/roles/r").await.status, StatusCode::NO_CONTENT);
        for kind in ["role_made", "role_removed", "role_changed"] {
            let told = ada.get(&format!("/api/audit?kind={kind}")).await.json();
            assert!(!told["items"].as_array().unwrap().is_empty(), "{kind}");
        }
    });
}

#[test]
fn a_key_for_one_object() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let id = ada.create("customer", &json!({ "name": "A" })).await;
        let program = app.program(&["record.read:customer", "record.create:note"]).await;
        assert_eq!(program.get(&format!("/api/records/customer/{id}")).await.status, StatusCode::OK);
        assert_eq!(program.get("/api/records/order").await.status, StatusCode::FORBIDDEN);
        assert_eq!(program.post("/api/records/note", &json!({ "customer": id, "text": "x" })).await.status, StatusCode::CREATED);
        assert_eq!(program.post("/api/records/customer", &json!({ "name": "B" })).await.status, StatusCode::FORBIDDEN);
        for scope in ["record.read:dragon", "fly:customer", "user.manage:customer"] {
            let answer = ada.post("/api/keys", &json!({ "name": "k", "scopes": [scope] })).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{scope}: {}", answer.text());
        }
    });
}
