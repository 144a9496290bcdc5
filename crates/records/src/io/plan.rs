//! A template made ready for one file: columns found in its header, fields found in the catalogue.

use super::batch::Ready;
use super::cell::CellFormat;
use super::csv::Refusal;
use super::make::Blame;
use super::template::{FullSource, Mode, ObjectMap, Template};
use crate::door::Refused as Unfit;
use crate::{Catalog, Error, Result};
use model::{FieldError, FieldKind, Object};
use std::collections::HashMap;
use std::sync::Arc;

/// What to do with each row.
#[derive(Debug)]
pub struct Plan {
    pub objects: Vec<PlanObject>,
    /// Number of columns that each row must have.
    pub columns: usize,
    pub cells: CellFormat,
}

#[derive(Debug)]
pub struct PlanObject {
    pub object: Arc<Object>,
    /// Indexes into `fields` of the parts of the key.
    pub key: Vec<usize>,
    pub mode: Mode,
    pub when: Option<usize>,
    pub fields: Vec<PlanField>,
    /// Index into `fields` of the record's own country.
    pub country: Option<usize>,
    /// Columns that the object reads, for a quick comparison of rows.
    pub reads: Vec<usize>,
    /// Earlier objects of the plan that its references point to.
    pub parents: Vec<usize>,
}

#[derive(Debug)]
pub struct PlanField {
    /// Index into the object's fields.
    pub field: usize,
    pub source: PlanSource,
}

#[derive(Debug)]
pub enum PlanSource {
    Cell {
        column: usize,
        rules: Box<FullSource>,
    },
    Fixed(String),
    /// The record that the row made of the object at this place of the plan.
    Record(usize),
    /// A record found by one of its unique fields: (object, field).
    Find {
        column: usize,
        object: Arc<Object>,
        field: String,
    },
}

impl Plan {
    /// Finds columns and fields.
    ///
    /// # Errors
    /// `Invalid` with everything that does not fit at once: columns that the file lacks, unknown objects and fields, keys
    /// that are no fields, references to records of later objects.
    pub fn new(template: &Template, header: &[String], catalog: &Catalog) -> Result<Self> {
        let mut errors = Vec::new();
        let columns = index_header(header, &mut errors);
        let cells = CellFormat::new(&template.file, &catalog.company).map_err(|e| errors.push(e)).ok();
        let mut objects: Vec<PlanObject> = Vec::new();
        for map in &template.objects {
            match catalog.objects.get(&map.object) {
                None => errors.push(FieldError::new(
                    format!("object.{}", map.object),
                    "unknown_object",
                    format!("there is no object `{}`; see GET /api/meta for their names", map.object),
                )),
                Some(object) => {
                    let plan = Builder { map, object, columns: &columns, catalog, errors: &mut errors }.build(&objects);
                    objects.push(plan);
                }
            }
        }
        match cells {
            Some(cells) if errors.is_empty() => Ok(Self { objects, columns: header.len(), cells }),
            _ => Err(Error::Invalid(errors)),
        }
    }

    /// Whether cells name records that earlier rows of the file may make.
    pub(super) fn finds_own(&self) -> bool {
        let own = |name: &str| self.objects.iter().any(|o| o.object.name() == name);
        let finds = |f: &PlanField| matches!(&f.source, PlanSource::Find { object, .. } if own(object.name()));
        self.objects.iter().any(|o| o.fields.iter().any(finds))
    }

    /// What is wrong with records as refusals of the rows that they are from: `origin` tells the row of each, `names` the object.
    pub(super) fn blame(&self, unfit: Unfit, origin: &[usize], names: &[String], rows: &[Ready]) -> Blame {
        let mut bad = Blame::new();
        for (i, errors) in unfit.0 {
            let row = origin[i];
            bad.entry(row).or_default().extend(self.reasons(Some(&names[i]), rows[row].row.line, errors));
        }
        bad
    }

    /// Field errors as refusals, with the column that the field is read from.
    pub(super) fn reasons(&self, object: Option<&str>, line: u64, errors: Vec<FieldError>) -> Vec<Refusal> {
        let column = |field: &str| {
            let of = self.objects.iter().filter(|o| object.is_none_or(|n| n == o.object.name()));
            of.flat_map(|o| o.fields.iter().map(move |f| (o, f))).find(|(o, f)| o.object.fields[f.field].name == field).and_then(
                |(_, f)| match &f.source {
                    PlanSource::Cell { column, .. } | PlanSource::Find { column, .. } => u32::try_from(column + 1).ok(),
                    _ => None,
                },
            )
        };
        let refusal = |e: FieldError| {
            let name = object.map_or_else(|| e.field.clone(), |o| format!("{o}.{}", e.field));
            let name = e.rule.as_ref().map_or(name, |rule| rule.name.clone());
            Refusal { line, column: column(&e.field).unwrap_or(0), code: code(e.code), message: format!("{name}: {}", e.message) }
        };
        errors.into_iter().map(refusal).collect()
    }
}

/// Names to positions; a name that occurs twice is an error when it is looked at.
fn index_header<'a>(header: &'a [String], errors: &mut Vec<FieldError>) -> HashMap<&'a str, usize> {
    let mut columns = HashMap::new();
    for (i, name) in header.iter().enumerate() {
        if let Some(first) = columns.insert(name.as_str(), i) {
            let message = format!("columns {} and {} are both called `{name}`; rename one of them", first + 1, i + 1);
            errors.push(FieldError::new(format!("line 1, column {}", i + 1), "duplicate_header", message));
        }
    }
    columns
}

struct Builder<'a> {
    map: &'a ObjectMap,
    object: &'a Arc<Object>,
    columns: &'a HashMap<&'a str, usize>,
    catalog: &'a Catalog,
    errors: &'a mut Vec<FieldError>,
}

impl Builder<'_> {
    fn build(mut self, earlier: &[PlanObject]) -> PlanObject {
        let mut fields = Vec::new();
        for (name, source) in &self.map.fields {
            let Some(field) = self.object.field_index(name) else {
                self.error(name, "unknown_field", format!("`{}` has no field `{name}`", self.map.object));
                continue;
            };
            if let Some(source) = self.source(name, field, source.full(), earlier) {
                fields.push(PlanField { field, source });
            }
        }
        let key = self.key(&fields);
        let when = self.map.when.clone().and_then(|c| self.column("when", &c));
        let mut reads: Vec<usize> = when.into_iter().collect();
        let mut parents = Vec::new();
        for f in &fields {
            match &f.source {
                PlanSource::Cell { column, .. } | PlanSource::Find { column, .. } => reads.push(*column),
                PlanSource::Record(i) => parents.push(*i),
                PlanSource::Fixed(_) => {}
            }
        }
        reads.sort_unstable();
        reads.dedup();
        let country = fields.iter().position(|f| self.object.fields[f.field].name == "country");
        PlanObject { object: self.object.clone(), key, mode: self.map.mode, when, fields, country, reads, parents }
    }

    fn error(&mut self, field: &str, code: &str, message: String) {
        self.errors.push(FieldError::new(format!("{}.{field}", self.map.object), code, message));
    }

    fn column(&mut self, field: &str, name: &str) -> Option<usize> {
        let found = self.columns.get(name).copied();
        if found.is_none() {
            let mut known: Vec<&str> = self.columns.keys().copied().collect();
            known.sort_unstable();
            known.truncate(50);
            self.error(field, "no_column", format!("the file has no column `{name}`; it has {}", known.join(", ")));
        }
        found
    }

    fn source(&mut self, name: &str, field: usize, s: FullSource, earlier: &[PlanObject]) -> Option<PlanSource> {
        let target = match &self.object.fields[field].kind {
            FieldKind::Reference { object, .. } => Some(object.to_string()),
            _ => None,
        };
        if let Some(record) = &s.record {
            let place = earlier.iter().position(|o| o.object.name() == record);
            if place.is_none() || target.as_deref() != Some(record) {
                let message = format!("`{record}` must be an earlier object of the template that `{name}` refers to");
                self.error(name, "bad_reference", message);
            }
            return place.map(PlanSource::Record);
        }
        match (&s.column, &s.value) {
            (Some(column), None) => {
                let column = self.column(name, column)?;
                let Some(by) = s.find_by.clone() else { return Some(PlanSource::Cell { column, rules: Box::new(s) }) };
                let object = target.and_then(|t| self.catalog.objects.get(&t).cloned());
                match object {
                    Some(object) if object.field(&by).is_some_and(|f| f.unique) => {
                        Some(PlanSource::Find { column, object, field: by })
                    }
                    _ => {
                        let message = format!("`find_by` must name a unique field of the object that `{name}` refers to");
                        self.error(name, "bad_reference", message);
                        None
                    }
                }
            }
            (None, Some(value)) => Some(PlanSource::Fixed(value.clone())),
            _ => {
                self.error(name, "bad_source", "give either `column`, `value` or `record`".to_owned());
                None
            }
        }
    }

    fn key(&mut self, fields: &[PlanField]) -> Vec<usize> {
        let names = self.map.key.clone();
        if names.is_empty() && matches!(self.map.mode, Mode::Keep | Mode::Update) {
            self.error("key", "no_key", "this mode finds records by a key; name its fields in `key`".to_owned());
        }
        let mut key = Vec::new();
        for name in names {
            match fields.iter().position(|f| self.object.fields[f.field].name == name) {
                Some(i) => key.push(i),
                None => self.error("key", "bad_key", format!("the key `{name}` is not among the fields of the template")),
            }
        }
        let unique = |o: &Object| {
            o.def.unique.iter().any(|u| u.fields.iter().map(AsRef::as_ref).eq(self.map.key.iter().map(String::as_str)))
                || (self.map.key.len() == 1 && o.field(&self.map.key[0]).is_some_and(|f| f.unique))
        };
        if !self.map.key.is_empty() && !unique(self.object) {
            let message = format!("{:?} is no unique key of `{}`", self.map.key, self.map.object);
            self.error("key", "bad_key", message);
        }
        key
    }
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
        "rule",
        "stage_closed",
        "stage_needs",
    ];
    CODES.iter().find(|c| **c == name).copied().unwrap_or("invalid")
}
