//! What is kept of hand-overs: who, when, what to whom.

use super::plan::Plan;
use super::start::team_of;
use crate::access::permission::UNIT_PEOPLE;
use crate::condition::Sql;
use crate::{Access, Error, Records, Result};
use model::{Id, Ts};
use serde::Serialize;
use store::Row;

/// Most items of a page.
const PAGE_MAX: usize = 200;

/// Where a hand-over stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HandOverState {
    Waiting,
    Running,
    Done,
    Failed,
    /// Stopped; what was given stays given.
    Cancelled,
    Undoing,
    Undone,
}

impl HandOverState {
    fn named(name: &str) -> Result<Self> {
        use HandOverState as S;
        let all = [
            ("waiting", S::Waiting),
            ("running", S::Running),
            ("done", S::Done),
            ("failed", S::Failed),
            ("cancelled", S::Cancelled),
            ("undoing", S::Undoing),
            ("undone", S::Undone),
        ];
        let found = all.into_iter().find(|(n, _)| *n == name).map(|(_, s)| s);
        found.ok_or_else(|| Error::Broken(format!("a hand-over is `{name}`")))
    }

    /// It has not come to its end.
    #[must_use]
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Waiting | Self::Running | Self::Undoing)
    }
}

/// One hand-over.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HandOver {
    pub id: Id,
    /// Whose things went to others.
    pub from: Id,
    pub state: HandOverState,
    /// Somebody asked for it to stop.
    pub cancelling: bool,
    pub plan: Plan,
    /// They were deactivated with it.
    pub deactivated: bool,
    /// Records to be given and given so far, once for each field.
    pub total: i64,
    pub done: i64,
    /// Of its undoing: put back, and left because they were changed or deleted since.
    pub restored: i64,
    pub kept: i64,
    pub error: Option<String>,
    pub by: Option<Id>,
    #[serde(serialize_with = "crate::stamp::rfc3339")]
    pub created_at: Ts,
    #[serde(serialize_with = "crate::stamp::rfc3339_opt")]
    pub finished_at: Option<Ts>,
    pub undone_by: Option<Id>,
    #[serde(serialize_with = "crate::stamp::rfc3339_opt")]
    pub undone_at: Option<Ts>,
    /// What went to whom; empty in lists.
    pub given: Vec<Given>,
}

/// How many records somebody got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Given {
    pub object: String,
    pub field: String,
    pub to: Id,
    pub count: i64,
}

/// One record that went to somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    pub object: String,
    pub field: String,
    pub record: Id,
    /// What it is called; none when the asker may not see it.
    pub title: Option<String>,
    pub to: Id,
    /// `given`, `restored` or `kept`.
    pub state: &'static str,
}

/// A page of items; `next` is the cursor of the following one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Items {
    pub items: Vec<Item>,
    pub next: Option<String>,
}

const COLUMNS: &str = "id, user_id, state, cancel, plan, deactivated, total, done, restored, kept, error, by_id, created_at, \
    finished_at, undone_by, undone_at";

fn hand_over(row: &Row) -> Result<HandOver> {
    Ok(HandOver {
        id: row.id(0)?,
        from: row.id(1)?,
        state: HandOverState::named(row.text(2)?)?,
        cancelling: row.int(3)? == 1,
        plan: serde_json::from_str(row.text(4)?).map_err(|e| Error::Broken(format!("the plan of a hand-over: {e}")))?,
        deactivated: row.int(5)? == 1,
        total: row.int(6)?,
        done: row.int(7)?,
        restored: row.int(8)?,
        kept: row.int(9)?,
        error: row.opt_text(10).map(str::to_owned),
        by: row.opt_id(11),
        created_at: row.ts(12)?,
        finished_at: row.opt_int(13).map(Ts),
        undone_by: row.opt_id(14),
        undone_at: row.opt_int(15).map(Ts),
        given: Vec::new(),
    })
}

fn item(row: &Row) -> Result<Item> {
    let state = match row.int(4)? {
        0 => "given",
        1 => "restored",
        _ => "kept",
    };
    let (object, field) = (row.text(0)?.to_owned(), row.text(1)?.to_owned());
    Ok(Item { object, field, record: row.id(2)?, title: None, to: row.id(3)?, state })
}

impl Records {
    /// One hand-over, with what went to whom.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn hand_over(&self, access: &Access, id: Id) -> Result<HandOver> {
        self.check_tenant(access)?;
        access.require(UNIT_PEOPLE)?;
        let mut found = self.hand_over_row(id).await?.ok_or_else(|| Error::no_record("hand-over", id))?;
        if !access.manages_all() && !access.manages(team_of(self, found.from).await?) {
            return Err(Error::no_record("hand-over", id));
        }
        let sql = "select object, field, to_id, count(*) from @hand_over_item where hand_over_id = $1 \
            group by object, field, to_id order by object, field, to_id";
        let rows = self.tenant.get(sql, &[id.into()]).await?;
        let given = |r: &Row| {
            let (object, field) = (r.text(0)?.to_owned(), r.text(1)?.to_owned());
            Ok(Given { object, field, to: r.id(2)?, count: r.int(3)? })
        };
        found.given = rows.iter().map(given).collect::<Result<_>>()?;
        Ok(found)
    }

    pub(super) async fn hand_over_row(&self, id: Id) -> Result<Option<HandOver>> {
        let sql = format!("select {COLUMNS} from @hand_over where id = $1");
        self.tenant.get(&sql, &[id.into()]).await?.first().map(hand_over).transpose()
    }

    /// Hand-overs of people whom the asker administers, newest first, before the one with id `before`; of one person where `from` is given.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn hand_overs(&self, access: &Access, from: Option<Id>, before: Option<Id>, limit: usize) -> Result<Vec<HandOver>> {
        self.check_tenant(access)?;
        access.require(UNIT_PEOPLE)?;
        let mut sql = Sql::new(self.tenant.dialect());
        sql.push(&format!("select {COLUMNS} from @hand_over where id < ")).bind(before.unwrap_or(Id([0xff; 16])));
        if let Some(from) = from {
            sql.push(" and user_id = ").bind(from);
        }
        if !access.manages_all() {
            if access.place.below.is_empty() {
                return Ok(Vec::new());
            }
            sql.push(" and user_id in (select id from @user where team_id in (");
            sql.bind_all(access.place.below.iter().copied().map(model::Val::Id)).push("))");
        }
        sql.push(&format!(" order by id desc limit {}", limit.clamp(1, PAGE_MAX)));
        self.tenant.get(&sql.text, &sql.params).await?.iter().map(hand_over).collect()
    }

    /// The records of a hand-over; with `kept` those that its undoing left.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`; `BadRequest` for a cursor that is none.
    pub async fn hand_over_items(
        &self,
        access: &Access,
        id: Id,
        kept: bool,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Items> {
        self.hand_over(access, id).await?;
        let wrong = || Error::BadRequest("the cursor is not one of this list".into());
        let (object, field, record) = match cursor {
            None => ("", "", Id::NIL),
            Some(text) => {
                let mut parts = text.splitn(3, '.');
                let mut next = || parts.next().ok_or_else(wrong);
                (next()?, next()?, Id::parse(next()?).ok_or_else(wrong)?)
            }
        };
        let limit = limit.clamp(1, PAGE_MAX);
        let which = if kept { " and undone = 2" } else { "" };
        let sql = format!(
            "select object, field, record_id, to_id, undone from @hand_over_item \
             where hand_over_id = $1 and (object, field, record_id) > ($2, $3, $4){which} \
             order by object, field, record_id limit {}",
            limit + 1
        );
        let rows = self.tenant.get(&sql, &[id.into(), object.into(), field.into(), record.into()]).await?;
        let mut items = rows.iter().map(item).collect::<Result<Vec<_>>>()?;
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(|i| format!("{}.{}.{}", i.object, i.field, i.record));
        let catalog = self.catalog();
        let known = items.iter().filter(|i| catalog.objects.contains_key(&i.object));
        let wanted: Vec<(&str, Id)> = known.map(|i| (i.object.as_str(), i.record)).collect();
        let labels = self.labels(access, &wanted).await?;
        for item in &mut items {
            item.title = labels.get(item.record).map(str::to_owned);
        }
        Ok(Items { items, next })
    }
}
