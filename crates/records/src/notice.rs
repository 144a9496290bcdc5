//! What people are told in the app: a record was given to or shared with them, a note
//! mentions them, their import has ended, a task is due. Written in the transaction
//! that causes it; a row of the change log, which names the person alone, tells those who follow the feed.

use crate::digest;
use crate::log::{self, LogRow};
use crate::prepared::Prepared;
use crate::writer::Writer;
use crate::{Access, By, Error, Records, Result};
use model::def::FieldKind;
use model::object::col;
use model::{Id, Record, Str, Ts, Val};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use store::Tx;

/// Kind of the rows in the change log.
pub const KIND: &str = "notice";
/// Most notices of a page.
const PAGE_MAX: usize = 100;
/// Unread ones are counted up to this.
const COUNTED: i64 = 100;
/// Notices of one transaction to one person about one object: more than these become one.
const APART: usize = 3;
/// Read notices are forgotten after this time, in microseconds: 90 days.
const KEEP: i64 = 90 * 86_400 * 1_000_000;

/// Why somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoticeKind {
    /// A record was given to them.
    Assigned,
    /// A record was shared with them.
    Shared,
    /// A note speaks to them.
    Mentioned,
    ImportDone,
    ImportFailed,
    /// Looking for files fails.
    ImportScheduleFailed,
    TaskDue,
    /// Before it is due, or when it was snoozed until.
    TaskReminder,
}

impl NoticeKind {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            NoticeKind::Assigned => "assigned",
            NoticeKind::Shared => "shared",
            NoticeKind::Mentioned => "mentioned",
            NoticeKind::ImportDone => "import_done",
            NoticeKind::ImportFailed => "import_failed",
            NoticeKind::ImportScheduleFailed => "import_schedule_failed",
            NoticeKind::TaskDue => "task_due",
            NoticeKind::TaskReminder => "task_reminder",
        }
    }
}

impl NoticeKind {
    /// Whether somebody who wants to hear of things at once hears of this at once.
    fn urgent(self) -> bool {
        self != NoticeKind::ImportDone
    }
}

/// Something to be told to somebody.
#[derive(Clone, Debug)]
pub struct NewNotice {
    pub user: Id,
    pub kind: NoticeKind,
    /// The record: object (or `import`) and id.
    pub subject: (Str, Id),
    /// Since when it holds; told twice with the same instant it is told once.
    pub at: Ts,
}

impl NewNotice {
    fn id(&self) -> Id {
        let mut hash = Sha256::new();
        hash.update(self.user.0);
        hash.update(self.kind.name());
        hash.update(self.subject.1.0);
        let digest = hash.finalize();
        Id::event(self.at.unix_ms(), digest.iter().take(16).fold(0, |n, b| (n << 8) | u128::from(*b)))
    }

    fn row(&self, count: usize, by: &By) -> Vec<Val> {
        vec![
            self.id().into(),
            self.user.into(),
            self.at.0.into(),
            self.kind.name().into(),
            self.subject.0.as_ref().into(),
            self.subject.1.into(),
            i64::try_from(count).unwrap_or(i64::MAX).into(),
            by.user().into(),
        ]
    }
}

const INSERT: &str = "insert into @notice (id, user_id, at, kind, object, record_id, count, by_id) \
                      values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing";

/// Stores one notice of so many records.
pub(crate) async fn write_many(tx: &mut Tx, notice: &NewNotice, count: usize, by: &By) -> Result<()> {
    tx.run(INSERT, &notice.row(count, by)).await?;
    digest::told(tx, notice.user, notice.kind.urgent()).await?;
    log::write(tx, vec![LogRow::of(KIND, KIND, Some(notice.user), 0, None)], by).await
}

/// Stores notices; many of a kind to one person become one.
pub(crate) async fn write(tx: &mut Tx, notices: Vec<NewNotice>, by: &By) -> Result<()> {
    if notices.is_empty() {
        return Ok(());
    }
    let mut grouped: BTreeMap<(Id, NoticeKind, Str), Vec<NewNotice>> = BTreeMap::new();
    for one in notices {
        grouped.entry((one.user, one.kind, one.subject.0.clone())).or_default().push(one);
    }
    let mut told: BTreeMap<Id, bool> = BTreeMap::new();
    for (user, kind, _) in grouped.keys() {
        *told.entry(*user).or_default() |= kind.urgent();
    }
    let rows = grouped.into_values().flat_map(|all| match all.as_slice() {
        [first, rest @ ..] if rest.len() >= APART => vec![first.row(all.len(), by)],
        all => all.iter().map(|n| n.row(1, by)).collect(),
    });
    tx.run_many(INSERT, &rows.collect::<Vec<_>>()).await?;
    for (user, urgent) in &told {
        digest::told(tx, *user, *urgent).await?;
    }
    let rows = told.into_keys().map(|user| LogRow::of(KIND, KIND, Some(user), 0, None)).collect();
    log::write(tx, rows, by).await
}

impl Writer<'_> {
    /// Tells somebody something, when the transaction is stored.
    pub fn tell(&mut self, notice: NewNotice) {
        self.notices.push(notice);
    }

    /// Tells those to whom somebody else gave a record. What quiet writers do is told to nobody.
    pub(crate) fn tell_given(&mut self, p: &Prepared, before: Option<&Record>, after: Option<&Record>) {
        let Some(after) = after.filter(|_| !self.by.quiet()) else { return };
        let object = &p.object;
        let names = (0..object.fields.len()).map(|i| (object.column_of(i), &object.fields[i]));
        let people = names.filter(|(c, f)| *c > col::IMPORT_ID && matches!(f.kind, FieldKind::User) && !f.multi);
        let mut told: Vec<Id> = Vec::new();
        for (column, _) in people {
            let was = before.and_then(|b| b.vals[column].id());
            let Some(user) = after.vals[column].id().filter(|u| was != Some(*u)) else { continue };
            if self.by.user() != Some(user) && !told.contains(&user) {
                told.push(user);
            }
        }
        let subject: (Str, Id) = (object.name().to_owned().into(), after.id());
        let (kind, at) = (NoticeKind::Assigned, self.now);
        self.notices.extend(told.into_iter().map(|user| NewNotice { user, kind, subject: subject.clone(), at }));
    }
}

/// A notice as its person reads it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Notice {
    pub id: Id,
    /// `assigned`, `shared`, `mentioned`, `import_done`, `import_failed`, `import_schedule_failed`, `task_due`, `task_reminder`.
    pub kind: String,
    #[serde(serialize_with = "crate::stamp::rfc3339")]
    pub at: Ts,
    /// An object's name, `import` or `import_schedule`.
    pub object: String,
    /// The record, or one of `count` records.
    pub record: Id,
    pub count: i64,
    /// What the record is called now; none when the person may not see it.
    pub title: Option<String>,
    /// Who caused it; none for the program.
    pub by: Option<Id>,
    pub read: bool,
}

/// A page, newest first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Notices {
    pub items: Vec<Notice>,
    /// Id after which the next page begins.
    pub next: Option<Id>,
    /// How many are unread; 100 stands for more.
    pub unread: i64,
}

impl Records {
    /// What the asker was told, before `before` where that is given.
    ///
    /// # Errors
    /// `Forbidden` for who is no person; of the database.
    pub async fn notices(&self, access: &Access, before: Option<Id>, limit: usize) -> Result<Notices> {
        let user = self.person(access)?;
        let limit = limit.clamp(1, PAGE_MAX);
        let sql = format!("select {COLUMNS} from @notice where user_id = $1 and id < $2 order by id desc limit {}", limit + 1);
        let before = before.unwrap_or(Id([0xff; 16]));
        let rows = self.tenant.get(&sql, &[user.into(), before.into()]).await?;
        let mut items = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
        let next = (items.len() > limit).then(|| items[limit - 1].id);
        items.truncate(limit);
        self.entitle(access, &mut items).await?;
        Ok(Notices { items, next, unread: self.unread(user).await? })
    }

    /// Gives notices the titles that their records have now, as far as the asker may see them.
    pub(crate) async fn entitle(&self, access: &Access, items: &mut [Notice]) -> Result<()> {
        let wanted: Vec<(String, Id)> = items.iter().map(|n| (n.object.clone(), n.record)).collect();
        let catalog = self.catalog();
        let known: Vec<(&str, Id)> =
            wanted.iter().filter(|(o, _)| catalog.object(o).is_ok()).map(|(o, id)| (o.as_str(), *id)).collect();
        let labels = self.labels(access, &known).await?;
        for item in items {
            item.title = labels.get(item.record).map(str::to_owned);
            if item.object == "import" {
                item.title = self.import_row(item.record).await.ok().map(|i| i.name);
            }
            if item.object == "import_schedule" {
                item.title = self.schedule_name(item.record).await?;
            }
        }
        Ok(())
    }

    async fn unread(&self, user: Id) -> Result<i64> {
        let sql = format!(
            "select count(*) from (select 1 from @notice where user_id = $1 and read_at is null limit {COUNTED}) as unread"
        );
        Ok(self.tenant.get(&sql, &[user.into()]).await?.first().and_then(|r| r.opt_int(0)).unwrap_or(0))
    }

    /// Marks notices of the asker as read: these, or all. Gives how many are left.
    ///
    /// # Errors
    /// `Forbidden` for who is no person; of the database.
    pub async fn read_notices(&self, access: &Access, ids: Option<&[Id]>) -> Result<i64> {
        let user = self.person(access)?;
        let ids = ids.map(|all| all.iter().map(|id| vec![user.into(), Val::Null, (*id).into()]).collect::<Vec<Vec<Val>>>());
        let ids = &ids;
        self.tenant
            .write::<_, Error, _>(move |tx| {
                Box::pin(async move {
                    let now = tx.now().0;
                    let set = "update @notice set read_at = $2 where user_id = $1 and read_at is null";
                    match ids {
                        Some(rows) => {
                            let at = |row: &Vec<Val>| vec![row[0].clone(), now.into(), row[2].clone()];
                            let rows: Vec<Vec<Val>> = rows.iter().map(at).collect();
                            tx.run_many(&format!("{set} and id = $3"), &rows).await?;
                        }
                        None => {
                            tx.run(set, &[user.into(), now.into()]).await?;
                        }
                    }
                    let old = "delete from @notice where user_id = $1 and read_at < $2";
                    tx.run(old, &[user.into(), (now - KEEP).into()]).await?;
                    let row = LogRow::of(KIND, KIND, Some(user), 0, None);
                    log::write(tx, vec![row], &By::System).await
                })
            })
            .await?;
        self.unread(user).await
    }

    /// Programs are told nothing: what is told is for the person alone.
    pub(crate) fn person(&self, access: &Access) -> Result<Id> {
        self.check_tenant(access)?;
        let person = access.actor.user.filter(|_| access.actor.key.is_none());
        person.ok_or_else(|| Error::forbidden("programs have no notices"))
    }
}

const COLUMNS: &str = "id, kind, at, object, record_id, count, by_id, read_at";

/// One notice of a person.
pub(crate) fn one() -> String {
    format!("select {COLUMNS} from @notice where user_id = $1 and id = $2")
}

pub(crate) fn read(row: &store::Row) -> Result<Notice> {
    Ok(Notice {
        id: row.id(0)?,
        kind: row.text(1)?.to_owned(),
        at: row.ts(2)?,
        object: row.text(3)?.to_owned(),
        record: row.id(4)?,
        count: row.int(5)?,
        title: None,
        by: row.opt_id(6),
        read: row.opt_int(7).is_some(),
    })
}
