//! What lists come to: counts, sums and averages, as a whole and by groups, as far as the asker sees.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::app::PASSWORD;
use testkit::{Client, app_both};

async fn summary(by: &Client, object: &str, query: &str) -> Value {
    let answer = by.get(&format!("/api/records/{object}/summary?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text());
    answer.json()
}

/// Value, count and the first sum of a field of each group.
fn told(summary: &Value, field: &str) -> Vec<(Value, i64, Value)> {
    let groups = summary["groups"]["items"].as_array().unwrap().iter();
    groups.map(|g| (g["value"].clone(), g["count"].as_i64().unwrap(), g["fields"][field]["sums"][0]["sum"].clone())).collect()
}

/// Products and lines of orders: quantities and amounts.
async fn shop(by: &Client) -> (String, String) {
    let ann = by.create("customer", &json!({ "kind": "person", "name": "Ann", "country": "GB" })).await;
    let bao = by.create("customer", &json!({ "kind": "person", "name": "Bao", "country": "CN" })).await;
    by.create("customer", &json!({ "kind": "person", "name": "Cleo", "country": "gb" })).await;
    by.create("customer", &json!({ "kind": "person", "name": "Dan" })).await;
    let lines = [
        (&ann, "2026-01-31T23:30:00Z", 2, "3.00"),
        (&ann, "2026-02-10T00:00:00Z", 3, "1.50"),
        (&bao, "2024-12-31T00:00:00Z", 1, "9.99"),
    ];
    for (i, (customer, at, quantity, price)) in lines.into_iter().enumerate() {
        let order = json!({ "number": format!("N-{i}"), "customer": customer, "ordered_at": at, "status": "completed" });
        let order = by.create("order", &order).await;
        by.create("order_line", &json!({ "order": order, "quantity": quantity, "unit_price": price })).await;
    }
    (ann, bao)
}

#[test]
fn totals_and_groups() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let (ann, bao) = shop(&ada).await;
        let all = summary(&ada, "order_line", "sums=quantity").await;
        let figures = &all["fields"]["quantity"];
        assert_eq!((&all["count"], &figures["count"], &all["groups"]), (&json!(3), &json!(3), &Value::Null), "{all}");
        assert!(figures["sums"][0]["sum"].as_str().unwrap().starts_with('6'), "{figures}");
        assert!(figures["sums"][0]["average"].as_str().unwrap().starts_with('2'), "{figures}");
        // Amounts, by a reference, with titles.
        let by_customer = summary(&ada, "order", "sums=total&group=customer").await;
        let groups = told(&by_customer, "total");
        assert_eq!(groups, [(json!(ann), 2, json!("10.50")), (json!(bao), 1, json!("9.99"))], "{by_customer}");
        assert_eq!(by_customer["groups"]["items"][0]["title"], "Ann");
        assert_eq!(by_customer["fields"]["total"]["sums"].as_array().unwrap().len(), 1, "{by_customer}");
        assert_eq!(by_customer["fields"]["total"]["sums"][0]["average"], "6.83");
        // By text, alike whatever the case, and those without.
        let by_country = summary(&ada, "customer", "group=country&sums=orders_count").await;
        let counts: Vec<i64> = told(&by_country, "").into_iter().map(|g| g.1).collect();
        assert_eq!(counts, [2, 1, 1], "{by_country}");
        // The filter of each group finds as many as it says, beside the list's own.
        for (object, field, own) in [
            ("customer", "country", "name^a or name^b or name^d"),
            ("order", "ordered_at", "status:completed"),
            ("order", "status", ""),
        ] {
            let own = own.replace(' ', "%20").replace('^', "%5E");
            let grouped = summary(&ada, object, &format!("group={field}&filter={own}")).await;
            let mut sum = 0;
            for group in grouped["groups"]["items"].as_array().unwrap() {
                let filter = group["filter"].as_str().unwrap().replace(' ', "%20").replace('"', "%22");
                let both = if own.is_empty() { filter } else { format!("({own})%20{filter}") };
                let page = ada.get(&format!("/api/records/{object}?count=1&filter={both}")).await.json();
                assert_eq!(page["count"], group["count"], "{object} {both}: {group} {page}");
                sum += group["count"].as_i64().unwrap();
            }
            assert_eq!(json!(sum), grouped["count"], "{object} {field}");
        }
    });
}

#[test]
fn months_are_those_of_the_company() {
    app_both(|app| async move {
        let ada = app.admin().await;
        shop(&ada).await;
        let months = summary(&ada, "order", "group=ordered_at&sums=total").await;
        assert_eq!(months["groups"]["unit"], "month", "{months}");
        let zone = ada.get("/api/me").await.json()["company"]["zone"].as_str().unwrap().to_owned();
        let groups = told(&months, "total");
        let expected = if zone == "Asia/Shanghai" {
            vec![(json!("2026-02"), 2, json!("10.50")), (json!("2024-12"), 1, json!("9.99"))]
        } else {
            vec![(json!("2026-02"), 1, json!("4.50")), (json!("2026-01"), 1, json!("6.00")), (json!("2024-12"), 1, json!("9.99"))]
        };
        assert_eq!(groups, expected, "{zone}: {months}");
        let customer = ada.create("customer", &json!({ "kind": "person", "name": "Old", "birthday": "1950-05-05" })).await;
        assert!(!customer.is_empty());
        ada.create("customer", &json!({ "kind": "person", "name": "Young", "birthday": "2001-01-01" })).await;
        let years = summary(&ada, "customer", "group=birthday").await;
        let names: Vec<Value> = told(&years, "").into_iter().map(|g| g.0).collect();
        assert_eq!(
            (&years["groups"]["unit"], names),
            (&json!("year"), vec![json!("2001"), json!("1950"), Value::Null]),
            "{years}"
        );
    });
}

#[test]
fn nothing_is_told_of_what_one_may_not_see() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let grant = json!({ "read": "own", "update": "own", "delete": "own", "create": true, "export": false });
        let mut of_customers = grant.clone();
        of_customers["fields"] = json!({ "orders_count": "hidden", "country": "masked" });
        let grants = json!({ "permissions": [], "usual": grant, "objects": { "customer": of_customers } });
        let made = ada.post("/api/roles", &json!({ "name": "Rep", "code": "rep", "grants": grants })).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let new = json!({ "email": "rob@alpha.example", "name": "Rob", "password": PASSWORD, "role": "rep" });
        let rob_id = ada.post("/api/users", &new).await.json()["id"].clone();
        let rob = app.signed_in("alpha", "rob@alpha.example").await;
        ada.create("customer", &json!({ "kind": "person", "name": "Theirs", "owner": rob_id, "stage": "new" })).await;
        ada.create("customer", &json!({ "kind": "person", "name": "Not theirs" })).await;
        let seen = summary(&rob, "customer", "group=stage").await;
        assert_eq!((&seen["count"], told(&seen, "").len()), (&json!(1), 1), "{seen}");
        for query in ["sums=orders_count", "group=orders_count", "group=country"] {
            let refused = rob.get(&format!("/api/records/customer/summary?{query}")).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{query}: {}", refused.text());
        }
        for query in ["sums=name", "group=emails", "group=spend", "sums=no_such"] {
            let refused = ada.get(&format!("/api/records/customer/summary?{query}")).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}: {}", refused.text());
        }
    });
}

#[test]
fn a_view_keeps_groups_and_leaves_out_what_is_gone() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let state = json!({ "group": "country", "totals": "1" });
        let made = ada.post("/api/list-views", &json!({ "object": "customer", "name": "By country", "state": state })).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let view = made.json();
        assert_eq!((&view["state"]["group"], &view["state"]["totals"]), (&json!("country"), &json!("1")), "{view}");
        let wrong =
            ada.post("/api/list-views", &json!({ "object": "customer", "name": "W", "state": { "group": "emails" } })).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text());
    });
}
