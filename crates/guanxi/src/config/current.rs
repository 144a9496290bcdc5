//! The configuration of a company as it is.

mod rows;

use super::change::Change;
use super::item::{Section, is_own, of_built_in_field, of_built_in_object, of_field, of_object};
use super::names;
use super::shape::pruned;
use crate::home;
use crate::http::Problem;
use crate::privacy::rules as privacy_rules;
use crate::signin::rules as sign_in_rules;
use model::def::ObjectDef;
use model::{Id, Object};
use records::duplicates::{Actions, Rules};
use records::{Access, Catalog, Records};
use serde_json::{Map, Value, json};
use std::collections::btree_map::{BTreeMap, Entry};

/// A thing as it is in a company.
#[derive(Clone, Debug)]
pub struct Held {
    /// All of it; of built-in things whatever may be changed.
    pub value: Value,
    /// What a file says of it; nothing of what is as the program brings it.
    pub told: Option<Value>,
    /// The record or row that it is.
    pub id: Option<Id>,
}

/// All things of a company.
#[derive(Clone, Debug, Default)]
pub struct Current {
    held: BTreeMap<(Section, String), Held>,
    /// In the order of a file.
    order: Vec<(Section, String)>,
}

impl Current {
    /// # Errors
    /// 403 for whoever does not administer everything; of the database.
    pub async fn read(records: &Records, access: &Access) -> Result<Self, Problem> {
        Self::read_of(records, access, &Section::ALL).await
    }

    /// These sections alone.
    ///
    /// # Errors
    /// 403 for whoever does not administer everything; of the database.
    pub async fn read_of(records: &Records, access: &Access, sections: &[Section]) -> Result<Self, Problem> {
        super::administers(access)?;
        let defined = sections.iter().any(|section| section.defined());
        let catalog = if defined { records.reload().await? } else { records.current().await? };
        let mut all = Self::default();
        for section in sections {
            all.section(records, access, &catalog, *section).await?;
        }
        Ok(all)
    }

    async fn section(&mut self, records: &Records, access: &Access, catalog: &Catalog, section: Section) -> Result<(), Problem> {
        let tenant = records.tenant();
        match section {
            Section::Company => {
                let records::Company { currency, zone, language, country, short_name, accent, .. } = catalog.company.clone();
                self.put(section, "", json!(names::Company { currency, zone, language, country, short_name, accent }));
            }
            Section::Objects => self.objects(records, catalog),
            Section::Fields => sorted(catalog).into_iter().for_each(|o| self.fields(&o.def, brought(records, o))),
            Section::Rules | Section::Matching | Section::Duplicates | Section::Sources | Section::Arrangements => {
                for object in sorted(catalog) {
                    self.of_object(records, access, catalog, section, object).await?;
                }
            }
            Section::Roles => self.roles(records).await?,
            Section::SignIn => {
                let second_factor = sign_in_rules::of(tenant).await?.second_factor;
                self.put(section, "", json!(names::SignIn { second_factor }));
            }
            Section::Homes => {
                for (role, cards) in home::of_roles(tenant).await? {
                    self.put(section, &role.clone(), json!(names::Home { role, cards }));
                }
            }
            Section::TagGroups => self.tag_groups(records, access).await?,
            Section::Tags => self.tags(records, access).await?,
            Section::Views => self.views(records).await?,
            Section::Retention => self.retention(records).await?,
            Section::Privacy => self.put(section, "", json!(privacy_rules::of(records).await?)),
        }
        Ok(())
    }

    /// A thing.
    #[must_use]
    pub fn get(&self, section: Section, key: &str) -> Option<&Held> {
        self.held.get(&(section, key.to_owned()))
    }

    /// The value of a thing as far as another one speaks of it: of built-in things a file says parts.
    #[must_use]
    pub fn beside(&self, section: Section, key: &str, other: &Value) -> Option<Value> {
        let held = self.get(section, key)?;
        let own = key.rsplit('.').next().is_some_and(is_own);
        if own || !section.defines() {
            return Some(held.value.clone());
        }
        let keys = other.as_object().into_iter().flatten().map(|(key, _)| key);
        Some(keys.map(|key| (key.clone(), held.value.get(key).cloned().unwrap_or_default())).collect::<Map<_, _>>().into())
    }

    /// What became of each thing that is otherwise later.
    pub(super) fn changed(&self, later: &Self) -> Vec<Change> {
        let gone = self.order.iter().filter(|place| !later.held.contains_key(*place));
        let value = |of: &Self, place| of.held.get(place).map(|held: &Held| held.value.clone());
        let pairs = later.order.iter().chain(gone).map(|place| (place, value(self, place), value(later, place)));
        let differ = pairs.filter(|(_, before, after)| before != after);
        differ.map(|((section, key), before, after)| Change { section: *section, key: key.clone(), before, after }).collect()
    }

    /// What a file says of a section, in order.
    pub(super) fn told(&self, section: Section) -> impl Iterator<Item = (&str, Option<&Value>)> {
        let of = self.order.iter().filter(move |(s, _)| *s == section);
        of.filter_map(|place| Some((place.1.as_str(), self.held.get(place)?.told.as_ref())))
    }

    fn insert(&mut self, section: Section, key: &str, held: Held) {
        let place = (section, key.to_owned());
        // Of two of one name a file knows the first.
        if let Entry::Vacant(free) = self.held.entry(place.clone()) {
            free.insert(held);
            self.order.push(place);
        }
    }

    fn put(&mut self, section: Section, key: &str, value: Value) {
        let value = pruned(value);
        self.insert(section, key, Held { told: Some(value.clone()), value, id: None });
    }

    fn put_as(&mut self, section: Section, key: &str, value: Value, id: Id) {
        let value = pruned(value);
        self.insert(section, key, Held { told: Some(value.clone()), value, id: Some(id) });
    }

    fn objects(&mut self, records: &Records, catalog: &Catalog) {
        for object in sorted(catalog) {
            match brought(records, object) {
                Some(brought) => {
                    let (value, was) = (of_built_in_object(&object.def), of_built_in_object(brought));
                    self.built_in(Section::Objects, object.name(), value, &was);
                }
                None => self.put(Section::Objects, object.name(), of_object(&object.def)),
            }
        }
    }

    fn fields(&mut self, def: &ObjectDef, brought: Option<&ObjectDef>) {
        for field in def.fields.iter() {
            let key = format!("{}.{}", def.name, field.name);
            match brought.and_then(|o| o.fields.iter().find(|f| f.name == field.name)) {
                Some(brought) => {
                    self.built_in(Section::Fields, &key, of_built_in_field(field), &of_built_in_field(brought));
                }
                None => self.put(Section::Fields, &key, of_field(field)),
            }
        }
    }

    /// Of a thing that the program brings a file says what differs from that.
    fn built_in(&mut self, section: Section, key: &str, value: Map<String, Value>, brought: &Map<String, Value>) {
        let differs = value.iter().filter(|(part, is)| brought.get(*part) != Some(is));
        let mut told: Map<String, Value> = differs.map(|(part, is)| (part.clone(), is.clone())).collect();
        let told = (!told.is_empty()).then(|| {
            told.insert("name".into(), value.get("name").cloned().unwrap_or_default());
            told.into()
        });
        self.insert(section, key, Held { value: value.into(), told, id: None });
    }

    async fn of_object(
        &mut self,
        records: &Records,
        access: &Access,
        catalog: &Catalog,
        section: Section,
        object: &Object,
    ) -> Result<(), Problem> {
        let name = object.name();
        match section {
            Section::Rules => {
                for rule in catalog.rules(name) {
                    self.put(section, &format!("{name}/{}", rule.name), json!(names::Rule::of(name, rule)));
                }
            }
            Section::Arrangements => {
                if let Some(arrangement) = catalog.arrangement(name).filter(|a| !a.sections.is_empty()) {
                    self.put(section, name, json!(names::Arrangement::of(name, arrangement.clone())));
                }
            }
            Section::Sources => {
                let order = records.source_order(access, name).await?;
                if !order.is_empty() {
                    let (object, order, fields) = (name.to_owned(), order.order, order.fields);
                    self.put(section, name, json!(names::Sources { object, order, fields }));
                }
            }
            Section::Matching if object.def.mergeable => {
                let rules = records.duplicate_rules(access, name).await?;
                if rules != Rules::of(object) {
                    self.put(section, name, json!(names::Matching::of(name, rules)));
                }
            }
            Section::Duplicates if object.def.mergeable => {
                let actions = catalog.actions(name);
                if actions != Actions::default() {
                    let Actions { entry, api, import } = actions;
                    self.put(section, name, json!(names::Duplicates { object: name.to_owned(), entry, api, import }));
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// The object as the program brings it.
fn brought<'a>(records: &'a Records, object: &Object) -> Option<&'a ObjectDef> {
    records.registry().objects().iter().find(|o| o.name == object.def.name)
}

/// All objects by name.
fn sorted(catalog: &Catalog) -> Vec<&std::sync::Arc<Object>> {
    let mut all: Vec<_> = catalog.iter().collect();
    all.sort_by(|a, b| a.name().cmp(b.name()));
    all
}
