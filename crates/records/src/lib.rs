//! The heart of Guanxi: one engine that stores, reads and changes the records of every object, built-in or custom.
//!
//! | file | duty |
//! |---|---|
//! | `registry` | built-in definitions and the pure rules that go with them, one a process |
//! | `catalog` | the definitions of one tenant: built-in ones with the tenant's custom objects and fields laid over |
//! | `ddl` | definitions to tables, columns and indexes |
//! | `access`, `by` | who asks, and on whose behalf a record is written |
//! | `people` | what one may change of oneself, and who may change others |
//! | `audit` | who came in, and acts that the company answers for |
//! | `json` | JSON to columns with all errors at once, and back |
//! | `door` | `change`: the only function that writes a record |
//! | `facet` | what records are found by beside their values: endings of phones, areas of addresses, birthdays |
//! | `rollup`, `formula` | values derived from other records and from the same record |
//! | `write`, `read`, `history`, `define` | what people and programs ask for |
//! | `condition`, `list`, `cursor`, `labels` | questions over many records |
//! | `consent` | what customers allow, and whose data may be used for what |
//! | `erase` | somebody is forgotten, or made anonymous |
//! | `event`, `timeline` | what happened to a customer |
//! | `identity` | identifiers of all kinds lead to one record; what two records have makes them a match |
//! | `sources` | which source may overwrite which |
//! | `lineage` | where each value comes from |
//! | `duplicates` | records that mean the same are found and decided upon |
//! | `notice` | what people are told |
//! | `witness` | who may hear that a record changed |
//! | `bulk` | one change of many records, and back |
//! | `handover` | what somebody holds goes to others, and back |
//! | `stages` | where records stand, what a stage asks of those that enter it, and since when they are there |
//! | `restrict` | customers whose processing is restricted stay as they are |
//! | `subject` | everything kept about a person, told page by page |
//! | `merge` | several records become one, and several again |
//! | `io` | import, export, undo |

pub mod access;
pub mod arrange;
pub mod audit;
pub mod bulk;
pub mod by;
pub mod catalog;
pub mod condition;
pub mod consent;
pub mod cursor;
pub mod ddl;
pub mod define;
pub mod digest;
mod door;
pub mod duplicates;
pub mod erase;
pub mod error;
pub mod event;
pub mod facet;
pub mod formula;
pub mod handover;
mod history;
pub mod identity;
pub mod insight;
pub mod io;
pub mod json;
pub mod labels;
mod layout;
pub mod lineage;
pub mod list;
pub mod log;
pub mod merge;
pub mod notice;
mod numbers;
mod overlay;
mod people;
mod prepared;
mod put_back;
mod read;
mod records;
pub mod registry;
mod restrict;
mod reveal;
pub mod rollup;
pub mod rule;
mod setting;
pub mod share;
pub mod sources;
mod stages;
mod stamp;
pub mod stop;
pub mod subject;
#[cfg(test)]
pub(crate) mod testing;
pub mod timeline;
mod usage;
pub mod validation;
mod witness;
pub mod work;
mod write;
mod writer;

pub use access::{Access, Actor, Grants, Permissions, Place, Role, RowScope};
pub use audit::{Audit, AuditKind, Who};
pub use by::By;
pub use catalog::{Catalog, Company, LANGUAGES};
pub use define::{Definition, FieldPatch, FormulaDraft, FormulaSample, FormulaTrial, ObjectPatch};
pub use door::{Batch, Refused, prepare};
pub use error::{Error, Result};
pub use event::{EventKind, HandEvent};
pub use history::{Entry, History};
pub use list::{Count, ListQuery, Page, Sort};
pub use records::{MIGRATIONS, Records, WriteFuture};

pub use registry::Registry;
pub use reveal::Reason;
pub use rule::{Change, Effects, NewEvent, RuleFn};
pub use timeline::{TimelineItem, TimelinePage, TimelineQuery};
pub use witness::Witnessed;
pub use write::{Operation, Outcome};
pub use writer::Writer;
