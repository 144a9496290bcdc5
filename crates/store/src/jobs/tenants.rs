//! What a worker asks of the store.

use crate::control::{Status, TenantInfo};
use crate::home::Home;
use crate::wake::Wakes;
use crate::{Error, Result, Store, Tenant};
use std::sync::Arc;

/// Where a tenant with work is.
pub(super) enum Found {
    Here(Tenant),
    /// On another node, on its way to another home, or shut: its wake-ups stay.
    Elsewhere,
    /// There is no such tenant any more.
    Gone,
}

impl Store {
    /// The name of this node among those that share the control database.
    #[must_use]
    pub fn node(&self) -> &str {
        &self.config().node
    }

    /// The blob store.
    #[must_use]
    pub fn blobs(&self) -> &crate::blobs::Blobs {
        &self.0.blobs
    }

    pub(crate) fn wakes(&self) -> &Arc<Wakes> {
        &self.0.wakes
    }

    /// The tenant with a number, when this node may do its jobs.
    pub(super) async fn tenant_to_work_for(&self, id: i64) -> Result<Found> {
        let info = match self.control().tenant_by_id(id).await {
            Ok(info) => info,
            Err(Error::NotFound(_)) => return Ok(Found::Gone),
            Err(e) => return Err(e),
        };
        if info.terms.shut.is_some() {
            self.0.told(&info);
            return Ok(Found::Elsewhere);
        }
        if info.status == Status::Moving || !self.is_here(&info) {
            return Ok(Found::Elsewhere);
        }
        self.tenant(&info.slug).await.map(Found::Here)
    }

    /// Tenants of this node whose wake-ups are written after the commit.
    pub(super) async fn tenants_to_sweep(&self) -> Result<Vec<i64>> {
        let swept = |info: &TenantInfo| !self.0.homes.is_beside_control(&info.slug, &info.home).unwrap_or(true);
        let infos = self.tenants().await?.into_iter();
        Ok(infos.filter(|i| swept(i) && self.is_here(i)).map(|i| i.id).collect())
    }

    /// False for a file in another node's folder.
    fn is_here(&self, info: &TenantInfo) -> bool {
        info.home != Home::Sqlite || self.0.homes.file(&info.slug).exists()
    }
}
