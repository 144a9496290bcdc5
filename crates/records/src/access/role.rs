//! Roles: what their bearers may do, with the records of which objects, how far, and which fields are closed to them.

use super::permission;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// Code of the role that may do everything.
pub const ADMINISTRATOR: &str = "administrator";
/// Code of the role of everybody else, as long as a company has made none of its own.
pub const MEMBER: &str = "member";

/// What may be done with records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    Read,
    Create,
    Update,
    Delete,
    Merge,
    Export,
    Import,
}

impl Act {
    pub const ALL: [Act; 7] = [Act::Read, Act::Create, Act::Update, Act::Delete, Act::Merge, Act::Export, Act::Import];

    /// The permission that stands for the act, of any object.
    #[must_use]
    pub fn permission(self) -> &'static str {
        match self {
            Act::Read => permission::RECORD_READ,
            Act::Create => permission::RECORD_CREATE,
            Act::Update => permission::RECORD_UPDATE,
            Act::Delete => permission::RECORD_DELETE,
            Act::Merge => permission::RECORD_MERGE,
            Act::Export => permission::RECORD_EXPORT,
            Act::Import => permission::IMPORT_RUN,
        }
    }

    /// `read`, `create` ...
    #[must_use]
    pub fn name(self) -> &'static str {
        let permission = self.permission();
        match self {
            Act::Import => "import",
            _ => permission.rsplit('.').next().unwrap_or(permission),
        }
    }
}

/// How far an act reaches, from nowhere to everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    #[default]
    None,
    /// Records that one owns.
    Own,
    /// Records of one's team.
    Team,
    /// Records of one's team and of the teams below it.
    TeamAndBelow,
    All,
}

/// How open a field is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    #[default]
    Write,
    Read,
    /// Shown in part (`138****8888`); the whole is shown one by one, and each time is logged.
    Masked,
    Hidden,
}

/// What a role may do with the records of one object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Grant {
    pub read: Scope,
    pub create: bool,
    pub update: Scope,
    pub delete: Scope,
    pub merge: bool,
    pub export: bool,
    pub import: bool,
    /// Fields that are less open than to be written.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Level>,
}

impl Grant {
    /// Everything with all records.
    #[must_use]
    pub fn all() -> Self {
        Self {
            read: Scope::All,
            create: true,
            update: Scope::All,
            delete: Scope::All,
            merge: true,
            export: true,
            import: true,
            fields: BTreeMap::new(),
        }
    }

    /// How far an act reaches. Nothing reaches further than reading.
    #[must_use]
    pub fn scope(&self, act: Act) -> Scope {
        let whole = |granted: bool| if granted { self.read } else { Scope::None };
        match act {
            Act::Read => self.read,
            Act::Update => self.update.min(self.read),
            Act::Delete => self.delete.min(self.read),
            Act::Create => whole(self.create),
            Act::Import => whole(self.import),
            Act::Merge => {
                if self.merge {
                    self.update.min(self.read)
                } else {
                    Scope::None
                }
            }
            Act::Export => whole(self.export),
        }
    }
}

/// What a role grants, as it is stored and edited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Grants {
    /// Names of [`permission::GENERAL`].
    pub permissions: BTreeSet<String>,
    /// What holds for objects that are not named.
    pub usual: Grant,
    pub objects: BTreeMap<String, Grant>,
}

/// A role; cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role(Arc<Inner>);

#[derive(Debug, PartialEq, Eq)]
struct Inner {
    code: String,
    grants: Grants,
    stamp: u64,
}

impl Role {
    #[must_use]
    pub fn new(code: &str, grants: Grants) -> Self {
        let mut hasher = DefaultHasher::new();
        (code, &grants).hash(&mut hasher);
        Self(Arc::new(Inner { code: code.to_owned(), grants, stamp: hasher.finish() }))
    }

    /// May do everything.
    #[must_use]
    pub fn administrator() -> Self {
        let permissions = permission::GENERAL.iter().map(|p| (*p).to_owned()).collect();
        Self::new(ADMINISTRATOR, Grants { permissions, usual: Grant::all(), objects: BTreeMap::new() })
    }

    /// Works with all records, and administers nothing.
    #[must_use]
    pub fn member() -> Self {
        let permissions = [permission::EVENT_CREATE, permission::FILE_WRITE, permission::RECORD_SHARE].map(str::to_owned).into();
        Self::new(MEMBER, Grants { permissions, usual: Grant::all(), objects: BTreeMap::new() })
    }

    /// A role of somebody whose role is gone: nothing.
    #[must_use]
    pub fn nothing(code: &str) -> Self {
        Self::new(code, Grants::default())
    }

    /// The role of this code that every company has.
    #[must_use]
    pub fn built_in(code: &str) -> Option<Self> {
        match code {
            ADMINISTRATOR => Some(Self::administrator()),
            MEMBER => Some(Self::member()),
            _ => None,
        }
    }

    #[must_use]
    pub fn code(&self) -> &str {
        &self.0.code
    }

    #[must_use]
    pub fn grants(&self) -> &Grants {
        &self.0.grants
    }

    /// Differs when what the role grants differs.
    #[must_use]
    pub fn stamp(&self) -> u64 {
        self.0.stamp
    }

    /// What it may do with records of an object.
    #[must_use]
    pub fn grant(&self, object: &str) -> &Grant {
        self.0.grants.objects.get(object).unwrap_or(&self.0.grants.usual)
    }

    /// All permissions, those that follow from objects too: a permission that holds for one object at least is named.
    #[must_use]
    pub fn permissions(&self) -> super::Permissions {
        let grants = &self.0.grants;
        let all = || std::iter::once(&grants.usual).chain(grants.objects.values());
        let acts = Act::ALL.into_iter().filter(|a| all().any(|g| g.scope(*a) != Scope::None));
        let general = grants.permissions.iter().filter(|p| permission::GENERAL.contains(&p.as_str()));
        super::Permissions::new(acts.map(|a| a.permission().to_owned()).chain(general.cloned()))
    }

    /// `(object, field)` of the fields that are less open than to be written.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str, Level)> {
        let objects = self.0.grants.objects.iter();
        objects.flat_map(|(o, g)| g.fields.iter().map(move |(f, l)| (o.as_str(), f.as_str(), *l)))
    }
}
