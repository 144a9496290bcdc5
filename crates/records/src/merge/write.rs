//! Writing a merge.

use super::journal::{self, Journal};
use super::survive::{self, merges, take, unite};
use super::{MOVES, Merge, Merged, OTHERS, alias};
use crate::access::Act;
use crate::door::{self, remove};
use crate::prepared::{Prepared, Referrer};
use crate::{Error, Result, Writer, duplicates};
use model::object::col;
use model::{Id, Record, Val};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Writer<'_> {
    /// Merges records into `survivor`; to be written by `By::Merge`.
    ///
    /// # Errors
    /// As [`Records::merge`](crate::Records::merge).
    pub async fn merge(&mut self, object: &str, survivor: Id, merge: &Merge) -> Result<Merged> {
        let (first, user) = self.merge_by()?;
        let p = self.catalog.prepared(object)?.clone();
        if !p.object.def.mergeable {
            return Err(Error::BadRequest(format!("records of {object} are not merged")));
        }
        let records = self.among(&p, survivor, merge).await?;
        let borrowed: Vec<&Record> = records.iter().collect();
        let sources = survive::sources(&borrowed, merge)?;
        let mut told = Merged { survivor, ..Merged::default() };
        for (i, gone) in records.iter().enumerate().skip(1) {
            let id = if i == 1 { first } else { Id::at(self.now.unix_ms()) };
            let mut journal = Journal {
                id,
                object: object.to_owned(),
                survivor,
                gone: gone.id(),
                at: self.now,
                changed: serde_json::Map::new(),
                undone: false,
            };
            self.take_away(&p, gone).await?;
            alias::join(self, &p, gone, survivor, id).await?;
            self.consent_of([survivor, gone.id()]);
            self.move_referrers(&p, &journal, &mut told).await?;
            let before = self.lock(object, survivor).await?.ok_or_else(|| Error::no_record(object, survivor))?;
            let mut after = before.clone();
            for (field, from) in sources.iter().filter(|(_, from)| from.id() == gone.id()) {
                take(&mut after, from, *field);
                told.fields.insert(p.object.fields[*field].name.to_string(), Some(gone.id()));
            }
            let lists = |f: &usize| p.object.fields[*f].multi && merges(&p.object, *f);
            for field in (0..p.object.fields.len()).filter(lists) {
                let name = p.object.fields[field].name.as_ref();
                if !merge.choose.contains_key(name) && unite(&mut after, gone, field) {
                    told.fields.insert(name.to_owned(), Some(gone.id()));
                }
            }
            let after = door::change(self, &p, Some(&before), after).await?;
            for column in door::ready::changed(&before, &after) {
                journal.set(&p.object, column, &before.vals[column], &after.vals[column]);
            }
            journal.insert(self, user).await?;
            told.merges.push(id);
        }
        duplicates::after_merge(self, object, &told, &merge.others, user).await?;
        Ok(told)
    }

    /// The records to be merged, the survivor first, locked.
    async fn among(&mut self, p: &Arc<Prepared>, survivor: Id, merge: &Merge) -> Result<Vec<Record>> {
        let object = p.object.name();
        let all: BTreeSet<Id> = std::iter::once(survivor).chain(merge.others.iter().copied()).collect();
        if merge.others.is_empty() || all.len() != merge.others.len() + 1 {
            return Err(Error::BadRequest("name the other records to merge, each once and not the survivor itself".into()));
        }
        if merge.others.len() > OTHERS {
            return Err(Error::Limit(format!("at most {OTHERS} records are merged into one at a time")));
        }
        self.tx.lock_rows(object, &all.into_iter().collect::<Vec<_>>()).await?;
        let mut records = Vec::with_capacity(merge.others.len() + 1);
        for id in std::iter::once(survivor).chain(merge.others.iter().copied()) {
            if let Some(became) = journal::became(self, id).await? {
                return Err(Error::BadRequest(format!("{object} {id} was merged into {became} already; merge that one")));
            }
            let record = self.get(object, id).await?.ok_or_else(|| Error::no_record(object, id))?;
            self.must_reach(Act::Merge, &record).await?;
            self.unrestricted(&record)?;
            records.push(record);
        }
        for name in merge.choose.keys() {
            self.open_to(object, name)?;
        }
        Ok(records)
    }

    /// The record goes; what refers to it is moved, not deleted.
    async fn take_away(&mut self, p: &Arc<Prepared>, gone: &Record) -> Result<()> {
        let mut after = gone.clone();
        after.vals[col::DELETED_AT] = Val::Int(self.now.0);
        remove::put_away(self, p, gone, after).await
    }

    async fn move_referrers(&mut self, p: &Arc<Prepared>, journal: &Journal, told: &mut Merged) -> Result<()> {
        let mut moved = 0;
        for r in &p.referrers {
            let child = self.catalog.prepared(&r.object)?.clone();
            let all = remove::referring_at_all(self, &child, r, journal.gone, MOVES + 1).await?;
            moved += all.len();
            if moved > MOVES {
                return Err(Error::Limit(format!("more than {MOVES} records would be moved together")));
            }
            for before in all.into_iter().filter(|c| c.id() != journal.gone) {
                let dropped = self.move_one(&child, r, journal, before).await?;
                let counts = if dropped { &mut told.dropped } else { &mut told.moved };
                *counts.entry(r.object.clone()).or_default() += 1;
            }
        }
        Ok(())
    }

    /// Points one reference at the survivor, or deletes the record where it would stand twice. True when it was deleted.
    async fn move_one(&mut self, child: &Arc<Prepared>, r: &Referrer, journal: &Journal, before: Record) -> Result<bool> {
        let field = child.object.field_index(&r.field).ok_or_else(|| Error::no_object(&r.object))?;
        let column = child.object.column_of(field);
        let mut after = before.clone();
        after.vals[column] = moved(&before.vals[column], before.id(), r.multi, journal.gone, journal.survivor);
        let alive = before.vals[col::DELETED_AT].is_null();
        let dropped =
            alive && (self.bites_itself(child, r, journal, &before) || self.twin(child, Some(field), &after).await?.is_some());
        let sql = "insert into @merge_move (merge_id, object, record_id, col, before, after, dropped) values ($1, $2, $3, $4, $5, $6, $7)";
        let name = child.object.columns[column].name.as_ref();
        let ends = if dropped { &before } else { &after };
        let params = [
            journal.id.into(),
            r.object.as_str().into(),
            before.id().into(),
            name.into(),
            stored(&before.vals[column]),
            stored(&ends.vals[column]),
            Val::Int(dropped.into()),
        ];
        self.tx.run(sql, &params).await?;
        if dropped {
            after = before.clone();
            after.vals[col::DELETED_AT] = Val::Int(self.now.0);
            remove::put_away(self, child, &before, after).await?;
        } else {
            door::put(self, child, &before, after).await?;
        }
        Ok(dropped)
    }

    /// A relation between the two would be one of the survivor with itself.
    fn bites_itself(&self, child: &Prepared, r: &Referrer, journal: &Journal, before: &Record) -> bool {
        let other = |f: &crate::prepared::Reference| {
            f.target == journal.object
                && child.object.fields[f.field].name != r.field
                && before.vals[child.object.column_of(f.field)].id() == Some(journal.survivor)
        };
        child.object.name() != journal.object && child.references.iter().any(other)
    }

    /// Another record that has a unique key which this one would get; of keys with the field, or of all.
    pub(super) async fn twin(&mut self, child: &Prepared, field: Option<usize>, after: &Record) -> Result<Option<Id>> {
        for key in child.unique.iter().filter(|u| field.is_none_or(|f| u.fields.contains(&f))) {
            let columns: Vec<usize> = key.fields.iter().map(|f| crate::ddl::order_column(&child.object, *f)).collect();
            if columns.iter().any(|c| after.vals[*c].is_null()) {
                continue;
            }
            let test = |(i, c): (usize, &usize)| format!("\"{}\" = ${}", child.object.columns[*c].name, i + 2);
            let tests: Vec<String> = columns.iter().enumerate().map(test).collect();
            let sql = format!(
                "select id from @{} where {} and id <> $1 and deleted_at is null",
                child.object.name(),
                tests.join(" and ")
            );
            let params: Vec<Val> =
                std::iter::once(Val::Id(after.id())).chain(columns.iter().map(|c| after.vals[*c].clone())).collect();
            if let Some(row) = self.tx.all(&sql, &params).await?.first() {
                return Ok(row.opt_id(0));
            }
        }
        Ok(None)
    }
}

/// A reference as the journal keeps it.
pub(super) fn stored(v: &Val) -> Val {
    v.id().map_or_else(|| v.clone(), |id| Val::Text(id.to_string()))
}

/// A reference as it was before [`stored`] wrote it.
pub(super) fn restored(text: Option<&str>) -> Val {
    text.map_or(Val::Null, |t| Id::parse(t).map_or_else(|| Val::Text(t.to_owned()), Val::Id))
}

/// A reference, or a list of them, of record `own` once `gone` is `survivor`; nobody refers to themselves.
pub(super) fn moved(value: &Val, own: Id, multi: bool, gone: Id, survivor: Id) -> Val {
    let own = own == survivor;
    if !multi {
        return match value.id() {
            Some(id) if id == gone && own => Val::Null,
            Some(id) if id == gone => survivor.into(),
            _ => value.clone(),
        };
    }
    let (gone, survivor) = (gone.to_string(), survivor.to_string());
    let mut items: Vec<serde_json::Value> = Vec::new();
    for item in crate::json::items(value) {
        let was = item == gone;
        let item = if was { survivor.clone().into() } else { item };
        if !(items.contains(&item) || was && own) {
            items.push(item);
        }
    }
    if items.is_empty() { Val::Null } else { Val::Text(serde_json::Value::Array(items).to_string()) }
}
