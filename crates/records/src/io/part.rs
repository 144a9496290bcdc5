//! Rows of a chunk to one transaction: found, sorted, checked, written. Rows that are to blame are refused and the others
//! tried again without them.

use super::batch::{self, Batch, Found, Misfit, Ready, Refused};
use super::chunk::Row;
use super::csv::Refusal;
use super::draft::{self, Draft, InChunk};
use super::import::Import;
use super::imports::no_nul;
use super::plan::PlanSource;
use super::run::Runner;
use crate::door::ready::fill_keys;
use crate::door::{self, Refused as Unfit};
use crate::{By, Error, Result, Writer, ddl};
use model::{FieldError, Id, Record, Val};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Refused rows kept with their text; further ones are only counted.
const REFUSED_KEPT: u64 = 100_000;
/// Keys looked for with one statement.
const KEYS: usize = 500;

/// Why an attempt did not write.
enum Stop {
    /// These rows (places) are to blame.
    Rows(BTreeMap<usize, Vec<Refusal>>),
    /// One row is to blame, nobody knows which.
    One(Vec<FieldError>),
    Error(Error),
}

impl From<Error> for Stop {
    fn from(e: Error) -> Self {
        match e {
            Error::Invalid(errors) => Stop::One(errors),
            other => Stop::Error(other),
        }
    }
}

/// Rows that are not written yet.
struct Todo {
    rows: Vec<Ready>,
    refused: Vec<Refused>,
}

impl Todo {
    /// Moves rows to the refused ones and hands back the rest, to be read again: what they said may have hung on a row
    /// that is refused now.
    fn refuse(&mut self, mut bad: BTreeMap<usize, Vec<Refusal>>) -> Vec<Row> {
        let mut left = Vec::with_capacity(self.rows.len());
        for (i, r) in std::mem::take(&mut self.rows).into_iter().enumerate() {
            match bad.remove(&i) {
                Some(reasons) => self.refused.push(Refused { row: r.row, reasons }),
                None => left.push(r.row),
            }
        }
        left
    }

    /// The rows as they came.
    fn into_rows(self) -> Vec<Row> {
        let ready = self.rows.into_iter().map(|r| r.row);
        let mut rows: Vec<Row> = ready.chain(self.refused.into_iter().map(|r| r.row)).collect();
        rows.sort_by_key(|r| r.end);
        rows
    }
}

impl Runner<'_> {
    /// Writes rows in one transaction. Gives them back when one of them, nobody knows which, cannot be written.
    pub(super) async fn part(&mut self, rows: Vec<Row>) -> Result<Option<Vec<Row>>> {
        let Some((end, line)) = rows.last().map(|r| (r.end, r.line)) else { return Ok(None) };
        let mut todo = Todo { rows: Vec::with_capacity(rows.len()), refused: Vec::new() };
        let mut left = rows;
        loop {
            self.read(left, &mut todo);
            let bad = match self.attempt(&mut todo, end, line).await {
                Ok(()) => return Ok(None),
                Err(Stop::Rows(bad)) => bad,
                Err(Stop::One(errors)) if todo.rows.len() == 1 => {
                    BTreeMap::from([(0, self.reasons(None, todo.rows[0].row.line, errors))])
                }
                Err(Stop::One(_)) if todo.rows.len() > 1 => return Ok(Some(todo.into_rows())),
                Err(Stop::One(errors)) => return Err(Error::Invalid(errors)),
                Err(Stop::Error(e)) => return Err(e),
            };
            left = todo.refuse(bad);
        }
    }

    /// Reads rows into drafts; those that cannot be read are refused.
    fn read(&mut self, rows: Vec<Row>, todo: &mut Todo) {
        let mut chunk: InChunk = vec![HashMap::new(); self.plan.objects.len()];
        for row in rows {
            let drafts = match &row.cells {
                Err(reason) => Err(vec![reason.clone()]),
                Ok(cells) => draft::read_row(&self.plan, cells, row.line, &mut self.known, &mut chunk),
            };
            match drafts {
                Ok(drafts) => todo.rows.push(Ready { row, drafts }),
                Err(reasons) => todo.refused.push(Refused { row, reasons }),
            }
        }
    }

    async fn attempt(&mut self, todo: &mut Todo, end: u64, line: u64) -> Result<(), Stop> {
        let catalog = self.records.catalog();
        let now = self.records.tenant().clock().now();
        let by = By::Import { id: self.import.id, user: self.import.created_by };
        self.find_references(&mut todo.rows).await?;
        let found = self.find(&todo.rows).await?;
        let batch = batch::sort(&self.plan, &todo.rows, &found, now.unix_ms()).map_err(|m| misfit(&todo.rows, m))?;
        let Batch { new, changed, seen } = batch;
        let mut after = self.count(&new, &changed, todo);
        (after.position, after.line, after.elapsed_ms) = (end, line, self.elapsed_ms());
        let (origin, new): (Vec<usize>, Vec<Record>) = new.into_iter().unzip();
        let names: Vec<String> = new.iter().map(|r| r.object.name().to_owned()).collect();
        let blame = |u: Unfit| self.blame(u, &origin, &names, &todo.rows);
        let ready = door::prepare(&catalog, &by, now, new).map_err(Stop::from)?.map_err(blame)?;
        let (after, refused, changed) = (&after, &todo.refused, &changed);
        let (dry, watch) = (after.dry_run, self.watch);
        let written = self.records.write_lazily(self.access, by, |w| {
            let batch = ready.clone();
            Box::pin(async move {
                if !dry {
                    for (row, id, values) in changed {
                        change(w, *row, *id, values).await?;
                    }
                    if let Err(unfit) = w.insert_many(batch).await? {
                        return Ok(Err(unfit));
                    }
                }
                watch.guard(w.tx).await?;
                note_refused(w, after, refused).await?;
                after.save(w.tx).await?;
                Ok(Ok(()))
            })
        });
        match written.await {
            Ok((Ok(()), pending)) => self.pending.push_back(pending),
            Ok((Err(unfit), _)) => return Err(blame(unfit)),
            Err(Error::Item { index, error }) => match *error {
                Error::Invalid(errors) => {
                    let reasons = self.reasons(None, todo.rows[index].row.line, errors);
                    return Err(Stop::Rows(BTreeMap::from([(index, reasons)])));
                }
                other => return Err(other.into()),
            },
            Err(e) => return Err(e.into()),
        }
        self.import = after.clone();
        batch::remember(&mut self.known, seen);
        Ok(())
    }

    /// The import as it will stand when these rows are written.
    fn count(&self, new: &[(usize, Record)], changed: &[(usize, Id, Record)], todo: &Todo) -> Import {
        let mut after = self.import.clone();
        for (_, record) in new {
            after.counts.entry(record.object.name().to_owned()).or_default().created += 1;
        }
        for (_, _, record) in changed {
            after.counts.entry(record.object.name().to_owned()).or_default().updated += 1;
        }
        after.accepted += todo.rows.len() as u64;
        after.refused += todo.refused.len() as u64;
        after
    }

    fn blame(&self, unfit: Unfit, origin: &[usize], names: &[String], rows: &[Ready]) -> Stop {
        let mut bad: BTreeMap<usize, Vec<Refusal>> = BTreeMap::new();
        for (i, errors) in unfit.0 {
            let row = origin[i];
            bad.entry(row).or_default().extend(self.reasons(Some(&names[i]), rows[row].row.line, errors));
        }
        Stop::Rows(bad)
    }

    /// Field errors as refusals, with the column that the field is read from.
    fn reasons(&self, object: Option<&str>, line: u64, errors: Vec<FieldError>) -> Vec<Refusal> {
        let column = |field: &str| {
            let of = self.plan.objects.iter().filter(|o| object.is_none_or(|n| n == o.object.name()));
            of.flat_map(|o| o.fields.iter().map(move |f| (o, f))).find(|(o, f)| o.object.fields[f.field].name == field).and_then(
                |(_, f)| match &f.source {
                    PlanSource::Cell { column, .. } | PlanSource::Find { column, .. } => u32::try_from(column + 1).ok(),
                    _ => None,
                },
            )
        };
        let refusal = |e: FieldError| {
            let name = object.map_or_else(|| e.field.clone(), |o| format!("{o}.{}", e.field));
            Refusal { line, column: column(&e.field).unwrap_or(0), code: code(e.code), message: format!("{name}: {}", e.message) }
        };
        errors.into_iter().map(refusal).collect()
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
        // Asked of the writer, which sees parts that are not on disk yet.
        let (sql, params) = (&sql, &params);
        let found = self.records.tenant().write_as::<_, store::Error, _>(true, move |tx| Box::pin(tx.all(sql, params)));
        Ok(found.await?.0)
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

fn misfit(rows: &[Ready], m: Misfit) -> Stop {
    let refusal = Refusal { line: rows[m.row].row.line, column: 0, code: m.code, message: m.message };
    Stop::Rows(BTreeMap::from([(m.row, vec![refusal])]))
}

/// The codes that refusals have; one that is not known is `invalid`.
fn code(name: String) -> &'static str {
    const CODES: &[&str] = &[
        "required",
        "too_long",
        "not_unique",
        "wrong_type",
        "not_writable",
        "not_found",
        "bad_reference",
        "unknown_option",
        "bad_value",
    ];
    CODES.iter().find(|c| **c == name).copied().unwrap_or("invalid")
}

async fn change(w: &mut Writer<'_>, row: usize, id: Id, values: &Record) -> Result<()> {
    let done = async {
        let before = w.get(values.object.name(), id).await?.ok_or_else(|| Error::no_record(values.object.name(), id))?;
        let mut after = before.clone();
        batch::lay_over(&mut after, values);
        w.update(&before, after).await
    };
    done.await.map(drop).map_err(|e| Error::Item { index: row, error: Box::new(e) })
}

async fn note_refused(w: &mut Writer<'_>, import: &Import, refused: &[Refused]) -> Result<()> {
    const SQL: &str = "insert into @import_refused (import_id, line, pos, col, code, message, row) values ($1, $2, $3, $4, $5, $6, $7) \
        on conflict do nothing";
    if import.refused > REFUSED_KEPT {
        return Ok(());
    }
    let mut rows = Vec::new();
    for r in refused {
        for (pos, reason) in r.reasons.iter().enumerate() {
            let text: String = String::from_utf8_lossy(&r.row.text).chars().take(10_000).collect();
            rows.push(vec![
                import.id.into(),
                i64::try_from(reason.line).unwrap_or(0).into(),
                i64::try_from(pos).unwrap_or(0).into(),
                i64::from(reason.column).into(),
                reason.code.into(),
                no_nul(&reason.message),
                no_nul(&text),
            ]);
        }
    }
    w.tx.run_many(SQL, &rows).await?;
    Ok(())
}
