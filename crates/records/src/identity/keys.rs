//! Identifiers as they are compared, and who has them: statements for whoever runs them.

use super::Holder;
use crate::prepared::Prepared;
use crate::{Catalog, Error, Result, ddl, json};
use model::{Id, Object, Record, Ts, Val};
use std::collections::{BTreeMap, BTreeSet};
use store::{Row, Rows};

/// Identifiers of one record that are looked at.
const MOST: usize = 200;

/// An identifier as it is compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub kind: String,
    pub key: String,
}

impl Key {
    pub fn new(kind: &str, key: impl Into<String>) -> Self {
        Self { kind: kind.to_owned(), key: key.into() }
    }

    /// What two transactions must not look at at once.
    pub fn lock(&self, object: &str) -> String {
        format!("identifier {object} {} {}", self.kind, self.key)
    }
}

/// An identifier that is the value of a field.
pub(crate) struct InField {
    pub key: Key,
    pub shown: String,
    pub field: usize,
}

pub(crate) fn in_fields(holder: &Holder, record: &Record) -> Vec<InField> {
    holder.fields.iter().flat_map(|(kind, field)| of_field(&record.object, kind, *field, record)).take(MOST).collect()
}

fn of_field(object: &Object, kind: &str, field: usize, record: &Record) -> Vec<InField> {
    let def = &object.fields[field];
    let stored = &record.vals[object.column_of(field)];
    if def.multi {
        let items = json::items(stored).into_iter().filter_map(|item| {
            let shown = item.as_str()?.to_owned();
            Some(InField { key: Key::new(kind, json::item_key(def, &item)), shown, field })
        });
        return items.collect();
    }
    let key = record.vals[ddl::order_column(object, field)].text();
    let one = key.zip(stored.text()).map(|(key, shown)| InField { key: Key::new(kind, key), shown: shown.to_owned(), field });
    one.into_iter().collect()
}

/// An identifier with a record of its own.
#[derive(Clone, Debug)]
pub(crate) struct Own {
    pub id: Id,
    pub key: Key,
    pub value: String,
    pub source: Option<String>,
    pub last_seen_at: Option<Ts>,
    pub created_at: Ts,
    pub created_by: Option<Id>,
    pub import: Option<Id>,
}

const OWN: &str = "id, kind, \"key\", \"value\", source, last_seen_at, created_at, created_by_id, import_id";

fn own(row: &Row) -> Result<Own> {
    Ok(Own {
        id: row.id(0)?,
        key: Key::new(row.opt_text(1).unwrap_or_default(), row.opt_text(2).unwrap_or_default()),
        value: row.opt_text(3).unwrap_or_default().to_owned(),
        source: row.opt_text(4).map(str::to_owned),
        last_seen_at: row.opt_int(5).map(Ts),
        created_at: row.ts(6)?,
        created_by: row.opt_id(7),
        import: row.opt_id(8),
    })
}

pub(crate) fn owns(rows: &Rows) -> Result<Vec<Own>> {
    rows.iter().map(own).collect()
}

/// A select of the identifiers of `$1` with records of their own.
pub(crate) fn own_of(holder: &Holder) -> String {
    format!(
        "select {OWN} from @{} where \"{c}\" = $1 and deleted_at is null order by id limit {MOST}",
        holder.more,
        c = holder.column
    )
}

/// A statement with what it finds: rows of holder, kind, key.
pub(crate) struct Lookup {
    pub sql: String,
    pub params: Vec<Val>,
}

fn places(from: usize, n: usize) -> String {
    (from..from + n).map(|i| format!("${i}")).collect::<Vec<_>>().join(", ")
}

/// Statements that find who has some of these identifiers, at most `limit` each; `standing` leaves out deleted records.
pub(crate) fn lookups(p: &Prepared, holder: &Holder, keys: &BTreeSet<Key>, standing: bool, limit: usize) -> Vec<Lookup> {
    let mut kinds: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for k in keys {
        kinds.entry(&k.kind).or_default().push(&k.key);
    }
    let mut all = Vec::new();
    let object = p.object.name();
    for (kind, keys) in kinds {
        let params = |first: Vec<Val>| first.into_iter().chain(keys.iter().map(|k| Val::from(*k))).collect();
        let n = keys.len();
        let Some(field) = holder.field(kind) else {
            let sql = format!(
                "select \"{}\", kind, \"key\" from @{} where kind = $1 and key_key in ({}) and deleted_at is null \
                 order by id limit {limit}",
                holder.column,
                holder.more,
                places(2, n)
            );
            all.push(Lookup { sql, params: params(vec![kind.into()]) });
            continue;
        };
        let def = &p.object.fields[field];
        if def.multi {
            let alive = if standing { " and r.deleted_at is null" } else { "" };
            let sql = format!(
                "select v.record_id, '{kind}', v.v from @value v join @{object} r on r.id = v.record_id \
                 where v.object = $1 and v.field = $2 and v.v in ({}){alive} order by v.record_id limit {limit}",
                places(3, n)
            );
            all.push(Lookup { sql, params: params(vec![object.into(), def.name.as_ref().into()]) });
        } else if def.unique || def.indexed {
            let column = &p.object.columns[ddl::order_column(&p.object, field)].name;
            let alive = if standing { " and deleted_at is null" } else { "" };
            let sql = format!(
                "select id, '{kind}', \"{column}\" from @{object} where \"{column}\" in ({}){alive} order by id limit {limit}",
                places(1, n)
            );
            all.push(Lookup { sql, params: params(vec![]) });
        }
    }
    all
}

/// Of the rows that [`lookups`] find: holder and key.
pub(crate) fn found(row: &Row) -> Result<(Id, Key)> {
    Ok((row.id(0)?, Key::new(row.text(1)?, row.text(2)?)))
}

/// The key of what somebody wrote.
///
/// # Errors
/// `Invalid` naming `value` when it is none of this kind, `kind` when there is no such kind.
pub(crate) fn read(catalog: &Catalog, p: &Prepared, holder: &Holder, kind: &str, value: &str) -> Result<Key> {
    let unfit = |e: Vec<model::FieldError>| {
        let errors = e.into_iter().map(|e| model::FieldError::new("value", e.code, e.message));
        Error::Invalid(errors.collect())
    };
    if let Some(field) = holder.field(kind) {
        let mut probe = p.blank.clone();
        let input = if p.object.fields[field].multi { serde_json::json!([value]) } else { value.into() };
        json::read_field(&catalog.scalars(), &p.object, field, &input, &mut probe).map_err(unfit)?;
        crate::door::ready::fill_keys(&mut probe, None);
        let key = of_field(&p.object, kind, field, &probe).pop().map(|f| f.key);
        return key.ok_or_else(|| Error::field("value", "required", "give the identifier"));
    }
    let more = catalog.object(holder.more)?;
    let known = more.field("kind").is_some_and(|f| match &f.kind {
        model::FieldKind::Select { options } => options.iter().any(|o| o.value == kind),
        _ => true,
    });
    if !known {
        let kinds: Vec<&str> = holder.fields.iter().map(|(k, _)| *k).collect();
        let message =
            format!("there is no kind `{kind}`; take {}, or an option of the field `kind` of {}", kinds.join(", "), holder.more);
        return Err(Error::field("kind", "unknown_option", message));
    }
    let key = model::identifier::key(kind, value).map_err(|r| unfit(vec![r.at("value")]))?;
    Ok(Key::new(kind, key))
}
