//! Birthdays: the day of the year that someone keeps, by the solar or the lunar calendar.

use crate::lunar::{LunarBirthday, LunarDate};
use crate::time::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// By which calendar a birthday is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calendar {
    #[default]
    Solar,
    Lunar,
}

/// A day of the year. As text it is a key: `s0229`, `l0815`, `l04+01` in the leap month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Birthday {
    /// Month 1 to 12, and day of month.
    Solar {
        month: u8,
        day: u8,
    },
    Lunar(LunarBirthday),
}

impl Birthday {
    /// The birthday of someone born on `birth`, a solar day. `None` for a lunar one before 1801 or after 2200.
    #[must_use]
    pub fn of(birth: Date, calendar: Calendar) -> Option<Self> {
        match calendar {
            Calendar::Lunar => Some(Self::Lunar(LunarDate::from_solar(birth)?.birthday())),
            Calendar::Solar => Self::solar(birth),
        }
    }

    fn solar(date: Date) -> Option<Self> {
        let (_, month, day) = date.ymd();
        Some(Self::Solar { month: u8::try_from(month).ok()?, day: u8::try_from(day).ok()? })
    }

    /// The first of its days on or after `from`. 29 February is kept on the 28th in ordinary years.
    #[must_use]
    pub fn next(self, from: Date) -> Option<Date> {
        let (month, day) = match self {
            Self::Lunar(lunar) => return lunar.next(from),
            Self::Solar { month, day } => (i8::try_from(month).ok()?, i8::try_from(day).ok()?),
        };
        let on = |y: i16| Date::from_ymd(y, month, day).or_else(|| Date::from_ymd(y, month, day.min(28)));
        let year = from.ymd().0;
        (year..=year.saturating_add(1)).filter_map(on).find(|d| *d >= from)
    }

    /// All birthdays that fall on a day.
    #[must_use]
    pub fn on(date: Date) -> Vec<Self> {
        let mut all: Vec<Self> = Self::solar(date).into_iter().collect();
        let (year, month, day) = date.ymd();
        if (month, day) == (2, 28) && Date::from_ymd(year, 2, 29).is_none() {
            all.push(Self::Solar { month: 2, day: 29 });
        }
        all.extend(LunarBirthday::on(date).into_iter().map(Self::Lunar));
        all
    }

    /// The keys of all birthdays in `[from, to)`, in order; looks at no more than 1,000 days.
    #[must_use]
    pub fn keys_between(from: Date, to: Date) -> Vec<String> {
        let days = to.0.saturating_sub(from.0).clamp(0, 1_000);
        let keys: BTreeSet<String> = (0..days).flat_map(|n| Self::on(from.add_days(n))).map(|b| b.to_string()).collect();
        keys.into_iter().collect()
    }
}

impl fmt::Display for Birthday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Solar { month, day } => write!(f, "s{month:02}{day:02}"),
            Self::Lunar(LunarBirthday { month, leap, day }) => write!(f, "l{month:02}{}{day:02}", if *leap { "+" } else { "" }),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        Date::parse_iso(text).unwrap()
    }

    fn next(birth: &str, calendar: Calendar, from: &str) -> Option<Date> {
        Birthday::of(day(birth), calendar)?.next(day(from))
    }

    #[test]
    fn next_birthdays() {
        let mid_autumn = "1990-10-03";
        assert_eq!(next(mid_autumn, Calendar::Lunar, "2024-09-17"), Some(day("2024-09-17")));
        assert_eq!(next(mid_autumn, Calendar::Lunar, "2024-09-18"), Some(day("2025-10-06")));
        assert_eq!(next(mid_autumn, Calendar::Solar, "2024-10-04"), Some(day("2025-10-03")));
        assert_eq!(next("2000-02-29", Calendar::Solar, "2025-01-01"), Some(day("2025-02-28")));
        assert_eq!(next("2000-02-29", Calendar::Solar, "2024-01-01"), Some(day("2024-02-29")));
        assert_eq!(next("1700-01-01", Calendar::Lunar, "2024-01-01"), None);
    }

    #[test]
    fn keys() {
        assert_eq!(Birthday::of(day("2000-02-29"), Calendar::Solar).unwrap().to_string(), "s0229");
        assert_eq!(Birthday::of(day("1990-10-03"), Calendar::Lunar).unwrap().to_string(), "l0815");
        assert_eq!(Birthday::of(day("2020-05-23"), Calendar::Lunar).unwrap().to_string(), "l04+01");
        // New Year's Eve of 2024 is the 29th: those born on a 30th keep it too, and those of leap months that are not.
        assert_eq!(Birthday::keys_between(day("2025-01-28"), day("2025-01-29")), ["l12+29", "l12+30", "l1229", "l1230", "s0128"]);
        assert_eq!(
            Birthday::keys_between(day("2025-02-28"), day("2025-03-01"))
                .iter()
                .filter(|k| k.starts_with('s'))
                .collect::<Vec<_>>(),
            ["s0228", "s0229"]
        );
        assert_eq!(Birthday::keys_between(day("2025-03-01"), day("2025-02-01")), [""; 0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn a_birthday_is_in_a_window_when_its_next_day_is(
            birth in -61_700_i32..84_000, from in 0_i32..40_000, days in 0_i32..70, lunar in any::<bool>()
        ) {
            let birthday = Birthday::of(Date(birth), if lunar { Calendar::Lunar } else { Calendar::Solar }).unwrap();
            let (from, to) = (Date(from), Date(from + days));
            let inside = birthday.next(from).is_some_and(|d| d < to);
            prop_assert_eq!(Birthday::keys_between(from, to).contains(&birthday.to_string()), inside);
        }

        #[test]
        fn never_panics(n in any::<i32>(), m in any::<i32>()) {
            for calendar in [Calendar::Solar, Calendar::Lunar] {
                let _ = Birthday::of(Date(n), calendar).and_then(|b| b.next(Date(m)));
            }
            let _ = Birthday::keys_between(Date(m), Date(m.saturating_add(40)));
        }
    }
}
