//! What happened to a customer, in one line.

use crate::shop::{self, Shop, codes, field, map, shop, shop_of};
use model::def::{FieldKind, Labels};
use model::{FieldDef, Id, Ts};
use records::event::append;
use records::{Access, Actor, By, Error, EventKind, HandEvent, NewEvent, Registry, Role, RowScope, TimelineItem, TimelineQuery};
use serde_json::json;
use std::collections::HashSet;

fn registry() -> Registry {
    let mut r = shop::registry();
    let call = EventKind {
        name: "call_in".into(),
        labels: Labels::default(),
        fields: vec![
            FieldDef { required: true, ..field("content", FieldKind::LongText) },
            field("minutes", FieldKind::Integer),
            field("cost", FieldKind::Money),
        ]
        .into(),
        by_hand: true,
        icon: "".into(),
        color: "".into(),
    };
    r.kind(EventKind { name: "order_completed".into(), by_hand: false, ..call.clone() });
    r.kind(call);
    r
}

fn event(customer: Id, at: i64, n: usize, kind: &'static str) -> NewEvent {
    NewEvent {
        customer: Some(customer),
        at: Ts(at),
        kind: kind.into(),
        subject: None,
        source: "test".into(),
        message_id: format!("{customer} {n}"),
        props: map(json!({"content": format!("number {n}")})),
    }
}

async fn append_all(shop: &Shop, events: &[NewEvent], by: &By) -> u64 {
    shop.records.tenant().write(move |tx| Box::pin(append(tx, events, by))).await.unwrap()
}

async fn whole(shop: &Shop, access: &Access, customer: Id, limit: usize, kinds: &[&str]) -> Vec<TimelineItem> {
    let mut query = TimelineQuery { limit, kinds: kinds.iter().map(|k| (*k).to_owned()).collect(), ..TimelineQuery::default() };
    let mut all = Vec::new();
    loop {
        let page = shop.records.timeline(access, customer, &query).await.unwrap();
        all.extend(page.items);
        query.cursor = page.next;
        if query.cursor.is_none() {
            return all;
        }
    }
}

#[test]
fn records_and_people_write_one_timeline() {
    shop_of(registry, |shop, db| async move {
        let customer = shop.create("customer", json!({"name": "Ada"})).await;
        let order = shop.create("order", json!({"number": "A1", "customer": customer})).await;
        db.clock.advance(60);
        shop.patch("order", order, json!({"status": "completed"})).await.unwrap();
        db.clock.advance(60);
        let call = HandEvent {
            kind: "call_in".into(),
            props: map(json!({"content": "Where is it?\nPlease", "minutes": 3, "cost": "1.50"})),
            ..HandEvent::default()
        };
        let call = shop.records.add_event(&shop.admin, customer, call).await.unwrap();

        let items = whole(&shop, &shop.admin, customer, 50, &[]).await;
        let kinds: Vec<&str> = items.iter().map(|i| i.kind.as_str()).collect();
        assert_eq!(kinds, ["call_in", "order_completed"]);
        assert_eq!(items[0].title, "Where is it?");
        assert_eq!(
            items[0].props,
            map(json!({"content": "Where is it?\nPlease", "minutes": 3, "cost": {"amount": "1.50", "currency": "GBP"}}))
        );
        assert!(items[0].removable && !items[1].removable);
        assert_eq!((items[0].actor.kind.as_str(), items[0].actor.id), ("person", shop.admin.actor.user));
        let subject = items[1].subject.as_ref().unwrap();
        assert_eq!((subject.object.as_str(), subject.id, subject.title.as_str()), ("order", order, "A1"));
        assert_eq!(items[1].title, "A1");
        assert_eq!(whole(&shop, &shop.admin, customer, 50, &["call_in"]).await.len(), 1);
        let counts = shop.records.event_counts(&shop.admin, customer).await.unwrap();
        assert_eq!(counts, [("call_in".to_owned(), 1), ("order_completed".to_owned(), 1)]);

        shop.records.remove_event(&shop.admin, call).await.unwrap();
        assert_eq!(whole(&shop, &shop.admin, customer, 50, &[]).await.len(), 1);
        assert!(matches!(shop.records.remove_event(&shop.admin, call).await, Err(Error::NotFound { .. })));
    });
}

#[test]
fn entered_events_are_checked() {
    shop_of(registry, |shop, db| async move {
        let customer = shop.create("customer", json!({"name": "Ada"})).await;
        let enter = async |access: &Access, kind: &str, props, at| {
            let input = HandEvent { kind: kind.into(), props: map(props), at, message_id: Some("m".into()) };
            shop.records.add_event(access, customer, input).await
        };
        let ahead = Ts(testkit::clock::START.0 + 2 * 86_400_000_000);
        assert_eq!(codes(enter(&shop.admin, "order_completed", json!({}), None).await.unwrap_err()), ["kind unknown_option"]);
        let wrong = enter(&shop.admin, "call_in", json!({"minutes": "x", "colour": 1}), Some(ahead)).await.unwrap_err();
        assert_eq!(
            codes(wrong).into_iter().collect::<HashSet<_>>(),
            ["at out_of_range", "minutes bad_number", "colour unknown_field", "content required"].map(String::from).into()
        );
        // The same message with the same time is stored once.
        let first = enter(&shop.admin, "call_in", json!({"content": "a"}), None).await.unwrap();
        assert_eq!(enter(&shop.admin, "call_in", json!({"content": "a"}), None).await.unwrap(), first);
        assert_eq!(whole(&shop, &shop.admin, customer, 50, &[]).await.len(), 1);

        // Another member sees it and may not take it back; out of sight there is nothing.
        let other = Access::person("alpha", Id::at(2), "Bo", Role::member());
        assert!(!whole(&shop, &other, customer, 50, &[]).await[0].removable);
        assert!(matches!(shop.records.remove_event(&other, first).await, Err(Error::Forbidden { .. })));
        let blind = other.clone().limited(RowScope::Own(Id::at(2)));
        assert!(matches!(shop.records.remove_event(&blind, first).await, Err(Error::NotFound { .. })));
        assert!(matches!(enter(&blind, "call_in", json!({"content": "b"}), None).await, Err(Error::NotFound { .. })));
        assert!(matches!(shop.records.timeline(&blind, customer, &TimelineQuery::default()).await, Err(Error::NotFound { .. })));
        let none = Access { permissions: records::Permissions::default(), ..other.clone() };
        assert!(matches!(enter(&none, "call_in", json!({"content": "b"}), None).await, Err(Error::Forbidden { .. })));

        let key = Access { actor: Actor { key: Some(Id::at(9)), ..other.actor.clone() }, ..other };
        db.clock.advance(1);
        enter(&key, "call_in", json!({"content": "by a program"}), None).await.unwrap();
        assert_eq!(whole(&shop, &shop.admin, customer, 50, &[]).await[0].source, "api");
    });
}

#[test]
fn merged_customers_share_a_timeline_and_pages_visit_each_event_once() {
    shop_of(registry, |shop, _| async move {
        let root = shop.create("customer", json!({"name": "Ada"})).await;
        let (merged, stranger) = (Id::at(77), shop.create("customer", json!({"name": "Bo"})).await);
        let alias = &[merged.into(), root.into(), Id::at(5).into()];
        let sql = "insert into @alias (id, root, merge_id) values ($1, $2, $3)";
        shop.records.tenant().write(move |tx| Box::pin(async move { tx.run(sql, alias).await })).await.unwrap();
        // Many at the same instant, so that the id decides.
        let of = |n: usize| event([root, merged, stranger][n % 3], 1_000_000 * (n as i64 / 20), n, ["call_in", "visit"][n % 2]);
        let events: Vec<NewEvent> = (0..300).map(of).collect();
        assert_eq!(append_all(&shop, &events, &By::System).await, 300);
        assert_eq!(append_all(&shop, &events, &By::System).await, 0, "sent again, nothing is added");
        for limit in [1, 7, 200] {
            let items = whole(&shop, &shop.admin, root, limit, &[]).await;
            assert_eq!(items.len(), 200);
            assert!(items.windows(2).all(|w| (w[0].at, w[0].id) > (w[1].at, w[1].id)));
        }
        let by_old_id = whole(&shop, &shop.admin, merged, 50, &["visit"]).await;
        assert_eq!(by_old_id.len(), 100);
        let page =
            shop.records.timeline(&shop.admin, root, &TimelineQuery { limit: 1, ..TimelineQuery::default() }).await.unwrap();
        let other = TimelineQuery { cursor: page.next, ..TimelineQuery::default() };
        assert!(matches!(shop.records.timeline(&shop.admin, stranger, &other).await, Err(Error::BadRequest(_))));
    });
}

#[test]
fn the_first_page_of_a_hundred_thousand_events_is_whole() {
    shop_of(registry, |shop, _| async move {
        let customer = shop.create("customer", json!({"name": "Ada"})).await;
        let of = |n: usize| event(customer, 1_000_000 * n as i64, n, if n % 20_000 == 7 { "complaint" } else { "visit" });
        for chunk in (0..100_000).collect::<Vec<_>>().chunks(10_000) {
            let events: Vec<NewEvent> = chunk.iter().map(|n| of(*n)).collect();
            append_all(&shop, &events, &By::Import { id: Id::at(3), user: None }).await;
        }
        for kinds in [vec![], vec!["complaint".to_owned()], vec!["complaint".to_owned(), "letter".to_owned()]] {
            let query = TimelineQuery { kinds, ..TimelineQuery::default() };
            let page = shop.records.timeline(&shop.admin, customer, &query).await.unwrap();
            let at: Vec<i64> = page.items.iter().map(|i| i.at.0 / 1_000_000).collect();
            let newest: Vec<i64> = match query.kinds.as_slice() {
                [] => (99_950..100_000).rev().collect(),
                _ => (0..5).rev().map(|n| n * 20_000 + 7).collect(),
            };
            assert_eq!(at, newest, "{:?}", query.kinds);
        }
    });
}

#[test]
fn timelines_of_nobody_are_not_found() {
    shop(|shop, _| async move {
        let missing = shop.records.timeline(&shop.admin, Id::at(1), &TimelineQuery::default()).await;
        assert!(matches!(missing, Err(Error::NotFound { .. })));
    });
}
