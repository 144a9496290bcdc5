#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::testing::{NOW, create, record, refusals, run, update};
use model::{Id, ObjectType};
use proptest::prelude::*;

fn sale(set: &[(&str, Val)]) -> Record {
    let mut r = record(Order::DEF, &[("number", "1".into()), ("kind", "sale".into()), ("status", "completed".into())]);
    for (field, val) in set {
        r.set(field, val.clone());
    }
    r
}

#[test]
fn a_sale_counts_and_appears_on_the_timeline() {
    let customer = Id::at(1);
    let (order, effects) = create(order, sale(&[("customer", customer.into()), ("ordered_at", 5.into())])).unwrap();
    assert_eq!(order.get("counts_as").text(), Some("sale"));
    let event = &effects.events[0];
    assert_eq!((&*event.kind, event.customer, event.at), ("order_completed", Some(customer), Ts(5)));
    assert_eq!(event.props["number"], "1");
    assert_eq!(event.subject.as_ref().unwrap().1, order.id());
}

#[test]
fn returns_cancellations_and_adjustments_count_as_what_they_are() {
    let counted = |kind: &str, status: &str| {
        let (order, effects) = create(order, sale(&[("kind", kind.into()), ("status", status.into())])).unwrap();
        let events: Vec<_> = effects.events.iter().map(|e| e.kind.to_string()).collect();
        (order.get("counts_as").text().unwrap().to_owned(), events.join(","))
    };
    assert_eq!(counted("return", "completed"), ("return".into(), "order_returned".into()));
    assert_eq!(counted("sale", "cancelled"), ("nothing".into(), "order_cancelled".into()));
    assert_eq!(counted("adjustment", "completed"), ("nothing".into(), String::new()));
    assert_eq!(counted("sale", "open"), ("sale".into(), "order_completed".into()));
}

#[test]
fn people_move_an_order_only_forward() {
    let (cancelled, _) = create(order, sale(&[("status", "cancelled".into())])).unwrap();
    assert_eq!(refusals(update(order, &cancelled, &[("status", "open".into())])), ["status bad_transition"]);
    let (done, _) = create(order, sale(&[])).unwrap();
    assert_eq!(refusals(update(order, &done, &[("kind", "return".into())])), ["kind fixed"]);
    let (after, effects) = update(order, &done, &[("status", "cancelled".into())]).unwrap();
    assert_eq!(after.get("counts_as").text(), Some("nothing"));
    assert_eq!((&*effects.events[0].kind, effects.events[0].at), ("order_cancelled", NOW));
    let mut back = cancelled.clone();
    back.set("status", "open");
    assert!(run(order, Some(&cancelled), back, &By::Import { id: Id::NIL, user: None }).is_ok(), "an import tells of the past");
}

#[test]
fn nothing_new_to_tell_means_no_event() {
    let (done, _) = create(order, sale(&[])).unwrap();
    assert!(update(order, &done, &[("note", "x".into())]).unwrap().1.events.is_empty());
    let found = Id::at(9);
    let events = update(order, &done, &[("customer", found.into())]).unwrap().1.events;
    assert_eq!(events[0].customer, Some(found), "a customer found later gets the event");
}

#[test]
fn currencies_are_codes() {
    assert_eq!(refusals(create(order, sale(&[("currency", "pounds".into())]))), ["currency bad_currency"]);
    let (order, _) = create(order, sale(&[("currency", "eur".into())])).unwrap();
    assert_eq!(order.get("currency").text(), Some("EUR"));
}

fn line(quantity: i64, price: i64) -> Record {
    record(OrderLine::DEF, &[("quantity", quantity.into()), ("unit_price", price.into())])
}

fn amount_of(line: Record) -> i64 {
    create(order_line, line).unwrap().0.get("amount").int().unwrap()
}

#[test]
fn an_amount_is_rounded_to_the_minor_unit() {
    assert_eq!(amount_of(line(6_000, 25_500)), 1530);
    assert_eq!(amount_of(line(1_000, 10)), 0, "0.001 GBP");
    assert_eq!(amount_of(line(-1_000, 50)), -1, "half away from zero");
    let mut yen = line(3_000, 1_000_000);
    yen.set("currency", "JPY");
    assert_eq!(amount_of(yen), 300);
}

#[test]
fn a_discount_is_taken_off_in_the_same_currency() {
    let mut l = line(2_000, 100_000);
    l.set("discount", 150);
    assert_eq!(amount_of(l.clone()), 1850);
    l.set("currency", "EUR");
    assert_eq!(refusals(create(order_line, l)), ["discount other_currency"]);
    assert_eq!(refusals(create(order_line, line(i64::MAX, i64::MAX))), ["quantity out_of_range"]);
}

#[test]
fn a_refund_is_above_zero() {
    let of = |minor: i64| create(refund, record(Refund::DEF, &[("amount", minor.into())]));
    assert_eq!(refusals(of(0)), ["amount not_positive"]);
    assert_eq!(of(1).unwrap().0.get("refunded_at").int(), Some(NOW.0));
}

proptest! {
    /// A line and its return cancel out, and the amount is within half a penny of the exact product.
    #[test]
    fn amounts_are_symmetric_and_near(quantity in -1_000_000_000_i64..1_000_000_000, price in 0_i64..1_000_000_000) {
        let minor = amount_of(line(quantity, price));
        prop_assert_eq!(minor, -amount_of(line(-quantity, price)));
        let exact = i128::from(quantity) * i128::from(price);
        prop_assert!((exact - i128::from(minor) * 100_000).abs() <= 50_000);
    }

    /// However an order got its state, it counts for its customer exactly when it is neither cancelled nor an adjustment.
    #[test]
    fn counting_follows_state(kind in "sale|return|adjustment", status in "open|completed|cancelled|returned") {
        let (order, _) = create(order, sale(&[("kind", kind.as_str().into()), ("status", status.as_str().into())])).unwrap();
        let counts = order.get("counts_as").text().unwrap() != "nothing";
        prop_assert_eq!(counts, status != "cancelled" && kind != "adjustment");
    }

    /// No sequence of moves leads out of a final state.
    #[test]
    fn final_states_are_final(to in "open|completed|cancelled|returned") {
        for last in ["cancelled", "returned"] {
            prop_assert_eq!(may_move(last, &to), to == last);
        }
    }
}
