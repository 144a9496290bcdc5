//! The rows of a file cut into chunks by a thread of its own.

use super::csv::{Next, Refusal};
use super::fields::Fields;
use super::open::{Opened, Reader, Written};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use tokio::sync::mpsc;

/// A row that could be cut, or why not, with its text.
pub struct Row {
    pub line: u64,
    /// Where the row ends: bytes of the decoded text, or rows of a sheet.
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
    pub written: Written,
    pub pieces: mpsc::Receiver<Piece>,
    /// Rows that the next chunk should have; the writer sets it by how long the last one took.
    pub size: Arc<AtomicUsize>,
}

/// Starts the thread that reads the rows of an opened file that end behind the position `from`.
///
/// # Errors
/// When no thread can be started.
pub fn start(opened: Opened, from: u64) -> Result<Rows, Refusal> {
    let Opened { header, reader, written, count } = opened;
    let size = Arc::new(AtomicUsize::new(500));
    let (send, pieces) = mpsc::channel(2);
    let wanted = size.clone();
    let busy = |e| Refusal { line: 0, column: 0, code: "busy", message: format!("no thread could be started ({e}); try again") };
    std::thread::Builder::new()
        .name("import-read".into())
        .spawn(move || read_rows(reader, from, &count, &wanted, &send))
        .map_err(busy)?;
    Ok(Rows { header, written, pieces, size })
}

fn read_rows(mut reader: Reader, from: u64, count: &AtomicU64, size: &AtomicUsize, send: &mpsc::Sender<Piece>) {
    loop {
        let wanted = size.load(Ordering::Relaxed).max(1);
        let mut rows = Vec::with_capacity(wanted);
        let mut end = false;
        while rows.len() < wanted {
            let cells = match reader.advance() {
                Err(bad) => {
                    let last = Chunk { rows, read: count.load(Ordering::Relaxed) };
                    let _ = send.blocking_send(Piece::Chunk(last)).and_then(|()| send.blocking_send(Piece::Broken(bad)));
                    return;
                }
                Ok(Next::End) => {
                    end = true;
                    break;
                }
                Ok(Next::Record) => Ok(()),
                Ok(Next::Refused(r)) => Err(r),
            };
            if reader.position() > from {
                let cells = cells.map(|()| reader.fields().compact());
                rows.push(Row { line: reader.line(), end: reader.position(), text: reader.text(), cells });
            }
        }
        let chunk = Chunk { rows, read: count.load(Ordering::Relaxed) };
        if send.blocking_send(Piece::Chunk(chunk)).is_err() || end {
            return;
        }
    }
}
