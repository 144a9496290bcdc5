//! Everything that can go wrong, in words that the caller can act on.

use model::{FieldError, Id};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the engine refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such object or record, or not one that the asker may see.
    #[error("{what} was not found")]
    NotFound { what: String },
    /// The asker lacks a permission, or may not use a field.
    #[error("not allowed: {what}")]
    Forbidden { what: String },
    /// The input is wrong; every field's error is listed.
    #[error("{} field(s) are not acceptable: {}", .0.len(), first(.0))]
    Invalid(Vec<FieldError>),
    /// The record has changed since it was read: `current` is its version now.
    #[error("the record was changed in the meantime; its version is now {current}")]
    Conflict { current: i64 },
    /// Other records refer to it, so that it cannot be deleted.
    #[error("{count} record(s) of {object} refer to it by {field}")]
    Referenced { object: String, field: String, count: i64 },
    /// The request as a whole is wrong: a filter that makes no sense, a cursor of another list.
    #[error("{0}")]
    BadRequest(String),
    /// A stated limit is exceeded (custom fields, batch size ...).
    #[error("{0}")]
    Limit(String),
    /// One operation of a batch failed; nothing was written.
    #[error("operation {index}: {error}")]
    Item { index: usize, error: Box<Error> },
    /// A definition or a stored value makes no sense; the fault is ours or the administrator's.
    #[error("{0}")]
    Broken(String),
    /// The database failed or refused.
    #[error(transparent)]
    Store(#[from] store::Error),
}

fn first(errors: &[FieldError]) -> String {
    errors.first().map_or_else(String::new, |e| format!("{}: {}", e.field, e.message))
}

impl Error {
    /// An object or record that is not there.
    #[must_use]
    pub fn no_object(name: &str) -> Self {
        Error::NotFound { what: format!("object `{name}`") }
    }

    #[must_use]
    pub fn no_record(object: &str, id: Id) -> Self {
        Error::NotFound { what: format!("{object} {id}") }
    }

    #[must_use]
    pub fn forbidden(what: impl Into<String>) -> Self {
        Error::Forbidden { what: what.into() }
    }

    /// One field's error.
    #[must_use]
    pub fn field(field: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        Error::Invalid(vec![FieldError::new(field, code, message)])
    }
}
