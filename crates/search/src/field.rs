//! Which objects and fields are searched, and the texts that a record has in them.

use crate::terms::{Tag, tag};
use model::def::{FieldKind, ResultType};
use model::object::Object;
use model::{Address, FieldDef, Record};
use records::Access;
use std::borrow::Cow;

/// Texts that are at most this long are codes (`CN`, `zh-CN`, `EUR`): they are filtered by, not searched.
const CODE: u32 = 39;
/// Longest text that is searched, in bytes; of longer ones the beginning.
const LONGEST: usize = 64 << 10;

/// How a field's texts are made of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Names and the like: also found by how they are read.
    Name,
    Prose,
    Email,
    Phone,
}

/// How much it says that a record was found by this field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    Prose,
    Text,
    Key,
    Title,
}

impl Class {
    pub fn weight(self) -> u16 {
        match self {
            Class::Prose => 1,
            Class::Text => 2,
            Class::Key => 4,
            Class::Title => 6,
        }
    }
}

/// A field that is searched.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Index into [`Object::fields`].
    pub index: usize,
    pub tag: Tag,
    pub shape: Shape,
    pub class: Class,
}

impl Field {
    fn of(object: &Object, index: usize) -> Option<Self> {
        let def = &object.fields[index];
        let title = object.def.title == def.name;
        let shape = shape(def, title)?;
        let class = match &def.kind {
            FieldKind::LongText => Class::Prose,
            _ if title => Class::Title,
            FieldKind::Email | FieldKind::Phone | FieldKind::AutoNumber { .. } => Class::Key,
            _ if def.unique => Class::Key,
            _ => Class::Text,
        };
        Some(Self { index, tag: tag(object.name(), &def.name), shape, class })
    }
}

fn shape(def: &FieldDef, title: bool) -> Option<Shape> {
    let derived = def.by.len() == 1 && def.by[0] == "engine";
    match &def.kind {
        FieldKind::Text { max } if title || def.unique || (!derived && (*max == 0 || *max > CODE)) => Some(Shape::Name),
        FieldKind::AutoNumber { .. } | FieldKind::Url => Some(Shape::Prose),
        FieldKind::LongText | FieldKind::Address => Some(Shape::Prose),
        FieldKind::Formula { result: ResultType::Text, .. } => Some(Shape::Name),
        FieldKind::Email => Some(Shape::Email),
        FieldKind::Phone => Some(Shape::Phone),
        _ => None,
    }
}

/// All fields of an object that have terms in the index, also those that are hidden now.
pub fn indexed(object: &Object) -> Vec<Field> {
    (0..object.fields.len()).filter_map(|i| Field::of(object, i)).collect()
}

/// The fields that this asker finds records by.
pub fn open(object: &Object, access: &Access) -> Vec<Field> {
    let seen = |f: &Field| {
        let def = &object.fields[f.index];
        !def.hidden && access.may_read(object.name(), &def.name)
    };
    indexed(object).into_iter().filter(seen).collect()
}

/// Whether the records of an object are searched: those that have a page of their own and a title that says something.
#[must_use]
pub fn searched(object: &Object) -> bool {
    let def = &object.def;
    let titled = object.field_index(&def.title).is_some_and(|i| Field::of(object, i).is_some());
    !def.append_only && titled && (def.owned || def.custom || !def.department.is_empty())
}

/// The texts of a record in a field.
pub fn texts(record: &Record, index: usize) -> Vec<Cow<'_, str>> {
    let def = &record.object.fields[index];
    let Some(stored) = record.vals[record.object.column_of(index)].text() else { return Vec::new() };
    let all: Vec<Cow<'_, str>> = match (&def.kind, def.multi) {
        (FieldKind::Address, true) => {
            serde_json::from_str::<Vec<Address>>(stored).unwrap_or_default().iter().map(|a| line(a).into()).collect()
        }
        (FieldKind::Address, false) => serde_json::from_str(stored).iter().map(|a| line(a).into()).collect(),
        (_, true) => serde_json::from_str::<Vec<String>>(stored).unwrap_or_default().into_iter().map(Cow::Owned).collect(),
        _ => vec![Cow::Borrowed(stored)],
    };
    all.into_iter().map(cut).filter(|t| !t.is_empty()).collect()
}

/// An address in one line, as it is searched and shown.
fn line(a: &Address) -> String {
    let parts = [&a.province, &a.city, &a.district, &a.street, &a.postcode];
    let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|p| !p.is_empty()).collect();
    parts.join(" ")
}

fn cut(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.len() <= LONGEST {
        return text;
    }
    let to = text.floor_char_boundary(LONGEST);
    match text {
        Cow::Borrowed(t) => Cow::Borrowed(&t[..to]),
        Cow::Owned(mut t) => {
            t.truncate(to);
            Cow::Owned(t)
        }
    }
}
