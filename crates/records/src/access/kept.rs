//! What units keep to themselves: records that others see only where these are shared with them, and fields that others see
//! nowhere. A unit is a team with all below it; others are those outside of it.

use model::object::{Object, Record};
use model::{Id, Val};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What is kept from one asker, by object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept(HashMap<String, OfObject>);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct OfObject {
    /// Teams whose records are not seen.
    records: Arc<[Id]>,
    /// Teams in whose records a field is not seen.
    fields: BTreeMap<String, Arc<[Id]>>,
}

fn joined(known: &Arc<[Id]>, more: &[Id]) -> Arc<[Id]> {
    let mut all: Vec<Id> = known.iter().chain(more).copied().collect();
    all.sort_unstable();
    all.dedup();
    all.into()
}

impl Kept {
    /// Keeps all records of these teams.
    pub fn keep_records(&mut self, object: &str, teams: &[Id]) {
        let of = self.0.entry(object.to_owned()).or_default();
        of.records = joined(&of.records, teams);
    }

    /// Keeps a field in the records of these teams.
    pub fn keep_field(&mut self, object: &str, field: &str, teams: &[Id]) {
        let known = self.0.entry(object.to_owned()).or_default().fields.entry(field.to_owned()).or_default();
        *known = joined(known, teams);
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Teams whose records of the object are not seen; sorted.
    #[must_use]
    pub fn records(&self, object: &str) -> &[Id] {
        self.0.get(object).map_or(&[], |of| &of.records)
    }

    /// Teams in whose records of the object the field is not seen; sorted.
    #[must_use]
    pub fn field(&self, object: &str, field: &str) -> &[Id] {
        self.0.get(object).and_then(|of| of.fields.get(field)).map_or(&[], |teams| teams)
    }

    /// Whether a field of some records of the object is not seen.
    #[must_use]
    pub fn fields_of(&self, object: &Object) -> bool {
        self.0.get(object.name()).is_some_and(|of| !of.fields.is_empty())
    }

    /// Whether the field is kept in this record.
    #[must_use]
    pub fn closes(&self, record: &Record, field: &str) -> bool {
        let teams = self.field(record.object.name(), field);
        !teams.is_empty() && record.get("owner_team").id().is_some_and(|team| teams.binary_search(&team).is_ok())
    }

    /// The record without the values that are kept.
    #[must_use]
    pub fn shown<'r>(&self, record: &'r Record) -> Cow<'r, Record> {
        let object = &record.object;
        let Some(of) = self.0.get(object.name()).filter(|of| !of.fields.is_empty()) else { return Cow::Borrowed(record) };
        let Some(team) = record.get("owner_team").id() else { return Cow::Borrowed(record) };
        let mut shown = Cow::Borrowed(record);
        for field in of.fields.iter().filter(|(_, teams)| teams.binary_search(&team).is_ok()).map(|(field, _)| field) {
            let Some(index) = object.field_index(field) else { continue };
            let first = object.column_of(index);
            shown.to_mut().vals[first..first + object.fields[index].parts().len()].fill(Val::Null);
        }
        shown
    }
}
