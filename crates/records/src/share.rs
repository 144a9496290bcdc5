//! Records shown to people and teams whom their role does not show them to: one record, or a queue of them, for good or until a day.

use crate::access::{Act, RowScope, permission};
use crate::audit::{self, Audit, AuditKind};
use crate::log::LogRow;
use crate::notice::{NewNotice, NoticeKind};
use crate::writer::Writer;
use crate::{Access, By, Error, Records, Result};
use model::{FieldError, Id, Record, Ts};
use serde::{Deserialize, Serialize};
use serde_json::json;

pub mod guest;

/// Kind of the rows in the change log: `{"left": principal}` where sharing ended.
pub const KIND: &str = "share";
/// Most records of one call.
const MANY: usize = 1_000;
/// Longest note, in characters.
const NOTE: usize = 500;

/// With whom records are shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Principal {
    User(Id),
    /// And the teams below it.
    Team(Id),
}

impl Principal {
    #[must_use]
    pub fn id(self) -> Id {
        match self {
            Principal::User(id) | Principal::Team(id) => id,
        }
    }

    fn object(self) -> &'static str {
        match self {
            Principal::User(_) => "user",
            Principal::Team(_) => "team",
        }
    }
}

/// What is to be shared, or no longer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sharing {
    /// 1 to 1,000 records of one object.
    pub records: Vec<Id>,
    /// A person; or else `team`.
    pub user: Option<Id>,
    pub team: Option<Id>,
    /// They may change the records too, as far as their role changes records at all.
    pub change: bool,
    /// When it ends; none: when it is taken back.
    #[serde(deserialize_with = "instant")]
    pub until: Option<Ts>,
    pub note: String,
}

fn instant<'de, D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Option<Ts>, D::Error> {
    let text: Option<String> = Option::deserialize(from)?;
    let read = |t: String| Ts::parse_rfc3339(&t).ok_or_else(|| serde::de::Error::custom("is no time like 2026-12-31T16:00:00Z"));
    text.map(read).transpose()
}

/// With whom a record is shared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    pub user: Option<Id>,
    pub team: Option<Id>,
    pub change: bool,
    #[serde(serialize_with = "crate::stamp::rfc3339_opt")]
    pub until: Option<Ts>,
    pub note: String,
    /// Who shared it.
    pub by: Option<Id>,
    #[serde(serialize_with = "crate::stamp::rfc3339")]
    pub at: Ts,
}

impl Sharing {
    fn told(&self, kind: AuditKind, object: &str, with: Principal) -> Audit {
        let until = self.until.map(|t| t.rfc3339());
        let mut more = json!({ "object": object, "records": self.records, "change": self.change, "until": until });
        more[with.object()] = json!(with.id());
        Audit::new(kind).named(object).with(more)
    }

    fn principal(&self, now: Option<Ts>) -> Result<Principal> {
        let mut errors = Vec::new();
        if self.records.is_empty() || self.records.len() > MANY {
            errors.push(FieldError::new("records", "out_of_range", format!("name 1 to {MANY} records")));
        }
        if self.note.chars().count() > NOTE || self.note.contains('\0') {
            errors.push(FieldError::new("note", "too_long", format!("has more than {NOTE} characters")));
        }
        if let (Some(now), Some(until)) = (now, self.until)
            && until <= now
        {
            errors.push(FieldError::new("until", "out_of_range", "is past; leave it out to share until it is taken back"));
        }
        let with = match (self.user, self.team) {
            (Some(user), None) => Some(Principal::User(user)),
            (None, Some(team)) => Some(Principal::Team(team)),
            _ => {
                errors.push(FieldError::new("user", "required", "say with whom: a `user` or a `team`"));
                None
            }
        };
        with.filter(|_| errors.is_empty()).ok_or(Error::Invalid(errors))
    }
}

impl Records {
    /// Shares records of one object, or changes how they are shared. All of them or none. They are told.
    ///
    /// # Errors
    /// `Invalid` naming what is wrong; `Forbidden` without `record.share`, and for records that the asker's own role does not let
    /// them change; `NotFound` for those out of sight.
    pub async fn share(&self, access: &Access, object: &str, sharing: &Sharing) -> Result<usize> {
        let with = sharing.principal(Some(self.tenant.clock().now()))?;
        self.may_share(access, object)?;
        let who = &access.who();
        let told = &sharing.told(AuditKind::RecordsShared, object, with);
        self.write(access, access.by(), move |w| {
            Box::pin(async move {
                if w.get(with.object(), with.id()).await?.is_none() {
                    return Err(Error::field(
                        with.object(),
                        "no_such_record",
                        format!("there is no {} {}", with.object(), with.id()),
                    ));
                }
                for id in &sharing.records {
                    let record = w.sharable(object, *id).await?;
                    w.put_share(&record, with, sharing).await?;
                    if let Principal::User(user) = with
                        && w.by().user() != Some(user)
                    {
                        let (subject, at) = ((object.to_owned().into(), record.id()), w.now());
                        w.tell(NewNotice { user, kind: NoticeKind::Shared, subject, at });
                    }
                }
                audit::note(w.tx, who, told).await?;
                Ok(sharing.records.len())
            })
        })
        .await
    }

    /// Ends the sharing of records with somebody; `change`, `until` and `note` mean nothing. Gives of how many it ended.
    ///
    /// # Errors
    /// As [`Records::share`].
    pub async fn unshare(&self, access: &Access, object: &str, sharing: &Sharing) -> Result<usize> {
        let with = sharing.principal(None)?;
        self.may_share(access, object)?;
        let who = &access.who();
        let told = &sharing.told(AuditKind::RecordsUnshared, object, with);
        self.write(access, access.by(), move |w| {
            Box::pin(async move {
                let mut ended = 0;
                for id in &sharing.records {
                    let record = w.sharable(object, *id).await?;
                    let sql = "delete from @share where object = $1 and record_id = $2 and principal = $3";
                    if w.tx.run(sql, &[object.into(), record.id().into(), with.id().into()]).await? > 0 {
                        ended += 1;
                        let left = json!({ "left": with.id() }).to_string();
                        w.log(LogRow::of(KIND, object, Some(record.id()), record.rev(), Some(left)));
                    }
                }
                if ended > 0 {
                    audit::note(w.tx, who, told).await?;
                }
                Ok(ended)
            })
        })
        .await
    }

    /// With whom a record is shared now, longest first.
    ///
    /// # Errors
    /// `NotFound` for a record out of sight; `Forbidden`.
    pub async fn shares(&self, access: &Access, object: &str, id: Id) -> Result<Vec<Share>> {
        let record = self.get(access, object, id).await?;
        let sql = "select principal, team, change, until, note, by_id, at from @share \
                   where object = $1 and record_id = $2 and (until is null or until > $3) order by at, id";
        let params = [object.into(), record.id().into(), self.tenant.clock().now().0.into()];
        let share = |row: &store::Row| -> Result<Share> {
            let (principal, team) = (row.id(0)?, row.int(1)? == 1);
            Ok(Share {
                user: Some(principal).filter(|_| !team),
                team: Some(principal).filter(|_| team),
                change: row.int(2)? == 1,
                until: row.opt_int(3).map(Ts),
                note: row.text(4)?.to_owned(),
                by: row.opt_id(5),
                at: row.ts(6)?,
            })
        };
        self.tenant.get(sql, &params).await?.iter().map(share).collect()
    }

    /// The newest records of an object that were shared with the asker, at most `limit`; for derived stores, which propose.
    ///
    /// # Errors
    /// Of the database.
    pub async fn shared_with(&self, access: &Access, object: &str, limit: usize) -> Result<Vec<Id>> {
        let principals = access.principals();
        if principals.is_empty() || !access.allows(Act::Read, object) || access.rows(Act::Read, object) == RowScope::All {
            return Ok(Vec::new());
        }
        let mut sql = crate::condition::Sql::new(self.tenant.dialect());
        sql.push("select record_id from @share where object = ").bind(object).push(" and principal in (");
        sql.bind_all(principals.into_iter().map(model::Val::Id)).push(") and (until is null or until > ");
        sql.bind(self.tenant.clock().now().0).push(&format!(") order by at desc limit {limit}"));
        Ok(self.tenant.get(&sql.text, &sql.params).await?.iter().filter_map(|r| r.opt_id(0)).collect())
    }

    fn may_share(&self, access: &Access, object: &str) -> Result<()> {
        access.require(permission::RECORD_SHARE)?;
        access.require_on(Act::Update, object)?;
        let catalog = self.catalog();
        if catalog.object(object)?.def.owned {
            return Ok(());
        }
        Err(Error::BadRequest(format!("records of {object} have no owners; share the record that they belong to")))
    }
}

/// What was shared with somebody is not shared further by them.
fn own(access: &Access, record: &Record) -> Result<()> {
    let object = record.object.name();
    if access.rows(Act::Update, object).has(record.get("owner").id(), record.get("owner_team").id()) {
        return Ok(());
    }
    Err(Error::forbidden(format!("this {object} was shared with you; whose it is may share it further")))
}

impl Writer<'_> {
    /// A record that the asker may share: not only because somebody shared it with them.
    async fn sharable(&mut self, object: &str, id: Id) -> Result<Record> {
        let record = self.lock(object, id).await?.ok_or_else(|| Error::no_record(object, id))?;
        self.must_reach(Act::Update, &record).await?;
        let (Some(access), By::Person(_)) = (&self.access, &self.by) else { return Ok(record) };
        own(access, &record)?;
        Ok(record)
    }

    async fn put_share(&mut self, record: &Record, with: Principal, sharing: &Sharing) -> Result<()> {
        const PUT: &str = "insert into @share (id, object, record_id, principal, team, change, until, note, by_id, at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (object, record_id, principal) do update set
            change = excluded.change, until = excluded.until, note = excluded.note, by_id = excluded.by_id, at = excluded.at";
        let object = record.object.name();
        let params = [
            Id::at(self.now.unix_ms()).into(),
            object.into(),
            record.id().into(),
            with.id().into(),
            i64::from(matches!(with, Principal::Team(_))).into(),
            i64::from(sharing.change).into(),
            sharing.until.map(|t| t.0).into(),
            sharing.note.trim().into(),
            self.by.user().into(),
            self.now.0.into(),
        ];
        self.tx.run(PUT, &params).await?;
        self.log(LogRow::of(KIND, object, Some(record.id()), record.rev(), None));
        Ok(())
    }
}
