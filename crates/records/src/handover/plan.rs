//! What shall go to whom, as people say it.

use super::part::{Part, parts};
use crate::access::{Access, Act, Actor, RowScope};
use crate::condition::{Asker, Node, bind};
use crate::{Catalog, Error, Result};
use model::{Condition, FieldError, Id, Object, Ts};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Most people among whom things are shared.
const PEOPLE: usize = 200;
const RULES: usize = 50;

/// To whom everything of somebody goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Plan {
    /// Who gets what no rule speaks of; several by turns.
    pub to: Vec<Id>,
    /// Tried in order; the first that fits a record says who gets it.
    pub rules: Vec<SplitRule>,
    /// Fields to be handed over, as `task.assignee`; `None`: those that make people responsible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parts: Option<Vec<String>>,
    /// Finished records too.
    pub finished: bool,
}

/// Records that go to certain people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitRule {
    pub object: String,
    /// A condition as lists take it: `country:GB`.
    pub filter: String,
    /// Who gets them; several by turns.
    pub to: Vec<Id>,
}

/// A plan that makes sense.
pub(super) struct Checked {
    pub parts: Vec<Part>,
    /// The condition of each rule.
    pub rules: Vec<Node>,
}

impl Plan {
    /// All who get something.
    #[must_use]
    pub fn people(&self) -> HashSet<Id> {
        self.to.iter().chain(self.rules.iter().flat_map(|r| &r.to)).copied().collect()
    }

    fn chosen(&self, part: &Part) -> bool {
        match &self.parts {
            Some(names) => names.contains(&part.name()),
            None => part.held,
        }
    }

    /// Reads the conditions. `asker` is who wants it: what they may not ask by is refused.
    ///
    /// # Errors
    /// `Invalid` with every problem; `Forbidden` for a field that the asker may not read.
    pub(super) fn checked(&self, catalog: &Catalog, asker: &Access, now: Ts) -> Result<Checked> {
        let mut errors = Vec::new();
        let all = parts(catalog);
        for name in self.parts.iter().flatten().filter(|n| !all.iter().any(|p| p.name() == **n)) {
            errors.push(FieldError::new("parts", "unknown_field", format!("`{name}` names no people")));
        }
        if self.people().len() > PEOPLE || self.rules.len() > RULES {
            errors.push(FieldError::new("to", "too_many", format!("has more than {PEOPLE} people or {RULES} rules")));
        }
        let mut rules = Vec::new();
        for (i, rule) in self.rules.iter().enumerate() {
            match rule.read(catalog, asker, now) {
                Ok(node) => rules.push(node),
                Err(Error::Invalid(wrong)) => {
                    errors.extend(wrong.into_iter().map(|e| FieldError { field: format!("rules[{i}].{}", e.field), ..e }))
                }
                Err(e) => return Err(e),
            }
        }
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        Ok(Checked { parts: all.into_iter().filter(|p| self.chosen(p)).collect(), rules })
    }
}

impl SplitRule {
    fn read(&self, catalog: &Catalog, asker: &Access, now: Ts) -> Result<Node> {
        let Some(object) = catalog.objects.get(&self.object) else {
            return Err(Error::field("object", "unknown_object", format!("there is no object `{}`", self.object)));
        };
        if self.to.is_empty() {
            return Err(Error::field("to", "required", "say who gets these"));
        }
        let condition = Condition::parse(&self.filter).map_err(|e| Error::field("filter", "bad_filter", e.to_string()))?;
        Ok(bind(&condition, object, &Asker { catalog, access: asker, now })?.root)
    }
}

/// Whether the asker reaches what somebody of this team holds: nobody gives away, or takes for themselves, what they could
/// not change; and what a unit keeps from them, records or fields, they do not move out of it.
pub(super) fn reaches(asker: &Access, object: &Object, from: Id, team: Option<Id>) -> bool {
    let kept = |team: Id| object.fields.iter().any(|f| asker.kept.field(object.name(), &f.name).contains(&team));
    if team.is_some_and(kept) {
        return false;
    }
    let rows = asker.rows(Act::Update, object.name());
    let all = rows == RowScope::All || !object.def.owned && asker.allows(Act::Update, object.name());
    all || rows.has(Some(from), team)
}

pub(super) fn out_of_reach(object: &str) -> Error {
    Error::forbidden(format!("your role does not let you change what they hold of {object}"))
}

/// The engine, which sees everything, where `me` is who asked.
pub(super) fn engine(slug: &str, user: Option<Id>) -> Access {
    let system = Access::system(slug);
    Access { actor: Actor { user, ..system.actor }, ..system }
}
