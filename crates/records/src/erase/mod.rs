//! Somebody is to be forgotten: erased, or made anonymous so that figures stay.
//!
//! What belongs to a customer goes, row and all: notes, tasks, files, relations, consents. What must be kept (orders with their
//! lines and refunds) stays without anything personal. Of the customer itself stays, when it is made anonymous, the id with what
//! cannot be traced to a person; and events stay without their texts. The change log, the rows by which records are found, unique
//! keys of merged records, journals of merges, groups of duplicates, notices, dead jobs, refused rows and the sources of imports
//! forget too. What lies outside of the engine's tables is told to the caller ([`Erased`]).
//!
//! Nothing of this passes the door: the door writes down what it changes.

mod forget;
mod gather;
mod hold;
mod strip;

pub use forget::escaped;
pub use hold::Hold;

use crate::access::{Act, permission};
use crate::audit::{self, Audit, AuditKind};
use crate::{Access, By, Error, Records, Result, Writer, identity};
use gather::{Fate, Found};
use model::Id;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The object whose records are people.
pub(crate) const SUBJECT: &str = "customer";

/// How somebody is forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The record and its events go; orders stay without a customer.
    Erase,
    /// The record and its events stay without anything personal; orders stay with it.
    Anonymise,
}

impl Mode {
    /// Its word in ledgers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Mode::Erase => "erase",
            Mode::Anonymise => "anonymise",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Mode::Erase, Mode::Anonymise].into_iter().find(|m| m.name() == word)
    }
}

/// What goes and what stays, or would.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Records that go, by object.
    pub goes: BTreeMap<String, u64>,
    /// Records that stay, by object, with the fields that are emptied.
    pub stays: BTreeMap<String, Stays>,
    /// Events that go, or that stay without their texts.
    pub events: u64,
    /// Files that go.
    pub files: u64,
    /// Imports whose source goes.
    pub imports: u64,
    /// Why it is refused, while it is.
    pub hold: Option<Hold>,
}

/// Records that stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stays {
    pub count: u64,
    pub fields: BTreeSet<String>,
}

/// What was done, and what is left to the caller.
#[derive(Clone, Debug, Default)]
pub struct Erased {
    pub told: Told,
    /// The id by which the customer was known, and those that stood for it.
    pub ids: Vec<Id>,
    /// Ids of files whose rows and content go.
    pub files: Vec<Id>,
    /// Names of blobs: sources of imports.
    pub blobs: Vec<String>,
    /// Texts by which the customer was known, to be looked for in what keeps no ids.
    pub texts: Vec<String>,
}

impl Records {
    /// What erasing a customer would do; nothing is written.
    ///
    /// # Errors
    /// `Forbidden` without `privacy.manage`; `NotFound`; `Limit` when too much belongs together.
    pub async fn preview_erasure(&self, access: &Access, customer: Id, mode: Mode) -> Result<Told> {
        self.may_erase(access, customer).await?;
        let told = &Mutex::new(None);
        let done = self.write::<(), _>(access, By::System, move |w| {
            Box::pin(async move {
                let found = w.gather(SUBJECT, customer, mode).await?;
                let mut all = w.would_tell(&found).await?;
                all.hold = w.hold_of(&found.ids).await?;
                *told.lock() = Some(all);
                Err(Error::BadRequest("tried only".into()))
            })
        });
        let done = done.await;
        let told = told.lock().take();
        told.ok_or_else(|| done.err().unwrap_or_else(|| Error::Broken("a preview ended without a result".into())))
    }

    /// Whether the asker may erase the customer: they see it, and have the permission.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn may_erase(&self, access: &Access, customer: Id) -> Result<()> {
        access.require(permission::PRIVACY_MANAGE)?;
        access.require_on(Act::Read, SUBJECT)?;
        self.get_any(access, SUBJECT, customer).await.map(drop)
    }
}

impl Writer<'_> {
    /// Forgets a customer. To be written by the engine itself, after [`Records::may_erase`]; the caller empties what lies outside.
    ///
    /// # Errors
    /// `NotFound`; `BadRequest` naming the legal hold; `Limit` when too much belongs together.
    pub async fn erase(&mut self, customer: Id, mode: Mode, who: &audit::Who) -> Result<Erased> {
        let found = self.gather(SUBJECT, customer, mode).await?;
        if let Some(hold) = self.hold_of(&found.ids).await? {
            return Err(Error::BadRequest(format!("a legal hold keeps this customer: {}", hold.reason)));
        }
        let told = self.would_tell(&found).await?;
        let blobs = self.sources(&found).await?;
        for id in &found.ids {
            identity::erase(self, SUBJECT, *id).await?;
        }
        self.forget_rows(&found).await?;
        self.forget_events(&found, mode).await?;
        self.forget_traces(&found, true).await?;
        let insert = "insert into @erasure (record_id, object, mode, at, by_id) values ($1, $2, $3, $4, $5) \
            on conflict (record_id) do update set mode = excluded.mode";
        let row = |id: &Id| vec![(*id).into(), SUBJECT.into(), mode.name().into(), self.now.0.into(), who.user.into()];
        let rows: Vec<_> = found.ids.iter().map(row).collect();
        self.tx.run_many(insert, &rows).await?;
        let kind = if mode == Mode::Erase { AuditKind::CustomerErased } else { AuditKind::CustomerAnonymised };
        audit::note(self.tx, who, &Audit::new(kind).of(found.ids[0], "")).await?;
        let texts = found.texts();
        Ok(Erased { told, texts, blobs, files: found.files.iter().copied().collect(), ids: found.ids })
    }

    /// Takes a record that is no customer out of the recycle bin for good, with what belongs to it. To be written by the engine itself;
    /// the caller empties what lies outside. Imports that brought it stay.
    ///
    /// # Errors
    /// `NotFound`; `BadRequest` for a customer, who is erased instead, and for a record that is in use; `Limit` when too much belongs
    /// together.
    pub async fn purge(&mut self, object: &str, id: Id) -> Result<Erased> {
        if object == SUBJECT {
            return Err(Error::BadRequest("customers are erased, not purged".into()));
        }
        let found = self.gather(object, id, Mode::Erase).await?;
        if found.all.first().is_none_or(|one| !crate::subject::is_deleted(&one.before)) {
            return Err(Error::BadRequest("only what lies in the recycle bin is purged".into()));
        }
        let told = self.would_tell(&found).await?;
        self.forget_rows(&found).await?;
        self.forget_traces(&found, false).await?;
        Ok(Erased { told, files: found.files.iter().copied().collect(), ids: found.ids, ..Erased::default() })
    }

    /// Refuses to take back a merge when a side was erased.
    pub(crate) async fn not_erased(&mut self, ids: &[Id]) -> Result<()> {
        let list = serde_json::to_string(ids).map_err(|e| Error::Broken(e.to_string()))?;
        let ids = self.tx.dialect().json_ids("$1");
        let sql = format!("select 1 from @erasure where record_id in ({ids}) limit 1");
        if self.tx.all(&sql, &[list.into()]).await?.is_empty() {
            return Ok(());
        }
        Err(Error::BadRequest("one side of this merge was erased since, so it cannot be taken back".into()))
    }

    async fn would_tell(&mut self, found: &Found) -> Result<Told> {
        let mut told = Told { files: found.files.len() as u64, imports: found.imports.len() as u64, ..Told::default() };
        for one in &found.all {
            let name = one.p.object.name();
            match &one.fate {
                Fate::Goes => *told.goes.entry(name.to_owned()).or_default() += 1,
                Fate::Stays(columns) => {
                    let stays = told.stays.entry(name.to_owned()).or_default();
                    stays.count += 1;
                    let field = |c: &usize| one.p.object.fields[one.p.object.columns[*c].field].name.to_string();
                    stays.fields.extend(columns.iter().map(field));
                }
            }
        }
        told.events = self.count_events(found).await?;
        Ok(told)
    }
}
