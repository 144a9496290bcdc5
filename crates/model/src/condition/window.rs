//! Windows of time: what `within` takes, and which instants or days it means.

use crate::date::{DATE_FORMATS, DATETIME_FORMATS};
use crate::time::{Date, Ts};
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};
use std::fmt;

/// A unit of calendars and clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

const UNITS: [(Unit, &str, &str); 7] = [
    (Unit::Minute, "min", "minute"),
    (Unit::Hour, "h", "hour"),
    (Unit::Day, "d", "day"),
    (Unit::Week, "w", "week"),
    (Unit::Month, "m", "month"),
    (Unit::Quarter, "q", "quarter"),
    (Unit::Year, "y", "year"),
];

/// A length of time: `90d`, `12h`, `3m` (months), `30min`, `1w`, `2q`, `1y`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    pub count: u16,
    pub unit: Unit,
}

impl Span {
    /// Reads `90d`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let at = text.find(|c: char| !c.is_ascii_digit())?;
        let count: u16 = text[..at].parse().ok().filter(|n| (1..=9999).contains(n))?;
        if text.starts_with('0') {
            return None;
        }
        let unit = UNITS.iter().find(|(_, short, _)| *short == &text[at..])?.0;
        Some(Self { count, unit })
    }

    /// The instant this much after (`sign` 1) or before (-1) `from`, by the calendar of a zone.
    fn shift(self, from: Ts, sign: i32, zone: &TimeZone) -> Ts {
        let count = i32::from(self.count) * sign;
        match self.unit {
            Unit::Minute => Ts(from.0.saturating_add(i64::from(count) * 60_000_000)),
            Unit::Hour => Ts(from.0.saturating_add(i64::from(count) * 3_600_000_000)),
            _ => {
                let day = self.shift_days(from.day_in(zone), sign);
                let Some(local) = from.civil_in(zone) else { return from };
                let moved = day.civil().to_datetime(local.time());
                zone.to_ambiguous_zoned(moved).compatible().map_or(from, |z| Ts(z.timestamp().as_microsecond()))
            }
        }
    }

    /// The day this much after or before; minutes and hours count as days.
    fn shift_days(self, from: Date, sign: i32) -> Date {
        let count = i32::from(self.count) * sign;
        match self.unit {
            Unit::Minute | Unit::Hour | Unit::Day => from.add_days(count),
            Unit::Week => from.add_days(count * 7),
            Unit::Month => from.add_months(count),
            Unit::Quarter => from.add_months(count * 3),
            Unit::Year => from.add_months(count * 12),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = UNITS.iter().find(|(u, _, _)| *u == self.unit).map_or("d", |(_, s, _)| s);
        write!(f, "{}{short}", self.count)
    }
}

/// A window `[from, to)`.
///
/// - `last(90d)` of instants is the 90 days that end now, of days the 90 days that end with today.
/// - `next(7d)` of instants is the 7 days that begin now, of days the 7 days that begin with today.
/// - `this(month)` is the whole calendar unit that holds now; weeks begin on Monday.
/// - `from..to` are written as values of the field; either may be missing; `to` is not inside.
#[derive(Clone, Debug, PartialEq)]
pub enum Window {
    Last(Span),
    Next(Span),
    This(Unit),
    Range { from: Option<Value>, to: Option<Value> },
}

impl Window {
    /// Reads `{"last": "90d"}`, `{"next": "7d"}`, `{"this": "month"}`, `{"from": .., "to": ..}`.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn from_json(json: &Value) -> Result<Self, String> {
        const HOW: &str = r#"expected {"last": "90d"}, {"next": "7d"}, {"this": "month"} or {"from": .., "to": ..}"#;
        let Value::Object(map) = json else { return Err(HOW.into()) };
        if let (1, Some((key, Value::String(text)))) = (map.len(), map.iter().next())
            && let Some(window) = Self::named(key, text)
        {
            return window;
        }
        if map.is_empty() || map.keys().any(|k| k != "from" && k != "to") {
            return Err(HOW.into());
        }
        Ok(Window::Range { from: bound(map, "from")?, to: bound(map, "to")? })
    }

    /// `last`, `next` or `this` with its argument; `None` for another name.
    pub(super) fn named(name: &str, argument: &str) -> Option<Result<Self, String>> {
        let span = |make: fn(Span) -> Window| {
            Span::parse(argument).map(make).ok_or_else(|| {
                format!("`{}` is not a length of time; write 30min, 12h, 90d, 2w, 3m or 1y", super::path::shown(argument))
            })
        };
        match name {
            "last" => Some(span(Window::Last)),
            "next" => Some(span(Window::Next)),
            "this" => {
                let unit = UNITS.iter().skip(2).find(|(_, _, long)| *long == argument);
                Some(
                    unit.map(|(u, _, _)| Window::This(*u))
                        .ok_or_else(|| "`this` takes day, week, month, quarter or year".to_owned()),
                )
            }
            _ => None,
        }
    }

    #[must_use]
    pub fn to_json(&self) -> Value {
        match self {
            Window::Last(s) => json!({"last": s.to_string()}),
            Window::Next(s) => json!({"next": s.to_string()}),
            Window::This(u) => json!({"this": u.name()}),
            Window::Range { from, to } => {
                let ends = [("from", from), ("to", to)];
                Value::Object(ends.into_iter().filter_map(|(k, v)| Some((k.to_owned(), v.clone()?))).collect())
            }
        }
    }

    /// The instants it means at `now`: from (inside) and to (outside).
    ///
    /// # Errors
    /// A sentence, when an end is not an instant or day.
    pub fn instants(&self, now: Ts, zone: &TimeZone) -> Result<(Option<Ts>, Option<Ts>), String> {
        let today = now.day_in(zone);
        Ok(match self {
            Window::Last(s) => (Some(s.shift(now, -1, zone)), Some(Ts(now.0.saturating_add(1)))),
            Window::Next(s) => (Some(now), Some(s.shift(now, 1, zone))),
            Window::This(u) => {
                let (from, to) = u.around(today);
                (Some(from.start_in(zone)), Some(to.start_in(zone)))
            }
            Window::Range { from, to } => {
                let read = |v: &Option<Value>| v.as_ref().map(|v| instant(v, zone)).transpose();
                (read(from)?, read(to)?)
            }
        })
    }

    /// The days it means on `today`: from (inside) and to (outside).
    ///
    /// # Errors
    /// A sentence, when an end is not a day.
    pub fn days(&self, today: Date) -> Result<(Option<Date>, Option<Date>), String> {
        Ok(match self {
            Window::Last(s) => (Some(s.shift_days(today, -1).add_days(1)), Some(today.add_days(1))),
            Window::Next(s) => (Some(today), Some(s.shift_days(today, 1))),
            Window::This(u) => {
                let (from, to) = u.around(today);
                (Some(from), Some(to))
            }
            Window::Range { from, to } => {
                let read = |v: &Option<Value>| v.as_ref().map(day).transpose();
                (read(from)?, read(to)?)
            }
        })
    }
}

fn bound(map: &Map<String, Value>, key: &str) -> Result<Option<Value>, String> {
    match map.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(v @ (Value::String(_) | Value::Number(_))) => Ok(Some(v.clone())),
        Some(_) => Err(format!("`{key}` is neither text nor a number")),
    }
}

fn instant(v: &Value, zone: &TimeZone) -> Result<Ts, String> {
    let text = v.as_str().ok_or_else(|| format!("{v} is not a time; write it like 2011-12-09 or 2011-12-09T08:30:00Z"))?;
    Ts::parse(text, DATETIME_FORMATS, zone).map_err(|e| e.message)
}

fn day(v: &Value) -> Result<Date, String> {
    let text = v.as_str().ok_or_else(|| format!("{v} is not a day; write it like 2011-12-09"))?;
    Date::parse(text, DATE_FORMATS).map_err(|e| e.message)
}

impl Unit {
    /// Its name in `this(..)`.
    #[must_use]
    pub fn name(self) -> &'static str {
        UNITS.iter().find(|(u, _, _)| *u == self).map_or("day", |(_, _, n)| n)
    }

    /// First day of the unit that holds `day`, and first day of the next one.
    fn around(self, day: Date) -> (Date, Date) {
        let (_, month, of_month) = day.ymd();
        let first = day.add_days(1 - i32::from(of_month));
        match self {
            Unit::Minute | Unit::Hour | Unit::Day => (day, day.add_days(1)),
            Unit::Week => {
                let monday = day.add_days(1 - i32::from(day.weekday()));
                (monday, monday.add_days(7))
            }
            Unit::Month => (first, first.add_months(1)),
            Unit::Quarter => {
                let start = first.add_months(-i32::from((month - 1) % 3));
                (start, start.add_months(3))
            }
            Unit::Year => {
                let start = first.add_months(1 - i32::from(month));
                (start, start.add_months(12))
            }
        }
    }
}
