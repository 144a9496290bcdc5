//! What a role reaches: lists, counts, titles and single records agree with a plain evaluator on random teams and roles.

use crate::shop::{Shop, map, shop_of};
use crate::world::{Dice, World, registry};
use model::{Condition, Id};
use records::access::{Act, Closed, Grant, Kept, Level, Scope};
use records::share::Sharing;
use records::{Access, Error, Grants, ListQuery, Place, Role};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const SCOPES: [Scope; 5] = [Scope::None, Scope::Own, Scope::Team, Scope::TeamAndBelow, Scope::All];

fn random_role(dice: &mut Dice) -> (Grant, Grant, Role) {
    let mut grant = |fields| Grant {
        read: dice.pick(&SCOPES),
        update: dice.pick(&SCOPES),
        delete: dice.pick(&SCOPES),
        create: dice.roll(2) == 0,
        fields,
        ..Grant::default()
    };
    let (customer, visit) = (grant(BTreeMap::new()), grant(BTreeMap::new()));
    let objects = BTreeMap::from([("customer".to_owned(), customer.clone()), ("visit".to_owned(), visit.clone())]);
    let role = Role::new("r", Grants { objects, usual: Grant { read: Scope::All, ..Grant::default() }, ..Grants::default() });
    (customer, visit, role)
}

async fn listed(shop: &Shop, access: &Access, object: &str, filter: &str, sort: &str) -> Result<BTreeSet<Id>, Error> {
    let filter = Condition::parse(filter).unwrap();
    let sort = records::list::Sort::parse(sort);
    let limit = if filter == Condition::everything() { 40 } else { 7 };
    let mut query = ListQuery { filter, sort, limit, count: true, ..ListQuery::new(object) };
    let mut found = Vec::new();
    loop {
        let page = shop.records.list(access, &query).await?;
        found.extend(page.records.iter().map(model::Record::id));
        match page.next {
            Some(next) => query.cursor = Some(next),
            None => {
                let set: BTreeSet<Id> = found.iter().copied().collect();
                assert_eq!(set.len(), found.len(), "nothing comes twice");
                assert_eq!(page.count.unwrap().value, i64::try_from(found.len()).unwrap());
                return Ok(set);
            }
        }
    }
}

/// What became of a change: done, refused, or nothing there.
fn outcome<T>(result: Result<T, Error>) -> &'static str {
    match result {
        Ok(_) => "done",
        Err(Error::Forbidden { .. }) => "refused",
        Err(Error::NotFound { .. }) => "not there",
        Err(e) => panic!("{e:?}"),
    }
}

fn expected(granted: bool, seen: bool, reached: bool) -> &'static str {
    match (granted, seen, reached) {
        (false, ..) | (true, true, false) => "refused",
        (true, false, _) => "not there",
        (true, true, true) => "done",
    }
}

async fn judge(shop: &Shop, world: &World, dice: &mut Dice) {
    let users: Vec<Id> = world.team_of.keys().copied().collect();
    let user = dice.pick(&users);
    let (customer, visit, role) = random_role(dice);
    let (kept_rows, kept_stage) = (world.foreign_unit(user, dice), world.foreign_unit(user, dice));
    let kept_rows = if dice.roll(2) == 0 { kept_rows } else { BTreeSet::new() };
    let mut kept = Kept::default();
    kept.keep_records("customer", &kept_rows.iter().copied().collect::<Vec<_>>());
    kept.keep_field("customer", "stage", &kept_stage.iter().copied().collect::<Vec<_>>());
    let access = Access { kept: Arc::new(kept), ..world.access(user, role) };
    let told = format!("{user} of {:?}: {customer:?} {visit:?}", world.team_of[&user]);
    let seen: BTreeSet<Id> =
        world.customers.keys().copied().filter(|c| world.reached(user, customer.read, *c, false, &kept_rows)).collect();
    for sort in ["", "name", "-name"] {
        let stage_open = |c: &Id| world.customers[c].1.is_none_or(|team| !kept_stage.contains(&team));
        let is_new = |c: &Id| stage_open(c) && world.customers[c].2 == "new";
        let (new, others): (BTreeSet<Id>, BTreeSet<Id>) = seen.iter().copied().partition(is_new);
        let empty = BTreeSet::new();
        for (filter, right) in [("", &seen), ("stage:new", &new), ("not stage:new", &others), ("stage:empty", &empty)] {
            match listed(shop, &access, "customer", filter, sort).await {
                Ok(found) => assert_eq!(&found, right, "{told}"),
                Err(e) => assert!(matches!(e, Error::Forbidden { .. }) && customer.read == Scope::None, "{told}: {e}"),
            }
        }
    }
    let of_seen = |v: &Id| seen.contains(&world.visits[v]);
    let visits: BTreeSet<Id> = world.visits.keys().copied().filter(|v| visit.read != Scope::None && of_seen(v)).collect();
    match listed(shop, &access, "visit", "", "").await {
        Ok(found) => assert_eq!(found, visits, "{told}"),
        Err(e) => assert!(matches!(e, Error::Forbidden { .. }) && visit.read == Scope::None, "{told}: {e}"),
    }
    let all: Vec<Id> = world.customers.keys().copied().collect();
    if customer.read != Scope::None {
        let many = shop.records.get_many(&access, "customer", &all).await.unwrap();
        assert_eq!(many.iter().map(model::Record::id).collect::<BTreeSet<_>>(), seen, "{told}");
        for record in &many {
            let (_, team, stage) = world.customers[&record.id()];
            let open = team.is_none_or(|t| !kept_stage.contains(&t));
            assert_eq!(shop.records.json(&access, record)["stage"], if open { json!(stage) } else { json!(null) }, "{told}");
        }
    }
    let refs: Vec<(&str, Id)> = all.iter().map(|id| ("customer", *id)).collect();
    let titles = shop.records.labels(&access, &refs).await.unwrap();
    assert_eq!(titles.0.keys().copied().collect::<BTreeSet<_>>(), seen, "{told}");
    for _ in 0..6 {
        let (one, it) = (dice.pick(&all), dice.pick(&world.visits.keys().copied().collect::<Vec<_>>()));
        let read = expected(customer.read != Scope::None, seen.contains(&one), true);
        assert_eq!(outcome(shop.records.get(&access, "customer", one).await), read, "{told} {one}");
        let scope = customer.scope(Act::Update);
        let right = expected(scope != Scope::None, seen.contains(&one), world.reached(user, scope, one, true, &kept_rows));
        let name = map(json!({"phone": "+8613812345678"}));
        assert_eq!(outcome(shop.records.patch(&access, "customer", one, &name, None).await), right, "{told} {one}");
        let granted = visit.scope(Act::Update) != Scope::None;
        let right = expected(granted, visits.contains(&it), world.reached(user, scope, world.visits[&it], true, &kept_rows));
        let name = map(json!({"name": "met"}));
        assert_eq!(outcome(shop.records.patch(&access, "visit", it, &name, None).await), right, "{told} {it}");
    }
}

#[test]
fn reach_is_what_a_plain_evaluator_says() {
    shop_of(registry, |shop, db| async move {
        let mut dice = Dice(20_261_122);
        let world = World::build(&shop, &mut dice).await;
        db.clock.advance(2);
        for _ in 0..testkit::cases(if db.kind == testkit::Kind::Sqlite { 120 } else { 30 }) {
            judge(&shop, &world, &mut dice).await;
        }
    });
}

/// Of each of many teams a few first records are merged; here one team has nearly all.
#[test]
fn a_team_that_has_most_is_listed_whole() {
    shop_of(registry, |shop, _db| async move {
        let mut teams = Vec::new();
        for n in 0..10 {
            teams.push(shop.create("team", json!({"name": format!("T{n}")})).await);
        }
        for n in 0..120 {
            let team = if n % 10 == 5 { teams[n / 12] } else { teams[0] };
            shop.create("customer", json!({"name": format!("C{n}"), "owner_team": team})).await;
        }
        let access = shop.admin.clone().limited(records::RowScope::Teams(teams.into()));
        let names = async |access: &Access| {
            let (mut names, mut query) = (Vec::new(), ListQuery::new("customer"));
            loop {
                let page = shop.records.list(access, &query).await.unwrap();
                names.extend(page.records.iter().filter_map(|r| r.get("name").text().map(str::to_owned)));
                query.cursor = page.next;
                if query.cursor.is_none() {
                    return names;
                }
            }
        };
        let all = names(&shop.admin).await;
        assert_eq!((all.len(), names(&access).await), (120, all));
    });
}

#[test]
fn what_one_does_not_see_one_cannot_refer_to() {
    shop_of(registry, |shop, _db| async move {
        let mut dice = Dice(1);
        let world = World::build(&shop, &mut dice).await;
        let user = *world.team_of.keys().next().unwrap();
        let own = world.access(user, Role::member()).limited(records::RowScope::Own(user));
        let theirs = world.customers.iter().find(|(_, (owner, ..))| *owner != Some(user)).map(|(id, _)| *id).unwrap();
        let add = |of: Id| map(json!({"name": "V", "customer": of}));
        assert_eq!(outcome(shop.records.create(&own, "visit", &add(theirs)).await), "refused");
        let mine = shop.records.create(&own, "customer", &map(json!({"name": "Mine"}))).await.unwrap();
        assert_eq!(mine.get("owner").id(), Some(user), "who sees their own records only owns what they create");
        let visit = shop.records.create(&own, "visit", &add(mine.id())).await.unwrap();
        let moved = shop.records.patch(&own, "visit", visit.id(), &map(json!({"customer": theirs})), None).await.unwrap_err();
        assert_eq!(crate::shop::codes(moved), ["customer no_such_record"], "it is as if it were not there");
    });
}

#[test]
fn masked_fields_are_shown_in_part_and_asked_by_nobody() {
    shop_of(registry, |shop, _db| async move {
        let id = shop.create("customer", json!({"name": "王小明", "phone": "+8613812348888"})).await;
        let mut closed = Closed::default();
        closed.close("customer", "phone", Level::Masked);
        closed.close("customer", "name", Level::Read);
        let access = Access { closed: Arc::new(closed), ..shop.admin.clone() };
        let record = shop.records.get(&access, "customer", id).await.unwrap();
        assert_eq!(shop.records.json(&access, &record)["phone"], "+86138****8888");
        let page = shop.records.list(&access, &ListQuery::new("customer")).await.unwrap();
        assert_eq!(shop.records.json(&access, &page.records[0])["phone"], "+86138****8888");
        for filter in ["phone:+8613812348888", "phone^138", "phone:empty"] {
            let query = ListQuery { filter: Condition::parse(filter).unwrap(), ..ListQuery::new("customer") };
            assert!(matches!(shop.records.list(&access, &query).await, Err(Error::Forbidden { .. })), "{filter}");
        }
        let found = ListQuery { q: "8888".into(), ..ListQuery::new("customer") };
        assert!(shop.records.list(&access, &found).await.unwrap().records.is_empty(), "not found by what is not shown");
        for (field, value) in [("phone", "+8613900000000"), ("name", "王大明")] {
            let change = map(json!({ field: value }));
            assert!(matches!(shop.records.patch(&access, "customer", id, &change, None).await, Err(Error::Forbidden { .. })));
        }
        let history = shop.records.history(&access, "customer", id, None, 10).await.unwrap();
        assert!(!serde_json::to_string(&history).unwrap().contains("12348888"));
    });
}

#[test]
fn a_key_reaches_the_objects_that_it_names() {
    shop_of(registry, |shop, _db| async move {
        let id = shop.create("customer", json!({"name": "A"})).await;
        let scopes: Vec<String> = vec!["record.read:customer".into(), "record.update:visit".into()];
        let permissions = shop.admin.permissions.narrowed(&scopes);
        let key = Access { permissions, scopes: Some(scopes.into()), ..shop.admin.clone() };
        assert!(shop.records.get(&key, "customer", id).await.is_ok());
        for query in ["user", "team", "visit"] {
            assert!(matches!(shop.records.list(&key, &ListQuery::new(query)).await, Err(Error::Forbidden { .. })), "{query}");
        }
        let change = map(json!({"name": "B"}));
        assert!(matches!(shop.records.patch(&key, "customer", id, &change, None).await, Err(Error::Forbidden { .. })));
        assert!(matches!(shop.records.delete(&key, "customer", id, None).await, Err(Error::Forbidden { .. })));
    });
}

#[test]
fn who_was_shown_a_record_does_not_show_it_further() {
    shop_of(registry, |shop, _db| async move {
        let mut dice = Dice(3);
        let world = World::build(&shop, &mut dice).await;
        let users: Vec<Id> = world.team_of.keys().copied().collect();
        let (owner, friend, third) = (users[0], users[1], users[2]);
        let id = shop.create("customer", json!({"name": "Mine", "owner": owner})).await;
        let own = |user| world.access(user, Role::member()).limited(records::RowScope::Own(user));
        let with = |user| Sharing { records: vec![id], user: Some(user), change: true, ..Sharing::default() };
        assert_eq!(outcome(shop.records.share(&own(third), "customer", &with(third)).await), "not there");
        assert_eq!(outcome(shop.records.share(&own(owner), "customer", &with(friend)).await), "done");
        assert_eq!(shop.records.shares(&own(friend), "customer", id).await.unwrap().len(), 1);
        assert_eq!(outcome(shop.records.share(&own(friend), "customer", &with(third)).await), "refused");
        assert_eq!(outcome(shop.records.unshare(&own(friend), "customer", &with(friend)).await), "refused");
        let change = map(json!({"name": "Ours"}));
        assert_eq!(outcome(shop.records.patch(&own(friend), "customer", id, &change, None).await), "done");
        let gone = shop.records.delete(&own(friend), "customer", id, None).await;
        assert_eq!(outcome(gone), "refused", "what was shared is changed, not thrown away");
        let nobody = Sharing { records: vec![id], user: Some(Id::NIL), ..Sharing::default() };
        let wrong = shop.records.share(&own(owner), "customer", &nobody).await.unwrap_err();
        assert_eq!(crate::shop::codes(wrong), ["user no_such_record"]);
        let both = Sharing { records: vec![id], user: Some(friend), team: Some(third), ..Sharing::default() };
        let past = Sharing { until: Some(model::Ts(1)), ..with(friend) };
        for wrong in [Sharing::default(), both, past, Sharing { note: "x".repeat(501), ..with(friend) }] {
            assert!(matches!(shop.records.share(&own(owner), "customer", &wrong).await, Err(Error::Invalid(_))), "{wrong:?}");
        }
        assert_eq!(outcome(shop.records.unshare(&own(owner), "customer", &with(friend)).await), "done");
        assert_eq!(outcome(shop.records.get(&own(friend), "customer", id).await), "not there");
    });
}

#[test]
fn a_circle_of_teams_is_walked_once() {
    let [a, b, c] = [Id::at(1), Id::at(2), Id::at(3)];
    let mut all = [a, b, c];
    all.sort_unstable();
    let place = Place::among(Some(a), &[(a, Some(c)), (b, Some(a)), (c, Some(b))]);
    assert_eq!(&*place.below, &all);
    assert_eq!(Place::among(None, &[(a, None)]), Place::default());
}
