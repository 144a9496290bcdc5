//! Customers, orders and lines on the real engine: what is derived is right, what is guarded is refused.

use crate::ground::{self, on_both};
use serde_json::json;

#[test]
fn what_a_customer_bought_adds_up() {
    on_both(|g| async move {
        let customer = g.create("customer", json!({"name": "王小明", "external_id": "12347", "country": "CN"})).await;
        let one = g.order(Some(customer), "536365", "sale", "2010-12-01T08:26:00Z", &[("6", "2.55"), ("6", "3.39")]).await;
        g.order(Some(customer), "536366", "sale", "2011-12-09T12:50:00Z", &[("1", "0.001"), ("2", "50")]).await;
        g.order(Some(customer), "C536379", "return", "2011-06-01T09:41:00Z", &[("-1", "27.50")]).await;
        g.order(None, "536367", "sale", "2011-01-01T00:00:00Z", &[("1", "1000")]).await;

        let order = g.get("order", one).await;
        assert_eq!(order["lines_count"], 2);
        assert_eq!(order["subtotal"], json!({"amount": "35.64", "currency": "GBP"}));
        assert_eq!(order["total"]["amount"], "35.64");
        assert_eq!(order["counts_as"], "sale");

        let c = g.get("customer", customer).await;
        assert_eq!(c["orders_count"], 2);
        assert_eq!(c["spend"], json!({"amount": "135.64", "currency": "GBP"}));
        assert_eq!((&c["returns_count"], &c["returned"]["amount"]), (&json!(1), &json!("-27.50")));
        assert_eq!(c["average_order"]["amount"], "67.82");
        assert_eq!(c["first_order_at"], "2010-12-01T08:26:00Z");
        assert_eq!(c["last_order_at"], "2011-12-09T12:50:00Z");
        assert_eq!((&c["pinyin"], &c["initials"]), (&json!("wangxiaoming"), &json!("wxm")));
        assert_eq!((&c["family_name"], &c["given_name"]), (&json!("王"), &json!("小明")));

        let discounted = json!({"discount": {"amount": "5.64", "currency": "GBP"}, "shipping": "2.00"});
        g.patch("order", one, discounted).await.unwrap();
        assert_eq!(g.get("order", one).await["total"]["amount"], "32.00");
        assert_eq!(g.get("customer", customer).await["spend"]["amount"], "132.00", "the customer follows the order's total");

        g.patch("order", one, json!({"status": "cancelled"})).await.unwrap();
        let c = g.get("customer", customer).await;
        assert_eq!((&c["orders_count"], &c["spend"]["amount"]), (&json!(1), &json!("100.00")));
        assert_eq!(c["first_order_at"], "2011-12-09T12:50:00Z");
    });
}

#[test]
fn only_operations_say_what_was_paid() {
    on_both(|g| async move {
        let order = g.order(None, "1", "sale", "2011-01-01T00:00:00Z", &[("1", "10")]).await;
        let refused = g.patch("order", order, json!({"payment_status": "paid"})).await.unwrap_err();
        assert_eq!(ground::codes(&refused), ["payment_status not_writable"]);
        let refused = g.patch("order", order, json!({"counts_as": "nothing"})).await.unwrap_err();
        assert_eq!(ground::codes(&refused), ["counts_as not_writable"]);
    });
}

#[test]
fn stages_leave_a_trace() {
    on_both(|g| async move {
        let id = g.create("customer", json!({"name": "Anna Schmidt"})).await;
        let refused = g.patch("customer", id, json!({"stage": "lost"})).await.unwrap_err();
        assert_eq!(ground::codes(&refused), ["stage_reason stage_needs"]);
        g.patch("customer", id, json!({"stage": "lost", "stage_reason": "moved away"})).await.unwrap();
        let rows = g.rows("select \"from\", \"to\", reason from @stage_change where customer_id = $1", id).await;
        assert_eq!(rows, [["prospect", "lost", "moved away"]]);
        let events = g.rows("select kind, source from @event where customer_id = $1", id).await;
        assert_eq!(events, [["stage_changed", "customer"]]);
    });
}

#[test]
fn orders_notes_and_tasks_appear_on_the_timeline() {
    on_both(|g| async move {
        let id = g.create("customer", json!({"name": "Li Lei", "emails": ["li@example.com"]})).await;
        g.order(Some(id), "1", "sale", "2011-01-01T00:00:00Z", &[("1", "10")]).await;
        g.order(Some(id), "C2", "return", "2011-02-01T00:00:00Z", &[("-1", "10")]).await;
        g.create("note", json!({"customer": id, "text": "Likes lanterns"})).await;
        let task = g.create("task", json!({"customer": id, "title": "Call back"})).await;
        g.patch("task", task, json!({"done_at": "2011-03-01T00:00:00Z"})).await.unwrap();
        assert_eq!(g.get("task", task).await["state"], "done");
        let events = g.rows("select kind from @event where customer_id = $1 order by at, kind", id).await;
        let kinds: Vec<&str> = events.iter().map(|r| r[0].as_str()).collect();
        assert_eq!(kinds.iter().filter(|k| **k == "task").count(), 2);
        for kind in ["order_completed", "order_returned", "note"] {
            assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
        }
    });
}

#[test]
fn a_customer_with_orders_stays() {
    on_both(|g| async move {
        let id = g.create("customer", json!({"external_id": "7"})).await;
        assert_eq!(g.get("customer", id).await["name"], "7");
        g.order(Some(id), "1", "sale", "2011-01-01T00:00:00Z", &[("1", "10")]).await;
        let refused = g.records.delete(&g.access, "customer", id, None).await.unwrap_err();
        assert!(matches!(refused, records::Error::Referenced { count: 1, .. }), "{refused:?}");
    });
}

#[test]
fn an_order_is_placed_paid_returned_and_refunded() {
    use guanxi_crm::orders::operations::{self, NewOrder, NewRefund};
    use guanxi_crm::orders::returns::{self, NewReturn};
    on_both(|g| async move {
        let customer = g.create("customer", json!({"name": "Ann Lee"})).await;
        g.create("product", json!({"sku": "85123A", "name": "Lantern", "price": "2.55"})).await;
        let new: NewOrder = serde_json::from_value(json!({
            "customer": customer, "lines": [{"sku": "85123A", "quantity": "6"}, {"description": "Wrapping", "unit_price": "1.50"}]
        }))
        .unwrap();
        let id = operations::place(&g.records, &g.access, &new).await.unwrap();
        let order = g.get("order", id).await;
        assert_eq!((&order["total"]["amount"], &order["status"]), (&json!("16.80"), &json!("open")));

        let unknown: NewOrder = serde_json::from_value(json!({"lines": [{"sku": "none"}]})).unwrap();
        let refused = operations::place(&g.records, &g.access, &unknown).await.unwrap_err();
        assert_eq!(ground::codes(&refused), ["lines[0].sku not_found"]);

        let refund: NewRefund = serde_json::from_value(json!({"amount": "6.80"})).unwrap();
        let early = operations::refund(&g.records, &g.access, id, &refund).await.unwrap_err();
        assert_eq!(ground::codes(&early), ["amount not_paid"]);
        operations::pay(&g.records, &g.access, id, None).await.unwrap();
        let twice = operations::pay(&g.records, &g.access, id, None).await.unwrap_err();
        assert_eq!(ground::codes(&twice), ["payment_status bad_transition"]);

        let line = g.ids("select id from @order_line where order_id = $1 order by position", id).await[0];
        let some: NewReturn =
            serde_json::from_value(json!({"reason": "broken", "lines": [{"line": line, "quantity": 2}]})).unwrap();
        let back = returns::take_back(&g.records, &g.access, id, &some).await.unwrap();
        assert_eq!(g.get("order", back).await["total"]["amount"], "-5.10");
        let much: NewReturn = serde_json::from_value(json!({"lines": [{"line": line, "quantity": "5"}]})).unwrap();
        let refused = returns::take_back(&g.records, &g.access, id, &much).await.unwrap_err();
        assert_eq!(ground::codes(&refused), ["lines[0].quantity out_of_range"]);
        returns::take_back(&g.records, &g.access, id, &NewReturn::default()).await.unwrap();
        assert_eq!(g.get("order", id).await["status"], "returned");
        let c = g.get("customer", customer).await;
        assert_eq!(
            (&c["returns_count"], &c["returned"]["amount"], &c["spend"]["amount"]),
            (&json!(2), &json!("-16.80"), &json!("16.80"))
        );

        operations::refund(&g.records, &g.access, id, &refund).await.unwrap();
        assert_eq!(g.get("order", id).await["payment_status"], "partly_refunded");
        let much: NewRefund = serde_json::from_value(json!({"amount": "10.01"})).unwrap();
        let refused = operations::refund(&g.records, &g.access, id, &much).await.unwrap_err();
        assert_eq!(ground::codes(&refused), ["amount out_of_range"]);
        let rest: NewRefund = serde_json::from_value(json!({"amount": {"amount": "10.00", "currency": "GBP"}})).unwrap();
        operations::refund(&g.records, &g.access, id, &rest).await.unwrap();
        let order = g.get("order", id).await;
        assert_eq!((&order["payment_status"], &order["refunded"]["amount"]), (&json!("refunded"), &json!("16.80")));
    });
}

#[test]
fn lines_without_positions_come_back_one_by_one() {
    use guanxi_crm::orders::returns::{self, NewReturn};
    on_both(|g| async move {
        let order = g.create("order", json!({"number": "1", "ordered_at": "2011-01-01T00:00:00Z", "status": "completed"})).await;
        for (sku, quantity) in [("A", 3), ("A", 2), ("B", 1)] {
            g.create("order_line", json!({"order": order, "sku": sku, "quantity": quantity, "unit_price": "1"})).await;
        }
        let lines = g.ids("select id from @order_line where order_id = $1 order by sku, quantity desc", order).await;
        let one: NewReturn =
            serde_json::from_value(json!({"lines": [{"line": lines[0], "quantity": 3}, {"line": lines[1], "quantity": 1}]}))
                .unwrap();
        returns::take_back(&g.records, &g.access, order, &one).await.unwrap();
        let rest = returns::take_back(&g.records, &g.access, order, &NewReturn::default()).await.unwrap();
        assert_eq!(g.get("order", rest).await["total"]["amount"], "-2.00", "one A and one B were left");
        assert_eq!(g.get("order", order).await["status"], "returned");
        let nothing = returns::take_back(&g.records, &g.access, order, &NewReturn::default()).await.unwrap_err();
        assert_eq!(ground::codes(&nothing), ["lines nothing_left"]);
    });
}

#[test]
fn the_value_card_tells_what_was_bought_when() {
    on_both(|g| async move {
        let id = g.create("customer", json!({"name": "Ann Lee"})).await;
        g.order(Some(id), "1", "sale", "2011-01-31T23:30:00Z", &[("1", "10")]).await;
        g.order(Some(id), "2", "sale", "2011-03-01T00:00:00Z", &[("1", "2.50"), ("2", "1")]).await;
        g.order(Some(id), "C3", "return", "2011-03-02T00:00:00Z", &[("-1", "1")]).await;
        g.create("task", json!({"customer": id, "title": "Later"})).await;
        g.create("task", json!({"customer": id, "title": "First", "due_at": "2011-01-01T00:00:00Z"})).await;
        let card = guanxi_crm::customers::summary::summary(&g.records, &g.access, id).await.unwrap();
        assert_eq!(card["spend"]["amount"], "14.50");
        assert_eq!(card["months"][0], json!({"month": "2011-01", "orders": 1, "spend": {"amount": "10.00", "currency": "GBP"}}));
        assert_eq!(card["months"][1]["spend"]["amount"], "4.50");
        assert_eq!((&card["open_tasks"]["count"], &card["open_tasks"]["overdue"]), (&json!(2), &json!(1)));
        assert_eq!(card["open_tasks"]["next"][0]["title"], "First");
        assert_eq!(card["kinds"], json!({"order_completed": 2, "order_returned": 1, "task": 2}));
    });
}

#[test]
fn a_timeline_shows_amounts_as_they_are_now() {
    use guanxi_crm::events::timeline;
    use records::event::HandEvent;
    use records::timeline::TimelineQuery;
    on_both(|g| async move {
        let id = g.create("customer", json!({"name": "Ann Lee"})).await;
        g.order(Some(id), "1", "sale", "2011-01-31T23:30:00Z", &[("1", "10"), ("1", "2")]).await;
        let props = ground::object(json!({"content": "Asked for a catalogue", "duration": "5"}));
        let call = HandEvent { kind: "call_in".into(), at: Some(model::Ts(1)), props, message_id: None };
        g.records.add_event(&g.access, id, call).await.unwrap();
        let empty = HandEvent { kind: "visit".into(), ..HandEvent::default() };
        let refused = g.records.add_event(&g.access, id, empty).await.unwrap_err();
        assert_eq!(ground::codes(&refused), ["content required"]);
        let page = timeline::page(&g.records, &g.access, id, &TimelineQuery::default()).await.unwrap();
        let order = &page["items"][0];
        assert_eq!((&order["kind"], &order["props"]["total"]["amount"]), (&json!("order_completed"), &json!("12.00")));
        assert_eq!(
            (&order["props"]["lines_count"], &order["subject_object"], &order["title"]),
            (&json!(2), &json!("order"), &json!("1"))
        );
        let call = &page["items"][1];
        assert_eq!(
            (&call["kind"], &call["props"]["duration"], &call["by_name"]),
            (&json!("call_in"), &json!("5"), &json!("Ada"))
        );
        assert_eq!(page["next"], json!(null));
    });
}
