//! One change of many records, as the person who asked for it: fields set or emptied, values added to lists or taken out,
//! or all of them deleted. The records are chosen one by one or are all that match a list.
//!
//! It is a job. It goes through the records newest first by the cursor of a list, so that none comes up twice and none that came
//! later, a part of them in one transaction with what became of each and with the place where to go on. What one record is refused
//! for spoils no other. It can be stopped, and taken back: values that still stand as it left them, and what it deleted.

mod plan;
mod row;
mod run;
mod start;
mod undo;

pub use plan::{Chosen, What};
pub use row::{BulkAction, BulkItem, BulkItems, BulkOutcome, BulkQuery, BulkState, Why};
pub use run::run;
pub use undo::undo;

/// Kinds of job: payload `{"bulk_action": id}`.
pub const RUN: &str = "records.bulk";
pub const UNDO: &str = "records.undo_bulk";
/// Its table, for [`crate::stop::ended`].
pub const TABLE: &str = "bulk_action";
