//! What a writer asks before it writes: may this person do that, with this record, and with these fields.

use super::sight::{Sight, Source, sight};
use super::{Act, Level, RowScope};
use crate::writer::Writer;
use crate::{By, Error, Result};
use model::Record;
use serde_json::{Map, Value};

impl Writer<'_> {
    /// People need the permission; operations and the engine have checked what they need.
    pub(crate) fn require(&self, act: Act, object: &str) -> Result<()> {
        match (&self.access, &self.by) {
            (Some(access), By::Person(_)) => access.require_on(act, object),
            _ => Ok(()),
        }
    }

    /// Fields that are shown to be read alone are not written by those who see them so.
    pub(crate) fn may_write(&self, object: &str, input: &Map<String, Value>) -> Result<()> {
        let Some(access) = &self.access else { return Ok(()) };
        input.keys().try_for_each(|field| match access.closed.level(object, field) {
            Level::Write => Ok(()),
            Level::Read => Err(Error::forbidden(format!("you may read the field `{field}` of {object}, not change it"))),
            Level::Masked | Level::Hidden => self.open_to(object, field),
        })
    }

    /// A field that one may not read is neither written nor found by.
    pub(crate) fn open_to(&self, object: &str, field: &str) -> Result<()> {
        match &self.access {
            Some(access) if !access.may_read(object, field) => {
                Err(Error::forbidden(format!("the field `{field}` of {object} is not open to you")))
            }
            _ => Ok(()),
        }
    }

    /// What somebody creates who sees a part of the records only is in that part: theirs, unless they give it to somebody; and
    /// records that belong to others are added where these may be changed.
    pub(crate) async fn must_own(&mut self, record: &mut Record) -> Result<()> {
        let (Some(access), By::Person(_) | By::Operation { .. }) = (&self.access, &self.by) else { return Ok(()) };
        if record.object.def.owned {
            let all = access.rows(Act::Read, record.object.name()) == RowScope::All;
            if !all && record.get("owner").is_null() {
                let column = record.object.field_index("owner").map(|f| record.object.column_of(f));
                if let Some(column) = column {
                    record.vals[column] = access.actor.user.into();
                }
            }
            return Ok(());
        }
        if self.reaches(Act::Create, record).await? {
            return Ok(());
        }
        Err(Error::forbidden(format!("your role does not let you add a {} there", record.object.name())))
    }

    /// What belongs to other records is not moved to where one may not change them. What is not seen there, the door tells.
    pub(crate) async fn must_stay(&mut self, after: &Record) -> Result<()> {
        let owned = after.object.def.owned;
        if owned || !self.reaches(Act::Read, after).await? || self.reaches(Act::Update, after).await? {
            return Ok(());
        }
        Err(Error::forbidden(format!("your role does not let you move a {} there", after.object.name())))
    }

    /// A record that the asker does not see is not there; one that they see and the act does not reach is refused.
    pub(crate) async fn must_reach(&mut self, act: Act, record: &Record) -> Result<()> {
        let object = record.object.name();
        if !self.reaches(Act::Read, record).await? {
            return Err(Error::no_record(object, record.id()));
        }
        if act != Act::Read && !self.reaches(act, record).await? {
            return Err(Error::forbidden(format!("your role does not let you {} this {object}", act.name())));
        }
        Ok(())
    }

    /// Whether an act reaches a record.
    pub(crate) async fn reaches(&mut self, act: Act, record: &Record) -> Result<bool> {
        let Some(access) = &self.access else { return Ok(true) };
        // An operation has checked what it needs, but nobody changes what they do not see.
        if act != Act::Read && !matches!(self.by, By::Person(_) | By::Merge { .. }) {
            return Ok(true);
        }
        let sight = sight(&self.catalog, access, &record.object, act);
        if matches!(sight, Sight::All) {
            return Ok(true);
        }
        let mut within = vec![record.clone()];
        sight.retain(&mut Source::Tx(&mut *self.tx), self.now, &mut within).await?;
        Ok(!within.is_empty())
    }
}
