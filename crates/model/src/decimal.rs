//! Exact decimal numbers: read as people and programs write them, stored as `i64` scaled by a power of ten.

mod read;

use crate::error::Refusal;
pub use read::{Number, NumberFormat, read};

/// Most digits after the point that a field may have.
pub const MAX_SCALE: u8 = 9;

/// Reads `text` as value x 10^scale.
///
/// # Errors
/// `bad_number`, `ambiguous_number`, `too_many_digits` (more digits after the point than the scale), `out_of_range`.
pub fn parse(text: &str, scale: u8, format: NumberFormat) -> Result<i64, Refusal> {
    if format == NumberFormat::Point
        && let Some(v) = plain(text, scale)
    {
        return Ok(v);
    }
    read(text, format)?.exact(scale)
}

/// The common case, `-1234.56` of at most 17 digits, without a detour.
fn plain(text: &str, scale: u8) -> Option<i64> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |t| (true, t));
    if digits.is_empty() || digits.len() > 18 || scale > MAX_SCALE {
        return None;
    }
    let mut value: i64 = 0;
    let mut after: Option<u8> = None;
    for b in digits.bytes() {
        match b {
            b'0'..=b'9' => {
                value = value.checked_mul(10)?.checked_add(i64::from(b - b'0'))?;
                after = after.map(|n| n + 1);
            }
            b'.' if after.is_none() => after = Some(0),
            _ => return None,
        }
    }
    if after == Some(0) || digits.starts_with('.') {
        return None;
    }
    let missing = scale.checked_sub(after.unwrap_or(0))?;
    let value = value.checked_mul(power(missing)?)?;
    Some(if negative { -value } else { value })
}

/// 10^n, `None` from 10^19 on.
fn power(n: u8) -> Option<i64> {
    10_i64.checked_pow(u32::from(n))
}

/// Writes value x 10^scale with all digits of its scale: `(25500, 4)` is `2.5500`.
#[must_use]
pub fn format(value: i64, scale: u8) -> String {
    let digits = value.unsigned_abs().to_string();
    let sign = if value < 0 { "-" } else { "" };
    let scale = usize::from(scale);
    if scale == 0 {
        return format!("{sign}{digits}");
    }
    let padded = format!("{digits:0>width$}", width = scale + 1);
    let (whole, part) = padded.split_at(padded.len() - scale);
    format!("{sign}{whole}.{part}")
}

/// As [`format()`], without zeros at the end: `(25500, 4)` is `2.55`.
#[must_use]
pub fn format_short(value: i64, scale: u8) -> String {
    let mut text = format(value, scale);
    if scale > 0 {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    text
}

/// The same number with another scale, half rounded away from zero. `None` when it does not fit.
#[must_use]
pub fn rescale(value: i64, from: u8, to: u8) -> Option<i64> {
    if to >= from {
        return value.checked_mul(power(to - from)?);
    }
    i64::try_from(divide(i128::from(value), 10_i128.checked_pow(u32::from(from - to))?)).ok()
}

/// Quantity x unit price in minor units of a currency with `minor_digits`, half rounded away from zero.
/// `None` when the amount does not fit.
#[must_use]
pub fn amount(quantity: i64, quantity_scale: u8, price: i64, price_scale: u8, minor_digits: u8) -> Option<i64> {
    let product = i128::from(quantity) * i128::from(price);
    let scale = u32::from(quantity_scale) + u32::from(price_scale);
    let digits = u32::from(minor_digits);
    let minor = if scale >= digits {
        divide(product, 10_i128.checked_pow(scale - digits)?)
    } else {
        product.checked_mul(10_i128.checked_pow(digits - scale)?)?
    };
    i64::try_from(minor).ok()
}

/// Division with half rounded away from zero.
pub(crate) fn divide(value: i128, by: i128) -> i128 {
    let half = by / 2;
    let rounded_up = (value % by).abs() > half || ((value % by).abs() == half && by % 2 == 0);
    value / by + if rounded_up { value.signum() } else { 0 }
}

#[cfg(test)]
mod tests;
