//! Who asks, and what they may do and see. Made by sign-in or API key; every question and every change takes one.

use crate::audit::Origin;
use crate::{By, Company, Error, Result};
use jiff::tz::TimeZone;
use model::Id;
use std::collections::HashMap;
use std::sync::Arc;

mod closed;
mod guard;
mod kept;
pub mod mask;
pub mod permission;
mod role;
pub(crate) mod sight;

pub use closed::Closed;
pub use kept::Kept;
pub use role::{ADMINISTRATOR, Act, Grant, Grants, Level, MEMBER, Role, Scope};

/// A set of permission names; cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions(Arc<[String]>);

impl Permissions {
    /// These; whoever manages all people manages those of their unit.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        let mut all: Vec<String> = names.into_iter().collect();
        if all.iter().any(|n| n == permission::USER_MANAGE) {
            all.push(permission::UNIT_PEOPLE.to_owned());
        }
        all.sort_unstable();
        all.dedup();
        Self(all.into())
    }

    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.binary_search_by(|p| p.as_str().cmp(name)).is_ok()
    }

    /// Those of this set that `scopes` names too: what an API key with these scopes may do.
    #[must_use]
    pub fn narrowed(&self, scopes: &[String]) -> Self {
        let named = |p: &&String| scopes.iter().any(|s| s == *p || s.split_once(':').is_some_and(|(name, _)| name == *p));
        Self::new(self.0.iter().filter(named).cloned())
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// The person or program that asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub user: Option<Id>,
    pub name: String,
    /// The API key used, if it was one.
    pub key: Option<Id>,
    /// As which source the values come, when the key or the template says.
    pub source: Option<String>,
}

/// Which records the asker may see or touch, by their owners.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RowScope {
    #[default]
    All,
    /// All but those owned by one of these teams.
    AllBut(Arc<[Id]>),
    /// Those the asker owns.
    Own(Id),
    /// Those owned by one of these teams.
    Teams(Arc<[Id]>),
}

impl RowScope {
    /// Whether a record with this owner and owner's team is within.
    #[must_use]
    pub fn has(&self, owner: Option<Id>, team: Option<Id>) -> bool {
        match self {
            RowScope::All => true,
            RowScope::AllBut(teams) => team.is_none_or(|t| !teams.contains(&t)),
            RowScope::Own(id) => owner == Some(*id),
            RowScope::Teams(teams) => team.is_some_and(|t| teams.contains(&t)),
        }
    }
}

/// The asker's place among the teams.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub team: Option<Id>,
    /// The team and all below it.
    pub below: Arc<[Id]>,
    /// The teams above it, nearest first.
    pub above: Arc<[Id]>,
}

impl Place {
    /// The place of a member of `team` in a tree of teams, each with the one above it. A tree that bites its tail is walked once.
    #[must_use]
    pub fn among(team: Option<Id>, tree: &[(Id, Option<Id>)]) -> Self {
        let Some(own) = team else { return Self::default() };
        let mut under: HashMap<Id, Vec<Id>> = HashMap::new();
        for (id, above) in tree {
            under.entry(above.unwrap_or(Id::NIL)).or_default().push(*id);
        }
        let mut below = vec![own];
        let mut next = 0;
        while let Some(team) = below.get(next).copied() {
            let new: Vec<Id> = under.get(&team).into_iter().flatten().filter(|t| !below.contains(t)).copied().collect();
            below.extend(new);
            next += 1;
        }
        below.sort_unstable();
        let upper: HashMap<Id, Id> = tree.iter().filter_map(|(id, above)| Some((*id, (*above)?))).collect();
        let mut above: Vec<Id> = Vec::new();
        while let Some(next) = upper.get(above.last().unwrap_or(&own)).filter(|t| **t != own && !above.contains(t)) {
            above.push(*next);
        }
        Self { team, below: below.into(), above: above.into() }
    }
}

/// The authenticated context of a question or a change.
#[derive(Clone, Debug)]
pub struct Access {
    /// Slug of the tenant that it is good for.
    pub tenant: String,
    pub actor: Actor,
    pub role: Role,
    pub place: Place,
    /// What the asker may do, of any object. [`Access::allows`] says of which.
    pub permissions: Permissions,
    /// What an API key may do at most: names of permissions, or `record.read:customer` for one object. `None`: all.
    pub scopes: Option<Arc<[String]>>,
    /// Fields that are closed, or open in part.
    pub closed: Arc<Closed>,
    /// What units keep from the asker.
    pub kept: Arc<Kept>,
    /// What personal data is used for, when it leaves the everyday: `marketing`, `analytics`. None: service.
    pub purpose: Option<String>,
    /// The asker's own time zone, in which their days begin; none: the company's.
    pub zone: Option<TimeZone>,
    /// Where the request came from, for the audit log; none for the program itself.
    pub origin: Option<Arc<Origin>>,
}

impl Access {
    /// A person signed in with a role.
    #[must_use]
    pub fn person(tenant: &str, user: Id, name: &str, role: Role) -> Self {
        Self {
            tenant: tenant.to_owned(),
            actor: Actor { user: Some(user), name: name.to_owned(), key: None, source: None },
            permissions: role.permissions(),
            role,
            place: Place::default(),
            scopes: None,
            closed: Arc::default(),
            kept: Arc::default(),
            purpose: None,
            zone: None,
            origin: None,
        }
    }

    /// The engine itself: command line, jobs, start-up. Sees and may do everything.
    #[must_use]
    pub fn system(tenant: &str) -> Self {
        let person = Self::person(tenant, Id::NIL, "system", Role::administrator());
        Self { actor: Actor { user: None, name: "system".to_owned(), key: None, source: None }, ..person }
    }

    /// The zone in which days begin for the asker: their own, or the company's; UTC when that is not known.
    #[must_use]
    pub fn zone(&self, company: &Company) -> TimeZone {
        self.zone.clone().unwrap_or_else(|| TimeZone::get(&company.zone).unwrap_or(TimeZone::UTC))
    }

    /// As whom this access writes.
    #[must_use]
    pub fn by(&self) -> By {
        self.actor.user.map_or(By::System, By::Person)
    }

    #[must_use]
    pub fn can(&self, permission: &str) -> bool {
        self.permissions.has(permission)
    }

    /// # Errors
    /// `Forbidden` naming the permission when it is missing.
    pub fn require(&self, permission: &str) -> Result<()> {
        if self.can(permission) { Ok(()) } else { Err(Error::forbidden(format!("this needs the permission `{permission}`"))) }
    }

    /// Whether the act is open with any record of the object.
    #[must_use]
    pub fn allows(&self, act: Act, object: &str) -> bool {
        let name = act.permission();
        let scoped = self.scopes.as_ref().is_none_or(|scopes| {
            scopes.iter().any(|s| s == name || s.strip_prefix(name).and_then(|s| s.strip_prefix(':')) == Some(object))
        });
        scoped && self.can(name) && self.role.grant(object).scope(act) != Scope::None
    }

    /// # Errors
    /// `Forbidden` naming the permission and the object.
    pub fn require_on(&self, act: Act, object: &str) -> Result<()> {
        self.require(act.permission())?;
        if self.allows(act, object) {
            return Ok(());
        }
        Err(Error::forbidden(format!("this needs the permission `{}` for {object}", act.permission())))
    }

    /// Which records of an object with owners an act reaches.
    #[must_use]
    pub fn rows(&self, act: Act, object: &str) -> RowScope {
        let none = || RowScope::Teams([].into());
        if !self.allows(act, object) {
            return none();
        }
        let own = || self.actor.user.map_or_else(none, RowScope::Own);
        let kept = self.kept.records(object);
        match (self.role.grant(object).scope(act), self.place.team) {
            (Scope::None, _) => none(),
            (Scope::All, _) if kept.is_empty() => RowScope::All,
            (Scope::All, _) => RowScope::AllBut(kept.into()),
            (Scope::Own, _) | (_, None) => own(),
            (Scope::Team, Some(team)) => RowScope::Teams([team].into()),
            (Scope::TeamAndBelow, Some(_)) if kept.is_empty() => RowScope::Teams(self.place.below.clone()),
            (Scope::TeamAndBelow, Some(_)) => {
                RowScope::Teams(self.place.below.iter().filter(|t| !kept.contains(t)).copied().collect())
            }
        }
    }

    /// Those with whom records are shared that the asker sees: themselves, their team and the teams above it.
    #[must_use]
    pub fn principals(&self) -> Vec<Id> {
        self.actor.user.into_iter().chain(self.place.team).chain(self.place.above.iter().copied()).collect()
    }

    /// Whether the asker may read, filter, sort and search by the field.
    #[must_use]
    pub fn may_read(&self, object: &str, field: &str) -> bool {
        self.closed.level(object, field) <= Level::Read
    }

    /// Whether the asker may see the field in part.
    #[must_use]
    pub fn masks(&self, object: &str, field: &str) -> bool {
        self.closed.level(object, field) == Level::Masked
    }

    /// Whether the asker may write the field, as far as their role goes.
    #[must_use]
    pub fn may_write(&self, object: &str, field: &str) -> bool {
        self.closed.level(object, field) == Level::Write
    }

    /// The same asker, who reaches only these records of objects that have owners.
    #[must_use]
    pub fn limited(self, rows: RowScope) -> Self {
        let (scope, place, user) = match rows {
            RowScope::All | RowScope::AllBut(_) => (Scope::All, self.place.clone(), self.actor.user),
            RowScope::Own(user) => (Scope::Own, self.place.clone(), Some(user)),
            RowScope::Teams(below) => {
                (Scope::TeamAndBelow, Place { team: Some(Id::NIL), below, ..Place::default() }, self.actor.user)
            }
        };
        let mut grants = self.role.grants().clone();
        for grant in grants.objects.values_mut().chain([&mut grants.usual]) {
            grant.read = grant.read.min(scope);
        }
        let role = Role::new(self.role.code(), grants);
        Self { role, place, actor: Actor { user, ..self.actor }, ..self }
    }
}
