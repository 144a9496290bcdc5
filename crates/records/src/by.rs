//! On whose behalf a record is written. Decides which fields may be set and whether events are quiet.

use model::{FieldDef, Id};

/// The writer of a change, as the change log and the fields' `by` lists know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// A signed-in person, or a program with that person's API key.
    Person(Id),
    /// A named operation of a feature (`pay_order`), with the person who asked for it.
    Operation { name: &'static str, user: Option<Id> },
    /// The import with this id, started by `user`.
    Import { id: Id, user: Option<Id> },
    /// The undo of the import with this id.
    Undo { id: Id, user: Option<Id> },
    /// The merge with this id.
    Merge { id: Id, user: Option<Id> },
    /// The hand-over with this id, of what somebody held.
    HandOver { id: Id, user: Option<Id> },
    /// The engine itself and the reactions of features.
    System,
}

impl By {
    /// Word in the change log: `person`, `operation`, `import`, `undo`, `merge`, `hand_over`, `system`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            By::Person(_) => "person",
            By::Operation { .. } => "operation",
            By::Import { .. } => "import",
            By::Undo { .. } => "undo",
            By::Merge { .. } => "merge",
            By::HandOver { .. } => "hand_over",
            By::System => "system",
        }
    }

    /// The person behind the change.
    #[must_use]
    pub fn user(&self) -> Option<Id> {
        match self {
            By::Person(id) => Some(*id),
            By::Operation { user, .. }
            | By::Import { user, .. }
            | By::Undo { user, .. }
            | By::Merge { user, .. }
            | By::HandOver { user, .. } => *user,
            By::System => None,
        }
    }

    /// The import that the change belongs to; undo belongs to none.
    #[must_use]
    pub fn import(&self) -> Option<Id> {
        if let By::Import { id, .. } = self { Some(*id) } else { None }
    }

    /// Events caused start no reaction: imports, undo and merges tell of the past, a hand-over of nothing but itself.
    #[must_use]
    pub fn quiet(&self) -> bool {
        matches!(self, By::Import { .. } | By::Undo { .. } | By::Merge { .. } | By::HandOver { .. })
    }

    /// Counts as an edit and raises `version`, so that an open form notices: all but the engine's own writes.
    #[must_use]
    pub fn edits(&self) -> bool {
        !matches!(self, By::System)
    }

    /// Whether this writer may set the field. Undo and merge put back or carry over what somebody was allowed to set
    /// before, so they are stopped by nothing but the engine's own fields.
    #[must_use]
    pub fn may_set(&self, field: &FieldDef) -> bool {
        if field.by.is_empty() {
            return true;
        }
        let listed = |name: &str| field.by.iter().any(|b| b == name);
        if listed("engine") {
            return false;
        }
        match self {
            By::Person(_) => listed("person"),
            By::Operation { name, .. } => listed(name),
            By::Import { .. } => listed("import"),
            By::System => listed("system"),
            By::Undo { .. } | By::Merge { .. } | By::HandOver { .. } => true,
        }
    }
}
