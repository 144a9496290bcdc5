//! Everything that somebody holds goes to others in one act: to one person, by turns, or split by rules. It is previewed, runs
//! as a job, is written down item by item, and can be taken back.
//!
//! What somebody *holds* are records whose owner they are, and open records that name them (whoever shall do a task). See
//! [`model::def::Open`]. A deactivated person holds nothing and is given nothing.

mod assign;
pub(crate) mod held;
pub mod job;
mod part;
mod plan;
mod preview;
mod row;
mod run;
mod start;
mod undo;

pub use plan::{Plan, SplitRule};
pub use preview::{PartPreview, Preview, Sample};
pub use row::{Given, HandOver, HandOverState, Item, Items};
pub use start::{Holding, NewHandOver, start};
pub use undo::UndoPreview;
