//! What a transaction has changed in the roll-ups of parents, gathered in memory and settled once at its end.

use super::feed::{Feed, Function, Share};
use model::{Id, Record, Val};
use std::collections::{BTreeMap, HashMap};

/// Rank of an object (settled in this order), and its place in the catalogue's order.
pub type At = (usize, usize);

/// Open changes by object and parent.
#[derive(Debug, Default)]
pub struct Deltas {
    by_object: BTreeMap<At, HashMap<Id, Delta>>,
}

/// Open changes of one parent, by column of the roll-up.
#[derive(Debug, Default, Clone)]
pub struct Delta(pub Vec<(usize, Step)>);

/// What is to be done with one roll-up.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Count or sum: add.
    Add(i64),
    /// Smallest or largest: the best that came and the best that went.
    Extreme { came: Option<i64>, went: Option<i64>, max: bool },
    /// Read it again from the records.
    Again,
}

impl Deltas {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_object.is_empty()
    }

    /// Notes what the change of one record means for the roll-ups that it feeds.
    pub fn note(&mut self, feeds: &[Feed], before: Option<&Record>, after: Option<&Record>) {
        for feed in feeds.iter().filter(|f| !f.lazy) {
            let old = before.and_then(|r| feed.share(r));
            let new = after.and_then(|r| feed.share(r));
            if old == new {
                continue;
            }
            let parents = self.by_object.entry(feed.at).or_default();
            if let Some(share) = &old {
                parents.entry(share.parent).or_default().went(feed, share);
            }
            if let Some(share) = &new {
                parents.entry(share.parent).or_default().came(feed, share);
            }
        }
    }

    /// Takes the parents of the object that is to be settled next.
    pub fn pop(&mut self) -> Option<(At, Vec<(Id, Delta)>)> {
        let (at, parents) = self.by_object.pop_first()?;
        let mut list: Vec<(Id, Delta)> = parents.into_iter().collect();
        list.sort_unstable_by_key(|(id, _)| *id);
        Some((at, list))
    }

    /// Takes the open changes of one parent.
    pub fn take(&mut self, at: At, id: Id) -> Option<Delta> {
        self.by_object.get_mut(&at)?.remove(&id)
    }

    /// Asks for some roll-ups of a parent to be read again when everything is settled.
    pub fn again(&mut self, at: At, id: Id, columns: Vec<usize>) {
        let delta = self.by_object.entry(at).or_default().entry(id).or_default();
        delta.0.extend(columns.into_iter().map(|c| (c, Step::Again)));
    }
}

impl Delta {
    /// Everything is to be read again.
    pub(crate) fn all_again(columns: &[usize]) -> Self {
        Self(columns.iter().map(|c| (*c, Step::Again)).collect())
    }

    fn step(&mut self, column: usize, new: impl FnOnce() -> Step) -> &mut Step {
        let at = self.0.iter().position(|(c, _)| *c == column).unwrap_or_else(|| {
            self.0.push((column, new()));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }

    fn came(&mut self, feed: &Feed, share: &Share) {
        self.change(feed, share, 1);
    }

    fn went(&mut self, feed: &Feed, share: &Share) {
        self.change(feed, share, -1);
    }

    fn change(&mut self, feed: &Feed, share: &Share, sign: i64) {
        let value = share.value.int();
        match (feed.function, value) {
            (Function::Count | Function::Sum, Some(v)) => {
                if let Step::Add(sum) = self.step(feed.target, || Step::Add(0)) {
                    *sum = sum.saturating_add(v.saturating_mul(sign));
                }
            }
            (Function::Min | Function::Max, Some(v)) => {
                let max = feed.function == Function::Max;
                let step = self.step(feed.target, || Step::Extreme { came: None, went: None, max });
                if let Step::Extreme { came, went, .. } = step {
                    let slot = if sign > 0 { came } else { went };
                    *slot = Some(slot.map_or(v, |old| if max { old.max(v) } else { old.min(v) }));
                }
            }
            _ => *self.step(feed.target, || Step::Again) = Step::Again,
        }
    }

    /// Applies what can be applied from the record's own values. Returns the columns that must be read again.
    pub fn apply(&self, record: &mut Record) -> Vec<usize> {
        let mut again = Vec::new();
        for (column, step) in &self.0 {
            let now = record.vals[*column].int();
            match step {
                Step::Add(by) => record.vals[*column] = Val::Int(now.unwrap_or(0).saturating_add(*by)),
                Step::Extreme { came, went, max } => match extreme(now, *came, *went, *max) {
                    Some(v) => record.vals[*column] = v,
                    None => again.push(*column),
                },
                Step::Again => again.push(*column),
            }
        }
        again
    }
}

/// The new extreme, or `None` when the records must be asked: the best one went and nothing as good came.
fn extreme(now: Option<i64>, came: Option<i64>, went: Option<i64>, max: bool) -> Option<Val> {
    let better = |a: i64, b: i64| if max { a >= b } else { a <= b };
    let Some(now) = now else {
        return if went.is_some() { None } else { Some(came.into()) };
    };
    if let Some(c) = came
        && better(c, now)
    {
        return Some(Val::Int(c));
    }
    match went {
        Some(w) if better(w, now) => None,
        _ => Some(Val::Int(now)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extremes_are_read_again_only_when_the_best_went() {
        let int = |i: i64| Some(Val::Int(i));
        assert_eq!(extreme(None, Some(3), None, true), int(3));
        assert_eq!(extreme(Some(5), Some(3), None, true), int(5));
        assert_eq!(extreme(Some(5), Some(7), Some(5), true), int(7));
        assert_eq!(extreme(Some(5), Some(3), Some(5), true), None);
        assert_eq!(extreme(Some(5), None, Some(3), true), int(5));
        assert_eq!(extreme(Some(5), Some(2), None, false), int(2));
        assert_eq!(extreme(Some(5), None, Some(5), false), None);
        assert_eq!(extreme(None, Some(1), Some(1), false), None);
    }
}
