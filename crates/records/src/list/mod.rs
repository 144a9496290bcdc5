//! Lists: condition, search, sort, page by keyset cursor.

pub mod order;
pub(crate) mod plan;
mod prepare;
pub mod search;
mod select;
pub mod summary;
#[cfg(test)]
pub(crate) mod tests;
pub mod usable;

pub use order::Sort;
pub(crate) use prepare::{Prepared, prepare};
pub use search::search;

use crate::access::Act;
use crate::audit::{self, Audit, AuditKind};
use crate::consent::{LeftOut, using};
use crate::labels::Labels;
use crate::{Access, Error, Records, Result};
use model::Condition;
use model::object::{Record, col};
use plan::Drive;
use std::sync::Arc;
use std::time::Duration;
use store::Scan;

/// Page size when the query names none, and the largest.
pub const USUAL_LIMIT: usize = 50;
pub const MAX_LIMIT: usize = 200;
/// A list is stopped after this time.
const DEADLINE: Duration = Duration::from_secs(10);
/// An export is stopped after this time.
const STREAM_DEADLINE: Duration = Duration::from_secs(3_600);
/// Counts are exact up to this number.
pub const COUNT_LIMIT: i64 = 100_000;

/// A question over the records of one object.
#[derive(Clone, Debug)]
pub struct ListQuery {
    pub object: String,
    pub filter: Condition,
    /// What a person typed to search by the beginning of name, number, e-mail or phone.
    pub q: String,
    /// Empty: as the object declares.
    pub sort: Vec<Sort>,
    /// `next` of the page before.
    pub cursor: Option<String>,
    /// 1 to 200; 0 is 50.
    pub limit: usize,
    /// Fields wanted beside id, version and times; `None`: all that the asker may read.
    pub fields: Option<Vec<String>>,
    /// Whether all matches are counted.
    pub count: bool,
    /// The recycle bin instead of the records in use.
    pub deleted: bool,
    /// Whether titles of the records referred to are wanted.
    pub labels: bool,
}

impl ListQuery {
    /// All records of an object, in its usual order.
    #[must_use]
    pub fn new(object: impl Into<String>) -> Self {
        Self {
            object: object.into(),
            filter: Condition::everything(),
            q: String::new(),
            sort: Vec::new(),
            cursor: None,
            limit: 0,
            fields: None,
            count: false,
            deleted: false,
            labels: false,
        }
    }
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Page {
    /// Columns of fields that were not asked for are `Null`.
    pub records: Vec<Record>,
    /// The fields that were read, as indexes into [`Object::fields`], in order.
    pub fields: Arc<[usize]>,
    /// Cursor of the next page; `None` at the end.
    pub next: Option<String>,
    pub count: Option<Count>,
    /// Titles of the records referred to; empty unless asked for.
    pub labels: Labels,
}

/// How many records match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    pub value: i64,
    /// There are more than `value`.
    pub more: bool,
}

impl Records {
    /// One page of a list.
    ///
    /// # Errors
    /// `Invalid` for a filter, sort, field or limit that makes no sense; `Forbidden` for a field that may not be read;
    /// `BadRequest` for a cursor of another list; `NotFound` for an unknown object; errors of the database.
    pub async fn list(&self, access: &Access, query: &ListQuery) -> Result<Page> {
        self.check_tenant(access)?;
        let catalog = self.current().await?;
        let limit = checked_limit(query.limit)?;
        let mut ready = prepare(&catalog, access, query, self.tenant().clock().now())?;
        ready.leave_out_sharing(self.tenant()).await?;
        let scan = Scan::within(DEADLINE);
        let drive = plan::choose(self.tenant(), &ready.object, &ready.conditions, &ready.order, scan).await?;
        let mut records = ready.read(self.tenant(), drive, limit + 1, scan).await?;
        let more = records.len() > limit;
        records.truncate(limit);
        let next = if more { records.last().map(|r| ready.cursor_after(r)) } else { None };
        records.iter_mut().for_each(|r| keep(access, r));
        let count = if query.count { Some(ready.count(self.tenant(), drive, scan).await?) } else { None };
        let labels =
            if query.labels { self.labels_of(access, &ready.object, &ready.fields, &records).await? } else { Labels::default() };
        Ok(Page { records, fields: ready.fields, next, count, labels })
    }

    /// Hands on every record of a list in its order, from one snapshot and in constant memory. `cursor`, `limit`, `count` and
    /// `labels` of the query are not used. Returns the fields that were read.
    ///
    /// # Errors
    /// Those of [`Records::list`] and of `each`, which ends the reading.
    pub async fn stream(
        &self,
        access: &Access,
        query: &ListQuery,
        each: &mut (dyn FnMut(&Record) -> Result<()> + Send),
    ) -> Result<Arc<[usize]>> {
        let ready = self.prepared_whole(access, query).await?;
        self.run(access, ready, each).await
    }

    /// A query over all of its records, ready to run.
    async fn prepared_whole(&self, access: &Access, query: &ListQuery) -> Result<Prepared> {
        self.check_tenant(access)?;
        let query = ListQuery { cursor: None, ..query.clone() };
        prepare(&*self.current().await?, access, &query, self.tenant().clock().now())
    }

    async fn run(
        &self,
        access: &Access,
        ready: Prepared,
        each: &mut (dyn FnMut(&Record) -> Result<()> + Send),
    ) -> Result<Arc<[usize]>> {
        let scan = Scan::within(STREAM_DEADLINE);
        let drive = plan::choose(self.tenant(), &ready.object, &ready.conditions, &ready.order, scan).await?;
        let sql = ready.select(self.tenant().dialect(), drive).whole();
        let mut record = Record::empty(ready.object.clone());
        let mut failed = None;
        let done = self
            .tenant()
            .stream(&sql.text, &sql.params, scan, &mut |row| {
                ready.columns.iter().zip(row.iter()).for_each(|(c, v)| record.vals[*c].clone_from(v));
                each(&access.kept.shown(&record)).map_err(|e| {
                    failed = Some(e);
                    store::Error::Cancelled
                })
            })
            .await;
        match failed {
            Some(e) => Err(e),
            None => done.map(|()| ready.fields).map_err(Error::from),
        }
    }
}

impl Records {
    /// As [`Records::stream`], for a file that leaves the program: the audit log is told first. It keeps which fields go out
    /// and whether it is all records, not the values that were asked by.
    ///
    /// # Errors
    /// Those of [`Records::stream`]; `Forbidden`.
    pub async fn export(
        &self,
        access: &Access,
        query: &ListQuery,
        each: &mut (dyn FnMut(&Record) -> Result<()> + Send),
    ) -> Result<Arc<[usize]>> {
        access.require_on(Act::Export, &query.object)?;
        let ready = self.prepared_whole(access, query).await?;
        let fields = ready.fields.iter().filter(|i| **i > col::IMPORT_ID);
        let fields: Vec<&str> = fields.map(|i| &*ready.object.fields[*i].name).collect();
        let all = query.filter == Condition::everything() && query.q.trim().is_empty();
        let told = Audit::new(AuditKind::ExportMade).named(query.object.as_str());
        let mut details = serde_json::json!({ "fields": fields, "all": all, "deleted": query.deleted });
        if let Some(purpose) = &access.purpose {
            details["purpose"] = purpose.as_str().into();
        }
        let told = told.with(details);
        audit::note_alone(self.tenant(), &access.who(), &told).await?;
        self.run(access, ready, each).await
    }
}

/// Takes out of a record what is kept from the asker.
pub(crate) fn keep(access: &Access, record: &mut Record) {
    if let std::borrow::Cow::Owned(shown) = access.kept.shown(record) {
        *record = shown;
    }
}

impl Records {
    /// What a list or an export leaves out for the purpose that it is asked for; nothing without one.
    ///
    /// # Errors
    /// Those of [`Records::list`].
    pub async fn left_out(&self, access: &Access, query: &ListQuery) -> Result<LeftOut> {
        if access.purpose.is_none() {
            return Ok(LeftOut::default());
        }
        let object = self.current().await?.object(&query.object)?.clone();
        let query = ListQuery { fields: Some(Vec::new()), sort: Vec::new(), ..query.clone() };
        let mut found = [0_i64; 2];
        for (n, purpose) in found.iter_mut().zip([None, access.purpose.clone()]) {
            let asker = Access { purpose, ..access.clone() };
            *n = self.count_whole(&asker, &query).await?;
        }
        Ok(LeftOut { records: found[0] - found[1], fields: using::fields_left_out(access, &object) })
    }

    /// How many records match, however many there are.
    pub(crate) async fn count_whole(&self, access: &Access, query: &ListQuery) -> Result<i64> {
        let ready = self.prepared_whole(access, query).await?;
        let sql = ready.select(self.tenant().dialect(), Drive::Open).count(i64::MAX);
        let rows = self.tenant().scan(&sql.text, &sql.params, Scan::within(STREAM_DEADLINE)).await?;
        Ok(rows.first().and_then(|r| r.opt_int(0)).unwrap_or(0))
    }
}

fn checked_limit(limit: usize) -> Result<usize> {
    match limit {
        0 => Ok(USUAL_LIMIT),
        1..=MAX_LIMIT => Ok(limit),
        n => Err(Error::field("limit", "out_of_range", format!("is {n}; a page has 1 to {MAX_LIMIT} records"))),
    }
}
