//! Merges, un-merges and what people do between them, in any order, end as a plain model of the six rules says.

use crate::shop::{Shop, registry, shop_of};
use model::Id;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, IteratorRandom, SliceRandom};
use rand::{Rng, SeedableRng};
use records::merge::Merge;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const PEOPLE: usize = 5;
const STEPS: usize = 14;
const SEEDS: u64 = 24;

/// A record: what was written on it, and when. A list has the items that were written on it, and those that were taken off.
#[derive(Clone, Debug, Default)]
struct Node {
    credit: Option<u32>,
    written: usize,
    tags: BTreeSet<String>,
    taken_off: BTreeMap<String, usize>,
}

/// A merge that stands; `fills` when the survivor had no credit of its own then.
#[derive(Clone, Debug)]
struct Link {
    id: Id,
    into: usize,
    gone: usize,
    at: usize,
    fills: bool,
}

/// An order: on which record it was put, and where it was shown so far.
#[derive(Clone, Debug)]
struct Order {
    id: Id,
    on: usize,
    shown: BTreeSet<usize>,
}

/// Nothing is copied: each record keeps its own, and what is shown is read along the links that stand.
#[derive(Clone, Debug, Default)]
struct Plain {
    nodes: Vec<Node>,
    links: Vec<Link>,
    orders: Vec<Order>,
}

impl Plain {
    fn root(&self, node: usize) -> usize {
        self.links.iter().find(|l| l.gone == node).map_or(node, |l| self.root(l.into))
    }

    fn roots(&self) -> Vec<usize> {
        (0..self.nodes.len()).filter(|n| self.root(*n) == *n).collect()
    }

    /// Rule 1: what was written last, else what the last merge since then brought along.
    fn credit(&self, node: usize) -> Option<u32> {
        let own = &self.nodes[node];
        let brought = self.links.iter().filter(|l| l.into == node && l.fills && l.at > own.written);
        let brought = brought.filter_map(|l| Some((l.at, self.credit(l.gone)?))).max();
        brought.map_or(own.credit, |(_, credit)| Some(credit))
    }

    /// Rule 1 for lists: the own items, and of each record merged into this one those that nobody took off since.
    fn tags(&self, node: usize) -> BTreeSet<String> {
        let own = &self.nodes[node];
        let mut all = own.tags.clone();
        for link in self.links.iter().filter(|l| l.into == node) {
            let stays = |tag: &String| own.taken_off.get(tag).is_none_or(|at| *at < link.at);
            all.extend(self.tags(link.gone).into_iter().filter(stays));
        }
        all
    }

    fn saw(&mut self) {
        for i in 0..self.orders.len() {
            let shown = self.root(self.orders[i].on);
            self.orders[i].shown.insert(shown);
        }
    }
}

async fn agrees(s: &Shop, ids: &[Id], plain: &Plain, what: &str) {
    for root in plain.roots() {
        let got = s.json("customer", ids[root]).await;
        let credit = plain.credit(root).map_or(Value::Null, |n| json!({ "amount": format!("{n}.00"), "currency": "GBP" }));
        assert_eq!(got["credit"], credit, "credit of {root}, {what}\n{plain:?}");
        let tags: BTreeSet<String> =
            got["tags"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
        assert_eq!(tags, plain.tags(root), "tags of {root}, {what}\n{plain:?}");
        let orders = plain.orders.iter().filter(|o| plain.root(o.on) == root).count();
        assert_eq!(got["orders"], json!(orders), "orders of {root}, {what}\n{plain:?}");
    }
    for (i, order) in plain.orders.iter().enumerate() {
        let at = s.json("order", order.id).await["customer"].clone();
        assert_eq!(at, json!(ids[plain.root(order.on)]), "order {i}, {what}\n{plain:?}");
    }
    for (n, id) in ids.iter().enumerate() {
        let found = s.records.get(&s.admin, "customer", *id).await.unwrap().id();
        assert_eq!(found, ids[plain.root(n)], "{n} leads to its root, {what}");
    }
}

async fn unmerge(s: &Shop, plain: &mut Plain, link: usize) {
    s.records.unmerge(&s.admin, "customer", plain.links[link].id).await.unwrap();
    plain.links.remove(link);
}

/// One thing that somebody does; numbers and words are never used twice, so that every value tells where it comes from.
async fn step(s: &Shop, ids: &[Id], plain: &mut Plain, rng: &mut StdRng, at: usize) -> String {
    let roots = plain.roots();
    let one = *roots.choose(rng).unwrap();
    match rng.random_range(0..12) {
        0..=3 if roots.len() > 1 => {
            let gone = *roots.iter().filter(|r| **r != one).choose(rng).unwrap();
            let fills = plain.credit(one).is_none();
            let merge = Merge { others: vec![ids[gone]], ..Merge::default() };
            let told = s.records.merge(&s.admin, "customer", ids[one], &merge).await.unwrap();
            plain.links.push(Link { id: told.merges[0], into: one, gone, at, fills });
            format!("{at}: {gone} into {one}")
        }
        4..=5 if !plain.links.is_empty() => {
            let link = rng.random_range(0..plain.links.len());
            let text = format!("{at}: {} out of {}", plain.links[link].gone, plain.links[link].into);
            unmerge(s, plain, link).await;
            text
        }
        6 => {
            let credit = rng.random_bool(0.6).then_some(100 + u32::try_from(at).unwrap());
            if credit.is_none() && plain.credit(one).is_none() {
                return format!("{at}: nothing");
            }
            let value = credit.map_or(Value::Null, |n| json!({ "amount": format!("{n}.00"), "currency": "GBP" }));
            s.patch("customer", ids[one], json!({ "credit": value })).await.unwrap();
            (plain.nodes[one].credit, plain.nodes[one].written) = (credit, at);
            format!("{at}: credit of {one} is {credit:?}")
        }
        7..=8 => {
            let mut tags = plain.tags(one);
            let off = tags.iter().choose(rng).cloned().filter(|_| rng.random_bool(0.5));
            let text = format!("{at}: tags of {one} without {off:?}");
            match off {
                Some(tag) => {
                    tags.remove(&tag);
                    plain.nodes[one].tags.remove(&tag);
                    plain.nodes[one].taken_off.insert(tag, at);
                }
                None => {
                    tags.insert(format!("w{at}"));
                    plain.nodes[one].tags.insert(format!("w{at}"));
                }
            }
            s.patch("customer", ids[one], json!({ "tags": tags })).await.unwrap();
            text
        }
        9 => {
            let id = s.create("order", json!({ "number": format!("late {at}"), "customer": ids[one] })).await;
            plain.orders.push(Order { id, on: one, shown: BTreeSet::new() });
            format!("{at}: order on {one}")
        }
        _ => {
            // To where it never was: rule 2 asks where it is, not how it came there.
            let i = rng.random_range(0..plain.orders.len());
            let Some(to) = roots.iter().copied().filter(|r| !plain.orders[i].shown.contains(r)).choose(rng) else {
                return format!("{at}: nothing");
            };
            s.patch("order", plain.orders[i].id, json!({ "customer": ids[to] })).await.unwrap();
            plain.orders[i].on = to;
            format!("{at}: order {i} to {to}")
        }
    }
}

#[test]
fn whatever_happens_between_ends_as_the_rules_say() {
    shop_of(registry, |s, _| async move {
        for seed in 0..SEEDS {
            let mut rng = StdRng::seed_from_u64(seed);
            let mut plain = Plain::default();
            let mut ids = Vec::new();
            for n in 0..PEOPLE {
                let credit = (n % 2 == 1).then_some(u32::try_from(n).unwrap());
                let value = credit.map_or(Value::Null, |n| json!({ "amount": format!("{n}.00"), "currency": "GBP" }));
                let input = json!({ "name": format!("P{n}"), "credit": value, "tags": [format!("t{n}")] });
                ids.push(s.create("customer", input).await);
                plain.nodes.push(Node { credit, tags: [format!("t{n}")].into(), ..Node::default() });
                let id = s.create("order", json!({ "number": format!("{seed} {n}"), "customer": ids[n] })).await;
                plain.orders.push(Order { id, on: n, shown: BTreeSet::new() });
            }
            let mut done = vec![format!("seed {seed}")];
            for at in 1..=STEPS {
                plain.saw();
                done.push(step(&s, &ids, &mut plain, &mut rng, at + usize::try_from(seed).unwrap() * 1_000).await);
                agrees(&s, &ids, &plain, &done.join("\n")).await;
            }
            // All is taken back, in any order: everybody stands alone, with what is theirs.
            let mut order: Vec<Id> = plain.links.iter().map(|l| l.id).collect();
            order.shuffle(&mut rng);
            for id in order {
                let link = plain.links.iter().position(|l| l.id == id).unwrap();
                unmerge(&s, &mut plain, link).await;
                agrees(&s, &ids, &plain, &done.join("\n")).await;
            }
            assert_eq!(plain.roots().len(), PEOPLE);
        }
    });
}
