//! Values of records as a person reads them.

use super::words::Language;
use jiff::tz::TimeZone;
use model::def::{FieldDef, FieldKind};
use model::{Id, Ts};
use records::labels::{Labels, target};
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};

/// What is needed to read values.
pub struct Reader<'a> {
    pub language: Language,
    pub zone: TimeZone,
    /// The ids of the person themselves.
    pub own: &'a HashSet<Id>,
    /// Names of files within the archive.
    pub files: &'a BTreeMap<Id, String>,
}

impl Reader<'_> {
    /// A value of the API as text; empty for none. Other customers and staff are not named.
    #[must_use]
    pub fn text(&self, field: &FieldDef, value: &Value, labels: &Labels) -> String {
        match value {
            Value::Null => String::new(),
            Value::Array(items) => {
                let texts = items.iter().map(|item| self.text(field, item, labels)).filter(|t| !t.is_empty());
                texts.collect::<Vec<_>>().join("; ")
            }
            Value::Bool(flag) => self.language.word(if *flag { "yes" } else { "no" }).to_owned(),
            Value::String(text) => self.of_text(field, text, labels),
            Value::Object(parts) => {
                let known = ["amount", "currency", "street", "district", "city", "province", "postcode", "country", "lat", "lng"];
                let part = |name: &&str| parts.get(*name).map(plain).filter(|t| !t.is_empty());
                let told: Vec<String> = known.iter().filter_map(part).collect();
                if told.is_empty() { value.to_string() } else { told.join(" ") }
            }
            Value::Number(number) => number.to_string(),
        }
    }

    fn of_text(&self, field: &FieldDef, text: &str, labels: &Labels) -> String {
        match &field.kind {
            FieldKind::Select { options } => {
                let option = options.iter().find(|o| o.value == text);
                option.map_or(text, |o| self.language.label(&o.labels, &o.value)).to_owned()
            }
            FieldKind::DateTime => self.instant(text),
            _ => match (target(field), Id::parse(text)) {
                (Some("file"), Some(id)) => self.files.get(&id).cloned().unwrap_or_default(),
                (Some("customer"), Some(id)) if !self.own.contains(&id) => self.language.word("someone").to_owned(),
                (Some("user"), Some(_)) => self.language.word("staff").to_owned(),
                (Some(_), Some(id)) => labels.get(id).map_or_else(|| text.to_owned(), str::to_owned),
                _ => text.to_owned(),
            },
        }
    }

    /// An instant as the API writes it, on the clocks of the company: `2026-01-31 08:00`.
    #[must_use]
    pub fn instant(&self, text: &str) -> String {
        Ts::parse_rfc3339(text).map_or_else(|| text.to_owned(), |at| self.at(at))
    }

    #[must_use]
    pub fn at(&self, at: Ts) -> String {
        at.civil_in(&self.zone).map_or_else(|| at.rfc3339(), |local| local.strftime("%Y-%m-%d %H:%M").to_string())
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
