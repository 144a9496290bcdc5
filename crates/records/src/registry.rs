//! What the program itself brings: built-in objects and their rules, one registry a process.

use crate::catalog::Base;
use crate::event::EventKind;
use crate::identity::Identity;
use crate::rule::RuleFn;
use crate::{Company, Result};
use model::ObjectDef;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use store::Dialect;

/// Built-in objects and rules, filled by the features at start.
#[derive(Debug, Default)]
pub struct Registry {
    objects: Vec<ObjectDef>,
    rules: HashMap<String, RuleFn>,
    kinds: Vec<EventKind>,
    identities: Vec<Identity>,
    /// Laid-out definitions by currency, country and database, for tenants that define nothing of their own.
    shared: Mutex<HashMap<(String, String, Dialect), Arc<Base>>>,
}

impl Registry {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a built-in object; a later one of the same name replaces the earlier.
    pub fn object(&mut self, def: ObjectDef) -> &mut Self {
        self.objects.retain(|o| o.name != def.name);
        self.objects.push(def);
        self
    }

    /// Gives an object its rule; there is at most one.
    pub fn rule(&mut self, object: &str, rule: RuleFn) -> &mut Self {
        self.rules.insert(object.to_owned(), rule);
        self
    }

    /// Says what records of an object are known by.
    pub fn identity(&mut self, identity: Identity) -> &mut Self {
        self.identities.retain(|i| i.object != identity.object);
        self.identities.push(identity);
        self
    }

    pub(crate) fn identities(&self) -> &[Identity] {
        &self.identities
    }

    /// The built-in objects in order of registration.
    #[must_use]
    pub fn objects(&self) -> &[ObjectDef] {
        &self.objects
    }

    /// The built-in objects laid out, one for all tenants of the same currency and country.
    pub(crate) fn shared(&self, company: &Company, dialect: Dialect) -> Result<Arc<Base>> {
        let key = (company.currency.clone(), company.country.clone(), dialect);
        let mut shared = self.shared.lock();
        if let Some(base) = shared.get(&key) {
            return Ok(base.clone());
        }
        let base = Arc::new(Base::new(self.objects.clone(), company, self, dialect)?);
        shared.insert(key, base.clone());
        Ok(base)
    }

    /// Adds a kind of event; a later one of the same name replaces the earlier.
    pub fn kind(&mut self, kind: EventKind) -> &mut Self {
        self.kinds.retain(|k| k.name != kind.name);
        self.kinds.push(kind);
        self
    }

    /// The kinds of event in order of registration.
    #[must_use]
    pub fn event_kinds(&self) -> &[EventKind] {
        &self.kinds
    }

    #[must_use]
    pub fn event_kind(&self, name: &str) -> Option<&EventKind> {
        self.kinds.iter().find(|k| k.name == name)
    }

    #[must_use]
    pub fn rule_of(&self, object: &str) -> Option<RuleFn> {
        self.rules.get(object).copied()
    }
}
