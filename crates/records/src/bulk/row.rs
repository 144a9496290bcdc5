//! What is kept of bulk actions: what, by whom, how far, and what became of each record.

use super::plan::{Chosen, What};
use crate::access::permission::COMPANY_MANAGE;
use crate::condition::Sql;
use crate::{Access, Error, Records, Result};
use model::{FieldError, Id, Ts};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::Row;

/// Most of a page.
const PAGE_MAX: usize = 200;

/// The words of an enumeration as they are stored and told.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $one:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$of])* $one,)* }

        impl $name {
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $($name::$one => $word,)* }
            }

            pub(super) fn named(word: &str) -> Result<Self> {
                match word {
                    $($word => Ok($name::$one),)*
                    _ => Err(Error::Broken(format!("a bulk action knows no `{word}`"))),
                }
            }
        }
    };
}

words! {
    /// Where a bulk action stands.
    BulkState {
        Waiting = "waiting",
        Running = "running",
        Done = "done",
        Failed = "failed",
        /// Stopped; what was changed stays changed.
        Cancelled = "cancelled",
        Undoing = "undoing",
        Undone = "undone",
    }
}

words! {
    /// What became of a record.
    BulkOutcome {
        Changed = "changed",
        /// It was so already.
        Unchanged = "unchanged",
        /// It cannot be so; the reason says why.
        Refused = "refused",
        /// The asker may read it, not change it.
        Skipped = "skipped",
    }
}

/// Why a record was refused or skipped, or left by the undoing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Why {
    /// `invalid`, `forbidden`, `referenced`, `kept` (a higher source has set it), `changed`, `deleted`, `forgotten` or `failed`.
    pub code: String,
    /// In English, for people.
    pub message: String,
    /// Refused fields; of the undoing, those that hold another value now.
    pub errors: Vec<FieldError>,
}

/// One bulk action.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BulkAction {
    pub id: Id,
    pub object: String,
    pub state: BulkState,
    /// Somebody asked for it to stop.
    pub cancelling: bool,
    /// An edit without fields when it told of somebody who was erased.
    pub what: What,
    /// Records that it is to go through; 0 until they are counted.
    pub total: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub refused: i64,
    pub skipped: i64,
    /// Of its undoing: put back, and left because they were changed since.
    pub restored: i64,
    pub kept: i64,
    pub error: Option<String>,
    pub by: Id,
    #[serde(serialize_with = "crate::stamp::rfc3339")]
    pub created_at: Ts,
    /// When the first record was met; for the speed.
    #[serde(serialize_with = "crate::stamp::rfc3339_opt")]
    pub begun_at: Option<Ts>,
    #[serde(serialize_with = "crate::stamp::rfc3339_opt")]
    pub finished_at: Option<Ts>,
    pub undone_by: Option<Id>,
    #[serde(serialize_with = "crate::stamp::rfc3339_opt")]
    pub undone_at: Option<Ts>,
    #[serde(skip)]
    pub chosen: Option<Chosen>,
    #[serde(skip)]
    pub(super) mark: Mark,
}

/// Where a run goes on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Mark {
    /// Of the list; none at its beginning.
    pub cursor: Option<String>,
    /// How many records somebody was given, and one of them.
    pub given: BTreeMap<Id, (i64, Id)>,
}

/// One record of a bulk action.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BulkItem {
    pub record: Id,
    /// What it is called; none when the asker may not see it.
    pub title: Option<String>,
    pub outcome: BulkOutcome,
    pub why: Option<Why>,
    /// After an undoing: `restored` or `kept`.
    pub undone: Option<&'static str>,
}

/// A page of records; `next` is the cursor of the following one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BulkItems {
    pub items: Vec<BulkItem>,
    pub next: Option<Id>,
}

/// Which bulk actions.
#[derive(Clone, Debug, Default)]
pub struct BulkQuery {
    pub object: Option<String>,
    /// Only those of the asker.
    pub mine: bool,
    /// Only those that have not come to their end.
    pub under_way: bool,
    pub before: Option<Id>,
    pub limit: usize,
}

const COLUMNS: &str = "id, object, state, cancel, what, total, changed, unchanged, refused, skipped, restored, kept, error, by_id, \
    created_at, begun_at, finished_at, undone_by, undone_at, chosen, mark";

fn read(row: &Row) -> Result<BulkAction> {
    Ok(BulkAction {
        id: row.id(0)?,
        object: row.text(1)?.to_owned(),
        state: BulkState::named(row.text(2)?)?,
        cancelling: row.int(3)? == 1,
        what: serde_json::from_str(row.text(4)?).map_err(|e| Error::Broken(format!("what a bulk action does: {e}")))?,
        total: row.int(5)?,
        changed: row.int(6)?,
        unchanged: row.int(7)?,
        refused: row.int(8)?,
        skipped: row.int(9)?,
        restored: row.int(10)?,
        kept: row.int(11)?,
        error: row.opt_text(12).map(str::to_owned),
        by: row.id(13)?,
        created_at: row.ts(14)?,
        begun_at: row.opt_int(15).map(Ts),
        finished_at: row.opt_int(16).map(Ts),
        undone_by: row.opt_id(17),
        undone_at: row.opt_int(18).map(Ts),
        chosen: row.opt_text(19).and_then(|t| serde_json::from_str(t).ok()),
        mark: row.opt_text(20).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default(),
    })
}

fn item(row: &Row) -> Result<BulkItem> {
    let undone = match row.int(3)? {
        0 => None,
        1 => Some("restored"),
        _ => Some("kept"),
    };
    let why = row.opt_text(2).and_then(|t| serde_json::from_str(t).ok());
    Ok(BulkItem { record: row.id(0)?, title: None, outcome: BulkOutcome::named(row.text(1)?)?, why, undone })
}

impl BulkAction {
    /// It may go on, or begin.
    #[must_use]
    pub fn is_to_run(&self) -> bool {
        matches!(self.state, BulkState::Waiting | BulkState::Running)
    }
}

impl Records {
    /// One bulk action, of the asker, or of anybody for who manages the company.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn bulk_action(&self, access: &Access, id: Id) -> Result<BulkAction> {
        self.check_tenant(access)?;
        let found = self.bulk_action_row(id).await?;
        let seen = |a: &BulkAction| access.actor.user == Some(a.by) || access.can(COMPANY_MANAGE);
        found.filter(seen).ok_or_else(|| Error::no_record("bulk action", id))
    }

    /// One bulk action, for the job that does it.
    ///
    /// # Errors
    /// Of the database.
    pub async fn bulk_action_row(&self, id: Id) -> Result<Option<BulkAction>> {
        let sql = format!("select {COLUMNS} from @bulk_action where id = $1");
        self.tenant.get(&sql, &[id.into()]).await?.first().map(read).transpose()
    }

    /// Bulk actions of the asker, newest first; everybody's for who manages the company.
    ///
    /// # Errors
    /// Of the database.
    pub async fn bulk_actions(&self, access: &Access, query: &BulkQuery) -> Result<Vec<BulkAction>> {
        self.check_tenant(access)?;
        let mut sql = Sql::new(self.tenant.dialect());
        sql.push(&format!("select {COLUMNS} from @bulk_action where id < ")).bind(query.before.unwrap_or(Id([0xff; 16])));
        if query.mine || !access.can(COMPANY_MANAGE) {
            sql.push(" and by_id = ").bind(access.actor.user.unwrap_or_default());
        }
        if let Some(object) = &query.object {
            sql.push(" and object = ").bind(object.as_str());
        }
        if query.under_way {
            sql.push(" and state in ('waiting', 'running', 'undoing')");
        }
        sql.push(&format!(" order by id desc limit {}", query.limit.clamp(1, PAGE_MAX)));
        self.tenant.get(&sql.text, &sql.params).await?.iter().map(read).collect()
    }

    /// The records of a bulk action that came to an outcome, or that its undoing left (`None`); those after `after`.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn bulk_items(
        &self,
        access: &Access,
        id: Id,
        outcome: Option<BulkOutcome>,
        after: Option<Id>,
        limit: usize,
    ) -> Result<BulkItems> {
        let action = self.bulk_action(access, id).await?;
        let limit = limit.clamp(1, PAGE_MAX);
        let mut sql = Sql::new(self.tenant.dialect());
        sql.push("select record_id, outcome, reason, undone from @bulk_item where bulk_id = ").bind(id);
        sql.push(" and record_id > ").bind(after.unwrap_or(Id::NIL));
        match outcome {
            Some(outcome) => sql.push(" and outcome = ").bind(outcome.word()),
            None => sql.push(" and undone = 2"),
        };
        sql.push(&format!(" order by record_id limit {}", limit + 1));
        let rows = self.tenant.get(&sql.text, &sql.params).await?;
        let mut items = rows.iter().map(item).collect::<Result<Vec<_>>>()?;
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(|i| i.record);
        let wanted: Vec<(&str, Id)> = items.iter().map(|i| (action.object.as_str(), i.record)).collect();
        let labels = self.labels(access, &wanted).await?;
        for item in &mut items {
            item.title = labels.get(item.record).map(str::to_owned);
        }
        Ok(BulkItems { items, next })
    }
}
