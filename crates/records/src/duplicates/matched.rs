//! Which record a row of a file means, where the company wants such rows to change what is there: the one with which it agrees in
//! something that proves it (a *sure* set of the rules), when that is exactly one.

use super::check::{Action, Known, agree};
use super::rules::Rules;
use crate::door::ready::fill_keys;
use crate::identity::{self, Marks};
use crate::prepared::Prepared;
use crate::{Access, Records, Result};
use model::object::col;
use model::{Id, Record};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Finds what rows mean among the records of one object.
pub(crate) struct Matcher {
    p: Arc<Prepared>,
    rules: Rules,
    marks: Marks,
}

/// What a row means.
#[derive(Debug)]
pub(crate) enum Meant {
    /// Nothing that is there for sure.
    Nothing,
    One(Box<Record>),
    Several(Vec<Id>),
}

impl Records {
    /// None where files do not change what they surely mean.
    pub(crate) async fn matcher(&self, object: &str) -> Result<Option<Matcher>> {
        let catalog = self.catalog();
        let p = catalog.prepared(object)?;
        if !p.object.def.mergeable || catalog.actions(object).import != Action::Update {
            return Ok(None);
        }
        let (rules, marks) = (self.rules_of(object).await?, self.marks_of(p).await?);
        Ok(Some(Matcher { p: p.clone(), rules, marks }))
    }
}

impl Matcher {
    /// The values of a row as they would be compared: without what identifies nobody.
    pub fn probe(&self, values: &Record) -> Record {
        let mut probe = self.p.blank.clone();
        for (i, v) in values.vals.iter().enumerate().filter(|(i, v)| *i > col::IMPORT_ID && !v.is_null()) {
            probe.vals[i].clone_from(v);
        }
        fill_keys(&mut probe, None);
        identity::strip(&self.marks, &mut probe);
        probe
    }

    /// What a probe means among what is stored.
    pub async fn meant(&self, records: &Records, access: &Access, probe: &Record) -> Result<Meant> {
        let known = Known::new(&self.p, &self.rules, None);
        let mut ids = BTreeSet::new();
        for (sql, params) in known.lookups(probe) {
            ids.extend(records.tenant().get(&sql, &params).await?.iter().filter_map(|r| r.opt_id(0)));
        }
        let ids: Vec<Id> = ids.into_iter().collect();
        if ids.is_empty() {
            return Ok(Meant::Nothing);
        }
        let mut found = records.get_many(access, self.p.object.name(), &ids).await?;
        found.retain(|other| {
            let mut other = other.clone();
            identity::strip(&self.marks, &mut other);
            self.sure(probe, &other)
        });
        Ok(match (found.len(), found.pop()) {
            (1, Some(one)) => Meant::One(Box::new(one)),
            (0, _) | (_, None) => Meant::Nothing,
            (_, Some(last)) => Meant::Several(found.iter().map(Record::id).chain([last.id()]).collect()),
        })
    }

    /// What probes that may mean the same have in common.
    pub fn keys(&self, probe: &Record) -> BTreeSet<String> {
        Known::new(&self.p, &self.rules, None).locks(probe)
    }

    /// Whether two agree in all fields of one of the sets that prove it.
    pub fn sure(&self, one: &Record, other: &Record) -> bool {
        let agrees = |name: &String| self.p.object.field_index(name).is_some_and(|f| agree(&self.p.object, f, one, other));
        self.rules.sure.iter().any(|set| !set.is_empty() && set.iter().all(agrees))
    }
}
