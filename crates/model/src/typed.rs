//! Built-in objects as Rust structs: what `#[derive(Object)]` implements, and how a field of a struct reads and writes
//! the columns of a [`Record`].

use crate::money::{Currency, Money};
use crate::object::Part;
use crate::{Date, FieldError, Id, ObjectDef, Record, Str, Ts, Val};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A Rust struct that is a built-in object. Implemented by `#[derive(Object)]`.
pub trait ObjectType: Sized {
    /// The declaration, as constant data. Labels are empty here and come from the feature's `labels.toml`.
    const DEF: ObjectDef;

    /// Reads a record of this object. Empty columns of fields that are not `Option` read as the type's default.
    ///
    /// # Errors
    /// Names the first field whose stored value has another shape than the struct's field.
    fn from_record(record: &Record) -> Result<Self, FieldError>;

    /// Writes every field of the struct into the record; other columns stay, except those carried in [`Extra`].
    fn to_record(&self, record: &mut Record);
}

/// Columns of fields that the struct does not know (custom fields, fields of a newer program), carried through unchanged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extra(pub Vec<(Str, Val)>);

impl Extra {
    /// The value of a carried column, by the column's name.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&Val> {
        self.0.iter().find(|(name, _)| name == column).map(|(_, val)| val)
    }
}

/// A Rust type that a field of an object may have.
pub trait FieldValue: Sized {
    /// Reads field number `field` of the record; `None` when the stored value has another shape.
    fn read(record: &Record, field: usize) -> Option<Self>;
    /// Writes field number `field` of the record.
    fn write(&self, record: &mut Record, field: usize);
}

fn value(record: &Record, field: usize) -> &Val {
    &record.vals[record.object.column_of(field)]
}

fn put(record: &mut Record, field: usize, val: Val) {
    let column = record.object.column_of(field);
    record.vals[column] = val;
}

/// Types held by one column: how they come from a [`Val`] and go back.
macro_rules! one_column {
    ($($type:ty: $val:ident => $read:expr, $this:ident => $write:expr;)*) => {$(
        impl FieldValue for $type {
            fn read(record: &Record, field: usize) -> Option<Self> {
                match value(record, field) {
                    Val::Null => Some(Self::default()),
                    $val => $read,
                }
            }
            fn write(&self, record: &mut Record, field: usize) {
                let $this = self;
                put(record, field, $write);
            }
        }
    )*};
}

one_column! {
    String: v => v.text().map(str::to_owned), s => Val::Text(s.clone());
    i64: v => v.int(), s => Val::Int(*s);
    bool: v => v.int().map(|i| i != 0), s => Val::Int((*s).into());
    f64: v => v.real(), s => Val::Real(*s);
    Id: v => v.id(), s => if *s == Id::NIL { Val::Null } else { Val::Id(*s) };
    Ts: v => v.int().map(Ts), s => Val::Int(s.0);
    Date: v => v.int().and_then(|i| i32::try_from(i).ok()).map(Date), s => Val::Int(s.0.into());
    serde_json::Value: v => v.text().and_then(|t| serde_json::from_str(t).ok()), s => if s.is_null() { Val::Null } else { Val::Text(s.to_string()) };
}

/// Amount and currency; the amount in the company's currency is the engine's to fill in. A record's money always has a
/// currency, so the type has no default: in a struct it stands in an `Option`.
impl FieldValue for Money {
    fn read(record: &Record, field: usize) -> Option<Self> {
        let currency = &record.vals[record.object.part_of(field, Part::Currency)?];
        Some(Self { minor: value(record, field).int()?, currency: Currency::parse(currency.text()?)? })
    }

    fn write(&self, record: &mut Record, field: usize) {
        put(record, field, Val::Int(self.minor));
        put_part(record, field, Part::Currency, Val::Text(self.currency.code().to_owned()));
    }
}

impl<T: FieldValue> FieldValue for Option<T> {
    fn read(record: &Record, field: usize) -> Option<Self> {
        if value(record, field).is_null() { Some(None) } else { T::read(record, field).map(Some) }
    }

    fn write(&self, record: &mut Record, field: usize) {
        if let Some(v) = self {
            v.write(record, field);
        } else {
            for n in 0..record.object.fields[field].parts().len() {
                let column = record.object.column_of(field) + n;
                record.vals[column] = Val::Null;
            }
        }
    }
}

/// Lists are JSON in one column; an empty list is an empty column.
impl<T: Serialize + DeserializeOwned> FieldValue for Vec<T> {
    fn read(record: &Record, field: usize) -> Option<Self> {
        match value(record, field) {
            Val::Null => Some(Vec::new()),
            v => v.text().and_then(|t| serde_json::from_str(t).ok()),
        }
    }

    fn write(&self, record: &mut Record, field: usize) {
        let val = if self.is_empty() { Val::Null } else { serde_json::to_string(self).map_or(Val::Null, Val::Text) };
        put(record, field, val);
    }
}

/// Reads a field by name; used by the derived code.
///
/// # Errors
/// The field is unknown to the record's object, or its stored value has another shape.
pub fn read<T: FieldValue>(record: &Record, name: &'static str) -> Result<T, FieldError> {
    let Some(field) = record.object.field_index(name) else {
        return Err(FieldError::new(name, "unknown_field", format!("{} has no field {name}", record.object.name())));
    };
    T::read(record, field).ok_or_else(|| {
        FieldError::new(name, "wrong_type", format!("the stored value of {name} has another type than its declaration"))
    })
}

/// Writes a field by name; a name the record's object does not know is left out.
pub fn write<T: FieldValue>(record: &mut Record, name: &str, val: &T) {
    if let Some(field) = record.object.field_index(name) {
        val.write(record, field);
    }
}

/// The columns of all fields that are not in `known`.
#[must_use]
pub fn extra(record: &Record, known: &[&str]) -> Extra {
    let columns = record.object.columns.iter().zip(&record.vals);
    let unknown = columns.filter(|(c, v)| !v.is_null() && !known.contains(&&*record.object.fields[c.field].name));
    Extra(unknown.map(|(c, v)| (c.name.clone(), v.clone())).collect())
}

/// Puts carried columns back.
pub fn put_extra(record: &mut Record, extra: &Extra) {
    for (name, val) in &extra.0 {
        if let Some(n) = record.object.columns.iter().position(|c| c.name == *name) {
            record.vals[n] = val.clone();
        }
    }
}

/// Sets one part of a field (currency of a money, longitude of a point); false when the field has no such part.
pub fn put_part(record: &mut Record, field: usize, part: Part, val: Val) -> bool {
    let Some(column) = record.object.part_of(field, part) else { return false };
    record.vals[column] = val;
    true
}
