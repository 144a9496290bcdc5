//! Numbers that the engine gives: auto-numbers without gaps, and dense numbers of records from blocks.
//!
//! A block is taken in a transaction of its own before it is used, so that concurrent creates do not wait for each other
//! at the counter; what is left of it when the program ends is never used.

use crate::Result;
use crate::prepared::AutoNumber;
use model::Val;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::ops::Range;
use store::{Tenant, Tx};

/// Numbers in a block, and how few are left when the next one is taken.
const BLOCK: i64 = 256;
const LOW: i64 = 32;

/// The blocks that this node has of a tenant's objects.
#[derive(Debug, Default)]
pub struct Numbers {
    blocks: Mutex<HashMap<String, Vec<Range<i64>>>>,
    /// One takes a block at a time; the others find it when they come.
    filling: tokio::sync::Mutex<()>,
}

/// The counter of an object's dense numbers.
pub(crate) fn counter(object: &str) -> String {
    format!("{object}.num")
}

impl Numbers {
    /// A number from the block at hand.
    pub(crate) fn pop(&self, object: &str) -> Option<i64> {
        let mut all = self.blocks.lock();
        let ranges = all.get_mut(object)?;
        while let Some(range) = ranges.first_mut() {
            if let Some(n) = range.next() {
                return Some(n);
            }
            ranges.remove(0);
        }
        None
    }

    fn left(&self, object: &str) -> i64 {
        self.blocks.lock().get(object).map_or(0, |rs| rs.iter().map(|r| r.end - r.start).sum())
    }

    /// Takes a block when few numbers are left.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn refill(&self, tenant: &Tenant, object: &str) -> Result<()> {
        if self.left(object) >= LOW {
            return Ok(());
        }
        let _one = self.filling.lock().await;
        if self.left(object) >= LOW {
            return Ok(());
        }
        let name = counter(object);
        let name = name.as_str();
        let first = tenant.write(move |tx| Box::pin(take(tx, name, BLOCK))).await?;
        self.blocks.lock().entry(object.to_owned()).or_default().push(first..first + BLOCK);
        Ok(())
    }
}

/// Takes `count` numbers of a counter and returns the first. Counters begin at 1.
pub(crate) async fn take(tx: &mut Tx, counter: &str, count: i64) -> Result<i64> {
    let sql = "insert into @counter (name, next) values ($1, $2 + 1) \
               on conflict (name) do update set next = counter.next + $2 returning next";
    let rows = tx.all(sql, &[counter.into(), Val::Int(count)]).await?;
    let next = rows.first().map_or(Ok(1), |r| r.int(0))?;
    Ok(next - count)
}

impl AutoNumber {
    /// Prefix and at least `digits` digits.
    pub(crate) fn text(&self, number: i64) -> String {
        format!("{}{number:0>width$}", self.prefix, width = usize::from(self.digits))
    }
}
