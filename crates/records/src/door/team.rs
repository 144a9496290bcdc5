//! A record belongs to the team of its owner: lists of a team are found by an index of their own, without a look at who owns what.

use super::ready::{self, Ready};
use crate::prepared::Prepared;
use crate::writer::Writer;
use crate::{Error, Records, Result};
use model::{Id, Record, Val};
use std::collections::{HashMap, HashSet};

/// Gives a record with a new owner to their team. Without an owner it stays with the team that it was given to.
pub(super) async fn follow(w: &mut Writer<'_>, p: &Prepared, before: Option<&Record>, ready: &mut Ready) -> Result<()> {
    let Some((owner, team)) = p.owner else { return Ok(()) };
    let after = &mut ready.after;
    let same = |b: &Record| b.vals[owner] == after.vals[owner] && b.vals[team] == after.vals[team];
    let Some(user) = after.vals[owner].id().filter(|_| !before.is_some_and(same)) else { return Ok(()) };
    after.vals[team] = teams(w, &HashSet::from([user])).await?.remove(&user).into();
    if let Some(before) = before {
        ready.changed = ready::changed(before, after);
    }
    Ok(())
}

/// Somebody who changes teams takes their records along; a job does that.
pub(super) async fn moved(w: &mut Writer<'_>, p: &Prepared, before: &Record, after: &Record) -> Result<()> {
    if p.object.name() == "user" && before.get("team") != after.get("team") {
        w.tx.enqueue(crate::work::follow(after.id())).await?;
    }
    Ok(())
}

/// Records given to another team in one transaction.
const CHUNK: i64 = 500;

/// Gives everything that somebody owns to the team that they are in.
///
/// # Errors
/// Those of the store.
pub(crate) async fn follow_person(records: &Records, user: Id) -> Result<()> {
    let catalog = records.current().await?;
    for object in catalog.iter().filter(|o| o.def.owned) {
        while records.system(|w| Box::pin(follow_chunk(w, object.name(), user))).await? {}
    }
    Ok(())
}

/// True when there may be more.
async fn follow_chunk(w: &mut Writer<'_>, object: &str, user: Id) -> Result<bool> {
    let team = Val::from(teams(w, &HashSet::from([user])).await?.remove(&user));
    let p = w.catalog.prepared(object)?.clone();
    let Some((_, column)) = p.owner else { return Ok(false) };
    let other = if team.is_null() { "owner_team is not null" } else { "(owner_team is null or owner_team <> $2)" };
    let sql = format!("select id from @{object} where owner_id = $1 and {other} order by id limit {CHUNK}");
    let params = [Val::Id(user), team.clone()];
    let rows = w.tx.all(&sql, if team.is_null() { &params[..1] } else { &params }).await?;
    for id in rows.iter().filter_map(|r| r.opt_id(0)) {
        let Some(before) = w.lock(object, id).await? else { continue };
        let mut after = before.clone();
        after.vals[column] = team.clone();
        super::put(w, &p, &before, after).await?;
    }
    Ok(rows.len() as u64 == CHUNK.unsigned_abs())
}

/// The team of each of these people who has one.
pub(crate) async fn teams(w: &mut Writer<'_>, users: &HashSet<Id>) -> Result<HashMap<Id, Id>> {
    let list = serde_json::to_string(users).map_err(|e| Error::Broken(e.to_string()))?;
    let sql = w.tx.dialect().rows_by_ids("user", "id, team_id", "", false);
    let rows = w.tx.all(&sql, &[Val::Text(list)]).await?;
    Ok(rows.iter().filter_map(|r| Some((r.opt_id(0)?, r.opt_id(1)?))).collect())
}
