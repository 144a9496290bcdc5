//! Where records and cells of CSV end, quotes being as they are, and which quote is to blame when they do not.

use super::csv::Format;

/// Where the cut stands: inside quotes, or where a quote may open one (before a cell, and right after a closing quote,
/// because a doubled quote closes and opens again).
pub(super) struct Inside {
    pub quoted: bool,
    pub may_open: bool,
}

/// Bytes of `chunk` that belong to the record, and whether it ends there.
pub(super) fn scan(chunk: &[u8], format: Format, inside: &mut Inside) -> (usize, bool) {
    for (i, b) in chunk.iter().enumerate() {
        let is_quote = *b == format.quote;
        if inside.quoted {
            inside.quoted = !is_quote;
            inside.may_open = is_quote;
        } else if is_quote && inside.may_open {
            inside.quoted = true;
        } else if *b == b'\n' {
            return (i + 1, true);
        } else {
            inside.may_open = *b == format.delimiter;
        }
    }
    (chunk.len(), false)
}

pub(super) fn count_newlines(raw: &[u8]) -> u64 {
    raw.iter().filter(|b| **b == b'\n').count() as u64
}

pub(super) fn trim_newline(raw: &mut Vec<u8>) {
    if raw.last() == Some(&b'\n') {
        raw.pop();
    }
    if raw.last() == Some(&b'\r') {
        raw.pop();
    }
}

/// The column (from 1) in which the text `before` ends.
pub(super) fn column_at(before: &[u8], format: Format) -> usize {
    let mut quoted = false;
    1 + before
        .iter()
        .filter(|b| {
            quoted ^= **b == format.quote;
            **b == format.delimiter && !quoted
        })
        .count()
}

/// The column whose quote opens and does not close again.
pub(super) fn open_quote_column(raw: &[u8], format: Format) -> Option<usize> {
    let mut open = None;
    for (i, b) in raw.iter().enumerate() {
        if *b == format.quote {
            open = if open.is_some() { None } else { Some(i) };
        }
    }
    // Every quote may be paired by chance when the broken cell is followed by sound ones: then the first line is to blame.
    open.map(|_| {
        let first = raw.iter().position(|b| *b == b'\n').unwrap_or(raw.len());
        let line = &raw[..first];
        let last = line.iter().rposition(|b| *b == format.quote).unwrap_or(0);
        column_at(&line[..last], format)
    })
}

/// The column that has text after its closing quote. (A quote in the midst of an unquoted cell is part of its text.)
pub(super) fn stray_quote_column(raw: &[u8], format: Format) -> Option<usize> {
    let (mut column, mut i) = (1, 0);
    while i < raw.len() {
        if raw[i] == format.quote {
            i += 1;
            loop {
                match raw[i..].iter().position(|b| *b == format.quote) {
                    None => return Some(column),
                    Some(n) => i += n + 1,
                }
                if raw.get(i) == Some(&format.quote) {
                    i += 1;
                } else {
                    break;
                }
            }
            if i < raw.len() && raw[i] != format.delimiter {
                return Some(column);
            }
        } else {
            i = raw[i..].iter().position(|b| *b == format.delimiter).map_or(raw.len(), |n| i + n);
        }
        i += 1;
        column += 1;
    }
    None
}

/// Guesses the delimiter from the header line: the candidate that occurs most often outside quotes.
#[must_use]
pub fn guess_delimiter(first_line: &[u8]) -> u8 {
    let mut best = (0, b',');
    for candidate in [b',', b';', b'\t', b'|'] {
        let n = column_at(first_line, Format { delimiter: candidate, quote: b'"' });
        if n > best.0 {
            best = (n, candidate);
        }
    }
    best.1
}
