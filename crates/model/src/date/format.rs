//! The small format language of dates, made to say which part of a text is wrong.

use crate::error::Refusal;
use crate::text::half_width;
use crate::time::Date;
use jiff::civil::Time;
use jiff::tz::Offset;

/// Unambiguous ways to write a day. Day-month-year and month-day-year orders must be asked for by name.
pub const DATE_FORMATS: &[&str] = &["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%d %B %Y", "%B %d, %Y"];

/// Unambiguous ways to write a day with or without a time.
pub const DATETIME_FORMATS: &[&str] = &[
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%d %H:%M:%S%z",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日 %H时%M分",
    "%Y年%m月%d日%H时%M分%S秒",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y年%m月%d日",
    "%Y%m%d",
];

/// What a text said.
pub(super) struct Parts {
    pub date: Date,
    pub time: Option<Time>,
    pub offset: Option<Offset>,
}

/// Why a format does not fit, and how far it did: the message of the one that went furthest is shown.
struct Misfit {
    read: usize,
    message: String,
}

pub(super) fn parse(text: &str, formats: &[&str]) -> Result<Parts, Refusal> {
    let half = half_width(text);
    let trimmed = half.trim();
    let mut best: Option<Misfit> = None;
    for format in formats {
        match (Reader { rest: trimmed, total: trimmed.len(), f: Fields::default() }).run(format) {
            Ok(parts) => return Ok(parts),
            Err(m) if best.as_ref().is_none_or(|b| m.read > b.read) => best = Some(m),
            Err(_) => {}
        }
    }
    let shown: String = trimmed.chars().take(40).collect();
    let why = best.map_or_else(String::new, |m| format!(": {}", m.message));
    Err(Refusal::new("bad_date", format!("`{shown}` is not a date{why}")))
}

#[derive(Default)]
struct Fields {
    year: Option<i16>,
    month: i8,
    day: i8,
    hour: Option<i8>,
    minute: i8,
    second: i8,
    nanos: i32,
    afternoon: Option<bool>,
    offset: Option<Offset>,
}

struct Reader<'a> {
    rest: &'a str,
    total: usize,
    f: Fields,
}

impl<'a> Reader<'a> {
    fn misfit(&self, message: impl Into<String>) -> Misfit {
        Misfit { read: self.total - self.rest.len(), message: message.into() }
    }

    fn run(mut self, format: &str) -> Result<Parts, Misfit> {
        let mut signs = format.chars();
        while let Some(c) = signs.next() {
            match c {
                '%' => {
                    let sign = signs.next().unwrap_or('%');
                    let digits_follow = signs.as_str().starts_with('%');
                    self.part(sign, digits_follow, format)?;
                }
                c if c.is_whitespace() => self.rest = self.rest.trim_start(),
                c => {
                    let rest = self.rest.strip_prefix(c);
                    self.rest = rest.ok_or_else(|| self.misfit(format!("expected `{c}` ({})", legend(format))))?;
                }
            }
        }
        if !self.rest.trim().is_empty() {
            let left: String = self.rest.chars().take(20).collect();
            return Err(self.misfit(format!("`{left}` is left over ({})", legend(format))));
        }
        self.finish(format)
    }

    fn part(&mut self, sign: char, packed: bool, format: &str) -> Result<(), Misfit> {
        match sign {
            'Y' => self.f.year = Some(self.number("year", 4, 4, 1..=9999, format)?),
            'y' => self.f.year = Some(century(self.number("year", 2, 2, 0..=99, format)?)),
            'm' => self.f.month = self.small("month", packed, 1..=12, format)?,
            'd' | 'e' => self.f.day = self.small("day", packed, 1..=31, format)?,
            'H' => self.f.hour = Some(self.small("hour", packed, 0..=23, format)?),
            'I' => self.f.hour = Some(self.small("hour", packed, 1..=12, format)?),
            'M' => self.f.minute = self.small("minute", packed, 0..=59, format)?,
            'S' => {
                self.f.second = self.small("second", packed, 0..=60, format)?.min(59);
                self.fraction();
            }
            'f' => self.fraction(),
            'b' | 'B' => self.month_name(format)?,
            'p' => self.half_of_day(format)?,
            'z' => self.offset(format)?,
            other => {
                let rest = self.rest.strip_prefix(other);
                self.rest = rest.ok_or_else(|| self.misfit(format!("expected `{other}` ({})", legend(format))))?;
            }
        }
        Ok(())
    }

    /// One or two digits, exactly two when another part follows without a separator.
    fn small(&mut self, name: &str, packed: bool, range: std::ops::RangeInclusive<i16>, format: &str) -> Result<i8, Misfit> {
        let n = self.number(name, if packed { 2 } else { 1 }, 2, range, format)?;
        Ok(i8::try_from(n).unwrap_or(0))
    }

    fn number(
        &mut self,
        name: &str,
        min: usize,
        max: usize,
        range: std::ops::RangeInclusive<i16>,
        format: &str,
    ) -> Result<i16, Misfit> {
        let len = self.rest.bytes().take(max).take_while(u8::is_ascii_digit).count();
        if len < min {
            return Err(self.misfit(format!("the {name} is missing or too short ({})", legend(format))));
        }
        let (digits, rest) = self.rest.split_at(len);
        let n: i16 = digits.parse().unwrap_or(-1);
        if !range.contains(&n) {
            let (from, to) = (range.start(), range.end());
            return Err(Misfit {
                read: self.total - rest.len(),
                message: format!("{name} {digits} is not between {from} and {to} ({})", legend(format)),
            });
        }
        self.rest = rest;
        Ok(n)
    }

    /// `.123` after seconds, at most nanoseconds; more digits are cut.
    fn fraction(&mut self) {
        let Some(after) = self.rest.strip_prefix(['.', ',']) else { return };
        let len = after.bytes().take_while(u8::is_ascii_digit).count();
        if len == 0 {
            return;
        }
        let nine: String = after[..len].chars().chain("000000000".chars()).take(9).collect();
        self.f.nanos = nine.parse().unwrap_or(0);
        self.rest = &after[len..];
    }

    fn month_name(&mut self, format: &str) -> Result<(), Misfit> {
        const NAMES: [&str; 12] = [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ];
        let len = self.rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = self.rest[..len].to_ascii_lowercase();
        let found = NAMES
            .iter()
            .zip(1_i8..)
            .find(|(n, _)| word.len() >= 3 && (n.starts_with(&word) || word == "sept" && **n == "september"));
        let Some((_, month)) = found else {
            return Err(self.misfit(format!("the month's name is missing ({})", legend(format))));
        };
        self.f.month = month;
        self.rest = self.rest[len..].strip_prefix('.').unwrap_or(&self.rest[len..]);
        Ok(())
    }

    fn half_of_day(&mut self, format: &str) -> Result<(), Misfit> {
        const WORDS: [(&str, bool); 8] = [
            ("AM", false),
            ("PM", true),
            ("am", false),
            ("pm", true),
            ("上午", false),
            ("下午", true),
            ("a.m.", false),
            ("p.m.", true),
        ];
        let found = WORDS.iter().find_map(|(w, afternoon)| Some((self.rest.strip_prefix(w)?, *afternoon)));
        let Some((rest, afternoon)) = found else {
            return Err(self.misfit(format!("AM or PM is missing ({})", legend(format))));
        };
        (self.rest, self.f.afternoon) = (rest, Some(afternoon));
        Ok(())
    }

    /// `Z`, `+08:00`, `+0800`, `+08`, after blanks or none.
    fn offset(&mut self, format: &str) -> Result<(), Misfit> {
        self.rest = self.rest.trim_start();
        if let Some(rest) = self.rest.strip_prefix(['Z', 'z']) {
            (self.rest, self.f.offset) = (rest, Some(Offset::UTC));
            return Ok(());
        }
        let negative = self.rest.starts_with('-');
        let Some(rest) = self.rest.strip_prefix(['+', '-']) else {
            return Err(self.misfit(format!("the offset from UTC is missing ({})", legend(format))));
        };
        self.rest = rest;
        let hours = i32::from(self.number("offset's hour", 2, 2, 0..=25, format)?);
        self.rest = self.rest.strip_prefix(':').unwrap_or(self.rest);
        let minutes = if self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            i32::from(self.number("offset's minute", 2, 2, 0..=59, format)?)
        } else {
            0
        };
        let seconds = (hours * 3600 + minutes * 60) * if negative { -1 } else { 1 };
        self.f.offset = Some(Offset::from_seconds(seconds).map_err(|_| self.misfit("the offset from UTC is too large"))?);
        Ok(())
    }

    fn finish(self, format: &str) -> Result<Parts, Misfit> {
        let f = &self.f;
        let Some(date) = f.year.and_then(|y| Date::from_ymd(y, f.month, f.day)) else {
            let (y, m, d) = (f.year.unwrap_or(0), f.month, f.day);
            return Err(self.misfit(format!("there is no day {d} in month {m} of {y} ({})", legend(format))));
        };
        let hour = match (f.hour, f.afternoon) {
            (Some(h), Some(afternoon)) => Some(h % 12 + if afternoon { 12 } else { 0 }),
            (h, _) => h,
        };
        let time = match hour {
            None => None,
            Some(h) => Some(Time::new(h, f.minute, f.second, f.nanos).map_err(|_| self.misfit("there is no such time"))?),
        };
        Ok(Parts { date, time, offset: f.offset })
    }
}

/// Two-digit years as POSIX has them: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068.
fn century(y: i16) -> i16 {
    if y < 69 { 2000 + y } else { 1900 + y }
}

/// The format as people write it: `%d/%m/%Y` is `format day/month/year`.
fn legend(format: &str) -> String {
    let mut out = String::from("format ");
    let mut signs = format.chars();
    while let Some(c) = signs.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        out.push_str(match signs.next() {
            Some('Y') => "year",
            Some('y') => "two-digit year",
            Some('m') => "month",
            Some('b' | 'B') => "month name",
            Some('d' | 'e') => "day",
            Some('H' | 'I') => "hour",
            Some('M') => "minute",
            Some('S') => "second",
            Some('f') => "fraction",
            Some('p') => " AM/PM",
            Some('z') => "offset",
            _ => "%",
        });
    }
    out
}
