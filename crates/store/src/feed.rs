//! The change feed: what happened in a tenant, in an order that loses nothing.
//!
//! A change carries the number of its transaction (`tx`, always 0 on SQLite, which has one writer) and a sequence
//! number (`seq`). On PostgreSQL sequence numbers become visible out of order, so a reader goes by `(tx, seq)` and only
//! up to the *horizon*, below which every transaction has ended. Of one record the last row read is therefore not
//! always the newest: **a consumer keeps the highest `rev`**, or reads the record again.
//!
//! A consumer remembers how far it has come under a name of its own, in the transaction that does its work:
//!
//! ```text
//! let page = tenant.feed(tenant.cursor("search").await?, 500).await?;
//! tenant.write(|tx| Box::pin(async move { ...; tx.set_cursor("search", page.last().cursor).await })).await?;
//! ```

use crate::{Result, Row, Tenant, Tx};
use model::{Id, Ts, Val};
use std::time::Duration;
use tokio::sync::watch;

/// The most rows that one call of [`Tenant::feed`] returns.
pub const FEED_PAGE: usize = 1_000;
/// Rows that trimming deletes in one transaction.
const TRIM: i64 = 2_000;

/// A place in the feed: everything up to and including it has been read. The default is the beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct FeedCursor {
    pub tx: i64,
    pub seq: i64,
}

/// A change to be appended to the feed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// `insert`, `update`, `delete`, `restore`, `import` ...
    pub kind: String,
    /// Name of the object, for example `customer`.
    pub object: String,
    /// The record; none for a row that speaks of many (an import's chunk).
    pub record: Option<Id>,
    /// The record's revision after the change.
    pub rev: i64,
    /// Who: `person`, `operation`, `import`, `undo`, `merge`, `system`.
    pub by_kind: String,
    pub by_id: Option<Id>,
    /// JSON: changed fields of an update, whole image of a delete, ids of a chunk.
    pub data: Option<String>,
}

/// A change as the feed gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedRow {
    pub cursor: FeedCursor,
    pub at: Ts,
    pub change: Change,
}

impl Tx {
    /// Appends changes to the feed in this transaction.
    ///
    /// # Errors
    /// Of the database.
    pub async fn append(&mut self, changes: Vec<Change>) -> Result<()> {
        let sql = format!(
            "insert into @change (tx, at, kind, object, record_id, rev, by_kind, by_id, data)
             values ({}, $1, $2, $3, $4, $5, $6, $7, $8)",
            self.dialect().xid()
        );
        let at = Val::Int(self.now().0);
        let rows: Vec<Vec<Val>> = changes
            .into_iter()
            .map(|c| {
                vec![
                    at.clone(),
                    c.kind.into(),
                    c.object.into(),
                    c.record.into(),
                    c.rev.into(),
                    c.by_kind.into(),
                    c.by_id.into(),
                    c.data.into(),
                ]
            })
            .collect();
        self.run_many(&sql, &rows).await?;
        if let Some(changes) = self.changes.take() {
            self.after_commit(move || changes.send_modify(|n| *n = n.wrapping_add(1)));
        }
        Ok(())
    }

    /// Remembers under `consumer` that the feed has been read up to `cursor`.
    ///
    /// # Errors
    /// Of the database.
    pub async fn set_cursor(&mut self, consumer: &str, cursor: FeedCursor) -> Result<()> {
        let now = self.now();
        let sql = "insert into @cursor (name, tx, seq, updated_at) values ($1, $2, $3, $4)
                   on conflict (name) do update set tx = excluded.tx, seq = excluded.seq, updated_at = excluded.updated_at";
        self.run(sql, &[consumer.into(), cursor.tx.into(), cursor.seq.into(), now.0.into()]).await?;
        Ok(())
    }

    /// Forgets a consumer, so that trimming no longer waits for it.
    ///
    /// # Errors
    /// Of the database.
    pub async fn drop_cursor(&mut self, consumer: &str) -> Result<()> {
        self.run("delete from @cursor where name = $1", &[consumer.into()]).await?;
        Ok(())
    }
}

impl Tenant {
    /// The changes after `after`, at most `limit` (and [`FEED_PAGE`]), oldest first. Changes of transactions that may
    /// still be overtaken are held back; they come with a later call.
    ///
    /// # Errors
    /// Of the database.
    pub async fn feed(&self, after: FeedCursor, limit: usize) -> Result<Vec<FeedRow>> {
        let sql = format!(
            "select tx, seq, at, kind, object, record_id, rev, by_kind, by_id, data from @change
             where (tx, seq) > ($1, $2) and tx < {} order by tx, seq limit $3",
            self.dialect().horizon()
        );
        let limit = i64::try_from(limit.min(FEED_PAGE)).unwrap_or(i64::MAX);
        let rows = self.get(&sql, &[after.tx.into(), after.seq.into(), limit.into()]).await?;
        rows.into_iter().map(feed_row).collect()
    }

    /// Changes when a transaction of this process has appended to the feed. Its rows may come into sight a moment later, when
    /// older transactions have ended; what other processes append is not told.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.0.changes.subscribe()
    }

    /// The place of the newest change in sight, after which what is to come is read.
    ///
    /// # Errors
    /// Of the database.
    pub async fn feed_end(&self) -> Result<FeedCursor> {
        let horizon = self.dialect().horizon();
        let sql = format!("select tx, seq from @change where tx < {horizon} order by tx desc, seq desc limit 1");
        let rows = self.get(&sql, &[]).await?;
        rows.first().map_or(Ok(FeedCursor::default()), |r| Ok(FeedCursor { tx: r.int(0)?, seq: r.int(1)? }))
    }

    /// When the change at this very place was made; none when it is not there, or not any more: then changes after it may have
    /// been trimmed too, or the feed is another one, as after a restore.
    ///
    /// # Errors
    /// Of the database.
    pub async fn feed_at(&self, place: FeedCursor) -> Result<Option<Ts>> {
        let rows = self.get("select at from @change where tx = $1 and seq = $2", &[place.tx.into(), place.seq.into()]).await?;
        rows.first().map(|r| r.ts(0)).transpose()
    }

    /// How far a consumer has come; the beginning when it never said.
    ///
    /// # Errors
    /// Of the database.
    pub async fn cursor(&self, consumer: &str) -> Result<FeedCursor> {
        let rows = self.get("select tx, seq from @cursor where name = $1", &[consumer.into()]).await?;
        rows.first().map_or(Ok(FeedCursor::default()), |r| Ok(FeedCursor { tx: r.int(0)?, seq: r.int(1)? }))
    }

    /// The age of the oldest change that a consumer has not read, also of one that waits for the horizon; zero when it
    /// has read all. Recorded as the metric `guanxi_feed_lag_seconds`.
    ///
    /// # Errors
    /// Of the database.
    pub async fn feed_lag(&self, consumer: &str) -> Result<Duration> {
        let at = self.cursor(consumer).await?;
        let sql = "select at from @change where (tx, seq) > ($1, $2) order by tx, seq limit 1";
        let rows = self.get(sql, &[at.tx.into(), at.seq.into()]).await?;
        let age = rows.first().map_or(Ok(0), |r| r.int(0).map(|at| self.clock().now().0.saturating_sub(at)))?;
        let lag = Duration::from_micros(u64::try_from(age).unwrap_or(0));
        metrics::gauge!("guanxi_feed_lag_seconds", "consumer" => consumer.to_owned()).set(lag.as_secs_f64());
        Ok(lag)
    }

    /// Deletes changes that are older than `keep` and that every consumer has read, in small transactions. Returns how
    /// many. The history that people see is made of these rows: cut it only as far as the company wants to forget.
    ///
    /// # Errors
    /// Of the database.
    pub async fn trim_feed(&self, keep: Duration) -> Result<u64> {
        let keep = i64::try_from(keep.as_micros()).unwrap_or(i64::MAX);
        let before = self.clock().now().0.saturating_sub(keep);
        let mut total = 0;
        loop {
            let sql = "delete from @change where seq in (
                           select c.seq from @change c where c.at < $1 and not exists (
                               select 1 from @cursor r where (r.tx, r.seq) < (c.tx, c.seq))
                           order by c.tx, c.seq limit $2)";
            let params = &[before.into(), TRIM.into()];
            let deleted = self.write(move |tx| Box::pin(tx.run(sql, params))).await?;
            total += deleted;
            if deleted < TRIM.unsigned_abs() {
                return Ok(total);
            }
        }
    }
}

fn feed_row(mut row: Row) -> Result<FeedRow> {
    let text = |v: Val| if let Val::Text(t) = v { Some(t) } else { None };
    Ok(FeedRow {
        cursor: FeedCursor { tx: row.int(0)?, seq: row.int(1)? },
        at: row.ts(2)?,
        change: Change {
            kind: text(row.take(3)).unwrap_or_default(),
            object: text(row.take(4)).unwrap_or_default(),
            record: row.opt_id(5),
            rev: row.int(6)?,
            by_kind: text(row.take(7)).unwrap_or_default(),
            by_id: row.opt_id(8),
            data: text(row.take(9)),
        },
    })
}
