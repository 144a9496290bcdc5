//! A tenant moves to another home while it is being read.
//!
//! Order, so that a crash at any point loses nothing: (1) status `moving`, no more changes; (2) the old home is locked
//! and copied into fresh tables, which are committed; (3) the old home is disabled for everybody, also for other
//! programs that have it open; (4) the control database names the new home; (5) the old home is deleted. A crash
//! before (4) leaves the old home the true one: the next opening finds nobody moving and enables it again. A crash
//! after it leaves rubbish that the next move to that place throws away.

use crate::control::{Status, TenantInfo};
use crate::home::Home;
use crate::migrate::{BOOT, DDL};
use crate::open::Inner;
use crate::place::{self, DISABLED, MoveLock};
use crate::snapshot::Snapshot;
use crate::tenant::{State, Tenant};
use crate::{Error, Result, Store, load};

impl Store {
    /// Moves a tenant to another home, with every row. It can be read meanwhile; changes are refused with
    /// [`Error::Moving`]. Handles taken before are closed in the end: take new ones. Goes on to its end when the
    /// asker leaves.
    ///
    /// # Errors
    /// [`Error::Config`] for a home that is full or unusable, [`Error::Exists`] when another database of this name is
    /// there, [`Error::Moving`] when the tenant is on its way already; errors of either database. After an error the
    /// tenant is where it was.
    pub async fn move_tenant(&self, slug: &str, home: Home) -> Result<()> {
        let (store, slug) = (self.clone(), slug.to_owned());
        let work = tokio::spawn(async move { store.0.move_tenant(&store, &slug, &home).await });
        work.await.unwrap_or(Err(Error::Closed))
    }
}

impl Inner {
    async fn move_tenant(&self, store: &Store, slug: &str, home: &Home) -> Result<()> {
        let info = self.control.tenant(slug).await?;
        if self.homes.same_place(slug, &info.home, home)? {
            // the same database, perhaps named otherwise: by a variable or a file instead of its address
            if info.home != *home {
                self.control.set_home(info.id, home).await?;
                self.forget(slug);
            }
            return Ok(());
        }
        self.homes.check_room(slug, home).await?;
        let tenant = store.tenant(slug).await?;
        let Some(_lock) = MoveLock::take(&tenant.0.db).await? else { return Err(Error::Moving(slug.to_owned())) };
        if self.control.tenant(slug).await?.home != info.home {
            return Err(Error::Moving(slug.to_owned()));
        }
        self.control.set_status(info.id, Status::Moving).await?;
        tenant.set_state(State::Moving);
        let moved = self.relocate(&tenant, &info, home).await;
        if moved.is_ok() {
            tenant.set_state(State::Gone);
            self.forget(slug);
        } else {
            self.control.set_status(info.id, Status::Active).await?;
            tenant.set_state(State::Active);
        }
        moved
    }

    async fn relocate(&self, tenant: &Tenant, info: &TenantInfo, home: &Home) -> Result<()> {
        let (slug, old) = (&info.slug, &tenant.0.db);
        self.homes.throw_away(slug, home).await?;
        let source = Snapshot::locked(old).await?;
        let target =
            Tenant::new(info.id, slug, self.homes.open(slug, home).await?, self.clock.clone(), (1, self.keys.clone()), None);
        if let Err(e) = fill(&source, &target).await {
            drop(target);
            self.homes.throw_away(slug, home).await?;
            return Err(e);
        }
        // From here on the old home cannot be read; a handle that is closed says "in a moment", a missing table would not.
        tenant.set_state(State::Gone);
        disable(&source).await?;
        if let Err(e) = self.control.set_home(info.id, home).await {
            place::enable(old).await?;
            return Err(e);
        }
        place::set_complete(&target.0.db, true).await?;
        self.forget(slug);
        // The tenant lives elsewhere now; rubbish that stays is only worth a warning.
        if let Err(e) = place::remove(old).await {
            tracing::warn!(tenant = %slug, error = %e, "the old home could not be deleted");
        }
        Ok(())
    }

    /// After a crash in the middle of a move: if nobody is moving the tenant, it takes changes where it is.
    pub(crate) async fn recover(&self, info: &TenantInfo) -> Result<Status> {
        let Some((_lock, db)) = MoveLock::take_at(&self.homes, &info.slug, &info.home).await? else {
            return Ok(Status::Moving);
        };
        let now = self.control.tenant(&info.slug).await?;
        if now.home != info.home || now.status == Status::Active {
            return Ok(now.status);
        }
        place::enable(&db).await?;
        self.control.set_status(info.id, Status::Active).await?;
        tracing::warn!(tenant = %info.slug, "a move was interrupted; the tenant stays where it was");
        Ok(Status::Active)
    }
}

/// Makes the same tables in an empty place and copies the rows.
async fn fill(source: &Snapshot, target: &Tenant) -> Result<()> {
    place::set_complete(&target.0.db, false).await?;
    make_tables(target, &steps(source).await?).await?;
    let rows = load::copy(source, &target.0.db).await?;
    tracing::info!(tenant = target.slug(), rows, "copied to its new home");
    Ok(())
}

/// The statements that made the tables, in order.
pub(crate) async fn steps(source: &Snapshot) -> Result<Vec<String>> {
    let mut steps = vec![BOOT.to_owned()];
    for row in source.rows(&format!("select sql from {} order by seq", source.name(DDL)), &[]).await? {
        steps.push(row.text(0)?.to_owned());
    }
    Ok(steps)
}

/// The same tables as another tenant's, by running again what made those.
pub(crate) async fn make_tables(target: &Tenant, steps: &[String]) -> Result<()> {
    target
        .write_ddl(move |tx| {
            Box::pin(async move {
                for sql in steps {
                    tx.batch(sql).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Ends the lock of the snapshot and, in the same transaction, makes the old home useless for every program.
async fn disable(source: &Snapshot) -> Result<()> {
    match source {
        Snapshot::Lite(conn) => Ok(conn.lock().execute_batch(&format!("pragma user_version = {DISABLED}; commit"))?),
        Snapshot::Pg { conn, schema } => Ok(conn.client.batch_execute(&format!("{}; commit", place::park(schema))).await?),
    }
}
