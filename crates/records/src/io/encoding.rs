//! The encoding of a file: known by its mark, named by the template, or told from its bytes beyond ASCII; the text is decoded
//! to UTF-8 while it is read, in constant memory.
//!
//! Bytes that are nothing in the encoding come out as [`STRAY`], which is nothing in UTF-8, so that the reader of records
//! refuses the cell that they stand in.

use super::detect::{guess, sixteen};
use encoding_rs::{DecoderResult, Encoding, GB18030, GBK, REPLACEMENT, UTF_8, X_USER_DEFINED};
use std::io::{ErrorKind, Read};
use std::sync::{Arc, OnceLock};

/// Encodings that people are offered; a template may name any other of the WHATWG standard.
pub const OFFERED: &[&str] = &[
    "UTF-8",
    "gb18030",
    "Big5",
    "Shift_JIS",
    "EUC-JP",
    "EUC-KR",
    "windows-1252",
    "windows-1250",
    "windows-1251",
    "UTF-16LE",
    "UTF-16BE",
];

/// Stands for bytes that are nothing in the encoding.
pub const STRAY: u8 = 0xff;
/// Bytes from the first beyond ASCII that are looked at, and bytes decoded at once.
const WINDOW: usize = 64 * 1024;
/// ASCII before them that is looked at too.
const BEFORE: usize = 1024;
/// Text of one turn: as many bytes of any encoding never give more.
const OUT: usize = 3 * WINDOW + 64;

/// The encoding that a file turned out to have; empty until a byte shows it.
#[derive(Clone, Debug, Default)]
pub struct Told(Arc<OnceLock<&'static Encoding>>);

impl Told {
    /// Its name as [`OFFERED`] has it; `None` while all that was read is ASCII.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        self.0.get().map(|e| e.name())
    }

    fn set(&self, encoding: &'static Encoding) {
        // it is decided once
        let _ = self.0.set(encoding);
    }
}

/// The encoding of this name, in any of its spellings (`gbk`, `GB2312`, `latin1`); `None` when there is none.
#[must_use]
pub fn named(name: &str) -> Option<&'static Encoding> {
    let found = Encoding::for_label(name.trim().as_bytes())?;
    match found {
        e if e == REPLACEMENT || e == X_USER_DEFINED => None,
        // The later standard holds all of the earlier one.
        e if e == GBK => Some(GB18030),
        e => Some(e),
    }
}

enum State {
    Begin,
    /// Nothing beyond ASCII was met yet.
    Ascii,
    /// UTF-8 goes through as it is; whether it is right is looked at cell by cell.
    Plain,
    Decoding(Box<encoding_rs::Decoder>),
    End,
}

/// Text of a file in UTF-8.
pub struct Decoded<R> {
    input: R,
    raw: Vec<u8>,
    at: usize,
    ended: bool,
    /// How the input broke off behind what waits.
    broken: Option<std::io::Error>,
    out: Vec<u8>,
    out_at: usize,
    state: State,
    given: Option<&'static Encoding>,
    region: String,
    told: Told,
}

impl<R: Read> Decoded<R> {
    /// `given` is read as it says, unless a byte order mark says otherwise; `None`: what the bytes look like, in a company of
    /// this region (`CN`) when they look like several.
    pub fn new(input: R, given: Option<&'static Encoding>, region: &str) -> Self {
        Self {
            input,
            raw: Vec::new(),
            at: 0,
            ended: false,
            broken: None,
            out: Vec::new(),
            out_at: 0,
            state: State::Begin,
            given,
            region: region.to_owned(),
            told: Told::default(),
        }
    }

    /// Where the encoding will be told.
    #[must_use]
    pub fn told(&self) -> Told {
        self.told.clone()
    }

    /// Reads until so many bytes wait, or to the end.
    fn fill(&mut self, wanted: usize) -> std::io::Result<()> {
        while self.raw.len() - self.at < wanted && !self.ended {
            if let Some(e) = self.broken.take() {
                return self.broke(e);
            }
            let from = self.raw.len();
            self.raw.resize(from + WINDOW, 0);
            let read = self.input.read(&mut self.raw[from..]);
            self.raw.truncate(from + *read.as_ref().unwrap_or(&0));
            match read {
                Ok(n) => self.ended = n == 0,
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return self.broke(e),
            }
        }
        Ok(())
    }

    /// What came before the break is good and goes first.
    fn broke(&mut self, e: std::io::Error) -> std::io::Result<()> {
        if self.raw.len() == self.at {
            return Err(e);
        }
        self.broken = Some(e);
        Ok(())
    }

    /// Lets at least one byte wait, except at the end.
    fn next(&mut self) -> std::io::Result<()> {
        if self.at == self.raw.len() {
            self.raw.clear();
            self.at = 0;
            self.fill(1)?;
        }
        Ok(())
    }

    fn begin(&mut self) {
        let head = &self.raw[self.at..];
        let (mark, found) = match Encoding::for_bom(head) {
            Some((encoding, mark)) => (mark, Some(encoding)),
            None => (0, self.given.or_else(|| sixteen(head))),
        };
        match found {
            // The reader of records knows the mark of UTF-8.
            Some(e) if e == UTF_8 => self.settle(e),
            Some(e) => {
                self.at += mark;
                self.settle(e);
            }
            None => self.state = State::Ascii,
        }
    }

    fn settle(&mut self, encoding: &'static Encoding) {
        self.told.set(encoding);
        self.state =
            if encoding == UTF_8 { State::Plain } else { State::Decoding(Box::new(encoding.new_decoder_without_bom_handling())) };
    }

    fn hand_out(&mut self, buf: &mut [u8], most: usize) -> usize {
        let n = most.min(buf.len());
        buf[..n].copy_from_slice(&self.raw[self.at..self.at + n]);
        self.at += n;
        n
    }

    /// Decodes what waits.
    fn decode(&mut self) {
        let State::Decoding(decoder) = &mut self.state else { return };
        self.out.resize(OUT, 0);
        let mut written = 0;
        loop {
            let room = self.out.len() - 1;
            let text = &mut self.out[written..room];
            let (result, read, wrote) = decoder.decode_to_utf8_without_replacement(&self.raw[self.at..], text, self.ended);
            self.at += read;
            written += wrote;
            match result {
                DecoderResult::Malformed(..) => {
                    self.out[written] = STRAY;
                    written += 1;
                    if written + 16 > room {
                        break;
                    }
                }
                DecoderResult::OutputFull => break,
                DecoderResult::InputEmpty => {
                    if self.ended {
                        self.state = State::End;
                    }
                    break;
                }
            }
        }
        self.out.truncate(written);
        self.out_at = 0;
        mark_controls(&mut self.out);
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        loop {
            if self.out_at < self.out.len() {
                let n = buf.len().min(self.out.len() - self.out_at);
                buf[..n].copy_from_slice(&self.out[self.out_at..self.out_at + n]);
                self.out_at += n;
                return Ok(n);
            }
            match self.state {
                State::Begin => {
                    self.fill(WINDOW)?;
                    self.begin();
                }
                State::Ascii => {
                    self.next()?;
                    if self.at == self.raw.len() {
                        self.told.set(UTF_8);
                        return Ok(0);
                    }
                    let plain = Encoding::ascii_valid_up_to(&self.raw[self.at..]);
                    if plain > 0 {
                        return Ok(self.hand_out(buf, plain));
                    }
                    self.fill(WINDOW)?;
                    let window = &self.raw[self.at.saturating_sub(BEFORE)..];
                    self.settle(guess(window, self.ended, &self.region));
                }
                State::Plain if self.at < self.raw.len() => return Ok(self.hand_out(buf, self.raw.len() - self.at)),
                State::Plain => return self.broken.take().map_or_else(|| self.input.read(buf), Err),
                State::Decoding(_) => {
                    self.next()?;
                    self.decode();
                }
                State::End => return Ok(0),
            }
        }
    }
}

/// Control characters from U+0080 on are in no text; some encodings give them for bytes that they do not define.
fn mark_controls(text: &mut [u8]) {
    let mut at = 0;
    while let Some(n) = text[at..].iter().position(|b| *b == 0xc2) {
        at += n + 1;
        if text.get(at).is_some_and(|b| (0x80..0xa0).contains(b)) {
            text[at - 1..=at].fill(STRAY);
        }
    }
}
