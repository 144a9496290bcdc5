//! Notices by mail: what each person chose, when their next letter is due, and which notices are in it. The letter is a job that is made
//! in the transaction of the first notice for it, so that nobody looks for work; the program sends it.

use crate::notice::{Notice, NoticeKind};
use crate::{Access, Error, Records, Result};
use jiff::civil::Time;
use model::{Id, Ts, Val};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::jobs::{NewJob, When};
use store::{Row, Tx};

/// Kind of the job: payload `{"user": id}`.
pub const KIND: &str = "mail.digest";
/// What is told at once waits so long for more of it, in microseconds: a minute.
const GATHER: i64 = 60_000_000;
/// Tries of a letter; with doubling waits they last most of a day.
const TRIES: u32 = 16;
/// Notices of a letter; of more their number is said.
pub const MOST: usize = 50;

/// When notices come by mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    #[default]
    Off,
    /// Once a day, what is unread then.
    Daily,
    /// As they come; finished imports with the day's letter.
    AtOnce,
}

impl Mode {
    /// Its word: `off`, `daily`, `at_once`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Mode::Off => "off",
            Mode::Daily => "daily",
            Mode::AtOnce => "at_once",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Mode::Off, Mode::Daily, Mode::AtOnce].into_iter().find(|m| m.name() == name)
    }
}

/// What a person chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub mode: Mode,
    /// Of the day's letter, 0 to 23.
    pub hour: i8,
    /// IANA name of the zone of `hour`.
    pub zone: String,
}

impl Choice {
    fn read(row: &Row) -> Option<Self> {
        let hour = i8::try_from(row.opt_int(1)?).ok()?;
        Some(Self { mode: Mode::parse(row.opt_text(0)?)?, hour, zone: row.opt_text(2)?.to_owned() })
    }

    /// # Errors
    /// `Invalid` for an hour or zone that there is not.
    pub fn check(&self) -> Result<()> {
        if !(0..=23).contains(&self.hour) {
            return Err(Error::field("hour", "out_of_range", "from 0 to 23"));
        }
        match jiff::tz::TimeZone::get(&self.zone) {
            Ok(_) => Ok(()),
            Err(_) => Err(Error::field("zone", "not_an_option", "use an IANA name as Asia/Shanghai")),
        }
    }

    /// When a letter with such a notice is due; `None`: never.
    fn due(&self, urgent: bool, now: Ts) -> Result<Option<Ts>> {
        let time = Time::new(self.hour, 0, 0, 0).unwrap_or(Time::midnight());
        Ok(match self.mode {
            Mode::Off => None,
            Mode::AtOnce if urgent => Some(Ts(now.0 + GATHER)),
            Mode::Daily | Mode::AtOnce => Some(When::Daily { time, zone: self.zone.clone() }.after(now)?),
        })
    }
}

const CHOICE: &str = "select mode, hour, zone from @digest where user_id = $1";

/// Makes the letter to a person who was told something, or moves it forward.
pub(crate) async fn told(tx: &mut Tx, user: Id, urgent: bool) -> Result<()> {
    let rows = tx.all(CHOICE, &[user.into()]).await?;
    let Some(choice) = rows.first().and_then(Choice::read) else { return Ok(()) };
    if let Some(at) = choice.due(urgent, tx.now())? {
        tx.enqueue(NewJob::new(KIND, json!({ "user": user })).at(at).dedup(user.to_string()).tries(TRIES)).await?;
    }
    Ok(())
}

/// Takes what a person has not read and no letter had: in this transaction it becomes part of one.
///
/// # Errors
/// Of the database.
pub async fn take(tx: &mut Tx, user: Id) -> store::Result<Vec<Id>> {
    let now = tx.now().0;
    let sql = "update @notice set mailed_at = $2 where user_id = $1 and read_at is null and mailed_at is null returning id";
    let mut ids = tx.all(sql, &[user.into(), now.into()]).await?.iter().map(|r| r.id(0)).collect::<store::Result<Vec<Id>>>()?;
    ids.sort_unstable_by(|a, b| b.cmp(a));
    Ok(ids)
}

impl Records {
    /// What a person chose; nothing by mail when they did not. The zone is then their own, or the company's.
    ///
    /// # Errors
    /// Of the database.
    pub async fn digest_of(&self, user: Id) -> Result<Choice> {
        let rows = self.tenant.get(CHOICE, &[user.into()]).await?;
        if let Some(chosen) = rows.first().and_then(Choice::read) {
            return Ok(chosen);
        }
        let rows = self.tenant.get("select zone from @user where id = $1", &[user.into()]).await?;
        let own = rows.first().and_then(|row| row.opt_text(0)).filter(|zone| !zone.is_empty()).map(str::to_owned);
        let zone = own.unwrap_or_else(|| self.catalog().company.zone.clone());
        Ok(Choice { mode: Mode::Off, hour: 8, zone })
    }

    /// Chooses for the asker. What waits unread comes with the next letter.
    ///
    /// # Errors
    /// `Invalid` for an hour or zone that there is not; `Forbidden` for who is no person; of the database.
    pub async fn put_digest(&self, access: &Access, choice: &Choice) -> Result<()> {
        let user = self.person(access)?;
        choice.check()?;
        self.tenant
            .write::<_, Error, _>(move |tx| {
                Box::pin(async move {
                    let sql = "insert into @digest (user_id, mode, hour, zone) values ($1, $2, $3, $4)
                               on conflict (user_id) do update set mode = excluded.mode, hour = excluded.hour, zone = excluded.zone";
                    let (mode, hour) = (choice.mode.name(), i64::from(choice.hour));
                    tx.run(sql, &[user.into(), mode.into(), hour.into(), choice.zone.as_str().into()]).await?;
                    tx.withdraw(KIND, &user.to_string()).await?;
                    let waits = "select kind from @notice where user_id = $1 and read_at is null and mailed_at is null";
                    let kinds = tx.all(waits, &[user.into()]).await?;
                    if kinds.is_empty() {
                        return Ok(());
                    }
                    let urgent = kinds.iter().any(|r| r.opt_text(0) != Some(NoticeKind::ImportDone.name()));
                    told(tx, user, urgent).await
                })
            })
            .await
    }

    /// Those of some notices of a person that they have not read and may see, newest first, at most [`MOST`].
    ///
    /// # Errors
    /// `Forbidden` for who is no person; of the database.
    pub async fn notices_to_mail(&self, access: &Access, ids: &[Id]) -> Result<Vec<Notice>> {
        let user = self.person(access)?;
        let mut found = Vec::new();
        for id in ids {
            let rows = self.tenant.get(&crate::notice::one(), &[user.into(), Val::Id(*id)]).await?;
            found.extend(rows.first().map(crate::notice::read).transpose()?.filter(|n| !n.read));
            if found.len() == MOST {
                break;
            }
        }
        self.entitle(access, &mut found).await?;
        found.retain(|n| n.title.is_some());
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn letters_are_due_at_an_hour_or_in_a_minute() {
        let now = Ts(1_768_464_000_000_000); // 2026-01-15T08:00:00Z
        let choice = |mode| Choice { mode, hour: 9, zone: "Asia/Shanghai".into() };
        assert_eq!(choice(Mode::Off).due(true, now).unwrap(), None);
        assert_eq!(choice(Mode::Daily).due(true, now).unwrap().unwrap().rfc3339(), "2026-01-16T01:00:00Z");
        assert_eq!(choice(Mode::AtOnce).due(false, now).unwrap(), choice(Mode::Daily).due(false, now).unwrap());
        assert_eq!(choice(Mode::AtOnce).due(true, now).unwrap(), Some(Ts(now.0 + GATHER)));
        assert!(Choice { hour: 24, ..choice(Mode::Daily) }.check().is_err());
        assert!(Choice { zone: "Nowhere".into(), ..choice(Mode::Daily) }.check().is_err());
    }
}
