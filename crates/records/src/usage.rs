//! How many records a company holds, so that its limit is kept without counting at each write: they are counted now and then, and
//! what this node adds is added.

use crate::{Records, Result};
use parking_lot::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};
use store::{Quota, Scan};

/// How long a count is good; other nodes may add that long what this one does not know of.
const GOOD_FOR: Duration = Duration::from_secs(300);
const DEADLINE: Duration = Duration::from_secs(60);

/// The count that a node has.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    counted: Mutex<Option<Instant>>,
    records: AtomicI64,
}

impl Usage {
    fn is_good(&self) -> bool {
        self.counted.lock().is_some_and(|at| at.elapsed() < GOOD_FOR)
    }

    /// Adds what a transaction added.
    pub(crate) fn add(&self, records: i64) {
        self.records.fetch_add(records, Ordering::Relaxed);
    }
}

impl Records {
    /// Records in use, of all objects: counted at most five minutes ago, with what this node has added since.
    ///
    /// # Errors
    /// Of the database.
    pub async fn held(&self) -> Result<i64> {
        let usage = &self.state.usage;
        if !usage.is_good() {
            let before = usage.records.load(Ordering::Relaxed);
            let counted = self.count_all().await?;
            // what came while it was counted may be counted twice, until the next count
            usage.records.fetch_add(counted - before, Ordering::Relaxed);
            *usage.counted.lock() = Some(Instant::now());
        }
        Ok(usage.records.load(Ordering::Relaxed))
    }

    async fn count_all(&self) -> Result<i64> {
        let mut all = 0;
        for object in self.current().await?.iter() {
            let sql = format!("select count(*) from @{} where deleted_at is null", object.name());
            let rows = self.tenant().scan(&sql, &[], Scan::within(DEADLINE)).await?;
            all += rows.first().and_then(|r| r.opt_int(0)).unwrap_or(0);
        }
        Ok(all)
    }

    /// What is asked before a transaction that may add records: limit and count, where there is a limit.
    pub(crate) async fn limit(&self) -> Result<Option<(i64, i64)>> {
        match self.tenant().quota().records {
            Some(limit) => Ok(Some((limit, self.held().await?))),
            None => Ok(None),
        }
    }

    /// Refuses a transaction that adds more than there is room for.
    pub(crate) fn room_for(limit: Option<(i64, i64)>, added: i64) -> store::Result<()> {
        let Some((limit, used)) = limit else { return Ok(()) };
        Quota::check("records", Some(limit), used, added)
    }
}
