//! A file made ready to be read. What it is — text or spreadsheet, packed or not, in which encoding — is told by its bytes, never
//! by its name.

use super::csv::{CsvReader, Format, MAX_COLUMNS, Next, Refusal};
use super::encoding::{Decoded, Told, named};
use super::fields::Fields;
use super::quotes::guess_delimiter;
use super::template::FileFormat;
use super::xlsx::{Epoch, XlsxReader};
use flate2::read::MultiGzDecoder;
use std::io::{BufRead, BufReader, Read, Seek};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Where a file of rows comes from: opened anew for each run.
pub type Source = Box<dyn Read + Send>;

/// Most bytes of a spreadsheet, packed as it is.
const SPREADSHEET: u64 = 1 << 30;

/// The header, and the rows behind it.
pub struct Opened {
    pub header: Vec<String>,
    pub reader: Reader,
    pub written: Written,
    /// Bytes of the file as it was sent that were read so far.
    pub count: Arc<AtomicU64>,
}

/// How the file turned out to be written.
#[derive(Clone, Debug)]
pub enum Written {
    Text {
        encoding: Told,
        delimiter: char,
    },
    Spreadsheet {
        sheets: Vec<String>,
        sheet: String,
        /// True when days are counted from 1904.
        from_1904: bool,
    },
}

impl Written {
    /// Writes into a template what was told of the file, so that it is read the same way again.
    pub fn note(&self, file: &mut FileFormat) {
        match self {
            Written::Text { encoding, .. } => {
                if let Some(name) = encoding.name() {
                    name.clone_into(&mut file.encoding);
                }
                file.sheet.clear();
            }
            Written::Spreadsheet { sheet, .. } => {
                sheet.clone_into(&mut file.sheet);
                file.encoding.clear();
            }
        }
    }

    /// From when the days of a spreadsheet are counted.
    #[must_use]
    pub fn epoch(&self) -> Option<Epoch> {
        match self {
            Written::Text { .. } => None,
            Written::Spreadsheet { from_1904, .. } => Some(if *from_1904 { Epoch::Y1904 } else { Epoch::Y1900 }),
        }
    }
}

/// Rows of either kind of file.
pub enum Reader {
    Csv(Box<CsvReader<Decoded<Source>>>),
    Xlsx(Box<XlsxReader>),
}

impl Reader {
    /// Reads up to the next row that is not empty.
    ///
    /// # Errors
    /// When the file cannot be read further.
    pub fn advance(&mut self) -> Result<Next, Refusal> {
        match self {
            Reader::Csv(csv) => csv.advance().map_err(|e| broken(csv.line(), &e)),
            Reader::Xlsx(xlsx) => xlsx.advance(),
        }
    }

    /// Fields of the row that `advance` found.
    #[must_use]
    pub fn fields(&self) -> &Fields {
        match self {
            Reader::Csv(csv) => csv.fields(),
            Reader::Xlsx(xlsx) => xlsx.fields(),
        }
    }

    /// The last row as text: as it stands in a text file, and as a line of CSV of a spreadsheet.
    #[must_use]
    pub fn text(&self) -> Vec<u8> {
        match self {
            Reader::Csv(csv) => csv.raw().to_vec(),
            Reader::Xlsx(xlsx) => line(xlsx.fields()),
        }
    }

    /// Line on which the last row began, 1 being the first; the number of a spreadsheet's row.
    #[must_use]
    pub fn line(&self) -> u64 {
        match self {
            Reader::Csv(csv) => csv.line(),
            Reader::Xlsx(xlsx) => xlsx.row(),
        }
    }

    /// Where the last row ended: bytes of the decoded text, or rows of the sheet.
    #[must_use]
    pub fn position(&self) -> u64 {
        match self {
            Reader::Csv(csv) => csv.position(),
            Reader::Xlsx(xlsx) => xlsx.row(),
        }
    }
}

fn line(fields: &Fields) -> Vec<u8> {
    let cell = |text: &str| {
        if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
    };
    fields.iter().map(cell).collect::<Vec<_>>().join(",").into_bytes()
}

/// Counts what is read through it.
struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.count.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

fn refusal(line: u64, column: usize, code: &'static str, message: impl Into<String>) -> Refusal {
    Refusal { line, column: u32::try_from(column).unwrap_or(u32::MAX), code, message: message.into() }
}

/// Opens a file and reads its header. May block for as long as the source does. `region` is that of the company, which hints at
/// the encoding.
///
/// # Errors
/// What is wrong with the file as a whole: empty, packed wrongly, in an encoding that is unknown, header broken.
pub fn open(source: Source, file: &FileFormat, region: &str) -> Result<Opened, Refusal> {
    let count = Arc::new(AtomicU64::new(0));
    let (start, input) = begin(Box::new(Counted { inner: source, count: count.clone() }))?;
    let (start, input) = if start.starts_with(&[0x1f, 0x8b]) {
        begin(Box::new(MultiGzDecoder::new(BufReader::with_capacity(1 << 16, input))))?
    } else {
        (start, input)
    };
    if start.is_empty() {
        return Err(refusal(1, 0, "empty_file", "the file is empty; it needs a header line and rows"));
    }
    if start.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        let message =
            "the file is an old spreadsheet (.xls), or one with a password; save it as .xlsx without a password, or as CSV";
        return Err(refusal(1, 0, "bad_spreadsheet", message));
    }
    let (mut reader, written) =
        if start.starts_with(b"PK\x03\x04") { spreadsheet(input, file, &count)? } else { text(input, file, region)? };
    let header = header(&mut reader)?;
    Ok(Opened { header, reader, written, count })
}

/// The first bytes of a stream, and the whole of it.
fn begin(mut input: Source) -> Result<(Vec<u8>, Source), Refusal> {
    let mut start = Vec::new();
    input.by_ref().take(4).read_to_end(&mut start).map_err(|e| broken(0, &e))?;
    Ok((start.clone(), Box::new(std::io::Cursor::new(start).chain(input))))
}

fn text(input: Source, file: &FileFormat, region: &str) -> Result<(Reader, Written), Refusal> {
    let given = match file.encoding.as_str() {
        "" => None,
        name => Some(named(name).ok_or_else(|| {
            let message = format!("`{name}` is no encoding that we know; name one such as UTF-8, gb18030, Big5 or windows-1252");
            refusal(0, 0, "unknown_encoding", message)
        })?),
    };
    let region = if file.region.is_empty() { region } else { &file.region };
    let decoded = Decoded::new(input, given, region);
    let encoding = decoded.told();
    let mut decoded = BufReader::with_capacity(1 << 16, decoded);
    let head = decoded.fill_buf().map_err(|e| broken(0, &e))?;
    let first_line = head.split(|b| *b == b'\n').next().unwrap_or_default();
    let one = |given: &str, otherwise: u8| given.bytes().next().unwrap_or(otherwise);
    let format = Format { delimiter: one(&file.delimiter, guess_delimiter(first_line)), quote: one(&file.quote, b'"') };
    let csv = CsvReader::buffered(decoded, format).decoded_from(encoding.clone());
    Ok((Reader::Csv(Box::new(csv)), Written::Text { encoding, delimiter: format.delimiter.into() }))
}

/// A spreadsheet is read from its end, so it is put aside first.
fn spreadsheet(input: Source, file: &FileFormat, count: &Arc<AtomicU64>) -> Result<(Reader, Written), Refusal> {
    let mut aside = tempfile::tempfile().map_err(|e| broken(0, &e))?;
    let size = std::io::copy(&mut input.take(SPREADSHEET + 1), &mut aside).map_err(|e| broken(0, &e))?;
    if size > SPREADSHEET {
        return Err(refusal(0, 0, "bad_spreadsheet", "the spreadsheet is larger than 1 GiB; save it as CSV"));
    }
    aside.rewind().map_err(|e| broken(0, &e))?;
    let xlsx = XlsxReader::open(aside, &file.sheet, file.numbers(), count)?;
    let written = Written::Spreadsheet {
        sheets: xlsx.sheets().to_vec(),
        sheet: xlsx.sheet().to_owned(),
        from_1904: xlsx.epoch() == Epoch::Y1904,
    };
    Ok((Reader::Xlsx(Box::new(xlsx)), written))
}

fn broken(line: u64, e: &std::io::Error) -> Refusal {
    let what = match e.kind() {
        std::io::ErrorKind::UnexpectedEof => "the packed file ends too early; send it whole".to_owned(),
        std::io::ErrorKind::InvalidInput | std::io::ErrorKind::InvalidData => {
            format!("the packed file is damaged ({e}); pack and send it again")
        }
        _ => format!("the file cannot be read ({e})"),
    };
    refusal(line, 0, "broken_file", format!("{what}. Rows up to here were taken in"))
}

fn header(reader: &mut Reader) -> Result<Vec<String>, Refusal> {
    match reader.advance()? {
        Next::End => Err(refusal(1, 0, "empty_file", "the file has no header line")),
        Next::Refused(r) => Err(r),
        Next::Record => {
            let names: Vec<String> = reader.fields().iter().map(|s| s.trim().to_owned()).collect();
            if names.len() > MAX_COLUMNS {
                let message =
                    format!("the file has {} columns and may have {MAX_COLUMNS}; leave out what is not needed", names.len());
                return Err(refusal(reader.line(), MAX_COLUMNS + 1, "too_many_columns", message));
            }
            if let Some(i) = names.iter().position(String::is_empty) {
                let message = "this column has no name in the header line; give it one";
                return Err(refusal(reader.line(), i + 1, "empty_header", message));
            }
            Ok(names)
        }
    }
}
