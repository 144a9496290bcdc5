//! The whole way: pairs that share a key, a model learnt from a sample of them, and those that are the same.

use crate::block::{self, Block};
use crate::compare::Pattern;
use crate::model::Model;
use crate::table::Table;
use std::collections::HashSet;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};

/// Pairs that the model is learnt from.
const SAMPLE: u64 = 500_000;

/// Two records that are probably the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    pub a: u32,
    pub b: u32,
    /// 0 to 1.
    pub chance: f64,
    pub pattern: Pattern,
}

/// What was found, and by what.
#[derive(Clone, Debug)]
pub struct Found {
    /// Surest first.
    pub pairs: Vec<Pair>,
    pub model: Model,
    /// Pairs that were compared; those of several blocks count once for each.
    pub compared: u64,
}

/// Finds pairs whose chance to be the same is at least `least`.
#[must_use]
pub fn find(table: &Table, blocks: &[Block], least: f64) -> Found {
    let mut compared = 0_u64;
    block::pairs(table, blocks, &mut |_, _| compared += 1);
    let every = compared.div_ceil(SAMPLE).max(1);
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    let mut sample: Vec<(u32, u32)> = Vec::new();
    block::pairs(table, blocks, &mut |a, b| {
        if every == 1 || hasher.hash_one((a, b)) % every == 0 {
            sample.push((a, b));
        }
    });
    sample.sort_unstable();
    sample.dedup();
    let sample: Vec<(u32, u32, Pattern)> = sample.into_iter().map(|(a, b)| (a, b, table.compare(a, b))).collect();
    let model = Model::learn(table, &sample, 1.0 / every as f64);
    let judge = Judge { table, model: &model, least, enough: (least / (1.0 - least)).log2() - model.rarity(table) };
    let mut pairs: Vec<Pair> = Vec::new();
    if every == 1 {
        pairs.extend(sample.into_iter().filter_map(|(a, b, pattern)| judge.pair(a, b, pattern)));
    } else {
        let mut seen: HashSet<(u32, u32)> = HashSet::new();
        block::pairs(table, blocks, &mut |a, b| {
            if let Some(pair) = judge.pair(a, b, table.compare(a, b))
                && seen.insert((a, b))
            {
                pairs.push(pair);
            }
        });
    }
    pairs.sort_by(|x, y| y.chance.total_cmp(&x.chance).then((x.a, x.b).cmp(&(y.a, y.b))));
    Found { pairs, model, compared }
}

struct Judge<'a> {
    table: &'a Table,
    model: &'a Model,
    least: f64,
    /// Bits below which not even the rarest values would do.
    enough: f64,
}

impl Judge<'_> {
    fn pair(&self, a: u32, b: u32, pattern: Pattern) -> Option<Pair> {
        if self.model.bits(pattern) < self.enough {
            return None;
        }
        let chance = self.model.judge(self.table, a, b, pattern);
        (chance >= self.least).then_some(Pair { a, b, chance, pattern })
    }
}

/// Groups of records that hang together by pairs, each in order, the largest first.
#[must_use]
pub fn clusters(pairs: &[Pair]) -> Vec<Vec<u32>> {
    let mut parent: std::collections::HashMap<u32, u32> = std::collections::HashMap::new();
    fn root(parent: &mut std::collections::HashMap<u32, u32>, mut x: u32) -> u32 {
        while let Some(up) = parent.get(&x).copied().filter(|up| *up != x) {
            let above = parent.get(&up).copied().unwrap_or(up);
            parent.insert(x, above);
            x = above;
        }
        x
    }
    for pair in pairs {
        let (a, b) = (root(&mut parent, pair.a), root(&mut parent, pair.b));
        parent.insert(a.max(b), a.min(b));
        parent.entry(a.min(b)).or_insert(a.min(b));
    }
    let mut groups: std::collections::BTreeMap<u32, Vec<u32>> = std::collections::BTreeMap::new();
    let mut all: Vec<u32> = parent.keys().copied().collect();
    all.sort_unstable();
    for x in all {
        let up = root(&mut parent, x);
        groups.entry(up).or_default().push(x);
    }
    let mut groups: Vec<Vec<u32>> = groups.into_values().collect();
    groups.sort_by_key(|g| (std::cmp::Reverse(g.len()), g.first().copied()));
    groups
}
