//! Deleting a tenant for good: it is shut first, then its files go, its tables, and last its name. A crash at any point leaves
//! a tenant that is shut and due, which the next purge removes to the end.

use crate::sqlite::connect;
use crate::tenant::Db;
use crate::{Error, Result, Store, place};
use std::time::Duration;

impl Store {
    /// Deletes a tenant with everything that it has. Only a back-up brings it back.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Moving`]; errors of the database and of the blob store. After an error or a crash the
    /// tenant is shut, and deleting it again goes on.
    pub async fn delete_tenant(&self, slug: &str) -> Result<()> {
        let inner = &self.0;
        let info = inner.control.tenant(slug).await?;
        self.discard(slug, "", Duration::ZERO).await?;
        // as it is: what a crash left may be neither opened nor migrated
        let (db, _) = inner.homes.open(slug, &info.home).await?;
        let Some(_lock) = place::MoveLock::take(&db).await? else { return Err(Error::Moving(slug.to_owned())) };
        inner.end(slug);
        inner.blobs.delete_all(slug).await?;
        match &db {
            Db::Lite(lite) => {
                // For other programs that have the file open.
                connect(lite.path(), 1_024)?.execute_batch(&format!("pragma user_version = {}", place::DISABLED))?;
                place::remove(&db).await?;
            }
            db @ Db::Pg { .. } => {
                place::set_complete(db, false).await?;
                inner.homes.throw_away(slug, &info.home).await?;
            }
        }
        for table in ["wake", "lease"] {
            inner.control.change(&format!("delete from @{table} where tenant = $1"), vec![info.id.into()]).await?;
        }
        inner.control.remove_tenant(info.id).await
    }
}
