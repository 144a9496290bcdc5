//! Everything kept about a customer in one file, for the customer: a page to read in their language, the same as data, and files.
//!
//! An archive holds what its maker may see; what was left out of it is counted, so that nobody takes a part for the whole. It is made
//! by a job, taken out by its maker alone, and deleted after some days, and with the customer.

mod job;
mod page;
mod row;
mod sections;
mod value;
mod words;
mod write;

pub use job::handle;
pub use page::Page;
pub use row::{Archive, cancel, delete, find, forget, list, start, take};
pub use words::Language;
pub use write::{LeftOut, Source, Summary, write};
