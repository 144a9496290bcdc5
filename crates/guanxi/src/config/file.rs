//! The file: read strictly, each error with its place, and written the same way every time.

use super::current::Current;
use super::item::{self, Item, Section};
use super::shape::join;
use crate::http::Problem;
use crate::http::extract;
use model::FieldError;
use model::def::Labels;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use utoipa::ToSchema;

/// The version of the form of files.
const FORM: u64 = 1;
/// The key that says so.
const MARK: &str = "guanxi";
/// Errors that are told at once.
const TOLD: usize = 50;

/// What a pack says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ConfigPack)]
pub struct Pack {
    /// Small letters, digits and `-`.
    pub name: String,
    /// `1.2.0`
    pub version: String,
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub title: Labels,
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub description: Labels,
}

/// A configuration that somebody brings.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    pub pack: Option<Pack>,
    pub items: Vec<Item>,
}

impl File {
    /// Reads a file.
    ///
    /// # Errors
    /// 400 for what is no JSON, with line and column; 422 with everything else that is wrong, each with its place.
    pub fn read(body: &[u8]) -> Result<Self, Problem> {
        let Value::Object(mut map) = extract::parse::<Value>(body)? else {
            return Err(Problem::field("", "wrong_type", "a configuration is a JSON object"));
        };
        form(map.remove(MARK))?;
        let mut reading = Reading::default();
        let pack = map.remove("pack").filter(|p| !p.is_null()).and_then(|raw| reading.pack(&raw));
        for section in Section::ALL.into_iter().filter(|s| *s != Section::Fields) {
            match map.remove(&section.word()) {
                None | Some(Value::Null) => {}
                Some(raw) if section.single() => reading.item(section, "", &raw, section.word()),
                Some(Value::Array(all)) => {
                    for (i, raw) in all.iter().enumerate() {
                        reading.item(section, "", raw, format!("{}[{i}]", section.word()));
                    }
                }
                Some(_) => reading.errors.push(FieldError::new(section.word(), "wrong_type", "must be a list")),
            }
        }
        let known = || Section::ALL.map(Section::word).join(", ");
        let unknown = |key: &String| FieldError::new(key.as_str(), "unknown_key", format!("is not known; there are {}", known()));
        reading.errors.extend(map.keys().map(unknown));
        if reading.errors.is_empty() {
            return Ok(Self { pack, items: reading.items });
        }
        reading.errors.truncate(TOLD);
        Err(Problem::invalid(reading.errors))
    }
}

fn form(mark: Option<Value>) -> Result<(), Problem> {
    match mark.as_ref().map(Value::as_u64) {
        Some(Some(FORM)) => Ok(()),
        Some(Some(other)) => {
            let message = format!("the file has form {other}, this program reads form {FORM}; use a program of its version");
            Err(Problem::field(MARK, "other_version", message))
        }
        _ => Err(Problem::field(MARK, "not_a_configuration", format!("a configuration begins with \"{MARK}\": {FORM}"))),
    }
}

#[derive(Default)]
struct Reading {
    items: Vec<Item>,
    errors: Vec<FieldError>,
    places: HashMap<(Section, String), String>,
}

impl Reading {
    fn pack(&mut self, raw: &Value) -> Option<Pack> {
        let pack: Pack = match serde_json::from_value(raw.clone()) {
            Ok(pack) => pack,
            Err(e) => {
                self.errors.push(FieldError::new("pack", "wrong_type", e.to_string()));
                return None;
            }
        };
        let tame = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let mut wrong = |at: &str, message: &str| self.errors.push(FieldError::new(format!("pack.{at}"), "bad_name", message));
        if pack.name.is_empty() || pack.name.len() > 60 || !pack.name.chars().all(tame) {
            wrong("name", "takes small letters, digits and -, 60 at most");
        }
        let number = |n: &str| !n.is_empty() && n.len() <= 6 && n.bytes().all(|b| b.is_ascii_digit());
        if pack.version.split('.').count() > 3 || !pack.version.split('.').all(number) {
            wrong("version", "is written like 1.2.0");
        }
        if pack.title.in_language("").is_empty() {
            wrong("title", "say in one language at least what it is called");
        }
        Some(pack)
    }

    fn item(&mut self, section: Section, object: &str, raw: &Value, place: String) {
        let (key, value) = match item::read(section, object, raw) {
            Ok(read) => read,
            Err(e) => return self.errors.push(FieldError { field: join(&place, &e.field), ..e }),
        };
        if let Some(first) = self.places.insert((section, key.clone()), place.clone()) {
            return self.errors.push(FieldError::new(place, "twice", format!("stands at {first} already")));
        }
        let fields = raw.get("fields").filter(|_| section == Section::Objects).cloned();
        self.items.push(Item { section, key: key.clone(), value, place: place.clone() });
        match fields {
            Some(Value::Array(fields)) => {
                let all = fields.iter().enumerate();
                all.for_each(|(i, raw)| self.item(Section::Fields, &key, raw, format!("{place}.fields[{i}]")));
            }
            Some(Value::Null) | None => {}
            Some(_) => self.errors.push(FieldError::new(format!("{place}.fields"), "wrong_type", "must be a list")),
        }
    }
}

/// A company's configuration as a file. The same configuration gives the same bytes.
#[must_use]
pub fn write(current: &Current) -> Vec<u8> {
    let mut file = Map::new();
    file.insert(MARK.into(), json!(FORM));
    for section in Section::ALL.into_iter().filter(|s| *s != Section::Fields) {
        let mut told: Vec<Value> = current.told(section).filter_map(|(key, value)| whole(current, section, key, value)).collect();
        let value = if section.single() { told.pop() } else { (!told.is_empty()).then(|| told.into()) };
        if let Some(value) = value {
            file.insert(section.word(), value);
        }
    }
    let mut text = serde_json::to_vec_pretty(&file).unwrap_or_default();
    text.push(b'\n');
    text
}

/// An object with its fields, anything else as it is.
fn whole(current: &Current, section: Section, key: &str, value: Option<&Value>) -> Option<Value> {
    if section != Section::Objects {
        return value.cloned();
    }
    let of = format!("{key}.");
    let fields: Vec<&Value> =
        current.told(Section::Fields).filter(|(k, _)| k.starts_with(&of)).filter_map(|(_, value)| value).collect();
    if value.is_none() && fields.is_empty() {
        return None;
    }
    let mut object = value.cloned().unwrap_or_else(|| json!({ "name": key }));
    if !fields.is_empty() {
        object["fields"] = json!(fields);
    }
    Some(object)
}
