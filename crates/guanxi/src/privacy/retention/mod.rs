//! How long things are kept. A rule says which records of an object, by which of their dates, after how many days, and what becomes of
//! them: they go to the recycle bin, are made anonymous or erased (customers), or leave the recycle bin for good. Erasing is the one of
//! [`crate::privacy`]; there is no second way.
//!
//! A rule is switched on after a dry run of it as it is. Every night a job does what active rules say, in small transactions; whoever a
//! legal hold or a restriction keeps is left, with what belongs to them.

mod find;
mod keep;
mod rule;
mod run;
mod runs;
mod tidy;

pub use find::{Sample, Tried, try_out};
pub use rule::{Action, Draft, Rule, check, create, find, list, remove, switch};
pub use run::{begin, handle, now, schedule};
pub use runs::{Run, cancel, list as list_runs};
