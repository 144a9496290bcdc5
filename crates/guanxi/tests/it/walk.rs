//! A walk over every operation of the OpenAPI document: without credentials, without permission, with the look-alike
//! company's ids. What the document promises is what happens.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};
use testkit::{Client, TestApp, app_both, app_both_with};

/// One operation as the document has it.
struct Operation {
    method: String,
    path: String,
    described: Value,
}

impl Operation {
    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    fn permission(&self) -> Option<&str> {
        self.described["x-permission"].as_str()
    }

    /// Open to everybody.
    fn open(&self) -> bool {
        self.described["security"].as_array().is_some_and(|s| s.iter().any(|s| s.as_object().is_some_and(Map::is_empty)))
    }

    /// The address with ids of company `alpha` in it.
    fn address(&self, ids: &Map<String, Value>) -> String {
        let mut path = self.path.clone();
        if self.name() == "get /api/privacy/customers/{id}/erasure" {
            path.push_str("?mode=erase");
        }
        if self.name() == "get /api/mentions" {
            path.push_str("?customer=0193a000-0000-7000-8000-000000000001");
        }
        let kind = path.split('/').nth_back(if path.ends_with("{id}") { 1 } else { 2 }).unwrap_or_default().to_owned();
        let object = path.strip_prefix("/api/records/").and_then(|p| p.split('/').next()).unwrap_or(&kind).to_owned();
        let id = ids.get(&object).and_then(Value::as_str).unwrap_or("0193a000-0000-7000-8000-000000000001");
        for (name, value) in [
            ("{id}", id),
            ("{key}", "external_id"),
            ("{value}", "x1"),
            ("{name}", "customer"),
            ("{field}", "name"),
            ("{merge}", "0193a000-0000-7000-8000-000000000003"),
            ("{link}", "0193a000-0000-7000-8000-000000000005"),
            ("{passkey}", "0193a000-0000-7000-8000-000000000006"),
        ] {
            path = path.replace(name, value);
        }
        path
    }

    async fn ask(&self, client: &Client, ids: &Map<String, Value>) -> testkit::Answer {
        let body = if self.described.get("requestBody").is_some() { self.body() } else { Value::Null };
        let path = self.address(ids);
        match body {
            Value::Null => client.call(&self.method.to_uppercase(), &path, "").await,
            body => client.json(&self.method.to_uppercase(), &path, &body).await,
        }
    }

    /// The smallest body that can be read.
    fn body(&self) -> Value {
        match self.path.as_str() {
            "/api/list-views" => json!({ "object": "customer", "name": "V" }),
            "/api/units/{id}/rules" => json!({ "objects": {} }),
            "/api/privacy/customers/{id}/erasure" => json!({ "mode": "erase" }),
            "/api/privacy/retention" => json!({ "name": "A", "object": "note", "days": 1, "action": "purge" }),
            "/api/privacy/retention/{id}" => json!({ "active": true }),
            "/api/privacy/requests" => json!({ "kind": "access", "channel": "email", "name": "Jo" }),
            "/api/privacy/requests/{id}/act" => json!({ "act": "archive" }),
            "/api/privacy/rules" => json!({ "archive_days": 7, "answer_days": 30 }),
            "/api/privacy/customers/{id}/restriction" => json!({ "reason": "they asked" }),
            "/api/privacy/customers/{id}/hold" => json!({ "reason": "a case" }),
            "/api/me/passkeys/{id}" => json!({ "name": "Phone" }),
            "/api/objects/{name}/arrangement" => json!({ "version": 0 }),
            "/api/objects/{name}/formula" => json!({ "expr": "1" }),
            "/api/objects/{name}/rules" => json!({ "items": [] }),
            "/api/objects/{name}/sources" => json!({ "order": [] }),
            "/api/import-schedules/preview" => json!({ "source": "folder" }),
            "/api/customers/{id}/events" => json!({ "kind": "call_in" }),
            "/api/customers/{id}/stage" => json!({ "stage": "new" }),
            "/api/orders/{id}/refund" => json!({ "amount": "1.00" }),
            "/api/orders/{id}/return" => json!({ "lines": [] }),
            _ if self.path.ends_with("/merge") || self.path.ends_with("/merge/preview") => {
                json!({ "others": ["0193a000-0000-7000-8000-000000000002"] })
            }
            _ if self.path.ends_with("/decide") => {
                json!({ "decisions": [{ "group": "0193a000-0000-7000-8000-000000000004", "do": "apart" }] })
            }
            _ if self.path.ends_with("/identifiers/share") => json!({ "kind": "card", "value": "1", "shared": true }),
            _ if self.path.contains("/identifiers") => json!({ "kind": "card", "value": "1" }),
            _ if self.path.ends_with("/duplicates/check") => json!({ "values": {} }),
            _ if self.path.ends_with("/duplicates/actions") => json!({ "entry": "warn", "api": "off" }),
            _ if self.path.ends_with("/duplicates/rules") => {
                let compare = json!([{ "field": "name", "how": "text" }]);
                json!({ "compare": compare, "blocks": [["name"]], "sure": [], "least": 0.5 })
            }
            _ if self.path.ends_with("/guest-links") => json!({ "days": 1, "fields": ["name"] }),
            _ if self.path.ends_with("/home") => json!({ "cards": [] }),
            _ if self.path.ends_with("/batch") => json!({ "operations": [] }),
            _ => json!({}),
        }
    }
}

async fn operations(app: &TestApp) -> Vec<Operation> {
    let document = app.admin().await.get("/api/openapi.json").await.json();
    let paths = document["paths"].as_object().unwrap().clone();
    let mut all = Vec::new();
    for (path, item) in paths {
        for (method, described) in item.as_object().unwrap() {
            all.push(Operation { method: method.clone(), path: path.clone(), described: described.clone() });
        }
    }
    assert!(all.len() > 60, "only {} operations", all.len());
    all
}

/// Records of company `alpha`, by object, and things that are no records, by the noun of their address.
async fn ids(app: &TestApp) -> Map<String, Value> {
    let ada = app.admin().await;
    let customer = ada.create("customer", &json!({ "kind": "person", "name": "李娜", "external_id": "x1" })).await;
    let order =
        ada.create("order", &json!({ "number": "N-1", "customer": customer, "ordered_at": "2026-01-02T03:04:05Z" })).await;
    let note = ada.create("note", &json!({ "customer": customer, "text": "hello" })).await;
    let task = ada.create("task", &json!({ "customer": customer, "title": "call" })).await;
    let product = ada.create("product", &json!({ "sku": "A1", "name": "Tea" })).await;
    let file =
        ada.with("content-type", "application/octet-stream").call("POST", "/api/files?name=a.txt", "hello").await.json()["id"]
            .clone();
    let user = ada.get("/api/me").await.json()["user"]["id"].clone();
    let key = ada.post("/api/keys", &json!({ "name": "k" })).await.json()["id"].clone();
    let handed = ada.post("/api/users", &json!({ "email": "leo@alpha.example", "name": "Leo" })).await.json()["id"].clone();
    let plan = json!({ "to": [user] });
    let handed = ada.post(&format!("/api/users/{}/hand-over", handed.as_str().unwrap()), &plan).await.json()["id"].clone();
    let template = json!({ "name": "people", "object": [{ "object": "customer", "fields": { "name": "name" } }] });
    ada.post("/api/import-templates", &template).await;
    let plan = json!({ "name": "n", "template": "people", "source": "folder", "every_minutes": 5 });
    let schedule = ada.post("/api/import-schedules", &plan).await.json()["id"].clone();
    let archive = ada.post(&format!("/api/privacy/customers/{customer}/archives"), &json!({})).await.json()["id"].clone();
    let request = json!({ "kind": "access", "channel": "email", "customer": customer });
    let request = ada.post("/api/privacy/requests", &request).await.json()["id"].clone();
    let retention = json!({ "name": "A", "object": "note", "days": 1, "action": "purge" });
    let retention = ada.post("/api/privacy/retention", &retention).await.json()["id"].clone();
    let team = ada.create("team", &json!({ "name": "Shop" })).await;
    ada.patch(&format!("/api/records/user/{}", user.as_str().unwrap()), &json!({ "team": team })).await;
    let export = ada.post(&format!("/api/units/{team}/exports"), &json!({})).await.json()["id"].clone();
    let view = json!({ "object": "customer", "name": "V" });
    let view = ada.post("/api/list-views", &view).await.json()["id"].clone();
    let edit = json!({ "records": [customer], "set": { "name": "李娜" } });
    let bulk = ada.post("/api/records/customer/bulk/edit", &edit).await.json()["id"].clone();
    let session = ada.get("/api/me/sessions").await.json()["items"][0]["id"].clone();
    let ids = json!({ "customer": customer, "customers": customer, "order": order, "orders": order, "note": note, "task": task,
                      "tasks": task, "product": product, "files": file, "users": user, "user": user, "keys": key, "hand-overs": handed, "import-schedules": schedule, "archives": archive, "requests": request, "retention": retention,
                      "sessions": session, "units": team, "unit-exports": export, "list-views": view, "bulk-actions": bulk });
    ids.as_object().unwrap().clone()
}

/// A folder for imports, so that there can be schedules.
fn with_inbox(settings: &mut guanxi::settings::Settings) {
    settings.import_folder = Some(settings.data.join("inbox"));
}

#[test]
fn nobody_without_credentials() {
    app_both(|app| async move {
        let (ids, nobody) = (ids(&app).await, app.anonymous());
        for operation in operations(&app).await.iter().filter(|o| !o.open()) {
            let answer = operation.ask(&nobody, &ids).await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (StatusCode::UNAUTHORIZED, "unauthorized"),
                "{}",
                operation.name()
            );
        }
    });
}

#[test]
fn nobody_without_permission() {
    app_both(|app| async move {
        let (ids, program) = (ids(&app).await, app.program(&[]).await);
        let mut asked = 0;
        for operation in operations(&app).await.iter().filter(|o| o.permission().is_some()) {
            let answer = operation.ask(&program, &ids).await;
            assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "forbidden"), "{}", operation.name());
            asked += 1;
        }
        assert!(asked > 60, "only {asked} operations name a permission");
    });
}

#[test]
fn nobody_from_the_look_alike_company() {
    app_both_with(with_inbox, |app| async move {
        let (ids, stranger) = (ids(&app).await, app.stranger().await);
        let known = |o: &&Operation| {
            o.path.contains("{id}") && o.address(&ids) != o.path.replace("{id}", "0193a000-0000-7000-8000-000000000001")
        };
        let all = operations(&app).await;
        let mut asked = 0;
        for operation in all.iter().filter(known) {
            let answer = operation.ask(&stranger, &ids).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}: {}", operation.name(), answer.text());
            asked += 1;
        }
        assert!(asked > 20, "only {asked} operations take an id");
        let ada = app.admin().await;
        let customer = ids["customer"].as_str().unwrap();
        assert_eq!(ada.get(&format!("/api/records/customer/{customer}")).await.json()["name"], "李娜", "and nothing was changed");
    });
}

#[test]
fn every_operation_documents_refusals() {
    app_both(|app| async move {
        for operation in operations(&app).await {
            let answers = operation.described["responses"].as_object().unwrap();
            let of =
                |status: &str| answers.get(status).map(|a| a["content"]["application/problem+json"]["schema"]["$ref"].clone());
            for status in ["400", "401", "403", "404", "default"] {
                assert_eq!(of(status), Some(json!("#/components/schemas/Problem")), "{} {status}", operation.name());
            }
        }
    });
}

#[test]
fn the_document_knows_custom_objects() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let def = json!({ "name": "x_lens", "title": "x_name", "labels": { "en": "Lens" }, "fields": [
            { "name": "x_name", "type": "text", "labels": { "en": "Name" } },
            { "name": "x_power", "type": "decimal", "scale": 2, "labels": { "en": "Power" } },
        ]});
        let made = ada.post("/api/objects", &def).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let narrow = ada.get("/api/openapi.json?objects=x_lens").await.json();
        assert!(narrow["paths"].get("/api/records/x_lens/{id}").is_some());
        assert!(narrow["paths"].get("/api/records/customer").is_none());
        assert_eq!(narrow["components"]["schemas"]["XLens"]["properties"]["x_power"]["type"], json!(["string", "null"]));
        let id = ada.create("x_lens", &json!({ "x_name": "A", "x_power": -1.25 })).await;
        let lens = ada.get(&format!("/api/records/x_lens/{id}")).await.json();
        assert_eq!((&lens["x_name"], &lens["x_power"]), (&json!("A"), &json!("-1.25")));
        let field = ada.post("/api/objects/customer/fields", &json!({ "name": "x_shoe", "type": "integer" })).await;
        assert_eq!(field.status, StatusCode::CREATED, "{}", field.text());
        let document = ada.get("/api/openapi.json?objects=customer").await.json();
        assert!(document["components"]["schemas"]["CustomerInput"]["properties"].get("x_shoe").is_some());
        let strange = app.stranger().await.get("/api/openapi.json").await.json();
        assert!(strange["paths"].get("/api/records/x_lens").is_none(), "the other company has no lenses");
    });
}
