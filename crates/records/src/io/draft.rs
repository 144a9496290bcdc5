//! Rows to drafts: which records a row is about, and the values it has for those not seen before.

use super::cell::{self, Beside};
use super::csv::Refusal;
use super::fields::Fields;
use super::plan::{Plan, PlanField, PlanObject, PlanSource};
use super::template::Mode;
use model::error::Refusal as Bad;
use model::object::Part;
use model::text::fold_cow;
use model::{Id, Record};
use std::collections::HashMap;
use std::hash::RandomState;

/// Keys of records that the import has met lately, so that the rows of one order find its customer without a question to the
/// database. Bounded: when full, the older half is forgotten.
pub struct Known {
    hasher: RandomState,
    objects: Vec<Generations>,
}

/// Two generations of a map: what is found in the old one moves to the young one.
#[derive(Default)]
struct Generations {
    young: HashMap<String, Seen>,
    old: HashMap<String, Seen>,
}

/// A record and the cells that it was last written from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    pub id: Id,
    pub cells: u64,
}

/// Keys remembered for each object before the older half is forgotten.
const REMEMBERED: usize = 100_000;

impl Known {
    #[must_use]
    pub fn new(objects: usize) -> Self {
        Self { hasher: RandomState::new(), objects: (0..objects).map(|_| Generations::default()).collect() }
    }

    pub fn get(&mut self, object: usize, key: &str) -> Option<Seen> {
        let g = &mut self.objects[object];
        if let Some(seen) = g.young.get(key) {
            return Some(*seen);
        }
        let (key, seen) = g.old.remove_entry(key)?;
        g.young.insert(key, seen);
        Some(seen)
    }

    pub fn put(&mut self, object: usize, key: &str, seen: Seen) {
        let g = &mut self.objects[object];
        if g.young.len() >= REMEMBERED {
            g.old = std::mem::take(&mut g.young);
        }
        g.young.insert(key.to_owned(), seen);
    }

    pub fn forget(&mut self, object: usize, key: &str) {
        let g = &mut self.objects[object];
        g.young.remove(key);
        g.old.remove(key);
    }

    /// Hash of the named cells of a row.
    fn hash(&self, row: &Fields, columns: &[usize]) -> u64 {
        use std::hash::{BuildHasher as _, Hasher as _};
        let mut h = self.hasher.build_hasher();
        for c in columns {
            h.write(row.get(*c).as_bytes());
            h.write_u8(0xff);
        }
        h.finish()
    }
}

/// What one row says of one object of the plan.
#[derive(Debug)]
pub enum Draft {
    /// The row has no such record.
    None,
    /// A record met before, and the row says nothing new of it.
    Known(Id),
    /// A record that an earlier row of the same chunk is about, and this row says nothing new of it: its key.
    Again(String),
    /// Values to write, if the record is new or to be changed.
    Values(Values),
}

impl Draft {
    /// Cells of the draft that name other records.
    #[must_use]
    pub fn finds(&self) -> &[(usize, usize, String)] {
        if let Draft::Values(v) = self { &v.finds } else { &[] }
    }
}

#[derive(Debug)]
pub struct Values {
    /// Text of the key cells; empty for objects without a key.
    pub key: String,
    /// The record, when it was met before.
    pub id: Option<Id>,
    pub cells: u64,
    /// It means a record that was not found by its key.
    pub matched: bool,
    /// The record; columns that the template does not name are `Null`.
    pub record: Record,
    /// Cells that name a record of another object: (field's column, place in the plan's fields, text).
    pub finds: Vec<(usize, usize, String)>,
}

/// Keys that rows of one chunk are about, and the cells of the first that was.
pub type InChunk = Vec<HashMap<String, u64>>;

/// Reads a row into one draft for each object of the plan.
///
/// # Errors
/// Every cell of the row that cannot be read.
pub fn read_row(
    plan: &Plan,
    row: &Fields,
    line: u64,
    known: &mut Known,
    chunk: &mut InChunk,
) -> Result<Vec<Draft>, Vec<Refusal>> {
    if row.len() != plan.columns {
        let message = format!("the row has {} cells and the header {}; add or remove cells", row.len(), plan.columns);
        let column = u32::try_from(row.len().min(plan.columns) + 1).unwrap_or(0);
        return Err(vec![Refusal { line, column, code: "ragged_row", message }]);
    }
    let mut drafts = Vec::with_capacity(plan.objects.len());
    let mut refused = Vec::new();
    for place in 0..plan.objects.len() {
        drafts.push(read_object(plan, place, row, line, known, chunk, &mut refused));
    }
    if refused.is_empty() {
        note(&drafts, chunk);
        Ok(drafts)
    } else {
        refused.sort_by_key(|r| r.column);
        Err(refused)
    }
}

fn note(drafts: &[Draft], chunk: &mut InChunk) {
    for (place, draft) in drafts.iter().enumerate() {
        if let Draft::Values(v) = draft
            && !v.key.is_empty()
        {
            chunk[place].insert(v.key.clone(), v.cells);
        }
    }
}

fn read_object(
    plan: &Plan,
    place: usize,
    row: &Fields,
    line: u64,
    known: &mut Known,
    chunk: &InChunk,
    refused: &mut Vec<Refusal>,
) -> Draft {
    let object = &plan.objects[place];
    if object.when.is_some_and(|c| row.get(c).trim().is_empty()) {
        return Draft::None;
    }
    let key = key_text(object, row);
    let mut values =
        Values { key, id: None, cells: 0, matched: false, record: Record::empty(object.object.clone()), finds: Vec::new() };
    if !values.key.is_empty() && object.mode != Mode::Create {
        values.cells = known.hash(row, &object.reads);
        let same = |cells: u64| object.mode == Mode::Keep || cells == values.cells;
        if let Some(cells) = chunk[place].get(&values.key) {
            if same(*cells) {
                return Draft::Again(values.key);
            }
        } else if let Some(seen) = known.get(place, &values.key) {
            if same(seen.cells) {
                return Draft::Known(seen.id);
            }
            values.id = Some(seen.id);
        }
    }
    let country = object.country.and_then(|i| country_of(&object.fields[i], row));
    for (i, field) in object.fields.iter().enumerate() {
        if let Err((column, bad)) = read_field(plan, country, (object, i, field), row, &mut values) {
            let name = &object.object.fields[field.field].name;
            let message = format!("{}.{name}: {}", object.object.name(), bad.message);
            refused.push(Refusal { line, column: u32::try_from(column + 1).unwrap_or(0), code: bad.code, message });
        }
    }
    Draft::Values(values)
}

/// The key as the unique index compares it: `85123a` and `85123A` are one product.
fn key_text(object: &PlanObject, row: &Fields) -> String {
    let mut key = String::new();
    for k in &object.key {
        let field = &object.fields[*k];
        let folded = object.object.part_of(field.field, Part::Key).is_some();
        match &field.source {
            PlanSource::Cell { column, rules } if folded => key.push_str(&fold_cow(&cell::prepare(row.get(*column), rules))),
            PlanSource::Cell { column, rules } => key.push_str(&cell::prepare(row.get(*column), rules)),
            PlanSource::Fixed(text) => key.push_str(text),
            PlanSource::Find { column, .. } => key.push_str(row.get(*column)),
            PlanSource::Record(_) => {}
        }
        key.push('\u{1f}');
    }
    key
}

/// ISO code of the country that a row names, where we know it.
fn country_of(field: &PlanField, row: &Fields) -> Option<&'static str> {
    let text = match &field.source {
        PlanSource::Cell { column, rules } => cell::prepare(row.get(*column), rules),
        PlanSource::Fixed(text) => text.as_str().into(),
        PlanSource::Record(_) | PlanSource::Find { .. } => return None,
    };
    model::country::from_name(&text).map(|c| c.code)
}

fn read_field(
    plan: &Plan,
    of: Option<&'static str>,
    (object, place, field): (&PlanObject, usize, &PlanField),
    row: &Fields,
    values: &mut Values,
) -> Result<(), (usize, Bad)> {
    match &field.source {
        PlanSource::Cell { column, rules } => {
            let text = cell::prepare(row.get(*column), rules);
            let coded = if rules.country { country(&text) } else { Ok(text) };
            coded
                .and_then(|t| {
                    let beside = Beside { currency: rules.currency.as_deref(), country: of };
                    cell::read(field.field, &t, beside, &plan.cells, &mut values.record)
                })
                .map_err(|e| (*column, e))
        }
        PlanSource::Fixed(text) => {
            let beside = Beside { currency: None, country: of };
            cell::read(field.field, text, beside, &plan.cells, &mut values.record).map_err(|e| (0, e))
        }
        PlanSource::Record(_) => Ok(()),
        PlanSource::Find { column, .. } => {
            let text = row.get(*column).trim();
            if !text.is_empty() {
                values.finds.push((object.object.column_of(field.field), place, text.to_owned()));
            }
            Ok(())
        }
    }
}

fn country(text: &str) -> Result<std::borrow::Cow<'_, str>, Bad> {
    if text.is_empty() {
        return Ok("".into());
    }
    model::country::from_name(text)
        .map(|c| c.code.into())
        .ok_or_else(|| Bad::new("bad_country", format!("`{text}` is not a country that we know; write its ISO code such as CN")))
}
