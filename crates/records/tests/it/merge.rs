//! Merging and taking back.

use crate::shop::{Shop, codes, field, object, reference, registry, shop_of, text};
use model::def::{FieldKind, OnDelete, UniqueKey};
use model::object::col;
use model::{FieldDef, Id, Val};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, SeedableRng};
use records::merge::{Merge, Merged, Strategy};
use records::{Access, Error, Registry, Role};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use testkit::TestDb;

/// The shop, with relations between customers and groups of them.
fn related() -> Registry {
    let mut r = registry();
    let mut relation = object(
        "relation",
        vec![reference("from", "customer", OnDelete::Cascade), reference("to", "customer", OnDelete::Cascade), text("note")],
    );
    relation.unique = vec![UniqueKey { name: "pair".into(), fields: vec!["from".into(), "to".into()].into() }].into();
    r.object(relation);
    let members = FieldDef { multi: true, ..reference("members", "customer", OnDelete::Clear) };
    r.object(object("circle", vec![text("name"), members]));
    let entry = object("note", vec![reference("customer", "customer", OnDelete::Cascade), field("text", FieldKind::LongText)]);
    r.object(entry);
    crate::identity::identified(&mut r);
    r
}

async fn merge(s: &Shop, survivor: Id, others: &[Id]) -> Merged {
    let merge = Merge { others: others.to_vec(), ..Merge::default() };
    s.records.merge(&s.admin, "customer", survivor, &merge).await.unwrap()
}

/// Everything that people see and everything that records are found by, without the counters of changes.
async fn everything(s: &Shop, db: &TestDb) -> BTreeMap<String, Vec<Vec<String>>> {
    let catalog = s.records.catalog();
    let mut all = BTreeMap::new();
    for name in ["customer", "order", "relation", "circle", "note", "identifier"] {
        let object = catalog.object(name).unwrap();
        let own = [col::VERSION, col::REV, col::UPDATED_AT, col::UPDATED_BY];
        let columns: Vec<String> =
            (0..object.columns.len()).filter(|c| !own.contains(c)).map(|c| format!("\"{}\"", object.columns[c].name)).collect();
        let sql = format!("select {} from @{name} order by id", columns.join(", "));
        all.insert(name.to_owned(), rows(db, &sql).await);
    }
    all.insert("value".into(), rows(db, "select object, field, record_id, pos, v from @value order by 1, 2, 3, 4").await);
    all.insert("alias".into(), rows(db, "select id, root from @alias order by 1").await);
    let pairs = "select m.record_id, o.record_id from @duplicate_group g join @duplicate_member m on m.group_id = g.id \
        join @duplicate_member o on o.group_id = g.id and o.record_id > m.record_id where g.state = 'open' order by 1, 2";
    all.insert("match".into(), rows(db, pairs).await);
    all.insert("alias_key".into(), rows(db, "select object, col, v, id from @alias_key order by 1, 2, 3").await);
    all
}

async fn rows(db: &TestDb, sql: &str) -> Vec<Vec<String>> {
    let told = |v: &Val| match v.text().and_then(|t| serde_json::from_str::<Value>(t).ok()) {
        Some(json) => json.to_string(),
        None => format!("{v:?}"),
    };
    db.a.get(sql, &[]).await.unwrap().into_iter().map(|r| r.into_vals().iter().map(told).collect()).collect()
}

/// Some customers with all that may hang on them.
async fn people(s: &Shop, n: usize) -> Vec<Id> {
    let mut ids = Vec::new();
    for i in 0..n {
        let mut input = json!({"name": format!("Person {i}"), "tags": ["all", format!("t{i}")]});
        if i % 2 == 1 {
            input["email"] = json!(format!("p{i}@example.com"));
            input["phones"] = json!([format!("+86138000000{i:02}"), "+8613899999999"]);
        }
        if i % 3 == 2 {
            input["credit"] = json!({"amount": format!("{i}.00"), "currency": "GBP"});
            input["notes"] = json!({"b": i, "a": [1, 2]});
        }
        let id = s.create("customer", input).await;
        let order = s.create("order", json!({"number": format!("n{i}"), "customer": id, "shop": format!("s{i}")})).await;
        s.create("line", json!({"order": order, "amount": format!("{}.50", i + 1)})).await;
        s.create("note", json!({"customer": id, "text": format!("note {i}")})).await;
        for (kind, value) in [("card", format!("card {i}")), ("cookie", format!("c{}", i / 3))] {
            s.create("identifier", json!({"customer": id, "kind": kind, "value": value})).await;
        }
        ids.push(id);
    }
    for (i, id) in ids.iter().enumerate() {
        for other in ids.iter().skip(i + 1) {
            s.create("relation", json!({"from": id, "to": other})).await;
        }
    }
    s.create("circle", json!({"name": "half", "members": ids[..n / 2 + 1]})).await;
    s.create("circle", json!({"name": "last", "members": [ids[n - 1]]})).await;
    ids
}

#[test]
fn one_record_stays_and_has_it_all() {
    shop_of(related, |s, db| async move {
        let ids = people(&s, 3).await;
        let (a, b, c) = (ids[0], ids[1], ids[2]);
        let told = merge(&s, a, &[b, c]).await;
        assert_eq!(told.merges.len(), 2);
        assert_eq!(told.moved["order"], 2);
        assert_eq!(told.moved["note"], 2);
        assert_eq!(told.fields["email"], Some(b));
        assert_eq!(told.fields["credit"], Some(c));
        let got = s.json("customer", a).await;
        assert_eq!((&got["name"], &got["email"]), (&json!("Person 0"), &json!("p1@example.com")));
        assert_eq!(got["tags"], json!(["all", "t0", "t1", "t2"]));
        assert_eq!(got["phones"].as_array().unwrap().len(), 2);
        assert_eq!((&got["orders"], &got["spend"]["amount"]), (&json!(3), &json!("7.50")));
        // Relations among the three are gone, the old ids lead to the survivor.
        assert_eq!(rows(&db, "select id from @relation where deleted_at is null").await.len(), 0);
        for id in [b, c] {
            assert_eq!(s.records.get(&s.admin, "customer", id).await.unwrap().id(), a);
        }
        // So do the unique keys of those that went, and references that come by an old id.
        let by = s.records.get_by(&s.admin, "customer", "email", &json!("P1@example.com")).await.unwrap();
        assert_eq!(by.id(), a);
        let note = s.create("note", json!({"customer": c, "text": "late"})).await;
        assert_eq!(s.json("note", note).await["customer"], json!(a));
        let circle = s.create("circle", json!({"name": "new", "members": [b, c]})).await;
        assert_eq!(s.json("circle", circle).await["members"], json!([a]));
        // Nobody restores one side by itself.
        assert!(matches!(s.records.restore(&s.admin, "customer", b).await, Err(Error::BadRequest(_))));
        assert_eq!(s.records.merges(&s.admin, "customer", b).await.unwrap().len(), 2);
    });
}

#[test]
fn any_order_of_merges_and_undoing_ends_where_it_began() {
    shop_of(related, |s, db| async move {
        let ids = people(&s, 6).await;
        let before = everything(&s, &db).await;
        for seed in 0..16 {
            let mut rng = StdRng::seed_from_u64(seed);
            let mut standing = ids.clone();
            let mut done = Vec::new();
            for _ in 0..rng.random_range(1..=4) {
                standing.shuffle(&mut rng);
                let gone = standing.pop().unwrap();
                let survivor = *standing.choose(&mut rng).unwrap();
                done.extend(merge(&s, survivor, &[gone]).await.merges);
            }
            done.shuffle(&mut rng);
            for id in done {
                let preview = s.records.preview_unmerge(&s.admin, "customer", id).await.unwrap();
                assert_eq!(s.records.unmerge(&s.admin, "customer", id).await.unwrap(), preview);
            }
            let after = everything(&s, &db).await;
            for (name, rows) in &before {
                assert_eq!(rows, &after[name], "{name}, seed {seed}");
            }
        }
    });
}

#[test]
fn what_was_written_since_stays() {
    shop_of(related, |s, _| async move {
        let ids = people(&s, 2).await;
        let (a, b) = (ids[0], ids[1]);
        let told = merge(&s, a, &[b]).await;
        s.patch("customer", a, json!({"email": "new@example.com", "tags": ["all", "t0", "t1", "later"]})).await.unwrap();
        let late = s.create("order", json!({"number": "late", "customer": a})).await;
        let c = s.create("customer", json!({"name": "C"})).await;
        let moved = s.records.get_by(&s.admin, "order", "number", &json!("n1")).await.unwrap().id();
        s.patch("order", moved, json!({"customer": c})).await.unwrap();
        let back = s.records.unmerge(&s.admin, "customer", told.merges[0]).await.unwrap();
        assert_eq!(back.kept, ["email"]);
        assert_eq!(back.stayed["order"], 1);
        let (a, b) = (s.json("customer", a).await, s.json("customer", b).await);
        assert_eq!((&a["email"], &a["tags"]), (&json!("new@example.com"), &json!(["all", "t0", "later"])));
        assert_eq!((&b["email"], &b["tags"]), (&json!("p1@example.com"), &json!(["all", "t1"])));
        assert_eq!(s.json("order", late).await["customer"], a["id"]);
        assert_eq!(s.json("order", moved).await["customer"], json!(c));
        assert_eq!((&a["orders"], &b["orders"]), (&json!(2), &json!(0)));
        assert!(matches!(s.records.unmerge(&s.admin, "customer", told.merges[0]).await, Err(Error::BadRequest(_))));
    });
}

#[test]
fn a_taken_key_is_told_and_nothing_is_written() {
    shop_of(related, |s, db| async move {
        let ids = people(&s, 2).await;
        let (a, b) = (ids[0], ids[1]);
        let told = merge(&s, a, &[b]).await;
        s.patch("customer", a, json!({"email": "new@example.com"})).await.unwrap();
        s.create("customer", json!({"name": "Other", "email": "p1@example.com"})).await;
        let before = everything(&s, &db).await;
        let refused = s.records.unmerge(&s.admin, "customer", told.merges[0]).await.unwrap_err();
        assert_eq!(codes(refused), ["email not_unique"]);
        assert_eq!(everything(&s, &db).await, before);
    });
}

#[test]
fn values_are_chosen() {
    shop_of(related, |s, db| async move {
        let a = s.create("customer", json!({"name": "A", "stage": "old", "tags": ["x"]})).await;
        let b = s.create("customer", json!({"name": "B", "stage": "old", "tags": ["y"]})).await;
        let c = s.create("customer", json!({"name": "C", "stage": "new"})).await;
        let before = everything(&s, &db).await;
        let choose = |pairs: &[(&str, Id)]| pairs.iter().map(|(f, id)| ((*f).to_owned(), *id)).collect();
        let by_hand = Merge { others: vec![b, c], choose: choose(&[("name", b), ("tags", b)]), strategy: Strategy::Frequent };
        let seen = s.records.preview_merge(&s.admin, "customer", c, &Merge { others: vec![a, b], ..by_hand.clone() }).await;
        assert_eq!(seen.unwrap().fields["stage"], Some(a), "two of three are old");
        assert_eq!(everything(&s, &db).await, before, "a preview writes nothing");
        s.records.merge(&s.admin, "customer", a, &by_hand).await.unwrap();
        let got = s.json("customer", a).await;
        assert_eq!((&got["name"], &got["tags"], &got["stage"]), (&json!("B"), &json!(["y"]), &json!("old")));
    });
}

#[test]
fn what_makes_no_sense_is_refused() {
    shop_of(related, |s, db| async move {
        let ids = people(&s, 3).await;
        let (a, b, c) = (ids[0], ids[1], ids[2]);
        let order = s.records.get_by(&s.admin, "order", "number", &json!("n1")).await.unwrap().id();
        let told = merge(&s, a, &[b]).await;
        let before = everything(&s, &db).await;
        let with = |others: &[Id]| Merge { others: others.to_vec(), ..Merge::default() };
        let mut wrong = with(&[c]);
        wrong.choose = [("orders".to_owned(), c)].into();
        let mut stranger = with(&[c]);
        stranger.choose = [("name".to_owned(), b)].into();
        let cases = [
            ("customer", a, with(&[])),
            ("customer", a, with(&[a])),
            ("customer", a, with(&[c, c])),
            ("customer", a, with(&[b])),
            ("customer", b, with(&[c])),
            ("customer", a, with(&[Id::at(5)])),
            ("customer", a, with(&[order])),
            ("order", order, with(&[a])),
            ("nothing", a, with(&[b])),
            ("customer", a, wrong),
            ("customer", a, stranger),
        ];
        for (object, survivor, merge) in cases {
            let refused = s.records.merge(&s.admin, object, survivor, &merge).await.unwrap_err();
            assert!(matches!(refused, Error::BadRequest(_) | Error::NotFound { .. }), "{merge:?}: {refused}");
        }
        assert_eq!(everything(&s, &db).await, before);
        let visitor = Access::person("alpha", Id::at(9), "Bob", Role::member());
        let refused = s.records.merge(&visitor, "customer", a, &with(&[c])).await;
        assert!(refused.is_ok(), "members merge: {refused:?}");
        let stranger = Access::person("beta", Id::at(1), "Eve", Role::administrator());
        assert!(matches!(s.records.merge(&stranger, "customer", a, &with(&[c])).await, Err(Error::Forbidden { .. })));
        assert!(matches!(s.records.unmerge(&stranger, "customer", told.merges[0]).await, Err(Error::Forbidden { .. })));
        // Two at once: one of them is told.
        let ids = [s.create("customer", json!({"name": "X"})).await, s.create("customer", json!({"name": "Y"})).await];
        let (one, other) = (with(&ids[1..]), with(&ids[..1]));
        let (x, y) = tokio::join!(
            s.records.merge(&s.admin, "customer", ids[0], &one),
            s.records.merge(&s.admin, "customer", ids[1], &other)
        );
        assert!(x.is_ok() != y.is_ok(), "{x:?} {y:?}");
    });
}
