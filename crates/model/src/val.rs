//! The value that travels between records and the two databases.

use crate::Id;

/// A stored value. The same five shapes exist in SQLite and PostgreSQL:
///
/// | kind of field | value |
/// |---|---|
/// | boolean | `Int` 0 or 1 |
/// | date | `Int` days since 1970-01-01 |
/// | date and time | `Int` microseconds since 1970, UTC |
/// | decimal with scale s | `Int` value x 10^s |
/// | money | `Int` minor units, `Text` currency, `Int` minor units in the company's currency |
/// | reference, user, file, id | `Id` |
/// | JSON, address, lists | `Text` holding JSON |
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Val {
    #[default]
    Null,
    Int(i64),
    Real(f64),
    Text(String),
    Id(Id),
    Bytes(Vec<u8>),
}

impl Val {
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Val::Null)
    }

    #[must_use]
    pub fn int(&self) -> Option<i64> {
        if let Val::Int(i) = self { Some(*i) } else { None }
    }

    #[must_use]
    pub fn real(&self) -> Option<f64> {
        if let Val::Real(r) = self { Some(*r) } else { None }
    }

    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let Val::Text(t) = self { Some(t) } else { None }
    }

    #[must_use]
    pub fn id(&self) -> Option<Id> {
        if let Val::Id(i) = self { Some(*i) } else { None }
    }
}

impl From<i64> for Val {
    fn from(v: i64) -> Self {
        Val::Int(v)
    }
}
impl From<bool> for Val {
    fn from(v: bool) -> Self {
        Val::Int(v.into())
    }
}
impl From<f64> for Val {
    fn from(v: f64) -> Self {
        Val::Real(v)
    }
}
impl From<&str> for Val {
    fn from(v: &str) -> Self {
        Val::Text(v.to_owned())
    }
}
impl From<String> for Val {
    fn from(v: String) -> Self {
        Val::Text(v)
    }
}
impl From<Id> for Val {
    fn from(v: Id) -> Self {
        Val::Id(v)
    }
}
impl From<Vec<u8>> for Val {
    fn from(v: Vec<u8>) -> Self {
        Val::Bytes(v)
    }
}
impl<T: Into<Val>> From<Option<T>> for Val {
    fn from(v: Option<T>) -> Self {
        v.map_or(Val::Null, Into::into)
    }
}
