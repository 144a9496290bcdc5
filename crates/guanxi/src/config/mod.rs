//! The configuration of a company as a whole: what its administrators defined, as one file that people read and compare.
//!
//! A file is JSON with its keys in order and without ids: things are known by their names, so that it means the same in every company.
//! What is in it is a list of *items*, each a section, a name and a value. A company's configuration is such a list too, so that
//! comparing, applying and taking back are the same for all of them. Applying goes through the operations that people use by hand;
//! nothing is deleted by it, and what a file does not name stays.

mod apply;
mod change;
mod check;
mod compare;
mod current;
mod file;
mod item;
mod names;
pub mod packs;
mod put;
mod shape;
mod take_back;

pub use apply::{Applied, Wish, apply};
pub use change::{Asked, Change, Changed, changes, note_by_hand};
pub use compare::{Compared, Difference, State, compare};
pub use current::Current;
pub use file::{File, Pack, write};
pub use item::{Item, Section};
pub use take_back::{TakenBack, take_back};

use crate::http::Problem;
use records::Access;
use records::access::permission;

/// Only those who administer everything that a configuration is about.
///
/// # Errors
/// 403 naming what is missing.
pub fn administers(access: &Access) -> Result<(), Problem> {
    let needed = [permission::COMPANY_MANAGE, permission::OBJECT_DEFINE, permission::USER_MANAGE, permission::PRIVACY_MANAGE];
    needed.iter().find(|p| !access.can(p)).map_or(Ok(()), |p| Err(Problem::forbidden(p)))
}
