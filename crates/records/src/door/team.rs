//! A record belongs to the team of its owner: lists of a team are found by an index of their own, without a look at who owns what.

use super::ready::{self, Ready};
use crate::prepared::Prepared;
use crate::writer::Writer;
use crate::{Error, Result};
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

/// The team of each of these people who has one.
pub(super) async fn teams(w: &mut Writer<'_>, users: &HashSet<Id>) -> Result<HashMap<Id, Id>> {
    let list = serde_json::to_string(users).map_err(|e| Error::Broken(e.to_string()))?;
    let sql = w.tx.dialect().rows_by_ids("user", "id, team_id", "", false);
    let rows = w.tx.all(&sql, &[Val::Text(list)]).await?;
    Ok(rows.iter().filter_map(|r| Some((r.opt_id(0)?, r.opt_id(1)?))).collect())
}
