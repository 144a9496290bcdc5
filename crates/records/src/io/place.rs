//! Places in files as people name them.

use super::csv::Refusal;
use super::template::FileFormat;
use super::xlsx::letters;

/// What is wrong with a file, with its place.
pub(super) fn message(file: &FileFormat, r: &Refusal) -> String {
    match (file.sheet.as_str(), r.line, r.column) {
        (_, 0, _) => r.message.clone(),
        ("", line, 0) => format!("line {line}: {}", r.message),
        ("", line, column) => format!("line {line}, column {column}: {}", r.message),
        (sheet, line, column) => format!("{}: {}", in_sheet(sheet, line, column), r.message),
    }
}

/// A place in a spreadsheet as people name it: sheet `Orders`, row 5, column 3 (C5).
pub(super) fn in_sheet(sheet: &str, row: u64, column: u32) -> String {
    match column {
        0 => format!("sheet `{sheet}`, row {row}"),
        column => format!("sheet `{sheet}`, row {row}, column {column} ({}{row})", letters(column)),
    }
}
