//! A random company of teams, people, customers, visits and shares, and what a plain evaluator says of it.

use crate::shop::{Shop, field, object, reference, select, text};
use model::def::{FieldKind, OnDelete};
use model::{FieldDef, Id, ObjectDef};
use records::access::Scope;
use records::share::Sharing;
use records::{Access, Place, Registry, Role};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

pub fn registry() -> Registry {
    let mut r = Registry::new();
    r.object(object("team", vec![text("name"), reference("parent", "team", OnDelete::Clear)]));
    r.object(object("user", vec![text("name"), reference("team", "team", OnDelete::Clear)]));
    let customer = object("customer", vec![text("name"), select("stage", &["new", "old"]), field("phone", FieldKind::Phone)]);
    r.object(ObjectDef { owned: true, sort: "-created_at".into(), ..customer });
    let of = FieldDef { required: true, ..reference("customer", "customer", OnDelete::Cascade) };
    r.object(object("visit", vec![text("name"), of]));
    r
}

/// Numbers that look random and are the same every time.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    pub fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len())]
    }
}

/// What the evaluator knows.
#[derive(Default)]
pub struct World {
    pub above: BTreeMap<Id, Option<Id>>,
    pub team_of: BTreeMap<Id, Option<Id>>,
    /// Owner, team, stage.
    pub customers: BTreeMap<Id, (Option<Id>, Option<Id>, &'static str)>,
    pub visits: BTreeMap<Id, Id>,
    /// Customer, with whom, whether to change.
    pub shares: Vec<(Id, Id, bool)>,
}

impl World {
    pub async fn build(shop: &Shop, dice: &mut Dice) -> Self {
        let mut world = Self::default();
        for n in 0..9 {
            let teams: Vec<Id> = world.above.keys().copied().collect();
            let above = if n < 2 { None } else { Some(dice.pick(&teams)) };
            let id = shop.create("team", json!({"name": format!("T{n}"), "parent": above})).await;
            world.above.insert(id, above);
        }
        let teams: Vec<Id> = world.above.keys().copied().collect();
        for n in 0..12 {
            let team = if n % 6 == 0 { None } else { Some(dice.pick(&teams)) };
            let id = shop.create("user", json!({"name": format!("U{n}"), "team": team})).await;
            world.team_of.insert(id, team);
        }
        let users: Vec<Id> = world.team_of.keys().copied().collect();
        for n in 0..90 {
            let owner = if n % 8 == 0 { None } else { Some(dice.pick(&users)) };
            let given = if n % 3 == 0 { Some(dice.pick(&teams)) } else { None };
            let stage = dice.pick(&["new", "old"]);
            let values = json!({"name": format!("C{n}"), "owner": owner, "owner_team": given, "stage": stage});
            let id = shop.create("customer", values).await;
            let team = owner.map_or(given, |o| world.team_of[&o]);
            world.customers.insert(id, (owner, team, stage));
        }
        let customers: Vec<Id> = world.customers.keys().copied().collect();
        for n in 0..60 {
            let of = dice.pick(&customers);
            let id = shop.create("visit", json!({"name": format!("V{n}"), "customer": of})).await;
            world.visits.insert(id, of);
        }
        world.share(shop, dice).await;
        world
    }

    /// Shares some customers, some of them only for a time that is over, and takes some back.
    pub async fn share(&mut self, shop: &Shop, dice: &mut Dice) {
        let customers: Vec<Id> = self.customers.keys().copied().collect();
        let (users, teams): (Vec<Id>, Vec<Id>) = (self.team_of.keys().copied().collect(), self.above.keys().copied().collect());
        for n in 0..40 {
            let (records, change) = (vec![dice.pick(&customers), dice.pick(&customers)], dice.roll(2) == 0);
            let (user, team) = if dice.roll(2) == 0 { (Some(dice.pick(&users)), None) } else { (None, Some(dice.pick(&teams))) };
            let soon = model::Ts(shop.records.tenant().clock().now().0 + 1_000_000);
            let until = (n % 5 == 0).then_some(soon);
            let sharing = Sharing { records, user, team, change, until, note: String::new() };
            shop.records.share(&shop.admin, "customer", &sharing).await.unwrap();
            let with = user.or(team).unwrap();
            self.shares.retain(|(c, w, _)| !(sharing.records.contains(c) && *w == with));
            if n % 7 == 0 {
                shop.records.unshare(&shop.admin, "customer", &sharing).await.unwrap();
            } else if until.is_none() {
                self.shares.extend(sharing.records.iter().map(|c| (*c, with, change)));
            }
        }
    }

    /// A unit to which somebody does not belong, as the engine goes: down.
    pub fn foreign_unit(&self, user: Id, dice: &mut Dice) -> BTreeSet<Id> {
        let teams: Vec<Id> = self.above.keys().copied().collect();
        let mut unit = BTreeSet::from([dice.pick(&teams)]);
        while let Some(more) = teams.iter().find(|t| !unit.contains(t) && self.above[t].is_some_and(|a| unit.contains(&a))) {
            unit.insert(*more);
        }
        if self.team_of[&user].is_some_and(|t| unit.contains(&t)) { BTreeSet::new() } else { unit }
    }

    /// Whether an act reaches a customer: as far as the role says and units let it, or because it was shared.
    pub fn reached(&self, user: Id, scope: Scope, customer: Id, change: bool, kept: &BTreeSet<Id>) -> bool {
        let mut with = vec![user];
        let mut at = self.team_of[&user];
        while let Some(team) = at {
            with.push(team);
            at = self.above[&team];
        }
        let shared = self.shares.iter().any(|(c, w, may)| *c == customer && with.contains(w) && (*may || !change));
        let open = self.customers[&customer].1.is_none_or(|team| !kept.contains(&team));
        (open && self.within(user, scope, customer)) || (shared && scope != Scope::None)
    }

    pub fn within(&self, user: Id, scope: Scope, customer: Id) -> bool {
        let (owner, team, _) = self.customers[&customer];
        let mine = self.team_of[&user];
        match scope {
            Scope::None => false,
            Scope::All => true,
            Scope::Own => owner == Some(user),
            Scope::Team | Scope::TeamAndBelow if mine.is_none() => owner == Some(user),
            Scope::Team => team.is_some() && team == mine,
            Scope::TeamAndBelow => {
                // Up from the record's team, as the engine goes down from the asker's.
                let mut at = team;
                while let Some(t) = at {
                    if Some(t) == mine {
                        return true;
                    }
                    at = self.above[&t];
                }
                false
            }
        }
    }

    pub fn access(&self, user: Id, role: Role) -> Access {
        let tree: Vec<(Id, Option<Id>)> = self.above.iter().map(|(t, a)| (*t, *a)).collect();
        let place = Place::among(self.team_of[&user], &tree);
        Access { place, ..Access::person("alpha", user, "Bo", role) }
    }
}
