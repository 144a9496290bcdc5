//! Creating, changing, deleting, restoring one record.

use crate::shop::{codes, map, shop};
use records::{Error, Operation, Role};
use serde_json::json;

#[test]
fn a_record_goes_in_and_comes_out() {
    shop(|s, _db| async move {
        let input = json!({
            "name": "José Álvarez", "email": "Jose@EXAMPLE.com", "phones": ["+44 20 7946 0958"], "tags": ["vip", "gold", "vip"],
            "address": {"city": "London", "country": "GB"}, "credit": "12.5", "birthday": "1980-02-29",
            "place": {"lat": 51.5, "lng": -0.1}, "notes": {"b": [1, 2], "a": null}, "owner": null
        });
        let id = s.create("customer", input).await;
        let got = s.json("customer", id).await;
        assert_eq!(got["email"], "Jose@example.com");
        assert_eq!(got["phones"], json!(["+442079460958"]));
        assert_eq!(got["tags"], json!(["vip", "gold"]));
        assert_eq!(got["credit"], json!({"amount": "12.50", "currency": "GBP"}));
        assert_eq!(got["birthday"], "1980-02-29");
        assert_eq!(got["place"], json!({"lat": 51.5, "lng": -0.1}));
        assert_eq!(got["notes"], json!({"b": [1, 2], "a": null}));
        assert_eq!(got["stage"], "new");
        assert_eq!(got["code"], "C0001");
        assert_eq!(got["num"], 1);
        assert_eq!((&got["orders"], &got["version"]), (&json!(0), &json!(1)));
        assert_eq!(got["spend"], json!({"amount": "0.00", "currency": "GBP"}));
        assert_eq!(got["average"], json!(null));
        // Sending back what was read changes nothing.
        let same = s.patch("customer", id, got).await.unwrap();
        assert_eq!((same.version(), same.rev()), (1, 1));
        let by = s.records.get_by(&s.admin, "customer", "email", &json!("JOSE@example.com")).await.unwrap();
        assert_eq!(by.id(), id);
    });
}

#[test]
fn every_error_is_told_at_once() {
    shop(|s, _db| async move {
        let bad = json!({
            "email": "nobody", "phones": ["123", "+442079460958", "x"], "birthday": "2011-02-31", "stage": "gone", "credit": {"amount": "1.005"},
            "colour": "red", "tags": ["a\u{0}b"], "place": {"lat": 91, "lng": 0}, "spend": "5"
        });
        let mut got = codes(s.records.create(&s.admin, "customer", &map(bad)).await.unwrap_err());
        got.sort();
        insta::assert_debug_snapshot!(got);
        let missing = json!({"order": model::Id::at(5), "product": model::Id::at(6)});
        let got = codes(s.records.create(&s.admin, "line", &map(missing)).await.unwrap_err());
        assert_eq!(got, ["order no_such_record", "product no_such_record"]);
    });
}

#[test]
fn versions_guard_edits_and_history_tells() {
    shop(|s, db| async move {
        let id = s.create("customer", json!({"name": "Wang", "tags": ["a"]})).await;
        db.clock.advance(60);
        let r = s.records.patch(&s.admin, "customer", id, &map(json!({"name": "Wang Li", "tags": null})), Some(1)).await.unwrap();
        assert_eq!((r.version(), r.rev()), (2, 2));
        let late = s.records.patch(&s.admin, "customer", id, &map(json!({"name": "x"})), Some(1)).await.unwrap_err();
        assert!(matches!(late, Error::Conflict { current: 2 }));
        s.records.delete(&s.admin, "customer", id, Some(2)).await.unwrap();
        assert!(matches!(s.records.get(&s.admin, "customer", id).await.unwrap_err(), Error::NotFound { .. }));
        s.records.restore(&s.admin, "customer", id).await.unwrap();
        let first = s.records.history(&s.admin, "customer", id, None, 2).await.unwrap();
        let rest = s.records.history(&s.admin, "customer", id, first.next.as_deref(), 2).await.unwrap();
        let kinds: Vec<&str> = first.items.iter().chain(&rest.items).map(|e| e.kind.as_str()).collect();
        assert_eq!(kinds, ["restore", "delete", "update", "create"]);
        let update = &rest.items[0];
        assert_eq!(update.user, s.admin.actor.user);
        assert_eq!(
            serde_json::to_value(&update.changes).unwrap(),
            json!([
                {"field": "name", "before": "Wang", "after": "Wang Li"}, {"field": "tags", "before": ["a"], "after": null}
            ])
        );
    });
}

#[test]
fn unique_keys_hold_among_the_living() {
    shop(|s, _db| async move {
        let a = s.create("customer", json!({"name": "A", "email": "a@example.com"})).await;
        let again = s.records.create(&s.admin, "customer", &map(json!({"name": "B", "email": "A@example.com"}))).await;
        assert_eq!(codes(again.unwrap_err()), ["email not_unique"]);
        s.records.delete(&s.admin, "customer", a, None).await.unwrap();
        let (b, created) =
            s.records.upsert(&s.admin, "customer", "email", &json!("a@example.com"), &map(json!({"name": "B"}))).await.unwrap();
        assert!(created);
        assert_eq!(codes(s.records.restore(&s.admin, "customer", a).await.unwrap_err()), ["email not_unique"]);
        let (b2, created) =
            s.records.upsert(&s.admin, "customer", "email", &json!("a@EXAMPLE.com"), &map(json!({"name": "C"}))).await.unwrap();
        assert!(!created && b2.id() == b.id() && b2.get("name").text() == Some("C"));
    });
}

#[test]
fn deleting_follows_references() {
    shop(|s, _db| async move {
        let c = s.create("customer", json!({"name": "A"})).await;
        let p = s.create("product", json!({"sku": "P1"})).await;
        let o = s.create("order", json!({"number": "1", "customer": c})).await;
        let l = s.create("line", json!({"order": o, "product": p, "amount": "3.00"})).await;
        let held = s.records.delete(&s.admin, "customer", c, None).await.unwrap_err();
        assert!(matches!(held, Error::Referenced { count: 1, .. }), "{held}");
        s.records.delete(&s.admin, "product", p, None).await.unwrap();
        assert_eq!(s.json("line", l).await["product"], json!(null));
        s.records.delete(&s.admin, "order", o, None).await.unwrap();
        assert_ne!(s.json("line", l).await["deleted_at"], json!(null));
        assert_eq!(s.json("customer", c).await["orders"], 0);
        s.records.delete(&s.admin, "customer", c, None).await.unwrap();
        assert_eq!(codes(s.records.restore(&s.admin, "order", o).await.unwrap_err()), ["customer no_such_record"]);
        s.records.restore(&s.admin, "customer", c).await.unwrap();
        s.records.restore(&s.admin, "order", o).await.unwrap();
        assert_eq!(s.json("line", l).await["deleted_at"], json!(null));
        assert_eq!(s.json("customer", c).await["spend"]["amount"], "3.00");
    });
}

#[test]
fn a_batch_is_all_or_nothing() {
    shop(|s, db| async move {
        let op = |v| serde_json::from_value::<Operation>(v).unwrap();
        let good = [op(json!({"op": "create", "values": {"name": "A"}})), op(json!({"op": "create", "values": {"name": "B"}}))];
        let done = s.records.batch(&s.admin, "customer", &good).await.unwrap();
        let bad = [
            op(json!({"op": "update", "id": done[0].id, "version": 1, "values": {"name": "A2"}})),
            op(json!({"op": "create", "values": {}})),
        ];
        let e = s.records.batch(&s.admin, "customer", &bad).await.unwrap_err();
        assert!(matches!(e, Error::Item { index: 1, .. }), "{e}");
        assert_eq!(s.json("customer", done[0].id).await["name"], "A");
        let n = db.a.get("select count(*) from @customer", &[]).await.unwrap()[0].int(0).unwrap();
        assert_eq!(n, 2);
    });
}

#[test]
fn events_and_records_of_rules_come_in_the_same_transaction() {
    shop(|s, db| async move {
        let c = s.create("customer", json!({"name": "A"})).await;
        let o = s.create("order", json!({"number": "1", "customer": c})).await;
        s.patch("order", o, json!({"status": "completed"})).await.unwrap();
        let events = db.a.get("select kind, quiet, customer_id from @event", &[]).await.unwrap();
        assert_eq!(events.len(), 1);
        assert_eq!((events[0].text(0).unwrap(), events[0].int(1).unwrap(), events[0].id(2).unwrap()), ("order_completed", 0, c));
        let ledger = db.a.get("select id from @ledger", &[]).await.unwrap();
        let e = s.patch("ledger", ledger[0].id(0).unwrap(), json!({"points": 5})).await.unwrap_err();
        assert_eq!(codes(e), ["id append_only"]);
        let e = s.records.delete(&s.admin, "ledger", ledger[0].id(0).unwrap(), None).await.unwrap_err();
        assert!(matches!(e, Error::Forbidden { .. }));
    });
}

#[test]
fn roles_and_tenants_are_checked() {
    shop(|s, _db| async move {
        let mut reader = records::Access::person("alpha", model::Id::at(2), "Bo", Role::member());
        reader.permissions = records::Permissions::new(["record.read".to_owned()]);
        let id = s.create("customer", json!({"name": "A", "owner": null})).await;
        assert!(s.records.get(&reader, "customer", id).await.is_ok());
        let no = s.records.create(&reader, "customer", &map(json!({"name": "B"}))).await.unwrap_err();
        assert!(matches!(no, Error::Forbidden { .. }));
        let stranger = records::Access::person("beta", model::Id::at(3), "Eve", Role::administrator());
        assert!(matches!(s.records.get(&stranger, "customer", id).await.unwrap_err(), Error::Forbidden { .. }));
        let own = s.admin.clone().limited(records::RowScope::Own(model::Id::at(9)));
        assert!(matches!(s.records.get(&own, "customer", id).await.unwrap_err(), Error::NotFound { .. }));
        assert!(matches!(
            s.records.patch(&own, "customer", id, &map(json!({"name": "X"})), None).await.unwrap_err(),
            Error::NotFound { .. }
        ));
        let mut blind = s.admin.clone();
        blind.closed = std::sync::Arc::new([("customer".to_owned(), "email".to_owned())].into());
        let r = s.records.get(&blind, "customer", id).await.unwrap();
        assert!(s.records.json(&blind, &r).get("email").is_none());
        let no = s.records.patch(&blind, "customer", id, &map(json!({"email": "b@example.com"})), None).await.unwrap_err();
        assert!(matches!(no, Error::Forbidden { .. }));
    });
}

#[test]
fn an_amount_in_another_currency_keeps_what_it_is_worth() {
    shop(|s, _db| async move {
        let id = s.create("customer", json!({"name": "A", "credit": {"amount": "10.00", "currency": "EUR"}})).await;
        let base = async || s.records.get(&s.admin, "customer", id).await.unwrap();
        let column = |r: &model::Record| {
            let f = r.object.field_index("credit").unwrap();
            r.object.part_of(f, model::object::Part::Base).unwrap()
        };
        let r = base().await;
        assert_eq!(r.vals[column(&r)], model::Val::Null, "no rate is known");
        let by = records::By::Operation { name: "convert", user: None };
        let set = s.records.write(&s.admin, by, move |w| {
            Box::pin(async move {
                let before = w.get("customer", id).await?.unwrap();
                let mut after = before.clone();
                after.vals[column(&before)] = model::Val::Int(860);
                w.update(&before, after).await
            })
        });
        set.await.unwrap();
        s.patch("customer", id, json!({"name": "B", "credit": {"amount": "10.00", "currency": "EUR"}})).await.unwrap();
        let r = base().await;
        assert_eq!(r.vals[column(&r)], model::Val::Int(860));
        s.patch("customer", id, json!({"credit": {"amount": "11.00", "currency": "EUR"}})).await.unwrap();
        let r = base().await;
        assert_eq!(r.vals[column(&r)], model::Val::Null);
        s.patch("customer", id, json!({"credit": "11.00"})).await.unwrap();
        let r = base().await;
        assert_eq!(r.vals[column(&r)], model::Val::Int(1100));
    });
}
