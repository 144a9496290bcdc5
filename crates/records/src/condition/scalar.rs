//! Single values of tests: from text as people and programs write it to what columns hold.

use super::value::MAX_TEXT;
use crate::Company;
use model::def::SelectOption;
use model::error::Refusal;
use model::money::Currency;
use model::phone::Phone;
use model::{Id, Val};
use serde_json::Value;

pub(super) fn bad(message: impl Into<String>) -> Refusal {
    Refusal::new("bad_value", message)
}

pub(super) fn shown(value: &Value) -> String {
    let text = value.to_string();
    text.chars().take(60).collect()
}

/// Text of a string, number or boolean.
pub(super) fn plain(value: &Value) -> Result<String, Refusal> {
    match value {
        Value::String(s) if s.chars().count() > MAX_TEXT => Err(bad(format!("the text is longer than {MAX_TEXT} characters"))),
        Value::String(s) => Ok(s.trim().to_owned()),
        Value::Number(n) => Ok(n.to_string()),
        Value::Bool(b) => Ok(b.to_string()),
        Value::Null => Err(bad("is null; to find empty fields use the operator `empty`")),
        other => Err(bad(format!("{} is not a single value", shown(other)))),
    }
}

pub(super) fn folded(text: &str) -> Result<String, Refusal> {
    let folded = model::text::fold(text);
    if folded.is_empty() && !text.is_empty() {
        return Err(bad(format!("`{text}` has no character that can be compared")));
    }
    Ok(folded)
}

pub(super) fn id(text: &str) -> Result<Id, Refusal> {
    Id::parse(text).ok_or_else(|| bad(format!("`{text}` is not an id; write the record's id, such as `0190a1b2-...`")))
}

pub(super) fn boolean(text: &str) -> Result<Val, Refusal> {
    match text {
        "true" | "yes" | "1" => Ok(Val::Int(1)),
        "false" | "no" | "0" => Ok(Val::Int(0)),
        _ => Err(bad(format!("`{text}` is neither `true` nor `false`"))),
    }
}

pub(super) fn option(options: &[SelectOption], text: &str) -> Result<Val, Refusal> {
    if options.iter().any(|o| o.value == text) {
        return Ok(Val::Text(text.to_owned()));
    }
    let known: Vec<&str> = options.iter().filter(|o| !o.hidden).take(20).map(|o| o.value.as_ref()).collect();
    Err(Refusal::new("unknown_option", format!("`{text}` is not an option; there are {}", known.join(", "))))
}

/// An amount of money without its currency, and the currency; `home` when none is named.
pub(crate) fn money(value: &Value, home: Currency) -> Result<(Value, Currency), Refusal> {
    let code = |code: &str| Currency::parse(code).ok_or_else(|| bad(format!("`{code}` is not an ISO 4217 currency code")));
    if let Value::Object(map) = value {
        return match (map.get("amount"), map.get("currency").and_then(Value::as_str)) {
            (Some(amount), Some(currency)) if map.len() == 2 => Ok((amount.clone(), code(currency)?)),
            _ => Err(bad("write an amount, or {\"amount\": \"10.00\", \"currency\": \"EUR\"}")),
        };
    }
    let text = plain(value)?;
    match text.split_once(' ') {
        Some((amount, currency)) if currency.len() == 3 => Ok((Value::String(amount.to_owned()), code(currency)?)),
        _ => Ok((Value::String(text), home)),
    }
}

/// The greatest scaled whole number that is not above the number written, and whether it equals it.
pub(super) fn floor(text: &str, scale: u8) -> Result<(i64, bool), Refusal> {
    use model::decimal::{MAX_SCALE, NumberFormat, read};
    let number = read(text, NumberFormat::Point)?;
    match number.exact(scale) {
        Ok(v) => Ok((v, true)),
        Err(e) if e.code == "too_many_digits" => {
            let fine = number.exact(MAX_SCALE)?;
            let step = 10_i64.pow(u32::from(MAX_SCALE.saturating_sub(scale)));
            Ok((fine.div_euclid(step), false))
        }
        Err(e) => Err(e),
    }
}

/// A stored value as table `value` holds it.
pub(crate) fn as_text(val: Val) -> Val {
    match val {
        Val::Int(i) => Val::Text(i.to_string()),
        Val::Id(id) => Val::Text(id.to_string()),
        other => other,
    }
}

/// As stored: E.164.
pub(super) fn phone(text: &str, company: &Company) -> Result<String, Refusal> {
    Phone::parse(text, Some(&company.country)).map(|p| p.e164())
}

/// The beginning of a number as stored: `138` is `+86138` for a company in China.
pub(super) fn phone_prefix(text: &str, company: &Company) -> String {
    let dialled = text.trim();
    if let Ok(p) = Phone::parse(dialled, Some(&company.country)) {
        return p.e164();
    }
    let digits: String = dialled.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() { digits } else { format!("+{digits}") }
}
