//! Which tenants have work that is due: one small table in the control database instead of a look into each tenant.
//!
//! A transaction that makes a job adds a row here: in itself when the tenant lives in the control database's own
//! PostgreSQL, right after its commit otherwise (a crash in between is healed by the sweep at the next start). Rows are
//! only ever added, so writers never wait for each other. Who looks at a tenant takes the rows that led there and leaves
//! one for the next time; rows that came meanwhile stay. So a wake-up may come too often, but is never lost.

use crate::home::CONTROL_SCHEMA;
use crate::{Error, Result, Tenant, Tx};
use model::Ts;
use parking_lot::Mutex;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use tokio::sync::Notify;

/// Rows read by one look; more come with the next one.
const ROWS: i64 = 5_000;

/// A tenant whose time has come, and the rows that say so.
pub(crate) struct Due {
    pub tenant: i64,
    pub rows: Vec<i64>,
}

pub(crate) struct Wakes {
    control: Tenant,
    hints: Mutex<HashSet<i64>>,
    hinted: Notify,
    /// Earliest wake-up by tenant that is not in the table yet.
    unwritten: Mutex<HashMap<i64, Ts>>,
}

impl Wakes {
    pub(crate) fn new(control: Tenant) -> Arc<Self> {
        Arc::new(Self { control, hints: Mutex::default(), hinted: Notify::new(), unwritten: Mutex::default() })
    }

    /// Tells the workers of this process that a tenant has work.
    pub(crate) fn hint(&self, tenant: i64, due: Ts) {
        if due <= self.control.clock().now() {
            self.hints.lock().insert(tenant);
            self.hinted.notify_one();
        }
    }

    /// Adds a row soon, together with those of other tenants, and gives the hint now.
    pub(crate) fn wake(self: &Arc<Self>, tenant: i64, due: Ts) {
        let mut unwritten = self.unwritten.lock();
        let idle = unwritten.is_empty();
        unwritten.entry(tenant).and_modify(|d| *d = due.min(*d)).or_insert(due);
        drop(unwritten);
        if idle {
            let this = self.clone();
            tokio::spawn(async move { this.write().await });
        }
        self.hint(tenant, due);
    }

    /// Writes what has gathered.
    async fn write(&self) {
        let rows: Vec<_> = self.unwritten.lock().drain().map(|(tenant, due)| vec![tenant.into(), due.0.into()]).collect();
        let rows = rows.as_slice();
        let sql = "insert into @wake (tenant, due_at) values ($1, $2)";
        let done = self.control.write::<_, Error, _>(move |tx| Box::pin(tx.run_many(sql, rows))).await;
        if let Err(e) = done {
            tracing::warn!(error = %e, "wake-ups of jobs are not saved; the next start finds them");
        }
    }

    /// Waits for the next hint.
    pub(crate) async fn hinted(&self) {
        self.hinted.notified().await;
    }

    pub(crate) fn take_hints(&self) -> HashSet<i64> {
        std::mem::take(&mut self.hints.lock())
    }

    /// The tenants that are due by now.
    pub(crate) async fn due(&self) -> Result<Vec<Due>> {
        let sql = "select id, tenant from @wake where due_at <= $1 order by due_at limit $2";
        let now = self.control.clock().now();
        let mut due: Vec<Due> = Vec::new();
        let mut places = HashMap::new();
        for row in self.control.get(sql, &[now.0.into(), ROWS.into()]).await? {
            let (id, tenant) = (row.int(0)?, row.int(1)?);
            let place = *places.entry(tenant).or_insert_with(|| {
                due.push(Due { tenant, rows: Vec::new() });
                due.len() - 1
            });
            due[place].rows.push(id);
        }
        Ok(due)
    }

    /// Takes the rows of a look and leaves one for the next time.
    pub(crate) async fn replace(&self, tenant: i64, rows: &[i64], next: Option<Ts>) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let gone: Vec<_> = rows.iter().map(|id| vec![(*id).into()]).collect();
        let gone = gone.as_slice();
        self.control
            .write(move |tx| {
                Box::pin(async move {
                    tx.run_many("delete from @wake where id = $1", gone).await?;
                    if let Some(next) = next {
                        let row = [tenant.into(), next.0.into()];
                        tx.run("insert into @wake (tenant, due_at) values ($1, $2)", &row).await?;
                    }
                    Ok(())
                })
            })
            .await
    }
}

/// What an open tenant needs to say that it has work.
#[derive(Clone)]
pub(crate) struct Waker {
    pub wakes: Arc<Wakes>,
    /// True when the tenant's tables and the control database are one database.
    pub beside: bool,
}

impl Waker {
    /// Adds the row in the transaction of the job, where that is possible.
    pub(crate) async fn in_transaction(&self, tx: &mut Tx, tenant: i64, due: Ts) -> Result<()> {
        if self.beside {
            let sql = format!("insert into \"{CONTROL_SCHEMA}\".\"wake\" (tenant, due_at) values ($1, $2)");
            tx.run(&sql, &[tenant.into(), due.0.into()]).await?;
        }
        Ok(())
    }

    /// Gives the hint, and adds the row where it could not be done before.
    pub(crate) fn committed(&self, tenant: i64, due: Ts) {
        if self.beside { self.wakes.hint(tenant, due) } else { self.wakes.wake(tenant, due) }
    }
}
