//! Legal holds: records that must be kept, with the reason.

use super::SUBJECT;
use crate::access::permission;
use crate::audit::{self, Audit, AuditKind};
use crate::{Access, By, Error, Records, Result, Writer};
use model::{Id, Ts};
use serde::Serialize;

/// Longest reason, in characters.
const REASON: usize = 500;

/// Why somebody must be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hold {
    pub reason: String,
    #[serde(serialize_with = "crate::stamp::rfc3339")]
    pub at: Ts,
    pub by: Option<Id>,
}

impl Records {
    /// The hold on a customer, or on somebody merged into them.
    ///
    /// # Errors
    /// `Forbidden` without `privacy.manage`; `NotFound`.
    pub async fn hold(&self, access: &Access, customer: Id) -> Result<Option<Hold>> {
        self.may_erase(access, customer).await?;
        let group = self.group_of(customer).await?;
        let list = serde_json::to_string(&group).map_err(|e| Error::Broken(e.to_string()))?;
        let sql = sql(self.tenant().dialect());
        self.tenant().get(&sql, &[list.into()]).await?.first().map(read).transpose()
    }

    /// Holds a customer with a reason, or lifts the hold (`None`). Both are in the audit log.
    ///
    /// # Errors
    /// `Forbidden` without `privacy.manage`; `NotFound`; `Invalid` for an empty or long reason.
    pub async fn set_hold(&self, access: &Access, customer: Id, reason: Option<&str>) -> Result<()> {
        access.require(permission::PRIVACY_MANAGE)?;
        let id = self.get(access, SUBJECT, customer).await?.id();
        let reason = reason.map(str::trim);
        if reason.is_some_and(|r| r.is_empty() || r.chars().count() > REASON) {
            return Err(Error::field("reason", "required", format!("say why, in 1 to {REASON} characters")));
        }
        let group = &self.group_of(id).await?;
        let who = &access.who();
        self.write(access, By::System, move |w| {
            Box::pin(async move {
                let rows: Vec<_> = group.iter().map(|g| vec![(*g).into()]).collect();
                w.tx.run_many("delete from @hold where record_id = $1", &rows).await?;
                if let Some(reason) = reason {
                    let sql = "insert into @hold (record_id, object, reason, at, by_id) values ($1, $2, $3, $4, $5)";
                    let values = [id.into(), SUBJECT.into(), reason.into(), w.now().0.into(), who.user.into()];
                    w.tx.run(sql, &values).await?;
                }
                let kind = if reason.is_some() { AuditKind::HoldPlaced } else { AuditKind::HoldLifted };
                Ok(audit::note(w.tx, who, &Audit::new(kind).of(id, "")).await?)
            })
        })
        .await
    }
}

fn sql(dialect: store::Dialect) -> String {
    format!("select reason, at, by_id from @hold where record_id in ({}) order by at", dialect.json_ids("$1"))
}

fn read(row: &store::Row) -> Result<Hold> {
    Ok(Hold { reason: row.text(0)?.to_owned(), at: row.ts(1)?, by: row.opt_id(2) })
}

impl Writer<'_> {
    pub(super) async fn hold_of(&mut self, ids: &[Id]) -> Result<Option<Hold>> {
        let list = serde_json::to_string(ids).map_err(|e| Error::Broken(e.to_string()))?;
        let sql = sql(self.tx.dialect());
        self.tx.all(&sql, &[list.into()]).await?.first().map(read).transpose()
    }
}
