//! The file, unpacked and cut into chunks of rows by a thread of its own.

use super::csv::{CsvReader, Fields, Format, MAX_COLUMNS, Next, Refusal, guess_delimiter};
use super::template::FileFormat;
use flate2::read::MultiGzDecoder;
use std::io::{BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use tokio::sync::mpsc;

/// Where a file of rows comes from: opened anew for each run.
pub type Source = Box<dyn Read + Send>;

/// A row that could be cut, or why not, with its text.
pub struct Row {
    pub line: u64,
    /// Bytes of the unpacked file up to the row's end.
    pub end: u64,
    pub text: Vec<u8>,
    pub cells: Result<Fields, Refusal>,
}

/// Some rows, and how many bytes of the file as it was sent they took, for progress.
pub struct Chunk {
    pub rows: Vec<Row>,
    pub read: u64,
}

/// What the thread hands over.
pub enum Piece {
    Chunk(Chunk),
    /// The file cannot be read further.
    Broken(Refusal),
}

/// The header and the rows behind it.
pub struct Rows {
    pub header: Vec<String>,
    pub pieces: mpsc::Receiver<Piece>,
    /// Rows that the next chunk should have; the writer sets it by how long the last one took.
    pub size: Arc<AtomicUsize>,
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

fn refusal(line: u64, column: u32, code: &'static str, message: impl Into<String>) -> Refusal {
    Refusal { line, column, code, message: message.into() }
}

/// Opens the file, reads its header and starts the thread that reads the rows that end behind byte `from` of the unpacked file.
///
/// # Errors
/// What is wrong with the file as a whole: empty, packed wrongly, UTF-16, header broken.
pub fn open(source: Source, file: &FileFormat, from: u64) -> Result<Rows, Refusal> {
    let count = Arc::new(AtomicU64::new(0));
    let mut input = BufReader::with_capacity(1 << 16, Counted { inner: source, count: count.clone() });
    let start = peek(&mut input)?;
    if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
        return Err(refusal(1, 0, "not_utf8", "the file is UTF-16; save it as CSV in UTF-8"));
    }
    if start.starts_with(b"PK\x03\x04") {
        return Err(refusal(1, 0, "not_csv", "the file is a spreadsheet or archive; save it as CSV in UTF-8"));
    }
    let mut text: BufReader<Box<dyn Read + Send>> = if start.starts_with(&[0x1f, 0x8b]) {
        BufReader::with_capacity(1 << 16, Box::new(MultiGzDecoder::new(input)))
    } else {
        BufReader::with_capacity(1 << 16, Box::new(input))
    };
    let head = peek(&mut text)?;
    if head.is_empty() {
        return Err(refusal(1, 0, "empty_file", "the file is empty; it needs a header line and rows"));
    }
    let first_line = head.split(|b| *b == b'\n').next().unwrap_or_default();
    let one = |given: &str, otherwise: u8| given.bytes().next().unwrap_or(otherwise);
    let format = Format { delimiter: one(&file.delimiter, guess_delimiter(first_line)), quote: one(&file.quote, b'"') };
    let mut reader = CsvReader::new(text, format);
    let header = header(&mut reader)?;
    let size = Arc::new(AtomicUsize::new(500));
    let (send, pieces) = mpsc::channel(2);
    let wanted = size.clone();
    std::thread::Builder::new()
        .name("import-read".into())
        .spawn(move || read_rows(reader, from, &count, &wanted, &send))
        .map_err(|e| refusal(1, 0, "busy", format!("no thread could be started ({e}); try again")))?;
    Ok(Rows { header, pieces, size })
}

fn peek<R: Read>(input: &mut BufReader<R>) -> Result<Vec<u8>, Refusal> {
    input.fill_buf().map(<[u8]>::to_vec).map_err(|e| broken(0, &e))
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

fn header<R: Read>(reader: &mut CsvReader<R>) -> Result<Vec<String>, Refusal> {
    match reader.advance().map_err(|e| broken(1, &e))? {
        Next::End => Err(refusal(1, 0, "empty_file", "the file has no header line")),
        Next::Refused(r) => Err(r),
        Next::Record => {
            let names: Vec<String> = reader.fields().iter().map(|s| s.trim().to_owned()).collect();
            if names.len() > MAX_COLUMNS {
                let message =
                    format!("the file has {} columns and may have {MAX_COLUMNS}; leave out what is not needed", names.len());
                return Err(refusal(1, u32::try_from(MAX_COLUMNS + 1).unwrap_or(0), "too_many_columns", message));
            }
            if let Some(i) = names.iter().position(String::is_empty) {
                let column = u32::try_from(i + 1).unwrap_or(0);
                return Err(refusal(1, column, "empty_header", "this column has no name in the header line; give it one"));
            }
            Ok(names)
        }
    }
}

fn read_rows<R: Read>(mut reader: CsvReader<R>, from: u64, count: &AtomicU64, size: &AtomicUsize, send: &mpsc::Sender<Piece>) {
    loop {
        let wanted = size.load(Ordering::Relaxed).max(1);
        let mut rows = Vec::with_capacity(wanted);
        let mut end = false;
        while rows.len() < wanted {
            let cells = match reader.advance() {
                Err(e) => {
                    let last = Chunk { rows, read: count.load(Ordering::Relaxed) };
                    let bad = broken(reader.line(), &e);
                    let _ = send.blocking_send(Piece::Chunk(last)).and_then(|()| send.blocking_send(Piece::Broken(bad)));
                    return;
                }
                Ok(Next::End) => {
                    end = true;
                    break;
                }
                Ok(Next::Record) => Ok(reader.take_fields()),
                Ok(Next::Refused(r)) => Err(r),
            };
            if reader.position() > from {
                rows.push(Row { line: reader.line(), end: reader.position(), text: reader.raw().to_vec(), cells });
            }
        }
        let chunk = Chunk { rows, read: count.load(Ordering::Relaxed) };
        if send.blocking_send(Piece::Chunk(chunk)).is_err() || end {
            return;
        }
    }
}
