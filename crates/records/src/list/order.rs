//! The order of a list, and the condition "after the cursor" that follows from it.
//!
//! Empty values come last in both directions. A list whose first key may be empty is read in two passes, first the rows with
//! a value and then those without, so that an index on `(key, id)` gives the order on both databases; only a second or later
//! key that may be empty needs the expression `(key is null)`.

use crate::condition::Sql;
use crate::condition::names::readable_field;
use crate::{Access, Error, Result};
use model::def::FieldKind;
use model::object::{ColType, Object, Part, col};
use model::{Str, Val};

/// Most sort fields of one list.
pub const MAX_KEYS: usize = 5;

/// One field to sort by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sort {
    pub field: Str,
    pub desc: bool,
}

impl Sort {
    /// Reads `-spend,name`: fields with commas between, `-` in front for descending. Only fields of the records themselves:
    /// the title of a record that they refer to is in another table, where no index gives the list's order.
    #[must_use]
    pub fn parse(text: &str) -> Vec<Self> {
        text.split(',').map(str::trim).filter(|s| !s.is_empty()).map(Self::one).collect()
    }

    fn one(text: &str) -> Self {
        match text.strip_prefix('-') {
            Some(field) => Self { field: field.to_owned().into(), desc: true },
            None => Self { field: text.strip_prefix('+').unwrap_or(text).to_owned().into(), desc: false },
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub column: usize,
    pub desc: bool,
    pub nullable: bool,
}

/// The keys of a list; the id is always the last one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub keys: Vec<Key>,
}

/// Which rows a pass over the list reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pass {
    /// The first key is never empty: one pass.
    Only,
    /// Rows with a value in the first key.
    Valued,
    /// Rows without.
    Empty,
}

impl Order {
    /// # Errors
    /// `Invalid` for fields that do not exist or cannot be sorted by, `Forbidden` for those that may not be read.
    pub fn new(object: &Object, sorts: &[Sort], deleted: bool, access: &Access) -> Result<Self> {
        let usual;
        let sorts = if sorts.is_empty() {
            usual = if deleted { Sort::parse("-deleted_at") } else { Sort::parse(usual_sort(object)) };
            &usual
        } else {
            sorts
        };
        if sorts.len() > MAX_KEYS {
            return Err(Error::field("sort", "too_many", format!("sorts by {} fields; at most {MAX_KEYS}", sorts.len())));
        }
        let mut keys: Vec<Key> = Vec::with_capacity(sorts.len() + 1);
        for s in sorts {
            let mut key = key(object, s, access)?;
            // In the recycle bin everything has it.
            key.nullable &= !(deleted && key.column == col::DELETED_AT);
            if !keys.iter().any(|k| k.column == key.column) {
                keys.push(key);
            }
            if key.column == col::ID {
                return Ok(Self { keys });
            }
        }
        let desc = keys.last().is_some_and(|k| k.desc);
        keys.push(Key { column: col::ID, desc, nullable: false });
        Ok(Self { keys })
    }

    pub fn types(&self, object: &Object) -> Vec<ColType> {
        self.keys.iter().map(|k| object.columns[k.column].ty).collect()
    }

    /// The pass to begin with; with a cursor, the one in which it lies.
    pub fn first_pass(&self, after: Option<&[Val]>) -> Pass {
        match self.keys.first() {
            Some(k) if k.nullable && after.and_then(<[Val]>::first).is_some_and(Val::is_null) => Pass::Empty,
            Some(k) if k.nullable => Pass::Valued,
            _ => Pass::Only,
        }
    }

    fn keys_of(&self, pass: Pass) -> &[Key] {
        if pass == Pass::Empty { &self.keys[1..] } else { &self.keys }
    }

    /// Writes the rows of the pass that come after the cursor, with ` and ` in front of each condition.
    pub fn write_after(&self, sql: &mut Sql, object: &Object, pass: Pass, after: Option<&[Val]>) {
        if let (Some(first), Pass::Valued | Pass::Empty) = (self.keys.first(), pass) {
            sql.push(" and ").column("t", &object.columns[first.column].name);
            sql.push(if pass == Pass::Valued { " is not null" } else { " is null" });
        }
        let Some(vals) = after else { return };
        let keys = self.keys_of(pass);
        let vals = if pass == Pass::Empty { &vals[1..] } else { vals };
        let nullable = |i: usize| keys[i].nullable && !(i == 0 && pass == Pass::Valued);
        sql.push(" and ");
        if (0..keys.len()).all(|i| !nullable(i) && keys[i].desc == keys[0].desc) {
            row_after(sql, object, keys, vals);
            return;
        }
        if !nullable(0) {
            // What follows is a disjunction; this bound lets an index begin at the right place.
            sql.column("t", &object.columns[keys[0].column].name);
            sql.push(if keys[0].desc { " <= " } else { " >= " }).bind(vals[0].clone()).push(" and ");
        }
        steps_after(sql, object, keys, vals, &nullable);
    }

    pub fn write_order(&self, sql: &mut Sql, object: &Object, pass: Pass) {
        sql.push(" order by ");
        if pass == Pass::Empty {
            // All are empty; named so that PostgreSQL sees the order of the index on (key, id) in it.
            let desc = self.keys.get(1).is_some_and(|k| k.desc);
            sql.column("t", &object.columns[self.keys[0].column].name).push(if desc { " desc, " } else { ", " });
        }
        for (i, k) in self.keys_of(pass).iter().enumerate() {
            let name = &object.columns[k.column].name;
            sql.push(if i == 0 { "" } else { ", " });
            if k.nullable && !(i == 0 && pass == Pass::Valued) {
                sql.push("(").column("t", name).push(" is null), ");
            }
            sql.column("t", name).push(if k.desc { " desc" } else { "" });
        }
    }
}

/// `(a, b) > ($1, $2)`
fn row_after(sql: &mut Sql, object: &Object, keys: &[Key], vals: &[Val]) {
    for (i, k) in keys.iter().enumerate() {
        sql.push(if i == 0 { "(" } else { ", " }).column("t", &object.columns[k.column].name);
    }
    sql.push(if keys[0].desc { ") < (" } else { ") > (" }).bind_all(vals.iter().cloned()).push(")");
}

/// `(a > $1 or (a = $1 and (b > $2 or ...)))` with empty values last.
fn steps_after(sql: &mut Sql, object: &Object, keys: &[Key], vals: &[Val], nullable: &dyn Fn(usize) -> bool) {
    let mut open = 0;
    for (i, (k, v)) in keys.iter().zip(vals).enumerate() {
        let name = &object.columns[k.column].name;
        let last = i + 1 == keys.len();
        sql.push("(");
        open += 1;
        if v.is_null() {
            // Nothing comes after an empty value but the rows that share it.
            sql.column("t", name).push(if last { " is null and false" } else { " is null and " });
            continue;
        }
        sql.column("t", name).push(if k.desc { " < " } else { " > " }).bind(v.clone());
        if nullable(i) {
            sql.push(" or ").column("t", name).push(" is null");
        }
        if !last {
            sql.push(" or (").column("t", name).push(" = ").bind(v.clone()).push(" and ");
            open += 1;
        }
    }
    sql.push(&")".repeat(open));
}

/// The declared order; else newest first, which the ids give.
fn usual_sort(object: &Object) -> &str {
    if object.def.sort.is_empty() { "-id" } else { &object.def.sort }
}

fn key(object: &Object, sort: &Sort, access: &Access) -> Result<Key> {
    let no =
        |why: &str| Err(Error::field(format!("sort.{}", sort.field), "not_sortable", format!("{why}; sort by another field")));
    if sort.field.contains('.') {
        return no("a list is sorted by fields of its own records, because no index gives the order of another table");
    }
    if !access.kept.field(object.name(), &sort.field).is_empty() {
        return no("a unit keeps this field to itself, and the order would tell of it");
    }
    let field = readable_field(object, &sort.field, access).map_err(|e| match e {
        Error::Invalid(errors) => {
            Error::Invalid(errors.into_iter().map(|e| model::FieldError { field: format!("sort.{}", sort.field), ..e }).collect())
        }
        other => other,
    })?;
    let def = &object.fields[field];
    if def.multi {
        return no("a list of values has no order");
    }
    match def.kind {
        FieldKind::LongText | FieldKind::Json | FieldKind::GeoPoint => return no("values of this type have no order"),
        FieldKind::Reference { .. } | FieldKind::User | FieldKind::File => {
            return no("a reference has no order of its own, and no index gives that of the titles in another table");
        }
        _ => {}
    }
    let part = |p| object.part_of(field, p);
    let column = part(Part::Key).or_else(|| part(Part::Base)).unwrap_or_else(|| object.column_of(field));
    let filled = matches!(column, col::ID | col::VERSION | col::REV | col::CREATED_AT | col::UPDATED_AT);
    Ok(Key { column, desc: sort.desc, nullable: !filled })
}
