//! Somebody's access when they are not there: for the jobs that they have started.

use super::{accounts, closed, roles};
use model::Id;
use records::{Access, Records};
use std::sync::Arc;

/// What somebody may do now, narrowed to the scopes of the API key by which they began; `None` when they may no longer sign in.
///
/// # Errors
/// Of the database.
pub async fn access(records: &Records, user: Id, scopes: Option<&[String]>) -> records::Result<Option<Access>> {
    let tenant = records.tenant();
    let Some(account) = accounts::by_id(tenant, user).await?.filter(|a| a.active) else { return Ok(None) };
    let mut access = roles::access(tenant, &account).await?;
    if let Some(scopes) = scopes {
        access.permissions = access.permissions.narrowed(scopes);
        access.scopes = Some(scopes.into());
        access.zone = None;
    }
    let catalog = records.current().await?;
    access.closed = Arc::new(closed::closed(&catalog, &access));
    access.kept = Arc::new(closed::kept(&catalog, &access.kept));
    Ok(Some(access))
}

/// The same in the name of a purpose, where they began it so.
///
/// # Errors
/// `BadRequest` for a purpose that the company no longer has; of the database.
pub async fn in_name_of(records: &Records, access: Access, purpose: Option<&str>) -> records::Result<Access> {
    match purpose {
        Some(purpose) => closed::for_purpose(&*records.current().await?, &access, purpose),
        None => Ok(access),
    }
}
