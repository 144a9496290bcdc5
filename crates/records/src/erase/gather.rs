//! Finds everything that belongs to a person: their record, those merged into it, and what refers to them in turn.

use super::{Mode, SUBJECT, strip};
use crate::door::remove;
use crate::merge::alias;
use crate::prepared::{Prepared, Referrer};
use crate::{Error, Result, Writer, json};
use model::def::{FieldKind, OnDelete};
use model::object::col;
use model::{Id, Record, Val};
use serde_json::Value;
use std::collections::{BTreeSet, HashSet, VecDeque};
use std::sync::Arc;

/// Most records that belong to one person.
const MOST: usize = 20_000;
/// Most texts that are looked for where no ids are kept, and the shortest, in bytes.
const TEXTS: usize = 60;
const SHORTEST: usize = 4;

/// What becomes of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Goes,
    /// These columns are emptied.
    Stays(Vec<usize>),
}

/// A record that belongs to the person.
pub(super) struct One {
    pub p: Arc<Prepared>,
    pub before: Record,
    pub fate: Fate,
    /// References to records that go: column and ids.
    pub cut: Vec<(usize, Id)>,
}

/// Everything that belongs to the person.
#[derive(Default)]
pub(super) struct Found {
    /// The id that the person is known by first.
    pub ids: Vec<Id>,
    pub all: Vec<One>,
    pub files: BTreeSet<Id>,
    pub imports: BTreeSet<Id>,
}

impl Writer<'_> {
    /// The record, read and locked, with all that belongs to it: a customer with those merged into them.
    pub(super) async fn gather(&mut self, object: &str, id: Id, mode: Mode) -> Result<Found> {
        let p = self.catalog.prepared(object)?.clone();
        let root = alias::root(self, id).await?.unwrap_or(id);
        let rows = self.tx.all("select id from @alias where root = $1 order by id", &[root.into()]).await?;
        let ids: Vec<Id> = std::iter::once(root).chain(rows.iter().filter_map(|r| r.opt_id(0))).collect();
        let mut found = Found { ids: ids.clone(), ..Found::default() };
        let mut queue: VecDeque<usize> = VecDeque::new();
        for id in &ids {
            let Some(before) = self.lock(object, *id).await? else { continue };
            let stays = *id == root && mode == Mode::Anonymise;
            let fate = if stays { Fate::Stays(strip::columns(&p.object, true)) } else { Fate::Goes };
            queue.push_back(found.all.len());
            found.all.push(One { p: p.clone(), before, fate, cut: Vec::new() });
        }
        if found.all.is_empty() {
            return Err(Error::no_record(object, root));
        }
        let mut seen: HashSet<Id> = ids.into_iter().collect();
        while let Some(at) = queue.pop_front() {
            let (p, id) = (found.all[at].p.clone(), found.all[at].before.id());
            for r in &p.referrers {
                self.follow(&mut found, &mut seen, &mut queue, (at, id), r).await?;
            }
            if found.all.len() > MOST {
                return Err(Error::Limit(format!("more than {MOST} records belong to this {object}; delete some of them first")));
            }
        }
        self.gather_files(&mut found);
        if object == SUBJECT {
            self.gather_imports(&mut found).await?;
        }
        Ok(found)
    }

    async fn follow(
        &mut self,
        found: &mut Found,
        seen: &mut HashSet<Id>,
        queue: &mut VecDeque<usize>,
        (at, id): (usize, Id),
        r: &Referrer,
    ) -> Result<()> {
        let child = self.catalog.prepared(&r.object)?.clone();
        let field = child.object.field_index(&r.field).ok_or_else(|| Error::no_object(&r.object))?;
        let column = child.object.column_of(field);
        let person = found.all[at].p.object.name() == SUBJECT;
        let parent_goes = found.all[at].fate == Fate::Goes;
        for before in remove::referring_at_all(self, &child, r, id, MOST + 1).await? {
            let new = !seen.contains(&before.id());
            let goes = match r.on_delete {
                OnDelete::Clear if !parent_goes => continue,
                OnDelete::Clear => false,
                OnDelete::Cascade => person || parent_goes,
                OnDelete::Restrict => parent_goes && !person,
            };
            if !new {
                if let Some(one) = found.all.iter_mut().find(|o| o.before.id() == before.id()) {
                    if goes {
                        one.fate = Fate::Goes;
                    } else if parent_goes {
                        one.cut.push((column, id));
                    }
                }
                continue;
            }
            seen.insert(before.id());
            let fate = match goes {
                true => Fate::Goes,
                false if r.on_delete == OnDelete::Clear => Fate::Stays(Vec::new()),
                false => Fate::Stays(strip::columns(&child.object, false)),
            };
            let cut = if !goes && parent_goes { vec![(column, id)] } else { Vec::new() };
            if r.on_delete != OnDelete::Clear {
                queue.push_back(found.all.len());
            }
            found.all.push(One { p: child.clone(), before, fate, cut });
        }
        Ok(())
    }

    #[allow(clippy::unused_self, reason = "reads like its neighbours")]
    fn gather_files(&self, found: &mut Found) {
        let mut files = BTreeSet::new();
        for one in &found.all {
            let object = &one.p.object;
            for (i, _) in object.fields.iter().enumerate().filter(|(_, f)| matches!(f.kind, FieldKind::File)) {
                let column = object.column_of(i);
                if matches!(&one.fate, Fate::Stays(columns) if !columns.contains(&column)) {
                    continue;
                }
                let val = &one.before.vals[column];
                files.extend(val.id());
                files.extend(json::items(val).iter().filter_map(|v| v.as_str().and_then(Id::parse)));
            }
        }
        found.files = files;
    }

    /// Imports that wrote a record of the person: their sources hold it too.
    async fn gather_imports(&mut self, found: &mut Found) -> Result<()> {
        let touched: HashSet<Id> = found.touched().collect();
        let own = found.all.iter().filter(|o| touched.contains(&o.before.id()));
        found.imports.extend(own.filter_map(|o| o.before.vals[col::IMPORT_ID].id()).collect::<Vec<_>>());
        let sql = "select distinct by_id from @change where record_id = $1 and kind <> 'insert' and by_kind = 'import'";
        let rows: Vec<Vec<Val>> = touched.into_iter().map(|id| vec![id.into()]).collect();
        for rows in self.tx.all_many(sql, &rows).await? {
            found.imports.extend(rows.iter().filter_map(|r| r.opt_id(0)));
        }
        // What was refused has no record, but may name them.
        let texts = found.texts();
        if !texts.is_empty() {
            let test = |n: usize| self.tx.dialect().contains("row", &format!("${}", n + 1));
            let tests: Vec<String> = (0..texts.len()).map(test).collect();
            let params: Vec<Val> = texts.into_iter().map(Val::Text).collect();
            let sql = format!("select distinct import_id from @import_refused where {}", tests.join(" or "));
            found.imports.extend(self.tx.all(&sql, &params).await?.iter().filter_map(|r| r.opt_id(0)));
        }
        Ok(())
    }
}

impl Found {
    /// Ids of all records that go or are emptied; not of those that only lose a reference.
    pub fn touched(&self) -> impl Iterator<Item = Id> {
        let emptied = |o: &&One| o.fate != Fate::Stays(Vec::new());
        self.all.iter().filter(emptied).map(|o| o.before.id())
    }

    /// Texts that only this person is called by: of what goes, those that are personal, and titles.
    pub fn texts(&self) -> Vec<String> {
        let mut texts = BTreeSet::new();
        for one in &self.all {
            let object = &one.p.object;
            let of_person = object.name() == SUBJECT;
            for (i, field) in object.fields.iter().enumerate() {
                let telling =
                    field.unique || field.name == object.def.title || field.sensitivity != model::def::Sensitivity::None;
                let kind = matches!(
                    field.kind,
                    FieldKind::Text { .. } | FieldKind::LongText | FieldKind::Email | FieldKind::Phone | FieldKind::Url
                );
                if kind && telling && (of_person || one.fate == Fate::Goes) {
                    leaves(&one.before.vals[object.column_of(i)], field.multi, &mut texts);
                }
            }
        }
        texts.retain(|t: &String| t.len() >= SHORTEST);
        texts.into_iter().take(TEXTS).collect()
    }
}

fn leaves(val: &Val, multi: bool, out: &mut BTreeSet<String>) {
    if multi {
        out.extend(json::items(val).iter().filter_map(Value::as_str).map(str::to_owned));
    } else {
        out.extend(val.text().map(str::to_owned));
    }
}
