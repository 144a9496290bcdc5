//! Guests: somebody who carries a link to one record instead of an account. What they see is what the link's maker may see at this
//! moment; a maker who may no longer share the record has no guests.

use super::gate::Gate;
use super::token::Token;
use super::{accounts, closed, roles};
use crate::app::App;
use crate::http::Problem;
use model::Record;
use records::access::permission;
use records::audit::Origin;
use records::share::guest::GuestLink;
use records::{Access, Audit, AuditKind, Catalog, Permissions, Records, Who, audit};
use serde_json::json;
use std::sync::Arc;

/// Longest passcode looked at, in bytes.
const PASSCODE: usize = 256;

/// What somebody who follows a link finds.
pub enum Door {
    /// Nothing, whatever is wrong with the link.
    Closed,
    /// The link asks for a passcode; `wrong` when one was given.
    Passcode {
        wrong: bool,
    },
    Open(Box<Guest>),
}

/// Somebody whose link is good.
pub struct Guest {
    pub records: Records,
    /// The maker's, closed for guests.
    pub access: Access,
    pub record: Record,
    pub link: GuestLink,
}

/// The asker as guests see through them: sensitive fields are closed.
#[must_use]
pub fn outside(catalog: &Catalog, access: &Access) -> Access {
    let names = access.permissions.iter().filter(|p| *p != permission::FIELD_SENSITIVE).map(str::to_owned);
    let access = Access { permissions: Permissions::new(names), ..access.clone() };
    let (closed, kept) = (closed::closed(catalog, &access), closed::kept(catalog, &access.kept));
    Access { closed: Arc::new(closed), kept: Arc::new(kept), ..access }
}

/// Follows a link.
///
/// # Errors
/// 429 after too many attempts; of the database.
#[allow(clippy::disallowed_methods, reason = "a guest has a link instead of an account, and reaches one record")]
pub async fn enter(app: &App, text: &str, passcode: Option<&str>, origin: &Origin) -> Result<Door, Problem> {
    app.gate().admit_guest(origin, text)?;
    let Some(token) = Token::parse(text) else { return Ok(Door::Closed) };
    let records = match app.records(&token.tenant).await {
        Err(records::Error::Store(store::Error::NotFound(_))) => return Ok(Door::Closed),
        other => other?,
    };
    if records.tenant().shut().is_some() {
        return Ok(Door::Closed);
    }
    let link = records.guest_link(token.id).await?.filter(|l| token.matches(&l.hash));
    let Some(link) = link else { return Ok(Door::Closed) };
    let Some((access, record)) = behind(&records, &link).await? else { return Ok(Door::Closed) };
    if let Some(stored) = &link.passcode {
        let Some(given) = passcode.filter(|p| !p.is_empty()) else { return Ok(Door::Passcode { wrong: false }) };
        if !knows(app.gate(), &records, &link, &record, (given, stored), origin).await? {
            return Ok(Door::Passcode { wrong: true });
        }
    }
    if !records.opened_guest_link(&access, &Who::nobody(origin), &link, &record).await? {
        return Ok(Door::Closed);
    }
    Ok(Door::Open(Box::new(Guest { records, access, record, link })))
}

/// The record as the link's maker has it now; `None` when they may not share it any more.
async fn behind(records: &Records, link: &GuestLink) -> Result<Option<(Access, Record)>, Problem> {
    let tenant = records.tenant();
    let Some(maker) = accounts::by_id(tenant, link.by).await?.filter(|a| a.active) else { return Ok(None) };
    let access = outside(&*records.current().await?, &roles::access(tenant, &maker).await?);
    match records.sharable(&access, &link.object, link.record).await {
        Ok(record) => Ok(Some((access, record))),
        Err(records::Error::Store(e)) => Err(e.into()),
        Err(_) => Ok(None),
    }
}

/// Whether the passcode is right. Attempts count for the link and for the address, as those to sign in do.
async fn knows(
    gate: &Gate,
    records: &Records,
    link: &GuestLink,
    record: &Record,
    (given, stored): (&str, &str),
    origin: &Origin,
) -> Result<bool, Problem> {
    let targets = gate.admit_passcode(records.tenant(), link.id, origin).await?;
    let given = if given.len() > PASSCODE { String::new() } else { given.to_owned() };
    if gate.passwords.check(given, Some(stored.to_owned())).await {
        gate.forgive(&targets).await?;
        return Ok(true);
    }
    let details = json!({ "object": link.object, "link": link.id, "label": link.label });
    let entry = Audit::new(AuditKind::GuestLinkRefused).of(record.id(), "").with(details);
    audit::note_alone(records.tenant(), &Who::nobody(origin), &entry).await?;
    Ok(false)
}
