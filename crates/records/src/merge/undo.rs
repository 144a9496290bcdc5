//! Taking a merge back by the six rules.

use super::journal::{self, Journal};
use super::survive::merges;
use super::{Merged, alias, write};
use crate::access::Act;
use crate::door::{self, remove};
use crate::prepared::Prepared;
use crate::{Error, Result, Writer, duplicates};
use model::object::col;
use model::{Id, Record, Val};
use serde_json::Value;
use std::sync::Arc;

impl Writer<'_> {
    /// Takes a merge back; to be written by `By::Merge`.
    ///
    /// # Errors
    /// As [`Records::unmerge`](crate::Records::unmerge).
    pub async fn unmerge(&mut self, object: &str, merge: Id) -> Result<Merged> {
        let (_, user) = self.merge_by()?;
        let journal = journal::read(self, merge).await?.filter(|m| m.object == object);
        let journal = journal.ok_or_else(|| Error::NotFound { what: format!("merge {merge} of {object}") })?;
        if journal.undone {
            return Err(Error::BadRequest("this merge was taken back already".into()));
        }
        let p = self.catalog.prepared(&journal.object)?.clone();
        let chain = self.chain(&journal).await?;
        let root = chain.last().map_or(journal.survivor, |n| n.id);
        let mut ids: Vec<Id> = chain.iter().map(|n| n.id).collect();
        ids.push(journal.gone);
        self.tx.lock_rows(&journal.object, &ids).await?;
        let standing = self.get(&journal.object, root).await?;
        let Some(standing) = standing else {
            return Err(Error::BadRequest(format!("{} {root} is deleted; restore it first", journal.object)));
        };
        self.must_reach(Act::Merge, &standing).await?;
        let lost = || Error::BadRequest("one side of the merge is no longer there; it cannot be taken back".into());
        let gone = self.lock(&journal.object, journal.gone).await?.ok_or_else(lost)?;
        let mut told = Merged { merges: vec![merge], survivor: journal.survivor, ..Merged::default() };
        self.fields_back(&p, &journal, chain, &mut told).await?;
        let mut back = gone.clone();
        back.vals[col::DELETED_AT] = Val::Null;
        remove::put_away(self, &p, &gone, back).await?;
        self.referrers_back(&journal, &mut told).await?;
        let sql = "update @merge set undone_at = $2, undone_by = $3 where id = $1";
        self.tx.run(sql, &[merge.into(), self.now.0.into(), user.into()]).await?;
        alias::part(self, journal.gone, root).await?;
        duplicates::after_unmerge(self, object, journal.gone).await?;
        Ok(told)
    }

    pub(crate) async fn is_undone(&mut self, merge: Id) -> Result<bool> {
        Ok(journal::read(self, merge).await?.is_none_or(|j| j.undone))
    }

    /// The survivor, what it became in turn, and so on.
    async fn chain(&mut self, journal: &Journal) -> Result<Vec<Node>> {
        let mut chain: Vec<Node> = Vec::new();
        let mut next = Some(journal.survivor);
        while let Some(id) = next {
            let mut into = journal::into(self, id).await?;
            into.retain(|m| m.id != journal.id);
            chain.push(Node { id, into });
            next = journal::became(self, id).await?;
        }
        Ok(chain)
    }

    /// Rule 1, and rule 6 for what other merges built upon.
    async fn fields_back(&mut self, p: &Arc<Prepared>, journal: &Journal, mut chain: Vec<Node>, told: &mut Merged) -> Result<()> {
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
                let kept = self.list_back(p, journal, &mut chain[0].into, &mut after[0], field).await?;
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

    /// What the merge added to a list goes, unless another record merged into the same one has it too. True when something of
    /// it stays.
    async fn list_back(
        &mut self,
        p: &Arc<Prepared>,
        journal: &Journal,
        later: &mut [Journal],
        after: &mut Record,
        field: usize,
    ) -> Result<bool> {
        let column = p.object.column_of(field);
        let Some((old, new)) = journal.of(&p.object, column) else { return Ok(false) };
        let old = crate::json::items(&old);
        let mut added: Vec<Value> = crate::json::items(&new).into_iter().filter(|i| !old.contains(i)).collect();
        let mut kept = false;
        for other in later.iter_mut() {
            let Some(theirs) = self.lock(&journal.object, other.gone).await? else { continue };
            let theirs = crate::json::items(&theirs.vals[column]);
            let (shared, rest): (Vec<Value>, Vec<Value>) = added.into_iter().partition(|i| theirs.contains(i));
            added = rest;
            kept |= !shared.is_empty();
            let now = after.vals[column].clone();
            let (before, set) = other.of(&p.object, column).unwrap_or((now.clone(), now));
            let before = without(&before, |i| shared.contains(i) || added.contains(i));
            other.set(&p.object, column, &before, &set);
        }
        after.vals[column] = without(&after.vals[column], |i| added.contains(i));
        Ok(kept)
    }

    /// Rule 2: first all references go back, then what is to stand again is looked at for twins.
    async fn referrers_back(&mut self, journal: &Journal, told: &mut Merged) -> Result<()> {
        let sql = "select object, record_id, col, dropped from @merge_move where merge_id = $1 order by object, record_id, col";
        let mut again: Vec<(Arc<Prepared>, Id, usize)> = Vec::new();
        for row in self.tx.all(sql, &[journal.id.into()]).await? {
            let (object, id, dropped) = (row.text(0)?.to_owned(), row.id(1)?, row.int(3)? == 1);
            let Ok(child) = self.catalog.prepared(&object).cloned() else { continue };
            let name = row.text(2)?;
            let Some(column) = child.object.columns.iter().position(|c| c.name == name) else { continue };
            let Some(before) = self.lock(&object, id).await? else { continue };
            let value = self.without(journal, &child, column, &before).await?;
            let moves = value.as_ref().is_some_and(|v| !equal(&child, column, v, &before.vals[column]));
            let deleted_at = before.vals[col::DELETED_AT].int();
            let returns = dropped && deleted_at == Some(journal.at.0);
            let field = child.object.columns[column].field;
            let lifted = moves && deleted_at.is_none() && child.unique.iter().any(|u| u.fields.contains(&field));
            if lifted {
                self.stand(&child, id, Val::Int(self.now.0)).await?;
            }
            if returns || lifted {
                again.push((child.clone(), id, column));
            }
            if let Some(value) = value {
                let before = self.lock(&object, id).await?.ok_or_else(|| Error::no_record(&object, id))?;
                let mut after = before.clone();
                after.vals[column] = value;
                door::put(self, &child, &before, after).await?;
            }
            let counts = match (returns, moves, dropped) {
                (true, _, _) => &mut told.dropped,
                (false, true, _) => &mut told.moved,
                (false, false, false) => &mut told.stayed,
                (false, false, true) => continue,
            };
            *counts.entry(object).or_default() += 1;
        }
        for (child, id, column) in again {
            let object = child.object.name();
            let record = self.lock(object, id).await?.ok_or_else(|| Error::no_record(object, id))?;
            let deleted_at = match self.twin(&child, None, &record).await? {
                // Another merge makes it stand twice still.
                Some(twin) => Val::Int(self.hand_over(journal, object, &record, column, twin).await?),
                None => Val::Null,
            };
            self.stand(&child, id, deleted_at).await?;
        }
        Ok(())
    }

    /// Deletes a record, or lets it stand again.
    async fn stand(&mut self, p: &Arc<Prepared>, id: Id, deleted_at: Val) -> Result<()> {
        let object = p.object.name();
        let before = self.lock(object, id).await?.ok_or_else(|| Error::no_record(object, id))?;
        if before.vals[col::DELETED_AT] == deleted_at {
            return Ok(());
        }
        let mut after = before.clone();
        after.vals[col::DELETED_AT] = deleted_at;
        remove::put_away(self, p, &before, after).await
    }

    /// A reference as it would be had this merge never been: the others that stand are applied again to what was there before
    /// the first. `None` when the reference was changed since.
    async fn without(&mut self, journal: &Journal, child: &Prepared, column: usize, record: &Record) -> Result<Option<Val>> {
        let sql = "select v.merge_id, v.before, v.after, v.dropped, m.gone, m.survivor from @merge_move v \
            join @merge m on m.id = v.merge_id \
            where v.object = $1 and v.record_id = $2 and v.col = $3 and m.undone_at is null order by m.seq";
        let c = &child.object.columns[column];
        let multi = child.object.fields[c.field].multi;
        let key: [Val; 3] = [child.object.name().into(), record.id().into(), c.name.as_ref().into()];
        let rows = self.tx.all(sql, &key).await?;
        let read = |v: Option<&str>| match v {
            None => Val::Null,
            Some(t) => Id::parse(t).map_or_else(|| Val::Text(t.to_owned()), Val::Id),
        };
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(None) };
        if !equal(child, column, &read(last.opt_text(2)), &record.vals[column]) {
            return Ok(None);
        }
        let mut value = read(first.opt_text(1));
        for row in &rows {
            let merge = row.id(0)?;
            if merge == journal.id {
                continue;
            }
            let stays = row.int(3)? == 1;
            let next = if stays { value.clone() } else { write::moved(&value, record.id(), multi, row.id(4)?, row.id(5)?) };
            let update = "update @merge_move set before = $5, after = $6 \
                where object = $1 and record_id = $2 and col = $3 and merge_id = $4";
            let mut params = key.to_vec();
            params.extend([merge.into(), write::stored(&value), write::stored(&next)]);
            self.tx.run(update, &params).await?;
            value = next;
        }
        Ok(Some(value))
    }

    /// Notes that a record stays away because of another merge, which moved it or its twin. Returns that merge's instant.
    async fn hand_over(&mut self, journal: &Journal, object: &str, record: &Record, column: usize, twin: Id) -> Result<i64> {
        let sql = "select m.id, m.at from @merge_move v join @merge m on m.id = v.merge_id \
            where v.object = $1 and v.record_id = $2 and m.undone_at is null and m.id <> $3 order by m.seq desc limit 1";
        for id in [record.id(), twin] {
            let rows = self.tx.all(sql, &[object.into(), id.into(), journal.id.into()]).await?;
            let Some(row) = rows.first() else { continue };
            let (merge, at) = (row.id(0)?, row.int(1)?);
            let note = "insert into @merge_move (merge_id, object, record_id, col, before, after, dropped) \
                values ($1, $2, $3, $4, $5, $5, 1) on conflict (object, record_id, col, merge_id) do update set dropped = 1";
            let name = record.object.columns[column].name.as_ref();
            let value = write::stored(&record.vals[column]);
            self.tx.run(note, &[merge.into(), object.into(), record.id().into(), name.into(), value]).await?;
            return Ok(at);
        }
        Ok(journal.at.0)
    }
}

/// A record that others were merged into, with the merges that stand.
struct Node {
    id: Id,
    into: Vec<Journal>,
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

fn equal(p: &Prepared, column: usize, a: &Val, b: &Val) -> bool {
    door::ready::equal(&p.object, column, a, b)
}
