//! Calendar days and instants: civil arithmetic, and reading them from text by explicit formats.

mod format;
#[cfg(test)]
mod tests;

use crate::error::Refusal;
use crate::time::{Date, Ts};
pub use format::{DATE_FORMATS, DATETIME_FORMATS};
use jiff::civil;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Days from 0001-01-01 to 9999-12-31, the ones that both databases and JSON programs can name.
const DAYS: std::ops::RangeInclusive<i32> = -719_162..=2_932_896;
const EPOCH: civil::Date = civil::Date::constant(1970, 1, 1);

impl Date {
    /// The day with this year (1 to 9999), month and day of month; `None` when the calendar has no such day.
    #[must_use]
    pub fn from_ymd(year: i16, month: i8, day: i8) -> Option<Self> {
        (1..=9999).contains(&year).then(|| civil::Date::new(year, month, day).ok().map(Self::from_civil))?
    }

    /// Year, month 1 to 12, day of month.
    #[must_use]
    pub fn ymd(self) -> (i16, i8, i8) {
        let d = self.civil();
        (d.year(), d.month(), d.day())
    }

    /// The day as `jiff` has it; days outside the years 1 to 9999 are held at the nearest one inside.
    #[must_use]
    pub fn civil(self) -> civil::Date {
        let days = self.0.clamp(*DAYS.start(), *DAYS.end());
        EPOCH.checked_add(jiff::Span::new().days(days)).unwrap_or(EPOCH)
    }

    #[must_use]
    pub fn from_civil(d: civil::Date) -> Self {
        Date(i32::try_from((d.duration_since(EPOCH)).as_hours() / 24).unwrap_or(0))
    }

    /// Reads `2011-12-09` and nothing else, the form of JSON.
    #[must_use]
    pub fn parse_iso(text: &str) -> Option<Self> {
        let b = text.as_bytes();
        if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
            return None;
        }
        let number = |r: std::ops::Range<usize>| {
            b[r].iter().try_fold(0_i16, |n, c| c.is_ascii_digit().then(|| n * 10 + i16::from(c - b'0')))
        };
        Self::from_ymd(number(0..4)?, i8::try_from(number(5..7)?).ok()?, i8::try_from(number(8..10)?).ok()?)
    }

    /// Reads a day by the first of `formats` that fits (see [`DATE_FORMATS`] for the usual ones). Full-width digits and
    /// spaces are read as ASCII. The signs of a format: `%Y %y %m %d %e %b %B`, and with times `%H %I %M %S %f %p %z`;
    /// a blank stands for any white space.
    ///
    /// # Errors
    /// `bad_date`, naming the part that is wrong by the format that fits longest.
    pub fn parse(text: &str, formats: &[&str]) -> Result<Self, Refusal> {
        format::parse(text, formats).map(|p| p.date)
    }

    /// `days` later (earlier when negative).
    #[must_use]
    pub fn add_days(self, days: i32) -> Self {
        Date(self.0.saturating_add(days).clamp(*DAYS.start(), *DAYS.end()))
    }

    /// `months` later; the last day of a shorter month stands for days that it lacks.
    #[must_use]
    pub fn add_months(self, months: i32) -> Self {
        let (y, m, d) = self.ymd();
        let index = (i64::from(y) * 12 + i64::from(m) - 1 + i64::from(months)).clamp(12, 9999 * 12 + 11);
        let year = i16::try_from(index / 12).unwrap_or(y);
        let month = i8::try_from(index % 12 + 1).unwrap_or(m);
        (28..=d).rev().chain([d]).find_map(|d| Self::from_ymd(year, month, d)).unwrap_or(self)
    }

    /// Monday is 1, Sunday is 7.
    #[must_use]
    pub fn weekday(self) -> u8 {
        u8::try_from((i64::from(self.0) + 3).rem_euclid(7) + 1).unwrap_or(1)
    }

    /// Full years from this day to `on`; someone born on 29 February turns a year older on 1 March of ordinary years.
    #[must_use]
    pub fn age_on(self, on: Date) -> i32 {
        let ((y, m, d), (y2, m2, d2)) = (self.ymd(), on.ymd());
        i32::from(y2) - i32::from(y) - i32::from((m2, d2) < (m, d))
    }

    /// The first instant of the day in a zone.
    #[must_use]
    pub fn start_in(self, zone: &TimeZone) -> Ts {
        Ts(zone.to_ambiguous_zoned(self.civil().to_datetime(civil::Time::midnight())).compatible().map_or_else(
            |_| i64::from(self.0.clamp(*DAYS.start(), *DAYS.end())) * 86_400_000_000,
            |z| z.timestamp().as_microsecond(),
        ))
    }
}

/// `2011-12-09`
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (y, m, d) = self.ymd();
        write!(f, "{y:04}-{m:02}-{d:02}")
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(d)?;
        Self::parse_iso(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a day; write it like 2011-12-09")))
    }
}

impl Ts {
    /// Reads RFC 3339 with its offset: `2011-12-09T08:30:00Z`, `2011-12-09 08:30:00.5+08:00`.
    #[must_use]
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let ts: jiff::Timestamp = text.parse().ok()?;
        Some(Ts(ts.as_microsecond())).filter(|t| t.in_range())
    }

    /// Reads an instant by the first of `formats` that fits (see [`DATETIME_FORMATS`]); text without an offset of its
    /// own is in `zone`, text without a time is the start of the day. A local time that a change of clocks skips is moved
    /// ahead by what was skipped; of one that occurs twice the first is meant.
    ///
    /// # Errors
    /// `bad_date` as [`Date::parse`].
    pub fn parse(text: &str, formats: &[&str], zone: &TimeZone) -> Result<Self, Refusal> {
        if let Some(ts) = text.as_bytes().get(10).filter(|b| **b == b'T').and_then(|_| Self::parse_rfc3339(text)) {
            return Ok(ts);
        }
        let p = format::parse(text, formats)?;
        let Some(time) = p.time else { return Ok(p.date.start_in(zone)) };
        let local = p.date.civil().to_datetime(time);
        let ts = match p.offset {
            Some(offset) => offset.to_timestamp(local),
            None => zone.to_ambiguous_zoned(local).compatible().map(|z| z.timestamp()),
        };
        ts.map(|t| Ts(t.as_microsecond()))
            .map_err(|_| Refusal::new("bad_date", format!("`{text}` is outside the years 1 to 9999")))
    }

    /// The day of the instant in a zone.
    #[must_use]
    pub fn day_in(self, zone: &TimeZone) -> Date {
        jiff::Timestamp::from_microsecond(self.0).map_or_else(
            |_| Date(i32::try_from(self.0.div_euclid(86_400_000_000)).unwrap_or(0)),
            |t| Date::from_civil(zone.to_datetime(t).date()),
        )
    }

    /// The local date and time in a zone.
    #[must_use]
    pub fn civil_in(self, zone: &TimeZone) -> Option<civil::DateTime> {
        jiff::Timestamp::from_microsecond(self.0).ok().map(|t| zone.to_datetime(t))
    }

    fn in_range(self) -> bool {
        let day = self.0.div_euclid(86_400_000_000);
        i32::try_from(day).is_ok_and(|d| DAYS.contains(&d))
    }
}
