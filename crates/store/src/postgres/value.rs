//! Values to and from PostgreSQL, by the types that the server names.

use crate::{Error, Result, Row};
use bytes::{BufMut, BytesMut};
use model::{Id, Val};
use std::error::Error as StdError;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

type Fault = Box<dyn StdError + Sync + Send>;

/// A value on its way to the server, which has said what type it expects.
#[derive(Debug)]
pub(crate) struct Bind<'a>(pub(crate) &'a Val);

impl ToSql for Bind<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> std::result::Result<IsNull, Fault> {
        match self.0 {
            Val::Null => return Ok(IsNull::Yes),
            Val::Int(n) => put_int(*n, ty, out)?,
            Val::Real(r) => put_real(*r, ty, out)?,
            Val::Text(t) => put_text(t, ty, out)?,
            Val::Id(id) if *ty == Type::UUID || *ty == Type::BYTEA => out.put_slice(&id.0),
            Val::Id(id) if is_text(ty) => out.put_slice(id.to_string().as_bytes()),
            Val::Bytes(b) if *ty == Type::BYTEA || (*ty == Type::UUID && b.len() == 16) => out.put_slice(b),
            other => return Err(format!("{other:?} does not fit a parameter of type {ty}").into()),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn is_text(ty: &Type) -> bool {
    matches!(*ty, Type::TEXT | Type::VARCHAR | Type::NAME | Type::BPCHAR | Type::UNKNOWN)
}

fn put_int(n: i64, ty: &Type, out: &mut BytesMut) -> std::result::Result<(), Fault> {
    #[allow(clippy::cast_precision_loss, reason = "a real column was asked for")]
    match *ty {
        Type::INT8 => out.put_i64(n),
        Type::INT4 => out.put_i32(n.try_into()?),
        Type::INT2 => out.put_i16(n.try_into()?),
        Type::OID => out.put_u32(n.try_into()?),
        Type::BOOL => out.put_u8(u8::from(n != 0)),
        Type::FLOAT8 => out.put_f64(n as f64),
        Type::FLOAT4 => out.put_f32(n as f32),
        Type::NUMERIC => put_numeric(n, out),
        _ if is_text(ty) => out.put_slice(n.to_string().as_bytes()),
        _ => return Err(format!("an integer does not fit a parameter of type {ty}").into()),
    }
    Ok(())
}

fn put_real(r: f64, ty: &Type, out: &mut BytesMut) -> std::result::Result<(), Fault> {
    #[allow(clippy::cast_possible_truncation, reason = "the server asked for four bytes")]
    match *ty {
        Type::FLOAT8 => out.put_f64(r),
        Type::FLOAT4 => out.put_f32(r as f32),
        _ => return Err(format!("a real does not fit a parameter of type {ty}; cast it").into()),
    }
    Ok(())
}

fn put_text(t: &str, ty: &Type, out: &mut BytesMut) -> std::result::Result<(), Fault> {
    match *ty {
        Type::JSONB => {
            out.put_u8(1);
            out.put_slice(t.as_bytes());
        }
        Type::UUID => out.put_slice(&Id::parse(t).ok_or("the text is not a UUID")?.0),
        Type::JSON => out.put_slice(t.as_bytes()),
        _ if is_text(ty) => out.put_slice(t.as_bytes()),
        _ => return Err(format!("text does not fit a parameter of type {ty}").into()),
    }
    Ok(())
}

/// A whole number in the server's base-10,000 form.
fn put_numeric(n: i64, out: &mut BytesMut) {
    let mut digits: Vec<i16> = Vec::new();
    let mut rest = n.unsigned_abs();
    while rest > 0 {
        digits.push(i16::try_from(rest % 10_000).unwrap_or(0));
        rest /= 10_000;
    }
    let count = i16::try_from(digits.len()).unwrap_or(0);
    out.put_i16(count);
    out.put_i16((count - 1).max(0));
    out.put_u16(if n < 0 { 0x4000 } else { 0 });
    out.put_i16(0);
    digits.iter().rev().for_each(|d| out.put_i16(*d));
}

/// A value as the server sent it.
struct Got(Val);

impl<'a> FromSql<'a> for Got {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> std::result::Result<Self, Fault> {
        let text = |raw: &[u8]| std::str::from_utf8(raw).map(|t| Val::Text(t.to_owned()));
        Ok(Got(match *ty {
            Type::INT8 => Val::Int(i64::from_be_bytes(raw.try_into()?)),
            Type::INT4 => Val::Int(i32::from_be_bytes(raw.try_into()?).into()),
            Type::INT2 => Val::Int(i16::from_be_bytes(raw.try_into()?).into()),
            Type::OID => Val::Int(u32::from_be_bytes(raw.try_into()?).into()),
            Type::BOOL => Val::Int(raw.first().is_some_and(|b| *b != 0).into()),
            Type::FLOAT8 => Val::Real(f64::from_be_bytes(raw.try_into()?)),
            Type::FLOAT4 => Val::Real(f32::from_be_bytes(raw.try_into()?).into()),
            Type::NUMERIC => numeric(raw)?,
            Type::UUID => Val::Id(Id(raw.try_into()?)),
            Type::JSONB => text(raw.get(1..).unwrap_or_default())?,
            Type::BYTEA => Val::Bytes(raw.to_vec()),
            Type::VOID => Val::Null,
            Type::JSON => text(raw)?,
            _ if is_text(ty) || *ty == Type::CHAR => text(raw)?,
            _ => return Err(format!("columns of type {ty} are not read; cast it").into()),
        }))
    }

    fn from_sql_null(_: &Type) -> std::result::Result<Self, Fault> {
        Ok(Got(Val::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// `sum` of integers is numeric on the server: an integer again where it is whole and fits, a real otherwise.
fn numeric(raw: &[u8]) -> std::result::Result<Val, Fault> {
    let word = |i: usize| raw.get(i * 2..i * 2 + 2).map(|b| u16::from_be_bytes([b[0], b[1]])).ok_or("short numeric");
    let (count, weight, sign) = (usize::from(word(0)?), i32::from(word(1)? as i16), word(2)?);
    if sign & 0xc000 == 0xc000 {
        return Ok(Val::Real(if sign == 0xc000 { f64::NAN } else { f64::INFINITY }));
    }
    let (mut whole, mut real, mut exact) = (0_i128, 0_f64, true);
    for i in 0..count.max(usize::try_from(weight + 1).unwrap_or(0)) {
        let digit = if i < count { word(4 + i)? } else { 0 };
        let power = weight - i32::try_from(i)?;
        real += f64::from(digit) * 10_000_f64.powi(power);
        if power >= 0 {
            whole = whole.saturating_mul(10_000).saturating_add(digit.into());
        } else {
            exact &= digit == 0;
        }
    }
    let negative = sign == 0x4000;
    match i64::try_from(if negative { -whole } else { whole }) {
        Ok(n) if exact => Ok(Val::Int(n)),
        _ => Ok(Val::Real(if negative { -real } else { real })),
    }
}

pub(super) fn decode(row: &tokio_postgres::Row) -> Result<Row> {
    (0..row.len())
        .map(|i| row.try_get::<_, Got>(i).map(|g| g.0).map_err(|e| Error::Type(super::read::why(&e))))
        .collect::<Result<Vec<_>>>()
        .map(Row)
}
