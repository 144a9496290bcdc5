//! What each level of agreement is worth, learnt from the records.

use crate::compare::{Level, Pattern};
use crate::table::Table;
use std::collections::HashMap;

/// Random pairs by which is learnt how often different people agree by chance.
const RANDOM: u32 = 100_000;
/// Rounds of learning after which it is taken as it is.
const ROUNDS: usize = 100;

/// Pairs that are the same as they usually look, which are taken as seen beside those of the records, so that few records
/// do not lead to wild conclusions.
const BEFORE: f64 = 10.0;

type Chances = [f64; Level::ALL];

/// How often pairs that are the same agree, when nothing is known of the column.
const USUAL: Chances = [0.0, 0.85, 0.06, 0.04, 0.05];

/// A Fellegi–Sunter model. `m` and `u` are the chances of each level among pairs that are the same and among those that are
/// not, unknown ones left out.
#[derive(Clone, Debug)]
pub struct Model {
    m: Vec<Chances>,
    u: Vec<Chances>,
    weights: Vec<f64>,
    /// Share of all pairs that are the same.
    prior: f64,
}

impl Model {
    /// Learns from the records and a sample of the pairs to be judged; `share` of those are in the sample. `u` comes from the
    /// frequencies of values and from random pairs; `m` and the prior by expectation maximisation (Winkler, "Using the EM
    /// Algorithm for Weight Computation in the Fellegi-Sunter Model of Record Linkage", 1988), `u` standing still.
    #[must_use]
    pub fn learn(table: &Table, sample: &[(u32, u32, Pattern)], share: f64) -> Self {
        let mut model = Self {
            m: vec![USUAL; table.columns.len()],
            u: by_chance(table),
            weights: table.fields().map(|f| f.weight).collect(),
            prior: (table.len() as f64 / table.all_pairs().max(1.0)).min(0.5) / 2.0,
        };
        let mut counts: HashMap<Pattern, f64> = HashMap::new();
        for (_, _, pattern) in sample {
            *counts.entry(*pattern).or_default() += 1.0 / share;
        }
        let mut counts: Vec<(Pattern, f64)> = counts.into_iter().collect();
        counts.sort_unstable_by_key(|(pattern, _)| *pattern);
        for _ in 0..ROUNDS {
            if model.round(&counts, table.all_pairs()) < 1e-4 {
                break;
            }
        }
        model
    }

    /// One step of expectation and maximisation. Returns the largest change of a chance.
    fn round(&mut self, counts: &[(Pattern, f64)], all: f64) -> f64 {
        let mut sums = vec![[0.0; Level::ALL]; self.m.len()];
        let mut same = 0.0;
        for (pattern, n) in counts {
            let expected = n * self.chance_of(*pattern);
            same += expected;
            for (column, sums) in sums.iter_mut().enumerate() {
                sums[pattern.level(column) as usize] += expected;
            }
        }
        let mut change = 0.0_f64;
        for (m, sums) in self.m.iter_mut().zip(&sums) {
            let known: f64 = sums[1..].iter().sum();
            for ((m, sum), usual) in m.iter_mut().zip(sums).zip(USUAL).skip(1) {
                let new = (sum + BEFORE * usual) / (known + BEFORE);
                change = change.max((new - *m).abs());
                *m = new;
            }
        }
        self.prior = (same.max(0.5) / all.max(1.0)).min(0.5);
        change
    }

    fn chance_of(&self, pattern: Pattern) -> f64 {
        chance(self.bits(pattern))
    }

    /// Weight of evidence that a pair with these levels is the same, in bits (log2 of the odds), the prior included.
    #[must_use]
    pub fn bits(&self, pattern: Pattern) -> f64 {
        let columns = 0..self.m.len();
        (self.prior / (1.0 - self.prior)).log2() + columns.map(|c| self.column_bits(c, pattern.level(c))).sum::<f64>()
    }

    fn column_bits(&self, column: usize, level: Level) -> f64 {
        if level == Level::Unknown {
            return 0.0;
        }
        self.weights[column] * (self.m[column][level as usize] / self.u[column][level as usize]).log2()
    }

    /// What each column of a pair contributes, in bits. Where both have the same value it counts how rare that is.
    #[must_use]
    pub fn explain(&self, table: &Table, a: u32, b: u32, pattern: Pattern) -> Vec<(Level, f64)> {
        let column = |(c, column): (usize, &crate::table::Column)| {
            let level = pattern.level(c);
            let bits = match (level, column.shared(a, b)) {
                (Level::Same, Some(v)) => self.weights[c] * (self.m[c][Level::Same as usize] / column.frequency(v)).log2(),
                _ => self.column_bits(c, level),
            };
            (level, bits)
        };
        table.columns.iter().enumerate().map(column).collect()
    }

    /// Chance that a pair is the same, 0 to 1.
    #[must_use]
    pub fn judge(&self, table: &Table, a: u32, b: u32, pattern: Pattern) -> f64 {
        let prior = (self.prior / (1.0 - self.prior)).log2();
        chance(prior + self.explain(table, a, b, pattern).iter().map(|(_, bits)| bits).sum::<f64>())
    }

    /// Most bits by which the rarity of shared values may raise a pair above [`Model::bits`].
    pub(crate) fn rarity(&self, table: &Table) -> f64 {
        let rarest = |(c, column): (usize, &crate::table::Column)| {
            self.weights[c] * (self.u[c][Level::Same as usize] * f64::from(column.known.max(1)) / 2.0).log2().max(0.0)
        };
        table.columns.iter().enumerate().map(rarest).sum()
    }
}

/// Log2 odds to a chance.
fn chance(bits: f64) -> f64 {
    1.0 / (1.0 + (-bits).exp2())
}

/// How often pairs agree that are not the same: equal values by their frequencies, the other levels by random pairs.
fn by_chance(table: &Table) -> Vec<Chances> {
    let n = u32::try_from(table.len()).unwrap_or(u32::MAX).max(1);
    let mut seen = vec![[0.5; Level::ALL]; table.columns.len()];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u32 % n
    };
    for _ in 0..RANDOM.min(n.saturating_mul(10)) {
        let (a, b) = (random(), random());
        if table.may_pair(a, b) {
            let pattern = table.compare(a, b);
            for (column, seen) in seen.iter_mut().enumerate() {
                seen[pattern.level(column) as usize] += 1.0;
            }
        }
    }
    let chances = |(column, seen): (&crate::table::Column, Chances)| {
        let same = column.chance().clamp(1e-12, 0.999);
        let rest: f64 = seen[2..].iter().sum();
        let of = |n: f64| (1.0 - same) * n / rest;
        [1.0, same, of(seen[2]), of(seen[3]), of(seen[4])]
    };
    table.columns.iter().zip(seen).map(chances).collect()
}
