//! Decisions on groups.

use super::pair;
use super::review::{Group, GroupState};
use super::state::reopen;
use crate::access::Act;
use crate::audit::AuditKind;
use crate::merge::{Merge, Merged};
use crate::{Access, By, Error, Records, Result, Writer};
use model::object::col;
use model::{Id, Record};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What somebody says of a group.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Decision {
    /// They are one.
    Merge(Chosen),
    /// No two of them are the same, whatever they may be merged with later.
    Apart,
    /// What was decided is taken back.
    Undo,
}

/// How they become one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Chosen {
    /// The record that stays; left out: the one with most values, of several the oldest.
    pub survivor: Option<Id>,
    /// Those that go into it; left out: all others of the group.
    pub others: Option<Vec<Id>>,
    /// For a field the record whose value is kept.
    pub choose: BTreeMap<String, Id>,
    /// For the other fields.
    pub strategy: crate::merge::Strategy,
}

/// Where a group stands after a decision.
#[derive(Clone, Debug)]
pub struct Decided {
    pub state: GroupState,
    /// What a merge, or each merge taken back, did.
    pub merged: Vec<Merged>,
}

impl Records {
    /// Takes one decision.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` also for a group with a record out of sight; `BadRequest` when it was decided already, or there is
    /// nothing to take back; those of [`Records::merge`] and [`Records::unmerge`].
    pub async fn decide_duplicates(&self, access: &Access, object: &str, group: Id, decision: &Decision) -> Result<Decided> {
        access.require_on(Act::Merge, object)?;
        let seen = self.duplicate_group(access, object, group).await?;
        match (decision, seen.state) {
            (Decision::Merge(chosen), GroupState::Open) => self.merge_group(access, object, &seen, chosen).await,
            (Decision::Apart, GroupState::Open) => self.part_group(access, object, &seen).await,
            (Decision::Undo, GroupState::Merged) => self.unmerge_group(access, object, &seen).await,
            (Decision::Undo, GroupState::Apart) => self.unpart_group(access, object, &seen).await,
            (Decision::Undo, GroupState::Open) => Err(Error::BadRequest("nothing was decided that could be taken back".into())),
            (_, state) => Err(decided(state)),
        }
    }

    async fn merge_group(&self, access: &Access, object: &str, group: &Group, chosen: &Chosen) -> Result<Decided> {
        let survivor = chosen.survivor.or_else(|| fullest(&group.records)).unwrap_or_default();
        let rest = || group.records.iter().map(Record::id).filter(|id| *id != survivor).collect();
        let others: Vec<Id> = chosen.others.clone().unwrap_or_else(rest);
        let foreign = |id: &&Id| !group.records.iter().any(|r| r.id() == **id);
        if let Some(id) = std::iter::once(&survivor).chain(&others).find(foreign) {
            return Err(Error::BadRequest(format!("{id} is not in this group")));
        }
        let merge = &Merge { others, choose: chosen.choose.clone(), strategy: chosen.strategy };
        let (id, who) = (group.id, &access.who());
        let by = By::Merge { id: Id::at(self.tenant().clock().now().unix_ms()), user: access.by().user() };
        self.write(access, by, move |w| {
            Box::pin(async move {
                hold(w, id, GroupState::Open).await?;
                let merged = w.merge(object, survivor, merge).await?;
                w.audit_merge(who, AuditKind::RecordsMerged, object, survivor).await?;
                Ok(Decided { state: state_of(w, id).await?, merged: vec![merged] })
            })
        })
        .await
    }

    async fn unmerge_group(&self, access: &Access, object: &str, group: &Group) -> Result<Decided> {
        let (id, merges, who) = (group.id, &group.merges, &access.who());
        let last = merges.last().copied().ok_or_else(|| Error::Broken("a merged group names no merge".into()))?;
        let by = By::Merge { id: last, user: access.by().user() };
        self.write(access, by, move |w| {
            Box::pin(async move {
                hold(w, id, GroupState::Merged).await?;
                let mut merged = Vec::new();
                for merge in merges.iter().rev() {
                    if w.is_undone(*merge).await? {
                        continue;
                    }
                    let told = w.unmerge(object, *merge).await?;
                    w.audit_merge(who, AuditKind::MergeUndone, object, told.survivor).await?;
                    merged.push(told);
                }
                Ok(Decided { state: state_of(w, id).await?, merged })
            })
        })
        .await
    }

    async fn part_group(&self, access: &Access, object: &str, group: &Group) -> Result<Decided> {
        let (id, user) = (group.id, access.actor.user);
        let ids: Vec<Id> = group.records.iter().map(Record::id).collect();
        let ids = &ids;
        self.write(access, access.by(), move |w| {
            Box::pin(async move {
                hold(w, id, GroupState::Open).await?;
                let now = w.now().0;
                let mut rows = Vec::new();
                for (i, a) in ids.iter().enumerate() {
                    for b in &ids[i + 1..] {
                        let (a, b) = (*a.min(b), *a.max(b));
                        rows.push(vec![object.into(), a.into(), b.into(), id.into(), user.into(), now.into()]);
                    }
                }
                let sql = "insert into @not_same (object, a, b, group_id, by_id, at) values ($1, $2, $3, $4, $5, $6) \
                    on conflict (object, a, b) do nothing";
                w.tx.run_many(sql, &rows).await?;
                let sql = "update @duplicate_group set state = 'apart', scan_id = $2, rank = $3, decided_at = $3, decided_by = $4 \
                    where id = $1";
                w.tx.run(sql, &[id.into(), Id::NIL.into(), now.into(), user.into()]).await?;
                pair::follow(w, id, GroupState::Apart).await?;
                Ok(Decided { state: GroupState::Apart, merged: Vec::new() })
            })
        })
        .await
    }

    async fn unpart_group(&self, access: &Access, object: &str, group: &Group) -> Result<Decided> {
        let id = group.id;
        self.write(access, access.by(), move |w| {
            Box::pin(async move {
                hold(w, id, GroupState::Apart).await?;
                w.tx.run("delete from @not_same where group_id = $1", &[id.into()]).await?;
                reopen(w, object, id).await?;
                pair::follow(w, id, GroupState::Open).await?;
                Ok(Decided { state: GroupState::Open, merged: Vec::new() })
            })
        })
        .await
    }
}

fn decided(state: GroupState) -> Error {
    let what = match state {
        GroupState::Open => "this group is open",
        GroupState::Merged => "these were merged already",
        GroupState::Apart => "these were said not to be the same already",
    };
    Error::BadRequest(format!("{what}; read the list again"))
}

/// Locks the group; somebody else may have decided meanwhile, or a new search replaced it.
async fn hold(w: &mut Writer<'_>, group: Id, wanted: GroupState) -> Result<()> {
    let sql = format!("select state from @duplicate_group where id = $1{}", w.tx.dialect().for_update());
    let rows = w.tx.all(&sql, &[group.into()]).await?;
    let Some(row) = rows.first() else { return Err(Error::NotFound { what: format!("group {group} of duplicates") }) };
    let state = GroupState::named(row.text(0)?)?;
    if state == wanted { Ok(()) } else { Err(decided(state)) }
}

async fn state_of(w: &mut Writer<'_>, group: Id) -> Result<GroupState> {
    let rows = w.tx.all("select state from @duplicate_group where id = $1", &[group.into()]).await?;
    rows.first().map_or(Ok(GroupState::Open), |r| GroupState::named(r.text(0)?))
}

/// The record with most values; of several the oldest.
fn fullest(records: &[Record]) -> Option<Id> {
    let filled = |r: &Record| r.vals.iter().skip(col::IMPORT_ID).filter(|v| !v.is_null()).count();
    let best = records.iter().max_by(|x, y| filled(x).cmp(&filled(y)).then(y.id().cmp(&x.id())));
    best.map(Record::id)
}
