//! Columns of a record to JSON, straight into bytes: reading one customer must cost little.

use super::Shape;
use super::scalar::Scalar;
use model::money::Currency;
use model::object::Part;
use model::{Date, Id, Record, Ts, Val, decimal};
use serde_json::Value;
use std::io::Write;

/// Writes the record as a JSON object: the fields for which `show` says true, in order, hidden ones left out.
pub fn write_record(out: &mut Vec<u8>, record: &Record, home: Currency, show: impl Fn(usize) -> bool) {
    out.push(b'{');
    let mut first = true;
    for (i, f) in record.object.fields.iter().enumerate() {
        if f.hidden || !show(i) {
            continue;
        }
        if !first {
            out.push(b',');
        }
        first = false;
        out.push(b'"');
        out.extend_from_slice(f.name.as_bytes());
        out.extend_from_slice(b"\":");
        write_field(out, record, i, home);
    }
    out.push(b'}');
}

/// Writes one field's value.
pub fn write_field(out: &mut Vec<u8>, record: &Record, field: usize, home: Currency) {
    let object = &record.object;
    let column = object.column_of(field);
    let def = &object.fields[field];
    let val = &record.vals[column];
    if val.is_null() {
        out.extend_from_slice(b"null");
        return;
    }
    if def.multi {
        out.extend_from_slice(val.text().unwrap_or("null").as_bytes());
        return;
    }
    match (Shape::of(def), val) {
        (Shape::Money, Val::Int(minor)) => {
            let currency = object.part_of(field, Part::Currency).and_then(|c| record.vals[c].text());
            write_money(out, *minor, currency.and_then(Currency::parse).unwrap_or(home));
        }
        (Shape::Geo, Val::Real(lat)) => {
            let lng = object.part_of(field, Part::Lng).and_then(|c| record.vals[c].real()).unwrap_or(0.0);
            write_geo(out, *lat, lng);
        }
        (shape, val) => write_val(out, shape, val, home),
    }
}

/// One field's value as a JSON value.
#[must_use]
pub fn field_json(record: &Record, field: usize, home: Currency) -> Value {
    let mut out = Vec::new();
    write_field(&mut out, record, field, home);
    serde_json::from_slice(&out).unwrap_or(Value::Null)
}

fn write_val(out: &mut Vec<u8>, shape: Shape, val: &Val, home: Currency) {
    match (shape, val) {
        (Shape::Boolean, Val::Int(i)) => out.extend_from_slice(if *i == 0 { b"false" } else { b"true" }),
        (Shape::Decimal(scale), Val::Int(i)) => quoted(out, &decimal::format_short(*i, scale)),
        (Shape::HomeMoney | Shape::Money, Val::Int(i)) => write_money(out, *i, home),
        (Shape::Date, Val::Int(i)) => quoted(out, &date_text(*i)),
        (Shape::DateTime, Val::Int(i)) => quoted(out, &Ts(*i).rfc3339()),
        (_, Val::Int(i)) => {
            let _ = write!(out, "{i}");
        }
        (_, Val::Real(r)) => {
            let _ = serde_json::to_writer(out, r);
        }
        (Shape::Address | Shape::Json, Val::Text(t)) => out.extend_from_slice(t.as_bytes()),
        (_, Val::Text(t)) => {
            let _ = serde_json::to_writer(out, t);
        }
        (_, Val::Id(id)) => write_id(out, *id),
        (_, Val::Null | Val::Bytes(_)) => out.extend_from_slice(b"null"),
    }
}

fn quoted(out: &mut Vec<u8>, plain: &str) {
    out.push(b'"');
    out.extend_from_slice(plain.as_bytes());
    out.push(b'"');
}

fn date_text(days: i64) -> String {
    let (y, m, d) = Date(i32::try_from(days).unwrap_or(0)).ymd();
    format!("{y:04}-{m:02}-{d:02}")
}

fn write_id(out: &mut Vec<u8>, id: Id) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut text = [b'-'; 38];
    (text[0], text[37]) = (b'"', b'"');
    let mut at = 1;
    for (i, b) in id.0.iter().enumerate() {
        if matches!(i, 4 | 6 | 8 | 10) {
            at += 1;
        }
        text[at] = HEX[usize::from(b >> 4)];
        text[at + 1] = HEX[usize::from(b & 15)];
        at += 2;
    }
    out.extend_from_slice(&text);
}

fn write_money(out: &mut Vec<u8>, minor: i64, currency: Currency) {
    let _ = write!(out, r#"{{"amount":"{}","currency":"{}"}}"#, decimal::format(minor, currency.digits()), currency.code());
}

fn write_geo(out: &mut Vec<u8>, lat: f64, lng: f64) {
    out.extend_from_slice(b"{\"lat\":");
    let _ = serde_json::to_writer(&mut *out, &lat);
    out.extend_from_slice(b",\"lng\":");
    let _ = serde_json::to_writer(&mut *out, &lng);
    out.push(b'}');
}

/// An item of a list as it is kept in the row's JSON.
pub(super) fn scalar_json(shape: Shape, scalar: &Scalar) -> Value {
    let mut out = Vec::new();
    match scalar {
        Scalar::One(val) => write_val(&mut out, shape, val, Currency::CNY),
        Scalar::Money(m) => write_money(&mut out, m.minor, m.currency),
        Scalar::Geo(lat, lng) => write_geo(&mut out, *lat, *lng),
    }
    serde_json::from_slice(&out).unwrap_or(Value::Null)
}
