//! Schedules: rows that make a job again and again. A due one is claimed like a job: its next time and the job that it
//! makes are one transaction, so it fires once however many workers there are. Times missed while nobody ran are made up
//! for by one run.

use super::{NewJob, queue};
use crate::{Error, Result, Row, Tenant, Tx};
use jiff::civil::Time;
use jiff::tz::TimeZone;
use model::Ts;
use serde_json::Value;
use std::time::Duration;

/// When a schedule fires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// Every so often, at least a second.
    Every(Duration),
    /// Each day at this local time. On a day whose clock skips that time, as much later as the clock jumps; on a day
    /// that has it twice, the first time.
    Daily {
        time: Time,
        /// IANA name of the company's time zone, for example `Asia/Shanghai`.
        zone: String,
    },
}

/// A job that is made again and again.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// The key, for example `feed.trim`.
    pub name: String,
    /// Kind and payload of the jobs it makes. While one waits for its first try no second one is made.
    pub kind: String,
    pub payload: Value,
    pub when: When,
}

impl When {
    /// The first time after `now`.
    ///
    /// # Errors
    /// [`Error::Config`] for a time zone nobody knows.
    pub fn after(&self, now: Ts) -> Result<Ts> {
        self.next(None, now)
    }

    /// The first time after `now`. Intervals keep their phase from `last`.
    ///
    /// # Errors
    /// [`Error::Config`] for a time zone nobody knows.
    fn next(&self, last: Option<Ts>, now: Ts) -> Result<Ts> {
        match self {
            When::Every(every) => {
                let step = i64::try_from(every.as_micros()).unwrap_or(i64::MAX).max(1_000_000);
                let from = last.unwrap_or(now);
                let missed = now.0.saturating_sub(from.0) / step;
                Ok(Ts(from.0.saturating_add(step.saturating_mul(missed + 1))))
            }
            When::Daily { time, zone } => daily(*time, zone, now),
        }
    }
}

fn daily(time: Time, zone: &str, now: Ts) -> Result<Ts> {
    let wrong = |e: jiff::Error| Error::Config(format!("a daily schedule in time zone {zone:?}: {e}"));
    let tz = TimeZone::get(zone).map_err(wrong)?;
    let now = jiff::Timestamp::from_microsecond(now.0).map_err(wrong)?;
    let mut day = now.to_zoned(tz.clone()).date();
    loop {
        let at = day.to_datetime(time).to_zoned(tz.clone()).map_err(wrong)?.timestamp();
        if at > now {
            return Ok(Ts(at.as_microsecond()));
        }
        day = day.tomorrow().map_err(wrong)?;
    }
}

impl Tx {
    /// Adds a schedule, or changes it. One that keeps its `when` keeps its next time.
    ///
    /// # Errors
    /// [`Error::Config`] for a time zone nobody knows; of the database.
    pub async fn put_schedule(&mut self, schedule: &Schedule) -> Result<()> {
        let (every, at, zone) = columns(&schedule.when);
        let next = schedule.when.next(None, self.now())?;
        let sql = "insert into @schedule as s (name, kind, payload, every_s, daily, zone, next_at)
                   values ($1, $2, $3, $4, $5, $6, $7)
                   on conflict (name) do update set kind = excluded.kind, payload = excluded.payload,
                     next_at = case when s.every_s is not distinct from excluded.every_s
                                     and s.daily is not distinct from excluded.daily
                                     and s.zone is not distinct from excluded.zone then s.next_at else excluded.next_at end,
                     every_s = excluded.every_s, daily = excluded.daily, zone = excluded.zone";
        let params = [
            schedule.name.as_str().into(),
            schedule.kind.as_str().into(),
            schedule.payload.to_string().into(),
            every.into(),
            at.into(),
            zone.into(),
            next.0.into(),
        ];
        self.run(sql, &params).await?;
        self.wake_at(next);
        Ok(())
    }

    /// Removes a schedule; jobs that it has made stay.
    ///
    /// # Errors
    /// Of the database.
    pub async fn remove_schedule(&mut self, name: &str) -> Result<()> {
        self.run("delete from @schedule where name = $1", &[name.into()]).await?;
        Ok(())
    }

    /// Moves every daily schedule to another time zone, after the company has moved.
    ///
    /// # Errors
    /// [`Error::Config`] for a time zone nobody knows; of the database.
    pub async fn move_schedules(&mut self, zone: &str) -> Result<()> {
        for mut schedule in read(&self.all(&format!("select {COLUMNS} from @schedule where daily is not null"), &[]).await?)? {
            if let When::Daily { zone: old, .. } = &mut schedule.when {
                zone.clone_into(old);
            }
            self.put_schedule(&schedule).await?;
        }
        Ok(())
    }
}

const COLUMNS: &str = "name, kind, payload, every_s, daily, zone, next_at";

/// All schedules of a tenant with their next time, by name.
///
/// # Errors
/// Of the database.
pub async fn schedules(tenant: &Tenant) -> Result<Vec<(Schedule, Ts)>> {
    let rows = tenant.get(&format!("select {COLUMNS} from @schedule order by name"), &[]).await?;
    read(&rows)?.into_iter().zip(&rows).map(|(s, row)| Ok((s, row.ts(6)?))).collect()
}

/// Makes the jobs of all schedules that are due and moves these on.
pub(super) async fn fire(tx: &mut Tx, kinds: &queue::Kinds) -> Result<()> {
    let sql = format!(
        "select {COLUMNS} from @schedule where next_at <= $1 and kind in ({}) order by next_at limit 100{}",
        kinds.sql(),
        tx.dialect().skip_locked()
    );
    let now = tx.now();
    let rows = tx.all(&sql, &[now.0.into()]).await?;
    for (schedule, row) in read(&rows)?.into_iter().zip(&rows) {
        let next = match schedule.when.next(Some(row.ts(6)?), now) {
            Ok(next) => next,
            Err(e) => {
                tracing::error!(schedule = schedule.name, error = %e, "a schedule has no next time and is tried again in an hour");
                Ts(queue::after(now, Duration::from_secs(3600)))
            }
        };
        let sql = "update @schedule set next_at = $2 where name = $1";
        tx.run(sql, &[schedule.name.as_str().into(), next.0.into()]).await?;
        let key = format!("schedule:{}", schedule.name);
        tx.enqueue(NewJob::new(&schedule.kind, schedule.payload).dedup(key)).await?;
    }
    Ok(())
}

fn columns(when: &When) -> (Option<i64>, Option<String>, Option<String>) {
    match when {
        When::Every(every) => (i64::try_from(every.as_secs()).ok().map(|s| s.max(1)), None, None),
        When::Daily { time, zone } => (None, Some(time.to_string()), Some(zone.clone())),
    }
}

fn read(rows: &[Row]) -> Result<Vec<Schedule>> {
    rows.iter().map(schedule).collect()
}

fn schedule(row: &Row) -> Result<Schedule> {
    let when = match (row.opt_int(3), row.opt_text(4)) {
        (Some(every), _) => When::Every(Duration::from_secs(every.unsigned_abs())),
        (None, daily) => When::Daily {
            time: daily
                .unwrap_or_default()
                .parse()
                .map_err(|e| Error::Type(format!("schedule {}: {e}", row.val(0).text().unwrap_or_default())))?,
            zone: row.text(5)?.to_owned(),
        },
    };
    let payload = row.opt_text(2).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default();
    Ok(Schedule { name: row.text(0)?.to_owned(), kind: row.text(1)?.to_owned(), payload, when })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn ts(text: &str) -> Ts {
        Ts(text.parse::<jiff::Timestamp>().unwrap().as_microsecond())
    }

    #[test]
    fn intervals_keep_their_phase_and_skip_what_was_missed() {
        let every = When::Every(Duration::from_secs(60));
        assert_eq!(every.next(None, ts("2026-01-01T00:00:07Z")).unwrap(), ts("2026-01-01T00:01:07Z"));
        assert_eq!(every.next(Some(ts("2026-01-01T00:00:00Z")), ts("2026-01-01T00:00:07Z")).unwrap(), ts("2026-01-01T00:01:00Z"));
        assert_eq!(every.next(Some(ts("2026-01-01T00:00:00Z")), ts("2026-01-01T05:00:00Z")).unwrap(), ts("2026-01-01T05:01:00Z"));
    }

    #[test]
    fn days_are_the_companys() {
        let at = |time: &str, zone: &str| When::Daily { time: time.parse().unwrap(), zone: zone.into() };
        let next = |w: &When, now: &str| w.next(None, ts(now)).unwrap().rfc3339();
        assert_eq!(next(&at("03:30", "Asia/Shanghai"), "2026-01-01T12:00:00Z"), "2026-01-01T19:30:00Z");
        assert_eq!(next(&at("03:30", "Asia/Shanghai"), "2026-01-01T19:30:00Z"), "2026-01-02T19:30:00Z");
        // 29 March 2026 has no 01:30 in London, 25 October has two.
        assert_eq!(next(&at("01:30", "Europe/London"), "2026-03-28T12:00:00Z"), "2026-03-29T01:30:00Z");
        assert_eq!(next(&at("01:30", "Europe/London"), "2026-10-24T12:00:00Z"), "2026-10-25T00:30:00Z");
        assert_eq!(next(&at("01:30", "Europe/London"), "2026-10-25T00:30:00Z"), "2026-10-26T01:30:00Z");
        assert!(at("01:30", "Mars/Olympus").next(None, ts("2026-01-01T00:00:00Z")).is_err());
    }
}
