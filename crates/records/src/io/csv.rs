//! Reads CSV as a stream, of any size, one record in memory at a time, and says of each bad record where it is bad.
//!
//! Records are cut here, because a quote that is never closed must cost one refused line and not the rest of the file;
//! fields are split by `csv_core`.

use super::encoding::Told;
use super::fields::Fields;
use super::quotes::{Inside, column_at, count_newlines, open_quote_column, scan, stray_quote_column, trim_newline};
use std::io::{BufRead, BufReader, Read};

/// Largest record in bytes; a longer one is refused.
pub const MAX_RECORD: usize = 8 << 20;
/// Largest cell in bytes.
pub const MAX_CELL: usize = 1 << 20;
/// Most columns a file may have.
pub const MAX_COLUMNS: usize = 2_000;

/// Why a record, or the whole file, was refused: line (1 is the first of the file), column (1 is the first; 0 when it is not
/// one cell's fault), and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub line: u64,
    pub column: u32,
    pub code: &'static str,
    pub message: String,
}

/// How the file is written.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    pub delimiter: u8,
    pub quote: u8,
}

/// What one call of [`CsvReader::advance`] found.
pub enum Next {
    /// A record is in the buffer.
    Record,
    /// A record was refused; its text is in [`CsvReader::raw`].
    Refused(Refusal),
    End,
}

/// A stream of records. Positions are bytes of the (unpacked) text, so that an import can go on where it stopped.
pub struct CsvReader<R> {
    input: BufReader<R>,
    format: Format,
    splitter: csv_core::Reader,
    raw: Vec<u8>,
    fields: Fields,
    line: u64,
    next_line: u64,
    position: u64,
    /// Bytes to read again after a quote that never closed.
    again: Vec<u8>,
    /// What the file was decoded from, for messages.
    told: Told,
}

impl<R: Read> CsvReader<R> {
    pub fn new(input: R, format: Format) -> Self {
        Self::buffered(BufReader::with_capacity(1 << 16, input), format)
    }

    pub fn buffered(input: BufReader<R>, format: Format) -> Self {
        let splitter = csv_core::ReaderBuilder::new().delimiter(format.delimiter).quote(format.quote).build();
        Self {
            input,
            format,
            splitter,
            raw: Vec::new(),
            fields: Fields::default(),
            line: 0,
            next_line: 1,
            position: 0,
            again: Vec::new(),
            told: Told::default(),
        }
    }

    /// Names what the text was decoded from in its messages.
    #[must_use]
    pub fn decoded_from(self, told: Told) -> Self {
        Self { told, ..self }
    }

    /// Fields of the record that `advance` found.
    #[must_use]
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Text of the last record as it stands in the file.
    #[must_use]
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Line on which the last record began.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Bytes read so far, up to the end of the last record.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Reads up to the next record that is not an empty line. An error of the input itself (a broken gzip stream, say) is
    /// returned as it is.
    pub fn advance(&mut self) -> std::io::Result<Next> {
        loop {
            self.line = self.next_line;
            let cut = self.cut_record()?;
            if let Cut::End = cut {
                return Ok(Next::End);
            }
            if self.line == 1 && self.raw.starts_with(b"\xef\xbb\xbf") {
                self.raw.drain(..3);
            }
            if let Cut::Unclosed | Cut::TooLong = cut {
                return Ok(Next::Refused(self.unclosed(&cut)));
            }
            if self.raw.is_empty() {
                continue;
            }
            return Ok(match self.split() {
                Ok(()) => Next::Record,
                Err(refusal) => Next::Refused(refusal),
            });
        }
    }

    fn refusal(&self, column: usize, code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal { line: self.line, column: u32::try_from(column).unwrap_or(u32::MAX), code, message: message.into() }
    }

    /// A quote that opens on a line and never closes costs that line only: what follows it is read again.
    fn unclosed(&mut self, cut: &Cut) -> Refusal {
        let column = open_quote_column(&self.raw, self.format);
        let first = self.raw.iter().position(|b| *b == b'\n').map_or(self.raw.len(), |i| i + 1);
        let rest = self.raw.split_off(first);
        self.position -= rest.len() as u64;
        self.next_line = self.line + 1;
        let mut again = rest;
        again.append(&mut self.again);
        self.again = again;
        trim_newline(&mut self.raw);
        match (cut, column) {
            (_, Some(column)) => self.refusal(
                column,
                "unclosed_quote",
                "the quote that opens this cell is never closed; close it, or double quotes that belong to the text",
            ),
            _ => self.refusal(
                0,
                "record_too_long",
                format!("the record is longer than {MAX_RECORD} bytes; split it or check its quotes"),
            ),
        }
    }

    fn cut_record(&mut self) -> std::io::Result<Cut> {
        self.raw.clear();
        let mut inside = Inside { quoted: false, may_open: true };
        loop {
            let from_again = !self.again.is_empty();
            let chunk: &[u8] = if from_again { &self.again } else { self.input.fill_buf()? };
            if chunk.is_empty() {
                if self.raw.is_empty() {
                    return Ok(Cut::End);
                }
                self.next_line += count_newlines(&self.raw);
                trim_newline(&mut self.raw);
                return Ok(if inside.quoted { Cut::Unclosed } else { Cut::Record });
            }
            let (used, done) = scan(chunk, self.format, &mut inside);
            self.raw.extend_from_slice(&chunk[..used]);
            self.position += used as u64;
            if from_again {
                self.again.drain(..used);
            } else {
                self.input.consume(used);
            }
            if done {
                self.next_line += count_newlines(&self.raw);
                trim_newline(&mut self.raw);
                return Ok(if self.raw.len() > MAX_RECORD { Cut::TooLong } else { Cut::Record });
            }
            if self.raw.len() > MAX_RECORD {
                return Ok(if inside.quoted { Cut::Unclosed } else { Cut::TooLong });
            }
        }
    }

    fn split(&mut self) -> Result<(), Refusal> {
        if let Err(e) = std::str::from_utf8(&self.raw) {
            let column = column_at(&self.raw[..e.valid_up_to()], self.format);
            let name = self.told.name().unwrap_or("UTF-8");
            let message =
                format!("the cell has bytes that mean nothing in {name}; name the encoding of the file or save it as UTF-8");
            return Err(self.refusal(column, "undecodable", message));
        }
        if let Some(at) = self.raw.iter().position(|b| *b == 0) {
            let column = column_at(&self.raw[..at], self.format);
            return Err(self.refusal(column, "nul", "the cell holds a NUL character; remove it"));
        }
        if self.raw.contains(&self.format.quote)
            && let Some(column) = stray_quote_column(&self.raw, self.format)
        {
            return Err(self.refusal(
                column,
                "stray_quote",
                "there is text behind the closing quote of this cell; quote the whole cell and double the quotes inside it",
            ));
        }
        self.split_fields();
        let mut from = 0;
        for i in 0..self.fields.count {
            let end = self.fields.ends[i];
            if end - from > MAX_CELL {
                return Err(self.refusal(
                    i + 1,
                    "cell_too_large",
                    format!("the cell is larger than {MAX_CELL} bytes; shorten it"),
                ));
            }
            from = end;
        }
        Ok(())
    }

    fn split_fields(&mut self) {
        let f = &mut self.fields;
        if f.bytes.len() < self.raw.len() + 1 {
            f.bytes.resize(self.raw.len() + 1, 0);
        }
        if f.ends.len() < 64 {
            f.ends.resize(64, 0);
        }
        self.splitter.reset();
        let (mut input, mut out, mut ends) = (0, 0, 0);
        loop {
            let (result, nin, nout, nend) =
                self.splitter.read_record(&self.raw[input..], &mut f.bytes[out..], &mut f.ends[ends..]);
            input += nin;
            out += nout;
            ends += nend;
            match result {
                csv_core::ReadRecordResult::OutputEndsFull => f.ends.resize(f.ends.len() * 2, 0),
                csv_core::ReadRecordResult::OutputFull => f.bytes.resize(f.bytes.len() * 2, 0),
                csv_core::ReadRecordResult::InputEmpty => {}
                csv_core::ReadRecordResult::Record | csv_core::ReadRecordResult::End => break,
            }
        }
        f.count = ends;
    }
}

enum Cut {
    Record,
    Unclosed,
    TooLong,
    End,
}
