//! A file beside a company: what it would add and change, what is the same, and what cannot be applied and why.

use super::check::{Ready, faults};
use super::file::{File, Pack};
use super::item::{Item, Section, field_of, is_own, object_of};
use super::put;
use super::shape::{differences, join};
use super::{Current, administers};
use crate::http::Problem;
use model::FieldError;
use records::{Access, Catalog, Definition, Records};
use serde::Serialize;
use serde_json::{Value, json};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use utoipa::ToSchema;

/// What applying would do with a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ConfigState)]
pub enum State {
    Added,
    Changed,
    /// Of what was done by hand; files delete nothing.
    Removed,
    Same,
    /// It cannot be applied; `errors` says why.
    Refused,
}

/// A value that differs.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ConfigLeaf)]
pub struct Leaf {
    /// `labels.zh-CN`, `options[red].hidden`
    pub path: String,
    /// Null: it was not said.
    pub before: Value,
    pub after: Value,
}

/// A thing of a file beside the company.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ConfigDifference)]
pub struct Difference {
    pub section: Section,
    /// `x_vehicle`, `customer.x_size`, `order/Large orders`; empty for what there is one of.
    pub key: String,
    pub state: State,
    /// Where it stands in the file: `objects[0].fields[2]`.
    pub place: String,
    /// What differs; of what is added all of it.
    pub leaves: Vec<Leaf>,
    #[schema(value_type = Vec<Value>)]
    pub errors: Vec<FieldError>,
    /// As it is, and as it shall be.
    #[serde(skip)]
    pub before: Option<Value>,
    #[serde(skip)]
    pub after: Value,
}

/// All of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ConfigDifferences)]
pub struct Compared {
    pub pack: Option<Pack>,
    /// In the order of the file's sections.
    pub items: Vec<Difference>,
    pub added: usize,
    pub changed: usize,
    pub same: usize,
    pub refused: usize,
    /// Stands for this difference: send it with the file, so that what is applied is what was seen.
    pub seen: String,
}

impl Compared {
    /// What applying changes, in its order.
    pub(super) fn changes(&self) -> impl Iterator<Item = &Difference> {
        self.items.iter().filter(|d| matches!(d.state, State::Added | State::Changed))
    }

    /// Every error with its place in the file.
    #[must_use]
    pub fn errors(&self) -> Vec<FieldError> {
        let placed = |d: &Difference| {
            let place = d.place.clone();
            d.errors.clone().into_iter().map(move |e| FieldError { field: join(&place, &e.field), ..e })
        };
        self.items.iter().flat_map(placed).collect()
    }
}

/// Compares a file with the company; changes nothing.
///
/// # Errors
/// 403 for whoever does not administer everything; of the database.
pub async fn compare(records: &Records, access: &Access, file: &File) -> Result<Compared, Problem> {
    administers(access)?;
    let current = Current::read(records, access).await?;
    let mut items: Vec<Difference> = file.items.iter().map(|item| beside(&current, item)).collect();
    items.sort_by_key(|d| d.section);
    let catalog = define(records, access, &current, &mut items).await?;
    let ready = Ready { records, access, catalog: &catalog, current: &current };
    for i in 0..items.len() {
        let item = &items[i];
        if !item.section.defines() && matches!(item.state, State::Added | State::Changed) {
            let errors = faults(&ready, item, &items).await?;
            refuse(&mut items[i], errors);
        }
    }
    let count = |state: State| items.iter().filter(|d| d.state == state).count();
    let mut hasher = DefaultHasher::new();
    for d in &items {
        (d.section, &d.key, d.state, json!(d.before).to_string(), d.after.to_string()).hash(&mut hasher);
    }
    Ok(Compared {
        pack: file.pack.clone(),
        added: count(State::Added),
        changed: count(State::Changed),
        same: count(State::Same),
        refused: count(State::Refused),
        seen: format!("{:016x}", hasher.finish()),
        items,
    })
}

fn refuse(item: &mut Difference, errors: Vec<FieldError>) {
    if !errors.is_empty() {
        item.errors.extend(errors);
        item.state = State::Refused;
    }
}

fn beside(current: &Current, item: &Item) -> Difference {
    let Item { section, key, value, place } = item.clone();
    let before = current.beside(section, &key, &value);
    let after = merged(section, before.as_ref(), value);
    let leaves = leaves(before.as_ref().unwrap_or(&Value::Null), &after);
    let state = match &before {
        None => State::Added,
        Some(_) if leaves.is_empty() => State::Same,
        Some(_) => State::Changed,
    };
    let mut told = Difference { section, key, state, place, leaves, errors: Vec::new(), before, after };
    let errors = fixed(&told);
    refuse(&mut told, errors);
    told
}

/// Where two values differ.
pub(super) fn leaves(before: &Value, after: &Value) -> Vec<Leaf> {
    differences(before, after).into_iter().map(|(path, before, after)| Leaf { path, before, after }).collect()
}

/// Nothing is deleted: options that the file does not name stay, at the end, and so does how the company shows itself.
fn merged(section: Section, before: Option<&Value>, mut after: Value) -> Value {
    if let (Section::Company, Some(Value::Object(had)), Some(has)) = (section, before, after.as_object_mut()) {
        for (name, value) in had.iter().filter(|(name, _)| ["short_name", "accent"].contains(&name.as_str())) {
            has.entry(name).or_insert_with(|| value.clone());
        }
    }
    let had = before.and_then(|b| b["options"].as_array()).cloned().unwrap_or_default();
    if let Some(options) = after.get_mut("options").and_then(Value::as_array_mut) {
        let missing = had.into_iter().filter(|o| !options.iter().any(|n| n["value"] == o["value"]));
        let missing: Vec<Value> = missing.collect();
        options.extend(missing);
    }
    after
}

/// What differs and cannot be changed.
fn fixed(item: &Difference) -> Vec<FieldError> {
    let open: &[&str] = match item.section {
        Section::Objects => put::OF_OBJECT,
        Section::Fields => put::OF_FIELD,
        _ => return Vec::new(),
    };
    let own = item.key.rsplit('.').next().is_some_and(is_own);
    if item.state == State::Added && !own {
        return vec![FieldError::new("name", "not_found", "the program has no such thing; a name of one's own begins with x_")];
    }
    if item.state != State::Changed || !own {
        return Vec::new();
    }
    let first = |path: &str| path.split(['.', '[']).next().unwrap_or_default().to_owned();
    let mut parts: Vec<String> = item.leaves.iter().map(|l| first(&l.path)).filter(|p| !open.contains(&p.as_str())).collect();
    parts.dedup();
    let wrong = |part: String| FieldError::new(part, "fixed", "cannot be changed once it is there; make another one");
    parts.into_iter().map(wrong).collect()
}

/// Tries objects and fields together, and says of each what is wrong with it. Returns what there would be.
async fn define(
    records: &Records,
    access: &Access,
    current: &Current,
    items: &mut [Difference],
) -> Result<Arc<Catalog>, Problem> {
    loop {
        let plan = Plan::of(current, items);
        let tried = records.try_definitions(access, &plan.definitions).await?;
        let mut fine = true;
        for (faults, places) in tried.faults.into_iter().zip(&plan.places) {
            for fault in faults {
                fine = false;
                let (at, fault) = within(places, fault);
                refuse(&mut items[at], vec![fault]);
            }
        }
        if fine {
            return Ok(tried.catalog);
        }
        // Fields of an object that cannot be made cannot be made either.
        let gone: Vec<String> = items
            .iter()
            .filter(|d| d.section == Section::Objects && d.state == State::Refused && d.before.is_none())
            .map(|d| format!("{}.", d.key))
            .collect();
        for item in items.iter_mut().filter(|d| d.section == Section::Fields && d.state == State::Added) {
            if gone.iter().any(|object| item.key.starts_with(object)) {
                refuse(item, vec![FieldError::new("", "object_refused", "its object cannot be applied")]);
            }
        }
    }
}

/// The item that a fault is about: the object, or one of its fields by `fields[0].`.
fn within(places: &[usize], fault: FieldError) -> (usize, FieldError) {
    let field = fault.field.strip_prefix("fields[").and_then(|rest| rest.split_once(']'));
    let found = field.and_then(|(n, rest)| {
        let place = places.get(n.parse::<usize>().ok()? + 1)?;
        Some((*place, rest.trim_start_matches('.').to_owned()))
    });
    match found {
        Some((place, field)) => (place, FieldError { field, ..fault }),
        None => (places.first().copied().unwrap_or_default(), fault),
    }
}

/// Objects and fields to be defined, and the items that each stands for.
pub(super) struct Plan {
    pub definitions: Vec<Definition>,
    places: Vec<Vec<usize>>,
}

impl Plan {
    pub(super) fn of(current: &Current, items: &[Difference]) -> Self {
        let mut plan = Self { definitions: Vec::new(), places: Vec::new() };
        let open = |state: State| items.iter().enumerate().filter(move |(_, d)| d.section.defines() && d.state == state);
        for (i, item) in open(State::Added).filter(|(_, d)| d.section == Section::Objects) {
            let of = format!("{}.", item.key);
            let fields: Vec<(usize, _)> = open(State::Added)
                .filter(|(_, d)| d.section == Section::Fields && d.key.starts_with(&of))
                .filter_map(|(i, d)| Some((i, field_of(&d.after)?)))
                .collect();
            let (mut places, mut defs) = (vec![i], Vec::new());
            for (place, def) in fields {
                places.push(place);
                defs.push(def);
            }
            if let Some(def) = object_of(&item.after, &defs) {
                plan.push(Definition::Object(def), places);
            }
        }
        for (i, item) in open(State::Added).filter(|(_, d)| d.section == Section::Fields) {
            let there = item.key.split_once('.').filter(|(object, _)| current.get(Section::Objects, object).is_some());
            if let (Some((object, _)), Some(def)) = (there, field_of(&item.after)) {
                plan.push(Definition::Field { object: object.to_owned(), def }, vec![i]);
            }
        }
        for (i, item) in open(State::Changed) {
            if let Some(change) = put::change(item.section, &item.key, item.before.as_ref(), &item.after) {
                plan.push(change, vec![i]);
            }
        }
        plan
    }

    fn push(&mut self, definition: Definition, places: Vec<usize>) {
        self.definitions.push(definition);
        self.places.push(places);
    }
}
