//! What is to be done, and with which records.

use crate::access::{Act, Level};
use crate::list::{ListQuery, Sort};
use crate::prepared::Prepared;
use crate::{Access, By, Catalog, Error, Result, json};
use model::{Condition, FieldError, Id, Record};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Most records that are chosen one by one, and of these in one test.
const CHOSEN: usize = 10_000;
const IN_ONE: usize = 1_000;

/// What happens to each record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum What {
    Edit {
        /// Fields with their new values; `null` empties.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        set: Map<String, Value>,
        /// Values that fields with lists get beside those that they have.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        add: Map<String, Value>,
        /// Values that are taken out of such lists.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        remove: Map<String, Value>,
    },
    Delete,
}

impl What {
    /// Its word in the API and the audit log.
    pub(super) fn word(&self) -> &'static str {
        match self {
            What::Edit { .. } => "edit",
            What::Delete => "delete",
        }
    }

    pub(super) fn act(&self) -> Act {
        match self {
            What::Edit { .. } => Act::Update,
            What::Delete => Act::Delete,
        }
    }

    /// Checks it before any record is met, so that what no record can take is refused at once.
    pub(super) fn check(&self, catalog: &Catalog, access: &Access, object: &str) -> Result<()> {
        access.require_on(self.act(), object)?;
        let p = catalog.prepared(object)?;
        if p.object.def.append_only {
            return Err(Error::BadRequest(format!("records of {object} are neither changed nor deleted")));
        }
        let What::Edit { set, add, remove } = self else { return Ok(()) };
        let mut errors = Vec::new();
        let fields: Vec<&String> = set.keys().chain(add.keys()).chain(remove.keys()).collect();
        if fields.is_empty() {
            return Err(Error::field("set", "required", "name at least one field that changes"));
        }
        for (i, name) in fields.iter().enumerate() {
            let twice = fields[..i].contains(name);
            errors.extend(refusal(p, access, name, twice));
        }
        for (name, values) in add.iter().chain(remove) {
            let list = p.object.field(name).is_none_or(|f| f.multi);
            if !list || values.as_array().is_none_or(Vec::is_empty) {
                errors.push(FieldError::new(
                    name,
                    "not_a_list",
                    "takes a list of values, and only a field with several values does",
                ));
            }
        }
        let required = |name: &str| p.required.iter().any(|f| *p.object.fields[*f].name == *name);
        let emptied = set.iter().filter(|(name, value)| value.is_null() && required(name));
        errors.extend(emptied.map(|(name, _)| FieldError::new(name, "required", "is required and cannot be emptied")));
        let mut input = set.clone();
        input.extend(add.clone());
        input.extend(remove.clone());
        if let Err(e) = json::read(&catalog.scalars(), &input, &mut p.blank.clone()) {
            errors.extend(e.into_iter().filter(|e| !errors.iter().any(|k| k.field == e.field)).collect::<Vec<_>>());
        }
        if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
    }

    /// What one record is told to become; `None` for what is deleted.
    pub(super) fn input(&self, catalog: &Catalog, record: &Record) -> Result<Option<Map<String, Value>>> {
        let What::Edit { set, add, remove } = self else { return Ok(None) };
        let mut input = set.clone();
        for (name, value) in add {
            let (mut items, new) = lists(catalog, record, name, value)?;
            items.extend(new.into_iter().filter(|v| !items.contains(v)).collect::<Vec<_>>());
            input.insert(name.clone(), items.into());
        }
        for (name, value) in remove {
            let (mut items, gone) = lists(catalog, record, name, value)?;
            items.retain(|v| !gone.contains(v));
            input.insert(name.clone(), if items.is_empty() { Value::Null } else { items.into() });
        }
        Ok(Some(input))
    }
}

/// Why a field may not be changed by such an action.
fn refusal(p: &Prepared, access: &Access, name: &str, twice: bool) -> Option<FieldError> {
    let def = p.object.field(name)?;
    if access.closed.level(p.object.name(), name) != Level::Write {
        return Some(FieldError::new(name, "not_writable", "is not open to you"));
    }
    if json::engine_keeps(def) || !access.actor.user.is_some_and(|user| By::Person(user).may_set(def)) {
        return Some(FieldError::new(name, "not_writable", "is kept by the system; leave it out"));
    }
    twice.then(|| FieldError::new(name, "twice", "is named twice; say one thing to do with it"))
}

/// The values that a list field of a record has, and those named, both as the API writes them.
fn lists(catalog: &Catalog, record: &Record, name: &str, named: &Value) -> Result<(Vec<Value>, Vec<Value>)> {
    let scalars = catalog.scalars();
    let field = record.object.field_index(name).ok_or_else(|| Error::field(name, "unknown_field", "is gone"))?;
    let mut probe = Record::empty(record.object.clone());
    json::read_field(&scalars, &record.object, field, named, &mut probe).map_err(Error::Invalid)?;
    let values = |r: &Record| match json::field_json(r, field, scalars.currency()) {
        Value::Array(items) => items,
        _ => Vec::new(),
    };
    Ok((values(record), values(&probe)))
}

/// Which records, and how the asker's sight is narrowed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Chosen {
    /// These; `None`: all that match.
    pub records: Option<Vec<Id>>,
    /// A condition in words; empty for all.
    pub filter: String,
    /// What records are searched by.
    pub q: String,
    /// What the data is used for.
    pub purpose: Option<String>,
    /// The API key by which it was asked, and what that allows.
    pub key: Option<Id>,
    pub scopes: Option<Vec<String>>,
    /// As which source a program's values come.
    pub source: Option<String>,
}

impl Chosen {
    /// The list of these records, newest first: in this order no record comes up twice, whatever is changed, and none that is made
    /// meanwhile comes up at all.
    pub(super) fn query(&self, object: &str) -> Result<ListQuery> {
        let mut all = Vec::new();
        if !self.filter.is_empty() {
            all.push(Condition::parse(&self.filter).map_err(|e| Error::BadRequest(format!("filter: {e}")))?);
        }
        if let Some(ids) = &self.records {
            if ids.is_empty() || ids.len() > CHOSEN {
                return Err(Error::field("records", "out_of_range", format!("choose 1 to {CHOSEN} records, or all that match")));
            }
            let some = |ids: &[Id]| {
                let json = serde_json::json!({ "field": "id", "op": "in", "value": ids });
                Condition::from_json(&json).map_err(|e| Error::Broken(e.to_string()))
            };
            all.push(Condition::Any(ids.chunks(IN_ONE).map(some).collect::<Result<_>>()?));
        }
        let fields = Some(Vec::new());
        Ok(ListQuery {
            filter: Condition::All(all),
            q: self.q.clone(),
            sort: Sort::parse("-id"),
            fields,
            ..ListQuery::new(object)
        })
    }
}
