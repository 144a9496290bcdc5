//! Import, export and undo.
//!
//! A file goes through here in one direction: `chunk` unpacks and cuts it (`csv`), `plan` says what its columns mean
//! (`template`), `draft` and `cell` read rows, `make` and `batch` make them ready for one transaction, `part` writes it, `run`
//! does so to the end of the file.

pub mod batch;
pub mod cell;
pub mod chunk;
pub mod csv;
pub mod draft;
pub mod import;
pub mod imports;
pub mod job;
mod make;
mod part;
pub mod plan;
pub mod run;
pub mod template;
pub mod undo;

pub use import::{Counts, Import, State};
pub use imports::{NewImport, RefusedRow};
pub use job::handlers;
pub use run::{Watch, run};
pub use template::Template;
pub use undo::{Undone, undo};

#[cfg(test)]
mod csv_tests;
