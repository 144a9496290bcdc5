//! Records that mean the same, found and decided upon.
//!
//! - *Rules* ([`Rules`]) say which fields of an object are compared and how, and what two records must share to be compared at
//!   all. They are data of the company, with a default that follows from the object's definition.
//! - A *scan* ([`scan`]) is a job: it reads the compared fields of all records, lets `matching` find pairs, and stores groups with
//!   the reasons for each pair. What was found before is shown until it is done.
//! - A *pair* of records that share an identifier, or one that was reported on its way in, is listed beside the groups of the
//!   latest scan and stays through the next.
//! - *Actions* ([`Actions`]) say what is done about a probable duplicate on its way in, by a person, a program or a file.
//! - A *review* ([`review`], [`decide`]) lists the groups to those who may see all their records, and takes decisions: merge, or
//!   not the same. What is not the same is remembered for pairs of records, and for what they become when they are merged.

mod check;
mod decide;
mod enter;
pub mod job;
mod matched;
mod names;
mod pair;
mod review;
mod rules;
mod scan;
mod state;
mod store;
mod trial;
mod values;

pub(crate) use check::SETTING;
pub use check::{Action, Actions, Similar};
pub use decide::{Decided, Decision};
pub(crate) use enter::{guard, guard_import, report};
pub(crate) use matched::{Matcher, Meant};
pub(crate) use pair::{Origin, Pair, drop_group, lock_list, put_pair, tell_pair};
pub use review::{Group, GroupPage, GroupQuery, GroupState, Reason};
pub use rules::{Compared, How, Rules};
pub use scan::{Scan, ScanState};
pub(crate) use state::{after_merge, after_unmerge, shown};
pub use trial::{Trial, TrialPair};

/// Most records of a group; as many as are merged at a time.
const GROUP: usize = crate::merge::OTHERS + 1;
