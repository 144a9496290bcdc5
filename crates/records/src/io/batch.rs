//! Rows of a chunk sorted into new records and changed ones.

use super::chunk::Row;
use super::csv::Refusal;
use super::draft::{Draft, Known, Seen, Values};
use super::plan::{Plan, PlanObject, PlanSource};
use super::template::Mode;
use model::object::col;
use model::{Id, Record};
use std::collections::HashMap;

/// A row that could be cut, and what it says.
pub struct Ready {
    pub row: Row,
    pub drafts: Vec<Draft>,
}

/// A row that was refused, with all its reasons.
pub struct Refused {
    pub row: Row,
    pub reasons: Vec<Refusal>,
}

/// What a chunk comes to. Each record knows the row (place in the chunk) that it is from.
#[derive(Default)]
pub struct Batch {
    /// New records in the order of the plan's objects, parents before those that refer to them.
    pub new: Vec<(usize, Record)>,
    /// Existing records with the values to lay over them.
    pub changed: Vec<(usize, Id, Record)>,
    /// What to remember when the batch is on disk: place of the object, key, record.
    pub seen: Vec<(usize, String, Seen)>,
}

/// Records found in the database, by place of the object in the plan and key text.
pub type Found = Vec<HashMap<String, Id>>;

/// A row that breaks the mode of one of its objects.
pub struct Misfit {
    pub row: usize,
    pub code: &'static str,
    pub message: String,
}

/// Records of one object while they are sorted.
#[derive(Default)]
struct Sorting {
    new: Vec<(usize, Record)>,
    new_keys: HashMap<String, usize>,
    /// Every key met, new or not.
    ids: HashMap<String, Id>,
    changed: Vec<(usize, Id, Record)>,
    changed_ids: HashMap<Id, usize>,
    seen: Vec<(String, Seen)>,
}

/// Sorts rows in the order of the file.
///
/// # Errors
/// The first row that breaks the mode of its object: a key that is taken, or one that is missing.
pub fn sort(plan: &Plan, rows: &[Ready], found: &Found, now_ms: u64) -> Result<Batch, Misfit> {
    let mut objects: Vec<Sorting> = plan.objects.iter().map(|_| Sorting::default()).collect();
    let mut ids: Vec<Option<Id>> = vec![None; plan.objects.len()];
    for (i, row) in rows.iter().enumerate() {
        for (place, draft) in row.drafts.iter().enumerate() {
            ids[place] = match draft {
                Draft::None => None,
                Draft::Known(id) => Some(*id),
                Draft::Again(key) => objects[place].ids.get(key).copied(),
                Draft::Values(values) => {
                    let known = values.id.or_else(|| found[place].get(&values.key).copied());
                    let id = objects[place].take(&plan.objects[place], i, values, &ids, known, now_ms);
                    Some(id.map_err(|(code, message)| Misfit { row: i, code, message })?)
                }
            };
        }
    }
    let mut batch = Batch::default();
    for (place, mut o) in objects.into_iter().enumerate() {
        batch.new.append(&mut o.new);
        batch.changed.append(&mut o.changed);
        batch.seen.extend(o.seen.into_iter().map(|(key, seen)| (place, key, seen)));
    }
    Ok(batch)
}

impl Sorting {
    fn take(
        &mut self,
        object: &PlanObject,
        row: usize,
        values: &Values,
        parents: &[Option<Id>],
        known: Option<Id>,
        now_ms: u64,
    ) -> Result<Id, (&'static str, String)> {
        let mut record = values.record.clone();
        for f in &object.fields {
            if let PlanSource::Record(place) = f.source {
                record.vals[object.object.column_of(f.field)] = parents[place].into();
            }
        }
        let name = object.object.name();
        let earlier = if values.key.is_empty() { None } else { self.new_keys.get(&values.key).copied() };
        let id = match (known, earlier) {
            (Some(_), _) | (_, Some(_)) if object.mode == Mode::Create && !values.matched => {
                return Err(("not_unique", format!("a {name} with this key exists already; the mode upsert would change it")));
            }
            (Some(id), _) => {
                self.change(object, row, id, record);
                id
            }
            (None, Some(i)) => {
                if object.mode == Mode::Upsert || values.matched {
                    lay_over(&mut self.new[i].1, &record);
                }
                self.new[i].1.id()
            }
            (None, None) if object.mode == Mode::Update => {
                return Err(("not_found", format!("there is no {name} with this key; the mode upsert would make it")));
            }
            (None, None) => {
                let id = Id::at(now_ms);
                record.vals[col::ID] = id.into();
                if !values.key.is_empty() {
                    self.new_keys.insert(values.key.clone(), self.new.len());
                }
                self.new.push((row, record));
                id
            }
        };
        if !values.key.is_empty() {
            self.ids.insert(values.key.clone(), id);
            self.seen.push((values.key.clone(), Seen { id, cells: values.cells }));
        }
        Ok(id)
    }

    fn change(&mut self, object: &PlanObject, row: usize, id: Id, values: Record) {
        if object.mode == Mode::Keep {
            return;
        }
        match self.changed_ids.get(&id) {
            Some(i) => lay_over(&mut self.changed[*i].2, &values),
            None => {
                self.changed_ids.insert(id, self.changed.len());
                self.changed.push((row, id, values));
            }
        }
    }
}

/// Puts the values that are not empty into `record`. An empty cell says nothing; it does not erase.
pub fn lay_over(record: &mut Record, values: &Record) {
    for (i, v) in values.vals.iter().enumerate() {
        if !v.is_null() && i != col::ID {
            record.vals[i].clone_from(v);
        }
    }
}

/// Remembers what was written.
pub fn remember(known: &mut Known, seen: Vec<(usize, String, Seen)>) {
    for (place, key, seen) in seen {
        known.put(place, &key, seen);
    }
}
