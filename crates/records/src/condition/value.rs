//! Values of tests: from JSON as the API writes them to what the columns hold.

use super::{Check, On};
use crate::Company;
use jiff::tz::TimeZone;
use model::condition::Window;
use model::date::{DATE_FORMATS, DATETIME_FORMATS};
use model::def::{FieldKind, ResultType, SelectOption};
use model::error::Refusal;
use model::money::Currency;
use model::object::{Object, Part};
use model::phone::Phone;
use model::{Date, FieldDef, Id, Op, Record, Ts, Val};
use serde_json::Value;

/// Most values in one list.
pub const MAX_VALUES: usize = 1_000;
/// Longest text to compare with, in characters.
pub const MAX_TEXT: usize = 500;

/// How the values of a field are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape<'a> {
    /// Folded text.
    Text,
    Phone,
    Select(&'a [SelectOption]),
    /// A whole number x 10^-scale.
    Number(u8),
    Money,
    Boolean,
    Date,
    DateTime,
    Id,
    User,
    Address,
    /// Only empty or not: long text, JSON, points, files.
    Opaque,
}

impl<'a> Shape<'a> {
    /// The shape of a field's values, one by one where it is a list.
    #[must_use]
    pub fn of(field: &'a FieldDef, company: &Company) -> Self {
        let result = |r: ResultType| match r {
            ResultType::Text => Shape::Text,
            ResultType::Integer => Shape::Number(0),
            ResultType::Decimal(s) => Shape::Number(s),
            ResultType::Boolean => Shape::Boolean,
            ResultType::Money => Shape::Number(home(company).digits()),
            ResultType::Date => Shape::Date,
            ResultType::DateTime => Shape::DateTime,
        };
        match &field.kind {
            FieldKind::Text { .. } | FieldKind::Email | FieldKind::Url | FieldKind::AutoNumber { .. } => Shape::Text,
            FieldKind::Phone => Shape::Phone,
            FieldKind::Select { options } => Shape::Select(options),
            FieldKind::Integer => Shape::Number(0),
            FieldKind::Decimal { scale } => Shape::Number(*scale),
            FieldKind::Money => Shape::Money,
            FieldKind::Boolean => Shape::Boolean,
            FieldKind::Date => Shape::Date,
            FieldKind::DateTime => Shape::DateTime,
            FieldKind::Id | FieldKind::Reference { .. } => Shape::Id,
            FieldKind::User => Shape::User,
            FieldKind::Address => Shape::Address,
            FieldKind::Formula { result: r, .. } => result(*r),
            FieldKind::RollUp(r) => result(r.result),
            FieldKind::LongText | FieldKind::Json | FieldKind::GeoPoint | FieldKind::File => Shape::Opaque,
        }
    }

    /// The operators that make sense, for messages.
    #[must_use]
    pub fn operators(self, multi: bool) -> &'static [Op] {
        const TEXT: &[Op] = &[Op::Is, Op::In, Op::Contains, Op::StartsWith, Op::Empty];
        const EQUAL: &[Op] = &[Op::Is, Op::In, Op::Empty];
        const ORDERED: &[Op] = &[Op::Is, Op::In, Op::Lt, Op::Lte, Op::Gt, Op::Gte, Op::Within, Op::Empty];
        match self {
            Shape::Text | Shape::Phone | Shape::Address => TEXT,
            Shape::Select(_) | Shape::Boolean | Shape::Id | Shape::User => EQUAL,
            Shape::Opaque => &[Op::Empty],
            _ if multi => EQUAL,
            Shape::Number(_) | Shape::Money | Shape::Date | Shape::DateTime => ORDERED,
        }
    }
}

/// The company's currency; `XXX`-like nonsense in the settings counts as CNY.
pub(crate) fn home(company: &Company) -> Currency {
    Currency::parse(&company.currency).unwrap_or(Currency::CNY)
}

/// The column or values of a field that are compared.
#[must_use]
pub fn compared(object: &Object, field: usize) -> On {
    if object.fields[field].multi {
        return On::Values(field);
    }
    let part = |p| object.part_of(field, p);
    On::Column(part(Part::Key).or_else(|| part(Part::Base)).unwrap_or_else(|| object.column_of(field)))
}

/// The values of a list field as table `value` holds them.
#[must_use]
pub fn stored_values(record: &Record, field: usize) -> Vec<Val> {
    let def = &record.object.fields[field];
    let stored = &record.vals[record.object.column_of(field)];
    crate::json::items(stored).iter().map(|v| Val::Text(crate::json::item_key(def, v))).collect()
}

/// When and in which zone the question is asked.
#[derive(Clone, Debug)]
pub struct Moment {
    pub now: Ts,
    pub zone: TimeZone,
}

impl Moment {
    /// The moment `now` in the company's zone; UTC when the zone is not known.
    #[must_use]
    pub fn new(now: Ts, company: &Company) -> Self {
        Self { now, zone: TimeZone::get(&company.zone).unwrap_or(TimeZone::UTC) }
    }
}

/// Reads single values of one field.
pub struct Reader<'a> {
    pub shape: Shape<'a>,
    pub company: &'a Company,
    pub moment: &'a Moment,
    /// Who `me` is.
    pub me: Option<Id>,
}

fn bad(message: impl Into<String>) -> Refusal {
    Refusal::new("bad_value", message)
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    text.chars().take(60).collect()
}

/// Text of a string, number or boolean.
fn plain(value: &Value) -> Result<String, Refusal> {
    match value {
        Value::String(s) if s.chars().count() > MAX_TEXT => Err(bad(format!("the text is longer than {MAX_TEXT} characters"))),
        Value::String(s) => Ok(s.trim().to_owned()),
        Value::Number(n) => Ok(n.to_string()),
        Value::Bool(b) => Ok(b.to_string()),
        Value::Null => Err(bad("is null; to find empty fields use the operator `empty`")),
        other => Err(bad(format!("{} is not a single value", shown(other)))),
    }
}

impl Reader<'_> {
    /// The stored values that `value` equals: one, or none when no stored value can equal it (1.5 for a whole number).
    ///
    /// # Errors
    /// What is wrong with the value and how it is written.
    pub fn equal(&self, value: &Value) -> Result<Check, Refusal> {
        if self.shape == Shape::DateTime {
            let text = plain(value)?;
            if let Some(day) = Date::parse_iso(&text) {
                let midnight = |d: Date| Some(d.start_in(&self.moment.zone).0);
                return Ok(Check::Range { from: midnight(day), to: midnight(day.add_days(1)) });
            }
        }
        if let Some((floor, exact)) = self.number(value)? {
            return Ok(Check::In(if exact { vec![Val::Int(floor)] } else { Vec::new() }));
        }
        Ok(Check::In(vec![self.one(value)?]))
    }

    /// The check for `<`, `<=`, `>`, `>=`.
    ///
    /// # Errors
    /// As [`Reader::equal`].
    pub fn compare(&self, op: Op, value: &Value) -> Result<Check, Refusal> {
        let (first, after) = self.span(value)?;
        Ok(match op {
            Op::Lt => Check::Range { from: None, to: Some(first) },
            Op::Gte => Check::Range { from: Some(first), to: None },
            // No value lies beyond the largest number.
            Op::Gt => after.map_or(Check::In(Vec::new()), |a| Check::Range { from: Some(a), to: None }),
            _ => after.map_or(Check::Present, |a| Check::Range { from: None, to: Some(a) }),
        })
    }

    /// The first stored number that is not before the value, and the first that is after it (`None`: there is none).
    fn span(&self, value: &Value) -> Result<(i64, Option<i64>), Refusal> {
        if let Some((floor, exact)) = self.number(value)? {
            let next = floor.checked_add(1);
            return Ok((if exact { floor } else { next.unwrap_or(floor) }, next));
        }
        match self.equal(value)? {
            Check::Range { from: Some(f), to: Some(t) } => Ok((f, Some(t))),
            Check::In(vals) => match vals.first().and_then(Val::int) {
                Some(i) => Ok((i, i.checked_add(1))),
                None => Err(bad("cannot be compared by size")),
            },
            _ => Err(bad("cannot be compared by size")),
        }
    }

    /// A number as scaled whole number: the greatest not above it, and whether it is equal.
    fn number(&self, value: &Value) -> Result<Option<(i64, bool)>, Refusal> {
        let scale = match self.shape {
            Shape::Number(s) => s,
            Shape::Money => home(self.company).digits(),
            _ => return Ok(None),
        };
        if self.shape == Shape::Money {
            let home = home(self.company);
            let (amount, currency) = money(value, home)?;
            if currency != home {
                return Err(bad(format!("lists and ranges of amounts are in {home}")));
            }
            return floor(&plain(&amount)?, scale).map(Some);
        }
        floor(&plain(value)?, scale).map(Some)
    }

    /// One stored value.
    fn one(&self, value: &Value) -> Result<Val, Refusal> {
        let text = plain(value)?;
        match self.shape {
            Shape::Text | Shape::Address => folded(&text).map(Val::Text),
            Shape::Phone => phone(&text, self.company).map(Val::Text),
            Shape::Select(options) => option(options, &text),
            Shape::Boolean => boolean(&text),
            Shape::Date => Date::parse(&text, DATE_FORMATS).map(|d| Val::Int(d.0.into())),
            Shape::DateTime => Ts::parse(&text, DATETIME_FORMATS, &self.moment.zone).map(|t| Val::Int(t.0)),
            Shape::Id => id(&text).map(Val::Id),
            Shape::User if text == "me" => self.me.map(Val::Id).ok_or_else(|| bad("`me` needs a person; name the user by id")),
            Shape::User => id(&text).map(Val::Id),
            Shape::Number(_) | Shape::Money | Shape::Opaque => Err(bad(format!("{} does not fit this field", shown(value)))),
        }
    }

    /// The check for `within`.
    ///
    /// # Errors
    /// As [`Reader::equal`].
    pub fn within(&self, value: &Value) -> Result<Check, Refusal> {
        let wrong = |message| Refusal::new("bad_window", message);
        let window = Window::from_json(value).map_err(wrong)?;
        match self.shape {
            Shape::Date => {
                let (from, to) = window.days(self.moment.now.day_in(&self.moment.zone)).map_err(wrong)?;
                let day = |d: Option<Date>| d.map(|d| i64::from(d.0));
                Ok(Check::Range { from: day(from), to: day(to) })
            }
            Shape::DateTime => {
                let (from, to) = window.instants(self.moment.now, &self.moment.zone).map_err(wrong)?;
                Ok(Check::Range { from: from.map(|t| t.0), to: to.map(|t| t.0) })
            }
            _ => {
                let Window::Range { from, to } = window else {
                    return Err(wrong("this field has no time; write {\"from\": .., \"to\": ..}".into()));
                };
                let first = |v: Option<Value>| v.map(|v| self.span(&v).map(|s| s.0)).transpose();
                Ok(Check::Range { from: first(from)?, to: first(to)? })
            }
        }
    }

    /// The check for `contains` and `starts_with`.
    ///
    /// # Errors
    /// As [`Reader::equal`].
    pub fn part(&self, op: Op, value: &Value) -> Result<Check, Refusal> {
        let text = plain(value)?;
        let begins = op == Op::StartsWith;
        let part = match self.shape {
            Shape::Phone if begins => phone_prefix(&text, self.company),
            Shape::Phone => text.chars().filter(char::is_ascii_digit).collect(),
            _ => folded(&text)?,
        };
        if part.is_empty() || part == "+" {
            return Err(bad("is empty; write at least one character"));
        }
        Ok(if begins { Check::StartsWith(part) } else { Check::Contains(part) })
    }
}

fn folded(text: &str) -> Result<String, Refusal> {
    let folded = model::text::fold(text);
    if folded.is_empty() && !text.is_empty() {
        return Err(bad(format!("`{text}` has no character that can be compared")));
    }
    Ok(folded)
}

fn id(text: &str) -> Result<Id, Refusal> {
    Id::parse(text).ok_or_else(|| bad(format!("`{text}` is not an id; write the record's id, such as `0190a1b2-...`")))
}

fn boolean(text: &str) -> Result<Val, Refusal> {
    match text {
        "true" | "yes" | "1" => Ok(Val::Int(1)),
        "false" | "no" | "0" => Ok(Val::Int(0)),
        _ => Err(bad(format!("`{text}` is neither `true` nor `false`"))),
    }
}

fn option(options: &[SelectOption], text: &str) -> Result<Val, Refusal> {
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
fn floor(text: &str, scale: u8) -> Result<(i64, bool), Refusal> {
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
fn phone(text: &str, company: &Company) -> Result<String, Refusal> {
    Phone::parse(text, Some(&company.country)).map(|p| p.e164())
}

/// The beginning of a number as stored: `138` is `+86138` for a company in China.
fn phone_prefix(text: &str, company: &Company) -> String {
    let dialled = text.trim();
    if let Ok(p) = Phone::parse(dialled, Some(&company.country)) {
        return p.e164();
    }
    let digits: String = dialled.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() { digits } else { format!("+{digits}") }
}
