//! One value as a guest reads it.

use super::words::Language;
use jiff::tz::TimeZone;
use model::address::Address;
use model::def::{FieldKind, ResultType};
use model::{Date, FieldDef, Ts, phone};
use records::Company;
use serde_json::Value;

/// Writes values in a language, for readers in the company's country and zone.
pub struct Shown<'a> {
    pub language: Language,
    pub company: &'a Company,
    zone: TimeZone,
}

impl<'a> Shown<'a> {
    pub fn new(language: Language, company: &'a Company) -> Self {
        let zone = TimeZone::get(&company.zone).unwrap_or(TimeZone::UTC);
        Self { language, company, zone }
    }

    /// The value in words; `None` when there is none.
    pub fn text(&self, field: &FieldDef, value: &Value) -> Option<String> {
        let text = match value {
            Value::Null => return None,
            Value::Array(items) if field.multi => {
                let items: Vec<String> = items.iter().filter_map(|item| self.one(&field.kind, item)).collect();
                items.join(self.language.words().comma)
            }
            one => self.one(&field.kind, one)?,
        };
        Some(text).filter(|t| !t.trim().is_empty())
    }

    fn one(&self, kind: &FieldKind, value: &Value) -> Option<String> {
        match (kind, value) {
            (FieldKind::Formula { result, .. }, value) => self.result(*result, value),
            (FieldKind::Select { options }, Value::String(code)) => {
                let option = options.iter().find(|o| o.value == *code);
                Some(option.map_or_else(|| code.clone(), |o| self.language.label(&o.labels, code)))
            }
            // what is shown in part is no number
            (FieldKind::Phone, Value::String(number)) if !number.contains('*') => {
                Some(phone::display(number, &self.company.country))
            }
            (FieldKind::Date, Value::String(day)) => Date::parse_iso(day).map(|d| self.day(d)).or_else(|| Some(day.clone())),
            (FieldKind::DateTime, Value::String(at)) => Some(self.instant(at)),
            (FieldKind::Decimal { .. }, Value::String(number)) => Some(grouped(number)),
            (FieldKind::Address, value @ Value::Object(_)) => {
                serde_json::from_value::<Address>(value.clone()).ok().map(|a| a.to_string())
            }
            (FieldKind::GeoPoint, Value::Object(point)) => Some(format!("{}, {}", point.get("lat")?, point.get("lng")?)),
            (_, value) => plain(value, self.language),
        }
    }

    fn result(&self, result: ResultType, value: &Value) -> Option<String> {
        match (result, value) {
            (ResultType::Date, value) => self.one(&FieldKind::Date, value),
            (ResultType::DateTime, value) => self.one(&FieldKind::DateTime, value),
            (ResultType::Decimal(_), Value::String(number)) => Some(grouped(number)),
            (_, value) => plain(value, self.language),
        }
    }

    fn day(&self, day: Date) -> String {
        let (y, m, d) = day.ymd();
        match self.language {
            Language::En => format!("{d} {} {y}", MONTHS[usize::try_from(m - 1).unwrap_or(0).min(11)]),
            Language::ZhCn | Language::ZhTw => format!("{y}年{m}月{d}日"),
        }
    }

    fn instant(&self, at: &str) -> String {
        Ts::parse_rfc3339(at).map_or_else(|| at.to_owned(), |at| self.at(at))
    }

    /// An instant in the company's zone, to the minute.
    pub fn at(&self, at: Ts) -> String {
        let clock = at.civil_in(&self.zone).map(|c| format!(" {:02}:{:02}", c.hour(), c.minute())).unwrap_or_default();
        format!("{}{clock}", self.day(at.day_in(&self.zone)))
    }
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Money, numbers, yes and no, and what is text already.
fn plain(value: &Value, language: Language) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(grouped(&number.to_string())),
        Value::Bool(true) => Some(language.words().yes.to_owned()),
        Value::Bool(false) => Some(language.words().no.to_owned()),
        Value::Object(money) => {
            let (amount, currency) = (money.get("amount")?.as_str()?, money.get("currency")?.as_str()?);
            Some(format!("{} {currency}", grouped(amount)))
        }
        Value::Null | Value::Array(_) => None,
    }
}

/// `1234567.5` as `1,234,567.5`.
fn grouped(number: &str) -> String {
    let (sign, rest) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, part) = rest.split_once('.').map_or((rest, None), |(whole, part)| (whole, Some(part)));
    if !whole.bytes().all(|b| b.is_ascii_digit()) {
        return number.to_owned();
    }
    let groups: Vec<&str> = whole.as_bytes().rchunks(3).rev().filter_map(|g| std::str::from_utf8(g).ok()).collect();
    format!("{sign}{}{}", groups.join(","), part.map(|p| format!(".{p}")).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::grouped;

    #[test]
    fn numbers_are_grouped() {
        for (number, shown) in [("0", "0"), ("-1234.50", "-1,234.50"), ("999", "999"), ("1000000", "1,000,000"), ("1e5", "1e5")] {
            assert_eq!(grouped(number), shown);
        }
    }
}
