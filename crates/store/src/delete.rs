//! Deleting a tenant: its name first, so that nobody finds it any more, then its tables and blobs.

use crate::sqlite::connect;
use crate::tenant::{Db, State};
use crate::{Error, Result, Store, place};

impl Store {
    /// Deletes a tenant with everything that it has. Only a back-up brings it back.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Moving`]; errors of the database and of the blob store. After an error or a
    /// crash the name may be free while tables are left; who makes a tenant of that name is then told where they lie.
    pub async fn delete_tenant(&self, slug: &str) -> Result<()> {
        let inner = &self.0;
        let info = inner.control.tenant(slug).await?;
        let tenant = self.tenant(slug).await?;
        let Some(_lock) = place::MoveLock::take(&tenant.0.db).await? else { return Err(Error::Moving(slug.to_owned())) };
        inner.control.remove_tenant(info.id).await?;
        tenant.set_state(State::Gone);
        inner.forget(slug);
        for table in ["wake", "lease"] {
            inner.control.change(&format!("delete from @{table} where tenant = $1"), vec![info.id.into()]).await?;
        }
        match &tenant.0.db {
            Db::Lite(lite) => {
                // For other programs that have the file open.
                connect(lite.path(), 1_024)?.execute_batch(&format!("pragma user_version = {}", place::DISABLED))?;
                place::remove(&tenant.0.db).await?;
            }
            db @ Db::Pg { .. } => {
                place::set_complete(db, false).await?;
                inner.homes.throw_away(slug, &info.home).await?;
            }
        }
        inner.blobs.delete_all(slug).await.map(drop)
    }
}
