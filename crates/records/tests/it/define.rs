//! Objects and fields defined at run time, beside older and other nodes.

use crate::shop::{codes, customer, field, map, object, reference, registry, roll_up, shop, text};
use model::def::{FieldKind, Labels, OnDelete, ResultType, RollUpFunction, SelectOption};
use model::{FieldDef, Id};
use records::{Error, FieldPatch, ObjectPatch, Records, Registry, Role};
use serde_json::json;
use std::sync::Arc;

#[test]
fn custom_objects_and_fields_are_like_built_in_ones() {
    shop(|s, _db| async move {
        let c = s.create("customer", json!({"name": "A"})).await;
        let option =
            |v: &'static str| SelectOption { value: v.into(), labels: Labels::default(), color: "green".into(), hidden: false };
        let car = object(
            "x_car",
            vec![
                FieldDef { required: true, unique: true, ..text("x_plate") },
                reference("x_owner", "customer", OnDelete::Cascade),
                field("x_price", FieldKind::Money),
                field("x_fuel", FieldKind::Select { options: vec![option("petrol"), option("electric")].into() }),
                field("x_tax", FieldKind::Formula { expr: "x_price * 0.2".into(), result: ResultType::Money }),
            ],
        );
        s.records.define_object(&s.admin, car).await.unwrap();
        let lens = FieldDef { default: Some("brown".into()), indexed: true, ..text("x_lens_color") };
        s.records.define_field(&s.admin, "customer", lens).await.unwrap();
        let worth = roll_up("x_worth", "x_car", "x_owner", RollUpFunction::Sum, "x_price", ResultType::Money);
        s.records.define_field(&s.admin, "customer", worth).await.unwrap();
        let id = s.create("x_car", json!({"x_plate": "AB 1", "x_owner": c, "x_price": "100", "x_fuel": "petrol"})).await;
        assert_eq!(s.json("x_car", id).await["x_tax"]["amount"], "20.00");
        let got = s.json("customer", c).await;
        assert_eq!((&got["x_worth"]["amount"], &got["x_lens_color"]), (&json!("100.00"), &json!(null)));
        let d = s.create("customer", json!({"name": "B"})).await;
        assert_eq!(s.json("customer", d).await["x_lens_color"], "brown");
        let e = s.records.create(&s.admin, "x_car", &map(json!({"x_plate": "ab 1"}))).await.unwrap_err();
        assert_eq!(codes(e), ["x_plate not_unique"]);
        s.records.delete(&s.admin, "customer", c, None).await.unwrap();
        assert_ne!(s.json("x_car", id).await["deleted_at"], json!(null));
        // Changes.
        let patch = FieldPatch { options: Some(vec![option("electric")]), ..FieldPatch::default() };
        assert_eq!(codes(s.records.change_field(&s.admin, "x_car", "x_fuel", &patch).await.unwrap_err()), ["options in_use"]);
        let patch = FieldPatch { required: Some(true), default: Some(json!(null)), ..FieldPatch::default() };
        s.records.change_field(&s.admin, "customer", "x_lens_color", &patch).await.unwrap();
        let e = s.records.create(&s.admin, "customer", &map(json!({"name": "C"}))).await.unwrap_err();
        assert_eq!(codes(e), ["x_lens_color required"]);
        s.records.hide_field(&s.admin, "customer", "x_lens_color").await.unwrap();
        let c = s.create("customer", json!({"name": "C"})).await;
        assert!(s.json("customer", c).await.get("x_lens_color").is_none());
        let again = s.records.define_field(&s.admin, "customer", text("x_lens_color")).await.unwrap_err();
        assert_eq!(codes(again), ["name not_unique"]);
        let patch = ObjectPatch {
            plural: Some(Labels { en: "Cars".into(), ..Labels::default() }),
            hidden: Some(true),
            ..ObjectPatch::default()
        };
        let o = s.records.change_object(&s.admin, "x_car", &patch).await.unwrap();
        assert!(o.def.hidden && o.def.plural.en == "Cars" && o.field("x_tax").is_some());
    });
}

#[test]
fn definitions_that_make_no_sense_are_refused() {
    shop(|s, _db| async move {
        let refused = async |def: FieldDef| codes(s.records.define_field(&s.admin, "customer", def).await.unwrap_err());
        for name in ["lens", "x_", "x_Lens", "x_lens__c", "x_ünd", "x_1a", "x_a_", &format!("x_{}", "a".repeat(40))] {
            assert_eq!(refused(text(name)).await, ["name bad_name"], "{name}");
        }
        let formula = |e: &'static str| field("x_f", FieldKind::Formula { expr: e.into(), result: ResultType::Integer });
        assert_eq!(refused(formula("nothing + 1")).await, ["x_f bad_formula"]);
        assert_eq!(refused(formula("1 +")).await, ["x_f bad_formula"]);
        let roll = roll_up("x_r", "order", "shop", RollUpFunction::Count, "", ResultType::Integer);
        assert_eq!(refused(roll).await, ["customer.x_r bad_roll_up"]);
        assert_eq!(refused(field("x_s", FieldKind::Select { options: Vec::new().into() })).await, ["options bad_options"]);
        assert_eq!(refused(reference("x_o", "nowhere", OnDelete::Clear)).await, ["object unknown_object"]);
        let number = FieldDef { default: Some("ten".into()), ..field("x_n", FieldKind::Integer) };
        assert_eq!(refused(number).await, ["default bad_number"]);
        let member = records::Access::person("alpha", Id::at(2), "Bo", Role::member());
        let no = s.records.define_field(&member, "customer", text("x_a")).await.unwrap_err();
        assert!(matches!(no, Error::Forbidden { .. }));
        for i in 0..20 {
            s.records.define_field(&s.admin, "product", FieldDef { indexed: true, ..text(&format!("x_i{i}")) }).await.unwrap();
        }
        let e = s.records.define_field(&s.admin, "product", FieldDef { indexed: true, ..text("x_i20") }).await.unwrap_err();
        assert_eq!(codes(e), ["fields too_many_indexed"]);
    });
}

#[test]
fn three_hundred_custom_fields() {
    shop(|s, _db| async move {
        let fields = (0..300).map(|i| match i % 3 {
            0 => text(&format!("x_t{i}")),
            1 => field(&format!("x_t{i}"), FieldKind::Integer),
            _ => field(&format!("x_t{i}"), FieldKind::Money),
        });
        s.records.define_object(&s.admin, object("x_wide", fields.collect())).await.unwrap();
        let id = s.create("x_wide", json!({"x_t0": "zero", "x_t298": 298, "x_t299": "2.99"})).await;
        s.patch("x_wide", id, json!({"x_t150": "middle"})).await.unwrap();
        let got = s.json("x_wide", id).await;
        assert_eq!((&got["x_t0"], &got["x_t150"], &got["x_t298"]), (&json!("zero"), &json!("middle"), &json!(298)));
        assert_eq!(got["x_t299"]["amount"], "2.99");
    });
}

#[test]
fn another_node_learns_of_definitions() {
    shop(|s, db| async move {
        let node = db.second_node().await;
        let other = Records::open(node.tenant("alpha").await.unwrap(), Arc::new(registry())).await.unwrap();
        s.records.define_field(&s.admin, "customer", text("x_lens_color")).await.unwrap();
        // A handle of the same node sees it at once, the other node when it looks again.
        assert!(
            Records::open(db.a.clone(), s.records.registry().clone())
                .await
                .unwrap()
                .catalog()
                .object("customer")
                .unwrap()
                .field("x_lens_color")
                .is_some()
        );
        tokio::time::sleep(std::time::Duration::from_millis(2_100)).await;
        let r = other.create(&s.admin, "customer", &map(json!({"name": "A", "x_lens_color": "green"}))).await.unwrap();
        assert_eq!(s.json("customer", r.id()).await["x_lens_color"], "green");
    });
}

#[test]
fn an_older_node_does_not_clobber_what_it_does_not_know() {
    shop(|s, db| async move {
        let mut older = Registry::new();
        let mut def = customer();
        def.fields.to_mut().retain(|f| f.name != "credit" && f.name != "average");
        for o in registry().objects().iter().filter(|o| o.name != "customer") {
            older.object(o.clone());
        }
        older.object(def);
        let node = db.second_node().await;
        let old = Records::open(node.tenant("alpha").await.unwrap(), Arc::new(older)).await.unwrap();
        let id = s.create("customer", json!({"name": "A", "credit": "5.00"})).await;
        old.patch(&s.admin, "customer", id, &map(json!({"name": "B"})), Some(1)).await.unwrap();
        let o = old.create(&s.admin, "order", &map(json!({"number": "1", "customer": id}))).await.unwrap().id();
        old.create(&s.admin, "line", &map(json!({"order": o, "amount": "8.00"}))).await.unwrap();
        let got = s.json("customer", id).await;
        assert_eq!(
            (&got["name"], &got["credit"]["amount"], &got["spend"]["amount"]),
            (&json!("B"), &json!("5.00"), &json!("8.00"))
        );
        let other = old.create(&s.admin, "customer", &map(json!({"name": "C"}))).await.unwrap().id();
        assert_eq!(s.json("customer", other).await["credit"], json!(null));
        s.patch("customer", other, json!({"credit": "1.00"})).await.unwrap();
        old.delete(&s.admin, "customer", other, None).await.unwrap();
        s.records.restore(&s.admin, "customer", other).await.unwrap();
        assert_eq!(s.json("customer", other).await["credit"]["amount"], "1.00");
    });
}

#[test]
fn a_roll_up_that_is_new_is_counted_for_old_records() {
    shop(|s, db| async move {
        let c = s.create("customer", json!({"name": "A"})).await;
        s.create("order", json!({"number": "1", "customer": c})).await;
        let all = roll_up("x_all", "order", "customer", RollUpFunction::Count, "", ResultType::Integer);
        s.records.define_field(&s.admin, "customer", all).await.unwrap();
        s.create("order", json!({"number": "2", "customer": c})).await;
        let worker = records::work::handle(store::jobs::Worker::new(db.store.clone()), s.records.registry()).start();
        for _ in 0..100 {
            if s.json("customer", c).await["x_all"] == 2 {
                worker.stop(std::time::Duration::from_secs(1)).await;
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("not counted: {}", s.json("customer", c).await["x_all"]);
    });
}
