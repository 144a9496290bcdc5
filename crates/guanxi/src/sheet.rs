//! Records as CSV that a spreadsheet opens without running anything and that the importer reads back.

use model::money::Currency;
use model::{Object, Record};
use records::Access;
use records::json::write_field;
use serde_json::Value;
use std::borrow::Cow;

/// Marks the text as UTF-8 for spreadsheets.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Lines of CSV as they come.
pub struct Lines(Vec<u8>);

impl Lines {
    /// Begins with the header line.
    #[must_use]
    pub fn new<T: AsRef<str>>(header: &[T]) -> Self {
        let mut lines = Self(BOM.to_vec());
        lines.push(header);
        lines
    }

    /// Adds a line.
    pub fn push<T: AsRef<str>>(&mut self, cells: &[T]) {
        cells.iter().enumerate().for_each(|(i, cell)| self.put(i, cell.as_ref()));
        self.end();
    }

    /// Bytes that wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes the bytes that wait.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0)
    }

    fn end(&mut self) {
        self.0.extend_from_slice(b"\r\n");
    }

    fn put(&mut self, place: usize, text: &str) {
        if place > 0 {
            self.0.push(b',');
        }
        let guard = is_formula(text);
        if !guard && !text.contains([',', '"', '\n', '\r']) {
            self.0.extend_from_slice(text.as_bytes());
            return;
        }
        self.0.push(b'"');
        if guard {
            self.0.push(b'\'');
        }
        for b in text.bytes() {
            if b == b'"' {
                self.0.push(b'"');
            }
            self.0.push(b);
        }
        self.0.push(b'"');
    }
}

/// Records as [`Lines`].
pub struct Sheet {
    fields: Vec<usize>,
    home: Currency,
    lines: Lines,
    cell: Vec<u8>,
}

impl Sheet {
    /// Begins with the header line. `wanted` names the columns; `None`: all that the asker may read.
    #[must_use]
    pub fn new(object: &Object, access: &Access, wanted: Option<&[String]>, home: Currency) -> Self {
        let fields = columns(object, access, wanted);
        let header: Vec<&str> = fields.iter().map(|i| object.fields[*i].name.as_ref()).collect();
        let lines = Lines::new(&header);
        Self { fields, home, lines, cell: Vec::new() }
    }

    /// Adds a record as a line.
    pub fn push(&mut self, record: &Record) {
        for place in 0..self.fields.len() {
            let mut json = std::mem::take(&mut self.cell);
            json.clear();
            write_field(&mut json, record, self.fields[place], self.home);
            let text = cell_text(&json, self.home);
            self.lines.put(place, &text);
            drop(text);
            self.cell = json;
        }
        self.lines.end();
    }

    /// Bytes that wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Takes the bytes that wait.
    pub fn take(&mut self) -> Vec<u8> {
        self.lines.take()
    }
}

/// Fields that become columns: those named, or all that the asker may read.
pub(crate) fn columns(object: &Object, access: &Access, wanted: Option<&[String]>) -> Vec<usize> {
    let readable = |i: &usize| !object.fields[*i].hidden && access.may_read(object.name(), &object.fields[*i].name);
    match wanted {
        Some(names) => names.iter().filter_map(|n| object.field_index(n)).collect(),
        None => (0..object.fields.len()).filter(readable).collect(),
    }
}

/// Whether a spreadsheet would take the text for a formula. Numbers and telephone numbers are none.
fn is_formula(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let rest = &text[first.len_utf8()..];
    let number = matches!(first, '+' | '-') && !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠') && !number
}

/// A value of the API as the text of a cell: lists joined by `;`, money in the company's currency without its name.
pub(crate) fn cell_text(json: &[u8], home: Currency) -> Cow<'_, str> {
    match json.first() {
        None | Some(b'n') => Cow::Borrowed(""),
        Some(b'"') => serde_json::from_slice::<String>(json).map_or(Cow::Borrowed(""), Cow::Owned),
        Some(b'[') => list_text(json),
        Some(b'{') => money_text(json, home).unwrap_or_else(|| String::from_utf8_lossy(json)),
        Some(_) => String::from_utf8_lossy(json),
    }
}

fn list_text(json: &[u8]) -> Cow<'_, str> {
    let items: Vec<Value> = serde_json::from_slice(json).unwrap_or_default();
    if items.iter().any(|i| !i.is_string()) {
        return String::from_utf8_lossy(json);
    }
    Cow::Owned(items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(";"))
}

fn money_text(json: &[u8], home: Currency) -> Option<Cow<'_, str>> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Money<'a> {
        amount: &'a str,
        currency: &'a str,
    }
    let money: Money<'_> = serde_json::from_slice(json).ok()?;
    Some(if money.currency == home.code() {
        Cow::Borrowed(money.amount)
    } else {
        Cow::Owned(format!("{} {}", money.amount, money.currency))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        for text in ["=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "\tx", "-", "＝1"] {
            assert!(is_formula(text), "{text}");
        }
        for text in ["-12.50", "+8613123456789", "a=b", "", "王伟"] {
            assert!(!is_formula(text), "{text}");
        }
    }

    #[test]
    fn values_become_cells() {
        let text = |json: &str| cell_text(json.as_bytes(), Currency::CNY).into_owned();
        assert_eq!(text("null"), "");
        assert_eq!(text("\"a\\\"b\""), "a\"b");
        assert_eq!(text("[\"vip\",\"gold\"]"), "vip;gold");
        assert_eq!(text("{\"amount\":\"3.00\",\"currency\":\"CNY\"}"), "3.00");
        assert_eq!(text("{\"amount\":\"3.00\",\"currency\":\"USD\"}"), "3.00 USD");
        assert_eq!(text("true"), "true");
    }
}
