//! On what terms a tenant is served: open or shut, and how much it may hold. Kept in the control database; each node has them
//! within two seconds.

use crate::control::Control;
use crate::{Error, Result, Store};
use model::Ts;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Why nobody may use a tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Shut {
    /// Until it is resumed; nothing of it is lost.
    Suspended {
        /// As people are told; may be empty.
        why: String,
        at: i64,
    },
    /// It is purged at `purge_at`; until then it can be brought back.
    Deleted {
        at: i64,
        purge_at: i64,
        /// Where the back-up lies that was written first.
        archive: String,
    },
}

/// How much a tenant may hold; `None` is without limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Quota {
    /// Records in use, of all objects.
    pub records: Option<i64>,
    /// Bytes of uploaded files.
    pub bytes: Option<i64>,
    /// People who may sign in.
    pub people: Option<i64>,
}

/// What a tenant may.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    pub shut: Option<Shut>,
    pub quota: Quota,
}

impl Quota {
    /// Refuses what would go over a limit.
    ///
    /// # Errors
    /// [`Error::Quota`] naming it.
    pub fn check(what: &'static str, limit: Option<i64>, used: i64, more: i64) -> Result<()> {
        match limit {
            Some(limit) if more > 0 && used.saturating_add(more) > limit => Err(Error::Quota { what, limit, used }),
            _ => Ok(()),
        }
    }
}

impl Terms {
    /// Whether the tenant is to be removed now: nobody opens it any more.
    #[must_use]
    pub fn is_due(&self, now: Ts) -> bool {
        matches!(self.shut, Some(Shut::Deleted { purge_at, .. }) if purge_at <= now.0)
    }

    pub(crate) fn read(shut: Option<&str>, quota: Option<&str>) -> Result<Self> {
        let wrong = |e: serde_json::Error| Error::Db(format!("the terms of a tenant are not understood: {e}"));
        let shut = shut.map(serde_json::from_str).transpose().map_err(wrong)?;
        Ok(Self { shut, quota: quota.map(serde_json::from_str).transpose().map_err(wrong)?.unwrap_or_default() })
    }
}

impl Control {
    async fn set_shut(&self, id: i64, shut: Option<&Shut>) -> Result<()> {
        let text = shut.map(serde_json::to_string).transpose().map_err(|e| Error::Invalid(e.to_string()))?;
        self.change("update @tenant set shut = $2 where id = $1", vec![id.into(), text.into()]).await.map(drop)
    }
}

impl Store {
    /// Shuts a tenant: nobody may ask it anything, and its jobs wait.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] for one that is deleted.
    pub async fn suspend(&self, slug: &str, why: &str) -> Result<()> {
        let info = self.control().tenant(slug).await?;
        if matches!(info.terms.shut, Some(Shut::Deleted { .. })) {
            return Err(Error::Invalid(format!("{slug} is deleted; bring it back first")));
        }
        self.shut(slug, Some(Shut::Suspended { why: why.trim().to_owned(), at: self.clock().now().0 })).await
    }

    /// Opens a suspended tenant again. False when it was open.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] for one that is deleted.
    pub async fn resume(&self, slug: &str) -> Result<bool> {
        match self.control().tenant(slug).await?.terms.shut {
            None => Ok(false),
            Some(Shut::Deleted { .. }) => Err(Error::Invalid(format!("{slug} is deleted; bring it back instead"))),
            Some(Shut::Suspended { .. }) => self.shut(slug, None).await.map(|()| true),
        }
    }

    /// Deletes a tenant so that it can be brought back for a while; see [`Store::purge`].
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn discard(&self, slug: &str, archive: &str, grace: Duration) -> Result<Ts> {
        let at = self.clock().now().0;
        let purge_at = at.saturating_add(i64::try_from(grace.as_micros()).unwrap_or(i64::MAX));
        self.shut(slug, Some(Shut::Deleted { at, purge_at, archive: archive.to_owned() })).await?;
        Ok(Ts(purge_at))
    }

    /// Brings a deleted tenant back, open. False when it was not deleted.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn bring_back(&self, slug: &str) -> Result<bool> {
        let deleted = matches!(self.control().tenant(slug).await?.terms.shut, Some(Shut::Deleted { .. }));
        if deleted {
            self.shut(slug, None).await?;
        }
        Ok(deleted)
    }

    /// Removes for good what was deleted and whose time has come. Returns their names; who could not be removed is tried again.
    ///
    /// # Errors
    /// Of the control database.
    pub async fn purge(&self) -> Result<Vec<String>> {
        let (now, mut gone) = (self.clock().now(), Vec::new());
        for info in self.tenants().await? {
            if !info.terms.is_due(now) {
                continue;
            }
            match self.delete_tenant(&info.slug).await {
                Ok(()) => gone.push(info.slug),
                Err(e) => tracing::warn!(tenant = info.slug, error = %e, "a deleted company could not be removed"),
            }
        }
        Ok(gone)
    }

    /// Says how much a tenant may hold.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] for a limit below zero.
    pub async fn set_quota(&self, slug: &str, quota: Quota) -> Result<()> {
        if [quota.records, quota.bytes, quota.people].into_iter().flatten().any(|n| n < 0) {
            return Err(Error::Invalid("a limit is zero or more".into()));
        }
        let info = self.control().tenant(slug).await?;
        let text = serde_json::to_string(&quota).map_err(|e| Error::Invalid(e.to_string()))?;
        self.control().change("update @tenant set quota = $2 where id = $1", vec![info.id.into(), text.into()]).await?;
        self.tell(slug).await
    }

    async fn shut(&self, slug: &str, shut: Option<Shut>) -> Result<()> {
        let info = self.control().tenant(slug).await?;
        self.control().set_shut(info.id, shut.as_ref()).await?;
        self.tell(slug).await
    }
}
