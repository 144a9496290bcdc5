//! Import, export and undo.
