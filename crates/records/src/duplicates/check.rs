//! What is done about a probable duplicate on its way in: when a person enters it, when a program sends it. It is looked for
//! in indexes alone: by phones, e-mails and accounts, and by the name when something else agrees too.

use super::rules::{How, Rules};
use crate::access::{Act, permission as may};
use crate::door::ready::fill_keys;
use crate::identity::{self, Marks, Part};
use crate::list::plan::leads_index;
use crate::prepared::Prepared;
use crate::{Access, Error, Records, Result, ddl, json, setting};
use model::{Id, Object, Record, Val};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Records that one look-up may find, and that are told.
const FOUND: usize = 20;
const TOLD: usize = 5;
/// Values of one field that are looked up.
const VALUES: usize = 10;

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Off,
    /// The person is told before saving, and may save all the same.
    Warn,
    /// It is saved, and both are put into the list of duplicates.
    Report,
    /// It is not saved.
    Block,
    /// It changes the one record that it surely means; of files alone.
    Update,
}

/// What is done, by the way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actions {
    /// Entered by a person.
    pub entry: Action,
    /// Sent by a program with an API key; nobody is there to be warned.
    pub api: Action,
    /// Brought by a file; nobody is there either. What is blocked is a refused row; with `Update` it is a row that surely means several.
    #[serde(default = "off")]
    pub import: Action,
}

fn off() -> Action {
    Action::Off
}

impl Default for Actions {
    fn default() -> Self {
        Self { entry: Action::Warn, api: Action::Off, import: Action::Off }
    }
}

impl Actions {
    /// # Errors
    /// `Invalid` where a program would be warned, and where more than files would change what they mean.
    pub fn check(&self) -> Result<()> {
        for (way, action) in [("api", self.api), ("import", self.import)] {
            if action == Action::Warn {
                return Err(Error::field(way, "unfit", "nobody is there to be warned; use off, report or block"));
            }
        }
        for (way, action) in [("entry", self.entry), ("api", self.api)] {
            if action == Action::Update {
                return Err(Error::field(way, "unfit", "only files change what they mean; programs use upsert"));
            }
        }
        Ok(())
    }

    /// What is done about what this asker brings in.
    #[must_use]
    pub fn of(self, access: &Access) -> Action {
        if access.actor.key.is_some() { self.api } else { self.entry }
    }
}

/// A record that is probably the same as one to be saved.
#[derive(Clone, Debug)]
pub struct Similar {
    pub record: Record,
    /// The fields in which they agree.
    pub fields: Vec<String>,
}

/// The name of the setting that holds the actions of an object.
pub(crate) const SETTING: &str = "duplicates.actions.";

/// A compared field that the asker may read.
pub(super) struct Known<'a> {
    p: &'a Prepared,
    fields: Vec<(usize, How)>,
}

impl<'a> Known<'a> {
    pub fn new(p: &'a Prepared, rules: &Rules, access: Option<&Access>) -> Self {
        let name = p.object.name();
        let open = |field: &str| access.is_none_or(|a| a.may_read(name, field) && a.kept.field(name, field).is_empty());
        let known = rules.compare.iter().filter(|c| open(&c.field));
        Self { p, fields: known.filter_map(|c| Some((p.object.field_index(&c.field)?, c.how))).collect() }
    }

    /// Statements that find records with a value of this one.
    pub fn lookups(&self, record: &Record) -> Vec<(String, Vec<Val>)> {
        self.fields.iter().filter_map(|(field, _)| lookup(&self.p.object, *field, record)).collect()
    }

    /// What two transactions must not look for at once, or neither would find the other's.
    pub fn locks(&self, record: &Record) -> BTreeSet<String> {
        let object = &self.p.object;
        let of = |field: usize| {
            if object.fields[field].multi {
                return keys(object, field, record);
            }
            let value = &record.vals[ddl::order_column(object, field)];
            if value.is_null() { Vec::new() } else { vec![format!("{value:?}")] }
        };
        let name = |field: usize, key: String| format!("duplicate {} {} {key}", object.name(), object.fields[field].name);
        self.fields.iter().flat_map(|(f, _)| of(*f).into_iter().map(move |k| (*f, k))).map(|(f, k)| name(f, k)).collect()
    }

    /// The records that are probably the same, those that agree in most fields first.
    pub fn similar(&self, record: &Record, found: Vec<Record>) -> Vec<Similar> {
        let mut all: Vec<Similar> = Vec::new();
        for other in found.into_iter().filter(|o| o.id() != record.id()) {
            let agrees = |(field, _): &&(usize, How)| agree(&self.p.object, *field, record, &other);
            let agreed: Vec<&(usize, How)> = self.fields.iter().filter(agrees).collect();
            let proves = |how: How| matches!(how, How::Exact | How::Code | How::Email | How::Phone);
            if agreed.len() > 1 || agreed.iter().any(|(_, how)| proves(*how)) {
                let name = |(field, _): &&(usize, How)| self.p.object.fields[*field].name.to_string();
                all.push(Similar { fields: agreed.iter().map(name).collect(), record: other });
            }
        }
        all.sort_by_key(|s| (std::cmp::Reverse(s.fields.len()), s.record.id()));
        all.truncate(TOLD);
        all
    }
}

fn lookup(object: &Object, field: usize, record: &Record) -> Option<(String, Vec<Val>)> {
    let def = &object.fields[field];
    if def.multi {
        let keys = keys(object, field, record);
        let places: Vec<String> = (3..3 + keys.len()).map(|i| format!("${i}")).collect();
        let sql = format!(
            "select distinct record_id from @value where object = $1 and field = $2 and v in ({}) limit {FOUND}",
            places.join(", ")
        );
        let params = [object.name().into(), def.name.as_ref().into()].into_iter().chain(keys.iter().map(|k| k.as_str().into()));
        return (!keys.is_empty()).then(|| (sql, params.collect()));
    }
    let column = ddl::order_column(object, field);
    let value = &record.vals[column];
    let sql = format!(
        "select id from @{} where \"{}\" = $1 and deleted_at is null limit {FOUND}",
        object.name(),
        object.columns[column].name
    );
    (!value.is_null() && leads_index(object, column)).then(|| (sql, vec![value.clone()]))
}

/// What the values of a list field are found by.
fn keys(object: &Object, field: usize, record: &Record) -> Vec<String> {
    let items = json::items(&record.vals[object.column_of(field)]);
    items.iter().take(VALUES).map(|item| json::item_key(&object.fields[field], item)).collect()
}

pub(super) fn agree(object: &Object, field: usize, one: &Record, other: &Record) -> bool {
    if object.fields[field].multi {
        let theirs = keys(object, field, other);
        return keys(object, field, one).iter().any(|k| theirs.contains(k));
    }
    let column = ddl::order_column(object, field);
    !one.vals[column].is_null() && one.vals[column] == other.vals[column]
}

impl Records {
    /// What identifies nobody of the records of an object.
    pub(super) async fn marks_of(&self, p: &Prepared) -> Result<Marks> {
        match &p.identity {
            Some(Part::Holder(holder)) => Marks::read(holder, &self.tenant.get(Marks::ALL, &[p.object.name().into()]).await?),
            _ => Ok(Marks::default()),
        }
    }

    /// What is done about probable duplicates of an object on their way in.
    ///
    /// # Errors
    /// `NotFound`; `BadRequest` for an object whose records are not merged; `Forbidden`.
    pub async fn duplicate_actions(&self, access: &Access, object: &str) -> Result<Actions> {
        self.check_tenant(access)?;
        access.require_on(Act::Read, object)?;
        self.mergeable(object).await?;
        Ok(self.current().await?.actions(object))
    }

    /// Changes what is done.
    ///
    /// # Errors
    /// As [`Records::duplicate_actions`]; `Invalid` where a program would be warned.
    pub async fn set_duplicate_actions(&self, access: &Access, object: &str, actions: Actions) -> Result<()> {
        self.check_tenant(access)?;
        access.require(may::OBJECT_DEFINE)?;
        self.mergeable(object).await?;
        actions.check()?;
        let text = setting::text(&actions)?;
        let (name, text, who, by) = (&format!("{SETTING}{object}"), &text, &access.who(), &access.by());
        self.tenant
            .write::<_, Error, _>(|tx| {
                Box::pin(async move {
                    setting::change(tx, who, name, Some(text)).await?;
                    crate::define::defined(tx, object, by).await
                })
            })
            .await?;
        self.reload().await.map(drop)
    }

    /// Records that the asker may see and that are probably the same as one with these values; `own` is the one that is being
    /// changed. Values that cannot be read are passed over.
    ///
    /// # Errors
    /// As [`Records::duplicate_actions`].
    pub async fn similar(
        &self,
        access: &Access,
        object: &str,
        input: &Map<String, Value>,
        own: Option<Id>,
    ) -> Result<Vec<Similar>> {
        self.check_tenant(access)?;
        access.require_on(Act::Read, object)?;
        self.mergeable(object).await?;
        let rules = self.rules_of(object).await?;
        let catalog = self.current().await?;
        let p = catalog.prepared(object)?;
        let known = Known::new(p, &rules, Some(access));
        let mut probe = p.blank.clone();
        for (field, _) in &known.fields {
            if let Some(value) = input.get(p.object.fields[*field].name.as_ref()) {
                let mut read = probe.clone();
                if json::read_field(&catalog.scalars(), &p.object, *field, value, &mut read).is_ok() {
                    probe = read;
                }
            }
        }
        fill_keys(&mut probe, None);
        identity::strip(&self.marks_of(p).await?, &mut probe);
        let mut ids = BTreeSet::new();
        for (sql, params) in known.lookups(&probe) {
            ids.extend(self.tenant.get(&sql, &params).await?.iter().filter_map(|r| r.opt_id(0)));
        }
        if let Some(own) = own {
            ids.remove(&own);
        }
        let ids: Vec<Id> = ids.into_iter().collect();
        Ok(known.similar(&probe, self.get_many(access, object, &ids).await?))
    }
}
