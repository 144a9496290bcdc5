//! Many new records at once, for imports. The same checks, rules, formulas, roll-ups and log as for one, but set-wise.
//!
//! Roll-ups of parents that are among the new records are settled in memory before anything is written; those of
//! others once a parent when the transaction ends.

use super::ready::{self, Ready};
use super::{refs, team};
use crate::handover::held;
use crate::log::LogRow;
use crate::merge::alias;
use crate::prepared::Prepared;
use crate::writer::Writer;
use crate::{By, Catalog, Result, consent, validation};
use model::object::ColType;
use model::{FieldError, Id, Record, Ts, Val};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use store::BulkColumn;

/// Which of many records are not acceptable, and why: place in the list, errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub Vec<(usize, Vec<FieldError>)>);

/// Records that have passed the pure half of the door; see [`prepare`].
#[derive(Clone, Debug)]
pub struct Batch {
    records: Vec<(Arc<Prepared>, Ready)>,
}

impl Batch {
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The records, in the order in which they were given.
    pub(crate) fn records(&self) -> impl Iterator<Item = &Record> {
        self.records.iter().map(|(_, r)| &r.after)
    }

    /// The ids, in the order in which the records were given.
    #[must_use]
    pub fn ids(&self) -> Vec<Id> {
        self.records.iter().map(|(_, r)| r.after.id()).collect()
    }
}

/// Checks and completes new records without touching the database, so that it may be done while another batch is being
/// written. Records whose id is zero get one; empty fields that have a default get it.
///
/// # Errors
/// `Err` inside when some are refused; `NotFound` when a record is of an object that the catalogue does not know.
pub fn prepare(catalog: &Catalog, by: &By, now: Ts, records: Vec<Record>) -> Result<Result<Batch, Refused>> {
    let mut batch = Vec::with_capacity(records.len());
    let mut refused = Vec::new();
    let mut last: Option<Arc<Prepared>> = None;
    for (i, mut record) in records.into_iter().enumerate() {
        let p = match last.take() {
            Some(p) if p.object.name() == record.object.name() => p,
            _ => catalog.prepared(record.object.name())?.clone(),
        };
        for c in &p.defaults {
            if record.vals[*c].is_null() {
                record.vals[*c] = p.blank.vals[*c].clone();
            }
        }
        for r in p.rollups.iter().filter(|r| r.zero) {
            record.vals[r.column] = Val::Int(0);
        }
        match ready::ready(catalog, &p, None, record, by, now, validation::judges(by, None)) {
            Ok(ready) => batch.push((p.clone(), ready)),
            Err((errors, _)) => refused.push((i, errors)),
        }
        last = Some(p);
    }
    Ok(if refused.is_empty() { Ok(Batch { records: batch }) } else { Err(Refused(refused)) })
}

/// A batch under way: what it holds is borrowed, since a transaction may be tried again, and what changes is its own.
struct Under<'b> {
    batch: &'b Batch,
    changed: HashMap<usize, Record>,
}

impl<'b> Under<'b> {
    fn prepared(&self, i: usize) -> &'b Arc<Prepared> {
        &self.batch.records[i].0
    }

    fn record(&self, i: usize) -> &Record {
        self.changed.get(&i).unwrap_or(&self.batch.records[i].1.after)
    }

    fn own(&mut self, i: usize) -> &mut Record {
        self.changed.entry(i).or_insert_with(|| self.batch.records[i].1.after.clone())
    }
}

/// Stores a batch. The inner error lists records that refer to something that does not exist; nothing was written then.
pub(crate) async fn insert(w: &mut Writer<'_>, batch: &Batch) -> Result<Result<Vec<Id>, Refused>> {
    let ids = batch.ids();
    let mut under = Under { batch, changed: HashMap::new() };
    if let Some(refused) = dangling(w, &mut under, &ids).await? {
        return Ok(Err(refused));
    }
    let given: Vec<(&Prepared, Option<&Record>, &Record)> =
        (0..batch.len()).map(|i| (&**under.prepared(i), None, under.record(i))).collect();
    let refused = held::refused(w, &given).await?;
    if !refused.is_empty() {
        return Ok(Err(Refused(refused)));
    }
    follow_owners(w, &mut under).await?;
    give_numbers(w, &mut under).await?;
    roll_up(w, &mut under);
    let mut by_object: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (i, (p, ready)) in batch.records.iter().enumerate() {
        w.take_effects(ready.effects.clone());
        by_object.entry(p.at.1).or_default().push(i);
    }
    for places in by_object.into_values() {
        let records: Vec<&Record> = places.iter().map(|i| under.record(*i)).collect();
        write(w, under.prepared(places[0]), &records).await?;
    }
    Ok(Ok(ids))
}

/// Looks for references to what neither exists nor is in the batch; those to merged records are made to refer to what these
/// became.
async fn dangling(w: &mut Writer<'_>, under: &mut Under<'_>, ids: &[Id]) -> Result<Option<Refused>> {
    let batch = under.batch;
    let new: HashSet<Id> = ids.iter().copied().collect();
    let mut wanted: HashMap<String, HashSet<Id>> = HashMap::new();
    for (p, ready) in &batch.records {
        refs::each(p, None, &ready.after, &mut |_, target, id| {
            if !new.contains(&id) {
                match wanted.get_mut(target) {
                    Some(ids) => drop(ids.insert(id)),
                    None => drop(wanted.insert(target.to_owned(), [id].into())),
                }
            }
        });
    }
    let absent = refs::absent(w, wanted).await?;
    if absent.is_empty() {
        return Ok(None);
    }
    let roots = alias::roots(w, &absent.iter().copied().collect::<Vec<_>>()).await?;
    let mut refused = Vec::new();
    for (i, (p, ready)) in batch.records.iter().enumerate() {
        let (mut errors, mut merged) = (Vec::new(), false);
        refs::each(p, None, &ready.after, &mut |field, target, id| {
            merged |= roots.contains_key(&id);
            if absent.contains(&id) && !roots.contains_key(&id) {
                errors.push(refs::error(p, field, target, id));
            }
        });
        if merged {
            refs::redirect(p, under.own(i), &roots);
        }
        if !errors.is_empty() {
            refused.push((i, errors));
        }
    }
    Ok((!refused.is_empty()).then_some(Refused(refused)))
}

/// Gives records to the teams of their owners.
async fn follow_owners(w: &mut Writer<'_>, under: &mut Under<'_>) -> Result<()> {
    let owned = |i: usize| {
        let (p, ready) = &under.batch.records[i];
        let (owner, team) = p.owner?;
        Some((i, ready.after.vals[owner].id()?, team))
    };
    let owned: Vec<(usize, Id, usize)> = (0..under.batch.len()).filter_map(owned).collect();
    if owned.is_empty() {
        return Ok(());
    }
    let teams = team::teams(w, &owned.iter().map(|(_, user, _)| *user).collect()).await?;
    for (i, user, column) in owned {
        let team = Val::from(teams.get(&user).copied());
        if under.record(i).vals[column] != team {
            under.own(i).vals[column] = team;
        }
    }
    Ok(())
}

async fn give_numbers(w: &mut Writer<'_>, under: &mut Under<'_>) -> Result<()> {
    let mut counters: BTreeMap<String, i64> = BTreeMap::new();
    for (p, ready) in &under.batch.records {
        for n in p.numbers.iter().filter(|n| ready.after.vals[n.column].is_null()) {
            count(&mut counters, &n.counter);
        }
        if p.num.is_some() {
            count(&mut counters, &p.num_counter);
        }
    }
    for (name, next) in &mut counters {
        *next = w.take_numbers(name, *next).await?;
    }
    let mut take = |name: &str| {
        counters.get_mut(name).map_or(0, |next| {
            *next += 1;
            *next - 1
        })
    };
    for i in 0..under.batch.len() {
        let p = under.prepared(i);
        let missing: Vec<_> = p.numbers.iter().filter(|n| under.record(i).vals[n.column].is_null()).collect();
        if !missing.is_empty() {
            let after = under.own(i);
            for n in missing {
                after.vals[n.column] = Val::Text(n.text(take(&n.counter)));
            }
            ready::fill_keys(after, None);
        }
        if let Some(column) = p.num {
            under.own(i).vals[column] = Val::Int(take(&p.num_counter));
        }
    }
    Ok(())
}

fn count(counters: &mut BTreeMap<String, i64>, name: &str) {
    match counters.get_mut(name) {
        Some(n) => *n += 1,
        None => drop(counters.insert(name.to_owned(), 1)),
    }
}

/// Goes from the gathered to those that gather, so that a new order has its total before its customer hears of it.
fn roll_up(w: &mut Writer<'_>, under: &mut Under<'_>) {
    let mut places: Vec<usize> = (0..under.batch.len()).collect();
    places.sort_by_key(|i| under.prepared(*i).at.0);
    for i in places {
        let p = under.prepared(i);
        if !p.rollups.is_empty()
            && let Some(delta) = w.deltas.take(p.at, under.record(i).id())
        {
            let after = under.own(i);
            let again = delta.apply(after);
            if !again.is_empty() {
                w.deltas.again(p.at, after.id(), again);
            }
            for f in &p.formulas {
                ready::put_formula(f, after);
            }
        }
        if !p.feeds.is_empty() {
            w.note(p, None, Some(under.record(i)));
        }
    }
}

async fn write(w: &mut Writer<'_>, p: &Prepared, records: &[&Record]) -> Result<()> {
    let ids: Vec<Id> = records.iter().map(|r| r.id()).collect();
    let items: Vec<Vec<Val>> = records.iter().flat_map(|r| super::item_rows(p, r)).collect();
    let rows: Vec<&[Val]> = records.iter().map(|r| r.vals.as_slice()).collect();
    w.tx.bulk(p.object.name(), &p.bulk, &rows).await?;
    if !items.is_empty() {
        let columns = [
            ("object", ColType::Text),
            ("field", ColType::Text),
            ("record_id", ColType::Id),
            ("pos", ColType::Int),
            ("v", ColType::Text),
        ];
        w.tx.bulk("value", &columns.map(|(n, ty)| BulkColumn::new(n, ty)), &items).await?;
    }
    if p.object.name() == consent::OBJECT {
        w.consent_of(records.iter().filter_map(|r| r.get("customer").id()));
    }
    w.log(LogRow::many("import", p.object.name(), 1, &ids));
    Ok(())
}
