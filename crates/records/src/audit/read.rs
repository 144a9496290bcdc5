//! Reading the audit log: pages, newest first, and all of it for a file.

use super::AuditKind;
use crate::access::permission;
use crate::condition::sql::Sql;
use crate::cursor::{Cursor, fingerprint};
use crate::{Access, Error, Records, Result};
use model::object::ColType;
use model::{Id, Ts, Val};
use std::time::Duration;
use store::{Row, Scan};

const MAX_LIMIT: usize = 200;
const DEADLINE: Duration = Duration::from_secs(10);
/// A file of everything takes longer.
const EXPORT: Duration = Duration::from_secs(600);
const COLUMNS: &str = "id, at, kind, user_id, key_id, actor, subject_id, subject, address, agent, details";

/// What of the audit log is asked for.
#[derive(Clone, Debug, Default)]
pub struct AuditQuery {
    /// Empty: all.
    pub kinds: Vec<AuditKind>,
    /// Who did it or whom it was done to.
    pub person: Option<Id>,
    /// From this instant on.
    pub from: Option<Ts>,
    /// Before this instant.
    pub until: Option<Ts>,
    /// `next` of the page before.
    pub cursor: Option<String>,
    /// Entries of a page, at most 200; 0 is 50.
    pub limit: usize,
}

/// One entry.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditItem {
    pub id: Id,
    pub at: Ts,
    /// The word of an [`AuditKind`]; a program that is older than the entry may not know it.
    pub kind: String,
    pub user: Option<Id>,
    pub key: Option<Id>,
    pub actor: String,
    pub subject_id: Option<Id>,
    pub subject: String,
    pub address: Option<String>,
    pub agent: String,
    pub details: serde_json::Value,
}

/// Entries, newest first.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditPage {
    pub items: Vec<AuditItem>,
    pub next: Option<String>,
}

impl AuditItem {
    fn read(row: &Row) -> store::Result<Self> {
        let text = |i: usize| row.opt_text(i).unwrap_or_default().to_owned();
        Ok(Self {
            id: row.id(0)?,
            at: row.ts(1)?,
            kind: text(2),
            user: row.opt_id(3),
            key: row.opt_id(4),
            actor: text(5),
            subject_id: row.opt_id(6),
            subject: text(7),
            address: row.opt_text(8).map(str::to_owned),
            agent: text(9),
            details: row.opt_text(10).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default(),
        })
    }
}

impl Records {
    /// One page of the audit log.
    ///
    /// # Errors
    /// `Forbidden`; `BadRequest` for a cursor of another question; `Invalid` for the limit.
    pub async fn audit(&self, access: &Access, query: &AuditQuery) -> Result<AuditPage> {
        self.check_tenant(access)?;
        access.require(permission::AUDIT_READ)?;
        let limit = match query.limit {
            0 => 50,
            n @ 1..=MAX_LIMIT => n,
            n => return Err(Error::field("limit", "out_of_range", format!("is {n}; a page has 1 to {MAX_LIMIT} entries"))),
        };
        let print = query.print();
        let now = self.tenant().clock().now();
        let cursor = query.cursor.as_deref().filter(|c| !c.is_empty());
        let after = cursor.map(|c| Cursor::decode(c, print, now, &[ColType::Int, ColType::Id])).transpose()?;
        let opened = after.as_ref().map_or(now, |c| c.opened);
        let mut sql = self.asked(query, after.as_ref().map(|c| c.vals.as_slice()));
        sql.push(&format!(" limit {}", limit + 1));
        let mut rows = self.tenant().scan(&sql.text, &sql.params, Scan::within(DEADLINE)).await?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.last().filter(|_| more);
        let next = last.map(|r| Cursor { opened, vals: vec![r.val(1).clone(), r.val(0).clone()] }.encode(print));
        let items = rows.iter().map(AuditItem::read).collect::<store::Result<_>>()?;
        Ok(AuditPage { items, next })
    }

    /// Every entry that is asked for, in constant memory; cursor and limit do not count.
    ///
    /// # Errors
    /// `Forbidden`; errors of `each`.
    pub async fn audit_stream(
        &self,
        access: &Access,
        query: &AuditQuery,
        each: &mut (dyn FnMut(&AuditItem) -> store::Result<()> + Send),
    ) -> Result<()> {
        self.check_tenant(access)?;
        access.require(permission::AUDIT_READ)?;
        let sql = self.asked(query, None);
        let mut hand_on = |row: &Row| each(&AuditItem::read(row)?);
        Ok(self.tenant().stream(&sql.text, &sql.params, Scan::within(EXPORT), &mut hand_on).await?)
    }

    fn asked(&self, query: &AuditQuery, after: Option<&[Val]>) -> Sql {
        let mut sql = Sql::new(self.tenant().dialect());
        sql.push(&format!("select {COLUMNS} from @audit where at >= ")).bind(query.from.map_or(0, |t| t.0));
        sql.push(" and at < ").bind(query.until.map_or(i64::MAX, |t| t.0));
        if !query.kinds.is_empty() {
            sql.push(" and kind in (").bind_all(query.kinds.iter().map(|k| k.name().into())).push(")");
        }
        if let Some(person) = query.person {
            sql.push(" and (user_id = ").bind(person).push(" or subject_id = ").bind(person).push(")");
        }
        if let Some([at, id]) = after {
            sql.push(" and (at < ").bind(at.clone()).push(" or (at = ").bind(at.clone());
            sql.push(" and id < ").bind(id.clone()).push("))");
        }
        sql.push(" order by at desc, id desc");
        sql
    }
}

impl AuditQuery {
    fn print(&self) -> u64 {
        let kinds: Vec<&str> = self.kinds.iter().map(|k| k.name()).collect();
        let text = format!("{:?} {:?} {:?}", self.person, self.from, self.until);
        fingerprint(&["audit", &kinds.join(","), &text])
    }
}
