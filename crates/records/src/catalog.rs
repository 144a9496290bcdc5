//! The definitions of one tenant at one moment: immutable, shared, replaced as a whole when something is defined.

use crate::arrange::Arrangement;
use crate::duplicates::Actions;
use crate::json::Scalars;
use crate::prepared::{self, Prepared};
use crate::rollup::feed::Feed;
use crate::sources::Order;
use crate::validation::{Rule, Rules};
use crate::{Error, Registry, Result};
use model::{Id, Object, ObjectDef};
use std::collections::HashMap;
use std::sync::Arc;
use store::Dialect;

/// Languages of staff.
pub const LANGUAGES: [&str; 3] = ["zh-CN", "zh-TW", "en"];

/// The company that owns the tenant.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Company {
    pub name: String,
    /// ISO 4217; roll-ups and base amounts are in it.
    pub currency: String,
    /// IANA time zone in which days begin.
    pub zone: String,
    /// Language of staff by default: `en`, `zh-CN`, `zh-TW`.
    pub language: String,
    /// ISO 3166 alpha-2; phone numbers without country code are read as this country's.
    pub country: String,
    /// What it is called where there is little room; empty: by its name.
    pub short_name: String,
    /// Colour of buttons and links: `#0f766e`; empty: the program's own.
    pub accent: String,
    /// The file of its logo.
    pub logo: Option<Id>,
}

impl Company {
    /// Reads what is kept.
    pub(crate) fn read(text: Option<&str>) -> Self {
        text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    /// What it is called where there is little room.
    #[must_use]
    pub fn called(&self) -> &str {
        if self.short_name.is_empty() { &self.name } else { &self.short_name }
    }
}

impl Default for Company {
    fn default() -> Self {
        Self {
            name: String::new(),
            currency: "CNY".into(),
            zone: "Asia/Shanghai".into(),
            language: "zh-CN".into(),
            country: "CN".into(),
            short_name: String::new(),
            accent: String::new(),
            logo: None,
        }
    }
}

/// All objects of a tenant, ready for work. Dereferences to its [`Base`], so `catalog.objects` is the map of objects.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// Raised with every definition that changes.
    pub version: i64,
    pub company: Company,
    /// What is done about duplicates, of objects where the company has said so.
    pub(crate) actions: HashMap<String, Actions>,
    /// Which source goes before which, of objects where the company has said so.
    pub(crate) sources: HashMap<String, Arc<Order>>,
    /// What records of an object must not be, where the company has said so.
    pub(crate) rules: HashMap<String, Arc<Rules>>,
    /// How fields stand on pages, where the company has said so.
    pub(crate) arrangements: HashMap<String, Arc<Arrangement>>,
    pub(crate) base: Arc<Base>,
}

/// The objects themselves; tenants without definitions of their own share one.
#[derive(Debug, Default)]
pub struct Base {
    pub objects: HashMap<String, Arc<Object>>,
    /// Names in display order: built-in ones first, then custom ones by creation.
    pub order: Vec<String>,
    pub(crate) prepared: HashMap<String, Arc<Prepared>>,
}

impl std::ops::Deref for Catalog {
    type Target = Base;
    fn deref(&self) -> &Base {
        &self.base
    }
}

impl Base {
    /// Lays the definitions out and works out what the engine needs of them.
    ///
    /// # Errors
    /// `Invalid` when a formula or roll-up makes no sense.
    pub fn new(defs: Vec<ObjectDef>, company: &Company, registry: &Registry, dialect: Dialect) -> Result<Self> {
        let order: Vec<String> = defs.iter().map(|d| d.name.to_string()).collect();
        let objects: HashMap<String, Arc<Object>> = defs.into_iter().map(|d| (d.name.to_string(), Object::new(d))).collect();
        let prepared = prepared::prepare(&objects, &order, registry, company, dialect)?;
        Ok(Self { objects, order, prepared })
    }
}

impl Catalog {
    /// A catalogue of the definitions alone, for tests and tools without a tenant.
    ///
    /// # Errors
    /// `Invalid` when a formula or roll-up makes no sense.
    pub fn new(defs: Vec<ObjectDef>, company: Company, registry: &Registry, dialect: Dialect) -> Result<Self> {
        let base = Arc::new(Base::new(defs, &company, registry, dialect)?);
        Ok(Self { company, base, ..Self::default() })
    }

    /// What is done about probable duplicates of an object on their way in.
    #[must_use]
    pub fn actions(&self, object: &str) -> Actions {
        self.actions.get(object).copied().unwrap_or_default()
    }

    /// The order of the sources of an object; none when all are alike.
    pub(crate) fn sources(&self, object: &str) -> Option<&Arc<Order>> {
        self.sources.get(object)
    }

    /// The company's own rules for records of an object, those that are switched off too.
    #[must_use]
    pub fn rules(&self, object: &str) -> &[Rule] {
        self.rules.get(object).map_or(&[], |rules| rules.all())
    }

    /// How the fields of an object stand on its pages, when the company has said so.
    #[must_use]
    pub fn arrangement(&self, object: &str) -> Option<&Arrangement> {
        self.arrangements.get(object).map(AsRef::as_ref)
    }

    /// # Errors
    /// `NotFound` when there is no such object.
    pub fn object(&self, name: &str) -> Result<&Arc<Object>> {
        self.objects.get(name).ok_or_else(|| Error::no_object(name))
    }

    /// The objects in display order.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Object>> {
        self.order.iter().filter_map(|n| self.objects.get(n))
    }

    /// What the engine worked out of an object.
    pub(crate) fn prepared(&self, name: &str) -> Result<&Arc<Prepared>> {
        self.prepared.get(name).ok_or_else(|| Error::no_object(name))
    }

    /// Everything that the engine worked out, in display order.
    pub(crate) fn all_prepared(&self) -> impl Iterator<Item = &Arc<Prepared>> {
        self.order.iter().filter_map(|n| self.prepared.get(n))
    }

    /// The object at this place of the order.
    pub(crate) fn at(&self, place: usize) -> Result<&Arc<Prepared>> {
        let name = self.order.get(place).ok_or_else(|| Error::Broken(format!("no object at place {place}")))?;
        self.prepared(name)
    }

    /// The feed of the roll-up that column `target` of `parent` holds, and who feeds it.
    pub(crate) fn feed_of(&self, parent: &str, target: usize) -> Option<(&Arc<Prepared>, &Feed)> {
        let mine = |f: &&Feed| f.target == target && f.parent == parent;
        self.prepared.values().find_map(|p| p.feeds.iter().find(mine).map(|f| (p, f)))
    }

    /// Object and fields of the unique key that the database calls `key`.
    pub(crate) fn unique_named(&self, key: &str) -> Option<(&str, Vec<String>)> {
        self.prepared.values().find_map(|p| {
            let unique = p.unique.iter().find(|u| u.index == key || u.columns == key)?;
            Some((p.object.name(), unique.fields.iter().map(|f| p.object.fields[*f].name.to_string()).collect()))
        })
    }

    /// Reads values as this company writes them.
    #[must_use]
    pub fn scalars(&self) -> Scalars<'_> {
        Scalars::new(&self.company)
    }
}
