//! Everything that is kept about a person, to be told to that person: what belongs to them by the references of the definitions, as
//! far as the asker sees it. Ids are gathered first, records are read page by page; so memory holds ids and one page.
//!
//! It is the walk of [`crate::erase`], read only: what would go or be emptied with the person is told. Other customers are never
//! walked into.

use crate::access::{Act, Level};
use crate::condition::Sql;
use crate::erase::SUBJECT;
use crate::prepared::Referrer;
use crate::timeline::TimelineItem;
use crate::{Access, Error, Records, Result};
use model::def::OnDelete;
use model::object::{Object, Record, col};
use model::{Id, Ts, Val};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;
use store::Scan;

/// Most records that are told of one person.
const MOST: usize = 500_000;
/// Records whose children are asked for by one statement, and children read at once.
const PARENTS: usize = 500;
const CHILDREN: usize = 5_000;
/// Records of a page.
pub const PAGE: usize = 200;
const DEADLINE: Duration = Duration::from_secs(60);
/// Most entries of the audit log that are told.
const ENTRIES: usize = 1_000;

/// What belongs to a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Belongings {
    /// The id that they are known by first, then those of customers that were merged into them.
    pub ids: Vec<Id>,
    /// Ids of records by object, sorted; the customers themselves too.
    pub records: BTreeMap<String, Vec<Id>>,
    /// Records of others that name them, by object: counted, not told.
    pub named_by: BTreeMap<String, u64>,
}

/// Something that was done with the data of a person, from the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Deed {
    #[serde(serialize_with = "crate::stamp::rfc3339")]
    pub at: Ts,
    pub kind: String,
}

impl Belongings {
    /// How many records there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.records.values().map(Vec::len).sum()
    }
}

impl Records {
    /// What belongs to a customer, deleted or not.
    ///
    /// # Errors
    /// `Forbidden` without `privacy.manage` or the right to export customers; `NotFound` for one out of sight; `Limit` when more
    /// belongs to them than can be told.
    pub async fn belongings(&self, access: &Access, customer: Id) -> Result<Belongings> {
        self.may_erase(access, customer).await?;
        access.require_on(Act::Export, SUBJECT)?;
        let ids = self.group_of(customer).await?;
        let catalog = self.current().await?;
        let mut records: BTreeMap<String, BTreeSet<Id>> = BTreeMap::new();
        let mut named_by: BTreeMap<String, u64> = BTreeMap::new();
        records.insert(SUBJECT.to_owned(), ids.iter().copied().collect());
        let mut queue: VecDeque<(String, Vec<Id>)> = VecDeque::from([(SUBJECT.to_owned(), ids.clone())]);
        while let Some((object, parents)) = queue.pop_front() {
            for r in &catalog.prepared(&object)?.referrers {
                let (person, others) = (object == SUBJECT, r.object == SUBJECT);
                if others || r.on_delete == OnDelete::Clear {
                    if person {
                        let named = self.children(r, &parents).await?.into_iter().filter(|id| !ids.contains(id)).count();
                        *named_by.entry(r.object.clone()).or_default() += named as u64;
                    }
                    continue;
                }
                let known = records.entry(r.object.clone()).or_default();
                let new: Vec<Id> = self.children(r, &parents).await?.into_iter().filter(|id| known.insert(*id)).collect();
                new.chunks(PARENTS).for_each(|part| queue.push_back((r.object.clone(), part.to_vec())));
            }
            if records.values().map(BTreeSet::len).sum::<usize>() > MOST {
                return Err(Error::Limit(format!("more than {MOST} records belong to this customer")));
            }
        }
        records.retain(|_, ids| !ids.is_empty());
        named_by.retain(|_, count| *count > 0);
        let records = records.into_iter().map(|(object, ids)| (object, ids.into_iter().collect())).collect();
        Ok(Belongings { ids, records, named_by })
    }

    /// Ids of the records that refer to any of some by one field.
    async fn children(&self, r: &Referrer, parents: &[Id]) -> Result<Vec<Id>> {
        let (mut all, mut after) = (Vec::new(), Id::NIL);
        loop {
            let mut sql = Sql::new(self.tenant.dialect());
            if r.multi {
                sql.push("select distinct record_id from @value where object = ").bind(r.object.as_str());
                sql.push(" and field = ").bind(r.field.as_str()).push(" and v in (");
                sql.bind_all(parents.iter().map(|id| id.to_string().into())).push(") and record_id > ").bind(after);
                sql.push(&format!(" order by record_id limit {CHILDREN}"));
            } else {
                sql.push("select t.id from @").push(&r.object).push(" t where ").column("t", &r.column).push(" in (");
                sql.bind_all(parents.iter().copied().map(Val::Id)).push(") and t.id > ").bind(after);
                sql.push(&format!(" order by t.id limit {CHILDREN}"));
            }
            let rows = self.tenant.scan(&sql.text, &sql.params, Scan::within(DEADLINE)).await?;
            all.extend(rows.iter().filter_map(|row| row.opt_id(0)));
            if all.len() > MOST {
                return Err(Error::Limit(format!("more than {MOST} records belong to this customer")));
            }
            match rows.last().and_then(|row| row.opt_id(0)) {
                Some(last) if rows.len() == CHILDREN => after = last,
                _ => return Ok(all),
            }
        }
    }

    /// Those of some records of one object that the asker sees, deleted or not, by id; at most [`PAGE`] at once.
    ///
    /// # Errors
    /// `NotFound` for an unknown object; `Limit` for more ids; of the database.
    pub async fn belonging(&self, access: &Access, object: &str, ids: &[Id]) -> Result<Vec<Record>> {
        self.check_tenant(access)?;
        if ids.len() > PAGE {
            return Err(Error::Limit(format!("at most {PAGE} records are told at once")));
        }
        if !access.allows(Act::Read, object) {
            return Ok(Vec::new());
        }
        let catalog = self.current().await?;
        let p = catalog.prepared(object)?;
        let list = serde_json::to_string(ids).map_err(|e| Error::Broken(e.to_string()))?;
        let sql = self.tenant.dialect().rows_by_ids(object, &p.sql.columns, "", false);
        let rows = self.tenant.get(&sql, &[Val::Text(list)]).await?;
        let mut found: Vec<Record> =
            rows.into_iter().map(|row| Record { object: p.object.clone(), vals: row.into_vals() }).collect();
        found.sort_by_key(Record::id);
        self.within(&catalog, access, Act::Read, found).await
    }

    /// A page of what happened to a customer, newest first, after the last one of the page before; `ids` are all by which they
    /// are known.
    ///
    /// # Errors
    /// Of the database.
    pub async fn happenings(&self, access: &Access, ids: &[Id], after: Option<(Ts, Id)>) -> Result<Vec<TimelineItem>> {
        let after = after.map(|(at, id)| [Val::Int(at.0), Val::Id(id)]);
        let sql = self.page(ids, &[], after.as_ref().map(<[Val; 2]>::as_slice), PAGE);
        let rows = self.tenant.scan(&sql.text, &sql.params, Scan::within(DEADLINE)).await?;
        self.items(access, rows).await
    }

    /// What was done with the data of a person as the audit log knows it, newest first, without who did it: shown whole, shared,
    /// merged, told.
    ///
    /// # Errors
    /// Of the database.
    pub async fn deeds(&self, ids: &[Id]) -> Result<Vec<Deed>> {
        let mut sql = Sql::new(self.tenant.dialect());
        sql.push("select at, kind from @audit where subject_id in (").bind_all(ids.iter().copied().map(Val::Id));
        sql.push(&format!(") order by at desc, id desc limit {ENTRIES}"));
        let rows = self.tenant.scan(&sql.text, &sql.params, Scan::within(DEADLINE)).await?;
        rows.iter().map(|row| Ok(Deed { at: row.ts(0)?, kind: row.text(1)?.to_owned() })).collect()
    }
}

/// Fields of an object that are not wholly open to the asker.
#[must_use]
pub fn closed_fields(access: &Access, object: &Object) -> Vec<String> {
    let closed = |f: &&model::FieldDef| !f.hidden && access.closed.level(object.name(), &f.name) > Level::Read;
    object.fields.iter().filter(closed).map(|f| f.name.to_string()).collect()
}

/// Whether a record lies in the recycle bin.
#[must_use]
pub fn is_deleted(record: &Record) -> bool {
    !record.vals[col::DELETED_AT].is_null()
}
