//! Which pairs are compared at all: those that share a key.

use crate::table::Table;
use std::hash::{BuildHasher as _, Hasher as _};
use std::ops::ControlFlow;

/// Columns in which two records must have equal values to be compared.
#[derive(Clone, Debug)]
pub struct Block {
    pub name: String,
    pub columns: Vec<usize>,
}

impl Block {
    pub fn new(name: impl Into<String>, columns: &[usize]) -> Self {
        Self { name: name.into(), columns: columns.to_vec() }
    }
}

/// Records with one key up to which all pairs are compared. Larger groups are put in the order of their other values and each
/// record is compared with its [`NEIGHBOURS`] (the sorted neighbourhood of Hernández and Stolfo, 1995), so that the work grows
/// with the number of records, however common a value is.
const GROUP: usize = 200;
/// Records after each one in a large group that it is compared with.
const NEIGHBOURS: usize = 12;
/// Keys of one record in one block, where it has several values in the columns.
const KEYS: usize = 16;

/// The most pairs that [`pairs`] would tell of.
pub(crate) fn bound(table: &Table, blocks: &[Block]) -> u64 {
    let of_group = |n: u64| if n <= GROUP as u64 { n * (n - 1) / 2 } else { n * NEIGHBOURS as u64 };
    let of_block = |block| keys(table, block).chunk_by(|a, b| a.0 == b.0).map(|g| of_group(g.len() as u64)).sum::<u64>();
    blocks.iter().map(of_block).sum()
}

/// Calls `see` with each pair that shares a key in some block, the smaller place first, until it says [`ControlFlow::Break`].
/// A pair may come once for each block.
pub(crate) fn pairs<B>(table: &Table, blocks: &[Block], see: &mut impl FnMut(u32, u32) -> ControlFlow<B>) -> ControlFlow<B> {
    for block in blocks {
        for group in keys(table, block).chunk_by_mut(|a, b| a.0 == b.0) {
            within(table, block, group, see)?;
        }
    }
    ControlFlow::Continue(())
}

/// Keys of all records in a block, in order.
fn keys(table: &Table, block: &Block) -> Vec<(u64, u32)> {
    let hasher = std::hash::BuildHasherDefault::<std::hash::DefaultHasher>::default();
    let mut keys: Vec<(u64, u32)> = Vec::with_capacity(table.len());
    let mut of_record = Vec::new();
    for record in 0..u32::try_from(table.len()).unwrap_or(u32::MAX) {
        of_record.clear();
        of_record.push(hasher.build_hasher());
        for column in &block.columns {
            let values = table.columns[*column].of(record);
            let with = |h: &std::hash::DefaultHasher| values.iter().map(|v| plus(h, *v)).collect::<Vec<_>>();
            of_record = of_record.iter().flat_map(with).take(KEYS).collect();
        }
        keys.extend(of_record.iter().map(|h| (h.finish(), record)));
    }
    keys.sort_unstable();
    keys
}

fn plus(hasher: &std::hash::DefaultHasher, value: u32) -> std::hash::DefaultHasher {
    let mut h = hasher.clone();
    h.write_u32(value);
    h
}

fn within<B>(
    table: &Table,
    block: &Block,
    group: &mut [(u64, u32)],
    see: &mut impl FnMut(u32, u32) -> ControlFlow<B>,
) -> ControlFlow<B> {
    let reach = if group.len() <= GROUP { group.len() } else { NEIGHBOURS };
    if group.len() > GROUP {
        group.sort_by_cached_key(|(_, record)| {
            let others = table.columns.iter().enumerate().filter(|(i, _)| !block.columns.contains(i));
            others.filter_map(|(_, c)| c.of(*record).first().map(|v| c.text(*v))).collect::<Vec<_>>().join("\u{1}")
        });
    }
    for (i, (_, a)) in group.iter().enumerate() {
        for (_, b) in group[i + 1..].iter().take(reach) {
            if table.may_pair(*a, *b) {
                see(*a.min(b), *a.max(b))?;
            }
        }
    }
    ControlFlow::Continue(())
}
