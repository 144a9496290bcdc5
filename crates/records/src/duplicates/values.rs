//! Values of records made comparable.

use super::names::name;
use super::rules::{How, Rules};
use crate::identity::Marks;
use crate::json;
use matching::{Block, Compare, Field, Proof, Search, Table};
use model::def::FieldKind;
use model::text::fold;
use model::{Date, Object, Val, address::Address};
use serde_json::Value;

/// Longest text that is compared, in characters.
pub(super) const LONGEST: usize = 100;
/// Values of one record in one column.
const VALUES: usize = 8;

/// A compared field with the columns that it fills.
pub(super) struct Reader {
    pub name: String,
    how: How,
    /// The kind says how values are stored.
    kind: FieldKind,
    multi: bool,
    /// First of its columns, and how many.
    pub columns: std::ops::Range<usize>,
}

/// How a whole record becomes a row of a [`Table`], and what is looked for in it.
pub(super) struct Reading {
    pub fields: Vec<Reader>,
    pub search: Search,
    columns: Vec<Field>,
}

impl Reading {
    pub fn new(object: &Object, rules: &Rules) -> Self {
        let mut fields: Vec<Reader> = Vec::new();
        let mut columns: Vec<Field> = Vec::new();
        for c in &rules.compare {
            let Some(def) = object.field_index(&c.field).map(|f| &object.fields[f]) else { continue };
            let first = columns.len();
            columns.extend(parts(c.how).iter().map(|compare| Field::new(c.field.as_str(), *compare).weighing(c.weight)));
            let (name, kind) = (c.field.clone(), def.kind.clone());
            fields.push(Reader { name, how: c.how, kind, multi: def.multi, columns: first..columns.len() });
        }
        let of = |name: &String| fields.iter().find(|f| f.name == *name);
        let mut blocks: Vec<Block> = Vec::new();
        for set in &rules.blocks {
            let mut all: Vec<Vec<usize>> = vec![Vec::new()];
            for field in set.iter().filter_map(of) {
                all = all.iter().flat_map(|a| field.keys().map(move |k| [a.as_slice(), &[k]].concat())).collect();
            }
            blocks.extend(all.into_iter().filter(|c| !c.is_empty()).map(|c| Block::new(set.join("+"), &c)));
        }
        let mut proofs = Vec::new();
        for set in &rules.sure {
            let same: Vec<usize> = set.iter().filter_map(of).map(|f| f.columns.start).collect();
            let if_known = set.iter().filter_map(of).flat_map(|f| f.columns.clone().skip(1)).collect();
            blocks.push(Block::new(set.join("+"), &same));
            proofs.push(Proof { same, if_known });
        }
        Self { fields, search: Search { blocks, proofs, least: rules.least }, columns }
    }

    /// The columns to be selected behind the id, each with a comma before it.
    pub fn columns_of(&self, object: &Object) -> String {
        let column = |f: &Reader| {
            let field = object.field_index(&f.name)?;
            Some(format!(", \"{}\"", object.columns[object.column_of(field)].name))
        };
        self.fields.iter().filter_map(column).collect()
    }

    pub fn table(&self) -> Table {
        Table::new(self.columns.clone())
    }

    /// Adds a record without what identifies nobody: the stored value of each field in order.
    pub fn push_without(&self, table: &mut Table, object: &Object, marks: &Marks, stored: &[Val]) {
        if marks.is_empty() {
            return self.push(table, stored);
        }
        let rest = |(field, stored): (&Reader, &Val)| {
            let place = object.field_index(&field.name);
            place.and_then(|f| marks.without(object, f, stored)).unwrap_or_else(|| stored.clone())
        };
        let rest: Vec<Val> = self.fields.iter().zip(stored).map(rest).collect();
        self.push(table, &rest);
    }

    /// Adds a record: the stored value of each field in order.
    pub fn push(&self, table: &mut Table, stored: &[Val]) {
        let mut cells: Vec<Vec<String>> = vec![Vec::new(); self.columns.len()];
        for (field, stored) in self.fields.iter().zip(stored) {
            field.fill(stored, &mut cells[field.columns.clone()]);
        }
        let cells: Vec<Vec<&str>> = cells.iter().map(|c| c.iter().take(VALUES).map(String::as_str).collect()).collect();
        let cells: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
        table.push(&cells);
    }
}

/// How the columns of a field are compared.
fn parts(how: How) -> &'static [Compare] {
    match how {
        How::Exact => &[Compare::Exact],
        How::Text => &[Compare::Text],
        How::Name => &[Compare::Text, Compare::Text],
        How::Code | How::Phone => &[Compare::Code],
        How::Email => &[Compare::Account],
        How::Address => &[Compare::Text, Compare::Text, Compare::Code],
        How::Date => &[Compare::Date],
    }
}

impl Reader {
    /// Columns by which records are brought together: given name or family name, the street, or the whole.
    fn keys(&self) -> std::ops::Range<usize> {
        let n = if self.how == How::Name { 2 } else { 1 };
        self.columns.start..self.columns.start + n
    }

    fn fill(&self, stored: &Val, cells: &mut [Vec<String>]) {
        let items = match stored {
            Val::Null => return,
            list if self.multi => json::items(list),
            Val::Text(address) if self.how == How::Address => serde_json::from_str(address).into_iter().collect(),
            Val::Text(text) => vec![Value::from(text.as_str())],
            Val::Int(n) => vec![Value::from(*n)],
            Val::Id(id) => vec![Value::from(id.to_string())],
            Val::Real(_) | Val::Bytes(_) => return,
        };
        for item in &items {
            let text = item.as_str().map_or_else(|| item.to_string(), str::to_owned);
            match self.how {
                How::Address => address(item, cells),
                How::Name => name(&text, cells),
                How::Date => cells[0].extend(date(item, &self.kind)),
                How::Email => cells[0].push(email(&text)),
                How::Phone => cells[0].push(text),
                How::Exact | How::Text => cells[0].push(cut(&fold(&text))),
                How::Code => cells[0].push(plain(&text)),
            }
        }
    }
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// Folded letters and digits without anything between them.
pub(super) fn plain(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).take(LONGEST).collect()
}

fn email(text: &str) -> String {
    let folded = fold(text);
    match folded.rsplit_once('@') {
        Some((local, domain)) => format!("{}@{domain}", local.split('+').next().unwrap_or(local)),
        None => folded,
    }
}

/// `YYYYMMDD`.
fn date(item: &Value, kind: &FieldKind) -> Option<String> {
    let day = match item {
        Value::Number(n) if *kind == FieldKind::Date => Date(i32::try_from(n.as_i64()?).ok()?),
        other => Date::parse_iso(other.as_str()?)?,
    };
    let (year, month, day) = day.ymd();
    Some(format!("{year:04}{month:02}{day:02}"))
}

/// Street, area, postcode.
fn address(item: &Value, cells: &mut [Vec<String>]) {
    let Ok(address) = serde_json::from_value::<Address>(item.clone()) else { return };
    let area = if address.division.is_empty() { plain(&address.city) } else { address.division.clone() };
    let street = plain(&address.street);
    cells[0].extend(Some(street).filter(|t| !t.is_empty()));
    cells[1].extend(Some(area).filter(|t| !t.is_empty()));
    cells[2].extend(Some(plain(&address.postcode)).filter(|t| !t.is_empty()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn mail_and_dates() {
        assert_eq!(email("Ann.Lee+shop@Example.COM"), "ann.lee@example.com");
        assert_eq!(date(&Value::from(0), &FieldKind::Date).as_deref(), Some("19700101"));
    }

    proptest! {
        /// Whatever stands in an address, nothing panics and nothing grows without end.
        #[test]
        fn anything_is_read(text in ".{0,300}") {
            email(&text);
            let mut cells = vec![Vec::new(), Vec::new(), Vec::new()];
            address(&serde_json::json!({ "street": text, "city": text }), &mut cells);
            prop_assert!(cells.iter().flatten().all(|c| c.chars().count() <= LONGEST));
        }
    }
}
