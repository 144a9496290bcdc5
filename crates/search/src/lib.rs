//! Search: one box that finds every record by what people know of it.
//!
//! A full-text index per company *proposes* records; the record engine *disposes*: every hit is read with the asker's
//! access, compared again with what was typed, and marked from the record as read. So the index may be behind or may
//! propose too much, and nobody sees what is not theirs. It keeps no texts, only which records have which terms.
//!
//! | file | duty |
//! |---|---|
//! | `letters` | text as it is compared, each letter with its place in the original |
//! | `pinyin` | readings of Chinese characters, and what typed letters may spell |
//! | `plan` | what somebody typed: ways to read it, each some units that must all be found |
//! | `field` | which objects and fields are searched, and the texts of a record |
//! | `terms` | texts to terms of the index |
//! | `compare` | whether a text has a unit, how well, and where |
//! | `index` | a folder with an index: documents in, proposals out |
//! | `propose` | a plan as a question to the index |
//! | `answer` | proposals to ranked hits that the asker may see |
//! | `follow` | the index of a company follows its change feed |
//! | `rebuild` | an index made anew from the records, while the old one is in use |
//! | `shelf`, `service` | the indexes of all companies: opened when needed, closed when idle |

mod answer;
mod compare;
mod error;
mod field;
mod follow;
mod index;
mod keeper;
mod letters;
mod likeliest;
mod marked;
mod mistyped;
mod pinyin;
mod plan;
mod propose;
mod rebuild;
mod service;
mod shelf;
mod terms;

pub use answer::{Answer, Group, Hit, Question, Shown};
pub use error::{Error, Result};
pub use field::searched;
pub use marked::Part;
pub use service::{Search, Settings};
