//! Lists: condition, search, sort, page by keyset cursor.

pub mod order;
pub(crate) mod plan;
pub mod search;
mod select;
#[cfg(test)]
pub(crate) mod tests;

pub use order::Sort;
pub use search::search;

use crate::access::{Act, Level};
use crate::audit::{self, Audit, AuditKind};
use crate::condition::names::readable_field;
use crate::condition::{Asker, Bound, Node, Sql, bind};
use crate::consent::{LeftOut, using};
use crate::cursor::{Cursor, fingerprint};
use crate::labels::Labels;
use crate::{Access, Catalog, Error, Records, Result};
use model::object::{Object, Record, col};
use model::{Condition, FieldError, Ts, Val};
use order::Order;
use plan::{Drive, of_teams};
use select::Select;
use std::sync::Arc;
use std::time::Duration;
use store::{Scan, Tenant};

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

/// A query that was checked and is ready to run.
pub(crate) struct Prepared {
    pub object: Arc<Object>,
    /// All must hold; the asker's sight is one of them.
    pub conditions: Vec<Node>,
    pub order: Order,
    /// Fields and columns to read.
    pub fields: Arc<[usize]>,
    pub columns: Vec<usize>,
    pub after: Option<Vec<Val>>,
    pub opened: Ts,
    pub fingerprint: u64,
    pub deleted: bool,
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
            let ready = self.prepared_whole(&asker, &query).await?;
            let sql = ready.select(self.tenant().dialect(), Drive::Open).count(i64::MAX);
            let rows = self.tenant().scan(&sql.text, &sql.params, Scan::within(STREAM_DEADLINE)).await?;
            *n = rows.first().and_then(|r| r.opt_int(0)).unwrap_or(0);
        }
        Ok(LeftOut { records: found[0] - found[1], fields: using::fields_left_out(access, &object) })
    }
}

fn checked_limit(limit: usize) -> Result<usize> {
    match limit {
        0 => Ok(USUAL_LIMIT),
        1..=MAX_LIMIT => Ok(limit),
        n => Err(Error::field("limit", "out_of_range", format!("is {n}; a page has 1 to {MAX_LIMIT} records"))),
    }
}

/// Checks a query.
pub(crate) fn prepare(catalog: &Catalog, access: &Access, query: &ListQuery, now: Ts) -> Result<Prepared> {
    let object = catalog.object(&query.object)?.clone();
    access.require_on(Act::Read, object.name())?;
    let order = Order::new(&object, &query.sort, query.deleted, access)?;
    let fields = projection(&object, query.fields.as_deref(), access)?;
    let fingerprint = fingerprint(&[
        &access.tenant,
        &query.object,
        &query.filter.to_compact(),
        query.q.trim(),
        &format!("{:?} {}", order.keys, query.deleted),
    ]);
    let cursor = query.cursor.as_deref().map(|c| Cursor::decode(c, fingerprint, now, &order.types(&object))).transpose()?;
    let opened = cursor.as_ref().map_or(now, |c| c.opened);
    let asker = Asker { catalog, access, now: opened };
    let Bound { root, scope, .. } = bind(&query.filter, &object, &asker)?;
    let mut conditions = scope;
    flatten(root, &mut conditions);
    if let Some(found) = search(&object, &query.q, catalog, access) {
        flatten(found, &mut conditions);
    }
    let columns = columns(&object, &fields, &order);
    let after = cursor.map(|c| c.vals);
    Ok(Prepared { object, conditions, order, fields, columns, after, opened, fingerprint, deleted: query.deleted })
}

/// Takes a conjunction apart, so that each part may drive the list.
fn flatten(node: Node, out: &mut Vec<Node>) {
    match node {
        Node::All(nodes) => nodes.into_iter().for_each(|n| flatten(n, out)),
        other => out.push(other),
    }
}

/// The fields to read: those asked for, or all in sight; the system's first ones always.
fn projection(object: &Object, wanted: Option<&[String]>, access: &Access) -> Result<Arc<[usize]>> {
    let always = [col::ID, col::VERSION, col::CREATED_AT, col::UPDATED_AT].map(|c| object.columns[c].field);
    let Some(wanted) = wanted else {
        let seen =
            |i: &usize| !object.fields[*i].hidden && access.closed.level(object.name(), &object.fields[*i].name) != Level::Hidden;
        return Ok((0..object.fields.len()).filter(seen).collect());
    };
    let mut fields = always.to_vec();
    let mut errors: Vec<FieldError> = Vec::new();
    for name in wanted {
        match readable_field(object, name, access) {
            Ok(i) if fields.contains(&i) => {}
            Ok(i) => fields.push(i),
            Err(Error::Invalid(e)) => errors.extend(e.into_iter().map(|e| FieldError { field: format!("fields.{name}"), ..e })),
            Err(e) => return Err(e),
        }
    }
    if errors.is_empty() { Ok(fields.into()) } else { Err(Error::Invalid(errors)) }
}

fn columns(object: &Object, fields: &[usize], order: &Order) -> Vec<usize> {
    let mut columns: Vec<usize> = vec![col::ID, col::VERSION, col::REV, col::CREATED_AT, col::UPDATED_AT, col::DELETED_AT];
    for f in fields {
        let first = object.column_of(*f);
        columns.extend(first..first + object.fields[*f].parts().len());
    }
    columns.extend(order.keys.iter().map(|k| k.column));
    columns.extend(object.field_index("owner_team").map(|f| object.column_of(f)));
    columns.sort_unstable();
    columns.dedup();
    columns
}

impl Prepared {
    pub(crate) fn select(&self, dialect: store::Dialect, drive: Drive) -> Select<'_> {
        Select { ready: self, dialect, drive }
    }

    /// Where nothing was shared with the asker, as is most often so, nothing shared is looked for.
    async fn leave_out_sharing(&mut self, tenant: &Tenant) -> Result<()> {
        for node in &mut self.conditions {
            let Some((owned, Some(shared))) = of_teams(node) else { continue };
            let mut sql = Sql::new(tenant.dialect());
            sql.push("select 1 from ").entries(&self.object, shared).push(" limit 1");
            if tenant.get(&sql.text, &sql.params).await?.is_empty() {
                *node = Node::Test(owned.clone());
            }
        }
        Ok(())
    }

    /// At most `limit` records after the cursor, those without a value in the first sort key last.
    async fn read(&self, tenant: &Tenant, drive: Drive, limit: usize, scan: Scan) -> Result<Vec<Record>> {
        use order::Pass;
        let select = self.select(tenant.dialect(), drive);
        let mut pass = self.order.first_pass(self.after.as_deref());
        let mut after = self.after.as_deref();
        let mut records = Vec::new();
        loop {
            let wanted = limit - records.len();
            let mut rows = Vec::new();
            for each in select.shares(wanted) {
                let sql = select.page(pass, after, wanted, each);
                rows = tenant.scan(&sql.text, &sql.params, scan).await?;
                if select.is_whole(&rows, each) {
                    break;
                }
            }
            records.extend(rows.into_iter().map(|row| self.record(row)));
            if pass != Pass::Valued || records.len() >= limit {
                return Ok(records);
            }
            (pass, after) = (Pass::Empty, None);
        }
    }

    /// Which column of the rows read is the owner's team.
    fn place_of_team(&self) -> Option<usize> {
        let team = self.object.column_of(self.object.field_index("owner_team")?);
        self.columns.iter().position(|c| *c == team)
    }

    fn record(&self, row: store::Row) -> Record {
        let mut record = Record::empty(self.object.clone());
        for (c, v) in self.columns.iter().zip(row.into_vals()) {
            record.vals[*c] = v;
        }
        record
    }

    fn cursor_after(&self, record: &Record) -> String {
        let vals = self.order.keys.iter().map(|k| record.vals[k.column].clone()).collect();
        Cursor { opened: self.opened, vals }.encode(self.fingerprint)
    }

    async fn count(&self, tenant: &Tenant, drive: Drive, scan: Scan) -> Result<Count> {
        let sql: Sql = self.select(tenant.dialect(), drive).count(COUNT_LIMIT + 1);
        let found = tenant.scan(&sql.text, &sql.params, scan).await?.first().and_then(|r| r.opt_int(0)).unwrap_or(0);
        Ok(Count { value: found.min(COUNT_LIMIT), more: found > COUNT_LIMIT })
    }
}
