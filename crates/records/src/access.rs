//! Who asks, and what they may do and see. Made by sign-in or API key; every question and every change takes one.

use crate::audit::Origin;
use crate::{By, Error, Result};
use model::Id;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Names of the permissions that the engine and its callers check.
pub mod permission {
    pub const RECORD_READ: &str = "record.read";
    pub const RECORD_CREATE: &str = "record.create";
    pub const RECORD_UPDATE: &str = "record.update";
    pub const RECORD_DELETE: &str = "record.delete";
    /// Make several records one, and take that back.
    pub const RECORD_MERGE: &str = "record.merge";
    pub const RECORD_EXPORT: &str = "record.export";
    pub const IMPORT_RUN: &str = "import.run";
    pub const IMPORT_UNDO: &str = "import.undo";
    pub const OBJECT_DEFINE: &str = "object.define";
    pub const USER_MANAGE: &str = "user.manage";
    pub const KEY_MANAGE: &str = "key.manage";
    pub const COMPANY_MANAGE: &str = "company.manage";
    pub const EVENT_CREATE: &str = "event.create";
    pub const FILE_WRITE: &str = "file.write";
    /// Read, find and write fields that are marked sensitive.
    pub const FIELD_SENSITIVE: &str = "field.sensitive";
    /// Read the audit log.
    pub const AUDIT_READ: &str = "audit.read";

    /// Every permission there is, sorted.
    pub const ALL: &[&str] = &[
        AUDIT_READ,
        COMPANY_MANAGE,
        EVENT_CREATE,
        FIELD_SENSITIVE,
        FILE_WRITE,
        IMPORT_RUN,
        IMPORT_UNDO,
        KEY_MANAGE,
        OBJECT_DEFINE,
        RECORD_CREATE,
        RECORD_DELETE,
        RECORD_EXPORT,
        RECORD_MERGE,
        RECORD_READ,
        RECORD_UPDATE,
        USER_MANAGE,
    ];
    /// What only an administrator may do.
    pub const ADMINISTRATOR_ONLY: &[&str] =
        &[OBJECT_DEFINE, USER_MANAGE, KEY_MANAGE, COMPANY_MANAGE, IMPORT_UNDO, FIELD_SENSITIVE, AUDIT_READ];
}

/// The two roles that exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Administrator,
    Member,
}

impl Role {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::Member => "member",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "administrator" => Some(Role::Administrator),
            "member" => Some(Role::Member),
            _ => None,
        }
    }

    #[must_use]
    pub fn permissions(self) -> Permissions {
        let granted = |p: &&&str| self == Role::Administrator || !permission::ADMINISTRATOR_ONLY.contains(p);
        Permissions::new(permission::ALL.iter().filter(granted).map(|p| (*p).to_owned()))
    }
}

/// A set of permission names; cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions(Arc<[String]>);

impl Permissions {
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        let mut all: Vec<String> = names.into_iter().collect();
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
        Self::new(self.0.iter().filter(|p| scopes.contains(p)).cloned())
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
}

/// Which records of owned objects the asker may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RowScope {
    #[default]
    All,
    /// Those the asker owns.
    Own(Id),
    /// Those owned by one of these teams.
    Teams(Arc<[Id]>),
}

/// Fields that are closed to an asker, by object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hidden(HashMap<String, HashSet<String>>);

impl Hidden {
    #[must_use]
    pub fn has(&self, object: &str, field: &str) -> bool {
        !self.0.is_empty() && self.0.get(object).is_some_and(|fields| fields.contains(field))
    }
}

impl FromIterator<(String, String)> for Hidden {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(fields: I) -> Self {
        let mut all: HashMap<String, HashSet<String>> = HashMap::new();
        for (object, field) in fields {
            all.entry(object).or_default().insert(field);
        }
        Self(all)
    }
}

impl<const N: usize> From<[(String, String); N]> for Hidden {
    fn from(fields: [(String, String); N]) -> Self {
        fields.into_iter().collect()
    }
}

/// The authenticated context of a question or a change.
#[derive(Clone, Debug)]
pub struct Access {
    /// Slug of the tenant that it is good for.
    pub tenant: String,
    pub actor: Actor,
    pub role: Role,
    pub permissions: Permissions,
    /// Fields that the asker may neither read nor filter, sort, search or write by.
    pub hidden: Arc<Hidden>,
    pub rows: RowScope,
    /// What personal data is used for, when it leaves the everyday: `marketing`, `analytics`. None: service.
    pub purpose: Option<String>,
    /// Where the request came from, for the audit log; none for the program itself.
    pub origin: Option<Arc<Origin>>,
}

impl Access {
    /// A person signed in with a role.
    #[must_use]
    pub fn person(tenant: &str, user: Id, name: &str, role: Role) -> Self {
        Self {
            tenant: tenant.to_owned(),
            actor: Actor { user: Some(user), name: name.to_owned(), key: None },
            role,
            permissions: role.permissions(),
            hidden: Arc::default(),
            rows: RowScope::All,
            purpose: None,
            origin: None,
        }
    }

    /// The engine itself: command line, jobs, start-up. Sees and may do everything.
    #[must_use]
    pub fn system(tenant: &str) -> Self {
        Self {
            tenant: tenant.to_owned(),
            actor: Actor { user: None, name: "system".to_owned(), key: None },
            role: Role::Administrator,
            permissions: Role::Administrator.permissions(),
            hidden: Arc::default(),
            rows: RowScope::All,
            purpose: None,
            origin: None,
        }
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

    /// Whether the asker may read, filter, sort and search by the field.
    #[must_use]
    pub fn may_read(&self, object: &str, field: &str) -> bool {
        !self.hidden.has(object, field)
    }

    /// Whether a record with this owner and owner's team is in sight.
    #[must_use]
    pub fn sees_row(&self, owner: Option<Id>, team: Option<Id>) -> bool {
        match &self.rows {
            RowScope::All => true,
            RowScope::Own(id) => owner == Some(*id),
            RowScope::Teams(teams) => team.is_some_and(|t| teams.contains(&t)),
        }
    }
}
