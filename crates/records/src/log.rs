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
//! | `define` | one a change of definitions | `{version}` |
//!
//! `ids` is base64 of the ids, 16 bytes each.

use crate::{By, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::object::ColType;
use model::{Id, Val};
use store::{BulkColumn, Tx};

/// Rows up to which they are inserted one by one rather than in bulk.
const FEW: usize = 16;

/// One row to be.
#[derive(Clone, Debug)]
pub struct LogRow {
    kind: &'static str,
    object: String,
    record: Option<Id>,
    rev: i64,
    data: Option<String>,
}

impl LogRow {
    #[must_use]
    pub fn of(kind: &'static str, object: &str, record: Option<Id>, rev: i64, data: Option<String>) -> Self {
        Self { kind, object: object.to_owned(), record, rev, data }
    }

    /// One row for many records.
    #[must_use]
    pub fn many(kind: &'static str, object: &str, rev: i64, ids: &[Id]) -> Self {
        Self { kind, object: object.to_owned(), record: None, rev, data: Some(ids_data(ids)) }
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

const COLUMNS: [(&str, ColType); 9] = [
    ("tx", ColType::Int),
    ("at", ColType::Int),
    ("kind", ColType::Text),
    ("object", ColType::Text),
    ("record_id", ColType::Id),
    ("rev", ColType::Int),
    ("by_kind", ColType::Text),
    ("by_id", ColType::Id),
    ("data", ColType::Json),
];

/// Writes the rows.
///
/// # Errors
/// Those of the store.
pub async fn write(tx: &mut Tx, rows: Vec<LogRow>, by: &By) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let at = Val::Int(tx.now().0);
    let (by_kind, by_id) = (Val::from(by.kind()), Val::from(by.import().or(by.user())));
    let few = rows.len() <= FEW;
    let xid = if few { Val::Null } else { Val::Int(tx.xid().await?) };
    let vals = |r: LogRow| {
        let mut v = if few { Vec::with_capacity(8) } else { vec![xid.clone()] };
        v.extend([
            at.clone(),
            r.kind.into(),
            r.object.into(),
            r.record.into(),
            r.rev.into(),
            by_kind.clone(),
            by_id.clone(),
            r.data.into(),
        ]);
        v
    };
    let rows: Vec<Vec<Val>> = rows.into_iter().map(vals).collect();
    if !few {
        let columns: Vec<BulkColumn> = COLUMNS.iter().map(|(n, ty)| BulkColumn::new(*n, *ty)).collect();
        tx.bulk("change", &columns, &rows).await?;
        return Ok(());
    }
    let sql = format!(
        "insert into @change (tx, at, kind, object, record_id, rev, by_kind, by_id, data) \
         values ({}, $1, $2, $3, $4, $5, $6, $7, $8)",
        tx.dialect().xid()
    );
    if let [row] = rows.as_slice() {
        tx.run(&sql, row).await?;
    } else {
        tx.run_many(&sql, &rows).await?;
    }
    Ok(())
}
