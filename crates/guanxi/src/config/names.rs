//! Things of a configuration as files have them: by names, never by ids.

use crate::{home, list_views, privacy};
use model::Stage;
use model::def::{Labels, SelectOption};
use records::access::Grants;
use records::duplicates::Action;
use records::validation;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// What of a company is not its name.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    pub currency: String,
    pub zone: String,
    pub language: String,
    pub country: String,
    /// What it is called where there is little room, and its colour; what a file leaves out stays. The logo does not travel.
    #[serde(default)]
    pub short_name: String,
    #[serde(default)]
    pub accent: String,
}

/// What is changed of a built-in object; what is left out stays.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuiltInObject {
    pub name: String,
    pub labels: Option<Labels>,
    pub plural: Option<Labels>,
    pub list: Option<Vec<String>>,
    pub hidden: Option<bool>,
    pub icon: Option<String>,
    pub description: Option<Labels>,
}

/// What is changed of a built-in field; what is left out stays.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuiltInField {
    pub name: String,
    pub labels: Option<Labels>,
    pub help: Option<Labels>,
    pub section: Option<String>,
    pub required: Option<bool>,
    pub hidden: Option<bool>,
    pub options: Option<Vec<SelectOption>>,
    pub purposes: Option<Vec<String>>,
    pub stages: Option<Vec<Stage>>,
    /// `null` is none, left out it stays.
    #[serde(default, deserialize_with = "given")]
    pub default: Option<Value>,
}

fn given<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

/// Which records of an object are refused.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub object: String,
    pub name: String,
    pub condition: String,
    pub message: Labels,
    pub field: String,
    /// It is only kept.
    #[serde(default)]
    pub off: bool,
}

impl Rule {
    pub fn of(object: &str, rule: &validation::Rule) -> Self {
        let validation::Rule { name, condition, message, field, active } = rule.clone();
        Self { object: object.to_owned(), name, condition, message, field, off: !active }
    }

    pub fn rule(self) -> validation::Rule {
        validation::Rule {
            name: self.name.trim().to_owned(),
            condition: self.condition.trim().to_owned(),
            message: self.message,
            field: self.field,
            active: !self.off,
        }
    }
}

/// How the fields of an object stand on its pages, and for whom.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrangement {
    pub object: String,
    #[serde(default)]
    pub tabs: Vec<records::arrange::Tab>,
    pub sections: Vec<records::arrange::Section>,
    #[serde(default)]
    pub fields: BTreeMap<String, records::arrange::Shown>,
}

impl Arrangement {
    pub fn of(object: &str, arrangement: records::arrange::Arrangement) -> Self {
        let records::arrange::Arrangement { tabs, sections, fields, .. } = arrangement;
        Self { object: object.to_owned(), tabs, sections, fields }
    }

    /// In place of what is of this version.
    pub fn arrangement(self, version: i64) -> records::arrange::Arrangement {
        let Self { tabs, sections, fields, .. } = self;
        records::arrange::Arrangement { version, tabs, sections, fields }
    }
}

/// How duplicates of an object are found.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matching {
    pub object: String,
    pub compare: Vec<records::duplicates::Compared>,
    #[serde(default)]
    pub blocks: Vec<Vec<String>>,
    #[serde(default)]
    pub sure: Vec<Vec<String>>,
    pub least: f64,
}

impl Matching {
    pub fn of(object: &str, rules: records::duplicates::Rules) -> Self {
        let records::duplicates::Rules { compare, blocks, sure, least } = rules;
        Self { object: object.to_owned(), compare, blocks, sure, least }
    }

    pub fn rules(self) -> records::duplicates::Rules {
        let Self { compare, blocks, sure, least, .. } = self;
        records::duplicates::Rules { compare, blocks, sure, least }
    }
}

/// What is done about duplicates of an object on their way in.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duplicates {
    pub object: String,
    pub entry: Action,
    pub api: Action,
    pub import: Action,
}

impl Duplicates {
    pub fn actions(&self) -> records::duplicates::Actions {
        records::duplicates::Actions { entry: self.entry, api: self.api, import: self.import }
    }
}

/// Which source goes before which.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    pub object: String,
    #[serde(default)]
    pub order: Vec<String>,
    #[serde(default)]
    pub fields: BTreeMap<String, Vec<String>>,
}

impl Sources {
    pub fn order(self) -> records::sources::Order {
        records::sources::Order { order: self.order, fields: self.fields }
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    pub code: String,
    pub name: String,
    #[serde(default)]
    pub grants: Grants,
}

/// What is asked of those who sign in; from where they may stays each company's own.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    #[serde(default)]
    pub second_factor: Vec<String>,
}

/// With which cards the home page of a role begins.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Home {
    pub role: String,
    #[serde(default)]
    pub cards: Vec<home::Card>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagGroup {
    pub name: String,
    #[serde(default)]
    pub position: i64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tag {
    pub code: String,
    pub name: String,
    /// Name of its group.
    #[serde(default)]
    pub group: Option<String>,
    pub color: String,
}

/// A view that everybody sees, and whose lists begin with it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    pub object: String,
    pub name: String,
    #[serde(default)]
    pub state: list_views::State,
    #[serde(default)]
    pub company: bool,
    #[serde(default)]
    pub roles: Vec<String>,
}

/// How long records are kept. Rules come switched off, because a dry run comes before.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    pub name: String,
    pub object: String,
    #[serde(default)]
    pub filter: String,
    #[serde(default)]
    pub field: String,
    pub days: u32,
    pub action: privacy::retention::Action,
}

impl Retention {
    pub fn draft(self) -> privacy::retention::Draft {
        let Self { name, object, filter, field, days, action } = self;
        privacy::retention::Draft { name, object, filter, field, days, action }
    }
}
