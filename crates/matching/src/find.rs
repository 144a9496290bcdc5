//! The whole way: pairs that share a key, a model learnt from a sample of them, and those that are the same.

use crate::block::{self, Block};
use crate::compare::{Level, Pattern};
use crate::model::Model;
use crate::table::Table;
use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::ops::ControlFlow::{self, Continue};

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

/// Pairs between two looks at whether to go on.
const LOOK: u64 = 20_000;

/// Columns whose agreement is proof that two records are the same, whatever else is known of them.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    /// Both have the same value in each of these.
    pub same: Vec<usize>,
    /// In these too, unless one of them has none.
    pub if_known: Vec<usize>,
}

impl Proof {
    /// Chance of two records that are the same by proof.
    pub const CHANCE: f64 = 0.999;

    fn holds(&self, pattern: Pattern) -> bool {
        self.same.iter().all(|c| pattern.level(*c) == Level::Same)
            && self.if_known.iter().all(|c| matches!(pattern.level(*c), Level::Same | Level::Unknown))
    }
}

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct Search {
    pub blocks: Vec<Block>,
    pub proofs: Vec<Proof>,
    /// Chance from which pairs are told.
    pub least: f64,
}

/// Finds pairs whose chance to be the same is at least `least`.
#[must_use]
pub fn find(table: &Table, blocks: &[Block], least: f64) -> Found {
    let search = Search { blocks: blocks.to_vec(), proofs: Vec::new(), least };
    let Continue(found) = find_while(table, &search, &|_| Continue::<Infallible>(()));
    found
}

/// As [`find`]; `watch` is told from time to time which share of the work is done, and may end it.
pub fn find_while<B>(table: &Table, search: &Search, watch: &impl Fn(f64) -> ControlFlow<B>) -> ControlFlow<B, Found> {
    let Search { blocks, least, .. } = search;
    let every = block::bound(table, blocks).div_ceil(SAMPLE).max(1);
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    let mut sample: Vec<(u32, u32)> = Vec::new();
    let mut compared = 0_u64;
    block::pairs(table, blocks, &mut |a, b| {
        compared += 1;
        if every == 1 || hasher.hash_one((a, b)) % every == 0 {
            sample.push((a, b));
        }
        if compared.is_multiple_of(LOOK) { watch(0.0) } else { Continue(()) }
    })?;
    sample.sort_unstable();
    sample.dedup();
    watch(0.1)?;
    let sample: Vec<(u32, u32, Pattern)> = sample.into_iter().map(|(a, b)| (a, b, table.compare(a, b))).collect();
    let model = Model::learn(table, &sample, 1.0 / every as f64);
    let judge = Judge { table, model: &model, search, enough: (least / (1.0 - least)).log2() - model.rarity(table) };
    let mut pairs: Vec<Pair> = Vec::new();
    if every == 1 {
        pairs.extend(sample.into_iter().filter_map(|(a, b, pattern)| judge.pair(a, b, pattern)));
    } else {
        let mut seen: HashSet<(u32, u32)> = HashSet::new();
        let mut done = 0_u64;
        block::pairs(table, blocks, &mut |a, b| {
            if let Some(pair) = judge.pair(a, b, table.compare(a, b))
                && seen.insert((a, b))
            {
                pairs.push(pair);
            }
            done += 1;
            if done.is_multiple_of(LOOK) { watch(0.1 + 0.9 * done as f64 / compared as f64) } else { Continue(()) }
        })?;
    }
    pairs.sort_by(|x, y| y.chance.total_cmp(&x.chance).then((x.a, x.b).cmp(&(y.a, y.b))));
    Continue(Found { pairs, model, compared })
}

struct Judge<'a> {
    table: &'a Table,
    model: &'a Model,
    search: &'a Search,
    /// Bits below which not even the rarest values would do.
    enough: f64,
}

impl Judge<'_> {
    fn pair(&self, a: u32, b: u32, pattern: Pattern) -> Option<Pair> {
        let proven = self.search.proofs.iter().any(|p| p.holds(pattern));
        if !proven && self.model.bits(pattern) < self.enough {
            return None;
        }
        let chance = self.model.judge(self.table, a, b, pattern);
        let chance = if proven { chance.max(Proof::CHANCE) } else { chance };
        (chance >= self.search.least).then_some(Pair { a, b, chance, pattern })
    }
}

/// Groups of records that hang together by pairs, each in order, the largest first. The surest pairs are joined first; two groups
/// are not joined when they would have more than `most` records together, or when a record of the one is `apart` from a record
/// of the other.
#[must_use]
pub fn groups(pairs: &[Pair], most: usize, apart: &HashSet<(u32, u32)>) -> Vec<Vec<u32>> {
    let mut group_of: HashMap<u32, usize> = HashMap::new();
    let mut groups: Vec<Vec<u32>> = Vec::new();
    for pair in pairs {
        let mut place = |record: u32| {
            *group_of.entry(record).or_insert_with(|| {
                groups.push(vec![record]);
                groups.len() - 1
            })
        };
        let (x, y) = (place(pair.a), place(pair.b));
        let (large, small) = if groups[x].len() < groups[y].len() { (y, x) } else { (x, y) };
        let parted = || groups[x].iter().any(|a| groups[y].iter().any(|b| apart.contains(&(*a.min(b), *a.max(b)))));
        if x == y || groups[x].len() + groups[y].len() > most || !apart.is_empty() && parted() {
            continue;
        }
        let moved = std::mem::take(&mut groups[small]);
        for record in &moved {
            group_of.insert(*record, large);
        }
        groups[large].extend(moved);
    }
    groups.retain(|g| g.len() > 1);
    groups.iter_mut().for_each(|g| g.sort_unstable());
    groups.sort_by_key(|g| (std::cmp::Reverse(g.len()), g.first().copied()));
    groups
}
