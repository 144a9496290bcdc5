//! What a configuration is made of.

use super::names::{self, BuiltInField, BuiltInObject};
use super::shape::{kept, pruned, typed};
use model::{FieldDef, FieldError, ObjectDef};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// A part of the configuration, in the order in which they are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ConfigSection)]
pub enum Section {
    Company,
    Objects,
    /// Fields stand with their objects.
    Fields,
    /// Records that are refused.
    Rules,
    /// How duplicates are found ...
    Matching,
    /// ... and what is done about them on their way in.
    Duplicates,
    /// Which source goes before which.
    Sources,
    Roles,
    SignIn,
    /// Home pages of roles.
    Homes,
    /// How the fields of an object stand on its pages, and for whom.
    Arrangements,
    TagGroups,
    Tags,
    /// Views of lists that everybody sees.
    Views,
    Retention,
    Privacy,
}

impl Section {
    pub const ALL: [Section; 16] = [
        Section::Company,
        Section::Objects,
        Section::Fields,
        Section::Rules,
        Section::Matching,
        Section::Duplicates,
        Section::Sources,
        Section::Roles,
        Section::SignIn,
        Section::Homes,
        Section::Arrangements,
        Section::TagGroups,
        Section::Tags,
        Section::Views,
        Section::Retention,
        Section::Privacy,
    ];

    /// Its key in a file.
    #[must_use]
    pub fn word(self) -> String {
        json!(self).as_str().unwrap_or_default().to_owned()
    }

    /// There is one of it.
    #[must_use]
    pub fn single(self) -> bool {
        matches!(self, Section::Company | Section::SignIn | Section::Privacy)
    }

    /// It is part of the definitions that every node keeps in memory.
    #[must_use]
    pub(super) fn defined(self) -> bool {
        self <= Self::Sources || self == Self::Arrangements
    }

    /// Objects and fields, which are defined together.
    #[must_use]
    pub fn defines(self) -> bool {
        matches!(self, Section::Objects | Section::Fields)
    }
}

/// One thing that is configured.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub section: Section,
    /// By what it is known within its section: `x_vehicle`, `customer.x_size`, `order/Large orders`.
    pub key: String,
    /// What says nothing is left out of it.
    pub value: Value,
    /// Where it stands in the file: `objects[0].fields[2]`.
    pub place: String,
}

/// Whether a name of an object or field is the company's own.
pub(super) fn is_own(name: &str) -> bool {
    name.starts_with("x_")
}

fn word<'a>(raw: &'a Value, name: &str) -> Result<&'a str, FieldError> {
    let text = raw[name].as_str().filter(|t| !t.trim().is_empty());
    text.ok_or_else(|| FieldError::new(name, "required", "say its name"))
}

/// Reads what a file says of a thing: by what it is known, and its value. Fields are those of `object`.
///
/// # Errors
/// What is wrong, at a place within `raw`.
pub(super) fn read(section: Section, object: &str, raw: &Value) -> Result<(String, Value), FieldError> {
    if !raw.is_object() {
        return Err(FieldError::new("", "wrong_type", "must be a JSON object"));
    }
    let under = |name: &str| Ok(format!("{}/{}", word(raw, "object")?, word(raw, name)?));
    Ok(match section {
        Section::Company => (String::new(), typed::<names::Company>(raw)?),
        Section::Objects => (word(raw, "name")?.to_owned(), read_object(raw)?),
        Section::Fields => (format!("{object}.{}", word(raw, "name")?), read_field(raw)?),
        Section::Rules => (under("name")?, typed::<names::Rule>(raw)?),
        Section::Matching => (word(raw, "object")?.to_owned(), typed::<names::Matching>(raw)?),
        Section::Duplicates => (word(raw, "object")?.to_owned(), typed::<names::Duplicates>(raw)?),
        Section::Sources => (word(raw, "object")?.to_owned(), typed::<names::Sources>(raw)?),
        Section::Roles => (word(raw, "code")?.to_owned(), typed::<names::Role>(raw)?),
        Section::SignIn => (String::new(), typed::<names::SignIn>(raw)?),
        Section::Homes => (word(raw, "role")?.to_owned(), typed::<names::Home>(raw)?),
        Section::Arrangements => (word(raw, "object")?.to_owned(), typed::<names::Arrangement>(raw)?),
        Section::TagGroups => (word(raw, "name")?.to_owned(), typed::<names::TagGroup>(raw)?),
        Section::Tags => (word(raw, "code")?.to_owned(), typed::<names::Tag>(raw)?),
        Section::Views => (under("name")?, typed::<names::View>(raw)?),
        Section::Retention => (word(raw, "name")?.to_owned(), typed::<names::Retention>(raw)?),
        Section::Privacy => (String::new(), typed::<crate::privacy::rules::Rules>(raw)?),
    })
}

fn read_object(raw: &Value) -> Result<Value, FieldError> {
    if !is_own(word(raw, "name")?) {
        let mut alone = raw.clone();
        alone.as_object_mut().map(|map| map.remove("fields"));
        return kept::<BuiltInObject>(&alone);
    }
    let mut whole = raw.clone();
    whole["fields"] = json!([]);
    let mut value = typed::<ObjectDef>(&whole)?;
    own_object(&mut value);
    Ok(value)
}

/// What every object of a company's own is, or has beside it, is not said of each.
fn own_object(value: &mut Value) {
    if let Some(map) = value.as_object_mut() {
        for key in ["fields", "custom", "numbered"] {
            map.remove(key);
        }
    }
}

fn read_field(raw: &Value) -> Result<Value, FieldError> {
    if !is_own(word(raw, "name")?) {
        return kept::<BuiltInField>(raw);
    }
    let value = typed::<FieldDef>(&as_defined(raw))?;
    Ok(with_default(value))
}

/// A field's value as definitions have it: the default as text, and a prefix though it be empty.
fn as_defined(value: &Value) -> Value {
    let mut whole = value.clone();
    if let Some(default) = whole.get_mut("default").filter(|d| !d.is_null()) {
        *default = json!(default.to_string());
    }
    if whole["type"] == "auto_number" && whole.get("prefix").is_none() {
        whole["prefix"] = json!("");
    }
    whole
}

fn with_default(mut value: Value) -> Value {
    if let Some(default) = value.get_mut("default") {
        let read = default.as_str().map(|text| serde_json::from_str(text).unwrap_or_else(|_| json!(text)));
        *default = read.unwrap_or_default();
    }
    value
}

/// The value of a field of a company's own.
pub(super) fn of_field(def: &FieldDef) -> Value {
    with_default(pruned(json!(def)))
}

/// The value of an object of a company's own, without its fields.
pub(super) fn of_object(def: &ObjectDef) -> Value {
    let mut value = pruned(json!(def));
    own_object(&mut value);
    value
}

/// The definition that a field's value stands for.
pub(super) fn field_of(value: &Value) -> Option<FieldDef> {
    serde_json::from_value(as_defined(value)).ok()
}

/// The definition that an object's value stands for, with these fields.
pub(super) fn object_of(value: &Value, fields: &[FieldDef]) -> Option<ObjectDef> {
    let mut whole = value.clone();
    whole["fields"] = json!(fields);
    serde_json::from_value(whole).ok()
}

/// What may be changed of a built-in object, and of a built-in field, each part though it says nothing.
pub(super) fn of_built_in_object(def: &ObjectDef) -> Map<String, Value> {
    let parts = json!({ "name": def.name, "labels": def.labels, "plural": def.plural, "list": def.list, "hidden": def.hidden,
        "icon": def.icon, "description": def.description });
    parts_of(&parts)
}

pub(super) fn of_built_in_field(def: &FieldDef) -> Map<String, Value> {
    let whole = json!(def);
    let mut parts = json!({
        "name": def.name, "labels": def.labels, "help": def.help, "section": def.section, "required": def.required,
        "hidden": def.hidden, "default": def.default, "purposes": def.purposes,
    });
    if let Some(options) = whole.get("options") {
        parts["options"] = options.clone();
        parts["stages"] = json!(def.stages.as_deref().unwrap_or_default());
    }
    parts_of(&with_default(parts))
}

fn parts_of(parts: &Value) -> Map<String, Value> {
    parts.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), pruned(value.clone()))).collect()
}

/// The object that a thing is of, by name.
pub(super) fn object_of_key(section: Section, key: &str) -> Option<&str> {
    match section {
        Section::Objects | Section::Matching | Section::Duplicates | Section::Sources | Section::Arrangements => Some(key),
        Section::Fields => key.split('.').next(),
        Section::Rules | Section::Views => key.split('/').next(),
        _ => None,
    }
}
