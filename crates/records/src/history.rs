//! The history of one record: who changed what and when, from the change log; its creation from the row itself.

use crate::{Access, Error, Records, Result};
use model::object::col;
use model::{Id, Record, Ts, Val};
use serde::Serialize;
use serde_json::{Map, Value};

/// Most entries of a page.
const PAGE_MAX: usize = 200;

/// One entry.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// `create`, `update`, `delete`, `restore`.
    pub kind: String,
    #[serde(serialize_with = "crate::stamp::rfc3339")]
    pub at: Ts,
    /// `person`, `operation`, `import`, `undo`, `merge`, `system`.
    pub by_kind: String,
    /// The person, when one is known.
    pub user: Option<Id>,
    /// The import, when it was one.
    pub import: Option<Id>,
    pub changes: Vec<FieldChange>,
}

/// A field before and after, as the API writes its values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldChange {
    pub field: String,
    pub before: Value,
    pub after: Value,
}

/// A page, newest first; `next` is the cursor of the following one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct History {
    pub items: Vec<Entry>,
    pub next: Option<String>,
}

impl Records {
    /// # Errors
    /// `NotFound`, `Forbidden`; `BadRequest` for a cursor that is none.
    pub async fn history(&self, access: &Access, object: &str, id: Id, cursor: Option<&str>, limit: usize) -> Result<History> {
        let record = self.get_any(access, object, id).await?;
        let limit = limit.clamp(1, PAGE_MAX);
        let before = match cursor {
            None => i64::MAX,
            Some(c) => c.parse().map_err(|_| Error::BadRequest("the cursor is not one of this list".into()))?,
        };
        // The words of the partial index are in the text, or it is not used.
        let sql = format!(
            "select seq, at, kind, by_kind, by_id, data from @change where record_id = $1 and kind <> 'insert' \
             and kind <> 'derive' and kind <> 'share' and object = $2 and seq < $3 order by seq desc limit {}",
            limit + 1
        );
        let rows = self.tenant.get(&sql, &[Val::Id(record.id()), object.into(), Val::Int(before)]).await?;
        let more = rows.len() > limit;
        let mut items = Vec::with_capacity(rows.len() + 1);
        for row in rows.iter().take(limit) {
            items.push(entry(access, &record, row)?);
        }
        let next = if more { rows[limit - 1].opt_int(0).map(|s| s.to_string()) } else { None };
        if !more {
            items.push(created(&record));
        }
        Ok(History { items, next })
    }
}

fn entry(access: &Access, record: &Record, row: &store::Row) -> Result<Entry> {
    let kind = row.text(2)?.to_owned();
    let by_kind = row.text(3)?.to_owned();
    let of_import = by_kind == "import";
    let data: Map<String, Value> = row.opt_text(5).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default();
    let object = &record.object;
    let shown = |f: &str| {
        access.may_read(object.name(), f) && !access.kept.closes(record, f) && object.field(f).is_none_or(|d| !d.hidden)
    };
    let mut changes: Vec<FieldChange> =
        data.into_iter().filter(|(f, _)| shown(f)).map(|(field, value)| change(&kind, field, value)).collect();
    changes.sort_by_key(|c| object.field_index(&c.field));
    Ok(Entry {
        kind,
        at: row.ts(1)?,
        user: row.opt_id(4).filter(|_| !of_import),
        import: row.opt_id(4).filter(|_| of_import),
        by_kind,
        changes,
    })
}

fn change(kind: &str, field: String, value: Value) -> FieldChange {
    match value {
        Value::Array(mut pair) if kind == "update" && pair.len() == 2 => {
            let after = pair.pop().unwrap_or_default();
            FieldChange { field, before: pair.pop().unwrap_or_default(), after }
        }
        value => FieldChange { field, before: value, after: Value::Null },
    }
}

fn created(record: &Record) -> Entry {
    let import = record.vals[col::IMPORT_ID].id();
    let user = record.vals[col::CREATED_BY].id();
    let by_kind = match (import, user) {
        (Some(_), _) => "import",
        (None, Some(_)) => "person",
        (None, None) => "system",
    };
    Entry {
        kind: "create".into(),
        at: Ts(record.vals[col::CREATED_AT].int().unwrap_or(0)),
        by_kind: by_kind.into(),
        user,
        import,
        changes: Vec::new(),
    }
}
