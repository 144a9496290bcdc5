//! Rows as lines of JSON arrays: `[7, {"real": "2.5"}, "text", null, {"id": "0190..."}, {"bytes": "00ff"}]`.

use super::damaged;
use crate::blobs::hex;
use crate::{Error, Result};
use model::{Id, Val};
use serde_json::{Value, json};

/// Appends one row and a line feed.
pub(super) fn write(row: &[Val], out: &mut Vec<u8>) -> Result<()> {
    let failed = |e: serde_json::Error| Error::Type(e.to_string());
    for (i, val) in row.iter().enumerate() {
        out.push(if i == 0 { b'[' } else { b',' });
        match val {
            Val::Null => out.extend_from_slice(b"null"),
            Val::Int(n) => serde_json::to_writer(&mut *out, n).map_err(failed)?,
            // As text, because readers of JSON numbers may round the last digit.
            Val::Real(r) => serde_json::to_writer(&mut *out, &json!({ "real": format!("{r:?}") })).map_err(failed)?,
            Val::Text(t) => serde_json::to_writer(&mut *out, t).map_err(failed)?,
            Val::Id(id) => serde_json::to_writer(&mut *out, &json!({ "id": id })).map_err(failed)?,
            Val::Bytes(b) => serde_json::to_writer(&mut *out, &json!({ "bytes": hex(b) })).map_err(failed)?,
        }
    }
    out.extend_from_slice(if row.is_empty() { b"[]\n" } else { b"]\n" });
    Ok(())
}

/// The rows of one entry, each of `width` values.
pub(super) fn read(text: &[u8], width: usize) -> Result<Vec<Vec<Val>>> {
    let lines = text.split(|b| *b == b'\n').filter(|l| !l.is_empty());
    lines
        .map(|line| {
            let values: Vec<Value> = serde_json::from_slice(line).map_err(damaged)?;
            if values.len() != width {
                return Err(damaged(format!("a row has {} values instead of {width}", values.len())));
            }
            values.into_iter().map(value).collect()
        })
        .collect()
}

fn value(json: Value) -> Result<Val> {
    Ok(match json {
        Value::Null => Val::Null,
        Value::String(t) => Val::Text(t),
        Value::Number(n) => Val::Int(n.as_i64().ok_or_else(|| damaged(format!("the number {n}")))?),
        Value::Object(tagged) => {
            let known = tagged.iter().next().and_then(|(tag, v)| match (tag.as_str(), v.as_str()?) {
                ("id", id) => Id::parse(id).map(Val::Id),
                ("bytes", b) => unhex(b).map(Val::Bytes),
                ("real", r) => r.parse().ok().map(Val::Real),
                _ => None,
            });
            known.ok_or_else(|| damaged(format!("the value {}", Value::Object(tagged))))?
        }
        other => return Err(damaged(format!("the value {other}"))),
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    let pairs = digits.chunks_exact(2).map(|p| u8::from_str_radix(std::str::from_utf8(p).ok()?, 16).ok());
    if digits.len().is_multiple_of(2) { pairs.collect() } else { None }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn val() -> impl Strategy<Value = Val> {
        prop_oneof![
            Just(Val::Null),
            any::<i64>().prop_map(Val::Int),
            any::<f64>().prop_filter("a number", |r| !r.is_nan()).prop_map(Val::Real),
            any::<String>().prop_map(Val::Text),
            any::<[u8; 16]>().prop_map(|b| Val::Id(Id(b))),
            any::<Vec<u8>>().prop_map(Val::Bytes),
        ]
    }

    proptest! {
        #[test]
        fn rows_come_back_as_they_were(rows in prop::collection::vec(prop::collection::vec(val(), 3), 0..20)) {
            let mut text = Vec::new();
            rows.iter().for_each(|r| write(r, &mut text).unwrap());
            prop_assert_eq!(read(&text, 3).unwrap(), rows);
        }
    }

    #[test]
    fn what_is_no_row_is_refused() {
        for text in
            ["[1]", "[1.5,2]", "[1,2,3]", "{}", "[true,1]", "[{\"id\":\"x\"},1]", "[{\"bytes\":\"0g\"},1]", "[[],1]", "[1,2"]
        {
            assert!(read(text.as_bytes(), 2).is_err(), "{text}");
        }
    }
}
