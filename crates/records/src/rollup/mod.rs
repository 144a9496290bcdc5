//! Roll-ups: counts, sums and extremes that a record keeps of the records that refer to it.
//!
//! They are right inside the transaction. Changes are gathered as deltas while it runs; at its end parents are locked in
//! the order of their ids, object by object from the gathered to those that gather, so that the roll-up of a roll-up
//! (line, order, customer) is settled in one pass. Counts and sums move by their delta; extremes are read again by
//! index only when the best one went; first and last are always read again. Deleted parents are kept right too, so
//! that a restore needs no recount. Settling raises `rev`, not `version`, and leaves no history.

pub mod delta;
pub mod feed;
pub mod lazy;
pub mod recount;
pub(crate) mod settle;

pub use delta::Deltas;
