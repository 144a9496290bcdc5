//! How fields stand on pages and forms, and how objects look, as an administrator says.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Answer, Client, app_both};

const AT: &str = "/api/objects/product/arrangement";

fn section(name: &str, fields: &[&str]) -> Value {
    json!({ "name": name, "columns": 1, "fields": fields })
}

async fn put(ada: &Client, version: i64, sections: &[Value]) -> Answer {
    ada.put(AT, &json!({ "version": version, "sections": sections })).await
}

async fn product(client: &Client) -> Value {
    let meta = client.get("/api/meta").await.json();
    meta["objects"].as_array().unwrap().iter().find(|o| o["name"] == "product").unwrap().clone()
}

/// The fields that people see, in their order, each with its section.
fn placed(product: &Value) -> Vec<String> {
    let all = product["fields"].as_array().unwrap().iter();
    let seen = all.filter(|f| f["hidden"] == false && f["section"] != "system");
    seen.map(|f| format!("{} {}", f["section"].as_str().unwrap(), f["name"].as_str().unwrap())).collect()
}

fn refused(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
    let error = &answer.json()["errors"][0];
    (error["field"].as_str().unwrap().to_owned(), error["code"].as_str().unwrap().to_owned())
}

#[test]
fn fields_stand_where_an_administrator_puts_them() {
    app_both(|app| async move {
        let (ada, lin) = (app.admin().await, app.member().await);
        let as_defined = placed(&product(&ada).await);
        assert_eq!(ada.get(AT).await.json(), json!({ "version": 0, "tabs": [], "sections": [], "fields": {} }));
        assert!(product(&ada).await.get("arrangement").is_none());

        let labels = json!({ "en": "Shelf", "zh-CN": "货架" });
        let body = json!({
            "version": 0,
            "tabs": [{ "name": "own_1", "labels": { "zh-TW": "其他" } }],
            "sections": [
                { "name": "shelf", "labels": labels, "columns": 2, "fields": ["price", "sku"] },
                { "name": "rest", "tab": "own_1", "columns": 1, "fields": ["category"] },
            ],
        });
        let done = ada.put(AT, &body).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        assert_eq!(done.json()["version"], 1);
        let now = product(&ada).await;
        let order = placed(&now);
        assert_eq!(&order[..2], ["shelf price", "shelf sku"]);
        assert_eq!(order.last().unwrap(), "rest category");
        assert!(order[2..order.len() - 1].iter().all(|f| f.starts_with("shelf ")), "what no section names: {order:?}");
        assert_eq!(order.len(), as_defined.len(), "nothing is lost");
        assert_eq!(placed(&product(&lin).await)[..2], order[..2], "for everybody");
        assert_eq!(now["arrangement"]["sections"][0]["labels"]["zh-CN"], "货架");
        assert_eq!(
            (&now["arrangement"]["sections"][0]["columns"], &now["arrangement"]["sections"][1]["tab"]),
            (&json!(2), &json!("own_1"))
        );

        // a field that is new stands at the end of what is always in sight, one that is deleted leaves, and comes back to its place
        let field = json!({ "name": "x_colour", "type": "text" });
        assert_eq!(ada.post("/api/objects/product/fields", &field).await.status, StatusCode::CREATED);
        let order = placed(&product(&ada).await);
        assert_eq!(order[order.len() - 2], "shelf x_colour");
        assert_eq!(ada.delete("/api/objects/product/fields/price").await.status, StatusCode::NO_CONTENT);
        assert_eq!(placed(&product(&ada).await)[0], "shelf sku");
        assert_eq!(ada.patch("/api/objects/product/fields/price", &json!({ "hidden": false })).await.status, StatusCode::OK);
        assert_eq!(placed(&product(&ada).await)[0], "shelf price");

        // who was slower is told, and nothing of the other is lost
        let late = put(&ada, 0, &[section("mine", &["sku"])]).await;
        assert_eq!(late.status, StatusCode::PRECONDITION_FAILED, "{}", late.text());
        assert_eq!((&late.json()["code"], &late.json()["version"]), (&json!("arranged_meanwhile"), &json!(1)));
        assert_eq!(ada.get(AT).await.json()["sections"][0]["name"], "shelf");

        // both at once: one of them
        let (a, b) = (section("a", &["sku"]), section("b", &["sku"]));
        let (one, other) = ([a], [b]);
        let (one, other) = tokio::join!(put(&ada, 1, &one), put(&ada, 1, &other));
        let mut both = [one.status, other.status];
        both.sort();
        assert_eq!(both, [StatusCode::OK, StatusCode::PRECONDITION_FAILED]);

        // as it was delivered; the log tells who did what
        assert_eq!(put(&ada, 2, &[]).await.json()["version"], 3);
        let again = placed(&product(&ada).await);
        assert_eq!(again[..as_defined.len()], as_defined);
        let log = ada.get("/api/audit").await.json();
        let entries: Vec<Value> =
            log["items"].as_array().unwrap().iter().filter(|e| e["subject"] == "arrangement.product").cloned().collect();
        assert_eq!(entries.len(), 3, "{log}");
        let made = json!([null, "price, sku | Shelf / 货架, 2 columns"]);
        assert!(entries.iter().any(|e| e["details"]["1. shelf"] == made), "{log}");

        assert_eq!(put(&lin, 3, &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(lin.get(AT).await.status, StatusCode::FORBIDDEN);
        assert_eq!(ada.get("/api/objects/nothing/arrangement").await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn an_arrangement_makes_sense() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let with = |key: &str, value: Value| {
            let mut one = section("a", &["sku", "name"]);
            one[key] = value;
            one
        };
        for (wrong, at, code) in [
            (with("name", json!("A b")), "sections[0].name", "bad_name"),
            (with("name", json!("system")), "sections[0].name", "bad_name"),
            (with("labels", json!({ "en": "x".repeat(101) })), "sections[0].labels", "too_long"),
            (with("tab", json!("none")), "sections[0].tab", "unknown_option"),
            (with("columns", json!(3)), "sections[0].columns", "out_of_range"),
            (with("fields", json!(["nothing"])), "sections[0].fields", "unknown_field"),
            (with("fields", json!(["created_at"])), "sections[0].fields", "unknown_field"),
            (with("fields", json!(["sku", "sku"])), "sections[0].fields", "not_unique"),
            (with("when", json!("price>")), "sections[0].when", "bad_condition"),
            (with("when", json!("category.name:Tea")), "sections[0].when", "beyond_record"),
            (with("when", json!("created_at:last(3d)")), "sections[0].when", "not_judged"),
            (with("when", json!("sku:A")), "sections[0].when", "circle_shown"),
            (with("roles", json!(["nobody"])), "sections[0].roles", "unknown_option"),
        ] {
            assert_eq!(refused(&put(&ada, 0, std::slice::from_ref(&wrong)).await), (at.into(), code.into()), "{wrong}");
        }
        let twice = refused(&put(&ada, 0, &[section("a", &["sku"]), section("a", &["name"])]).await);
        assert_eq!(twice, ("sections[1].name".into(), "not_unique".into()));
        let by_turns = json!({ "category": { "when": "not picture:empty" }, "picture": { "when": "not category:empty" } });
        let answer = ada.put(AT, &json!({ "version": 0, "fields": by_turns })).await;
        assert_eq!(refused(&answer), ("fields.category.when".into(), "circle_shown".into()));
        let tab = json!({ "version": 0, "tabs": [{ "name": "t", "labels": {} }] });
        assert_eq!(refused(&ada.put(AT, &tab).await), ("tabs[0].labels".into(), "required".into()));
    });
}

#[test]
fn what_is_not_for_a_role_is_told_to_it() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let fields = json!({ "price": { "roles": ["administrator"] }, "picture": { "when": "cost>5" }, "name": { "when": "active:true" } });
        let mut trade = section("trade", &["category"]);
        trade["roles"] = json!(["member"]);
        let set = ada.put(AT, &json!({ "version": 0, "sections": [section("", &["sku"]), trade], "fields": fields })).await;
        assert_eq!(set.status, StatusCode::OK, "{}", set.text());
        let told = |product: Value| product["arrangement"].clone();
        let mine = told(product(&ada).await);
        assert_eq!(mine["out"], json!(["category"]));
        assert_eq!(mine["when"], json!({ "picture": "cost>5", "name": "active:true" }));

        // a condition on what is closed to somebody is not told to them, and neither is what is closed itself
        let closed = json!({ "permissions": [], "objects": { "product": { "read": "all", "fields": { "cost": "hidden", "price": "hidden" } } } });
        let made = ada.post("/api/roles", &json!({ "name": "Shop", "code": "shop", "grants": closed })).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let lin = app.member().await;
        assert_eq!(told(product(&lin).await)["out"], json!(["price"]));
        let id = lin.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        assert!(ada.patch(&format!("/api/users/{id}"), &json!({ "role": "shop" })).await.status.is_success());
        let theirs = told(product(&lin).await);
        assert_eq!((&theirs["out"], &theirs["when"]), (&json!(["category"]), &json!({ "name": "active:true" })), "{theirs}");
    });
}

#[test]
fn objects_have_an_icon_and_a_description_and_fields_their_purposes() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let looks = json!({ "icon": "gift", "description": { "en": "What we sell", "zh-CN": "我们卖的东西" } });
        assert_eq!(ada.patch("/api/objects/product", &looks).await.status, StatusCode::OK);
        let now = product(&app.member().await).await;
        assert_eq!((&now["icon"], &now["description"]["zh-CN"]), (&json!("gift"), &json!("我们卖的东西")));
        let unknown = ada.patch("/api/objects/product", &json!({ "icon": "dragon" })).await;
        assert_eq!(refused(&unknown), ("icon".into(), "unknown_option".into()));
        let long = ada.patch("/api/objects/product", &json!({ "description": { "en": "x".repeat(501) } })).await;
        assert_eq!(refused(&long), ("description".into(), "too_long".into()));

        let at = "/api/objects/customer/fields/birthday";
        assert_eq!(ada.patch(at, &json!({ "purposes": ["service"] })).await.status, StatusCode::OK);
        let meta = ada.get("/api/meta").await.json();
        let customer = meta["objects"].as_array().unwrap().iter().find(|o| o["name"] == "customer").unwrap().clone();
        let birthday = customer["fields"].as_array().unwrap().iter().find(|f| f["name"] == "birthday").unwrap().clone();
        assert_eq!(birthday["purposes"], json!(["service"]));
        let unknown = ada.patch(at, &json!({ "purposes": ["mischief"] })).await;
        assert_eq!(refused(&unknown), ("purposes".into(), "unknown_option".into()));
    });
}
