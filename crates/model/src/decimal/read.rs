//! Numbers as people write them: group and decimal separators, full-width digits, signs, parentheses, currencies, exponents.

use super::MAX_SCALE;
use crate::error::Refusal;
use crate::money;
use crate::text::half_width;

/// Which character separates whole from part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NumberFormat {
    /// `1,234.50`: what programs write, and people in China and English-speaking countries.
    #[default]
    Point,
    /// `1.234,50`: most of Europe and Latin America.
    Comma,
    /// Whichever the text shows; refused when it does not show it (`1,234`).
    Auto,
}

/// A number as written: `digits` x 10^-`scale`, exact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    pub negative: bool,
    digits: u128,
    scale: i32,
    /// Currency sign or code beside it, as written in half-width: `¥`, `GBP`, `元`.
    pub currency: Option<String>,
}

impl Number {
    /// Value x 10^scale.
    ///
    /// # Errors
    /// `too_many_digits` when digits other than zero would be lost, `out_of_range` when it does not fit in 63 bits.
    pub fn exact(&self, scale: u8) -> Result<i64, Refusal> {
        let (value, rest) = self.scaled(scale)?;
        if rest != 0 {
            return Err(Refusal::new("too_many_digits", too_many(scale)));
        }
        self.signed(value)
    }

    /// Value x 10^scale, half rounded away from zero.
    ///
    /// # Errors
    /// `out_of_range` when it does not fit in 63 bits.
    pub fn rounded(&self, scale: u8) -> Result<i64, Refusal> {
        let (value, rest) = self.scaled(scale)?;
        self.signed(value + u128::from(rest == 2))
    }

    /// The magnitude at a scale, and what was cut: 0 nothing, 1 less than a half, 2 a half or more.
    fn scaled(&self, scale: u8) -> Result<(u128, u8), Refusal> {
        let shift = i32::from(scale.min(MAX_SCALE)) - self.scale;
        let power = 10_u128.checked_pow(shift.unsigned_abs());
        if shift >= 0 {
            let value = if self.digits == 0 { Some(0) } else { power.and_then(|p| self.digits.checked_mul(p)) };
            return value.map(|v| (v, 0)).ok_or_else(out_of_range);
        }
        let Some(power) = power else { return Ok((0, u8::from(self.digits != 0))) };
        let rest = self.digits % power;
        let cut = if rest == 0 {
            0
        } else if rest >= power - rest {
            2
        } else {
            1
        };
        Ok((self.digits / power, cut))
    }

    fn signed(&self, magnitude: u128) -> Result<i64, Refusal> {
        let value = i64::try_from(magnitude).map_err(|_| out_of_range())?;
        Ok(if self.negative { -value } else { value })
    }
}

fn too_many(scale: u8) -> String {
    match scale {
        0 => "has digits after the point; write a whole number".into(),
        n => format!("has more than {n} digits after the point; round it"),
    }
}

fn out_of_range() -> Refusal {
    Refusal::new("out_of_range", "is too large to be stored")
}

fn bad(text: &str) -> Refusal {
    let shown: String = text.chars().take(40).collect();
    Refusal::new("bad_number", format!("`{shown}` is not a number; write it like 1234.50"))
}

/// Reads a number.
///
/// # Errors
/// `bad_number` when it is none, `ambiguous_number` when the separators allow two readings, `out_of_range` over 38 digits.
pub fn read(text: &str, format: NumberFormat) -> Result<Number, Refusal> {
    let half = half_width(text);
    let (body, negative, currency) = strip(half.trim()).ok_or_else(|| bad(text))?;
    let (mantissa, exponent) = split_exponent(body).ok_or_else(|| bad(text))?;
    let (whole, part) = separate(mantissa, format).map_err(|e| e.unwrap_or_else(|| bad(text)))?;
    let mut digits: u128 = 0;
    let mut count = 0_usize;
    for c in whole.chars().chain(part.chars()).filter(|c| !is_group(*c)) {
        let d = c.to_digit(10).ok_or_else(|| bad(text))?;
        digits = digits.checked_mul(10).and_then(|v| v.checked_add(u128::from(d))).ok_or_else(out_of_range)?;
        count += 1;
    }
    if count == 0 {
        return Err(bad(text));
    }
    let scale = i32::try_from(part.len()).map_err(|_| out_of_range())? - exponent;
    Ok(Number { negative: negative && digits != 0, digits, scale, currency })
}

/// Takes sign, parentheses and currency off: the bare number, whether negative, the currency.
fn strip(text: &str) -> Option<(&str, bool, Option<String>)> {
    let mut rest = text;
    let mut negative = false;
    let mut signed = false;
    let mut currency: Option<String> = None;
    if let Some(inner) = rest.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        (rest, negative, signed) = (inner.trim(), true, true);
    }
    for _ in 0..3 {
        if let Some(t) = rest.strip_prefix(is_sign).or_else(|| rest.strip_suffix(is_sign)) {
            if signed {
                return None;
            }
            negative = !rest.starts_with('+') && !rest.ends_with('+');
            (rest, signed) = (t.trim(), true);
        }
        let ahead: usize = rest.chars().take_while(|c| is_currency(*c)).map(char::len_utf8).sum();
        let behind: usize = rest.chars().rev().take_while(|c| is_currency(*c)).map(char::len_utf8).sum();
        let (sign, body) = match (ahead, behind) {
            (0, 0) => break,
            (n, _) if n > 0 => rest.split_at(n),
            (_, n) => {
                let (body, sign) = rest.split_at(rest.len() - n);
                (sign, body)
            }
        };
        if currency.is_some() || !money::is_sign(sign) {
            return None;
        }
        currency = Some(sign.to_owned());
        rest = body.trim();
    }
    Some((rest, negative, currency))
}

fn is_sign(c: char) -> bool {
    matches!(c, '-' | '+' | '\u{2212}')
}

fn is_currency(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '$' | '£' | '฿' | '\u{a5}' | '￥' | '￡' | '\u{20a0}'..='\u{20c0}')
}

fn is_group(c: char) -> bool {
    matches!(c, ',' | '.' | ' ' | '\'' | '\u{2019}' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// `1.5e-7` is (`1.5`, -7). Exponents beyond 40 are not numbers of a business.
fn split_exponent(text: &str) -> Option<(&str, i32)> {
    let Some(at) = text.find(['e', 'E']) else { return Some((text, 0)) };
    let exponent: i32 = text[at + 1..].parse().ok()?;
    (exponent.abs() <= 40).then_some((&text[..at], exponent))
}

/// Whole and part. `Err(None)`: no number.
fn separate(text: &str, format: NumberFormat) -> Result<(&str, &str), Option<Refusal>> {
    let point = match format {
        NumberFormat::Point => '.',
        NumberFormat::Comma => ',',
        NumberFormat::Auto => detect(text)?,
    };
    let (whole, part) = text.split_once(point).unwrap_or((text, ""));
    let group = if point == '.' { ',' } else { '.' };
    let grouped = grouping(whole).ok_or(None)?;
    if !part.bytes().all(|b| b.is_ascii_digit()) {
        let groups = part.chars().all(|c| c.is_ascii_digit() || c == group) && !part.is_empty();
        return Err(groups.then(|| ambiguous(text, group)));
    }
    match grouped {
        Grouping::Good(c) if c != Some(point) => Ok((whole, part)),
        _ if whole.contains(group) => Err(Some(ambiguous(text, group))),
        _ => Err(None),
    }
}

fn ambiguous(text: &str, group: char) -> Refusal {
    let shown: String = text.chars().take(40).collect();
    Refusal::new("ambiguous_number", format!("`{shown}`: the `{group}` can be read in two ways; write it like 1234.50"))
}

enum Grouping {
    /// No separator or one kind between groups of three (or of two before the last three, as in India).
    Good(Option<char>),
    Bad,
}

fn grouping(whole: &str) -> Option<Grouping> {
    let mut separators = whole.chars().filter(|c| !c.is_ascii_digit());
    let Some(separator) = separators.next() else { return Some(Grouping::Good(None)) };
    if !is_group(separator) {
        return None;
    }
    if separators.any(|c| c != separator) {
        return Some(Grouping::Bad);
    }
    let sizes: Vec<usize> = whole.split(separator).map(str::len).collect();
    let (Some(first), Some(last)) = (sizes.first(), sizes.last()) else { return None };
    let middle = &sizes[1..sizes.len() - 1];
    let threes = (1..=3).contains(first) && middle.iter().all(|n| *n == 3);
    let lakhs = separator == ',' && (1..=2).contains(first) && !middle.is_empty() && middle.iter().all(|n| *n == 2);
    Some(if *last == 3 && (threes || lakhs) { Grouping::Good(Some(separator)) } else { Grouping::Bad })
}

/// The decimal separator that the text itself shows.
fn detect(text: &str) -> Result<char, Option<Refusal>> {
    let (points, commas) = (text.matches('.').count(), text.matches(',').count());
    match (points, commas) {
        (0, 0) => Ok('.'),
        (p, c) if p > 0 && c > 0 => Ok(if text.rfind('.') > text.rfind(',') { '.' } else { ',' }),
        (0, c) if c > 1 => Ok('.'),
        (p, 0) if p > 1 => Ok(','),
        _ => {
            let separator = if points == 1 { '.' } else { ',' };
            let (whole, part) = text.split_once(separator).unwrap_or((text, ""));
            let may_group = part.len() == 3 && (1..=3).contains(&whole.len()) && whole != "0";
            if may_group { Err(Some(ambiguous(text, separator))) } else { Ok(separator) }
        }
    }
}
