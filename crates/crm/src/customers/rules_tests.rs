#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::testing::{NOW, create, record, refusals, update};
use model::ObjectType;
use proptest::prelude::*;

fn new(set: &[(&str, Val)]) -> Record {
    let mut r = record(Customer::DEF, &[("kind", "person".into()), ("stage", "prospect".into())]);
    for (field, val) in set {
        assert!(r.set(field, val.clone()));
    }
    r
}

fn made(set: &[(&str, Val)]) -> Record {
    create(customer, new(set)).unwrap().0
}

fn name_of(c: &Record) -> (&str, &str, &str) {
    let text = |f: &str| c.get(f).text().unwrap_or("-");
    (text("name"), text("family_name"), text("given_name"))
}

#[test]
fn name_and_parts_agree() {
    let wang = made(&[("name", "王小明".into())]);
    assert_eq!(name_of(&wang), ("王小明", "王", "小明"));
    assert_eq!((wang.get("pinyin").text(), wang.get("initials").text()), (Some("wangxiaoming"), Some("wxm")));
    let (li, _) = update(customer, &wang, &[("family_name", "李".into())]).unwrap();
    assert_eq!(name_of(&li), ("李小明", "李", "小明"));
    assert_eq!(li.get("initials").text(), Some("lxm"));
    let (anna, _) = update(customer, &li, &[("name", "Anna Schmidt".into())]).unwrap();
    assert_eq!(name_of(&anna), ("Anna Schmidt", "Schmidt", "Anna"));
    let all = made(&[("name", "Dr. Li".into()), ("family_name", "Li".into()), ("given_name", "Lei".into())]);
    assert_eq!(name_of(&all), ("Dr. Li", "Li", "Lei"), "what is given stays");
}

#[test]
fn something_stands_in_for_a_missing_name() {
    let c = made(&[("external_id", "12347".into())]);
    assert_eq!(name_of(&c), ("12347", "-", "-"));
    let (named, _) = update(customer, &c, &[("family_name", "Smith".into()), ("given_name", "Ann".into())]).unwrap();
    assert_eq!(name_of(&named).0, "Ann Smith");
    assert_eq!(name_of(&made(&[("emails", r#"["a@example.com"]"#.into())])).0, "a@example.com");
    assert_eq!(refusals(create(customer, new(&[]))), ["name required"]);
}

#[test]
fn a_company_has_one_name() {
    let c = made(&[("kind", "company".into()), ("name", "Red Lantern Ltd".into())]);
    assert_eq!(name_of(&c), ("Red Lantern Ltd", "-", "-"));
    assert_eq!(c.get("initials").text(), Some("rll"));
}

#[test]
fn a_stage_change_is_explained_and_told() {
    let c = made(&[("name", "Li Lei".into())]);
    let (lost, effects) = update(customer, &c, &[("stage", "lost".into()), ("stage_reason", "moved away".into())]).unwrap();
    let (object, row) = &effects.create[0];
    assert_eq!(object, "stage_change");
    assert_eq!(
        (row["from"].as_str(), row["to"].as_str(), row["reason"].as_str()),
        (Some("prospect"), Some("lost"), Some("moved away"))
    );
    assert_eq!(row["customer"], json!(c.id()));
    let event = &effects.events[0];
    assert_eq!((&*event.kind, event.customer, event.at), ("stage_changed", Some(c.id()), NOW));
    assert_eq!(event.props["reason"], "moved away");
    let (back, _) = update(customer, &lost, &[("stage", "old".into())]).unwrap();
    assert!(back.get("stage_reason").is_null(), "a reason belongs to one move");
}

#[test]
fn countries_are_codes() {
    assert_eq!(made(&[("name", "A".into()), ("country", "gb".into())]).get("country").text(), Some("GB"));
    assert_eq!(refusals(create(customer, new(&[("name", "A".into()), ("country", "1x".into())]))), ["country bad_country"]);
}

#[test]
fn nobody_is_related_to_themselves() {
    let pair = |a: u64, b: u64| record(Relation::DEF, &[("from", Id::event(a, 0).into()), ("to", Id::event(b, 0).into())]);
    assert!(create(relation, pair(1, 2)).is_ok());
    assert_eq!(refusals(create(relation, pair(1, 1))), ["to same"]);
    let role = record(ContactRole::DEF, &[("company", Id::NIL.into()), ("person", Id::NIL.into())]);
    assert_eq!(refusals(create(contact_role, role)), ["person same"]);
}

proptest! {
    /// Over any sequence of edits: keys follow the name, and each real move has one ledger row and one event.
    #[test]
    fn keys_and_ledger_follow(
        steps in prop::collection::vec(("[王李张][明伟芳]{1,2}|Ann Li|Bo", "prospect|new|satisfied|retained|old|lost"), 1..8)
    ) {
        let mut c = made(&[("name", "Start".into())]);
        for (i, (name, stage)) in steps.into_iter().enumerate() {
            let moves = c.get("stage").text() != Some(stage.as_str());
            let set = [("name", Val::from(name)), ("stage", stage.into()), ("stage_reason", format!("because {i}").into())];
            let (next, effects) = update(customer, &c, &set).unwrap();
            prop_assert_eq!(effects.create.len(), usize::from(moves));
            prop_assert_eq!(effects.events.len(), usize::from(moves));
            let part = |f: &str| next.get(f).text().unwrap_or_default();
            let (pinyin, initials) = names::keys(part("name"), Some((part("family_name"), part("given_name"))));
            prop_assert_eq!(next.get("pinyin").text(), Some(pinyin.as_str()));
            prop_assert_eq!(next.get("initials").text(), Some(initials.as_str()));
            c = next;
        }
    }
}
