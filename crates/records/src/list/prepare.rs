//! A question checked and bound: what it reads, in which order, from where.

use super::order::{Order, Pass};
use super::plan::{Drive, of_teams};
use super::search::search;
use super::select::Select;
use super::{COUNT_LIMIT, Count, ListQuery};
use crate::access::{Act, Level};
use crate::condition::names::readable_field;
use crate::condition::{Asker, Bound, Node, Sql, bind};
use crate::cursor::{Cursor, fingerprint};
use crate::{Access, Catalog, Error, Result};
use model::object::{Object, Record, col};
use model::{FieldError, Ts, Val};
use std::sync::Arc;
use store::{Scan, Tenant};

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
pub(super) fn projection(object: &Object, wanted: Option<&[String]>, access: &Access) -> Result<Arc<[usize]>> {
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
    columns.sort_unstable();
    columns.dedup();
    columns
}

impl Prepared {
    pub(super) fn select(&self, dialect: store::Dialect, drive: Drive) -> Select<'_> {
        Select { ready: self, dialect, drive }
    }

    /// Where nothing was shared with the asker, as is most often so, nothing shared is looked for.
    pub(super) async fn leave_out_sharing(&mut self, tenant: &Tenant) -> Result<()> {
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
    pub(super) async fn read(&self, tenant: &Tenant, drive: Drive, limit: usize, scan: Scan) -> Result<Vec<Record>> {
        let select = self.select(tenant.dialect(), drive);
        let mut pass = self.order.first_pass(self.after.as_deref());
        let mut after = self.after.as_deref();
        let mut records = Vec::new();
        loop {
            let wanted = limit - records.len();
            let sql = select.page(pass, after, wanted);
            let rows = tenant.scan(&sql.text, &sql.params, scan).await?;
            records.extend(rows.into_iter().map(|row| self.record(row)));
            if pass != Pass::Valued || records.len() >= limit {
                return Ok(records);
            }
            (pass, after) = (Pass::Empty, None);
        }
    }

    fn record(&self, row: store::Row) -> Record {
        let mut record = Record::empty(self.object.clone());
        for (c, v) in self.columns.iter().zip(row.into_vals()) {
            record.vals[*c] = v;
        }
        record
    }

    pub(super) fn cursor_after(&self, record: &Record) -> String {
        let vals = self.order.keys.iter().map(|k| record.vals[k.column].clone()).collect();
        Cursor { opened: self.opened, vals }.encode(self.fingerprint)
    }

    pub(super) async fn count(&self, tenant: &Tenant, drive: Drive, scan: Scan) -> Result<Count> {
        let sql: Sql = self.select(tenant.dialect(), drive).count(COUNT_LIMIT + 1);
        let found = tenant.scan(&sql.text, &sql.params, scan).await?.first().and_then(|r| r.opt_int(0)).unwrap_or(0);
        Ok(Count { value: found.min(COUNT_LIMIT), more: found > COUNT_LIMIT })
    }
}
