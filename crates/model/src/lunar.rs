//! The Chinese lunar calendar, for birthdays that are kept by it.

use crate::time::Date;
use std::fmt;
use tyme4rs::tyme::lunar::{LunarDay, LunarMonth, LunarYear};
use tyme4rs::tyme::solar::SolarDay;

/// Lunar years that can be converted.
pub const YEARS: std::ops::RangeInclusive<i16> = 1800..=2200;

/// A day of the lunar calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LunarDate {
    pub year: i16,
    /// 1 to 12.
    pub month: u8,
    /// It is in the leap month that follows the month of the same number.
    pub leap: bool,
    /// 1 to 30.
    pub day: u8,
}

/// A birthday of the lunar calendar, in no year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LunarBirthday {
    /// 1 to 12.
    pub month: u8,
    pub leap: bool,
    /// 1 to 30.
    pub day: u8,
}

impl LunarDate {
    /// The lunar day of a solar one; `None` outside [`YEARS`].
    #[must_use]
    pub fn from_solar(date: Date) -> Option<Self> {
        let (year, month, day) = date.ymd();
        // The first days of a solar year belong to the lunar year before.
        if !(*YEARS.start() + 1..=*YEARS.end()).contains(&year) {
            return None;
        }
        let solar = SolarDay::new(isize::from(year), usize::try_from(month).ok()?, usize::try_from(day).ok()?).ok()?;
        let lunar = solar.get_lunar_day();
        let month = lunar.get_lunar_month();
        Some(Self {
            year: i16::try_from(month.get_lunar_year().get_year()).ok()?,
            month: u8::try_from(month.get_month()).ok()?,
            leap: month.is_leap(),
            day: u8::try_from(lunar.get_day()).ok()?,
        })
    }

    /// The solar day; `None` when the year has no such month or day, or is outside [`YEARS`].
    #[must_use]
    pub fn to_solar(self) -> Option<Date> {
        if !YEARS.contains(&self.year) {
            return None;
        }
        let month = isize::from(self.month) * if self.leap { -1 } else { 1 };
        // Asked first, because the day would not answer for a month that is not there.
        LunarMonth::new(isize::from(self.year), month).ok()?;
        let solar = LunarDay::new(isize::from(self.year), month, usize::from(self.day)).ok()?.get_solar_day();
        Date::from_ymd(
            i16::try_from(solar.get_year()).ok()?,
            i8::try_from(solar.get_month()).ok()?,
            i8::try_from(solar.get_day()).ok()?,
        )
    }

    /// Month and day.
    #[must_use]
    pub fn birthday(self) -> LunarBirthday {
        LunarBirthday { month: self.month, leap: self.leap, day: self.day }
    }
}

impl LunarBirthday {
    /// The birthday with this month (1 to 12) and day (1 to 30).
    #[must_use]
    pub fn new(month: u8, leap: bool, day: u8) -> Option<Self> {
        ((1..=12).contains(&month) && (1..=30).contains(&day)).then_some(Self { month, leap, day })
    }

    /// The solar day on which it falls in a lunar year. One in a leap month falls in the ordinary month when the year has no
    /// such leap month; the 30th falls on the 29th of a short month.
    #[must_use]
    pub fn in_lunar_year(self, year: i16) -> Option<Date> {
        if !YEARS.contains(&year) {
            return None;
        }
        let leap = self.leap && LunarYear::new(isize::from(year)).ok()?.get_leap_month() == usize::from(self.month);
        let month = isize::from(self.month) * if leap { -1 } else { 1 };
        let days = LunarMonth::new(isize::from(year), month).ok()?.get_day_count();
        let day = self.day.min(u8::try_from(days).ok()?);
        LunarDate { year, month: self.month, leap, day }.to_solar()
    }

    /// The solar days of a solar year on which it falls: mostly one; birthdays about New Year may have none or two.
    #[must_use]
    pub fn in_solar_year(self, year: i16) -> Vec<Date> {
        let days = [year.checked_sub(1), Some(year)].into_iter().flatten().filter_map(|y| self.in_lunar_year(y));
        days.filter(|d| d.ymd().0 == year).collect()
    }

    /// All birthdays that fall on a solar day; none outside [`YEARS`].
    #[must_use]
    pub fn on(date: Date) -> Vec<Self> {
        let Some(LunarDate { year, month, leap, day }) = LunarDate::from_solar(date) else { return Vec::new() };
        let Ok(lunar_year) = LunarYear::new(isize::from(year)) else { return Vec::new() };
        // In a year without the leap month its birthdays fall in the ordinary one.
        let leaps: &[bool] = if leap || lunar_year.get_leap_month() == usize::from(month) { &[leap] } else { &[false, true] };
        let last = LunarMonth::new(isize::from(year), isize::from(month) * if leap { -1 } else { 1 }).map(|m| m.get_day_count());
        let days = if day == 29 && last == Ok(29) { 29..=30 } else { day..=day };
        days.flat_map(|day| leaps.iter().map(move |leap| Self { month, leap: *leap, day })).collect()
    }

    /// The first of its days on or after `from`.
    #[must_use]
    pub fn next(self, from: Date) -> Option<Date> {
        let year = from.ymd().0;
        (year - 1..=year.saturating_add(1)).filter_map(|y| self.in_lunar_year(y)).find(|d| *d >= from)
    }

    /// `农历八月十五`, `农历闰四月初一`.
    #[must_use]
    pub fn text(self) -> String {
        format!("农历{self}")
    }
}

const MONTHS: [&str; 12] = ["正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊"];
const DIGITS: [&str; 10] = ["十", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// `八月十五`
impl fmt::Display for LunarBirthday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let month = MONTHS.get(usize::from(self.month).wrapping_sub(1)).unwrap_or(&"");
        let tens = match self.day {
            20 => "二",
            30 => "三",
            1..=10 => "初",
            11..=19 => "十",
            _ => "廿",
        };
        let leap = if self.leap { "闰" } else { "" };
        write!(f, "{leap}{month}月{tens}{}", DIGITS[usize::from(self.day % 10)])
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

    fn lunar(year: i16, month: u8, leap: bool, day: u8) -> LunarDate {
        LunarDate { year, month, leap, day }
    }

    #[test]
    fn known_days() {
        for (solar, l) in [
            ("2024-02-10", lunar(2024, 1, false, 1)),
            ("2025-01-29", lunar(2025, 1, false, 1)),
            ("2024-09-17", lunar(2024, 8, false, 15)),
            ("2020-05-23", lunar(2020, 4, true, 1)),
            ("2023-03-22", lunar(2023, 2, true, 1)),
            ("2025-07-25", lunar(2025, 6, true, 1)),
            ("1985-02-20", lunar(1985, 1, false, 1)),
            ("2033-12-22", lunar(2033, 11, true, 1)),
        ] {
            assert_eq!(LunarDate::from_solar(day(solar)), Some(l), "{solar}");
            assert_eq!(l.to_solar(), Some(day(solar)));
        }
        assert_eq!(lunar(2024, 4, true, 1).to_solar(), None, "2024 has no leap month");
    }

    #[test]
    fn birthdays_without_their_month_or_day() {
        let leap = LunarBirthday::new(4, true, 1).unwrap();
        assert_eq!(leap.in_lunar_year(2020), Some(day("2020-05-23")));
        assert_eq!(leap.in_lunar_year(2024), Some(day("2024-05-08")), "ordinary fourth month");
        let last = LunarBirthday::new(12, false, 30).unwrap();
        assert_eq!(last.in_lunar_year(2024), Some(day("2025-01-28")), "29 days: New Year's Eve");
        assert_eq!(last.in_solar_year(2025), vec![day("2025-01-28")]);
        assert_eq!(LunarBirthday::new(13, false, 1), None);
    }

    #[test]
    fn words() {
        let text = |m, l, d| LunarBirthday::new(m, l, d).unwrap().text();
        assert_eq!(text(8, false, 15), "农历八月十五");
        assert_eq!(text(4, true, 1), "农历闰四月初一");
        assert_eq!(text(12, false, 30), "农历腊月三十");
        assert_eq!(text(1, false, 10), "农历正月初十");
        assert_eq!(text(11, false, 20), "农历冬月二十");
        assert_eq!(text(2, false, 29), "农历二月廿九");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn there_and_back(n in -61_700_i32..84_000) {
            let l = LunarDate::from_solar(Date(n)).unwrap();
            prop_assert_eq!(l.to_solar(), Some(Date(n)));
            prop_assert_eq!(l.birthday().in_lunar_year(l.year), Some(Date(n)));
            let next = l.birthday().next(Date(n).add_days(1)).unwrap();
            prop_assert!((340..=400).contains(&(next.0 - n)), "{}", next.0 - n);
        }

        #[test]
        fn never_panics(n in any::<i32>(), m in any::<u8>(), d in any::<u8>(), y in any::<i16>(), leap in any::<bool>()) {
            let _ = LunarDate::from_solar(Date(n));
            let _ = LunarDate { year: y, month: m, leap, day: d }.to_solar();
            let b = LunarBirthday { month: m, leap, day: d };
            let _ = (b.in_lunar_year(y), b.in_solar_year(y), b.next(Date(n)), b.text());
        }
    }
}
