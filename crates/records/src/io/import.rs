//! An import as a row: what is to be done, how far it is, how it ended.

use super::template::Template;
use crate::{Error, Result};
use model::{Id, Ts, Val};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{Row, Tx};

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Waiting,
    Running,
    /// Every row was read; some may have been refused.
    Done,
    /// The file as a whole could not be read on; rows before that were taken in.
    Failed,
    Cancelled,
    Undoing,
    Undone,
}

impl State {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Running => "running",
            State::Done => "done",
            State::Failed => "failed",
            State::Cancelled => "cancelled",
            State::Undoing => "undoing",
            State::Undone => "undone",
        }
    }

    fn parse(name: &str) -> Self {
        use State as S;
        [S::Waiting, S::Running, S::Done, S::Failed, S::Cancelled, S::Undoing, S::Undone]
            .into_iter()
            .find(|s| s.name() == name)
            .unwrap_or(S::Failed)
    }

    /// Nothing works on it any more.
    #[must_use]
    pub fn ended(self) -> bool {
        matches!(self, State::Done | State::Failed | State::Cancelled | State::Undone)
    }
}

/// Records made and changed of one object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub created: u64,
    pub updated: u64,
    /// Values that stayed, because a higher source had set them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub kept: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// An import, as the database keeps it.
#[derive(Clone, Debug, Serialize)]
pub struct Import {
    pub id: Id,
    /// Name of the file.
    pub name: String,
    #[serde(skip)]
    pub template: Template,
    /// Rows are read and checked, nothing is written.
    pub dry_run: bool,
    pub state: State,
    /// Key of the file in the file store.
    #[serde(skip)]
    pub blob: Option<String>,
    /// Bytes of the file as sent, and how many of them were read; 0 when the size is not known.
    pub total_bytes: u64,
    pub bytes: u64,
    /// Bytes of the decoded file up to the last row that is on disk; of a spreadsheet the number of that row.
    #[serde(skip)]
    pub position: u64,
    /// Line of that row.
    pub line: u64,
    pub accepted: u64,
    pub refused: u64,
    pub counts: BTreeMap<String, Counts>,
    pub error: Option<String>,
    pub created_by: Option<Id>,
    /// The schedule that began it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Id>,
    #[serde(serialize_with = "crate::stamp::rfc3339")]
    pub created_at: Ts,
    #[serde(serialize_with = "crate::stamp::rfc3339_opt")]
    pub started_at: Option<Ts>,
    #[serde(serialize_with = "crate::stamp::rfc3339_opt")]
    pub finished_at: Option<Ts>,
    /// Working time of all runs, in milliseconds.
    pub elapsed_ms: u64,
    /// What an undo did, and what it could not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undone: Option<serde_json::Value>,
}

const COLUMNS: &str = "id, name, template, dry_run, state, blob, total_bytes, read_bytes, position, line, accepted, refused, counts, \
    error, user_id, created_at, started_at, finished_at, elapsed_ms, undone, schedule_id";

fn count(n: u64) -> Val {
    Val::Int(i64::try_from(n).unwrap_or(i64::MAX))
}

impl Import {
    /// A new import that waits for its turn.
    #[must_use]
    pub fn new(name: &str, template: Template, dry_run: bool, user: Option<Id>, now: Ts) -> Self {
        Self {
            id: Id::at(now.unix_ms()),
            name: name.to_owned(),
            template,
            dry_run,
            state: State::Waiting,
            blob: None,
            total_bytes: 0,
            bytes: 0,
            position: 0,
            line: 0,
            accepted: 0,
            refused: 0,
            counts: BTreeMap::new(),
            error: None,
            created_by: user,
            schedule: None,
            created_at: now,
            started_at: None,
            finished_at: None,
            elapsed_ms: 0,
            undone: None,
        }
    }

    /// Rows read so far.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.accepted + self.refused
    }

    /// Rows a second of working time.
    #[must_use]
    pub fn rows_per_second(&self) -> Option<u64> {
        (self.elapsed_ms > 0).then(|| self.rows() * 1000 / self.elapsed_ms)
    }

    /// Seconds that the rest of the file will take at the speed so far.
    #[must_use]
    pub fn seconds_left(&self) -> Option<u64> {
        let left = self.total_bytes.checked_sub(self.bytes)?;
        (self.state == State::Running && self.bytes > 0).then(|| left * self.elapsed_ms / self.bytes / 1000)
    }

    /// The text that finds one import by its id (`$1`).
    pub(super) fn select(condition: &str) -> String {
        format!("select {COLUMNS} from @import {condition}")
    }

    pub(super) fn read(mut row: Row) -> Result<Self> {
        let text = |row: &mut Row, i| if let Val::Text(t) = row.take(i) { Some(t) } else { None };
        let number = |row: &Row, i: usize| row.val(i).int().and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
        let ts = |row: &Row, i: usize| row.val(i).int().map(Ts);
        let broken = |e: serde_json::Error| Error::Broken(format!("a stored import cannot be read: {e}"));
        Ok(Self {
            id: row.val(0).id().unwrap_or(Id::NIL),
            name: text(&mut row, 1).unwrap_or_default(),
            template: serde_json::from_str(&text(&mut row, 2).unwrap_or_default()).map_err(broken)?,
            dry_run: row.val(3).int() == Some(1),
            state: State::parse(&text(&mut row, 4).unwrap_or_default()),
            blob: text(&mut row, 5),
            total_bytes: number(&row, 6),
            bytes: number(&row, 7),
            position: number(&row, 8),
            line: number(&row, 9),
            accepted: number(&row, 10),
            refused: number(&row, 11),
            counts: serde_json::from_str(&text(&mut row, 12).unwrap_or_default()).map_err(broken)?,
            error: text(&mut row, 13),
            created_by: row.val(14).id(),
            created_at: ts(&row, 15).unwrap_or_default(),
            started_at: ts(&row, 16),
            finished_at: ts(&row, 17),
            elapsed_ms: number(&row, 18),
            undone: text(&mut row, 19).and_then(|t| serde_json::from_str(&t).ok()),
            schedule: row.opt_id(20),
        })
    }

    fn vals(&self) -> Result<Vec<Val>> {
        let json = |v: serde_json::Result<String>| v.map(Val::Text).map_err(|e| Error::Broken(e.to_string()));
        Ok(vec![
            self.id.into(),
            self.name.as_str().into(),
            json(serde_json::to_string(&self.template))?,
            self.dry_run.into(),
            self.state.name().into(),
            self.blob.clone().into(),
            count(self.total_bytes),
            count(self.bytes),
            count(self.position),
            count(self.line),
            count(self.accepted),
            count(self.refused),
            json(serde_json::to_string(&self.counts))?,
            self.error.clone().into(),
            self.created_by.into(),
            self.created_at.0.into(),
            self.started_at.map(|t| t.0).into(),
            self.finished_at.map(|t| t.0).into(),
            count(self.elapsed_ms),
            self.undone.as_ref().map(ToString::to_string).into(),
            self.schedule.into(),
        ])
    }

    pub(crate) async fn insert(&self, tx: &mut Tx) -> Result<()> {
        let places: Vec<String> = (1..=21).map(|i| format!("${i}")).collect();
        let sql = format!("insert into @import ({COLUMNS}, cancel) values ({}, 0)", places.join(", "));
        tx.run(&sql, &self.vals()?).await?;
        Ok(())
    }

    /// Writes everything that changes while it runs.
    pub(super) async fn save(&self, tx: &mut Tx) -> Result<()> {
        let sets: Vec<String> =
            COLUMNS.split(", ").map(str::trim).enumerate().skip(1).map(|(i, c)| format!("{c} = ${}", i + 1)).collect();
        tx.run(&format!("update @import set {} where id = $1", sets.join(", ")), &self.vals()?).await?;
        Ok(())
    }
}
