//! A file applied to a company.

use super::change::{self, Change};
use super::compare::{Compared, Plan, compare};
use super::file::File;
use super::item::Section;
use super::put::set;
use super::{Current, administers};
use crate::http::Problem;
use axum::http::StatusCode;
use model::Id;
use records::{Access, Records};
use serde::Serialize;
use utoipa::ToSchema;

/// How a file shall be applied.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// What cannot be applied is left out; else nothing is applied.
    pub partly: bool,
    /// The difference that somebody has seen; another one by now is a conflict.
    pub seen: Option<String>,
}

/// What was applied.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ConfigApplied)]
pub struct Applied {
    /// By which it is taken back; null when nothing was changed.
    #[schema(value_type = Option<String>, format = "uuid")]
    pub id: Option<Id>,
    pub added: usize,
    pub changed: usize,
    pub same: usize,
    /// Left out, because it cannot be applied.
    pub refused: usize,
}

/// Applies a file through the operations that people use by hand. Objects and fields are defined in one transaction.
///
/// # Errors
/// 403; 409 `config_changed` when the difference is not the one that was seen; 422 naming what cannot be applied, unless that is to be
/// left out. What was done when another operation fails stays, and can be taken back.
pub async fn apply(records: &Records, access: &Access, file: &File, wish: &Wish) -> Result<Applied, Problem> {
    administers(access)?;
    let compared = compare(records, access, file).await?;
    if wish.seen.as_ref().is_some_and(|seen| *seen != compared.seen) {
        let detail = "The company or the file has changed since the difference was shown; look at it again.";
        return Err(Problem::new(StatusCode::CONFLICT, "config_changed", detail));
    }
    if compared.refused > 0 && !wish.partly {
        return Err(Problem::invalid(compared.errors()));
    }
    let mut done = Vec::new();
    let outcome = carry_out(records, access, &compared, &mut done).await;
    let pack = file.pack.as_ref();
    let news = match pack {
        Some(pack) => !change::is_installed(records, pack).await?,
        None => false,
    };
    let id = if done.is_empty() && !(news && outcome.is_ok()) {
        None
    } else {
        Some(change::note(records, access, pack, &done).await?)
    };
    if let Err(problem) = outcome {
        let all = compared.changes().count();
        let detail = format!("{} of {all} changes were made, then: {}", done.len(), problem.detail);
        return Err(Problem { detail: detail.into(), ..problem });
    }
    let Compared { added, changed, same, refused, .. } = compared;
    Ok(Applied { id, added, changed, same, refused })
}

async fn carry_out(records: &Records, access: &Access, compared: &Compared, done: &mut Vec<Change>) -> Result<(), Problem> {
    let changes: Vec<_> = compared.changes().collect();
    for item in changes.iter().filter(|d| d.section == Section::Company) {
        set(records, access, item.section, &item.key, Some(&item.after)).await?;
        done.push(Change::of(item));
    }
    let defined: Vec<_> = changes.iter().filter(|d| d.section.defines()).collect();
    if !defined.is_empty() {
        let current = Current::read(records, access).await?;
        records.define_all(access, &Plan::of(&current, &compared.items).definitions).await?;
        done.extend(defined.into_iter().map(|d| Change::of(d)));
    }
    for item in changes.iter().filter(|d| d.section != Section::Company && !d.section.defines()) {
        let placed = |p: Problem| Problem { detail: format!("{}: {}", item.place, p.detail).into(), ..p };
        set(records, access, item.section, &item.key, Some(&item.after)).await.map_err(placed)?;
        done.push(Change::of(item));
    }
    Ok(())
}
