//! On random companies every record in sight is found by each of its keys, and none out of sight by any.

use crate::stage::{Stage, both, ids};
use model::{Id, Record};
use records::access::{Closed, Grant, Level, Scope};
use records::share::Sharing;
use records::{Access, Grants, ListQuery, Place, Role};
use search::Question;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Fewer than a page, so that what is left out was not found.
const CUSTOMERS: usize = 45;
const FAMILIES: [&str; 8] = ["王", "李", "欧阳", "曾", "尉迟", "Smith", "Müller", "O'Brien"];
const GIVEN: [&str; 8] = ["伟", "小伟", "雨桐", "晓", "国藩", "Anna", "José", "Wei"];
const CLOSED: [&str; 3] = ["external_id", "emails", "phones"];

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len())]
    }
}

/// Texts by which a record is known, by field.
type Keys = BTreeMap<&'static str, Vec<String>>;

#[test]
fn who_is_in_sight_is_found() {
    both(|s| async move {
        for seed in 1..=3 {
            round(&s, &mut Dice(seed), usize::try_from(seed).unwrap()).await;
        }
    });
}

async fn round(s: &Stage, dice: &mut Dice, round: usize) {
    let (mut teams, mut tree) = (Vec::new(), Vec::new());
    for n in 0..4 {
        let parent = if n == 0 { None } else { Some(dice.pick(&teams)) };
        teams.push(s.a.create("team", &json!({ "name": format!("Unit {round}{n}"), "parent": parent })).await);
        tree.push((teams[n], parent));
    }
    let mut people = Vec::new();
    for n in 0..5 {
        let team = if n == 0 { None } else { Some(dice.pick(&teams)) };
        let user = json!({ "name": format!("P{round}{n}"), "email": format!("p{n}@round{round}.example.com"), "team": team });
        people.push((s.a.create("user", &user).await, team));
    }
    let mut keys: BTreeMap<Id, Keys> = BTreeMap::new();
    for n in 0..CUSTOMERS {
        let (values, known) = customer(dice, &people, round * 100 + n);
        keys.insert(s.a.create("customer", &values).await, known);
    }
    let all: Vec<Id> = keys.keys().copied().collect();
    for _ in 0..12 {
        let (user, team) = if dice.roll(2) == 0 { (Some(dice.pick(&people).0), None) } else { (None, Some(dice.pick(&teams))) };
        let records = vec![dice.pick(&all), dice.pick(&all)];
        let sharing = Sharing { records, user, team, change: false, until: None, note: String::new() };
        s.a.records.share(&s.a.access, "customer", &sharing).await.unwrap();
    }
    s.settle().await;
    for (user, team) in &people {
        let scope = dice.pick(&[Scope::Own, Scope::Team, Scope::TeamAndBelow, Scope::All]);
        let closed: Vec<&str> = CLOSED.into_iter().filter(|_| dice.roll(3) == 0).collect();
        look(s, &asker(&tree, *user, *team, scope, &closed), &closed, &keys).await;
    }
    for id in all {
        s.a.records.delete(&s.a.access, "customer", id, None).await.unwrap();
    }
}

fn customer(dice: &mut Dice, people: &[(Id, Option<Id>)], n: usize) -> (serde_json::Value, Keys) {
    let (family, given) = (dice.pick(&FAMILIES), dice.pick(&GIVEN));
    let dense = !family.is_ascii() && !given.is_ascii() && !family.contains('ü') && !given.contains('é');
    let name = if dense { format!("{family}{given}") } else { format!("{given} {family}") };
    let (phone, number) = (format!("+86138{:08}", 10_007 * (n + 1)), format!("K{n:04}Q"));
    let mail = format!("mail{n}x{}@example.com", dice.roll(1_000));
    let owner = if dice.roll(5) == 0 { None } else { Some(dice.pick(people).0) };
    let values =
        json!({ "kind": "person", "name": name, "phones": [phone], "emails": [mail], "external_id": number, "owner": owner });
    let letters: Vec<char> = name.chars().collect();
    let mut names = vec![name.clone()];
    if dense {
        names.extend(letters.windows(2).map(String::from_iter));
        names.push(letters[0].to_string());
    }
    let local = mail.split('@').next().unwrap_or_default().to_owned();
    let keys = [
        ("name", names),
        ("phones", vec![phone[phone.len() - 4..].to_owned(), phone[3..].to_owned(), phone.clone()]),
        ("emails", vec![mail, local]),
        ("external_id", vec![number.clone(), number.to_lowercase()]),
    ];
    (values, keys.into())
}

fn asker(tree: &[(Id, Option<Id>)], user: Id, team: Option<Id>, scope: Scope, closed: &[&str]) -> Access {
    let grants = Grants { usual: Grant { read: scope, ..Grant::all() }, ..Grants::default() };
    let place = Place::among(team, tree);
    let mut fields = Closed::default();
    closed.iter().for_each(|f| fields.close("customer", f, Level::Hidden));
    Access { place, closed: Arc::new(fields), ..Access::person("alpha", user, "p", Role::new("some", grants)) }
}

/// Compares what is found by every key with what the engine lists.
async fn look(s: &Stage, access: &Access, closed: &[&str], keys: &BTreeMap<Id, Keys>) {
    let query = ListQuery { limit: 200, ..ListQuery::new("customer") };
    let seen: BTreeSet<Id> = s.a.records.list(access, &query).await.unwrap().records.iter().map(Record::id).collect();
    for (id, keys) in keys {
        for (field, text) in keys.iter().flat_map(|(field, texts)| texts.iter().map(move |t| (field, t))) {
            let question = Question { text, object: Some("customer"), limit: 50 };
            let answer = s.search.ask(&s.a.records, access, question).await.unwrap();
            let found: BTreeSet<Id> = ids(&answer).into_iter().collect();
            assert!(found.is_subset(&seen), "{text} of {field} finds what is out of sight");
            assert_eq!(found.contains(id), !closed.contains(field) && seen.contains(id), "{text} of {field}");
        }
    }
}
