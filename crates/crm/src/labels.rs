//! Words for people: reads the features' `labels.toml` and fills them into the declarations.
//!
//! A text is an array `[English, 简体中文, 繁體中文]`. `[x.options] field = "object.field"` takes over another select's words.

use model::def::{FieldKind, Labels};
use model::{ObjectDef, Str};
use serde::Deserialize;
use std::collections::BTreeMap;

/// English, simplified Chinese, traditional Chinese as written in Taiwan.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "[String; 3]")]
struct Text(Labels);

impl From<[String; 3]> for Text {
    fn from([en, zh_cn, zh_tw]: [String; 3]) -> Self {
        Self(Labels { en: en.into(), zh_cn: zh_cn.into(), zh_tw: zh_tw.into() })
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum OptionTexts {
    Own(BTreeMap<String, Text>),
    /// `object.field` whose words are taken over.
    Same(String),
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct ObjectTexts {
    one: Text,
    many: Text,
    fields: BTreeMap<String, Text>,
    help: BTreeMap<String, Text>,
    options: BTreeMap<String, OptionTexts>,
}

/// One `labels.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Texts {
    #[serde(default)]
    sections: BTreeMap<String, Text>,
    #[serde(flatten)]
    objects: BTreeMap<String, ObjectTexts>,
}

/// Reads a `labels.toml`.
///
/// # Errors
/// Says where the text is not TOML of this form.
pub fn read(toml: &str) -> Result<Texts, toml::de::Error> {
    toml::from_str(toml)
}

/// Fills in what `texts` says about an object.
pub fn apply(def: &mut ObjectDef, texts: &Texts) {
    let Some(said) = texts.objects.get(&*def.name) else { return };
    def.labels = said.one.0.clone();
    def.plural = said.many.0.clone();
    for field in def.fields.to_mut() {
        let name = &*field.name;
        field.labels = said.fields.get(name).cloned().unwrap_or_default().0;
        field.help = said.help.get(name).cloned().unwrap_or_default().0;
        if let (FieldKind::Select { options }, Some(words)) = (&mut field.kind, options_of(texts, said, name)) {
            for option in options.to_mut() {
                option.labels = words.get(&*option.value).cloned().unwrap_or_default().0;
            }
        }
    }
}

fn options_of<'a>(texts: &'a Texts, said: &'a ObjectTexts, field: &str) -> Option<&'a BTreeMap<String, Text>> {
    match said.options.get(field)? {
        OptionTexts::Own(words) => Some(words),
        OptionTexts::Same(path) => {
            let (object, field) = path.split_once('.')?;
            match texts.objects.get(object)?.options.get(field)? {
                OptionTexts::Own(words) => Some(words),
                OptionTexts::Same(_) => None,
            }
        }
    }
}

/// Words by the name of what they are for.
pub type Words = BTreeMap<String, Labels>;

/// Two tables of words of one TOML text.
///
/// # Errors
/// Says where the text is not TOML of this form.
pub fn lists(toml: &str, one: &str, other: &str) -> Result<(Words, Words), toml::de::Error> {
    let mut tables: BTreeMap<String, BTreeMap<String, Text>> = toml::from_str(toml)?;
    let mut take = |name: &str| tables.remove(name).unwrap_or_default().into_iter().map(|(k, t)| (k, t.0)).collect();
    Ok((take(one), take(other)))
}

/// Words that belong to no single object.
#[derive(Debug, Default, Deserialize)]
struct Shared {
    fields: BTreeMap<String, Text>,
    sections: BTreeMap<String, Text>,
    departments: BTreeMap<String, Text>,
}

fn shared() -> Shared {
    toml::from_str(include_str!("labels/system.toml")).unwrap_or_default()
}

fn plain(texts: BTreeMap<String, Text>) -> BTreeMap<Str, Labels> {
    texts.into_iter().map(|(name, text)| (name.into(), text.0)).collect()
}

/// Words for the fields that every record has (`created_at`, `owner` ...).
#[must_use]
pub fn system_fields() -> BTreeMap<Str, Labels> {
    plain(shared().fields)
}

/// Words for the departments of the navigation.
#[must_use]
pub fn departments() -> BTreeMap<Str, Labels> {
    plain(shared().departments)
}

/// Words for the sections of forms and record pages, of all features.
#[must_use]
pub fn sections() -> BTreeMap<Str, Labels> {
    let mut all = plain(shared().sections);
    for feature in crate::FEATURES {
        all.extend(plain(read(feature.labels).unwrap_or_default().sections));
    }
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn complete(what: &str, labels: &Labels) {
        for text in [&labels.en, &labels.zh_cn, &labels.zh_tw] {
            assert!(!text.trim().is_empty(), "no words for {what}: {labels:?}");
        }
    }

    #[test]
    fn everything_that_people_see_has_words_in_three_languages() {
        for feature in crate::FEATURES {
            read(feature.labels).unwrap();
        }
        let (sections, departments) = (sections(), departments());
        for def in crate::registry().objects() {
            complete(&def.name, &def.labels);
            complete(&def.name, &def.plural);
            assert!(def.department.is_empty() || departments.contains_key(&def.department), "{}", def.department);
            for field in def.fields.iter() {
                let path = format!("{}.{}", def.name, field.name);
                complete(&path, &field.labels);
                complete(&path, &sections[&field.section]);
                if let FieldKind::Select { options } = &field.kind {
                    options.iter().for_each(|o| complete(&format!("{path}={}", o.value), &o.labels));
                }
            }
        }
    }

    #[test]
    fn the_fields_of_the_engine_have_words() {
        let words = system_fields();
        let def = ObjectDef { owned: true, numbered: true, ..crate::registry().objects()[0].clone() };
        for field in model::object::system_fields(&def) {
            complete(&field.name, &words[&field.name]);
        }
    }

    #[test]
    fn no_words_without_a_thing() {
        let registry = crate::registry();
        for feature in crate::FEATURES {
            for (name, said) in read(feature.labels).unwrap().objects {
                let def = registry.objects().iter().find(|d| d.name == name).unwrap();
                for field in said.fields.keys().chain(said.help.keys()).chain(said.options.keys()) {
                    assert!(def.fields.iter().any(|f| f.name == *field), "{name}.{field} does not exist");
                }
            }
        }
    }
}
