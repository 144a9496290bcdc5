//! Processing of a customer is restricted: they stay as they are, and nobody uses them for a purpose.
//!
//! It is a field of the customer, so that lists find it and history tells of it. While it stands, nobody changes, deletes or merges the
//! customer's record but who has `privacy.manage`, no import does, and every question in the name of a purpose leaves the customer
//! out. What the engine keeps (sums of orders that go on) goes on.

use crate::access::permission::PRIVACY_MANAGE;
use crate::audit::{self, Audit, AuditKind};
use crate::erase::SUBJECT;
use crate::{Access, By, Catalog, Error, Records, Result, Writer, door};
use model::{Id, Record, Val};
use serde_json::json;

/// The field, and the operation that alone sets it.
pub(crate) const FIELD: &str = "restricted_at";
pub(crate) const OPERATION: &str = "restrict_processing";
/// Longest reason, in characters.
const REASON: usize = 500;

/// Whether the company's definitions know the restriction.
pub(crate) fn is_known(catalog: &Catalog) -> bool {
    catalog.objects.get(SUBJECT).is_some_and(|o| o.field(FIELD).is_some())
}

fn restricted(record: &Record) -> bool {
    record.object.name() == SUBJECT && record.object.field_index(FIELD).is_some() && !record.get(FIELD).is_null()
}

impl Writer<'_> {
    /// Refuses a change of a restricted customer.
    ///
    /// # Errors
    /// `Invalid` with code `restricted`.
    pub(crate) fn unrestricted(&self, before: &Record) -> Result<()> {
        if !restricted(before) {
            return Ok(());
        }
        let managed = match self.by {
            By::Person(_) | By::Operation { .. } => self.access.as_ref().is_some_and(|a| a.can(PRIVACY_MANAGE)),
            By::System => true,
            _ => false,
        };
        if managed {
            return Ok(());
        }
        Err(Error::field("id", "restricted", "processing of this customer is restricted; who looks after privacy may lift it"))
    }
}

impl Records {
    /// Restricts the processing of a customer with a reason, or lifts that (`None`). Both are in the audit log.
    ///
    /// # Errors
    /// `Forbidden` without `privacy.manage`; `NotFound`; `Invalid` for an empty or long reason.
    pub async fn restrict(&self, access: &Access, customer: Id, reason: Option<&str>) -> Result<()> {
        access.require(PRIVACY_MANAGE)?;
        let id = self.get(access, SUBJECT, customer).await?.id();
        let reason = reason.map(str::trim);
        if reason.is_some_and(|r| r.is_empty() || r.chars().count() > REASON || r.contains('\0')) {
            return Err(Error::field("reason", "required", format!("say why, in 1 to {REASON} characters")));
        }
        let kind = if reason.is_some() { AuditKind::RestrictionPlaced } else { AuditKind::RestrictionLifted };
        let entry = &Audit::new(kind).of(id, "").with(json!({ "reason": reason }));
        let who = &access.who();
        let by = By::Operation { name: OPERATION, user: access.actor.user };
        let write = self.write(access, by, move |w| {
            Box::pin(async move {
                let p = w.catalog.prepared(SUBJECT)?.clone();
                let before = w.get(SUBJECT, id).await?.ok_or_else(|| Error::no_record(SUBJECT, id))?;
                if restricted(&before) == reason.is_some() {
                    return Ok(());
                }
                let mut after = before.clone();
                after.set(FIELD, if reason.is_some() { Val::Int(w.now.0) } else { Val::Null });
                door::change(w, &p, Some(&before), after).await?;
                Ok(audit::note(w.tx, who, entry).await?)
            })
        });
        write.await
    }
}
