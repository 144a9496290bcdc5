//! What is wrong with one field of an input, said so that a person can mend it.

use crate::def::Labels;
use serde::{Deserialize, Serialize};

/// One refused field. `code` is stable for programs and translations, `message` is English for people and logs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Name of the field as the input wrote it; for lists `emails[2]`.
    pub field: String,
    /// For example `required`, `too_long`, `not_unique`, `wrong_type`, `unknown_field`, `not_writable`, `bad_phone`.
    pub code: String,
    /// What happened and what to do.
    pub message: String,
    /// The company's own rule that is broken, where it is one; the code is `rule` then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Box<BrokenRule>>,
}

/// A rule of the company's own, as whoever breaks it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrokenRule {
    pub name: String,
    pub message: Labels,
}

impl FieldError {
    pub fn new(field: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), code: code.into(), message: message.into(), rule: None }
    }
}

/// Why a value was refused, before it is known of which field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// Stable name for programs, as in [`FieldError::code`].
    pub code: &'static str,
    /// What is wrong and what to do, in English, without the field's name.
    pub message: String,
}

impl Refusal {
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// The same, said of a field.
    #[must_use]
    pub fn at(self, field: impl Into<String>) -> FieldError {
        FieldError::new(field, self.code, self.message)
    }
}
