//! Import, export and undo.

pub mod csv;
pub mod template;

#[cfg(test)]
mod csv_tests;
