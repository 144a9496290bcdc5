//! A customer's timeline: everything that happened, newest first.
//!
//! Events are never re-pointed when customers are merged, so a timeline reads the events of all ids that stand for the
//! customer. The rows of a page are found in one index, `(customer_id, at, id, kind, deleted_at)`, and only then read, so that a page costs
//! the same for a customer with ten events and one with a hundred thousand.

use crate::access::{Act, permission};
use crate::condition::Sql;
use crate::cursor::{Cursor, fingerprint};
use crate::event::{API, MANUAL};
use crate::{Access, Error, Records, Result};
use jiff::Timestamp;
use model::object::ColType;
use model::{Date, Id, Ts, Val};
use serde::Serialize;
use serde_json::{Map, Value};
use std::time::Duration;
use store::{Row, Scan};

/// Most ids that may stand for one customer.
pub const MAX_GROUP: usize = 250;
/// Page size when none is named, and the largest.
pub const USUAL_LIMIT: usize = 50;
pub const MAX_LIMIT: usize = 200;
const DEADLINE: Duration = Duration::from_secs(5);
/// Of a day, in microseconds.
const DAY: i64 = 86_400_000_000;
/// Most days with events of a kind that are counted.
const DAYS: usize = 50_000;
/// Longest title made from an event's own text, in characters.
const TITLE: usize = 120;

/// Which part of a timeline is wanted.
#[derive(Clone, Debug, Default)]
pub struct TimelineQuery {
    /// Empty: all kinds.
    pub kinds: Vec<String>,
    /// What happened before this instant; not used with `cursor`.
    pub before: Option<Ts>,
    /// `next` of the page before.
    pub cursor: Option<String>,
    /// 1 to 200; 0 is 50.
    pub limit: usize,
}

/// One thing that happened, ready to be shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TimelineItem {
    pub id: Id,
    #[serde(serialize_with = "crate::stamp::rfc3339")]
    pub at: Ts,
    pub kind: String,
    /// Title of the record it is about, else the beginning of what was written.
    pub title: String,
    /// The record it is about; left out when it is not in the asker's sight.
    pub subject: Option<Subject>,
    pub actor: Actor,
    pub source: String,
    pub props: Map<String, Value>,
    /// The asker may take it back.
    pub removable: bool,
    /// It is about a record that is not in the asker's sight.
    #[serde(skip)]
    pub hidden: bool,
}

/// A record that an event is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Subject {
    pub object: String,
    pub id: Id,
    pub title: String,
}

/// Who made the event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Actor {
    /// `person`, `operation`, `import`, `undo`, `merge`, `system`.
    pub kind: String,
    pub id: Option<Id>,
    /// Empty for the program itself.
    pub name: String,
}

/// One page, newest first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TimelinePage {
    pub items: Vec<TimelineItem>,
    pub next: Option<String>,
}

impl Records {
    /// One page of a customer's timeline.
    ///
    /// # Errors
    /// `NotFound` when the customer is not in sight; `BadRequest` for a cursor of another timeline; `Invalid` for the limit.
    pub async fn timeline(&self, access: &Access, customer: Id, query: &TimelineQuery) -> Result<TimelinePage> {
        access.require_on(Act::Read, "customer")?;
        let limit = match query.limit {
            0 => USUAL_LIMIT,
            n @ 1..=MAX_LIMIT => n,
            n => return Err(Error::field("limit", "out_of_range", format!("is {n}; a page has 1 to {MAX_LIMIT} events"))),
        };
        if query.kinds.len() > 50 {
            return Err(Error::field("kinds", "too_many", "names more than 50 kinds"));
        }
        let group = self.group_of(customer).await?;
        self.in_sight(access, group[0]).await?;
        let print = fingerprint(&["timeline", &access.tenant, &group[0].to_string(), &query.kinds.join(",")]);
        let cursor = query.cursor.as_deref();
        let after =
            cursor.map(|c| Cursor::decode(c, print, self.tenant().clock().now(), &[ColType::Int, ColType::Id])).transpose()?;
        let opened = after.as_ref().map_or_else(|| self.tenant().clock().now(), |c| c.opened);
        let from = after.map(|c| c.vals).or_else(|| query.before.map(|at| vec![at.0.into(), Id::NIL.into()]));
        let sql = self.page(&group, &query.kinds, from.as_deref(), limit + 1);
        let mut rows = self.tenant().scan(&sql.text, &sql.params, Scan::within(DEADLINE)).await?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more {
            rows.last().map(|r| Cursor { opened, vals: vec![r.val(1).clone(), r.val(0).clone()] }.encode(print))
        } else {
            None
        };
        let items = self.items(access, rows).await?;
        Ok(TimelinePage { items, next })
    }

    /// How many events of each kind a customer has, most frequent first.
    ///
    /// # Errors
    /// `NotFound` when the customer is not in sight.
    pub async fn event_counts(&self, access: &Access, customer: Id) -> Result<Vec<(String, i64)>> {
        access.require_on(Act::Read, "customer")?;
        let group = self.group_of(customer).await?;
        self.in_sight(access, group[0]).await?;
        let mut sql = Sql::new(self.tenant().dialect());
        sql.push("select e.kind, count(*) from @event e where e.deleted_at is null and e.customer_id in (");
        sql.bind_all(group.into_iter().map(Val::Id)).push(") group by e.kind order by 2 desc, 1");
        let rows = self.tenant().scan(&sql.text, &sql.params, Scan::within(DEADLINE)).await?;
        rows.iter().map(|r| Ok((r.text(0)?.to_owned(), r.int(1)?))).collect()
    }

    /// How many events of each kind a customer has in each month of the asker's zone, the latest first: month, kind, count.
    ///
    /// # Errors
    /// `NotFound` when the customer is not in sight.
    pub async fn event_months(&self, access: &Access, customer: Id) -> Result<Vec<(String, String, i64)>> {
        access.require_on(Act::Read, "customer")?;
        let group = self.group_of(customer).await?;
        self.in_sight(access, group[0]).await?;
        let zone = access.zone(&self.catalog().company);
        let now = Timestamp::from_microsecond(self.tenant().clock().now().0).unwrap_or_default();
        let shift = i64::from(zone.to_offset(now).seconds()) * 1_000_000;
        // Days are counted by the database, months by the calendar; an hour of summer time may fall into the next day.
        let day = format!("(e.at + {shift}) / {DAY}");
        let mut sql = Sql::new(self.tenant().dialect());
        sql.push(&format!("select {day}, e.kind, count(*) from @event e where e.deleted_at is null and e.customer_id in ("));
        sql.bind_all(group.into_iter().map(Val::Id)).push(") group by 1, 2 order by 1 desc, 2").push(&format!(" limit {DAYS}"));
        let rows = self.tenant().scan(&sql.text, &sql.params, Scan::within(DEADLINE)).await?;
        let mut months: Vec<(String, String, i64)> = Vec::new();
        for row in &rows {
            let (year, month, _) = Date(i32::try_from(row.int(0)?).unwrap_or(0)).ymd();
            let (month, kind, count) = (format!("{year:04}-{month:02}"), row.text(1)?, row.int(2)?);
            match months.iter_mut().rev().take_while(|m| m.0 == month).find(|m| m.1 == kind) {
                Some(known) => known.2 += count,
                None => months.push((month, kind.to_owned(), count)),
            }
        }
        Ok(months)
    }

    /// The ids that stand for a customer, the one it is known by first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn group_of(&self, customer: Id) -> Result<Vec<Id>> {
        let sql = "select a.root, a.id from @alias a \
            where a.root = coalesce((select b.root from @alias b where b.id = $1), $1) order by a.id limit 249";
        let rows = self.tenant().get(sql, &[customer.into()]).await?;
        let root = rows.first().and_then(|r| r.opt_id(0)).unwrap_or(customer);
        let others = rows.iter().filter_map(|r| r.opt_id(1)).filter(|id| *id != root);
        Ok(std::iter::once(root).chain(others).collect())
    }

    /// The id by which a customer is known after merges.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn root_of(&self, customer: Id) -> Result<Id> {
        let rows = self.tenant().get("select root from @alias where id = $1", &[customer.into()]).await?;
        Ok(rows.first().and_then(|r| r.opt_id(0)).unwrap_or(customer))
    }

    /// Finds the ids of a page in the index, for each id of the group by itself, then reads the rows.
    pub(crate) fn page(&self, group: &[Id], kinds: &[String], after: Option<&[Val]>, limit: usize) -> Sql {
        let mut sql = Sql::new(self.tenant().dialect());
        sql.push(
            "select e.id, e.at, e.kind, e.subject_object, e.subject_id, e.by_kind, e.by_id, e.source, e.props \
             from (select p.id, p.at from (",
        );
        for (i, customer) in group.iter().enumerate() {
            sql.push(if i == 0 { "select * from (" } else { " union all select * from (" });
            sql.push("select t.id, t.at from @event t where t.deleted_at is null and t.customer_id = ").bind(*customer);
            if !kinds.is_empty() {
                sql.push(" and t.kind in (").bind_all(kinds.iter().map(|k| k.as_str().into())).push(")");
            }
            if let Some(after) = after {
                sql.push(" and (t.at, t.id) < (").bind_all(after.iter().cloned()).push(")");
            }
            sql.push(&format!(" order by t.at desc, t.id desc limit {limit}) g{i}"));
        }
        sql.push(&format!(") p order by p.at desc, p.id desc limit {limit}) f join @event e on e.id = f.id"));
        sql.push(" order by e.at desc, e.id desc");
        sql
    }

    pub(crate) async fn items(&self, access: &Access, rows: Vec<Row>) -> Result<Vec<TimelineItem>> {
        let mut refs: Vec<(&str, Id)> = Vec::new();
        for row in &rows {
            refs.extend(row.opt_text(3).zip(row.opt_id(4)));
            refs.extend(row.opt_id(6).map(|id| ("user", id)));
        }
        let labels = self.labels(access, &refs).await?;
        Ok(rows
            .iter()
            .map(|row| {
                // What an event tells of a record out of sight is out of sight too.
                let told = row.opt_id(4).is_none_or(|id| labels.get(id).is_some());
                let props = if told { props_of(row) } else { Map::new() };
                let subject = row.opt_text(3).zip(row.opt_id(4)).and_then(|(object, id)| {
                    let title = labels.get(id)?.to_owned();
                    Some(Subject { object: object.to_owned(), id, title })
                });
                let by = row.opt_id(6);
                let name = by.and_then(|id| labels.get(id)).unwrap_or_default().to_owned();
                TimelineItem {
                    id: row.opt_id(0).unwrap_or_default(),
                    at: Ts(row.opt_int(1).unwrap_or(0)),
                    kind: row.opt_text(2).unwrap_or_default().to_owned(),
                    title: subject.as_ref().map_or_else(|| title_of(&props), |s| s.title.clone()),
                    subject,
                    actor: Actor { kind: row.opt_text(5).unwrap_or_default().to_owned(), id: by, name },
                    source: row.opt_text(7).unwrap_or_default().to_owned(),
                    props,
                    removable: removable(access, row),
                    hidden: !told,
                }
            })
            .collect())
    }
}

fn props_of(row: &Row) -> Map<String, Value> {
    row.opt_text(8).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default()
}

/// The beginning of what was written: subject, content, result or report.
fn title_of(props: &Map<String, Value>) -> String {
    let text = ["subject", "title", "content", "result", "report"].iter().find_map(|k| props.get(*k).and_then(Value::as_str));
    let line = text.unwrap_or_default().lines().next().unwrap_or_default();
    if line.chars().count() <= TITLE { line.to_owned() } else { line.chars().take(TITLE - 1).chain(['…']).collect() }
}

fn removable(access: &Access, row: &Row) -> bool {
    let entered = matches!(row.opt_text(7), Some(MANUAL | API)) && access.can(permission::EVENT_CREATE);
    let author = row.opt_id(6).is_some() && row.opt_id(6) == access.actor.user;
    entered && (author || access.can(permission::EVENT_AMEND))
}

#[cfg(test)]
mod tests;
