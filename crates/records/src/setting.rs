//! Settings of a company: a text by its name, in `@setting`.

use crate::audit::{self, Audit, AuditKind, Who};
use crate::{Error, Result};
use serde::Serialize;
use store::Tx;

/// A setting as it is kept.
///
/// # Errors
/// `Broken` for what is no JSON.
pub(crate) fn text(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::Broken(e.to_string()))
}

/// Keeps a setting in place of what it was.
pub(crate) async fn put(tx: &mut Tx, name: &str, value: &str) -> Result<()> {
    let sql = "insert into @setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value";
    tx.run(sql, &[name.into(), value.into()]).await?;
    Ok(())
}

/// Changes a setting, or with `None` forgets it; the audit log tells who did.
pub(crate) async fn change(tx: &mut Tx, who: &Who, name: &str, value: Option<&str>) -> Result<()> {
    change_with(tx, who, name, value, &Audit::new(AuditKind::CompanyChanged).named(name)).await
}

/// The same with an entry that tells more.
pub(crate) async fn change_with(tx: &mut Tx, who: &Who, name: &str, value: Option<&str>, entry: &Audit) -> Result<()> {
    match value {
        Some(value) => put(tx, name, value).await?,
        None => drop(tx.run("delete from @setting where name = $1", &[name.into()]).await?),
    }
    audit::note(tx, who, entry).await?;
    Ok(())
}
