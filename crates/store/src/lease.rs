//! Leases: which node does what for a tenant (indexing, compaction, timers), and for how long.
//!
//! A lease carries a *fence*, a number that grows each time it changes hands. Whoever writes to a place that the
//! database does not guard (a folder, a bucket) puts the fence into what it writes, so that the work of a node that lost
//! its lease without noticing is told from that of its successor.

use crate::{Control, Result, Row};
use model::{Ts, Val};
use std::time::Duration;

/// The right of one node to do something for a tenant, until `until`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Number of the tenant; 0 for work that belongs to no tenant.
    pub tenant: i64,
    /// What it is for, for example `search`.
    pub role: String,
    pub node: String,
    /// Grows each time the lease is acquired.
    pub fence: i64,
    pub until: Ts,
}

const COLUMNS: &str = "tenant, role, node, fence, until";

impl Lease {
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            tenant: row.int(0)?,
            role: row.text(1)?.to_owned(),
            node: row.text(2)?.to_owned(),
            fence: row.int(3)?,
            until: row.ts(4)?,
        })
    }
}

impl Control {
    /// Takes a lease that is free, has run out, or was held by an earlier life of the same node. None while another
    /// node holds it.
    ///
    /// # Errors
    /// Of the database.
    pub async fn acquire_lease(&self, tenant: i64, role: &str, node: &str, ttl: Duration) -> Result<Option<Lease>> {
        let now = self.now();
        let sql = format!(
            "insert into @lease as l ({COLUMNS}) values ($1, $2, $3, 1, $4)
             on conflict (tenant, role) do update set node = excluded.node, fence = l.fence + 1, until = excluded.until
             where l.until <= $5 or l.node = excluded.node returning {COLUMNS}"
        );
        let values = [tenant.into(), role.into(), node.into(), after(now, ttl), now.0.into()];
        self.changed_lease(&sql, &values).await
    }

    /// Extends a lease that is still held. None when it is lost.
    ///
    /// # Errors
    /// Of the database.
    pub async fn renew_lease(&self, lease: &Lease, ttl: Duration) -> Result<Option<Lease>> {
        let now = self.now();
        let sql = format!(
            "update @lease set until = $5 where tenant = $1 and role = $2 and node = $3 and fence = $4 and until > $6
             returning {COLUMNS}"
        );
        let values = [
            lease.tenant.into(),
            lease.role.as_str().into(),
            lease.node.as_str().into(),
            lease.fence.into(),
            after(now, ttl),
            now.0.into(),
        ];
        self.changed_lease(&sql, &values).await
    }

    /// Gives a lease back before its end; nothing happens when it is lost already. The row stays, for its fence.
    ///
    /// # Errors
    /// Of the database.
    pub async fn release_lease(&self, lease: &Lease) -> Result<()> {
        let sql = "update @lease set until = 0 where tenant = $1 and role = $2 and node = $3 and fence = $4";
        let values = vec![lease.tenant.into(), lease.role.as_str().into(), lease.node.as_str().into(), lease.fence.into()];
        self.change(sql, values).await.map(drop)
    }

    /// Who holds a lease now.
    ///
    /// # Errors
    /// Of the database.
    pub async fn lease(&self, tenant: i64, role: &str) -> Result<Option<Lease>> {
        let sql = format!("select {COLUMNS} from @lease where tenant = $1 and role = $2 and until > $3");
        let rows = self.db().get(&sql, &[tenant.into(), role.into(), self.now().0.into()]).await?;
        rows.first().map(Lease::read).transpose()
    }

    async fn changed_lease(&self, sql: &str, values: &[Val]) -> Result<Option<Lease>> {
        let rows = self.db().write(move |tx| Box::pin(tx.all(sql, values))).await?;
        rows.first().map(Lease::read).transpose()
    }
}

fn after(now: Ts, ttl: Duration) -> Val {
    Val::Int(now.0.saturating_add(i64::try_from(ttl.as_micros()).unwrap_or(i64::MAX)))
}
