//! Rows as they come from either database: positions and values, with typed getters.

use crate::{Error, Result};
use model::{Id, Ts, Val};

/// One row: the values of the selected columns in order. Dereferences to `[Val]`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Row(pub Vec<Val>);

/// All rows of an answer.
pub type Rows = Vec<Row>;

impl std::ops::Deref for Row {
    type Target = [Val];
    fn deref(&self) -> &[Val] {
        &self.0
    }
}

impl Row {
    /// The value at `i`; `Null` beyond the end.
    #[must_use]
    pub fn val(&self, i: usize) -> &Val {
        const NULL: &Val = &Val::Null;
        self.0.get(i).unwrap_or(NULL)
    }

    /// Takes the value at `i` and leaves `Null`.
    pub fn take(&mut self, i: usize) -> Val {
        self.0.get_mut(i).map(std::mem::take).unwrap_or_default()
    }

    #[must_use]
    pub fn into_vals(self) -> Vec<Val> {
        self.0
    }

    /// # Errors
    /// [`Error::Type`] when the value is not an integer.
    pub fn int(&self, i: usize) -> Result<i64> {
        self.val(i).int().ok_or_else(|| self.wrong(i, "an integer"))
    }

    /// # Errors
    /// [`Error::Type`] when the value is not an integer.
    pub fn ts(&self, i: usize) -> Result<Ts> {
        self.int(i).map(Ts)
    }

    /// # Errors
    /// [`Error::Type`] when the value is not a number.
    pub fn real(&self, i: usize) -> Result<f64> {
        match self.val(i) {
            Val::Real(r) => Ok(*r),
            #[allow(clippy::cast_precision_loss, reason = "a real was asked for")]
            Val::Int(n) => Ok(*n as f64),
            _ => Err(self.wrong(i, "a number")),
        }
    }

    /// # Errors
    /// [`Error::Type`] when the value is not text.
    pub fn text(&self, i: usize) -> Result<&str> {
        self.val(i).text().ok_or_else(|| self.wrong(i, "text"))
    }

    /// # Errors
    /// [`Error::Type`] when the value is not an id.
    pub fn id(&self, i: usize) -> Result<Id> {
        self.val(i).id().ok_or_else(|| self.wrong(i, "an id"))
    }

    /// Bytes; also those that happen to be 16 and therefore look like an id in SQLite.
    ///
    /// # Errors
    /// [`Error::Type`] when the value is neither bytes nor an id.
    pub fn bytes(&self, i: usize) -> Result<&[u8]> {
        match self.val(i) {
            Val::Bytes(b) => Ok(b),
            Val::Id(id) => Ok(&id.0),
            _ => Err(self.wrong(i, "bytes")),
        }
    }

    /// None for null and for any other type.
    #[must_use]
    pub fn opt_int(&self, i: usize) -> Option<i64> {
        self.val(i).int()
    }

    #[must_use]
    pub fn opt_text(&self, i: usize) -> Option<&str> {
        self.val(i).text()
    }

    #[must_use]
    pub fn opt_id(&self, i: usize) -> Option<Id> {
        self.val(i).id()
    }

    fn wrong(&self, i: usize, wanted: &str) -> Error {
        Error::Type(format!("column {i} is not {wanted} but {:?}", self.val(i)))
    }
}
