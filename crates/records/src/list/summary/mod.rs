//! What a list comes to: how many records, sums and averages of their numbers, as a whole and by the values of one field.
//!
//! Conditions, sight and closed fields are those of the list. It reads in the lane of lists, all of it within one deadline.

mod figures;
mod group;

pub use figures::{Figures, Sum};
pub use group::{Group, Groups, Unit};

use super::plan::{self, Drive};
use super::{DEADLINE, ListQuery, Prepared, prepare};
use crate::condition::Sql;
use crate::condition::names::readable_field;
use crate::{Access, Catalog, Error, Records, Result};
use figures::Column;
use group::Key;
use jiff::tz::TimeZone;
use model::object::Object;
use std::collections::BTreeMap;
use std::time::Instant;
use store::{Rows, Scan};

/// Most fields that are summed at once.
const SUMS_MAX: usize = 20;

/// A question about all records of a list; its order, page and fields do not matter.
#[derive(Clone, Debug)]
pub struct SummaryQuery {
    pub list: ListQuery,
    /// Fields with numbers or amounts.
    pub sums: Vec<String>,
    /// The field by whose values they are told apart.
    pub group: Option<String>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Summary {
    pub count: i64,
    /// By field.
    pub fields: BTreeMap<String, Figures>,
    /// Fields that a unit keeps from the asker, so that not all values could be summed.
    pub left_out: Vec<String>,
    pub groups: Option<Groups>,
}

impl Records {
    /// What a list comes to.
    ///
    /// # Errors
    /// Those of [`Records::list`]; `Invalid` for fields that hold no numbers or by which nothing is grouped; `Deadline` of the store
    /// when there is too much to go through.
    pub async fn summary(&self, access: &Access, query: &SummaryQuery) -> Result<Summary> {
        self.check_tenant(access)?;
        let catalog = self.current().await?;
        let until = Instant::now() + DEADLINE;
        let list = ListQuery { cursor: None, sort: Vec::new(), fields: Some(Vec::new()), ..query.list.clone() };
        let mut ready = prepare(&catalog, access, &list, self.tenant().clock().now())?;
        ready.leave_out_sharing(self.tenant()).await?;
        let (columns, left_out) = columns(&ready, access, &query.sums)?;
        let drive = plan::choose(self.tenant(), &ready.object, &ready.conditions, &ready.order, left(until)).await?;
        let zone = access.zone(&catalog.company);
        let asked = Asked { records: self, catalog: &catalog, ready, drive, columns, zone, until };
        let totals = asked.totals().await?;
        let groups = match &query.group {
            Some(name) => Some(asked.groups(access, name).await?),
            None => None,
        };
        Ok(Summary { count: totals.0, fields: totals.1, left_out, groups })
    }
}

/// What is left of the time.
fn left(until: Instant) -> Scan {
    Scan::within(until.saturating_duration_since(Instant::now()))
}

/// The columns to sum, and fields that are left out.
fn columns(ready: &Prepared, access: &Access, names: &[String]) -> Result<(Vec<Column>, Vec<String>)> {
    if names.len() > SUMS_MAX {
        return Err(Error::field("sums", "too_many", format!("names {} fields; at most {SUMS_MAX}", names.len())));
    }
    let (mut columns, mut left_out): (Vec<Column>, Vec<String>) = (Vec::new(), Vec::new());
    for name in names {
        let field = readable_field(&ready.object, name, access).map_err(|e| at("sums", name, e))?;
        if !access.kept.field(ready.object.name(), name).is_empty() {
            left_out.push(name.clone());
        } else if !columns.iter().any(|c| c.field == field) {
            columns.push(Column::of(&ready.object, field)?);
        }
    }
    Ok((columns, left_out))
}

/// The field of this name, by which the asker may group.
///
/// # Errors
/// `Invalid` when there is none, or nothing is grouped by it; `Forbidden` when it may not be read.
pub(super) fn group_field(object: &Object, name: &str, access: &Access) -> Result<usize> {
    let field = readable_field(object, name, access).map_err(|e| at("group", name, e))?;
    let refused = |why: &str| Err(Error::field(format!("group.{name}"), "not_groupable", why));
    if !group::fits(&object.fields[field]) {
        return refused("has too many values or none to group by; use a choice, a yes or no, a reference, a text or a date");
    }
    if !access.kept.field(object.name(), name).is_empty() {
        return refused("a unit keeps this field to itself, and the groups would tell of it; group by another one");
    }
    Ok(field)
}

/// An error of a field, said of the parameter that named it.
fn at(parameter: &str, name: &str, error: Error) -> Error {
    match error {
        Error::Invalid(errors) => {
            let field = format!("{parameter}.{name}");
            Error::Invalid(errors.into_iter().map(|e| model::FieldError { field: field.clone(), ..e }).collect())
        }
        other => other,
    }
}

/// A question ready to be asked.
struct Asked<'a> {
    records: &'a Records,
    catalog: &'a Catalog,
    ready: Prepared,
    drive: Drive,
    columns: Vec<Column>,
    /// In which months begin.
    zone: TimeZone,
    until: Instant,
}

impl Asked<'_> {
    async fn totals(&self) -> Result<(i64, BTreeMap<String, Figures>)> {
        let mut sql = Sql::new(self.records.tenant().dialect());
        sql.push("select ");
        let split = figures::write(&mut sql, &self.ready.object, &self.columns, 0);
        self.table(&mut sql);
        if !split.is_empty() {
            sql.push(" group by ").push(&split);
        }
        let mut count = 0;
        let mut all = figures::Gathered::default();
        for row in &self.scan(&sql).await? {
            count += all.add(&self.columns, row, 0)?;
        }
        Ok((count, all.told(&self.ready.object, &self.columns, self.catalog)))
    }

    async fn groups(&self, access: &Access, name: &str) -> Result<Groups> {
        let field = group_field(&self.ready.object, name, access)?;
        let key = Key::of(self, field).await?;
        let (found, more) = key.found(self).await?;
        let mut groups: Vec<Group> = found.into_iter().map(|(val, count, text)| key.group(name, val, count, text)).collect();
        if !self.columns.is_empty() {
            key.sum(self, &mut groups, more).await?;
        }
        key.entitle(self, access, &mut groups).await?;
        Ok(Groups { field: name.to_owned(), unit: key.unit(), items: groups, more })
    }

    /// `from` and `where` of the list.
    fn table(&self, sql: &mut Sql) {
        self.ready.select(self.records.tenant().dialect(), self.drive).unordered(sql);
    }

    async fn scan(&self, sql: &Sql) -> Result<Rows> {
        Ok(self.records.tenant().scan(&sql.text, &sql.params, left(self.until)).await?)
    }
}
