//! Objects and fields defined at run time, beside older and other nodes.

use crate::shop::{codes, customer, field, map, object, reference, registry, roll_up, shop, text};
use model::def::{FieldKind, Labels, OnDelete, ResultType, RollUpFunction, SelectOption};
use model::{FieldDef, Id};
use records::access::{Closed, Level};
use records::{Error, FieldPatch, ObjectPatch, Records, Registry, Role};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

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
        assert_eq!(refused(formula("round(points)")).await, ["expr bad_formula"]);
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

fn formula(name: &str, expr: &'static str, result: ResultType) -> FieldDef {
    field(name, FieldKind::Formula { expr: expr.into(), result })
}

fn of_expr(expr: &str) -> FieldPatch {
    FieldPatch { expr: Some(expr.into()), ..FieldPatch::default() }
}

#[test]
fn a_formula_that_is_new_or_changed_is_computed_for_old_records() {
    shop(|s, db| async move {
        let mut ids = Vec::new();
        for i in 0..1_100 {
            ids.push(s.create("product", json!({"sku": format!("P{i:04}")})).await);
        }
        let gone = ids[3];
        s.records.delete(&s.admin, "product", gone, None).await.unwrap();
        s.records.define_field(&s.admin, "product", formula("x_mark", "sku + '!'", ResultType::Text)).await.unwrap();
        s.records.define_field(&s.admin, "product", formula("x_twice", "x_mark + x_mark", ResultType::Text)).await.unwrap();
        assert_eq!(s.json("product", ids[0]).await["x_mark"], json!(null));
        let computing = s.records.computing(&s.admin, "product").await.unwrap().unwrap();
        assert_eq!((computing.state, computing.done), ("waiting", 0));
        let version = s.json("product", ids[0]).await["version"].clone();

        // A worker that stops in between goes on where it was.
        let start = || records::work::handle(store::jobs::Worker::new(db.store.clone()), s.records.registry()).start();
        let wait = Duration::from_secs(1);
        let done = async |last: &str| {
            db.clock.advance(5);
            for tried in 0.. {
                let worker = start();
                for _ in 0..20 {
                    if s.records.computing(&s.admin, "product").await.unwrap().is_none() {
                        worker.stop(wait).await;
                        assert_eq!(s.json("product", ids[1_099]).await["x_mark"], last);
                        return;
                    }
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                worker.stop(wait).await;
                assert!(tried < 60, "{:?}", s.records.computing(&s.admin, "product").await);
            }
        };
        done("P1099!").await;
        let first = s.json("product", ids[0]).await;
        assert_eq!((&first["x_mark"], &first["x_twice"]), (&json!("P0000!"), &json!("P0000!P0000!")));
        assert_eq!(first["version"], version, "nobody edited it");

        s.records.change_field(&s.admin, "product", "x_mark", &of_expr("'<' + sku")).await.unwrap();
        s.records.change_field(&s.admin, "product", "x_mark", &of_expr("sku + '?'")).await.unwrap();
        assert_eq!(s.json("product", ids[0]).await["x_mark"], "P0000!", "not yet");
        done("P1099?").await;
        assert_eq!(s.json("product", ids[500]).await["x_twice"], "P0500?P0500?");
        s.records.restore(&s.admin, "product", gone).await.unwrap();
        assert_eq!(s.json("product", gone).await["x_mark"], "P0003?", "those in the bin too");

        // Labels alone compute nothing.
        let words = FieldPatch { help: Some(Labels { en: "Mark".into(), ..Labels::default() }), ..FieldPatch::default() };
        s.records.change_field(&s.admin, "product", "x_mark", &words).await.unwrap();
        assert!(s.records.computing(&s.admin, "product").await.unwrap().is_none());
        let refused = async |field: &str, expr: &str| {
            codes(s.records.change_field(&s.admin, "product", field, &of_expr(expr)).await.unwrap_err())
        };
        assert_eq!(refused("x_mark", "x_twice").await, ["x_mark bad_formula"]);
        assert_eq!(refused("sku", "1").await, ["expr not_possible"]);
    });
}

#[test]
fn a_computed_formula_goes_on_to_roll_ups() {
    shop(|s, db| async move {
        let c = s.create("customer", json!({"name": "A", "points": null})).await;
        let o = s.create("order", json!({"number": "1", "customer": c})).await;
        s.create("line", json!({"order": o, "amount": "8.00"})).await;
        let fee = formula("x_fee", "total * 0.5", ResultType::Money);
        s.records.define_field(&s.admin, "order", fee).await.unwrap();
        let fees = roll_up("x_fees", "order", "customer", RollUpFunction::Sum, "x_fee", ResultType::Money);
        s.records.define_field(&s.admin, "customer", fees).await.unwrap();
        db.clock.advance(5);
        let worker = records::work::handle(store::jobs::Worker::new(db.store.clone()), s.records.registry()).start();
        for _ in 0..1_200 {
            if s.json("customer", c).await["x_fees"]["amount"] == "4.00" {
                worker.stop(Duration::from_secs(1)).await;
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("not gathered: {}", s.json("customer", c).await["x_fees"]);
    });
}

#[test]
fn a_formula_is_tried_while_it_is_written() {
    shop(|s, db| async move {
        for i in 0..12 {
            let credit = (i % 2 == 0).then(|| format!("{i}.00"));
            s.create("customer", json!({"name": format!("C{i}"), "credit": credit})).await;
            // Ids of one instant have no order.
            db.clock.advance(1);
        }
        s.records.define_field(&s.admin, "customer", formula("x_double", "credit * 2", ResultType::Money)).await.unwrap();
        let draft = |expr: &str, result, field: Option<&str>| records::FormulaDraft {
            expr: expr.into(),
            result,
            field: field.map(Into::into),
        };
        let tried = async |access: &records::Access, draft| s.records.try_formula(access, "customer", &draft).await.unwrap();
        let told = tried(&s.admin, draft("credit * 1.5", Some(ResultType::Money), None)).await;
        assert_eq!((told.reads.as_slice(), told.fault, told.samples.len()), (&["credit".to_owned()][..], None, 10));
        let [newest, next] = &told.samples[..2] else { panic!() };
        assert_eq!((&newest.title, &newest.inputs["credit"], newest.why), (&json!("C11"), &json!(null), Some("empty")));
        assert_eq!((&next.inputs["credit"]["amount"], &next.value["amount"]), (&json!("10.00"), &json!("15.00")));
        let told = tried(&s.admin, draft("name", Some(ResultType::Money), None)).await;
        assert_eq!((&told.samples[0].value, told.samples[0].why), (&json!(null), Some("type")));
        // One that is there keeps its result, and may not read itself.
        let told = tried(&s.admin, draft("credit + 1", None, Some("x_double"))).await;
        assert_eq!(told.samples[1].value["amount"], "11.00");
        for (expr, code) in [
            ("x_double + 1", "circular"),
            ("nowhere", "unknown_field"),
            ("1 +", "unreadable"),
            ("round(credit)", "unknown_function"),
        ] {
            let told = tried(&s.admin, draft(expr, None, Some("x_double"))).await;
            assert_eq!((told.fault.map(|f| f.code), told.samples.len()), (Some(code), 0), "{expr}");
        }
        assert_eq!(s.records.catalog().object("customer").unwrap().field("x__"), None);
        let e = s.records.try_formula(&s.admin, "customer", &draft("1", None, Some("name"))).await.unwrap_err();
        assert_eq!(codes(e), ["field unknown_field"]);
        // Who defines objects and may not see a field gets no samples of it.
        let mut hidden = Closed::default();
        hidden.close("customer", "credit", Level::Hidden);
        let closed = records::Access { closed: Arc::new(hidden), ..s.admin.clone() };
        let told = tried(&closed, draft("credit * 2", Some(ResultType::Money), None)).await;
        assert_eq!((told.closed.as_slice(), told.samples.len()), (&["credit".to_owned()][..], 0));
        let member = records::Access::person("alpha", Id::at(2), "Bo", Role::member());
        assert!(matches!(
            s.records.try_formula(&member, "customer", &draft("1", None, None)).await,
            Err(Error::Forbidden { .. })
        ));
    });
}
