//! Refused rows as people mend them: cell by cell with what is wrong, and how often each thing is.

use super::allowed::open_to;
use super::csv::{CsvReader, Format, Next};
use crate::{Access, Records, Result};
use model::{Id, Val};
use serde::Serialize;
use store::{Row, Scan};

/// Most kinds of reasons that are told.
const KINDS: i64 = 50;

/// A kind of reason, with one of its messages; each of the company's own rules is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The column that it is about, 1 being the first; 0 when it is about the whole row.
    pub column: i64,
    pub code: String,
    /// Times that rows were refused for it.
    pub count: i64,
    pub message: String,
}

/// What is wrong with one row, or with a cell of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    pub column: i64,
    pub code: String,
    pub message: String,
}

/// A refused row as its file has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Faulty {
    pub line: i64,
    pub cells: Vec<String>,
    pub faults: Vec<Fault>,
}

/// Some refused rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusals {
    /// Of all refused rows, the most frequent first.
    pub reasons: Vec<Reason>,
    pub items: Vec<Faulty>,
    /// Line behind which the next rows are; none when these were the last.
    pub next: Option<i64>,
}

/// Which refused rows are asked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Those behind this line.
    pub after: i64,
    /// Most of them.
    pub limit: usize,
    /// Only those with this fault: its column and code, as [`Reason`] has them.
    pub fault: Option<(i64, String)>,
}

impl Records {
    /// Some of the refused rows. `delimiter` is what separates the cells of a text, `None` of a spreadsheet.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn refusals(&self, access: &Access, id: Id, delimiter: Option<char>, wanted: Wanted) -> Result<Refusals> {
        let import = self.import(access, id).await?;
        open_to(access, &import.template, &*self.current().await?)?;
        let reasons = "select col, code, count(*), min(message) from @import_refused where import_id = $1 \
            group by col, code, case when code = 'rule' then message else '' end order by 3 desc, 1, 2, 4 limit $2";
        let reasons = self.tenant.scan(reasons, &[id.into(), KINDS.into()], Scan::default()).await?;
        let (after, some) = (wanted.after, i64::try_from(wanted.limit).unwrap_or(i64::MAX));
        let (column, code) = wanted.fault.unwrap_or_default();
        let (column, code) = (Val::from(column), Val::from(code));
        let last = "select max(line), count(*) from (select distinct line from @import_refused where import_id = $1 and line > $2 \
            and ($4 = '' or (code = $4 and col = $5)) order by line limit $3) l";
        let last = self.tenant.get(last, &[id.into(), after.into(), some.into(), code.clone(), column.clone()]).await?;
        let until = last.first().and_then(|r| r.val(0).int()).unwrap_or(after);
        let rows = "select line, col, code, message, row from @import_refused where import_id = $1 and line > $2 and line <= $3 \
            and ($4 = '' or line in (select line from @import_refused where import_id = $1 and code = $4 and col = $5)) \
            order by line, pos";
        let rows = self.tenant.get(rows, &[id.into(), after.into(), until.into(), code, column]).await?;
        let byte = |text: &str| text.bytes().next().unwrap_or(b'"');
        let delimiter = delimiter.and_then(|c| u8::try_from(c).ok()).unwrap_or(b',');
        let format = Format { delimiter, quote: byte(&import.template.file.quote) };
        let more = last.first().and_then(|r| r.val(1).int()) == Some(some);
        Ok(Refusals { reasons: reasons.iter().map(reason).collect(), items: grouped(&rows, format), next: more.then_some(until) })
    }
}

fn text(row: &Row, i: usize) -> String {
    row.val(i).text().unwrap_or_default().to_owned()
}

fn number(row: &Row, i: usize) -> i64 {
    row.val(i).int().unwrap_or(0)
}

fn reason(row: &Row) -> Reason {
    Reason { column: number(row, 0), code: text(row, 1), count: number(row, 2), message: text(row, 3) }
}

/// Reasons of the same line are of one row.
fn grouped(rows: &[Row], format: Format) -> Vec<Faulty> {
    let mut items: Vec<Faulty> = Vec::new();
    for row in rows {
        let line = number(row, 0);
        let fault = Fault { column: number(row, 1), code: text(row, 2), message: text(row, 3) };
        match items.last_mut().filter(|one| one.line == line) {
            Some(one) => one.faults.push(fault),
            None => items.push(Faulty { line, cells: cut(&text(row, 4), format), faults: vec![fault] }),
        }
    }
    items
}

/// The cells of a row; one whose quotes do not fit is cut at each delimiter.
fn cut(row: &str, format: Format) -> Vec<String> {
    let mut reader = CsvReader::new(row.as_bytes(), format);
    if matches!(reader.advance(), Ok(Next::Record)) && reader.position() >= row.len() as u64 {
        return reader.fields().iter().map(str::to_owned).collect();
    }
    row.split(char::from(format.delimiter)).map(|cell| cell.trim_matches(char::from(format.quote)).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_cut_as_they_stand() {
        let comma = Format { delimiter: b',', quote: b'"' };
        for (row, cells) in [
            ("a,b,", vec!["a", "b", ""]),
            ("\"Li, Na\",\"say \"\"hi\"\"\",x", vec!["Li, Na", "say \"hi\"", "x"]),
            ("\"two\nlines\",x", vec!["two\nlines", "x"]),
            ("\"never closed,x", vec!["never closed", "x"]),
            ("", vec![""]),
        ] {
            assert_eq!(cut(row, comma), cells, "{row}");
        }
        assert_eq!(cut("a;b,c", Format { delimiter: b';', quote: b'"' }), ["a", "b,c"]);
    }
}
