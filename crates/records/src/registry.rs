//! What the program itself brings: built-in objects and their rules, one registry a process.

use crate::rule::RuleFn;
use model::ObjectDef;
use std::collections::HashMap;

/// Built-in objects and rules, filled by the features at start.
#[derive(Default)]
pub struct Registry {
    objects: Vec<ObjectDef>,
    rules: HashMap<String, RuleFn>,
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

    /// The built-in objects in order of registration.
    #[must_use]
    pub fn objects(&self) -> &[ObjectDef] {
        &self.objects
    }

    #[must_use]
    pub fn rule_of(&self, object: &str) -> Option<RuleFn> {
        self.rules.get(object).copied()
    }
}
