//! Definitions to tables. The text is the same for both databases: `@name` is a table, `{int}` a column type.
//!
//! Columns are nullable but for the engine's own (that a field is required is the engine's business, so that it may be
//! added to a table with rows), and nothing is ever dropped: an older node may still be writing. Every index ends with
//! `id`, so that it gives the order of a list and of its cursor; lists read the rows with a value first and those
//! without in a second pass, so no index needs an expression. An index that a table with many rows lacks is made by a job,
//! unless it is unique.

use crate::facet::{self, Facet};
use crate::rollup::feed::{Feed, Function};
use model::def::{FieldKind, UniqueKey};
use model::object::{ColType, Column, Object, Part, col};
use model::{FieldDef, Str};
use std::collections::{BTreeSet, HashSet};
use std::fmt::Write;

/// The longest name of an index; PostgreSQL cuts at 63 bytes.
const NAME_MAX: usize = 60;

/// Statements that bring the tenant's table of `object` up to its definition. `have` holds the columns that exist,
/// empty when the table does not.
#[must_use]
pub fn statements(object: &Object, have: &HashSet<String>) -> Vec<String> {
    let mut all = Vec::new();
    if have.is_empty() {
        all.push(create_table(object));
    } else {
        all.extend(object.columns.iter().filter(|c| !have.contains(&*c.name)).map(|c| add_column(object, c)));
    }
    all
}

/// An index that a definition asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    pub name: String,
    /// `create [unique] index if not exists ..`
    pub sql: String,
    pub unique: bool,
}

impl Index {
    /// The name under which `@layout` notes that it exists.
    #[must_use]
    pub fn mark(&self) -> String {
        format!("#{}", self.name)
    }
}

/// Indexes by which first and last values are found among the records of one parent: columns (reference, order).
fn roll_up_indexes(object: &Object, feeds: &[Feed]) -> Vec<Index> {
    let by = |f: &Feed| match f.function {
        Function::First(by) | Function::Last(by) if !f.lazy => Some((f.via, by)),
        _ => None,
    };
    let pairs: BTreeSet<(usize, usize)> = feeds.iter().filter_map(by).collect();
    let index = |(via, by): (usize, usize)| {
        let (via, by) = (&object.columns[via].name, &object.columns[by].name);
        let name = name(object.name(), "r", &[via, by]);
        let sql = format!("create index if not exists \"{name}\" on @{} (\"{via}\", \"{by}\", \"id\")", object.name());
        Index { name, sql, unique: false }
    };
    pairs.into_iter().map(index).collect()
}

/// Statements that note the columns, facets and these indexes of the object as existing.
#[must_use]
pub fn remember(object: &Object, have: &HashSet<String>, indexes: &[Index]) -> Vec<String> {
    let columns = object.columns.iter().map(|c| c.name.to_string());
    let new: Vec<String> = columns
        .chain(facets(object))
        .chain(indexes.iter().map(Index::mark))
        .filter(|name| !have.contains(name))
        .map(|name| format!("('{}', '{name}')", object.name()))
        .collect();
    if new.is_empty() {
        return Vec::new();
    }
    vec![format!("insert into @layout (object, name) values {} on conflict do nothing", new.join(", "))]
}

/// Whether a roll-up column is missing.
#[must_use]
pub fn adds_rollup(object: &Object, have: &HashSet<String>) -> bool {
    adds(object, have, |kind| matches!(kind, FieldKind::RollUp(_)))
}

/// Whether the column of a formula is missing.
#[must_use]
pub fn adds_formula(object: &Object, have: &HashSet<String>) -> bool {
    adds(object, have, |kind| matches!(kind, FieldKind::Formula { .. }))
}

fn adds(object: &Object, have: &HashSet<String>, of: fn(&FieldKind) -> bool) -> bool {
    object.columns.iter().filter(|c| of(&object.fields[c.field].kind)).any(|c| !have.contains(&*c.name))
}

/// Names under which table `value` keeps the facets of the object's fields.
fn facets(object: &Object) -> impl Iterator<Item = String> {
    Facet::all(object).map(|(field, _)| facet::key(&object.fields[field].name))
}

/// Whether rows of a facet are missing.
#[must_use]
pub fn adds_facet(object: &Object, have: &HashSet<String>) -> bool {
    facets(object).any(|name| !have.contains(&name))
}

/// A short print of the tables, columns and indexes that the definitions ask for.
#[must_use]
pub fn fingerprint<'a>(objects: impl Iterator<Item = (&'a Object, &'a [Feed])>) -> String {
    let mut hash = FNV;
    for (object, feeds) in objects {
        let indexes = indexes(object, feeds).into_iter().map(|i| i.sql);
        hash = statements(object, &HashSet::new()).into_iter().chain(indexes).fold(hash, |hash, sql| fnv(hash, &sql));
        hash = facets(object).fold(hash, |hash, name| fnv(hash, &name));
    }
    format!("{hash:016x}")
}

const FNV: u64 = 0xcbf2_9ce4_8422_2325;

fn fnv(from: u64, text: &str) -> u64 {
    text.bytes().fold(from, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

/// The token of a column type.
fn token(ty: ColType) -> &'static str {
    match ty {
        ColType::Int => "{int}",
        ColType::Real => "{real}",
        ColType::Text => "{text}",
        ColType::Json => "{json}",
        ColType::Id => "{id}",
    }
}

fn create_table(object: &Object) -> String {
    let mut sql = format!("create table if not exists @{} (", object.name());
    for (i, c) in object.columns.iter().enumerate() {
        let comma = if i == 0 { "" } else { ", " };
        let constraint = match i {
            col::ID => " primary key not null",
            col::VERSION | col::REV | col::CREATED_AT | col::UPDATED_AT => " not null",
            _ => "",
        };
        let _ = write!(sql, "{comma}\"{}\" {}{constraint}", c.name, token(c.ty));
    }
    sql.push_str(") {strict}");
    sql
}

fn add_column(object: &Object, column: &Column) -> String {
    format!("alter table @{} add column \"{}\" {}", object.name(), column.name, token(column.ty))
}

/// The column by which a field is compared and sorted: its key where it has one; for money the amount in the company's
/// currency.
#[must_use]
pub fn order_column(object: &Object, field: usize) -> usize {
    let part = |p| object.part_of(field, p);
    part(Part::Key).or_else(|| part(Part::Base)).unwrap_or_else(|| object.column_of(field))
}

/// Every unique key of the object: those of the declaration and one for each unique field.
#[must_use]
pub fn unique_keys(object: &Object) -> Vec<UniqueKey> {
    let single = |f: &FieldDef| UniqueKey { name: f.name.clone(), fields: vec![f.name.clone()].into() };
    let mut keys: Vec<UniqueKey> = object.def.unique.to_vec();
    for f in object.fields.iter().filter(|f| !f.multi && (f.unique || matches!(f.kind, FieldKind::AutoNumber { .. }))) {
        if !keys.iter().any(|k| k.fields.len() == 1 && k.fields[0] == f.name) {
            keys.push(single(f));
        }
    }
    keys
}

/// The index of a unique key, as error messages of the database name it.
#[must_use]
pub fn unique_name(object: &Object, key: &UniqueKey) -> String {
    name(object.name(), "u", &key.fields.iter().map(|f| f.as_ref()).collect::<Vec<_>>())
}

/// The indexes that the definition, and the roll-ups fed by the object, ask for.
#[must_use]
pub fn indexes(object: &Object, feeds: &[Feed]) -> Vec<Index> {
    let mut all = own_indexes(object);
    all.extend(roll_up_indexes(object, feeds));
    all
}

fn own_indexes(object: &Object) -> Vec<Index> {
    let bin = name(object.name(), "d", &["deleted"]);
    let table = object.name();
    let of_bin =
        format!("create index if not exists \"{bin}\" on @{table} (\"deleted_at\", \"id\") where deleted_at is not null");
    let mut all = vec![Index { name: bin, sql: of_bin, unique: false }];
    let mut seen = HashSet::new();
    for key in unique_keys(object) {
        let cols = columns_of(object, &key.fields);
        let list = quoted(object, &cols);
        let name = unique_name(object, &key);
        let sql = format!("create unique index if not exists \"{name}\" on @{table} ({list}) where deleted_at is null");
        all.push(Index { name, sql, unique: true });
    }
    for fields in plain_indexes(object) {
        let cols = columns_of(object, &fields);
        if cols.is_empty() || !seen.insert(cols.clone()) {
            continue;
        }
        let names: Vec<&str> = fields.iter().map(|f| f.as_ref()).collect();
        let list = quoted(object, &cols);
        let name = name(object.name(), "i", &names);
        let sql = format!("create index if not exists \"{name}\" on @{table} ({list}, \"id\")");
        all.push(Index { name, sql, unique: false });
    }
    all.extend(object.def.owned.then(|| team_index(object)));
    all
}

/// The owner's team before the default sort. It tells what was deleted too, so that the first records of many teams are found
/// in it alone.
fn team_index(object: &Object) -> Index {
    let (table, sort): (_, Str) = (object.name(), object.def.sort.trim_start_matches('-').to_owned().into());
    let columns = columns_of(object, &["owner_team".into(), sort.clone()]);
    let mut list = quoted(object, &columns);
    if !columns.contains(&col::ID) {
        list.push_str(", \"id\"");
    }
    let name = name(table, "t", &[&sort]);
    let sql = format!("create index if not exists \"{name}\" on @{table} ({list}, \"deleted_at\")");
    Index { name, sql, unique: false }
}

/// Lists of fields that get an index: references (a delete looks for who refers), indexed fields, declared
/// combinations, the default sort.
fn plain_indexes(object: &Object) -> Vec<Vec<Str>> {
    let mut lists: Vec<Vec<Str>> = Vec::new();
    for f in &object.fields {
        let reference = matches!(f.kind, FieldKind::Reference { .. });
        if (reference || f.indexed) && !f.multi {
            lists.push(vec![f.name.clone()]);
        }
    }
    lists.extend(object.def.indexes.iter().map(|l| l.to_vec()));
    let sort: Str = object.def.sort.trim_start_matches('-').to_owned().into();
    let by_sort = !sort.is_empty() && sort != "id";
    if by_sort {
        lists.push(vec![sort.clone()]);
    }
    if object.def.owned {
        lists.push(vec!["owner".into()]);
    }
    lists
}

fn columns_of(object: &Object, fields: &[Str]) -> Vec<usize> {
    fields.iter().filter_map(|f| object.field_index(f)).map(|i| order_column(object, i)).collect()
}

fn quoted(object: &Object, columns: &[usize]) -> String {
    columns.iter().map(|c| format!("\"{}\"", object.columns[*c].name)).collect::<Vec<_>>().join(", ")
}

/// `customer_i_country_name`, with a hash in place of what is too long.
fn name(object: &str, kind: &str, fields: &[&str]) -> String {
    let full = format!("{object}_{kind}_{}", fields.join("_"));
    if full.len() <= NAME_MAX {
        return full;
    }
    format!("{}_{:016x}", &full[..NAME_MAX - 17], fnv(FNV, &full))
}
