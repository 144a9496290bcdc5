//! Rows of a chunk made ready for one transaction without writing anything: cut, read, found, sorted, checked. Rows that
//! cannot be used are refused and the others made ready without them.
//!
//! While one part is written the next is made ready, so what is read here is what is on disk, and [`Known`] stands for the
//! records of the parts on their way there.

use super::batch::{self, Batch, Found, Misfit, Ready, Refused};
use super::chunk::Row;
use super::csv::Refusal;
use super::draft::{self, Draft, InChunk, Known};
use super::plan::{Plan, PlanSource};
use crate::door::ready::fill_keys;
use crate::door::{self, Refused as Unfit};
use crate::duplicates::Matcher;
use crate::merge::alias;
use crate::{By, Error, Records, Result, ddl};
use model::{Id, Record, Val};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Keys looked for with one statement.
const KEYS: usize = 512;

/// Rows with the reasons why they cannot be taken in, by their place.
pub(super) type Blame = BTreeMap<usize, Vec<Refusal>>;

/// Rows on their way: not looked at yet, and already refused.
pub(super) struct Rows {
    pub left: Vec<Row>,
    pub refused: Vec<Refused>,
    /// Bytes of the file as it was sent, up to these rows.
    pub read: u64,
}

/// Rows ready for one transaction.
pub(super) struct Part {
    pub rows: Vec<Ready>,
    pub refused: Vec<Refused>,
    /// New records; `origin` tells the row of each.
    pub new: door::Batch,
    pub origin: Vec<usize>,
    pub names: Vec<String>,
    /// Existing records with the row and the values to lay over them.
    pub changed: Vec<(usize, Id, Record)>,
    /// What [`Known`] was told: place of the object, key.
    pub told: Vec<(usize, String)>,
    /// End of the last row in the unpacked file, and its line.
    pub end: u64,
    pub line: u64,
    pub read: u64,
}

impl Part {
    /// Moves rows to the refused ones; the others are to be read again, because what they said may have hung on a row that is
    /// refused now.
    pub(super) fn refuse(self, mut bad: Blame) -> Rows {
        let mut rows = Rows { left: Vec::with_capacity(self.rows.len()), refused: self.refused, read: self.read };
        for (i, r) in self.rows.into_iter().enumerate() {
            match bad.remove(&i) {
                Some(reasons) => rows.refused.push(Refused { row: r.row, reasons }),
                None => rows.left.push(r.row),
            }
        }
        rows
    }

    /// The rows as they came.
    pub(super) fn into_rows(self) -> Rows {
        let ready = self.rows.into_iter().map(|r| r.row);
        let mut left: Vec<Row> = ready.chain(self.refused.into_iter().map(|r| r.row)).collect();
        left.sort_by_key(|r| r.end);
        Rows { left, refused: Vec::new(), read: self.read }
    }
}

/// What making ready needs; goes to a task of its own and comes back.
pub(super) struct Maker {
    pub records: Records,
    pub plan: Arc<Plan>,
    pub known: Known,
    /// For each object of the plan whose rows change what they surely mean.
    pub matchers: Vec<Option<Matcher>>,
    pub by: By,
}

type Sorted = (door::Batch, Vec<usize>, Vec<String>, Vec<(usize, Id, Record)>, Vec<(usize, String)>);

/// Why rows could not be made ready.
pub(super) enum Stop {
    Rows(Blame),
    Error(Error),
}

impl From<Error> for Stop {
    fn from(e: Error) -> Self {
        Self::Error(e)
    }
}

impl Maker {
    /// Makes rows ready. `None` when there are none at all.
    pub(super) async fn make(&mut self, rows: Rows) -> Result<Option<Part>> {
        let last = rows.left.iter().chain(rows.refused.iter().map(|r| &r.row)).max_by_key(|r| r.end);
        let Some((end, line)) = last.map(|r| (r.end, r.line)) else { return Ok(None) };
        let Rows { mut left, mut refused, read } = rows;
        loop {
            let mut ready = self.read(left, &mut refused);
            match self.sort(&mut ready).await {
                Ok((new, origin, names, changed, told)) => {
                    return Ok(Some(Part { rows: ready, refused, new, origin, names, changed, told, end, line, read }));
                }
                Err(Stop::Error(e)) => return Err(e),
                Err(Stop::Rows(mut bad)) => {
                    left = Vec::with_capacity(ready.len());
                    for (i, r) in ready.into_iter().enumerate() {
                        match bad.remove(&i) {
                            Some(reasons) => refused.push(Refused { row: r.row, reasons }),
                            None => left.push(r.row),
                        }
                    }
                }
            }
        }
    }

    /// Forgets what a part told that was not written.
    pub(super) fn forget(&mut self, part: &Part) {
        for (place, key) in &part.told {
            self.known.forget(*place, key);
        }
    }

    /// Reads rows into drafts; those that cannot be read are refused.
    fn read(&mut self, rows: Vec<Row>, refused: &mut Vec<Refused>) -> Vec<Ready> {
        let mut chunk: InChunk = vec![HashMap::new(); self.plan.objects.len()];
        let mut ready = Vec::with_capacity(rows.len());
        for row in rows {
            let drafts = match &row.cells {
                Err(reason) => Err(vec![reason.clone()]),
                Ok(cells) => draft::read_row(&self.plan, cells, row.line, &mut self.known, &mut chunk),
            };
            match drafts {
                Ok(drafts) => ready.push(Ready { row, drafts }),
                Err(reasons) => refused.push(Refused { row, reasons }),
            }
        }
        ready
    }

    /// Finds what rows name, and brings them to checked records.
    async fn sort(&mut self, rows: &mut [Ready]) -> Result<Sorted, Stop> {
        let catalog = self.records.catalog();
        let now = self.records.tenant().clock().now();
        self.find_references(rows).await?;
        let found = self.find(rows).await?;
        self.mean(rows, &found).await?;
        let Batch { new, changed, seen } =
            batch::sort(&self.plan, rows, &found, now.unix_ms()).map_err(|m| Stop::Rows(misfit(rows, m)))?;
        let (origin, new): (Vec<usize>, Vec<Record>) = new.into_iter().unzip();
        let names: Vec<String> = new.iter().map(|r| r.object.name().to_owned()).collect();
        let blame = |unfit: Unfit| Stop::Rows(self.plan.blame(unfit, &origin, &names, rows));
        let new = door::prepare(&catalog, &self.by, now, new)?.map_err(blame)?;
        let told = seen.iter().map(|(place, key, _)| (*place, key.clone())).collect();
        batch::remember(&mut self.known, seen);
        Ok((new, origin, names, changed, told))
    }

    /// Looks for the records that rows name by their keys and that are not remembered.
    async fn find(&self, rows: &[Ready]) -> Result<Found> {
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
    async fn find_references(&self, rows: &mut [Ready]) -> Result<(), Stop> {
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

fn misfit(rows: &[Ready], m: Misfit) -> Blame {
    let refusal = Refusal { line: rows[m.row].row.line, column: 0, code: m.code, message: m.message };
    BTreeMap::from([(m.row, vec![refusal])])
}
