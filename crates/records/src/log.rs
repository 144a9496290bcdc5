//! The change log: what was written, by whom, in the same transaction. It is the feed of derived stores and the history
//! that people read.
//!
//! | kind | row | data |
//! |---|---|---|
//! | `insert` | one a record | none: the row is the image |
//! | `update` | one a record | `{field: [old, new]}`, changed fields only |
//! | `delete` | one a record | `{field: value}`, the whole image |
//! | `restore` | one a record | none |
//! | `derive` | one a record, or one for many | roll-ups and formulas settled: `{count, ids}` for many |
//! | `import` | one for many | records inserted: `{count, ids}` |
//! | `share` | one a record | `{left}`: with whom it is no longer shared; none where it is shared |
//! | `define` | one a change of definitions | `{version}` |
//!
//! `ids` is base64 of the ids, 16 bytes each.

use crate::{By, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::Id;
use store::{Change, Tx};

/// One row to be.
#[derive(Clone, Debug)]
pub(crate) struct LogRow {
    kind: &'static str,
    object: String,
    record: Option<Id>,
    rev: i64,
    data: Option<String>,
    /// Records that it tells of.
    count: usize,
}

impl LogRow {
    pub(crate) fn of(kind: &'static str, object: &str, record: Option<Id>, rev: i64, data: Option<String>) -> Self {
        Self { kind, object: object.to_owned(), record, rev, data, count: 1 }
    }

    /// Records that there are more of by it, or less.
    pub(crate) fn adds(&self) -> i64 {
        let count = i64::try_from(self.count).unwrap_or(i64::MAX);
        match self.kind {
            "insert" | "import" | "restore" => count,
            "delete" => -count,
            _ => 0,
        }
    }

    /// One row for many records.
    pub(crate) fn many(kind: &'static str, object: &str, rev: i64, ids: &[Id]) -> Self {
        Self { kind, object: object.to_owned(), record: None, rev, data: Some(ids_data(ids)), count: ids.len() }
    }
}

fn ids_data(ids: &[Id]) -> String {
    let bytes: Vec<u8> = ids.iter().flat_map(|id| id.0).collect();
    format!(r#"{{"count":{},"ids":"{}"}}"#, ids.len(), STANDARD.encode(bytes))
}

/// The ids of a row for many records; none when the data is of another kind.
#[must_use]
pub fn ids_of(data: &serde_json::Value) -> Vec<Id> {
    let bytes = data.get("ids").and_then(|v| v.as_str()).and_then(|t| STANDARD.decode(t).ok()).unwrap_or_default();
    bytes.chunks_exact(16).filter_map(|c| c.try_into().ok().map(Id)).collect()
}

/// Writes the rows. By whom: the import or undo where it is one, else the person.
pub(crate) async fn write(tx: &mut Tx, rows: Vec<LogRow>, by: &By) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let change = |r: LogRow| Change {
        kind: r.kind.to_owned(),
        object: r.object,
        record: r.record,
        rev: r.rev,
        by_kind: by.kind().to_owned(),
        by_id: by.import().or(by.user()),
        data: r.data,
    };
    tx.append(rows.into_iter().map(change).collect()).await?;
    Ok(())
}
