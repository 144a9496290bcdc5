//! Identifiers: what they lead to, what two records with the same one mean, who may see that.

use crate::shop::{Shop, codes, field, map, object, reference, registry, select, shop_of, text};
use model::def::{FieldKind, OnDelete, UniqueKey};
use model::{FieldDef, Id, ObjectDef};
use records::access::{Closed, Grant, Level, Scope};
use records::duplicates::{Decision, Group, GroupQuery, GroupState};
use records::identity::{Identity, Known, NewIdentifier};
use records::merge::Merge;
use records::{Access, Change, Effects, Error, Grants, Registry, Role};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;
use testkit::TestDb;

/// The shop, whose customers are known by e-mail, phones, and whatever else there is.
pub fn known() -> Registry {
    let mut r = registry();
    identified(&mut r);
    r
}

/// Adds identifiers to a shop.
pub fn identified(r: &mut Registry) {
    let key = FieldDef { hidden: true, by: vec!["engine".into()].into(), ..text("key") };
    let of = FieldDef { required: true, ..reference("customer", "customer", OnDelete::Cascade) };
    let kind = select("kind", &["wechat_openid", "cookie", "card", "plate"]);
    let fields = vec![text("value"), of, kind, key, text("source"), field("last_seen_at", FieldKind::DateTime)];
    let unique = UniqueKey { name: "one".into(), fields: vec!["customer".into(), "kind".into(), "key".into()].into() };
    let indexes = vec![vec!["key".into()].into()];
    r.object(ObjectDef { unique: vec![unique].into(), indexes: indexes.into(), ..object("identifier", fields) });
    r.rule("identifier", normalised);
    let fields = &[("email", "email"), ("phone", "phones")];
    r.identity(Identity { object: "customer", fields, more: "identifier", via: "customer" });
}

fn normalised(change: &mut Change<'_>) -> Result<Effects, Vec<model::FieldError>> {
    let Some(after) = change.after.as_deref_mut() else { return Ok(Effects::default()) };
    let of = |name: &str| after.get(name).text().unwrap_or_default().to_owned();
    let key = model::identifier::key(&of("kind"), &of("value")).map_err(|r| vec![r.at("value")])?;
    after.set("key", key);
    Ok(Effects::default())
}

fn one(kind: &str, value: &str) -> NewIdentifier {
    NewIdentifier { kind: kind.into(), value: value.into(), source: None }
}

async fn add(s: &Shop, id: Id, kind: &str, value: &str) -> Known {
    s.records.add_identifier(&s.admin, "customer", id, &one(kind, value)).await.unwrap();
    s.records.identifiers(&s.admin, "customer", id).await.unwrap()
}

async fn who(s: &Shop, kind: &str, value: &str) -> BTreeSet<Id> {
    s.records.resolve(&s.admin, "customer", kind, value).await.unwrap().records.iter().map(|r| r.id()).collect()
}

async fn groups(s: &Shop, state: GroupState) -> Vec<Group> {
    let query = GroupQuery { object: "customer".into(), state, limit: 100, ..GroupQuery::default() };
    s.records.duplicate_groups(&s.admin, &query).await.unwrap().items
}

/// Pairs that wait for a decision, by names, with the kinds that both have.
async fn matches(s: &Shop) -> BTreeSet<String> {
    let told = |g: &Group| {
        let mut names: Vec<&str> = g.records.iter().map(|r| r.get("name").text().unwrap()).collect();
        names.sort_unstable();
        format!("{} {}", names.join(" "), g.reasons[0].identifiers.join(" "))
    };
    groups(s, GroupState::Open).await.iter().map(told).collect()
}

fn expected(all: &[&str]) -> BTreeSet<String> {
    all.iter().map(|m| (*m).to_owned()).collect()
}

async fn people<const N: usize>(s: &Shop, names: [&str; N]) -> [Id; N] {
    let mut ids = [Id::NIL; N];
    for (id, name) in ids.iter_mut().zip(names) {
        *id = s.create("customer", json!({"name": name})).await;
    }
    ids
}

#[test]
fn any_number_of_identifiers_lead_to_one() {
    shop_of(known, |s, _| async move {
        let [a, b] = people(&s, ["A", "B"]).await;
        for (kind, value, also) in [
            ("email", "Ann@Example.com", "ann@example.com"),
            ("phone", "138 1234 5678", "+8613812345678"),
            ("phone", "+447400123456", "+44 7400 123456"),
            ("wechat_openid", "oAbC_9", " oAbC_9\u{feff}"),
            ("card", "0012-345", "００１２ 345"),
            ("plate", "京A·12345", "京а\u{200b}12345"),
        ] {
            add(&s, a, kind, value).await;
            assert_eq!(who(&s, kind, also).await, BTreeSet::from([a]), "{kind} {also}");
        }
        let all = s.records.identifiers(&s.admin, "customer", a).await.unwrap();
        assert_eq!(all.items.len(), 6);
        assert!(all.matches.is_empty() && all.hidden.is_empty());
        // The same again was seen again.
        add(&s, a, "card", "0012 345").await;
        assert_eq!(s.records.identifiers(&s.admin, "customer", a).await.unwrap().items.len(), 6);
        assert_eq!(who(&s, "wechat_openid", "oabc_9").await, BTreeSet::from([]), "what programs tell apart is two");
        // Of what was merged, what it became.
        s.records.merge(&s.admin, "customer", b, &Merge { others: vec![a], ..Merge::default() }).await.unwrap();
        for (kind, value) in [("email", "ann@example.com"), ("phone", "+447400123456"), ("plate", "京A12345")] {
            assert_eq!(who(&s, kind, value).await, BTreeSet::from([b]), "{kind}");
        }
        s.records.remove_identifier(&s.admin, "customer", b, &one("plate", "京A12345")).await.unwrap();
        s.records.remove_identifier(&s.admin, "customer", b, &one("phone", "+447400123456")).await.unwrap();
        assert_eq!(who(&s, "plate", "京A12345").await, BTreeSet::from([]));
        let gone = s.records.remove_identifier(&s.admin, "customer", b, &one("plate", "京A12345")).await;
        assert!(matches!(gone, Err(Error::NotFound { .. })), "{gone:?}");
    });
}

#[test]
fn what_is_none_is_refused() {
    shop_of(known, |s, _| async move {
        let [a] = people(&s, ["A"]).await;
        let long = "9".repeat(10_000);
        for (kind, value, code) in [
            ("card", long.as_str(), "value too_long"),
            ("phone", long.as_str(), "value bad_phone"),
            ("email", long.as_str(), "value bad_email"),
            ("email", "ann@exa\u{200b}mple.com", "value bad_email"),
            ("wechat_openid", "oАbc", "value bad_identifier"),
            ("cookie", "\u{200b}", "value bad_identifier"),
            ("plate", "·", "value bad_identifier"),
            ("shoe", "42", "kind unknown_option"),
            ("", "42", "kind unknown_option"),
        ] {
            let refused = s.records.add_identifier(&s.admin, "customer", a, &one(kind, value)).await.unwrap_err();
            assert_eq!(codes(refused), [code], "{kind} {value:.20}");
            let refused = s.records.resolve(&s.admin, "customer", kind, value).await.unwrap_err();
            assert_eq!(codes(refused), [code], "{kind} {value:.20}");
        }
        // A Latin and a Cyrillic mailbox are two: nobody passes for somebody else.
        add(&s, a, "email", "ann@example.com").await;
        assert_eq!(who(&s, "email", "аnn@example.com").await, BTreeSet::from([]));
        let second = s.records.add_identifier(&s.admin, "customer", a, &one("email", "other@example.com")).await;
        assert_eq!(codes(second.unwrap_err()), ["value taken"]);
        assert!(matches!(s.records.identifiers(&s.admin, "order", a).await, Err(Error::NotFound { .. })));
        let refused = s.records.resolve(&s.admin, "order", "card", "1").await;
        assert!(matches!(refused, Err(Error::BadRequest(_))), "{refused:?}");
    });
}

#[test]
fn what_two_have_is_a_match_and_moves_nothing() {
    shop_of(known, |s, _| async move {
        let [a, b, c] = people(&s, ["A", "B", "C"]).await;
        add(&s, a, "card", "77").await;
        let told = add(&s, b, "card", "7-7").await;
        assert_eq!((told.items.len(), told.matches.len()), (1, 1));
        assert_eq!((told.matches[0].record, told.matches[0].name.as_deref()), (a, Some("A")));
        assert_eq!(who(&s, "card", "77").await, BTreeSet::from([a, b]), "both keep it");
        assert_eq!(matches(&s).await, expected(&["A B card"]));
        assert_eq!(told.matches[0].group, Some(groups(&s, GroupState::Open).await[0].id));
        // The same by other ways: a field, a record written by hand, an edit of it.
        s.patch("customer", c, json!({"phones": ["+8613812345678"]})).await.unwrap();
        s.patch("customer", a, json!({"phones": ["+8613812345678"]})).await.unwrap();
        assert_eq!(matches(&s).await, expected(&["A B card", "A C phone"]));
        let hand = s.create("identifier", json!({"customer": c, "kind": "card", "value": "78"})).await;
        assert_eq!(matches(&s).await.len(), 2);
        s.patch("identifier", hand, json!({"value": "77"})).await.unwrap();
        assert_eq!(matches(&s).await, expected(&["A B card", "A C card phone", "B C card"]));
        // Who has it no more is no match any more.
        s.patch("identifier", hand, json!({"value": "78"})).await.unwrap();
        s.patch("customer", c, json!({"phones": null})).await.unwrap();
        assert_eq!(matches(&s).await, expected(&["A B card"]));
        // Deleted ones are not shown, restored ones are.
        s.records.delete(&s.admin, "customer", b, None).await.unwrap();
        assert_eq!(matches(&s).await.len(), 0);
        assert_eq!(who(&s, "card", "77").await, BTreeSet::from([a]));
        s.records.restore(&s.admin, "customer", b).await.unwrap();
        assert_eq!(matches(&s).await, expected(&["A B card"]));
        // What is not the same stays so, whatever else they share, until that is taken back.
        let group = groups(&s, GroupState::Open).await.remove(0).id;
        s.records.decide_duplicates(&s.admin, "customer", group, &Decision::Apart).await.unwrap();
        add(&s, a, "cookie", "x").await;
        add(&s, b, "cookie", "x").await;
        assert_eq!(matches(&s).await.len(), 0);
        s.records.decide_duplicates(&s.admin, "customer", group, &Decision::Undo).await.unwrap();
        assert_eq!(matches(&s).await.len(), 1);
        s.records.decide_duplicates(&s.admin, "customer", group, &Decision::Merge(Default::default())).await.unwrap();
        assert_eq!(matches(&s).await.len(), 0);
        assert_eq!(groups(&s, GroupState::Merged).await.len(), 1);
    });
}

#[test]
fn a_match_follows_merges() {
    shop_of(known, |s, _| async move {
        let [a, b, c] = people(&s, ["A", "B", "C"]).await;
        add(&s, a, "card", "77").await;
        add(&s, c, "card", "77").await;
        assert_eq!(matches(&s).await, expected(&["A C card"]));
        let merge = Merge { others: vec![a], ..Merge::default() };
        let told = s.records.merge(&s.admin, "customer", b, &merge).await.unwrap();
        assert_eq!(told.moved["identifier"], 1);
        assert_eq!(matches(&s).await, expected(&["B C card"]));
        s.records.unmerge(&s.admin, "customer", told.merges[0]).await.unwrap();
        assert_eq!(matches(&s).await, expected(&["A C card"]));
        assert_eq!(who(&s, "card", "77").await, BTreeSet::from([a, c]));
    });
}

#[test]
fn what_is_shared_identifies_nobody() {
    shop_of(known, |s, db| async move {
        let [a, b, c] = people(&s, ["A", "B", "C"]).await;
        for id in [a, b] {
            add(&s, id, "phone", "+8613812345678").await;
            add(&s, id, "card", "5").await;
        }
        let share = async |kind: &str, value: &str, shared: bool| {
            s.records.share_identifier(&s.admin, "customer", kind, value, shared).await.unwrap();
        };
        share("phone", "138 1234 5678", true).await;
        assert_eq!(matches(&s).await.len(), 1, "the card is still one");
        share("card", "5", true).await;
        assert_eq!(matches(&s).await.len(), 0);
        let found = s.records.resolve(&s.admin, "customer", "phone", "+8613812345678").await.unwrap();
        assert_eq!((found.shared, found.records.len()), (true, 2), "it finds all who have it");
        let told = add(&s, c, "phone", "+8613812345678").await;
        assert!(told.items[0].shared && told.items[0].shared_by == s.admin.actor.user, "{told:?}");
        assert!(told.matches.is_empty());
        assert_eq!(matches(&s).await.len(), 0);
        // It proves nothing of a record on its way in.
        let input = map(json!({"name": "A", "phones": ["+8613812345678"]}));
        assert_eq!(s.records.similar(&s.admin, "customer", &input, None).await.unwrap().len(), 0);
        share("phone", "+8613812345678", false).await;
        assert_eq!(matches(&s).await, expected(&["A B phone", "A C phone", "B C phone"]));
        assert!(!s.records.similar(&s.admin, "customer", &input, None).await.unwrap().is_empty());
        let nobody = s.records.share_identifier(&s.admin, "customer", "card", "6", true).await;
        assert!(matches!(nobody, Err(Error::NotFound { .. })), "{nobody:?}");
        // Erasure forgets the mark when nobody else has it.
        let marks = async || db.a.get("select 1 from @identity_shared", &[]).await.unwrap().len();
        for (id, left) in [(a, 1), (b, 0)] {
            let erase = s.records.write(&s.admin, s.admin.by(), |w| {
                Box::pin(async move {
                    records::identity::erase(w, "customer", id).await?;
                    w.delete("customer", id, None).await
                })
            });
            erase.await.unwrap();
            assert_eq!(marks().await, left);
        }
    });
}

#[test]
fn more_than_a_crowd_is_no_match_for_all() {
    shop_of(known, |s, db| async move {
        for n in 0..30 {
            s.create("customer", json!({"name": format!("N{n}"), "phones": ["+8613800000000"]})).await;
        }
        let pairs = db.a.get("select 1 from @duplicate_group", &[]).await.unwrap().len();
        assert!(pairs <= 30 * 20, "{pairs} pairs of 30 who have a phone");
        assert_eq!(who(&s, "phone", "+8613800000000").await.len(), 30);
    });
}

/// Somebody who sees their own customers, and fields as `close` says.
fn limited(user: Id, close: &[(&str, &str, Level)]) -> Access {
    let usual = Grant { read: Scope::Own, update: Scope::Own, create: true, ..Grant::default() };
    let grants = Grants { usual, ..Grants::default() };
    let role = Role::new("seller", grants);
    let mut closed = Closed::default();
    close.iter().for_each(|(object, field, level)| closed.close(object, field, *level));
    Access { closed: Arc::new(closed), ..Access::person("alpha", user, "Eve", role) }
}

#[test]
fn nobody_learns_of_whom_they_do_not_see() {
    shop_of(known, |s, _| async move {
        let eve = Id::at(77);
        let other = s.create("customer", json!({"name": "Other", "phones": ["+8613812345678"]})).await;
        add(&s, other, "card", "5").await;
        let own = s.create("customer", json!({"name": "Own", "owner": eve})).await;
        let seller = limited(eve, &[]);
        for (kind, value) in [("phone", "+8613812345678"), ("card", "5")] {
            s.records.add_identifier(&seller, "customer", own, &one(kind, value)).await.unwrap();
        }
        let told = s.records.identifiers(&seller, "customer", own).await.unwrap();
        assert_eq!((told.items.len(), told.matches.len()), (2, 0));
        assert_eq!(told.hidden.iter().map(String::as_str).collect::<Vec<_>>(), ["card", "phone"]);
        assert_eq!(matches(&s).await, expected(&["Other Own card phone"]), "those who see both review it");
        let found = s.records.resolve(&seller, "customer", "card", "5").await.unwrap();
        assert_eq!(found.records.iter().map(|r| r.id()).collect::<Vec<_>>(), [own]);
        for id in [other, Id::at(5)] {
            let refused = s.records.add_identifier(&seller, "customer", id, &one("card", "9")).await;
            assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
            assert!(matches!(s.records.identifiers(&seller, "customer", id).await, Err(Error::NotFound { .. })));
        }
        add(&s, other, "cookie", "seen").await;
        let refused = s.records.share_identifier(&seller, "customer", "cookie", "seen", true).await;
        assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
        let unseen = s.records.resolve(&seller, "customer", "cookie", "seen").await.unwrap();
        assert!(unseen.records.is_empty() && !unseen.shared);
    });
}

#[test]
fn closed_fields_are_closed_here_too() {
    shop_of(known, |s, _| async move {
        let id = s.create("customer", json!({"name": "A", "phones": ["+8613812345678"]})).await;
        let twin = s.create("customer", json!({"name": "B", "phones": ["+8613812345678"]})).await;
        for who in [id, twin] {
            add(&s, who, "card", "5").await;
        }
        let admin = |level: Level| {
            let mut closed = Closed::default();
            closed.close("customer", "phones", level);
            closed.close("identifier", "value", level);
            Access { closed: Arc::new(closed), ..s.admin.clone() }
        };
        let blind = admin(Level::Hidden);
        let told = s.records.identifiers(&blind, "customer", id).await.unwrap();
        assert!(told.items.is_empty() && told.matches.is_empty() && told.hidden.is_empty(), "{told:?}");
        for (kind, value) in [("phone", "+8613812345678"), ("card", "5")] {
            let refused = s.records.resolve(&blind, "customer", kind, value).await;
            assert!(matches!(refused, Err(Error::Forbidden { .. })), "{kind}");
            let refused = s.records.add_identifier(&blind, "customer", id, &one(kind, value)).await;
            assert!(matches!(refused, Err(Error::Forbidden { .. })), "{kind}");
            let refused = s.records.remove_identifier(&blind, "customer", id, &one(kind, value)).await;
            assert!(matches!(refused, Err(Error::Forbidden { .. })), "{kind}");
            let refused = s.records.share_identifier(&blind, "customer", kind, value, true).await;
            assert!(matches!(refused, Err(Error::Forbidden { .. })), "{kind}");
        }
        assert!(s.records.known_as(&blind, "customer", "5").await.unwrap().is_empty());
        let query = GroupQuery { object: "customer".into(), ..GroupQuery::default() };
        let reasons = s.records.duplicate_groups(&blind, &query).await.unwrap().items.remove(0).reasons.remove(0);
        assert!(reasons.identifiers.is_empty() && reasons.fields.is_empty(), "{reasons:?}");
        let part = s.records.identifiers(&admin(Level::Masked), "customer", id).await.unwrap();
        let shown: Vec<&str> = part.items.iter().map(|i| i.value.as_str()).collect();
        assert_eq!(shown, ["+86138****5678", "5**"]);
        assert!(part.matches.is_empty());
    });
}

#[test]
fn each_says_where_it_comes_from() {
    shop_of(known, |s, _| async move {
        let [a] = people(&s, ["A"]).await;
        add(&s, a, "phone", "+8613812345678").await;
        let till = NewIdentifier { source: Some("till 3".into()), ..one("card", "5") };
        s.records.add_identifier(&s.admin, "customer", a, &till).await.unwrap();
        let told = s.records.identifiers(&s.admin, "customer", a).await.unwrap();
        let card = told.items.iter().find(|i| i.kind == "card").unwrap();
        assert_eq!((card.source.as_deref(), card.origin.kind.as_str()), (Some("till 3"), "person"));
        assert!(card.last_seen_at.is_some());
        let phone = told.items.iter().find(|i| i.kind == "phone").unwrap();
        assert_eq!((phone.origin.kind.as_str(), phone.origin.user), ("person", s.admin.actor.user));
    });
}

async fn pairs(db: &TestDb) -> usize {
    db.a.get("select 1 from @duplicate_group where origin = 'identity'", &[]).await.unwrap().len()
}

/// Two at once do not miss each other, and the pair is raised once.
#[test]
fn two_at_once_meet() {
    shop_of(known, |s, db| async move {
        for n in 0..8 {
            let phone = format!("+8613812340{n:03}");
            let (x, y) = (json!({"name": "X", "phones": [phone]}), json!({"name": "Y", "phones": [phone]}));
            tokio::join!(s.create("customer", x), s.create("customer", y));
            assert_eq!(pairs(&db).await, n + 1);
        }
    });
}
