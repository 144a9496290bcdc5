//! What records are known by. Any number of identifiers lead to one record.
//!
//! Some are values of its fields (e-mails, phones), which table `value` indexes already; all others are records of an object
//! of their own, so that history, access, merging and the recycle bin are theirs without a word. There is no third copy.
//!
//! An identifier that two records have raises a *match*: a pair in the list of duplicates. It follows from what is stored:
//! whatever is written, however, is looked at when its transaction ends ([`matches`]). Identifiers marked as *shared* identify
//! nobody: they raise nothing, prove nothing, and find everybody who has them.

mod job;
mod keys;
mod matches;
mod read;
mod shared;
mod write;

use crate::prepared::Prepared;
use crate::{Access, Result, Writer};
use model::object::{Object, col};
use model::{Id, Record};
use std::collections::HashMap;
use std::sync::Arc;

pub(crate) use job::{IDENTIFY, after_import, run};
pub use read::{Identifier, Known, Match, Resolved};
pub(crate) use shared::{Marks, strip};
pub use write::{NewIdentifier, erase};

/// What records of an object are known by, as a feature declares it.
#[derive(Clone, Copy, Debug)]
pub struct Identity {
    pub object: &'static str,
    /// Kinds that are values of fields: kind, field.
    pub fields: &'static [(&'static str, &'static str)],
    /// The object whose records are all other identifiers: with the fields `kind`, `value`, `key`, `source`, `last_seen_at`, and a
    /// rule that fills `key`.
    pub more: &'static str,
    /// Its reference to the record that it identifies.
    pub via: &'static str,
}

/// The part that an object has in identities.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// Its records are known by identifiers.
    Holder(Holder),
    /// Its records are identifiers: of which object, and the column that says of whom.
    Identifier { of: &'static str, column: usize },
}

#[derive(Clone, Debug)]
pub(crate) struct Holder {
    /// Kind and field.
    pub fields: Vec<(&'static str, usize)>,
    pub more: &'static str,
    pub via: &'static str,
    /// The column of `more` that refers to the record.
    pub column: String,
}

impl Holder {
    /// The field whose values are of this kind.
    pub fn field(&self, kind: &str) -> Option<usize> {
        self.fields.iter().find(|(k, _)| *k == kind).map(|(_, f)| *f)
    }
}

/// The part of an object; none when one of the objects is not there.
pub(crate) fn part(identities: &[Identity], objects: &HashMap<String, Arc<Object>>, object: &Object) -> Option<Part> {
    let whole = |i: &&Identity| objects.contains_key(i.object) && objects.contains_key(i.more);
    for i in identities.iter().filter(whole) {
        let more = objects.get(i.more)?;
        let column = more.column_of(more.field_index(i.via)?);
        if object.name() == i.more {
            return Some(Part::Identifier { of: i.object, column });
        }
        if object.name() == i.object {
            let fields = i.fields.iter().filter_map(|(kind, field)| Some((*kind, object.field_index(field)?))).collect();
            return Some(Part::Holder(Holder {
                fields,
                more: i.more,
                via: i.via,
                column: more.columns[column].name.to_string(),
            }));
        }
    }
    None
}

/// Notes whose identifiers a written record changes.
pub(crate) fn note(w: &mut Writer<'_>, p: &Prepared, before: Option<&Record>, after: Option<&Record>) {
    match &p.identity {
        None => {}
        Some(Part::Holder(holder)) => {
            let Some(id) = after.or(before).map(Record::id) else { return };
            let touched = |c: usize| match (before, after) {
                (Some(b), Some(a)) => b.vals[c] != a.vals[c],
                (one, other) => one.or(other).is_some_and(|r| !r.vals[c].is_null()),
            };
            if touched(col::DELETED_AT) || holder.fields.iter().any(|(_, f)| touched(p.object.column_of(*f))) {
                w.identified.insert((p.object.name().to_owned(), id));
            }
        }
        Some(Part::Identifier { of, column }) => {
            let holders = [before, after].into_iter().flatten().filter_map(|r| r.vals[*column].id());
            let noted: Vec<(String, Id)> = holders.map(|id| ((*of).to_owned(), id)).collect();
            w.identified.extend(noted);
        }
    }
}

/// Whether the asker may read identifiers of a kind in all of these records.
pub(crate) fn opens(access: &Access, p: &Prepared, kind: &str, records: &[Record]) -> bool {
    let Some(Part::Holder(holder)) = &p.identity else { return true };
    read::open(access, p, holder, kind) && records.iter().all(|r| read::is_told(access, p, holder, r, kind))
}

/// Brings the matches of all records up to date whose identifiers this transaction changed.
pub(crate) async fn settle(w: &mut Writer<'_>) -> Result<()> {
    for (object, id) in std::mem::take(&mut w.identified) {
        matches::follow(w, &object, id).await?;
    }
    Ok(())
}
