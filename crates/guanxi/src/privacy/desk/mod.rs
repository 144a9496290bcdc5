//! The rights desk: what people ask for about their data, by when it must be answered, and what was done.
//!
//! Nothing is done before it is noted how identity was checked. What the program does for a request (an archive, an erasure, a
//! restriction, an objection in the ledger of consents) is the same that people do by hand on the customer's page.

mod act;
mod change;
mod row;

pub use act::{Act, act};
pub use change::{change, create, forget};
pub use row::{Acted, Draft, Kind, Patch, Request, State, Wanted, find, list};
