//! One JSON value to one stored value, with the refusal that a person can act on.

use super::Shape;
use crate::Company;
use model::address::Address;
use model::decimal::{self, NumberFormat};
use model::def::FieldKind;
use model::error::Refusal;
use model::money::{Currency, Money};
use model::phone::Phone;
use model::{Date, FieldDef, Id, Ts, Val, online, text};
use serde::Deserialize;
use serde_json::Value;

/// Longest text when the field states no limit, longest long text (characters), largest JSON value (bytes).
const TEXT_MAX: usize = 500;
const LONG_TEXT_MAX: usize = 100_000;
const JSON_MAX: usize = 65_536;

/// What one value becomes.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    One(Val),
    Money(Money),
    Geo(f64, f64),
}

/// Reads values in the company's currency and country.
#[derive(Clone, Copy, Debug)]
pub struct Scalars<'a> {
    company: &'a Company,
    currency: Currency,
    /// Where the record says that it is.
    country: Option<&'static str>,
}

fn wrong(wanted: &str, got: &Value) -> Refusal {
    let kind = match got {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    Refusal::new("wrong_type", format!("must be {wanted}, not {kind}"))
}

fn string<'v>(v: &'v Value, wanted: &str) -> Result<&'v str, Refusal> {
    v.as_str().ok_or_else(|| wrong(wanted, v))
}

fn too_long(max: usize, is: usize) -> Refusal {
    Refusal::new("too_long", format!("has {is} characters and may have {max}; shorten it"))
}

fn within(value: &str, max: usize) -> Result<(), Refusal> {
    if value.len() <= max {
        return Ok(());
    }
    let n = value.chars().count();
    if n > max { Err(too_long(max, n)) } else { Ok(()) }
}

impl<'a> Scalars<'a> {
    #[must_use]
    pub fn new(company: &'a Company) -> Self {
        Self { company, currency: Currency::parse(&company.currency).unwrap_or(Currency::CNY), country: None }
    }

    /// Numbers without a country code are read as dialled in this country (ISO 3166), where they are possible there.
    #[must_use]
    pub fn of_country(self, country: Option<&'static str>) -> Self {
        Self { country, ..self }
    }

    /// The company's currency.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// Reads one value (one item of a list field). Never called with null.
    ///
    /// # Errors
    /// `wrong_type`, `too_long`, `bad_email`, `bad_phone`, `bad_url`, `bad_date`, `unknown_option`, ...
    pub fn read(&self, field: &FieldDef, v: &Value) -> Result<Scalar, Refusal> {
        let one = |r: Result<Val, Refusal>| r.map(Scalar::One);
        match Shape::of(field) {
            Shape::Text => one(self.text(field, v)),
            Shape::Id => one(id(v)),
            Shape::Integer => one(integer(v)),
            Shape::Decimal(scale) => one(decimal(v, scale)),
            Shape::Money | Shape::HomeMoney => self.money(v),
            Shape::Boolean => one(v.as_bool().map(Val::from).ok_or_else(|| wrong("true or false", v))),
            Shape::Date => one(date(v)),
            Shape::DateTime => one(datetime(v)),
            Shape::Address => one(address(v)),
            Shape::Geo => geo(v),
            Shape::Json => one(json(v)),
        }
    }

    fn text(&self, field: &FieldDef, v: &Value) -> Result<Val, Refusal> {
        let raw = string(v, "text")?;
        let value = match &field.kind {
            FieldKind::LongText => {
                let clean = text::clean_lines(raw)?;
                within(&clean, LONG_TEXT_MAX)?;
                clean.into_owned()
            }
            FieldKind::Text { max } => {
                let clean = text::clean(raw)?;
                within(&clean, if *max == 0 { TEXT_MAX } else { *max as usize })?;
                clean.into_owned()
            }
            FieldKind::Select { options } => {
                let value = raw.trim();
                if !value.is_empty() && !options.iter().any(|o| o.value == value) {
                    let known = options.iter().take(12).map(|o| o.value.as_ref()).collect::<Vec<_>>().join(", ");
                    return Err(Refusal::new("unknown_option", format!("`{}` is not one of: {known}", shortened(value))));
                }
                value.to_owned()
            }
            FieldKind::Email if raw.trim().is_empty() => String::new(),
            FieldKind::Url if raw.trim().is_empty() => String::new(),
            FieldKind::Email => online::email(raw)?,
            FieldKind::Url => online::url(raw)?,
            FieldKind::Phone => self.phone(raw)?,
            _ => {
                let clean = text::clean(raw)?;
                within(&clean, TEXT_MAX)?;
                clean.into_owned()
            }
        };
        Ok(if value.is_empty() { Val::Null } else { Val::Text(value) })
    }

    fn phone(&self, raw: &str) -> Result<String, Refusal> {
        let clean = text::clean(raw)?;
        if clean.is_empty() {
            return Ok(String::new());
        }
        let there = self.country.and_then(|country| Phone::parse_possible(&clean, Some(country)).ok());
        there.map_or_else(|| Phone::parse(&clean, Some(&self.company.country)), Ok).map(|p| p.e164())
    }

    fn money(&self, v: &Value) -> Result<Scalar, Refusal> {
        let read = |text: &str| Money::parse(text, self.currency, NumberFormat::Point);
        let money = match v {
            Value::String(s) if s.trim().is_empty() => return Ok(Scalar::One(Val::Null)),
            Value::String(s) => read(s)?,
            Value::Number(n) => read(&n.to_string())?,
            Value::Object(o) => {
                if let Some(other) = o.keys().find(|k| *k != "amount" && *k != "currency") {
                    return Err(Refusal::new(
                        "wrong_type",
                        format!("has the unknown part `{other}`; money is {{amount, currency}}"),
                    ));
                }
                let currency = match o.get("currency") {
                    None | Some(Value::Null) => self.currency,
                    Some(c) => c
                        .as_str()
                        .and_then(Currency::parse)
                        .ok_or_else(|| Refusal::new("bad_currency", format!("{c} is not a currency code such as EUR")))?,
                };
                let amount = match o.get("amount") {
                    Some(Value::String(s)) => s.clone(),
                    Some(Value::Number(n)) => n.to_string(),
                    other => return Err(wrong("money with an amount such as \"12.50\"", other.unwrap_or(&Value::Null))),
                };
                Money::parse(&amount, currency, NumberFormat::Point).map(|m| Money { currency, ..m })?
            }
            _ => return Err(wrong("money such as {\"amount\": \"12.50\", \"currency\": \"EUR\"}", v)),
        };
        Ok(Scalar::Money(money))
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= 40 { text.to_owned() } else { text.chars().take(40).chain(['…']).collect() }
}

fn id(v: &Value) -> Result<Val, Refusal> {
    let text = string(v, "an id")?;
    if text.is_empty() {
        return Ok(Val::Null);
    }
    Id::parse(text).map(Val::Id).ok_or_else(|| Refusal::new("bad_id", format!("`{}` is not an id", shortened(text))))
}

fn integer(v: &Value) -> Result<Val, Refusal> {
    let whole = |text: &str| decimal::parse(text, 0, NumberFormat::Point).map(Val::Int);
    match v {
        Value::Number(n) => match n.as_i64() {
            Some(i) => Ok(Val::Int(i)),
            None => whole(&n.to_string()),
        },
        Value::String(s) if s.trim().is_empty() => Ok(Val::Null),
        Value::String(s) => whole(s),
        _ => Err(wrong("a whole number", v)),
    }
}

fn decimal(v: &Value, scale: u8) -> Result<Val, Refusal> {
    match v {
        Value::Number(n) => decimal::parse(&n.to_string(), scale, NumberFormat::Point).map(Val::Int),
        Value::String(s) if s.trim().is_empty() => Ok(Val::Null),
        Value::String(s) => decimal::parse(s, scale, NumberFormat::Point).map(Val::Int),
        _ => Err(wrong("a number such as \"2.55\"", v)),
    }
}

fn date(v: &Value) -> Result<Val, Refusal> {
    let text = string(v, "a date such as \"2011-12-09\"")?.trim();
    if text.is_empty() {
        return Ok(Val::Null);
    }
    let bad = || Refusal::new("bad_date", format!("`{}` is not a date such as 2011-12-09", shortened(text)));
    Date::parse_iso(text).map(|d| Val::Int(d.0.into())).ok_or_else(bad)
}

fn datetime(v: &Value) -> Result<Val, Refusal> {
    let text = string(v, "a time such as \"2011-12-09T12:50:00Z\"")?.trim();
    if text.is_empty() {
        return Ok(Val::Null);
    }
    let bad = || Refusal::new("bad_datetime", format!("`{}` is not a time such as 2011-12-09T12:50:00Z", shortened(text)));
    Ts::parse_rfc3339(text).map(|t| Val::Int(t.0)).ok_or_else(bad)
}

fn address(v: &Value) -> Result<Val, Refusal> {
    let Some(parts) = v.as_object() else {
        return Err(wrong("an address with country, division, province, city, district, street, postcode", v));
    };
    let given: Value =
        parts.iter().filter(|(_, part)| !part.is_null()).map(|(name, part)| (name.clone(), part.clone())).collect();
    let read: Result<Address, _> = Address::deserialize(given);
    let address = read.map_err(|e| Refusal::new("bad_address", format!("is no address: {e}")))?.complete()?;
    for part in [&address.province, &address.city, &address.district, &address.street, &address.postcode] {
        within(part, TEXT_MAX)?;
    }
    if address.is_empty() {
        return Ok(Val::Null);
    }
    serde_json::to_string(&address).map(Val::Text).map_err(|e| Refusal::new("bad_address", e.to_string()))
}

fn geo(v: &Value) -> Result<Scalar, Refusal> {
    let part = |name: &str, max: f64| {
        let n = v.get(name).and_then(Value::as_f64).filter(|n| n.abs() <= max);
        n.ok_or_else(|| Refusal::new("bad_geo_point", format!("needs `{name}`, a number of degrees from -{max} to {max}")))
    };
    if !v.is_object() {
        return Err(wrong("a point such as {\"lat\": 31.2, \"lng\": 121.5}", v));
    }
    Ok(Scalar::Geo(part("lat", 90.0)?, part("lng", 180.0)?))
}

fn json(v: &Value) -> Result<Val, Refusal> {
    let text = v.to_string();
    if text.len() > JSON_MAX {
        return Err(Refusal::new("too_long", format!("takes {} bytes and may take {JSON_MAX}", text.len())));
    }
    if text.contains("\\u0000") {
        return Err(Refusal::new("control_character", "contains the character NUL; remove it"));
    }
    Ok(Val::Text(text))
}
