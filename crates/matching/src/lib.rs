//! Finds records that mean the same person, company or thing.
//!
//! Records are held by column ([`Table`]). Blocks ([`Block`]) name what two records must share to be compared at all, so that
//! nobody compares all with all. A pair is compared column by column into levels ([`Compare`]), and the levels are weighed by
//! the model of Fellegi and Sunter, "A Theory for Record Linkage" (JASA 64, 1969), whose numbers are learnt from the records
//! themselves without anybody telling which pairs are the same ([`Model::learn`]). Agreement on what is rare counts more than
//! agreement on what is common.
//!
//! ```
//! use matching::{Block, Compare, Field, Table, find};
//!
//! let mut table = Table::new(vec![Field::new("name", Compare::Text), Field::new("phone", Compare::Code)]);
//! for (name, phone) in [("wang wei", "13812345678"), ("wang wei", "13812345679"), ("li na", "13900001111")] {
//!     table.push(&[&[name], &[phone]]);
//! }
//! let blocks = [Block::new("name", &[0]), Block::new("phone", &[1])];
//! let found = find(&table, &blocks, 0.5);
//! assert!(found.pairs.iter().all(|p| (p.a, p.b) == (0, 1)));
//! ```

mod block;
mod compare;
mod find;
#[cfg(test)]
mod fuzz;
mod model;
mod table;

pub use block::Block;
pub use compare::{Compare, Level, Pattern};
pub use find::{Found, Pair, Proof, Search, find, find_while, groups};
pub use model::Model;
pub use table::{Field, Table};
