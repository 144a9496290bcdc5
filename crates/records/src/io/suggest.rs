//! Suggests what the columns of a file mean: by the names and labels of an object's fields, by the words that people use for
//! them, and by what stands in the cells.

use super::template::{FileFormat, FullSource, Mode, ObjectMap, Source};
use super::{Look, Template};
use crate::{Access, Catalog};
use model::date::{DATE_FORMATS, DATETIME_FORMATS};
use model::decimal::{self, NumberFormat};
use model::def::FieldKind;
use model::phone::Phone;
use model::{Date, FieldDef, Id, Object, Ts};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// What a column was known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The name or a label of the field.
    Name,
    /// A word that people use for it.
    Word,
    /// What its cells hold.
    Content,
}

/// How a file may be read into one object.
#[derive(Clone, Debug, Serialize)]
pub struct Suggestion {
    pub object: String,
    /// Columns with the field that each is for, and what it was known by. Those that are not here fit nothing.
    pub columns: BTreeMap<String, (String, By)>,
    /// What else a column is to be read with, by field: an order's customer is found by its number.
    pub extras: BTreeMap<String, FullSource>,
    /// The same as a template.
    pub template: Template,
}

static WORDS: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let words: HashMap<String, Vec<String>> = toml::from_str(include_str!("words.toml")).unwrap_or_default();
    words.into_iter().map(|(field, words)| (field, words.iter().map(|w| bare(w)).collect())).collect()
});

/// A heading without what does not count.
fn bare(text: &str) -> String {
    model::text::fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Suggests how a file is read into `object`, from what imports may write. `upto`: columns that are known by less are left out.
/// Nothing is guessed to be for a field that is closed to the asker; a column with its very name is, so that the import says so.
#[must_use]
pub fn suggest(catalog: &Catalog, access: &Access, object: &Object, look: &Look, upto: By) -> Suggestion {
    let fields: Vec<&FieldDef> =
        object.def.fields.iter().filter(|f| takes(f) && (upto == By::Name || access.may_read(object.name(), &f.name))).collect();
    let mut taken: BTreeMap<usize, (usize, By)> = BTreeMap::new();
    let free = |taken: &BTreeMap<usize, (usize, By)>, column: usize, field: usize| {
        !taken.contains_key(&column) && taken.values().all(|(f, _)| *f != field)
    };
    for by in [By::Name, By::Word].into_iter().filter(|by| *by <= upto) {
        for (column, heading) in look.columns.iter().enumerate() {
            let wanted = bare(heading);
            let found = fields.iter().enumerate().find(|(i, f)| free(&taken, column, *i) && called(f, &wanted, by));
            if let Some((i, _)) = found.filter(|_| !wanted.is_empty()) {
                taken.insert(column, (i, by));
            }
        }
    }
    if upto == By::Content {
        for (column, i) in by_content(catalog, &fields, look, &|column, field| free(&taken, column, field)) {
            taken.insert(column, (i, By::Content));
        }
    }
    made(catalog, access, object, look, &fields, &taken)
}

fn made(
    catalog: &Catalog,
    access: &Access,
    object: &Object,
    look: &Look,
    fields: &[&FieldDef],
    taken: &BTreeMap<usize, (usize, By)>,
) -> Suggestion {
    let extras: BTreeMap<String, FullSource> =
        fields.iter().filter_map(|f| Some((f.name.to_string(), extra(catalog, access, f)?))).collect();
    let source = |column: usize, field: &FieldDef| {
        let name = look.columns[column].clone();
        let ids = look.rows.iter().filter_map(|r| r.get(column)).any(|c| Id::parse(c.trim()).is_some());
        match extras.get(field.name.as_ref()) {
            Some(extra) if !ids => Source::Full(Box::new(FullSource { column: Some(name), ..extra.clone() })),
            _ => Source::Column(name),
        }
    };
    let sources: BTreeMap<String, Source> =
        taken.iter().map(|(column, (i, _))| (fields[*i].name.to_string(), source(*column, fields[*i]))).collect();
    let columns =
        taken.iter().map(|(column, (i, by))| (look.columns[*column].clone(), (fields[*i].name.to_string(), *by))).collect();
    let key: Vec<String> = fields
        .iter()
        .find(|f| f.unique && sources.contains_key(f.name.as_ref()))
        .map(|f| f.name.to_string())
        .into_iter()
        .collect();
    let mode = if key.is_empty() { Mode::Create } else { Mode::Upsert };
    let map = ObjectMap { object: object.name().to_owned(), key, mode, when: None, fields: sources };
    let name = object.name().to_owned();
    let template =
        Template { name, title: String::new(), source: String::new(), file: FileFormat::default(), objects: vec![map] };
    Suggestion { object: object.name().to_owned(), columns, extras, template }
}

/// Whether an import may set the field.
fn takes(f: &FieldDef) -> bool {
    let computed = matches!(f.kind, FieldKind::Formula { .. } | FieldKind::RollUp(_) | FieldKind::AutoNumber { .. });
    !f.hidden && !computed && (f.by.is_empty() || f.by.iter().any(|b| b == "import"))
}

fn called(field: &FieldDef, wanted: &str, by: By) -> bool {
    match by {
        By::Name => {
            [&field.name, &field.labels.en, &field.labels.zh_cn, &field.labels.zh_tw].into_iter().any(|t| bare(t) == wanted)
        }
        By::Word => WORDS.get(field.name.as_ref()).is_some_and(|words| words.iter().any(|w| w == wanted)),
        By::Content => false,
    }
}

/// What a field needs beside a column: the key of the record that it refers to, names of countries.
fn extra(catalog: &Catalog, access: &Access, field: &FieldDef) -> Option<FullSource> {
    if let FieldKind::Reference { object, .. } = &field.kind {
        let target = catalog.objects.get(object.as_ref())?;
        let key = target.def.fields.iter().find(|f| f.unique && access.may_read(object, &f.name))?;
        return Some(FullSource { find_by: Some(key.name.to_string()), ..FullSource::default() });
    }
    let country = field.name.ends_with("country") && matches!(field.kind, FieldKind::Text { .. } | FieldKind::Select { .. });
    country.then(|| FullSource { country: true, ..FullSource::default() })
}

/// Kinds of content that are known when they are seen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    Email,
    Phone,
    Moment,
    Amount,
}

/// Columns that nothing names, where one kind of content is met in one such column, and one such field is free for it.
fn by_content(catalog: &Catalog, fields: &[&FieldDef], look: &Look, free: &dyn Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let region = catalog.company.country.as_str();
    let unnamed: Vec<(usize, Content)> = (0..look.columns.len())
        .filter(|column| (0..fields.len()).any(|f| free(*column, f)))
        .filter_map(|column| Some((column, content(look, column, region)?)))
        .collect();
    let mut found = Vec::new();
    for kind in [Content::Email, Content::Phone, Content::Moment, Content::Amount] {
        let mut columns = unnamed.iter().filter(|(_, c)| *c == kind);
        let (Some((column, _)), None) = (columns.next(), columns.next()) else { continue };
        let mut fit = (0..fields.len()).filter(|f| holds(fields[*f], kind) && free(*column, *f));
        if let (Some(field), None) = (fit.next(), fit.next()) {
            found.push((*column, field));
        }
    }
    found
}

fn holds(field: &FieldDef, content: Content) -> bool {
    match content {
        Content::Email => field.kind == FieldKind::Email,
        Content::Phone => field.kind == FieldKind::Phone,
        Content::Moment => matches!(field.kind, FieldKind::Date | FieldKind::DateTime),
        Content::Amount => field.kind == FieldKind::Money,
    }
}

/// What all cells of a column that are not empty hold; at least two of them.
fn content(look: &Look, column: usize, region: &str) -> Option<Content> {
    let cells: Vec<&str> = look.rows.iter().filter_map(|r| r.get(column)).map(|c| c.trim()).filter(|c| !c.is_empty()).collect();
    let all = |test: &dyn Fn(&str) -> bool| cells.len() >= 2 && cells.iter().all(|c| test(c));
    let email = |c: &str| c.split_once('@').is_some_and(|(a, b)| !a.is_empty() && b.contains('.') && !b.contains([' ', '@']));
    // A number alone may be anything; one of eleven digits, or with what people put between them, is rung.
    let dialled = |c: &str| {
        let digits = c.bytes().filter(u8::is_ascii_digit).count();
        (7..=15).contains(&digits) && (digits == 11 || c.contains(['+', '-', ' ', '(']))
    };
    let moment = |c: &str| {
        c.contains(['-', '/', '.', '年'])
            && (Date::parse(c, DATE_FORMATS).is_ok() || Ts::parse(c, DATETIME_FORMATS, &jiff::tz::TimeZone::UTC).is_ok())
    };
    let amount = |c: &str| c.contains('.') && decimal::parse(c, 2, NumberFormat::Point).is_ok();
    if all(&email) {
        Some(Content::Email)
    } else if all(&moment) {
        Some(Content::Moment)
    } else if all(&|c| dialled(c) && Phone::parse(c, Some(region)).is_ok()) {
        Some(Content::Phone)
    } else if all(&amount) {
        Some(Content::Amount)
    } else {
        None
    }
}
