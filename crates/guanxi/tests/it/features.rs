//! Operations of the features: timeline, value card, stages, tasks, orders.

use axum::http::StatusCode;
use serde_json::json;
use testkit::app_both;

#[test]
fn a_customer_360_page_has_its_data() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let id = ada.create("customer", &json!({ "name": "Ann Lee" })).await;
        let order = json!({ "customer": id, "ordered_at": "2011-03-01T12:00:00Z", "lines": [{ "description": "Lantern", "quantity": "2", "unit_price": "2.55" }] });
        let placed = ada.post("/api/orders", &order).await;
        assert_eq!(placed.status, StatusCode::CREATED, "{}", placed.text());
        let at = placed.headers["location"].to_str().unwrap().to_owned();
        assert_eq!(ada.get(&at).await.json()["total"]["amount"], "5.10");
        let task = ada.create("task", &json!({ "customer": id, "title": "Call back" })).await;
        let card = ada.get(&format!("/api/customers/{id}/summary")).await;
        assert_eq!(card.status, StatusCode::OK, "{}", card.text());
        let card = card.json();
        assert_eq!((&card["orders_count"], &card["months"][0]["month"]), (&json!(1), &json!("2011-03")));
        assert_eq!(card["open_tasks"]["next"][0]["title"], "Call back");
        let done = ada.post(&format!("/api/tasks/{task}/complete"), &json!({ "result": "sold" })).await;
        assert_eq!((done.status, &done.json()["state"]), (StatusCode::OK, &json!("done")), "{}", done.text());
        let call = json!({ "kind": "call_in", "at": "2011-04-01T00:00:00Z", "props": { "content": "Where is it?" } });
        let entered = ada.post(&format!("/api/customers/{id}/events"), &call).await;
        assert_eq!(entered.status, StatusCode::CREATED, "{}", entered.text());
        let page = ada.get(&format!("/api/customers/{id}/timeline?kinds=call_in,order_completed&limit=1")).await;
        assert_eq!(
            (&page.json()["items"][0]["kind"], page.json()["next"].is_string()),
            (&json!("call_in"), true),
            "{}",
            page.text()
        );
        let gone = ada.delete(&format!("/api/events/{}", entered.json()["id"].as_str().unwrap())).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.text());
        let kinds = ada.get("/api/event-kinds").await.json();
        assert!(kinds["items"].as_array().unwrap().iter().any(|k| k["name"] == "visit" && k["manual"] == true));
    });
}

#[test]
fn a_customer_page_counts_months_and_products() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let id = ada.create("customer", &json!({ "name": "Ann Lee" })).await;
        let tea = ada.create("product", &json!({ "sku": "T", "name": "Tea" })).await;
        let cup = ada.create("product", &json!({ "sku": "C", "name": "Cup" })).await;
        let line = |product: &str, quantity: &str| json!({ "product": product, "quantity": quantity, "unit_price": "2.00" });
        for (at, lines) in [
            ("2011-03-01T12:00:00Z", json!([line(&tea, "2"), line(&cup, "30")])),
            ("2011-05-01T12:00:00Z", json!([line(&tea, "1.5")])),
        ] {
            let placed = ada.post("/api/orders", &json!({ "customer": id, "ordered_at": at, "lines": lines })).await;
            assert_eq!(placed.status, StatusCode::CREATED, "{}", placed.text());
        }
        let other = ada.create("customer", &json!({ "name": "Other" })).await;
        ada.post("/api/orders", &json!({ "customer": other, "lines": [line(&cup, "1")] })).await;
        let path = format!("/api/customers/{id}/products");
        let bought = ada.get(&path).await;
        let bought = bought.json()["items"].as_array().unwrap_or_else(|| panic!("{}", bought.text())).clone();
        let told: Vec<_> =
            bought.iter().map(|p| (p["title"].as_str().unwrap(), p["orders"].as_i64().unwrap(), p["quantity"].clone())).collect();
        assert_eq!(told, [("Tea", 2, json!("3.500")), ("Cup", 1, json!("30.000"))]);
        assert_eq!((&bought[0]["amount"]["amount"], &bought[0]["last_at"]), (&json!("7.00"), &json!("2011-05-01T12:00:00Z")));

        for at in ["2011-03-31T15:59:59Z", "2011-03-31T16:00:00Z"] {
            let call = json!({ "kind": "call_in", "at": at, "props": { "content": "Hello" } });
            ada.post(&format!("/api/customers/{id}/events"), &call).await;
        }
        let card = ada.get(&format!("/api/customers/{id}/summary")).await.json();
        let calls = |month: &str| {
            let months = card["activity"].as_array().unwrap();
            months.iter().find(|m| m["month"] == month).map_or(0, |m| m["kinds"]["call_in"].as_i64().unwrap_or(0))
        };
        assert_eq!((calls("2011-03"), calls("2011-04")), (1, 1), "months begin where the company is: {card}");
        let before =
            ada.get(&format!("/api/customers/{id}/timeline?before=2011-04-01T00:00:00%2B08:00&kinds=call_in")).await.json();
        assert_eq!(before["items"].as_array().unwrap().len(), 1, "{before}");
        let wrong = ada.get(&format!("/api/customers/{id}/timeline?before=soon")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text());

        // who sees a part of the orders is told nothing of the sum
        let role = json!({ "name": "Seller", "code": "seller", "grants": { "permissions": [], "objects": {
            "customer": { "read": "all" }, "order": { "read": "own" }, "order_line": { "read": "all" }, "product": { "read": "all" } } } });
        assert_eq!(ada.post("/api/roles", &role).await.status, StatusCode::CREATED);
        let user = max.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        assert_eq!(ada.patch(&format!("/api/users/{user}"), &json!({ "role": "seller" })).await.status, StatusCode::OK);
        assert_eq!(max.get(&path).await.json(), json!({ "items": [] }));
        assert_eq!(app.stranger().await.get(&path).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn operations_keep_their_rules() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let id = ada.create("customer", &json!({ "name": "Ann Lee" })).await;
        let lost = ada.post(&format!("/api/customers/{id}/stage"), &json!({ "stage": "lost" })).await;
        assert_eq!((lost.status, &lost.json()["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("stage_reason")));
        let lost = ada.post(&format!("/api/customers/{id}/stage"), &json!({ "stage": "lost", "reason": "moved" })).await;
        assert_eq!((lost.status, &lost.json()["stage"]), (StatusCode::OK, &json!("lost")), "{}", lost.text());

        let order = json!({ "lines": [{ "description": "Lantern", "quantity": 2, "unit_price": "2.50" }], "paid": true });
        let placed = ada.post("/api/orders", &order).await;
        let order = placed.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(placed.json()["payment_status"], "paid", "{}", placed.text());
        let by_hand = ada.patch(&format!("/api/records/order/{order}"), &json!({ "payment_status": "unpaid" })).await;
        assert_eq!(by_hand.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", by_hand.text());
        let back = ada.post(&format!("/api/orders/{order}/return"), &json!({ "reason": "broken" })).await;
        assert_eq!((back.status, &back.json()["total"]["amount"]), (StatusCode::CREATED, &json!("-5.00")), "{}", back.text());
        let refund = ada.post(&format!("/api/orders/{order}/refund"), &json!({ "amount": "5.00" })).await;
        assert_eq!(refund.status, StatusCode::CREATED, "{}", refund.text());
        let again = ada.post(&format!("/api/orders/{order}/cancel"), &json!({})).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.text());
    });
}

#[test]
fn other_companies_customers_are_not_there() {
    app_both(|app| async move {
        let id = app.admin().await.create("customer", &json!({ "name": "Ann Lee" })).await;
        let stranger = app.stranger().await;
        for path in [format!("/api/customers/{id}/summary"), format!("/api/customers/{id}/timeline")] {
            assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(app.anonymous().get(&path).await.status, StatusCode::UNAUTHORIZED, "{path}");
        }
        let event = json!({ "kind": "visit", "props": { "content": "x" } });
        let refused = stranger.post(&format!("/api/customers/{id}/events"), &event).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{}", refused.text());
    });
}
