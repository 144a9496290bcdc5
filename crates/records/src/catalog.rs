//! The definitions of one tenant at one moment: immutable, shared, replaced as a whole when something is defined.

use crate::{Error, Result};
use model::Object;
use std::collections::HashMap;
use std::sync::Arc;

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
}

impl Default for Company {
    fn default() -> Self {
        Self {
            name: String::new(),
            currency: "CNY".into(),
            zone: "Asia/Shanghai".into(),
            language: "zh-CN".into(),
            country: "CN".into(),
        }
    }
}

/// All objects of a tenant, ready for work.
#[derive(Debug)]
pub struct Catalog {
    pub objects: HashMap<String, Arc<Object>>,
    /// Names in display order: built-in ones first, then custom ones by creation.
    pub order: Vec<String>,
    /// Raised with every definition that changes.
    pub version: i64,
    pub company: Company,
}

impl Catalog {
    /// # Errors
    /// `NotFound` when there is no such object.
    pub fn object(&self, name: &str) -> Result<&Arc<Object>> {
        self.objects.get(name).ok_or_else(|| Error::no_object(name))
    }

    /// The objects in display order.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Object>> {
        self.order.iter().filter_map(|n| self.objects.get(n))
    }
}
