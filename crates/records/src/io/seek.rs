//! Records that rows of a file name, looked for by their keys.

use super::batch::{Found, Ready};
use super::csv::Refusal;
use super::draft::Draft;
use super::make::{Maker, Stop};
use super::plan::PlanSource;
use crate::door::ready::fill_keys;
use crate::merge::alias;
use crate::{Result, ddl};
use model::{Id, Val};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Keys looked for with one statement.
const KEYS: usize = 512;

impl Maker {
    /// Looks for the records that rows name by their keys and that are not remembered.
    pub(super) async fn find(&self, rows: &[Ready]) -> Result<Found> {
        let mut found: Found = vec![HashMap::new(); self.plan.objects.len()];
        for (place, object) in self.plan.objects.iter().enumerate().filter(|(_, o)| !o.key.is_empty()) {
            let columns: Vec<usize> =
                object.key.iter().map(|k| ddl::order_column(&object.object, object.fields[*k].field)).collect();
            let mut wanted: HashMap<Vec<Key>, &str> = HashMap::new();
            for row in rows {
                if let Draft::Values(v) = &row.drafts[place]
                    && v.id.is_none()
                {
                    let mut record = v.record.clone();
                    fill_keys(&mut record, None);
                    wanted.insert(columns.iter().map(|c| Key::of(&record.vals[*c])).collect(), &v.key);
                }
            }
            let keys: Vec<&Vec<Key>> = wanted.keys().collect();
            for some in keys.chunks(KEYS) {
                for row in self.rows_with(object.object.name(), &names(&object.object, &columns), some).await? {
                    let key: Vec<Key> = row[1..].iter().map(Key::of).collect();
                    if let (Some(text), Some(id)) = (wanted.get(&key), row.val(0).id()) {
                        found[place].insert((*text).to_owned(), id);
                    }
                }
            }
        }
        Ok(found)
    }

    async fn rows_with(&self, table: &str, columns: &[String], keys: &[&Vec<Key>]) -> Result<Vec<store::Row>> {
        // The last key is asked for again up to a power of two, so that few different statements are prepared.
        let keys: Vec<&Vec<Key>> =
            keys.iter().chain(keys.last().into_iter().cycle()).take(keys.len().next_power_of_two()).copied().collect();
        let mut params = Vec::new();
        let mut place = |k: &Key| {
            params.push(k.val());
            format!("${}", params.len())
        };
        let condition = if let [column] = columns {
            let places: Vec<String> = keys.iter().map(|k| place(&k[0])).collect();
            format!("{column} in ({})", places.join(", "))
        } else {
            let one = |k: &&Vec<Key>| {
                let tests: Vec<String> = columns.iter().zip(k.iter()).map(|(c, v)| format!("{c} = {}", place(v))).collect();
                format!("({})", tests.join(" and "))
            };
            format!("({})", keys.iter().map(one).collect::<Vec<_>>().join(" or "))
        };
        let sql = format!("select id, {} from @{table} where deleted_at is null and {condition}", columns.join(", "));
        let mut rows = self.records.tenant().get(&sql, &params).await?;
        rows.extend(self.merged_with(table, columns, &keys, &rows).await?);
        Ok(rows)
    }

    /// What the records became that had the keys not found, if they were merged into others.
    async fn merged_with(
        &self,
        table: &str,
        columns: &[String],
        keys: &[&Vec<Key>],
        found: &[store::Row],
    ) -> Result<Vec<store::Row>> {
        let [column] = columns else { return Ok(Vec::new()) };
        if !self.records.catalog().prepared(table)?.object.def.mergeable {
            return Ok(Vec::new());
        }
        let found: HashSet<Key> = found.iter().map(|r| Key::of(r.val(1))).collect();
        let missing: BTreeSet<&str> = keys.iter().filter(|k| !found.contains(&k[0])).filter_map(|k| k[0].text()).collect();
        if missing.is_empty() {
            return Ok(Vec::new());
        }
        let mut params: Vec<Val> = vec![table.into(), column.trim_matches('"').into()];
        params.extend(missing.iter().map(|t| Val::from(*t)));
        Ok(self.records.tenant().get(&alias::by_keys(missing.len()), &params).await?)
    }

    /// Fills references that cells name by a unique field of the record meant.
    pub(super) async fn find_references(&self, rows: &mut [Ready]) -> Result<(), Stop> {
        let mut bad: BTreeMap<usize, Vec<Refusal>> = BTreeMap::new();
        for (place, plan) in self.plan.objects.iter().enumerate() {
            for (i, field) in plan.fields.iter().enumerate() {
                let PlanSource::Find { column, object, field: by } = &field.source else { continue };
                let Some(by) = object.field_index(by) else { continue };
                let key_column = ddl::order_column(object, by);
                let key = |text: &str| {
                    if object.columns[key_column].part == model::object::Part::Key {
                        model::text::fold(text)
                    } else {
                        text.to_owned()
                    }
                };
                let texts: BTreeSet<String> =
                    rows.iter().flat_map(|r| r.drafts[place].finds()).filter(|f| f.1 == i).map(|f| key(&f.2)).collect();
                let keys: Vec<Vec<Key>> = texts.into_iter().map(|t| vec![Key::Text(t)]).collect();
                let mut ids: HashMap<Key, Id> = HashMap::new();
                for some in keys.iter().collect::<Vec<_>>().chunks(KEYS) {
                    for row in self.rows_with(object.name(), &names(object, &[key_column]), some).await? {
                        ids.extend(row.val(0).id().map(|id| (Key::of(row.val(1)), id)));
                    }
                }
                for (n, row) in rows.iter_mut().enumerate() {
                    let line = row.row.line;
                    let Draft::Values(values) = &mut row.drafts[place] else { continue };
                    for (target, _, text) in values.finds.iter().filter(|f| f.1 == i) {
                        match ids.get(&Key::Text(key(text))) {
                            Some(id) => values.record.vals[*target] = (*id).into(),
                            None => bad.entry(n).or_default().push(Refusal {
                                line,
                                column: u32::try_from(column + 1).unwrap_or(0),
                                code: "not_found",
                                message: format!("there is no {} `{text}`; create it first or correct the cell", object.name()),
                            }),
                        }
                    }
                }
            }
        }
        if bad.is_empty() { Ok(()) } else { Err(Stop::Rows(bad)) }
    }
}

/// A key's value, to be looked up in a map.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Text(String),
    Int(i64),
    Id(Id),
    None,
}

impl Key {
    fn of(v: &Val) -> Self {
        match v {
            Val::Text(t) => Key::Text(t.clone()),
            Val::Int(i) => Key::Int(*i),
            Val::Id(id) => Key::Id(*id),
            _ => Key::None,
        }
    }

    fn text(&self) -> Option<&str> {
        if let Key::Text(t) = self { Some(t) } else { None }
    }

    fn val(&self) -> Val {
        match self {
            Key::Text(t) => t.as_str().into(),
            Key::Int(i) => (*i).into(),
            Key::Id(id) => (*id).into(),
            Key::None => Val::Null,
        }
    }
}

fn names(object: &model::Object, columns: &[usize]) -> Vec<String> {
    columns.iter().map(|c| format!("\"{}\"", object.columns[*c].name)).collect()
}
