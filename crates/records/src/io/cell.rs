//! Text of a cell to the columns of a field.

use super::template::{FileFormat, FullSource};
use super::xlsx::{Epoch, moment};
use crate::Company;
use crate::json::{self, Scalars};
use model::address::Address;
use model::date::{DATE_FORMATS, DATETIME_FORMATS};
use model::decimal::{self, NumberFormat};
use model::error::Refusal;
use model::money::{Currency, Money};
use model::{Date, FieldDef, FieldError, FieldKind, Record, Ts, Val};
use serde_json::Value;
use std::borrow::Cow;

/// How cells of a file are written.
#[derive(Debug)]
pub struct CellFormat {
    pub numbers: NumberFormat,
    pub dates: Vec<String>,
    pub datetimes: Vec<String>,
    pub zone: jiff::tz::TimeZone,
    pub list: char,
    pub company: Company,
    /// From when the days of a spreadsheet are counted; a number in a field of days is such a count.
    epoch: Option<Epoch>,
}

impl CellFormat {
    /// Settles the defaults by the company.
    ///
    /// # Errors
    /// A field error when the zone is unknown.
    pub fn new(file: &FileFormat, company: &Company) -> Result<Self, FieldError> {
        let name = if file.zone.is_empty() { &company.zone } else { &file.zone };
        let zone = jiff::tz::TimeZone::get(name).map_err(|_| {
            FieldError::new("file.zone", "bad_zone", format!("`{name}` is no IANA time zone such as Asia/Shanghai"))
        })?;
        let or_default = |given: &[String], usual: &[&str]| {
            if given.is_empty() { usual.iter().map(|s| (*s).to_owned()).collect() } else { given.to_vec() }
        };
        let mut company = company.clone();
        if !file.region.is_empty() {
            company.country.clone_from(&file.region);
        }
        Ok(Self {
            numbers: file.numbers(),
            dates: or_default(&file.date, DATE_FORMATS),
            datetimes: or_default(&file.datetime, DATETIME_FORMATS),
            zone,
            list: file.list.chars().next().unwrap_or(';'),
            company,
            epoch: None,
        })
    }

    /// The cells are those of a spreadsheet, whose days are read as such whatever forms the template names.
    pub(super) fn of_spreadsheet(&mut self, epoch: Epoch) {
        self.epoch = Some(epoch);
        let iso = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d"].map(str::to_owned);
        self.dates.push(iso[1].clone());
        self.datetimes.extend(iso);
    }

    /// A count of days as the day that it stands for.
    fn day<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let Some(epoch) = self.epoch else { return Cow::Borrowed(text) };
        let counted = text.len() <= 20 && !text.contains(['-', ':', '/']) && !is_day(text);
        let serial = if counted { text.replace(',', ".").parse::<f64>().ok() } else { None };
        serial.filter(|s| *s >= 1.0).and_then(|s| moment(s, epoch)).map_or(Cow::Borrowed(text), Cow::Owned)
    }
}

/// Eight digits are a day as `20240131`, not a count of days.
fn is_day(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit())
}

/// Applies the source's rules to a cell: suffix, map, prefix, otherwise, country.
#[must_use]
pub fn prepare<'a>(text: &'a str, rules: &'a FullSource) -> Cow<'a, str> {
    let mut text = text.trim();
    if let Some(suffix) = &rules.strip_suffix {
        text = text.strip_suffix(suffix.as_str()).unwrap_or(text);
    }
    if let Some(mapped) = rules.map.get(text) {
        return Cow::Borrowed(mapped);
    }
    if let Some((_, mapped)) = rules.prefix.iter().find(|(p, _)| text.starts_with(p.as_str())) {
        return Cow::Borrowed(mapped);
    }
    if let Some(otherwise) = &rules.otherwise
        && (text.is_empty() || !rules.map.is_empty() || !rules.prefix.is_empty())
    {
        return Cow::Borrowed(otherwise);
    }
    Cow::Borrowed(text)
}

/// What the row or the template says beside the cell.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    /// Currency of a sum without one.
    pub currency: Option<&'a str>,
    /// Country of the record, by which national phone numbers and addresses of one line are read.
    pub country: Option<&'static str>,
}

/// Reads a prepared cell into the record's field. Empty text is an empty field.
///
/// # Errors
/// What is wrong with the text and how to mend it.
pub fn read(field: usize, text: &str, beside: Beside<'_>, cells: &CellFormat, record: &mut Record) -> Result<(), Refusal> {
    let object = record.object.clone();
    let def = &object.fields[field];
    let value = match value(def, text, beside, cells)? {
        Cell::Stored(v) => {
            record.vals[object.column_of(field)] = v;
            return Ok(());
        }
        Cell::Json(v) => v,
    };
    let scalars = Scalars::new(&cells.company).of_country(beside.country);
    json::try_field(&scalars, &object, field, &value, record).map_err(|refused| match refused.into_iter().next() {
        Some((Some(item), r)) => Refusal::new(r.code, format!("value {}: {}", item + 1, r.message)),
        Some((None, r)) => r,
        None => Refusal::new("bad_value", "cannot be read"),
    })
}

/// A cell's value: stored form where that is quick and exact, else the form that the API takes.
enum Cell {
    Stored(Val),
    Json(Value),
}

fn value(def: &FieldDef, text: &str, beside: Beside<'_>, cells: &CellFormat) -> Result<Cell, Refusal> {
    if text.is_empty() {
        return Ok(Cell::Json(Value::Null));
    }
    let address = def.kind == FieldKind::Address;
    if def.multi && (text.starts_with('[') || (address && text.starts_with('{'))) {
        let json = serde_json::from_str(text).map(|v: Value| if v.is_object() { Value::Array(vec![v]) } else { v });
        return json.map(Cell::Json).map_err(|e| Refusal::new("bad_json", format!("the list does not parse as JSON: {e}")));
    }
    let line = |text: &str| if address { in_one_line(text, beside.country) } else { text.into() };
    if def.multi {
        let list = text.split(cells.list).map(str::trim).filter(|s| !s.is_empty()).map(line).collect();
        return Ok(Cell::Json(Value::Array(list)));
    }
    Ok(Cell::Stored(match &def.kind {
        FieldKind::Integer => Val::Int(decimal::parse(text, 0, cells.numbers)?),
        FieldKind::Decimal { scale } => Val::Int(decimal::parse(text, *scale, cells.numbers)?),
        FieldKind::Boolean => Val::from(boolean(text)?),
        FieldKind::Date => Val::Int(Date::parse(&cells.day(text), &formats(&cells.dates))?.0.into()),
        FieldKind::DateTime => Val::Int(Ts::parse(&cells.day(text), &formats(&cells.datetimes), &cells.zone)?.0),
        FieldKind::Money => return money(text, beside.currency, cells),
        FieldKind::Address | FieldKind::Json | FieldKind::GeoPoint if text.starts_with(['{', '[']) => {
            let json = serde_json::from_str(text);
            return json.map(Cell::Json).map_err(|e| Refusal::new("bad_json", format!("the JSON does not parse: {e}")));
        }
        _ => return Ok(Cell::Json(line(text))),
    }))
}

/// An address as people write it: its areas are found in it where it is Chinese, else the whole line is the street.
fn in_one_line(text: &str, country: Option<&str>) -> Value {
    serde_json::to_value(Address::parse(text, country.unwrap_or_default())).unwrap_or_default()
}

fn formats(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

fn money(text: &str, currency: Option<&str>, cells: &CellFormat) -> Result<Cell, Refusal> {
    let home = currency.unwrap_or(&cells.company.currency);
    let home = Currency::parse(home)
        .ok_or_else(|| Refusal::new("bad_currency", format!("`{home}` is no ISO 4217 currency such as CNY")))?;
    let money = Money::parse(text, home, cells.numbers)?;
    Ok(Cell::Json(serde_json::json!({ "amount": money.amount(), "currency": money.currency.code() })))
}

fn boolean(text: &str) -> Result<bool, Refusal> {
    match text.to_lowercase().as_str() {
        "1" | "true" | "yes" | "y" | "是" | "对" | "對" => Ok(true),
        "0" | "false" | "no" | "n" | "否" | "不" => Ok(false),
        _ => Err(Refusal::new("bad_boolean", format!("`{text}` is neither yes nor no; write true or false"))),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::testing::{definition, field};
    use model::Object;

    #[test]
    fn what_is_wrong_has_its_own_code() {
        let object = Object::new(definition(
            "thing",
            vec![
                field("mail", FieldKind::Email),
                FieldDef { multi: true, ..field("phones", FieldKind::Phone) },
                field("name", FieldKind::Text { max: 3 }),
                field("kind", crate::condition::tests::select(&["a"])),
                field("owner", FieldKind::User),
                field("born", FieldKind::Date),
                field("price", FieldKind::Decimal { scale: 2 }),
                field("home", FieldKind::Address),
            ],
        ));
        let company = Company::default();
        let cells = CellFormat::new(&FileFormat::default(), &company).unwrap();
        let code = |name: &str, text: &str| {
            let mut record = Record::empty(object.clone());
            read(object.field_index(name).unwrap(), text, Beside::default(), &cells, &mut record).unwrap_err()
        };
        for (name, text, wanted) in [
            ("mail", "nobody", "bad_email"),
            ("phones", "13812345678; call me", "bad_phone"),
            ("name", "abcd", "too_long"),
            ("kind", "b", "unknown_option"),
            ("owner", "Ada", "bad_id"),
            ("born", "31.02.2011", "bad_date"),
            ("price", "1.005", "too_many_digits"),
            ("home", "{\"country\": \"Atlantis\"}", "unknown_country"),
            ("home", "{", "bad_json"),
        ] {
            assert_eq!(code(name, text).code, wanted, "{name} {text}");
        }
        assert!(code("phones", "13812345678; call me").message.starts_with("value 2: "));
    }
}
