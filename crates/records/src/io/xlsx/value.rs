//! What cells of a spreadsheet mean as text: numbers as people see them, days and times, characters that are written as codes.

use model::Date;
use model::decimal::NumberFormat;

/// From when a workbook counts its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Epoch {
    Y1900,
    Y1904,
}

/// What a format shows numbers as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Number,
    /// A day, a time, or both.
    Moment,
}

impl Kind {
    /// Of a format that needs no definition in the file.
    pub fn of_number(id: u32) -> Self {
        match id {
            14..=22 | 27..=36 | 45 | 47 | 50..=58 | 71..=81 => Kind::Moment,
            _ => Kind::Number,
        }
    }

    /// Of a format that is written out, as `yyyy"年"m"月"` or `0.00_);[Red](0.00)`. Spans of time (`[h]:mm`) stay numbers.
    pub fn of_code(code: &str) -> Self {
        let mut chars = code.split(';').next().unwrap_or_default().chars();
        let mut moment = false;
        while let Some(c) = chars.next() {
            match c {
                '"' => while chars.next().is_some_and(|c| c != '"') {},
                '\\' | '_' | '*' => {
                    chars.next();
                }
                '[' => {
                    let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    let span = |c| inside.chars().all(|i| i.eq_ignore_ascii_case(&c));
                    if !inside.is_empty() && ['h', 'm', 's'].into_iter().any(span) {
                        return Kind::Number;
                    }
                }
                'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'e' | 'g' | 'b' => moment = true,
                // `General`, `0.00E+00`, digits: a number, whatever follows.
                '0' | '#' | '?' | 'G' | 'E' | '@' if !moment => return Kind::Number,
                _ => {}
            }
        }
        if moment { Kind::Moment } else { Kind::Number }
    }
}

/// The text of a number as the file has it: `1.0` is `1`, `1.5E+3` is `1500`, 0.1+0.2 is `0.3` (a spreadsheet knows 15 digits).
/// Written as the template reads numbers, so that it is read as what it is. `None` when it is no number.
pub fn number(text: &str, format: NumberFormat) -> Option<String> {
    let text = text.trim();
    let (digits, dots) = (text.bytes().filter(u8::is_ascii_digit).count(), text.bytes().filter(|b| *b == b'.').count());
    let bare = text.strip_prefix('-').unwrap_or(text);
    let plain = bare.bytes().all(|b| b.is_ascii_digit() || b == b'.') && digits > 0 && dots <= 1 && !bare.starts_with('.');
    let written = if plain && (dots == 0 || digits <= 15) {
        text.to_owned()
    } else {
        let value: f64 = text.parse().ok().filter(|v: &f64| v.is_finite())?;
        fifteen(value)
    };
    let short = if written.contains('.') { written.trim_end_matches('0').trim_end_matches('.') } else { &written };
    let short = if short == "-0" { "0" } else { short };
    let part = short.split_once('.').map_or(0, |(_, part)| part.len());
    Some(match format {
        NumberFormat::Comma => short.replace('.', ","),
        // `1.234` could be one thousand or so.
        NumberFormat::Auto if part == 3 => format!("{short}0"),
        NumberFormat::Auto | NumberFormat::Point => short.to_owned(),
    })
}

/// A number with 15 digits, without an exponent.
fn fifteen(value: f64) -> String {
    let text = format!("{value:.14e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if mantissa.starts_with('-') { "-" } else { "" };
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let places = usize::try_from(exponent.unsigned_abs()).unwrap_or(0);
    match exponent {
        ..0 => format!("{sign}0.{}{digits}", "0".repeat(places - 1)),
        0..14 => format!("{sign}{}.{}", &digits[..=places], &digits[places + 1..]),
        _ => format!("{sign}{digits}{}", "0".repeat(places - 14)),
    }
}

/// A day, a day with its time, or a time alone, from the number that stands for it; `None` for numbers that stand for none.
pub fn moment(serial: f64, epoch: Epoch) -> Option<String> {
    const SECONDS: f64 = 86_400.0;
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let whole = serial.floor();
    // What is less than half a second is the noise of such numbers.
    let second = ((serial - whole) * SECONDS).round();
    let (whole, second) = if second >= SECONDS { (whole + 1.0, 0.0) } else { (whole, second) };
    #[expect(clippy::cast_possible_truncation, reason = "both were just held within bounds")]
    let (day, second) = (whole as i32, second as i32);
    let time = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
    if day == 0 && epoch == Epoch::Y1900 {
        return Some(time);
    }
    let first = match epoch {
        Epoch::Y1904 => Date::from_ymd(1904, 1, 1)?,
        Epoch::Y1900 if day < 60 => Date::from_ymd(1899, 12, 31)?,
        // Spreadsheets have had a 29 February 1900 since the first of them.
        Epoch::Y1900 if day == 60 => return None,
        Epoch::Y1900 => Date::from_ymd(1899, 12, 30)?,
    };
    let date = first.add_days(day);
    Some(if second == 0 { date.to_string() } else { format!("{date} {time}") })
}

/// `_x000D_` stands for a character that XML cannot hold.
pub fn uncoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let code = tail.get(2..6).filter(|c| c.bytes().all(|b| b.is_ascii_hexdigit()) && tail.get(6..7) == Some("_"));
        match code.and_then(|c| u32::from_str_radix(c, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                rest = &tail[7..];
            }
            None => {
                out.push_str("_x");
                rest = &tail[2..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Place of a column from 0 by its letters: `B2` is 1. `None` when there are none, or too many.
pub fn column(reference: &str) -> Option<usize> {
    let letters: Vec<u8> = reference.bytes().take_while(u8::is_ascii_alphabetic).collect();
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    Some(letters.iter().fold(0, |n, b| n * 26 + usize::from(b.to_ascii_uppercase() - b'A') + 1) - 1)
}

/// Letters of a column from 1: 28 is `AB`.
pub fn letters(mut column: u32) -> String {
    let mut all = Vec::new();
    while column > 0 {
        all.push(char::from(b'A' + u8::try_from((column - 1) % 26).unwrap_or(0)));
        column = (column - 1) / 26;
    }
    all.iter().rev().collect()
}
