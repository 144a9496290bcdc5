//! Merging records that mean the same, and taking that back.
//!
//! One record survives; each of the others is deleted, its id becomes an alias of the survivor, and what refers to it refers to
//! the survivor from then on. Events are not touched: they are found by alias. Every step is written down ([`journal`]), so that
//! a merge can be undone, in any order of several. What is put back follows six rules:
//!
//! 1. a field of the survivor goes back only if it still holds what the merge set; of a list, what the merge added goes;
//! 2. what was moved goes back only if it is still where the merge put it; what came since stays with the survivor;
//! 3. of consents the stricter state goes to both;
//! 4. rows of ledgers that came since stay with the survivor;
//! 5. derived values are computed again;
//! 6. merges form a tree of links, and any order of undoing them ends the same.
//!
//! Nothing of a merge is an act of the customer: rules may complete the survivor, but their effects (stage moves, events) are
//! left out.

pub(crate) mod alias;
mod journal;
mod survive;
mod undo;
mod write;

use crate::access::Act;
use crate::audit::{self, Audit, AuditKind, Who};
use crate::{Access, By, Error, Records, Result, Writer};
use model::Id;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

pub use survive::Strategy;

/// Most records merged into one at a time.
pub const OTHERS: usize = 20;
/// Most ids that stand for one record.
const GROUP: usize = 250;
/// Most records that one merge moves.
const MOVES: usize = 50_000;

/// What is to be merged, and whose values are kept.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// The records that go; in this order they fill what the survivor lacks.
    pub others: Vec<Id>,
    /// For a field the record whose value is kept.
    #[serde(default)]
    pub choose: BTreeMap<String, Id>,
    /// For the other fields.
    #[serde(default)]
    pub strategy: Strategy,
}

/// What a merge or its undoing did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Merged {
    /// The merges, one for each record that went.
    pub merges: Vec<Id>,
    pub survivor: Id,
    /// Fields of the survivor that changed, each with the record whose value it has now; of an undoing those that went back.
    pub fields: BTreeMap<String, Option<Id>>,
    /// Of an undoing: fields that hold something else by now and stay.
    pub kept: Vec<String>,
    /// Records moved from one to the other, by object.
    pub moved: BTreeMap<String, u64>,
    /// Records that would have stood twice and went, or came back.
    pub dropped: BTreeMap<String, u64>,
    /// Of an undoing: records that were moved elsewhere since and stay there.
    pub stayed: BTreeMap<String, u64>,
}

/// A merge as it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MergeEntry {
    pub id: Id,
    pub survivor: Id,
    pub gone: Id,
    /// What the two are called, as far as the asker may read that.
    pub survivor_name: Option<String>,
    pub gone_name: Option<String>,
    pub at: model::Ts,
    pub by: Option<Id>,
    pub undone_at: Option<model::Ts>,
}

impl Records {
    /// Merges records into `survivor`.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound`; `BadRequest` for an object that does not merge, a record named twice, a field that cannot be
    /// chosen; `Limit`; `Invalid` when the values kept do not fit together.
    pub async fn merge(&self, access: &Access, object: &str, survivor: Id, merge: &Merge) -> Result<Merged> {
        access.require_on(Act::Merge, object)?;
        let by = By::Merge { id: Id::at(self.tenant().clock().now().unix_ms()), user: access.by().user() };
        let who = &access.who();
        self.write(access, by, move |w| {
            Box::pin(async move {
                let merged = w.merge(object, survivor, merge).await?;
                w.audit_merge(who, AuditKind::RecordsMerged, object, survivor).await?;
                Ok(merged)
            })
        })
        .await
    }

    /// What [`Records::merge`] would do; nothing is written.
    ///
    /// # Errors
    /// As [`Records::merge`].
    pub async fn preview_merge(&self, access: &Access, object: &str, survivor: Id, merge: &Merge) -> Result<Merged> {
        access.require_on(Act::Merge, object)?;
        let told = &Mutex::new(None);
        let by = By::Merge { id: Id::at(self.tenant().clock().now().unix_ms()), user: access.by().user() };
        let done = self.write::<(), _>(access, by, move |w| {
            Box::pin(async move {
                let merged = w.merge(object, survivor, merge).await?;
                w.settled().await?;
                *told.lock() = Some(merged);
                Err(taken_back())
            })
        });
        previewed(done.await, told)
    }

    /// Takes a merge back.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound`; `BadRequest` when it was taken back already, or a side is deleted or erased; `Invalid` when a
    /// unique value of the record that comes back is somebody else's by now.
    pub async fn unmerge(&self, access: &Access, object: &str, merge: Id) -> Result<Merged> {
        access.require_on(Act::Merge, object)?;
        let by = By::Merge { id: merge, user: access.by().user() };
        let who = &access.who();
        self.write(access, by, move |w| {
            Box::pin(async move {
                let merged = w.unmerge(object, merge).await?;
                w.audit_merge(who, AuditKind::MergeUndone, object, merged.survivor).await?;
                Ok(merged)
            })
        })
        .await
    }

    /// What [`Records::unmerge`] would do; nothing is written.
    ///
    /// # Errors
    /// As [`Records::unmerge`].
    pub async fn preview_unmerge(&self, access: &Access, object: &str, merge: Id) -> Result<Merged> {
        access.require_on(Act::Merge, object)?;
        let told = &Mutex::new(None);
        let by = By::Merge { id: merge, user: access.by().user() };
        let done = self.write::<(), _>(access, by, move |w| {
            Box::pin(async move {
                let merged = w.unmerge(object, merge).await?;
                w.settled().await?;
                *told.lock() = Some(merged);
                Err(taken_back())
            })
        });
        previewed(done.await, told)
    }

    /// The merges that a record took part in, newest first.
    ///
    /// # Errors
    /// As [`Records::get`].
    pub async fn merges(&self, access: &Access, object: &str, id: Id) -> Result<Vec<MergeEntry>> {
        let record = self.get_any(access, object, id).await?;
        let sql = "select id, survivor, gone, at, by_id, undone_at from @merge where survivor = $1 or gone = $1 or gone = $2 \
            order by seq desc limit 1000";
        let rows = self.tenant().get(sql, &[record.id().into(), id.into()]).await?;
        let mut entries = rows.iter().map(journal::entry).collect::<Result<Vec<_>>>()?;
        let def = &record.object.def;
        if access.may_read(object, &def.title) {
            let ids: BTreeSet<Id> = entries.iter().flat_map(|e| [e.survivor, e.gone]).collect();
            let list = serde_json::to_string(&ids).map_err(|e| Error::Broken(e.to_string()))?;
            let sql = self.tenant().dialect().rows_by_ids(object, &format!("id, \"{}\"", def.title), "", false);
            let rows = self.tenant().get(&sql, &[list.into()]).await?;
            let name = |id: Id| rows.iter().find(|r| r.opt_id(0) == Some(id)).and_then(|r| r.opt_text(1)).map(str::to_owned);
            for e in &mut entries {
                (e.survivor_name, e.gone_name) = (name(e.survivor), name(e.gone));
            }
        }
        Ok(entries)
    }
}

/// Ends a transaction that was only tried.
fn taken_back() -> Error {
    Error::BadRequest("tried only".into())
}

fn previewed(done: Result<()>, told: &Mutex<Option<Merged>>) -> Result<Merged> {
    match (told.lock().take(), done) {
        (Some(merged), _) => Ok(merged),
        (None, Err(e)) => Err(e),
        (None, Ok(())) => Err(Error::Broken("a preview ended without a result".into())),
    }
}

impl Writer<'_> {
    pub(crate) async fn audit_merge(&mut self, who: &Who, kind: AuditKind, object: &str, id: Id) -> Result<()> {
        let Some(record) = self.lock(object, id).await? else { return Ok(()) };
        let name = record.get(&record.object.def.title).text().unwrap_or_default().to_owned();
        Ok(audit::note(self.tx, who, &Audit::new(kind).of(id, name)).await?)
    }

    fn merge_by(&self) -> Result<(Id, Option<Id>)> {
        match self.by() {
            By::Merge { id, user } => Ok((*id, *user)),
            other => Err(Error::Broken(format!("a merge is written as such, not by {}", other.kind()))),
        }
    }
}
