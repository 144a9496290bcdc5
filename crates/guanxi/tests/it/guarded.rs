//! Sensitive fields are closed on every path to those without the right: a canary value must never come out, and nobody may
//! find, sort, count or write by it.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Client, TestApp, app_both};

/// The salary and the private text of one customer.
const SALARY: &str = "98765.43";
const SECRET: &str = "topsecret";
/// What is computed from the salary: its double, and the sum of the team.
const DOUBLE: &str = "197530.86";

struct Stage {
    ada: Client,
    customer: String,
    team: String,
}

/// A customer with sensitive fields, a formula and a roll-up over them.
async fn stage(app: &TestApp) -> Stage {
    let ada = app.admin().await;
    let made = |answer: testkit::Answer| assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let team = json!({ "name": "x_team", "title": "x_name", "fields": [{ "name": "x_name", "type": "text" }] });
    made(ada.post("/api/objects", &team).await);
    for field in [
        json!({ "name": "x_salary", "type": "decimal", "scale": 2, "sensitivity": "sensitive" }),
        json!({ "name": "x_code", "type": "text", "unique": true, "sensitivity": "sensitive" }),
        json!({ "name": "x_double", "type": "formula", "expr": "x_salary * 2.0", "result": { "decimal": 2 } }),
        json!({ "name": "x_team", "type": "reference", "object": "x_team" }),
    ] {
        made(ada.post("/api/objects/customer/fields", &field).await);
    }
    let pay = json!({ "name": "x_pay", "type": "roll_up", "object": "customer", "via": "x_team", "function": "sum", "of": "x_salary",
                      "result": { "decimal": 2 } });
    made(ada.post("/api/objects/x_team/fields", &pay).await);
    let team = ada.create("x_team", &json!({ "x_name": "North" })).await;
    let values = json!({ "name": "Ann Lee", "external_id": "A1", "x_salary": "1.00", "x_code": SECRET, "x_team": team });
    let customer = ada.create("customer", &values).await;
    let changed =
        ada.patch(&format!("/api/records/customer/{customer}"), &json!({ "x_salary": SALARY, "occupation": "Smith" })).await;
    assert_eq!((changed.status, &changed.json()["x_double"]), (StatusCode::OK, &json!(DOUBLE)), "{}", changed.text());
    assert_eq!(ada.get(&format!("/api/records/x_team/{team}")).await.json()["x_pay"], SALARY);
    ada.create("note", &json!({ "customer": customer, "text": "hello" })).await;
    ada.create("product", &json!({ "sku": "P1", "name": "Tea", "price": "3.00", "cost": "1.2345" })).await;
    Stage { ada, customer, team }
}

/// People and programs without the right.
async fn outsiders(app: &TestApp) -> [Client; 2] {
    let all = app.admin().await.get("/api/me").await.json()["permissions"].clone();
    let scopes: Vec<&str> =
        all.as_array().unwrap().iter().filter_map(Value::as_str).filter(|p| *p != "field.sensitive").collect();
    [app.member().await, app.program(&scopes).await]
}

/// 200, and nothing of the canaries in it.
async fn shows_nothing(client: &Client, path: &str) -> Value {
    let mut answer = client.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    if answer.body.starts_with(b"PK") {
        answer.body = unpacked(answer.body.to_vec()).into();
    }
    for canary in [SALARY, SECRET, DOUBLE, "x_salary", "x_code", "x_double", "x_pay", "1.2345", "\"cost\""] {
        assert!(!answer.text().contains(canary), "{path} shows {canary}: {}", answer.text());
    }
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

/// What a person sees in a spreadsheet.
fn unpacked(body: Vec<u8>) -> Vec<u8> {
    let look = ::records::io::look(Box::new(std::io::Cursor::new(body)), &Default::default(), "CN", 1000).unwrap();
    assert!(look.columns.contains(&"name".to_owned()) && !look.rows.is_empty(), "{look:?}");
    format!("{look:?}").into_bytes()
}

/// 403 that names the field, and not what stands in it.
fn assert_closed(path: &str, answer: &testkit::Answer) {
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "forbidden"), "{path}: {}", answer.text());
    for canary in [SALARY, SECRET, DOUBLE] {
        assert!(!answer.text().contains(canary), "{path}: {}", answer.text());
    }
}

#[test]
fn reading_shows_nothing() {
    app_both(|app| async move {
        let Stage { ada, customer, team } = stage(&app).await;
        let one = format!("/api/records/customer/{customer}");
        for client in outsiders(&app).await {
            for path in [
                one.clone(),
                format!("{one}/history"),
                "/api/records/customer?count=1&labels=1".into(),
                "/api/records/customer/export".into(),
                "/api/records/customer/export?format=xlsx".into(),
                format!("/api/records/x_team/{team}"),
                "/api/records/x_team?labels=1".into(),
                "/api/records/product".into(),
                "/api/records/note?labels=1".into(),
                format!("/api/customers/{customer}/summary"),
                format!("/api/customers/{customer}/timeline"),
                "/api/meta".into(),
            ] {
                shows_nothing(&client, &path).await;
            }
            let changed = client.patch(&one, &json!({ "occupation": "Baker" })).await;
            assert_eq!((changed.status, changed.json().get("x_salary")), (StatusCode::OK, None), "{}", changed.text());
            let list = shows_nothing(&client, &format!("/api/records/customer?q={SECRET}")).await;
            assert_eq!(list["items"], json!([]), "a search finds nothing by it");
            for (typed, hits) in [(SECRET, 0), (SALARY, 0), ("Ann Lee", 1)] {
                let found = shows_nothing(&client, &format!("/api/search?q={}", typed.replace(' ', "%20"))).await;
                assert_eq!(found["groups"].as_array().unwrap().len(), hits, "{typed}: {found}");
            }
        }
        assert_eq!(ada.delete(&one).await.status, StatusCode::NO_CONTENT);
        for client in outsiders(&app).await {
            shows_nothing(&client, "/api/records/customer?deleted=1").await;
            let restored = client.call("POST", &format!("{one}/restore"), "").await;
            assert!(!restored.text().contains(SALARY), "{}", restored.text());
            ada.delete(&one).await;
        }
        let seen = ada.get("/api/records/customer?deleted=1").await.text();
        assert!(seen.contains(SALARY) && seen.contains(DOUBLE), "those with the right see it: {seen}");
    });
}

#[test]
fn nobody_asks_by_it() {
    app_both(|app| async move {
        let Stage { ada, customer, .. } = stage(&app).await;
        let closed = |field: &str| {
            let by = json!({ "field": field, "op": "gte", "value": 1 })
                .to_string()
                .replace('"', "%22")
                .replace('{', "%7B")
                .replace('}', "%7D");
            ["/api/records/customer", "/api/records/customer/export"]
                .into_iter()
                .flat_map(move |at| {
                    [
                        format!("{at}?fields=name,{field}"),
                        format!("{at}?filter={field}%3E%3D1"),
                        format!("{at}?filter=not%20{field}%3E%3D1"),
                        format!("{at}?where={by}"),
                        format!("{at}?sort={field}"),
                        format!("{at}?sort=-{field},name"),
                    ]
                })
                .collect::<Vec<_>>()
        };
        let mut paths: Vec<String> = ["x_salary", "x_double"].iter().flat_map(|f| closed(f)).collect();
        paths.extend([
            format!("/api/records/customer/{customer}?fields=x_salary"),
            format!("/api/records/customer?filter=x_code%3A{SECRET}&count=1"),
            "/api/records/x_team?sort=x_pay".into(),
            "/api/records/note?filter=customer.x_salary%3E%3D1".into(),
            "/api/records/product?filter=cost%3E%3D1".into(),
        ]);
        let outsiders = outsiders(&app).await;
        for path in &paths {
            let known = ada.get(path).await;
            assert_eq!(known.status, StatusCode::OK, "{path} is a question that can be asked: {}", known.text());
            for client in &outsiders {
                assert_closed(path, &client.get(path).await);
            }
        }
    });
}

#[test]
fn nobody_writes_it() {
    app_both(|app| async move {
        let Stage { ada, customer, .. } = stage(&app).await;
        let one = format!("/api/records/customer/{customer}");
        for client in outsiders(&app).await {
            let guess = json!({ "name": "Bo", "x_code": SECRET });
            assert_closed("create", &client.post("/api/records/customer", &guess).await);
            assert_closed("patch", &client.patch(&one, &json!({ "x_salary": "2" })).await);
            let batch = json!({ "operations": [{ "op": "update", "id": customer, "values": { "x_salary": "2" } }] });
            assert_closed("batch", &client.post("/api/records/customer/batch", &batch).await);
            let by_key = format!("/api/records/customer/by/x_code/{SECRET}");
            assert_closed("upsert by it", &client.put(&by_key, &json!({ "name": "Bo" })).await);
            assert_closed(
                "upsert of it",
                &client.put("/api/records/customer/by/external_id/A1", &json!({ "x_salary": "2" })).await,
            );
            let file = client.with("content-type", "text/csv");
            let sent = file.call("POST", "/api/imports?object=customer", "name,x_salary\nBo,2\n").await;
            assert_closed("import", &sent);
            assert_closed("import by it", &file.call("POST", "/api/imports?object=customer", "name,x_code\nBo,b\n").await);
        }
        assert_eq!(ada.get(&one).await.json()["x_salary"], SALARY);
    });
}

#[test]
fn refused_rows_are_closed_too() {
    app_both(|app| async move {
        let Stage { ada, .. } = stage(&app).await;
        let worker = guanxi::work::start(&app.app);
        let csv = format!("name,kind,x_salary\nBo,robot,{SALARY}\n");
        let sent = ada.with("content-type", "text/csv").call("POST", "/api/imports?object=customer", csv).await;
        assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.text());
        let at = sent.headers["location"].to_str().unwrap().to_owned();
        super::imports::ended(&ada, &at).await;
        assert!(ada.get(&format!("{at}/refused")).await.text().contains(SALARY));
        assert!(ada.get(&format!("{at}/refused/rows")).await.text().contains(SALARY));
        for client in outsiders(&app).await {
            assert_closed("refused", &client.get(&format!("{at}/refused")).await);
            assert_closed("refused", &client.get(&format!("{at}/refused/rows")).await);
            assert!(!client.get(&at).await.text().contains(SALARY));
        }
        worker.stop().await;
    });
}

/// The right goes with the role: who loses it sees nothing from then on.
#[test]
fn the_right_can_be_taken_away() {
    app_both(|app| async move {
        let Stage { ada, customer, .. } = stage(&app).await;
        let one = format!("/api/records/customer/{customer}");
        let new = json!({ "email": "eve@x.example", "name": "Eve", "role": "administrator", "password": testkit::app::PASSWORD });
        let eve = ada.post("/api/users", &new).await.json()["id"].as_str().unwrap().to_owned();
        let client = app.signed_in("alpha", "eve@x.example").await;
        assert_eq!(client.get(&one).await.json()["x_salary"], SALARY);
        let demoted = ada.patch(&format!("/api/users/{eve}"), &json!({ "role": "member" })).await;
        assert_eq!(demoted.status, StatusCode::OK, "{}", demoted.text());
        shows_nothing(&client, &one).await;
        let open = json!({ "sensitivity": "none" });
        assert_eq!(ada.patch("/api/objects/customer/fields/x_salary", &open).await.status, StatusCode::OK);
        assert_eq!(client.get(&one).await.json()["x_salary"], SALARY, "a field that is opened is open at once");
    });
}

#[test]
fn an_archive_tells_no_more() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let stage = stage(&app).await;
        let [_, program] = outsiders(&app).await;
        let archive = crate::archives::made(&program, &stage.customer).await;
        assert_eq!(archive["state"], "done", "{archive}");
        for name in ["x_salary", "x_code", "x_double"] {
            assert!(archive["left_out"]["fields"]["customer"].as_array().unwrap().contains(&json!(name)), "{archive}");
        }
        let files = crate::archives::unpacked(&crate::archives::taken(&program, &archive).await.body);
        for (name, content) in files {
            let text = String::from_utf8_lossy(&content).into_owned();
            assert!(![SALARY, SECRET, DOUBLE].iter().any(|c| text.contains(c)), "{name}: {text}");
        }
        worker.stop().await;
    });
}
