//! Reads a sheet of a spreadsheet (XLSX) as the CSV reader reads a text: as a stream of records, one row in memory at a time, each
//! bad one refused where it is bad. Cells become the text that people see; days become `2024-01-31`.
//!
//! Everything in the file is taken for hostile: what is unpacked, held and nested is bounded, and nothing outside is fetched.

mod book;
#[cfg(test)]
mod fuzz;
mod package;
#[cfg(test)]
mod tests;
mod value;
mod xml;

use super::csv::{MAX_CELL, Next, Refusal};
use super::fields::Fields;
use book::{Book, Texts};
use model::decimal::NumberFormat;
use package::Package;
use quick_xml::events::{BytesStart, Event};
use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
pub use value::{Epoch, letters, moment};
use value::{Kind, column, number, uncoded};
use xml::{Xml, add_text, attribute};

/// Most columns of a sheet.
const COLUMNS: usize = 16_384;
/// Most bytes of a row.
const ROW: usize = 8 << 20;

fn bad(message: &str) -> Refusal {
    Refusal { line: 0, column: 0, code: "bad_spreadsheet", message: message.to_owned() }
}

/// A stream of the rows of one sheet. Its positions are numbers of rows.
pub struct XlsxReader {
    xml: Xml,
    texts: Texts,
    kinds: Vec<Kind>,
    epoch: Epoch,
    numbers: NumberFormat,
    sheet: String,
    sheets: Vec<String>,
    row: u64,
    /// Cells of a row; the header has settled how many there are.
    width: usize,
    fields: Fields,
    cell: String,
    text: String,
}

/// A cell as its tag has it.
struct Tag {
    column: usize,
    kind: Kind,
    form: String,
}

impl XlsxReader {
    /// Opens a sheet by its name, or the first one that is shown. `numbers` is how numbers are to be written. What is read
    /// of the packed sheet is added to `count`.
    ///
    /// # Errors
    /// When the file is no spreadsheet, a damaged one, or has no such sheet.
    pub fn open(file: File, sheet: &str, numbers: NumberFormat, count: &Arc<AtomicU64>) -> Result<Self, Refusal> {
        let package = Package::open(file)?;
        let book = Book::open(&package)?;
        let sheets: Vec<String> = book.sheets.iter().map(|s| s.name.clone()).collect();
        let wanted = sheet.trim().to_lowercase();
        let found = if wanted.is_empty() {
            book.sheets.iter().find(|s| !s.hidden).or(book.sheets.first())
        } else {
            book.sheets.iter().find(|s| s.name.to_lowercase() == wanted)
        };
        let Some(found) = found else {
            return Err(bad(&format!("the spreadsheet has no sheet `{sheet}`; it has {}", sheets.join(", "))));
        };
        count.store(0, Ordering::Relaxed);
        let part = package.part(&found.part, count)?.ok_or_else(|| bad("the sheet is missing in the file; save it anew"))?;
        Ok(Self {
            xml: Xml::new(part),
            texts: book.texts,
            kinds: book.kinds,
            epoch: book.epoch,
            numbers,
            sheet: found.name.clone(),
            sheets,
            row: 0,
            width: 0,
            fields: Fields::default(),
            cell: String::new(),
            text: String::new(),
        })
    }

    /// Names of all sheets.
    #[must_use]
    pub fn sheets(&self) -> &[String] {
        &self.sheets
    }

    /// Name of the sheet that is read.
    #[must_use]
    pub fn sheet(&self) -> &str {
        &self.sheet
    }

    #[must_use]
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// Number of the last row, 1 being the first.
    #[must_use]
    pub fn row(&self) -> u64 {
        self.row
    }

    /// Cells of the row that `advance` found.
    #[must_use]
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Reads up to the next row that has something in it. The first one settles how many cells rows have.
    ///
    /// # Errors
    /// When the sheet cannot be read any further.
    pub fn advance(&mut self) -> Result<Next, Refusal> {
        loop {
            let tag = match self.xml.next().map_err(|r| Refusal { line: self.row + 1, ..r })? {
                Event::Eof => return Err(bad("the sheet ends too early; save the file anew")),
                Event::End(e) if e.local_name().as_ref() == b"sheetData" => return Ok(Next::End),
                Event::Empty(e) if e.local_name().as_ref() == b"sheetData" => return Ok(Next::End),
                Event::Start(e) if e.local_name().as_ref() == b"row" => (attribute(&e, b"r"), true),
                Event::Empty(e) if e.local_name().as_ref() == b"row" => (attribute(&e, b"r"), false),
                _ => continue,
            };
            let row = tag.0.and_then(|r| r.parse().ok()).unwrap_or(self.row + 1);
            if row <= self.row {
                return Err(bad("the rows of the sheet are out of order; save the file anew"));
            }
            self.row = row;
            self.fields.clear();
            let refused = if tag.1 { self.cells().map_err(|r| Refusal { line: row, ..r })? } else { None };
            self.fields.trim(self.width);
            if let Some(refused) = refused {
                return Ok(Next::Refused(refused));
            }
            if (0..self.fields.len()).all(|i| self.fields.get(i).trim().is_empty()) {
                continue;
            }
            if self.width == 0 {
                self.width = self.fields.len();
            }
            self.fields.pad(self.width);
            return Ok(Next::Record);
        }
    }

    /// Reads the cells of a row; the first that cannot be taken in is its refusal.
    fn cells(&mut self) -> Result<Option<Refusal>, Refusal> {
        let mut refused = None;
        loop {
            let (tag, whole) = match self.xml.next()? {
                Event::Eof => return Err(bad("the sheet ends too early; save the file anew")),
                Event::End(e) if e.local_name().as_ref() == b"row" => return Ok(refused),
                Event::Start(e) if e.local_name().as_ref() == b"c" => (tag(&e, &self.kinds, self.fields.len()), true),
                Event::Empty(e) if e.local_name().as_ref() == b"c" => (tag(&e, &self.kinds, self.fields.len()), false),
                _ => continue,
            };
            if tag.column < self.fields.len() || tag.column >= COLUMNS {
                return Err(bad("the cells of the row are out of order; save the file anew"));
            }
            if !whole {
                continue;
            }
            self.content()?;
            let bad_cell = self.read(&tag);
            if self.cell.is_empty() && bad_cell.is_none() {
                continue;
            }
            self.fields.pad(tag.column);
            self.fields.push(&self.cell);
            if self.fields.size() > ROW {
                return Err(bad("the row is longer than any can be; split it"));
            }
            if let (None, Some((code, message))) = (&refused, bad_cell) {
                let column = u32::try_from(tag.column + 1).unwrap_or(0);
                refused = Some(Refusal { line: self.row, column, code, message });
            }
        }
    }

    /// The raw text of a cell into `text`: its value, or what stands in it inline.
    fn content(&mut self) -> Result<(), Refusal> {
        self.text.clear();
        let (mut inside, mut spoken) = (false, false);
        loop {
            let event = self.xml.next()?;
            match &event {
                Event::Eof => return Err(bad("the sheet ends too early; save the file anew")),
                Event::Start(e) => match e.local_name().as_ref() {
                    b"v" => inside = true,
                    b"rPh" => spoken = true,
                    b"t" => inside = !spoken,
                    _ => {}
                },
                Event::End(e) => match e.local_name().as_ref() {
                    b"c" => return Ok(()),
                    b"v" | b"t" => inside = false,
                    b"rPh" => spoken = false,
                    _ => {}
                },
                event if inside => add_text(&mut self.text, event)?,
                _ => {}
            }
            if self.text.len() > ROW {
                return Err(bad("a cell is larger than any can be; shorten it"));
            }
        }
    }

    /// What the raw text of a cell means, into `cell`; why it means nothing.
    fn read(&mut self, tag: &Tag) -> Option<(&'static str, String)> {
        let raw = self.text.as_str();
        self.cell.clear();
        match tag.form.as_str() {
            "s" => match raw.trim().parse().ok().and_then(|i| self.texts.get(i)) {
                Some(text) => self.cell.push_str(&uncoded(text)),
                None => return Some(("bad_spreadsheet", "the text of this cell is missing in the file; save it anew".into())),
            },
            "str" | "inlineStr" => self.cell.push_str(&uncoded(raw)),
            "b" => {
                self.cell.push_str(if raw.trim() == "1" || raw.trim().eq_ignore_ascii_case("true") { "true" } else { "false" })
            }
            "d" => {
                let day = raw.trim();
                self.cell.push_str(day.strip_suffix("T00:00:00").unwrap_or(day));
            }
            "e" => {
                self.cell.push_str(raw);
                let message = format!("the cell shows the error {}; mend its formula, or clear it", raw.trim());
                return Some(("formula_error", message));
            }
            _ if raw.trim().is_empty() => {}
            _ => match self.number(tag.kind) {
                Some(text) => self.cell = text,
                None => {
                    self.cell.push_str(raw);
                    return Some(("bad_number", "the cell holds neither a number nor a day that there is".into()));
                }
            },
        }
        if self.cell.contains('\0') {
            return Some(("nul", "the cell holds a NUL character; remove it".into()));
        }
        if self.cell.len() > MAX_CELL {
            return Some(("cell_too_large", format!("the cell is larger than {MAX_CELL} bytes; shorten it")));
        }
        None
    }

    fn number(&self, kind: Kind) -> Option<String> {
        match kind {
            Kind::Number => number(&self.text, self.numbers),
            Kind::Moment => moment(self.text.trim().parse().ok()?, self.epoch),
        }
    }
}

fn tag(e: &BytesStart<'_>, kinds: &[Kind], next: usize) -> Tag {
    let style = attribute(e, b"s").and_then(|s| s.parse::<usize>().ok());
    Tag {
        column: attribute(e, b"r").and_then(|r| column(&r)).unwrap_or(next),
        kind: style.and_then(|s| kinds.get(s).copied()).unwrap_or(Kind::Number),
        form: attribute(e, b"t").unwrap_or_default(),
    }
}
