//! Import, export and undo.
//!
//! A file goes through here in one direction: `open` tells what it is and reads it (`encoding` and `csv`, or `xlsx`), `chunk` cuts
//! it, `plan` says what its columns mean (`template`), `draft` and `cell` read rows, `make` and `batch` make them ready for one transaction, `part` writes it, `run`
//! does so to the end of the file.

mod allowed;
pub mod batch;
pub mod cell;
pub mod chunk;
pub mod csv;
mod detect;
pub mod draft;
pub mod encoding;
pub mod fields;
pub mod import;
pub mod imports;
pub mod job;
pub mod look;
mod make;
mod meant;
pub mod open;
mod part;
mod place;
pub mod plan;
mod quotes;
mod refused;
pub mod run;
pub mod schedule;
mod seek;
pub mod source;
pub mod suggest;
pub mod template;
pub mod undo;
pub mod xlsx;

pub use import::{Counts, Import, State};
pub use imports::{NewImport, RefusedRow};
pub use job::handlers;
pub use look::{Look, look};
pub use open::Source;
pub use refused::{Fault, Faulty, Reason, Refusals, Wanted};
pub use run::{Watch, run};
pub use suggest::{Suggestion, suggest};
pub use template::Template;
pub use undo::{Undone, undo};

#[cfg(test)]
mod csv_tests;
#[cfg(test)]
mod encoding_tests;
#[cfg(test)]
mod fuzz;
