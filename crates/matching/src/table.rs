//! Records by column, each value kept once.

use crate::compare::{Compare, Level, Pattern};
use indexmap::IndexSet;

/// A column: what it is called and how two of its values are compared.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub compare: Compare,
    /// What the evidence of the column is multiplied with: 1 as it was learnt, 0 for a column that only makes blocks.
    pub weight: f64,
}

impl Field {
    pub fn new(name: impl Into<String>, compare: Compare) -> Self {
        Self { name: name.into(), compare, weight: 1.0 }
    }

    #[must_use]
    pub fn weighing(mut self, weight: f64) -> Self {
        self.weight = weight;
        self
    }
}

/// Records to be compared. Values are texts that have been normalised by the caller (folded, E.164, `YYYYMMDD`); a record has
/// any number of values in a column, and none means that it is not known.
#[derive(Clone, Debug)]
pub struct Table {
    pub(crate) columns: Vec<Column>,
    len: usize,
    /// Records from this one on are compared with those before it only.
    split: Option<usize>,
}

#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub field: Field,
    texts: IndexSet<Box<str>>,
    /// How many records have the value.
    counts: Vec<u32>,
    values: Vec<u32>,
    /// Where the values of each record end.
    ends: Vec<u32>,
    /// Records that have a value at all.
    pub known: u32,
}

impl Table {
    /// # Panics
    /// With more than [`Pattern::COLUMNS`] columns.
    #[must_use]
    pub fn new(fields: Vec<Field>) -> Self {
        assert!(fields.len() <= Pattern::COLUMNS, "at most {} columns can be compared", Pattern::COLUMNS);
        let column =
            |field| Column { field, texts: IndexSet::new(), counts: Vec::new(), values: Vec::new(), ends: Vec::new(), known: 0 };
        Self { columns: fields.into_iter().map(column).collect(), len: 0, split: None }
    }

    /// Adds a record: for each column its values. Empty texts and columns left out are not known.
    pub fn push(&mut self, row: &[&[&str]]) {
        self.len += 1;
        for (i, column) in self.columns.iter_mut().enumerate() {
            column.push(row.get(i).copied().unwrap_or_default());
        }
    }

    /// What was pushed so far is one list and what follows another: pairs have one record of each.
    pub fn split(&mut self) {
        self.split = Some(self.len);
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    #[must_use]
    pub fn fields(&self) -> impl ExactSizeIterator<Item = &Field> {
        self.columns.iter().map(|c| &c.field)
    }

    /// How many pairs there are in all.
    #[must_use]
    pub fn all_pairs(&self) -> f64 {
        let n = self.len as f64;
        match self.split {
            Some(s) => s as f64 * (n - s as f64),
            None => n * (n - 1.0) / 2.0,
        }
    }

    /// True when the two may be compared: of different lists where there are two.
    #[must_use]
    pub(crate) fn may_pair(&self, a: u32, b: u32) -> bool {
        a != b && self.split.is_none_or(|s| ((a as usize) < s) != ((b as usize) < s))
    }

    /// The levels of all columns.
    #[must_use]
    pub fn compare(&self, a: u32, b: u32) -> Pattern {
        let mut pattern = Pattern::default();
        for (i, column) in self.columns.iter().enumerate() {
            pattern.set(i, column.compare(a, b));
        }
        pattern
    }
}

impl Column {
    fn push(&mut self, values: &[&str]) {
        let begin = self.values.len();
        for text in values.iter().filter(|t| !t.is_empty()) {
            let at = match self.texts.get_index_of(*text) {
                Some(at) => at,
                None => self.texts.insert_full((*text).into()).0,
            };
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            if !self.values[begin..].contains(&at) {
                self.values.push(at);
                match self.counts.get_mut(at as usize) {
                    Some(n) => *n += 1,
                    None => self.counts.push(1),
                }
            }
        }
        self.known += u32::from(self.values.len() > begin);
        self.ends.push(u32::try_from(self.values.len()).unwrap_or(u32::MAX));
    }

    /// Places of a record's values.
    pub fn of(&self, record: u32) -> &[u32] {
        let record = record as usize;
        let begin = if record == 0 { 0 } else { self.ends[record - 1] as usize };
        &self.values[begin..self.ends[record] as usize]
    }

    pub fn text(&self, value: u32) -> &str {
        self.texts.get_index(value as usize).map_or("", |t| t)
    }

    /// Share of the known records that have the value.
    pub fn frequency(&self, value: u32) -> f64 {
        f64::from(self.counts.get(value as usize).copied().unwrap_or(1)) / f64::from(self.known.max(1))
    }

    /// Chance that two records taken at random have the same value.
    pub fn chance(&self) -> f64 {
        let known = f64::from(self.known.max(1));
        self.counts.iter().map(|n| (f64::from(*n) / known).powi(2)).sum()
    }

    /// The rarest value that both records have.
    pub fn shared(&self, a: u32, b: u32) -> Option<u32> {
        let of_b = self.of(b);
        let rare = |v: &&u32| self.counts.get(**v as usize).copied().unwrap_or(0);
        self.of(a).iter().filter(|v| of_b.contains(v)).min_by_key(rare).copied()
    }

    /// The best level that any of the values reach.
    fn compare(&self, a: u32, b: u32) -> Level {
        let (of_a, of_b) = (self.of(a), self.of(b));
        if of_a.is_empty() || of_b.is_empty() {
            return Level::Unknown;
        }
        if of_a.iter().any(|v| of_b.contains(v)) {
            return Level::Same;
        }
        let mut best = Level::Other;
        for x in of_a {
            for y in of_b {
                best = best.min(self.field.compare.level(self.text(*x), self.text(*y)));
                if best == Level::Near {
                    return best;
                }
            }
        }
        best
    }
}
