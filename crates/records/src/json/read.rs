//! A JSON object to columns of a record.

use super::scalar::Scalar;
use super::write::scalar_json;
use super::{Scalars, Shape, engine_keeps, field_json};
use model::error::Refusal;
use model::object::{Object, Part};
use model::{FieldError, Record, Val};
use serde_json::{Map, Value};

/// Most items of a list field.
const LIST_MAX: usize = 200;

/// Reads the keys of `input` into `record` and tells which fields were given. Fields that the engine keeps may be sent
/// back as they are, but not with another value.
///
/// # Errors
/// Every wrong or unknown field; the record is then half changed and must not be used.
pub fn read(scalars: &Scalars<'_>, input: &Map<String, Value>, record: &mut Record) -> Result<Vec<usize>, Vec<FieldError>> {
    let object = record.object.clone();
    let mut errors = Vec::new();
    let mut given = Vec::with_capacity(input.len());
    for (name, value) in input {
        let Some(field) = object.field_index(name).filter(|f| !object.fields[*f].hidden) else {
            errors.push(FieldError::new(name, "unknown_field", format!("{} has no field `{name}`", object.name())));
            continue;
        };
        if engine_keeps(&object.fields[field]) {
            if field_json(record, field, scalars.currency()) != *value {
                errors.push(FieldError::new(name, "not_writable", "is kept by the system; leave it out"));
            }
            continue;
        }
        match read_field(scalars, &object, field, value, record) {
            Ok(()) => given.push(field),
            Err(mut e) => errors.append(&mut e),
        }
    }
    if errors.is_empty() { Ok(given) } else { Err(errors) }
}

/// Reads one field's value into the record; `null` empties it.
///
/// # Errors
/// What is wrong with the value; for a list one error an item.
pub fn read_field(
    scalars: &Scalars<'_>,
    object: &Object,
    field: usize,
    value: &Value,
    record: &mut Record,
) -> Result<(), Vec<FieldError>> {
    let at = |(item, refusal): (Option<usize>, Refusal)| {
        let name = &object.fields[field].name;
        refusal.at(item.map_or_else(|| name.to_string(), |i| format!("{name}[{i}]")))
    };
    try_field(scalars, object, field, value, record).map_err(|refused| refused.into_iter().map(at).collect())
}

/// Why a value is refused, with its place where it is an item of a list.
pub(crate) type Refused = Vec<(Option<usize>, Refusal)>;

/// As [`read_field`], for those who know the field.
pub(crate) fn try_field(
    scalars: &Scalars<'_>,
    object: &Object,
    field: usize,
    value: &Value,
    record: &mut Record,
) -> Result<(), Refused> {
    let def = &object.fields[field];
    if value.is_null() {
        clear(object, field, record);
        return Ok(());
    }
    if def.multi {
        let list = read_list(scalars, object, field, value)?;
        record.vals[object.column_of(field)] = list;
        return Ok(());
    }
    let scalar = scalars.read(def, value).map_err(|r| vec![(None, r)])?;
    put(object, field, scalar, record);
    Ok(())
}

fn clear(object: &Object, field: usize, record: &mut Record) {
    let first = object.column_of(field);
    let n = object.fields[field].parts().len();
    record.vals[first..first + n].fill(Val::Null);
}

fn put(object: &Object, field: usize, scalar: Scalar, record: &mut Record) {
    let mut part = |p: Part, v: Val| {
        if let Some(c) = object.part_of(field, p) {
            record.vals[c] = v;
        }
    };
    match scalar {
        Scalar::One(Val::Null) => clear(object, field, record),
        Scalar::One(v) => part(Part::Value, v),
        Scalar::Money(m) => {
            part(Part::Value, Val::Int(m.minor));
            part(Part::Currency, m.currency.code().into());
            part(Part::Base, Val::Null);
        }
        Scalar::Geo(lat, lng) => {
            part(Part::Value, Val::Real(lat));
            part(Part::Lng, Val::Real(lng));
        }
    }
}

fn read_list(scalars: &Scalars<'_>, object: &Object, field: usize, value: &Value) -> Result<Val, Refused> {
    let def = &object.fields[field];
    let single = std::slice::from_ref(value);
    let items = value.as_array().map_or(single, Vec::as_slice);
    if items.len() > LIST_MAX {
        let refusal = Refusal::new("too_many", format!("has {} items and may have {LIST_MAX}", items.len()));
        return Err(vec![(None, refusal)]);
    }
    let mut errors = Vec::new();
    let mut list: Vec<Value> = Vec::with_capacity(items.len());
    for (i, item) in items.iter().enumerate().filter(|(_, item)| !item.is_null()) {
        match scalars.read(def, item) {
            Ok(scalar) => {
                let json = scalar_json(Shape::of(def), &scalar);
                if !json.is_null() && !list.contains(&json) {
                    list.push(json);
                }
            }
            Err(r) => errors.push((Some(i), r)),
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(if list.is_empty() { Val::Null } else { Val::Text(Value::Array(list).to_string()) })
}
