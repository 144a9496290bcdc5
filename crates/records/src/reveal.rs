//! Masked values shown whole, one by one, each told to the audit log before it is shown; and who sees a record, and why.

use crate::access::sight::{Sight, sight};
use crate::access::{Act, Scope};
use crate::audit::{self, Audit, AuditKind};
use crate::condition::names::readable_field;
use crate::{Access, Error, Records, Result, json};
use model::{Id, Record};
use serde::Serialize;
use serde_json::{Value, json};

/// Why somebody sees a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// How far their role reaches: `own`, `team`, `team_and_below`, `all`.
    pub scope: Scope,
    /// The object whose records they reach so far, when the record is seen because it belongs to one of them.
    pub through: Option<String>,
    /// They own it.
    pub owns: bool,
    /// Their role does not reach it; it was shared with them or a team of theirs.
    pub shared: bool,
}

impl Records {
    /// The whole value of a field that the asker sees in part.
    ///
    /// # Errors
    /// `NotFound` for a record out of sight; `Forbidden` for a field that is closed to the asker; `Invalid` for an unknown one.
    pub async fn reveal(&self, access: &Access, object: &str, id: Id, field: &str) -> Result<Value> {
        let record = self.get(access, object, id).await?;
        if !access.masks(record.object.name(), field) {
            readable_field(&record.object, field, access)?;
        }
        if access.kept.closes(&record, field) {
            return Err(Error::forbidden(format!("the unit that has this {object} keeps `{field}` to itself")));
        }
        let index = record.object.field_index(field);
        let index = index.ok_or_else(|| Error::field("field", "unknown_field", format!("there is no field `{field}`")))?;
        let title = record.object.def.title.as_ref();
        let name = if access.may_read(object, title) { record.get(title).text().unwrap_or_default() } else { "" };
        let told = Audit::new(AuditKind::FieldRevealed).of(record.id(), name).with(json!({ "object": object, "field": field }));
        audit::note_alone(self.tenant(), &access.who(), &told).await?;
        Ok(json::field_json(&record, index, self.catalog().scalars().currency()))
    }

    /// Why the asker sees a record; `None` when they do not.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn reason(&self, access: &Access, record: &Record) -> Result<Option<Reason>> {
        let catalog = self.current().await?;
        let object = record.object.name();
        let owns = record.object.def.owned && record.get("owner").id().is_some_and(|o| Some(o) == access.actor.user);
        let scope = access.role.grant(object).scope(Act::Read);
        let reason = Reason { scope, through: None, owns, shared: false };
        Ok(match sight(&catalog, access, &record.object, Act::Read) {
            Sight::Nothing => None,
            Sight::All => Some(reason),
            Sight::Owner(reach) => {
                let owned = reach.rows.has(record.get("owner").id(), record.get("owner_team").id());
                let seen = owned || !self.within(&catalog, access, Act::Read, vec![record.clone()]).await?.is_empty();
                seen.then_some(Reason { shared: !owned, ..reason })
            }
            Sight::Parents(parents) => {
                let parent = parents.first().map(|p| p.object.name().to_owned());
                let scope = parent.as_deref().map_or(scope, |p| access.role.grant(p).scope(Act::Read));
                let seen = !self.within(&catalog, access, Act::Read, vec![record.clone()]).await?.is_empty();
                seen.then_some(Reason { scope, through: parent, owns, shared: false })
            }
        })
    }
}
