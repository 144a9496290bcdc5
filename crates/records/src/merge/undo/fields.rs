//! Fields go back from the survivor up the chain of what it became in turn.

use super::super::journal::Journal;
use super::super::survive::merges;
use super::{Merged, Node, equal};
use crate::door;
use crate::prepared::Prepared;
use crate::{Error, Result, Writer};
use model::{Id, Record, Val};
use serde_json::Value;
use std::sync::Arc;

impl Writer<'_> {
    /// Rule 1, and rule 6 for what other merges built upon.
    pub(super) async fn fields_back(
        &mut self,
        p: &Arc<Prepared>,
        journal: &Journal,
        mut chain: Vec<Node>,
        told: &mut Merged,
    ) -> Result<()> {
        let mut records = Vec::with_capacity(chain.len());
        for node in &chain {
            let lost = || Error::BadRequest(format!("{} {} is no longer there", journal.object, node.id));
            records.push(self.lock(&journal.object, node.id).await?.ok_or_else(lost)?);
        }
        let mut after = records.clone();
        for field in 0..p.object.fields.len() {
            let first = p.object.column_of(field);
            let columns = first..first + p.object.fields[field].parts().len();
            let was: Vec<Was> = columns.filter_map(|c| Was::of(journal, p, c)).collect();
            if was.is_empty() {
                continue;
            }
            let name = p.object.fields[field].name.to_string();
            if p.object.fields[field].multi && merges(&p.object, field) {
                let kept = self.list_back(p, journal, &mut chain, &mut after, field).await?;
                told.fields.insert(name.clone(), Some(journal.survivor));
                if kept {
                    told.kept.push(name);
                }
            } else if retract(p, was, &mut chain, &mut after) {
                told.fields.insert(name, Some(journal.survivor));
            } else {
                told.kept.push(name);
            }
        }
        for (before, mut after) in records.iter().zip(after) {
            for f in &p.formulas {
                door::ready::put_formula(f, &mut after);
            }
            door::put(self, p, before, after).await?;
        }
        for m in chain.iter().flat_map(|n| &n.into) {
            m.update(self).await?;
        }
        Ok(())
    }

    /// What the merge added to a list goes, from the survivor up to what that became, unless another record merged into the same
    /// one has it too. True when something of it stays.
    async fn list_back(
        &mut self,
        p: &Arc<Prepared>,
        journal: &Journal,
        chain: &mut [Node],
        after: &mut [Record],
        field: usize,
    ) -> Result<bool> {
        let column = p.object.column_of(field);
        let mut added = added_by(journal, p, column);
        let (mut kept, mut through) = (false, None);
        for level in 0..chain.len() {
            for other in chain[level].into.iter_mut().filter(|m| Some(m.id) != through) {
                let Some(theirs) = self.lock(&journal.object, other.gone).await? else { continue };
                let theirs = crate::json::items(&theirs.vals[column]);
                let (shared, rest): (Vec<Value>, Vec<Value>) = added.into_iter().partition(|i| theirs.contains(i));
                added = rest;
                kept |= !shared.is_empty();
                let now = after[level].vals[column].clone();
                let (before, set) = other.of(&p.object, column).unwrap_or((now.clone(), now));
                let before = without(&before, |i| shared.contains(i) || added.contains(i));
                other.set(&p.object, column, &before, &set);
            }
            after[level].vals[column] = without(&after[level].vals[column], |i| added.contains(i));
            let id = chain[level].id;
            let Some(up) = chain.get_mut(level + 1).and_then(|n| n.into.iter_mut().find(|m| m.gone == id)) else { break };
            let carried = added_by(up, p, column);
            added.retain(|i| carried.contains(i));
            if let Some((before, set)) = up.of(&p.object, column) {
                up.set(&p.object, column, &before, &without(&set, |i| added.contains(i)));
            }
            through = Some(up.id);
        }
        Ok(kept)
    }
}

/// What a merge added to a list.
fn added_by(journal: &Journal, p: &Prepared, column: usize) -> Vec<Value> {
    let Some((old, new)) = journal.of(&p.object, column) else { return Vec::new() };
    let old = crate::json::items(&old);
    crate::json::items(&new).into_iter().filter(|i| !old.contains(i)).collect()
}

/// A column that a merge set.
struct Was {
    column: usize,
    before: Val,
    set: Val,
}

impl Was {
    fn of(journal: &Journal, p: &Prepared, column: usize) -> Option<Self> {
        journal.of(&p.object, column).map(|(before, set)| Self { column, before, set })
    }
}

/// Puts a field back where it still holds what was set, from the survivor up to what that became. Where a later merge set it
/// again, that one would now put back what was there before. False when the field holds something else by now.
fn retract(p: &Prepared, mut was: Vec<Was>, chain: &mut [Node], after: &mut [Record]) -> bool {
    let mut through: Option<Id> = None;
    for level in 0..chain.len() {
        let built = |m: &&mut Journal| {
            Some(m.id) != through
                && was.iter().all(|w| m.of(&p.object, w.column).is_some_and(|(old, _)| equal(p, w.column, &old, &w.set)))
        };
        if let Some(upon) = chain[level].into.iter_mut().find(built) {
            for w in &was {
                if let Some((_, set)) = upon.of(&p.object, w.column) {
                    upon.set(&p.object, w.column, &w.before, &set);
                }
            }
            return true;
        }
        if !was.iter().all(|w| equal(p, w.column, &after[level].vals[w.column], &w.set)) {
            return level > 0;
        }
        was.iter().for_each(|w| after[level].vals[w.column] = w.before.clone());
        let id = chain[level].id;
        let Some(up) = chain.get_mut(level + 1).and_then(|n| n.into.iter_mut().find(|m| m.gone == id)) else { return true };
        if !was.iter().all(|w| up.of(&p.object, w.column).is_some_and(|(_, set)| equal(p, w.column, &set, &w.set))) {
            return true;
        }
        through = Some(up.id);
        let emptied = was.iter().all(|w| w.before.is_null());
        for w in &mut was {
            let Some((older, _)) = up.of(&p.object, w.column) else { continue };
            if emptied {
                up.unset(&p.object, w.column);
                w.before = older;
            } else {
                up.set(&p.object, w.column, &older, &w.before);
            }
        }
    }
    true
}

fn without(list: &Val, gone: impl Fn(&Value) -> bool) -> Val {
    let rest: Vec<Value> = crate::json::items(list).into_iter().filter(|i| !gone(i)).collect();
    if rest.is_empty() { Val::Null } else { Val::Text(Value::Array(rest).to_string()) }
}
