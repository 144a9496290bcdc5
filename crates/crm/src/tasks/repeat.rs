//! How a task repeats: the recurrence rules of RFC 5545 that people choose from, as text. Every so many days, weeks (on some
//! weekdays), months or years; for ever, until a day, or so many times.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use model::Ts;
use std::fmt;

/// Longest step, in days, weeks, months or years.
const INTERVAL: i64 = 999;
/// Most times.
const COUNT: u32 = 9_999;
/// Steps looked at for the next time. Days of a hundred years.
const STEPS: i64 = 36_600;
const DAYS: [(&str, Weekday); 7] = [
    ("MO", Weekday::Monday),
    ("TU", Weekday::Tuesday),
    ("WE", Weekday::Wednesday),
    ("TH", Weekday::Thursday),
    ("FR", Weekday::Friday),
    ("SA", Weekday::Saturday),
    ("SU", Weekday::Sunday),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Every {
    Day,
    Week,
    Month,
    Year,
}

const FREQUENCIES: [(&str, Every); 4] =
    [("DAILY", Every::Day), ("WEEKLY", Every::Week), ("MONTHLY", Every::Month), ("YEARLY", Every::Year)];

/// A rule. Its text is canonical: what means the same is written the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    every: Every,
    interval: i64,
    /// Of weeks; none: the weekday of the task. From Monday.
    weekdays: [bool; 7],
    /// Of months: their last day, whatever its number.
    last_day: bool,
    /// The last day on which there may be one, in the zone of who the task is for.
    until: Option<Date>,
    /// How many there are, with the one that carries the rule.
    count: Option<u32>,
}

impl Repeat {
    /// Reads `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=10`; parts in any order, `RRULE:` before it or not.
    ///
    /// # Errors
    /// What is not understood, and what would be.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim().to_uppercase();
        let mut every = None;
        let mut rule = Self { every: Every::Day, interval: 1, weekdays: [false; 7], last_day: false, until: None, count: None };
        for part in text.strip_prefix("RRULE:").unwrap_or(&text).split(';') {
            let (name, value) = part.split_once('=').ok_or_else(|| format!("`{part}` is no part of a rule; write FREQ=DAILY"))?;
            match name {
                "FREQ" => every = FREQUENCIES.iter().find(|(word, _)| *word == value).map(|(_, e)| *e),
                "INTERVAL" => rule.interval = number(value, INTERVAL)?,
                "COUNT" => rule.count = Some(u32::try_from(number(value, i64::from(COUNT))?).unwrap_or(COUNT)),
                "UNTIL" => rule.until = Some(day(value)?),
                "BYDAY" => {
                    for word in value.split(',') {
                        let at = DAYS.iter().position(|(day, _)| *day == word);
                        rule.weekdays
                            [at.ok_or_else(|| format!("`{word}` is no weekday; write MO, TU, WE, TH, FR, SA or SU"))?] = true;
                    }
                }
                "BYMONTHDAY" if value == "-1" => rule.last_day = true,
                "WKST" if value == "MO" => {}
                _ => {
                    return Err(format!("`{part}` is not understood; FREQ, INTERVAL, BYDAY, BYMONTHDAY=-1, UNTIL and COUNT are"));
                }
            }
        }
        rule.every = every.ok_or("FREQ is DAILY, WEEKLY, MONTHLY or YEARLY")?;
        if rule.weekdays.contains(&true) && rule.every != Every::Week {
            return Err("BYDAY goes with FREQ=WEEKLY".into());
        }
        if rule.last_day && rule.every != Every::Month {
            return Err("BYMONTHDAY=-1 goes with FREQ=MONTHLY".into());
        }
        if rule.until.is_some() && rule.count.is_some() {
            return Err("a rule ends by UNTIL or by COUNT, not both".into());
        }
        Ok(rule)
    }

    /// The next time after `due` that is yet to come, at the same time of day in `zone`, and the rule that goes on from there.
    /// Times that were missed are left out. A day that a month or year does not have is left out as well. `None` at the end.
    #[must_use]
    pub fn next(&self, due: Ts, now: Ts, zone: &TimeZone) -> Option<(Ts, Self)> {
        let left = match self.count {
            Some(left) => Some(left.checked_sub(1).filter(|n| *n > 0)?),
            None => None,
        };
        let from = zone.to_datetime(Timestamp::from_microsecond(due.0).ok()?);
        let after = due.0.max(now.0);
        for step in 0..STEPS {
            for day in self.days(from.date(), step)? {
                let at = zone.to_ambiguous_zoned(day.to_datetime(from.time())).compatible().ok()?.timestamp().as_microsecond();
                if at > after {
                    let ended = self.until.is_some_and(|until| day > until);
                    return (!ended).then(|| (Ts(at), Self { count: left, ..self.clone() }));
                }
            }
        }
        None
    }

    /// The days of one step, in order; `None` beyond the calendar.
    fn days(&self, from: Date, step: i64) -> Option<Vec<Date>> {
        let n = step * self.interval;
        Some(match self.every {
            Every::Day => vec![from.checked_add(Span::new().try_days(n).ok()?).ok()?],
            Every::Week if self.weekdays.contains(&true) => {
                let monday = from.checked_sub(Span::new().days(from.weekday().to_monday_zero_offset())).ok()?;
                let monday = monday.checked_add(Span::new().try_weeks(n).ok()?).ok()?;
                let chosen = (0_i64..7).zip(self.weekdays).filter(|(_, on)| *on);
                chosen.filter_map(|(day, _)| monday.checked_add(Span::new().days(day)).ok()).collect()
            }
            Every::Week => vec![from.checked_add(Span::new().try_weeks(n).ok()?).ok()?],
            Every::Month => {
                let first = from.first_of_month().checked_add(Span::new().try_months(n).ok()?).ok()?;
                let day = if self.last_day { first.days_in_month() } else { from.day() };
                first.with().day(day).build().into_iter().collect()
            }
            Every::Year => {
                let year = i16::try_from(i64::from(from.year()) + n).ok().filter(|y| *y <= 9_999)?;
                from.with().year(year).build().into_iter().collect()
            }
        })
    }
}

impl fmt::Display for Repeat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = FREQUENCIES.iter().find(|(_, e)| *e == self.every).map_or("", |(word, _)| word);
        write!(f, "FREQ={word}")?;
        if self.interval > 1 {
            write!(f, ";INTERVAL={}", self.interval)?;
        }
        let days: Vec<&str> = DAYS.iter().zip(self.weekdays).filter(|(_, on)| *on).map(|((day, _), _)| *day).collect();
        if !days.is_empty() {
            write!(f, ";BYDAY={}", days.join(","))?;
        }
        if self.last_day {
            f.write_str(";BYMONTHDAY=-1")?;
        }
        if let Some(until) = self.until {
            write!(f, ";UNTIL={}", until.strftime("%Y%m%d"))?;
        }
        self.count.map_or(Ok(()), |count| write!(f, ";COUNT={count}"))
    }
}

fn number(text: &str, most: i64) -> Result<i64, String> {
    text.parse().ok().filter(|n| (1..=most).contains(n)).ok_or_else(|| format!("`{text}` is no number from 1 to {most}"))
}

/// `20261231`, also with a time behind it, which is left out.
fn day(text: &str) -> Result<Date, String> {
    let day = text.split('T').next().unwrap_or_default();
    let date = (day.len() == 8).then(|| Date::strptime("%Y%m%d", day).ok()).flatten();
    date.ok_or_else(|| format!("`{text}` is no day; write 20261231"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn zone() -> TimeZone {
        TimeZone::get("Europe/London").unwrap()
    }

    fn at(text: &str) -> Ts {
        let local: jiff::civil::DateTime = text.parse().unwrap();
        Ts(local.to_zoned(zone()).unwrap().timestamp().as_microsecond())
    }

    /// The times that follow, until the rule ends.
    fn series(rule: &str, first: &str, most: usize) -> Vec<String> {
        let (mut due, mut rule, mut all) = (at(first), Repeat::parse(rule).unwrap(), Vec::new());
        while let Some((next, rest)) = rule.next(due, due, &zone()).filter(|_| all.len() < most) {
            let local = zone().to_datetime(Timestamp::from_microsecond(next.0).unwrap());
            all.push(local.strftime("%m-%dT%H:%M").to_string());
            (due, rule) = (next, rest);
        }
        all
    }

    #[test]
    fn goes_on_as_the_calendar_does() {
        assert_eq!(series("FREQ=DAILY;INTERVAL=2", "2026-03-27T09:00", 2), ["03-29T09:00", "03-31T09:00"], "across summer time");
        assert_eq!(series("FREQ=WEEKLY", "2026-11-23T09:00", 2), ["11-30T09:00", "12-07T09:00"]);
        let days = series("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "2026-11-25T09:00", 4);
        assert_eq!(days, ["11-27T09:00", "12-07T09:00", "12-11T09:00", "12-21T09:00"]);
        assert_eq!(series("FREQ=MONTHLY", "2026-01-31T09:00", 2), ["03-31T09:00", "05-31T09:00"]);
        assert_eq!(series("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31T09:00", 2), ["02-28T09:00", "03-31T09:00"]);
        assert_eq!(series("FREQ=YEARLY", "2024-02-29T09:00", 1), ["02-29T09:00"]);
    }

    #[test]
    fn ends() {
        assert_eq!(series("FREQ=DAILY;COUNT=3", "2026-11-23T09:00", 9).len(), 2);
        assert_eq!(series("FREQ=DAILY;UNTIL=20261125", "2026-11-23T23:30", 9).len(), 2);
        assert_eq!(series("FREQ=DAILY;UNTIL=20261124T235959Z", "2026-11-23T23:30", 9).len(), 1);
        assert!(series("FREQ=YEARLY", "9999-02-01T09:00", 9).is_empty());
    }

    #[test]
    fn what_was_missed_is_left_out() {
        let rule = Repeat::parse("FREQ=WEEKLY;BYDAY=MO").unwrap();
        let next = rule.next(at("2026-11-02T09:00"), at("2026-11-23T12:00"), &zone()).unwrap().0;
        assert_eq!(next, at("2026-11-30T09:00"));
    }

    #[test]
    fn tells_what_it_does_not_know() {
        for (text, word) in [
            ("", "FREQ=DAILY"),
            ("FREQ=HOURLY", "FREQ is"),
            ("FREQ=DAILY;BYDAY=MO", "WEEKLY"),
            ("FREQ=WEEKLY;BYDAY=1MO", "1MO"),
            ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS"),
            ("FREQ=DAILY;INTERVAL=0", "from 1"),
            ("FREQ=DAILY;COUNT=2;UNTIL=20270101", "not both"),
            ("FREQ=DAILY;UNTIL=20271301", "no day"),
        ] {
            let told = Repeat::parse(text).unwrap_err();
            assert!(told.contains(word), "{text}: {told}");
        }
        assert_eq!(
            Repeat::parse("rrule:count=5;byday=fr,mo;freq=weekly;interval=1").unwrap().to_string(),
            "FREQ=WEEKLY;BYDAY=MO,FR;COUNT=5"
        );
    }

    proptest! {
        /// The next one is after the last, at the same time of day, on a weekday of the rule; the text says the whole rule.
        #[test]
        fn holds(freq in 0_usize..4, interval in 1_i64..40, days in prop::array::uniform7(any::<bool>()), minutes in 0_i64..20_000_000) {
            let every = FREQUENCIES[freq].1;
            let weekdays = if every == Every::Week { days } else { [false; 7] };
            let rule = Repeat { every, interval, weekdays, last_day: false, until: None, count: None };
            prop_assert_eq!(Repeat::parse(&rule.to_string()), Ok(rule.clone()));
            let due = Ts(minutes * 60_000_000);
            let utc = TimeZone::UTC;
            let (next, _) = rule.next(due, due, &utc).unwrap();
            prop_assert!(next > due);
            let local = |t: Ts| utc.to_datetime(Timestamp::from_microsecond(t.0).unwrap());
            prop_assert_eq!(local(next).time(), local(due).time());
            if weekdays.contains(&true) {
                let day = usize::try_from(local(next).date().weekday().to_monday_zero_offset()).unwrap();
                prop_assert!(weekdays[day]);
            }
        }
    }
}
