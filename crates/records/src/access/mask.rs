//! What is shown of a masked value: enough to tell two apart and to say it aloud, not enough to use it.

use super::{Closed, Level};
use crate::json;
use model::object::{ColType, Record};
use model::{FieldDef, Val};
use serde_json::Value;
use std::borrow::Cow;

/// Whether a field can be shown in part: those of text can, the others are hidden instead.
#[must_use]
pub fn maskable(field: &FieldDef) -> bool {
    matches!(field.parts().first(), Some((_, _, ColType::Text))) || field.multi
}

/// The record as it is shown: values of masked fields in part.
pub(crate) fn shown<'r>(closed: &Closed, record: &'r Record) -> Cow<'r, Record> {
    let object = &record.object;
    if !closed.masks_any(object.name()) {
        return Cow::Borrowed(record);
    }
    let mut shown = record.clone();
    for (i, def) in object.fields.iter().enumerate() {
        if closed.level(object.name(), &def.name) == Level::Masked {
            let first = object.column_of(i);
            let part = in_part(def, &shown.vals[first]);
            shown.vals[first..first + def.parts().len()].fill(Val::Null);
            shown.vals[first] = part;
        }
    }
    Cow::Owned(shown)
}

fn in_part(def: &FieldDef, val: &Val) -> Val {
    match val.text() {
        None => Val::Null,
        Some(_) if def.multi => {
            let items = json::items(val).into_iter().map(|i| i.as_str().map_or(Value::Null, |t| masked(t).into()));
            Val::Text(Value::Array(items.filter(|i| !i.is_null()).collect()).to_string())
        }
        Some(text) => masked(text).into(),
    }
}

/// Stands for what is not shown.
const STARS: &str = "****";

/// The value in part: `138****8888`, `a****@example.com`, `王**`.
#[must_use]
pub fn masked(text: &str) -> String {
    let trimmed = text.trim();
    if let Some((local, host)) = trimmed.split_once('@') {
        return format!("{}{STARS}@{host}", first(local, 1));
    }
    let digits = trimmed.chars().filter(char::is_ascii_digit).count();
    let number = digits >= 5 && trimmed.chars().all(|c| c.is_ascii_digit() || "+-() .".contains(c));
    if number {
        return number_masked(trimmed, digits);
    }
    format!("{}**", first(trimmed, 1))
}

/// A number keeps its last four digits, its country and the first three after it, as far as at least four are not shown.
fn number_masked(text: &str, digits: usize) -> String {
    let last = 4.min(digits - 4);
    let country = if text.starts_with('+') { 2 } else { 0 };
    let lead = (3 + country).min(digits - 4 - last);
    let all: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    let plus = if text.starts_with('+') { "+" } else { "" };
    let head: String = all.iter().take(lead).collect();
    let tail: String = all.iter().skip(digits - last).collect();
    format!("{plus}{head}{STARS}{tail}")
}

fn first(text: &str, n: usize) -> String {
    text.chars().take(n).collect()
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn shows_a_part_only() {
        assert_eq!(masked("13812348888"), "138****8888");
        assert_eq!(masked("+8613812348888"), "+86138****8888");
        assert_eq!(masked("wei@example.com"), "w****@example.com");
        assert_eq!(masked("王小明"), "王**");
        assert_eq!(masked("12345"), "****5");
        assert_eq!(masked("+123456"), "+****56");
        assert_eq!(masked(""), "**");
        assert_eq!(masked("2024"), "2**");
    }

    #[test]
    fn at_least_four_digits_are_kept_back() {
        for n in 5..20 {
            let number: String = (0..n).map(|i| char::from(b'0' + i % 10)).collect();
            let shown = masked(&number).chars().filter(char::is_ascii_digit).count();
            assert!(shown + 4 <= usize::from(n), "{number} is shown as {}", masked(&number));
        }
    }
}
