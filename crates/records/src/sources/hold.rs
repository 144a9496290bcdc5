//! A lower source does not overwrite what a higher one has set.

use super::HAND;
use super::known::{Known, Reader, known, of_writer};
use crate::prepared::Prepared;
use crate::{By, Error, Result, Writer};
use model::object::{Part, col};
use model::{Id, Record, Val};
use serde::Serialize;
use std::collections::BTreeSet;

/// A value that stayed as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kept {
    pub object: String,
    pub record: Id,
    pub field: String,
    /// The source that had set it.
    pub source: String,
}

/// Puts back what the writer's source may not overwrite, and remembers it for the answer.
pub(crate) async fn hold(w: &mut Writer<'_>, p: &Prepared, before: &Record, after: &mut Record) -> Result<()> {
    let Some(order) = w.catalog.sources(p.object.name()).cloned() else { return Ok(()) };
    let Some(own) = of_writer(&w.by, w.access.as_deref().map(|a| &a.actor)) else { return Ok(()) };
    let object = &p.object;
    let differs = |c: &usize| *c > col::IMPORT_ID && object.columns[*c].part != Part::Base && before.vals[*c] != after.vals[*c];
    let fields: BTreeSet<usize> = (0..before.vals.len()).filter(differs).map(|c| object.columns[c].field).collect();
    let filled: Vec<usize> = fields.into_iter().filter(|f| !before.vals[object.column_of(*f)].is_null()).collect();
    if filled.is_empty() {
        return Ok(());
    }
    let known = w.sources_of(before).await?;
    for field in filled {
        let name = &*object.fields[field].name;
        let source = known.of(name).to_owned();
        if order.place(name, &own) <= order.place(name, &source) {
            continue;
        }
        for c in (0..before.vals.len()).filter(|c| object.columns[*c].field == field) {
            after.vals[c].clone_from(&before.vals[c]);
        }
        w.kept.push(Kept { object: object.name().to_owned(), record: before.id(), field: name.to_owned(), source });
    }
    Ok(())
}

/// Notes whose values a record has now.
pub(crate) async fn note(w: &mut Writer<'_>, p: &Prepared, before: &Record, changed: &[usize]) -> Result<()> {
    if w.catalog.sources(p.object.name()).is_none() {
        return Ok(());
    }
    let own = match &w.by {
        By::Operation { .. } => Some(HAND.to_owned()),
        by => of_writer(by, w.access.as_deref().map(|a| &a.actor)),
    };
    let back = matches!(w.by, By::Undo { .. });
    if own.is_none() && !back {
        return Ok(());
    }
    let mut known = w.sources_of(before).await?;
    let fields: BTreeSet<usize> = changed.iter().map(|c| p.object.columns[*c].field).collect();
    let mut other = false;
    for field in fields {
        let name = &*p.object.fields[field].name;
        other |= match &own {
            Some(own) => known.set(name, own),
            None => known.back(name),
        };
    }
    if other { store(w, p, before.id(), known).await } else { Ok(()) }
}

/// Notes that a new record came from a program: all others tell it themselves.
pub(crate) async fn note_new(w: &mut Writer<'_>, p: &Prepared, record: &Record) -> Result<()> {
    let program = w.access.as_deref().is_some_and(|a| a.actor.key.is_some()) && matches!(w.by, By::Person(_));
    if !program || w.catalog.sources(p.object.name()).is_none() {
        return Ok(());
    }
    let own = of_writer(&w.by, w.access.as_deref().map(|a| &a.actor)).unwrap_or_default();
    let known = Known([("*".to_owned(), own.into())].into_iter().collect());
    store(w, p, record.id(), known).await
}

async fn store(w: &mut Writer<'_>, p: &Prepared, record: Id, known: Known) -> Result<()> {
    let text = serde_json::to_string(&known.0).map_err(|e| Error::Broken(e.to_string()))?;
    let sql = "insert into @value_source (record_id, object, sources) values ($1, $2, $3) \
               on conflict (record_id) do update set sources = excluded.sources";
    w.tx.run(sql, &[record.into(), p.object.name().into(), Val::Text(text)]).await?;
    w.sources.insert(record, known);
    Ok(())
}

impl Writer<'_> {
    /// What was not written because a higher source had set it.
    #[must_use]
    pub fn kept(&self) -> &[Kept] {
        &self.kept
    }

    /// Names of the fields of one record that were not written.
    #[must_use]
    pub fn kept_of(&self, record: Id) -> Vec<String> {
        self.kept.iter().filter(|k| k.record == record).map(|k| k.field.clone()).collect()
    }

    /// Where the values of a record come from, read once.
    async fn sources_of(&mut self, record: &Record) -> Result<Known> {
        if let Some(known) = self.sources.get(&record.id()) {
            return Ok(known.clone());
        }
        let known = known(&mut Reader::Tx(&mut self.tx), record, &mut self.imports).await?;
        self.sources.insert(record.id(), known.clone());
        Ok(known)
    }
}
