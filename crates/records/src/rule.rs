//! The one pure rule that an object may have. It runs on every path by which a record is written.

use crate::{By, Company};
use model::{FieldError, Id, Record, Str, Ts};

/// A rule: looks at a change, may complete the record, may refuse, may name effects. No I/O.
///
/// Runs after the input was read and before formulas, validation and storage. Setting a field here is not subject to
/// the field's `by` list: the rule is the feature's own code.
pub type RuleFn = fn(&mut Change<'_>) -> Result<Effects, Vec<FieldError>>;

/// A record about to be written.
pub struct Change<'a> {
    /// As stored; `None` on creation and on restore.
    pub before: Option<&'a Record>,
    /// As it shall be stored; `None` on deletion.
    pub after: Option<&'a mut Record>,
    pub by: &'a By,
    pub company: &'a Company,
    pub now: Ts,
}

impl Change<'_> {
    #[must_use]
    pub fn is_create(&self) -> bool {
        self.before.is_none()
    }

    #[must_use]
    pub fn is_delete(&self) -> bool {
        self.after.is_none()
    }

    /// True when the value of `field` differs between before and after (creation: when it is not empty).
    #[must_use]
    pub fn changed(&self, field: &str) -> bool {
        match (self.before, self.after.as_deref()) {
            (Some(b), Some(a)) => b.get(field) != a.get(field),
            (None, Some(r)) | (Some(r), None) => !r.get(field).is_null(),
            (None, None) => false,
        }
    }
}

/// What else happens in the same transaction when a record is written.
#[derive(Clone, Debug, Default)]
pub struct Effects {
    pub events: Vec<NewEvent>,
    /// Records to create, written by the system: object and JSON values.
    pub create: Vec<(Str, serde_json::Map<String, serde_json::Value>)>,
    /// Jobs to run once the transaction is committed: kind and payload. Left out for quiet writers.
    pub jobs: Vec<(Str, serde_json::Value)>,
    /// Jobs to run at a later time, likewise.
    pub later: Vec<(Str, serde_json::Value, Ts)>,
}

/// An event to append. Its id is made of `at` and a hash of source and message id (see `Id::event`).
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// The customer it happened to; `None` for anonymous ones.
    pub customer: Option<Id>,
    pub at: Ts,
    pub kind: Str,
    /// The record it is about.
    pub subject: Option<(Str, Id)>,
    /// Where it came from: `order`, `manual`, `api`, a channel's name ...
    pub source: Str,
    /// Identifies the event within its source, so that the same one sent twice is stored once.
    pub message_id: String,
    pub props: serde_json::Map<String, serde_json::Value>,
}
