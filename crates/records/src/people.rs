//! The people of a company: everybody says of themselves how they are called and reached; everything else about people and
//! teams, which decide who sees what, is for those who manage them.

use crate::access::permission::{UNIT_PEOPLE, USER_MANAGE};
use crate::prepared::Prepared;
use crate::writer::Writer;
use crate::{Access, By, Error, Result};
use model::{Id, Record};

/// Objects that are changed by those who manage people.
const MANAGED: [&str; 2] = ["user", "team"];
/// What people may change of their own record.
const OWN: [&str; 5] = ["name", "phone", "language", "zone", "position"];

/// Whether the asker may make records of the object, or have them made by an import.
///
/// # Errors
/// `Forbidden` naming the permission.
pub(crate) fn may_manage(access: &Access, object: &str) -> Result<()> {
    if MANAGED.contains(&object) { access.require(USER_MANAGE) } else { Ok(()) }
}

impl Access {
    /// Whether the asker administers all people of the company.
    #[must_use]
    pub fn manages_all(&self) -> bool {
        self.can(USER_MANAGE)
    }

    /// Whether the asker administers the people of this team: all, or those of their own team and of the teams below it.
    #[must_use]
    pub fn manages(&self, team: Option<Id>) -> bool {
        self.manages_all() || self.can(UNIT_PEOPLE) && team.is_some_and(|t| self.place.below.contains(&t))
    }

    /// Whom the asker does not administer is not there.
    ///
    /// # Errors
    /// `Forbidden` for somebody who administers nobody; `NotFound`.
    pub(crate) fn must_manage(&self, user: Id, team: Option<Id>) -> Result<()> {
        self.require(UNIT_PEOPLE)?;
        if self.manages(team) { Ok(()) } else { Err(Error::no_record("user", user)) }
    }
}

/// Whether the record is the writer's own, as a person.
pub(crate) fn is_self(by: &By, object: &str, id: Id) -> bool {
    object == "user" && *by == By::Person(id)
}

impl Writer<'_> {
    /// Whether the person may create, delete or restore records of the object.
    pub(crate) fn may_manage(&self, object: &str) -> Result<()> {
        match (&self.access, &self.by) {
            (Some(access), By::Person(_)) => may_manage(access, object),
            _ => Ok(()),
        }
    }

    /// Whether the person may make this difference. What nobody may set by hand is refused elsewhere.
    pub(crate) fn may_change(&self, p: &Prepared, before: &Record, after: &Record) -> Result<()> {
        if !matches!(self.by, By::Person(_)) {
            return Ok(());
        }
        let own = is_self(&self.by, p.object.name(), before.id());
        let allowed = |column: &usize| {
            let field = &p.object.fields[p.object.columns[*column].field];
            OWN.contains(&field.name.as_ref()) || !self.by.may_set(field)
        };
        if own && crate::door::ready::changed(before, after).iter().all(allowed) {
            return Ok(());
        }
        self.may_manage(p.object.name()).map_err(|e| match e {
            Error::Forbidden { what } => Error::forbidden(format!("{what}; of yourself you may change {}", OWN.join(", "))),
            other => other,
        })
    }
}
