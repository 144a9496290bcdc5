//! The archive around a spreadsheet: its parts, unpacked as streams within bounds, and never anything outside of it.

use super::bad;
use crate::io::csv::Refusal;
use flate2::read::DeflateDecoder;
use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Most parts of an archive, and most bytes of its list of them.
const PARTS: usize = 10_000;
const LIST: u64 = 4 << 20;
/// Most bytes of one unpacked part, and how many times its packed size it may be once it is larger than [`SMALL`].
const UNPACKED: u64 = 4 << 30;
const RATIO: u64 = 300;
const SMALL: u64 = 16 << 20;
/// Most bytes of one tag, text or comment.
const EVENT: u64 = 8 << 20;

/// Where a part stands in the file.
#[derive(Clone, Copy)]
struct Place {
    header: u64,
    packed: u64,
    deflated: bool,
}

/// An archive of named parts.
pub struct Package {
    file: Arc<File>,
    parts: HashMap<String, Place>,
}

/// A part, unpacked. It breaks off with an error that says why when it grows beyond bounds.
pub struct Part {
    input: Box<dyn Read + Send>,
    packed: u64,
    unpacked: u64,
    /// Bytes since the reader of the part last came to an end of something.
    since: Arc<AtomicU64>,
}

fn number(bytes: &[u8], at: usize, len: usize) -> Option<u64> {
    let part = bytes.get(at..at.checked_add(len)?)?;
    Some(part.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b)))
}

/// As names of parts are compared.
fn plain(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

impl Package {
    /// Reads the list of parts.
    ///
    /// # Errors
    /// Why the file is no archive that can be read.
    pub fn open(file: File) -> Result<Self, Refusal> {
        let list = list(&file)?;
        let mut parts = HashMap::new();
        let mut at = 0;
        while let Some((name, place, next)) = entry(&list, at)? {
            parts.insert(plain(&name), place);
            at = next;
        }
        Ok(Self { file: Arc::new(file), parts })
    }

    /// A part by its name; `None` when there is none. What is read of the packed part is added to `count`.
    ///
    /// # Errors
    /// When the archive is damaged there.
    pub fn part(&self, name: &str, count: &Arc<AtomicU64>) -> Result<Option<Part>, Refusal> {
        let Some(place) = self.parts.get(&plain(name)) else { return Ok(None) };
        let mut head = [0; 30];
        Window { file: self.file.clone(), at: place.header, count: None }.read_exact(&mut head).map_err(|_| damaged())?;
        let (Some(name), Some(extra)) = (number(&head, 26, 2), number(&head, 28, 2)) else { return Err(damaged()) };
        if !head.starts_with(b"PK\x03\x04") {
            return Err(damaged());
        }
        let at = place.header + 30 + name + extra;
        let packed = Window { file: self.file.clone(), at, count: Some(count.clone()) }.take(place.packed);
        let input: Box<dyn Read + Send> = if place.deflated { Box::new(DeflateDecoder::new(packed)) } else { Box::new(packed) };
        Ok(Some(Part { input, packed: place.packed, unpacked: 0, since: Arc::default() }))
    }
}

/// The list of parts at the end of the file.
fn list(file: &File) -> Result<Vec<u8>, Refusal> {
    let whole = file.metadata().map_err(|_| damaged())?.len();
    let from = whole.saturating_sub(22 + 0xffff);
    let tail = window(file, from, whole - from)?;
    let end = tail.windows(4).rposition(|w| w == b"PK\x05\x06").ok_or_else(|| bad("the file ends too early; send it whole"))?;
    let field = |at, len| number(&tail, end + at, len).ok_or_else(damaged);
    let (parts, size, offset) = (field(10, 2)?, field(12, 4)?, field(16, 4)?);
    if parts > PARTS as u64 || size > LIST || offset > whole {
        return Err(bad("the archive has too many parts for a spreadsheet; save it anew, or as CSV"));
    }
    window(file, offset, size)
}

/// One line of the list, and where the next one begins.
fn entry(list: &[u8], at: usize) -> Result<Option<(String, Place, usize)>, Refusal> {
    if list.get(at..at + 4) != Some(b"PK\x01\x02") {
        return Ok(None);
    }
    let field = |offset: usize, len| number(list, at + offset, len).ok_or_else(damaged);
    let length = |offset| field(offset, 2).map(|n| usize::try_from(n).unwrap_or(usize::MAX));
    let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
    let text = list.get(at + 46..at + 46 + name).ok_or_else(damaged)?;
    let name_text = String::from_utf8_lossy(text).into_owned();
    if field(8, 2)? & 1 == 1 {
        return Err(bad("the archive is protected by a password; save the spreadsheet without one"));
    }
    let deflated = match field(10, 2)? {
        0 => false,
        8 => true,
        _ => return Err(bad("the archive is packed in an unusual way; save the spreadsheet anew")),
    };
    let place = Place { header: field(42, 4)?, packed: field(20, 4)?, deflated };
    Ok(Some((name_text, place, at + 46 + name + extra + comment)))
}

fn window(file: &File, at: u64, len: u64) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let mut file = file;
    file.seek(SeekFrom::Start(at)).and_then(|_| file.take(len).read_to_end(&mut bytes)).map_err(|_| damaged())?;
    Ok(bytes)
}

fn damaged() -> Refusal {
    bad("the archive is damaged; send it again")
}

/// A file from some place on. Several may read the same file in turn.
struct Window {
    file: Arc<File>,
    at: u64,
    count: Option<Arc<AtomicU64>>,
}

impl Read for Window {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let mut file = &*self.file;
        file.seek(SeekFrom::Start(self.at))?;
        let n = file.read(buf)?;
        self.at += n as u64;
        if let Some(count) = &self.count {
            count.fetch_add(n as u64, Ordering::Relaxed);
        }
        Ok(n)
    }
}

impl Part {
    /// Whoever reads the part sets this to zero when it is done with what it read.
    #[must_use]
    pub fn since(&self) -> Arc<AtomicU64> {
        self.since.clone()
    }
}

impl Read for Part {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.input.read(buf)?;
        self.unpacked += n as u64;
        let since = self.since.fetch_add(n as u64, Ordering::Relaxed) + n as u64;
        let swollen = self.unpacked > SMALL && self.unpacked / RATIO > self.packed;
        if swollen || self.unpacked > UNPACKED {
            return Err(std::io::Error::other(
                "it unpacks to far more than a spreadsheet does, as made to exhaust a machine; save it anew, or as CSV",
            ));
        }
        if since > EVENT {
            return Err(std::io::Error::other("one piece of it is larger than a cell can be; save it anew, or as CSV"));
        }
        Ok(n)
    }
}
