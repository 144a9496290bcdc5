//! A unit that leaves takes its own data along: one archive (ZIP) with the records of its teams, their events and files, and a page
//! that tells what is in it.
//!
//! It holds what is the unit's (owned by its teams, or belonging to what is), as far as its maker sees it; never what others shared
//! with them. Who administers the unit makes it; whoever manages units above it only where the unit's rules allow, and then without
//! what the unit keeps from them.

mod history;
pub mod job;
mod page;
mod row;
mod write;

pub use row::{Export, cancel, delete, find, forget, list, preview, start, take};

use crate::http::Problem;
use crate::signin::{roles, units};
use axum::http::StatusCode;
use model::Id;
use records::access::{RowScope, permission};
use records::{Access, Actor, Place, Records};

/// The unit's name, and as whom its data is read: the asker, who reaches the unit's teams' records and no others, shared ones neither.
///
/// # Errors
/// 404; 403 for anybody but an administrator of the unit who is in its own team, and those above it whom the unit's rules allow.
pub async fn own(records: &Records, access: &Access, unit: Id) -> Result<(String, Access), Problem> {
    access.require(permission::UNIT_MANAGE)?;
    let team = records.get(access, "team", unit).await?;
    if !(access.place.team == Some(unit) || lent(records, access, unit).await?) {
        let detail =
            "A unit's data goes to its own people: somebody of this unit who may manage it takes it along, or allows it.";
        return Err(Problem::new(StatusCode::FORBIDDEN, "other_unit", detail));
    }
    let teams = Place::among(Some(unit), &roles::tree(records.tenant()).await?).below;
    let limited = access.clone().limited(RowScope::Teams(teams));
    // Nobody is asked as: what is shared with the asker is others'.
    let limited = Access { actor: Actor { user: None, ..limited.actor }, ..limited };
    Ok((team.get("name").text().unwrap_or_default().to_owned(), limited))
}

async fn lent(records: &Records, access: &Access, unit: Id) -> store::Result<bool> {
    Ok(units::within_reach(access, unit) && units::lent(records.tenant()).await?.contains(&unit))
}
