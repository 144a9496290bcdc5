//! A look into a file before it is taken in: how it is written, its columns, and its first rows as they were read.

use super::csv::{Next, Refusal};
use super::open::{self, Source, Written};
use super::template::FileFormat;
use serde::Serialize;

/// Most characters of a cell that are shown.
const SHOWN: usize = 200;

/// What a file looks like.
#[derive(Clone, Debug, Serialize)]
pub struct Look {
    /// `text` or `spreadsheet`.
    pub kind: &'static str,
    /// Encoding of a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<&'static str>,
    /// What separates the cells of a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// The sheet that is read, and all that there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sheets: Vec<String>,
    pub columns: Vec<String>,
    /// The first rows, each with as many cells as there are columns.
    pub rows: Vec<Vec<String>>,
    /// What was wrong with rows among the first.
    pub refused: Vec<Broken>,
}

/// A row that could not be read.
#[derive(Clone, Debug, Serialize)]
pub struct Broken {
    pub line: u64,
    pub column: u32,
    pub code: &'static str,
    pub message: String,
}

/// Looks at the first `rows` rows. The source may be cut off behind them. May block for as long as the source does.
///
/// # Errors
/// What is wrong with the file as a whole.
pub fn look(source: Source, file: &FileFormat, region: &str, rows: usize) -> Result<Look, Refusal> {
    let mut opened = open::open(source, file, region)?;
    let width = opened.header.len();
    let (mut shown, mut refused) = (Vec::new(), Vec::new());
    while shown.len() + refused.len() < rows {
        // What is broken further on is said when the file is taken in.
        match opened.reader.advance() {
            Ok(Next::Record) => {
                let fields = opened.reader.fields();
                shown.push((0..width).map(|i| fields.get(i).chars().take(SHOWN).collect()).collect());
            }
            Ok(Next::Refused(r)) => {
                refused.push(Broken { line: r.line, column: r.column, code: r.code, message: r.message });
            }
            Ok(Next::End) | Err(_) => break,
        }
    }
    let columns = opened.header;
    Ok(match opened.written {
        Written::Text { encoding, delimiter } => Look {
            kind: "text",
            encoding: Some(encoding.name().unwrap_or("UTF-8")),
            delimiter: Some(delimiter),
            sheet: None,
            sheets: Vec::new(),
            columns,
            rows: shown,
            refused,
        },
        Written::Spreadsheet { sheets, sheet, .. } => Look {
            kind: "spreadsheet",
            encoding: None,
            delimiter: None,
            sheet: Some(sheet),
            sheets,
            columns,
            rows: shown,
            refused,
        },
    })
}
