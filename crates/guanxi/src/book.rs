//! Records as a spreadsheet (XLSX) with typed cells. Rows go to a file aside as they come, so that memory does not grow with
//! them; text is stored as text, which no spreadsheet runs.

use crate::sheet::{cell_text, columns};
use model::money::Currency;
use model::object::Part;
use model::{Date, Object, Record, Ts, Val};
use records::json::{Shape, write_field};
use records::{Access, Error};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::fs::File;
use std::io::{BufWriter, Seek};

/// Rows that a sheet holds below its header.
pub const MAX_ROWS: u32 = 1_048_575;
/// Characters that a cell holds, as spreadsheets count them.
const MAX_TEXT: usize = 32_767;
/// The day from which spreadsheets count, as days since 1970, for days after February 1900.
const FIRST_DAY: i64 = -25_569;
/// 1 March 1900; spreadsheets miscount the days before it.
const SOUND: i64 = -25_508;
/// The largest whole number of which all digits show.
const WHOLE: u64 = 999_999_999_999_999;

/// A spreadsheet of one sheet under way.
pub struct Book {
    book: Workbook,
    fields: Vec<(usize, Shape)>,
    names: Vec<String>,
    home: Currency,
    zone: jiff::tz::TimeZone,
    row: u32,
    day: Format,
    moment: Format,
    cell: Vec<u8>,
}

/// What a cell holds.
enum Cell {
    Empty,
    Number(f64),
    Day(f64),
    Moment(f64),
    Flag(bool),
    Text(String),
}

fn failed(e: &XlsxError) -> Error {
    Error::Store(store::Error::Io(format!("the spreadsheet cannot be written: {e}")))
}

impl Book {
    /// Begins with the header. `wanted` names the columns; `None`: all that the asker may read. `zone` is the company's, in which
    /// times are written.
    ///
    /// # Errors
    /// When nothing can be put aside.
    pub fn new(object: &Object, access: &Access, wanted: Option<&[String]>, home: Currency, zone: &str) -> Result<Self, Error> {
        let fields: Vec<(usize, Shape)> = columns(object, access, wanted)
            .into_iter()
            .map(|i| (i, if object.fields[i].multi { Shape::Text } else { Shape::of(&object.fields[i]) }))
            .collect();
        let names: Vec<String> = fields.iter().map(|(i, _)| object.fields[*i].name.to_string()).collect();
        let mut book = Workbook::new();
        let bold = Format::new().set_bold();
        let sheet = book.add_worksheet_with_constant_memory().map_err(|e| failed(&e))?;
        let title: String = object.name().chars().take(31).collect();
        let begin = || {
            sheet.set_name(title)?.set_freeze_panes(1, 0)?;
            for (place, name) in names.iter().enumerate() {
                sheet.write_string_with_format(0, column(place)?, name, &bold)?;
            }
            Ok(())
        };
        begin().map_err(|e| failed(&e))?;
        let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
        Ok(Self { book, fields, names, home, zone, row: 0, day, moment, cell: Vec::new() })
    }

    /// Adds a record as a row.
    ///
    /// # Errors
    /// `Invalid` when there are more rows, or more characters in a cell, than a spreadsheet holds.
    pub fn push(&mut self, record: &Record) -> Result<(), Error> {
        if self.row == MAX_ROWS {
            let message = "a spreadsheet has at most 1,048,576 rows; narrow the filter, or export as CSV, which has no limit";
            return Err(Error::field("format", "too_many_rows", message));
        }
        self.row += 1;
        for place in 0..self.fields.len() {
            let cell = self.value(place, record);
            if let Cell::Text(text) = &cell
                && text.encode_utf16().count() > MAX_TEXT
            {
                let message =
                    format!("the text of `{}` in {} is longer than a cell holds; export as CSV", self.names[place], record.id());
                return Err(Error::field("format", "cell_too_large", message));
            }
            self.put(place, cell).map_err(|e| failed(&e))?;
        }
        Ok(())
    }

    /// Rows so far, without the header.
    #[must_use]
    pub fn rows(&self) -> u32 {
        self.row
    }

    /// Writes the file and hands it back at its beginning. Blocks.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end(mut self, mut file: File) -> Result<File, Error> {
        self.book.save_to_writer(BufWriter::new(&file)).map_err(|e| failed(&e))?;
        file.rewind().map_err(store::Error::from)?;
        Ok(file)
    }

    fn put(&mut self, place: usize, cell: Cell) -> Result<(), XlsxError> {
        let (row, col) = (self.row, column(place)?);
        let sheet = self.book.worksheet_from_index(0)?;
        match cell {
            Cell::Empty => {}
            Cell::Number(n) => drop(sheet.write_number(row, col, n)?),
            Cell::Day(n) => drop(sheet.write_number_with_format(row, col, n, &self.day)?),
            Cell::Moment(n) => drop(sheet.write_number_with_format(row, col, n, &self.moment)?),
            Cell::Flag(flag) => drop(sheet.write_boolean(row, col, flag)?),
            Cell::Text(text) => drop(sheet.write_string(row, col, text)?),
        }
        Ok(())
    }

    /// What stands in a field, as a number where a spreadsheet keeps all of it.
    fn value(&mut self, place: usize, record: &Record) -> Cell {
        let (field, shape) = self.fields[place];
        let val = &record.vals[record.object.column_of(field)];
        let typed = match (shape, val) {
            (_, Val::Null) => return Cell::Empty,
            (Shape::Integer, Val::Int(n)) => number(*n, 0),
            (Shape::Decimal(scale), Val::Int(n)) => number(*n, scale),
            (Shape::HomeMoney, Val::Int(n)) => number(*n, self.home.digits()),
            (Shape::Money, Val::Int(n)) => {
                let own = record.object.part_of(field, Part::Currency).and_then(|c| record.vals[c].text());
                if own.is_none_or(|c| c == self.home.code()) { number(*n, self.home.digits()) } else { None }
            }
            (Shape::Boolean, Val::Int(n)) => Some(Cell::Flag(*n != 0)),
            (Shape::Date, Val::Int(n)) => days(*n, 0.0).map(Cell::Day),
            (Shape::DateTime, Val::Int(n)) => self.moment(Ts(*n)),
            _ => None,
        };
        typed.unwrap_or_else(|| {
            self.cell.clear();
            write_field(&mut self.cell, record, field, self.home);
            match cell_text(&self.cell, self.home).into_owned() {
                text if text.is_empty() => Cell::Empty,
                text => Cell::Text(text),
            }
        })
    }

    fn moment(&self, at: Ts) -> Option<Cell> {
        let local = at.civil_in(&self.zone)?;
        let time = local.time();
        let second = f64::from(i32::from(time.hour()) * 3600 + i32::from(time.minute()) * 60 + i32::from(time.second()));
        days(Date::from_civil(local.date()).0.into(), second / 86_400.0).map(Cell::Moment)
    }
}

fn column(place: usize) -> Result<u16, XlsxError> {
    u16::try_from(place).map_err(|_| XlsxError::RowColumnLimitError)
}

/// A scaled number, unless it has more digits than a spreadsheet keeps.
fn number(value: i64, scale: u8) -> Option<Cell> {
    #[expect(clippy::cast_precision_loss, reason = "it has at most 15 digits")]
    let whole = (value.unsigned_abs() <= WHOLE).then_some(value as f64)?;
    Some(Cell::Number(whole / 10_f64.powi(i32::from(scale))))
}

/// A day since 1970 as spreadsheets count it, with a part of a day.
fn days(day: i64, part: f64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "days of some thousand years")]
    (SOUND..=2_932_896).contains(&day).then(|| (day - FIRST_DAY) as f64 + part)
}
