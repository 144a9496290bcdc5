//! Who asks, once that is known.

use crate::signin::accounts::Account;
use crate::signin::networks::Networks;
use crate::signin::roles;
use model::{Id, Ts};
use parking_lot::Mutex;
use records::access::permission;
use records::{Access, Catalog, Records};
use std::sync::Arc;

/// Somebody whose cookie or key is right.
#[derive(Debug)]
pub struct Signed {
    /// What they may do, before fields are closed to them.
    pub access: Arc<Access>,
    /// The same with the fields closed under a version of the definitions.
    pub(super) closed: Mutex<Option<(i64, Arc<Access>)>>,
    /// The session, when it came by cookie.
    pub session: Option<Id>,
    pub account: Account,
    /// Their company asks for a second factor that they do not have: they may set it up and nothing else.
    pub must_enrol: bool,
    /// From where they may come.
    pub networks: Networks,
    pub(super) expires_at: Option<Ts>,
}

impl Signed {
    pub(super) fn new(access: Access, account: Account, session: Option<Id>, expires_at: Option<Ts>) -> Self {
        Self {
            access: Arc::new(access),
            closed: Mutex::new(None),
            session,
            account,
            must_enrol: false,
            networks: Networks::default(),
            expires_at,
        }
    }

    /// What they may do under these definitions: fields that are not open to them are closed.
    #[must_use]
    pub fn under(&self, catalog: &Catalog) -> Arc<Access> {
        if self.access.can(permission::FIELD_SENSITIVE)
            && self.access.role.fields().next().is_none()
            && self.access.kept.is_empty()
        {
            return self.access.clone();
        }
        let mut kept = self.closed.lock();
        if let Some((version, access)) = &*kept
            && *version == catalog.version
        {
            return access.clone();
        }
        let closed = Arc::new(crate::signin::closed::closed(catalog, &self.access));
        let of_units = Arc::new(crate::signin::closed::kept(catalog, &self.access.kept));
        let access = Arc::new(Access { closed, kept: of_units, ..(*self.access).clone() });
        *kept = Some((catalog.version, access.clone()));
        access
    }
}

/// What somebody may do and see now, for what is done for them while they are away.
///
/// # Errors
/// Of the database.
pub async fn access_of(records: &Records, account: &Account) -> records::Result<Arc<Access>> {
    let access = roles::access(records.tenant(), account).await?;
    Ok(Signed::new(access, account.clone(), None, None).under(&*records.current().await?))
}
