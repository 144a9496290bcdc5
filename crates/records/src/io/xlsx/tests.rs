#![allow(clippy::unwrap_used, reason = "tests")]

use super::super::csv::Next;
use super::XlsxReader;
use super::value::{Epoch, Kind, column, letters, moment, number, uncoded};
use crate::io::{look, template::FileFormat};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use model::decimal::{self, NumberFormat};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::fs::File;
use std::io::{Seek, Write};
use std::sync::Arc;

/// Rows of a sheet, and the refused ones: row, column, code.
type Rows = (Vec<(u64, Vec<String>)>, Vec<(u64, u32, &'static str)>);

fn file(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file.rewind().unwrap();
    file
}

fn open(bytes: &[u8], sheet: &str) -> Result<XlsxReader, String> {
    XlsxReader::open(file(bytes), sheet, NumberFormat::Point, &Arc::default()).map_err(|r| r.message)
}

pub(super) fn read(bytes: &[u8], sheet: &str) -> Result<Rows, String> {
    let mut reader = open(bytes, sheet)?;
    let (mut rows, mut refused) = (Vec::new(), Vec::new());
    loop {
        match reader.advance().map_err(|r| r.message)? {
            Next::Record => rows.push((reader.row(), reader.fields().iter().map(str::to_owned).collect())),
            Next::Refused(r) => refused.push((r.line, r.column, r.code)),
            Next::End => return Ok((rows, refused)),
        }
    }
}

pub(super) fn book(make: impl FnOnce(&mut Workbook) -> Result<(), XlsxError>) -> Vec<u8> {
    let mut book = Workbook::new();
    make(&mut book).unwrap();
    book.save_to_buffer().unwrap()
}

/// An archive of parts, deflated, with the sizes that are true.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut all, mut list) = (Vec::new(), Vec::new());
    let short = |n: usize| u16::try_from(n).unwrap().to_le_bytes();
    let long = |n: usize| u32::try_from(n).unwrap().to_le_bytes();
    for (name, content) in parts {
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
        deflate.write_all(content).unwrap();
        let packed = deflate.finish().unwrap();
        let at = all.len();
        let middle = [
            &[20, 0, 0, 0, 8, 0, 0, 0, 0, 0][..],
            &[0; 4],
            &long(packed.len()),
            &long(content.len()),
            &short(name.len()),
            &[0; 2],
        ]
        .concat();
        all.extend([b"PK\x03\x04", &middle[..], name.as_bytes(), &packed].concat());
        list.extend([b"PK\x01\x02\x14\x00", &middle[..], &[0; 10], &long(at), name.as_bytes()].concat());
    }
    let end = [b"PK\x05\x06\0\0\0\0", &short(parts.len())[..], &short(parts.len()), &long(list.len()), &long(all.len()), &[0; 2]]
        .concat();
    [all, list, end].concat()
}

const RELS: &[u8] = br#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/s.xml"/><Relationship Id="r2" Type="x/sharedStrings" Target="/xl/strings.xml"/></Relationships>"#;
const BOOK: &[u8] = br#"<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>"#;

/// A workbook with this sheet, written by hand.
pub(super) fn by_hand(sheet: &str, strings: &str) -> Vec<u8> {
    archive(&[
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELS),
        ("xl/worksheets/s.xml", sheet.as_bytes()),
        ("xl/strings.xml", strings.as_bytes()),
    ])
}

fn strings(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|c| (*c).to_owned()).collect()
}

#[test]
fn cells_become_what_people_see() {
    let bytes = book(|b| {
        let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
        let moment = Format::new().set_num_format("dd/mm/yyyy hh:mm");
        let red = Format::new().set_num_format("0.00_);[Red](0.00)");
        let sheet = b.add_worksheet();
        for (i, name) in ["text", "whole", "part", "big", "day", "moment", "flag", "formula", "money"].into_iter().enumerate() {
            sheet.write_string(0, u16::try_from(i).unwrap(), name)?;
        }
        sheet.write_string(2, 0, "a, \"b\"\n<&>王伟 _x0041_")?.write_number(2, 1, 1.0)?.write_number(2, 2, 0.1 + 0.2)?;
        sheet.write_number(2, 3, 1e15)?.write_number_with_format(2, 4, 45_322.0, &day)?;
        sheet.write_number_with_format(2, 5, 45_322.573_263_9, &moment)?.write_boolean(2, 6, true)?;
        sheet.write_formula(2, 7, rust_xlsxwriter::Formula::new("=1+1").set_result("2"))?;
        sheet.write_number_with_format(2, 8, -12.5, &red)?;
        sheet.write_string(3, 0, "short")?;
        sheet.merge_range(4, 0, 5, 1, "merged", &Format::new())?;
        Ok(())
    });
    let (rows, refused) = read(&bytes, "").unwrap();
    assert!(refused.is_empty(), "{refused:?}");
    assert_eq!(rows[0], (1, strings(&["text", "whole", "part", "big", "day", "moment", "flag", "formula", "money"])));
    let seen =
        ["a, \"b\"\n<&>王伟 _x0041_", "1", "0.3", "1000000000000000", "2024-01-31", "2024-01-31 13:45:30", "true", "2", "-12.5"];
    assert_eq!(rows[1], (3, strings(&seen)), "an empty row is none");
    assert_eq!(rows[2].1, strings(&["short", "", "", "", "", "", "", "", ""]));
    assert_eq!(rows[3].1[0], "merged");
    assert_eq!(rows.len(), 4, "what is merged stands in the first cell: {rows:?}");
}

#[test]
fn sheets_are_named_or_the_first_one_that_is_shown() {
    let bytes = book(|b| {
        b.add_worksheet().set_name("Hidden")?.set_hidden(true).write_string(0, 0, "h")?;
        b.add_worksheet().set_name("订单")?.write_string(0, 0, "orders")?;
        b.add_worksheet().set_name("Other")?.write_string(0, 0, "other")?;
        b.worksheet_from_index(1)?.set_active(true);
        Ok(())
    });
    let first = |name: &str| read(&bytes, name).map(|(rows, _)| rows[0].1[0].clone());
    assert_eq!(first("").unwrap(), "orders");
    assert_eq!(first("other").unwrap(), "other");
    assert_eq!(first("Hidden").unwrap(), "h");
    assert!(first("None").unwrap_err().contains("Hidden, 订单, Other"));
}

#[test]
fn days_are_counted_from_either_year() {
    let both = |serial| [Epoch::Y1900, Epoch::Y1904].map(|e| moment(serial, e).unwrap_or_default());
    assert_eq!(both(1.0), ["1900-01-01", "1904-01-02"]);
    assert_eq!(both(59.0), ["1900-02-28", "1904-02-29"]);
    assert_eq!(both(60.0), ["", "1904-03-01"], "there was no 29 February 1900");
    assert_eq!(both(61.0)[0], "1900-03-01");
    assert_eq!(both(43_860.0), ["2020-01-30", "2024-01-31"]);
    assert_eq!(both(0.5), ["12:00:00", "1904-01-01 12:00:00"]);
    assert_eq!(moment(45_321.999_999, Epoch::Y1900).as_deref(), Some("2024-01-31"), "the noise of a double");
    assert_eq!(both(-1.0), ["", ""]);
    assert_eq!(both(f64::NAN), ["", ""]);
    assert_eq!(both(1e300), ["", ""]);
    let sheet = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"d\"><v>2024-01-31T00:00:00</v></c></row></sheetData>";
    assert_eq!(read(&by_hand(sheet, ""), "").unwrap().0[0].1[0], "2024-01-31");
}

#[test]
fn formats_tell_days_from_numbers() {
    for code in ["yyyy-mm-dd", "d/m/yy", "h:mm AM/PM", "[$-804]yyyy\"年\"m\"月\"", "[Red]dd.mm.yyyy", "mmm\\ yy"] {
        assert_eq!(Kind::of_code(code), Kind::Moment, "{code}");
    }
    for code in ["General", "0.00", "#,##0 \"days\"", "[h]:mm", "\"year\" 0", "0.00E+00", "@", "_-* #,##0", "[$€-x] 0", "\\d0"]
    {
        assert_eq!(Kind::of_code(code), Kind::Number, "{code}");
    }
}

#[test]
fn numbers_keep_their_meaning() {
    for (raw, text) in [
        ("1", "1"),
        ("1.0", "1"),
        ("-0.0", "0"),
        ("1E+15", "1000000000000000"),
        ("1.5E-7", "0.00000015"),
        ("0.30000000000000004", "0.3"),
        ("1234567890123456789", "1234567890123456789"),
        ("12345.6789", "12345.6789"),
        ("-1.2345678901234599E+2", "-123.456789012346"),
        ("100", "100"),
        ("1e21", "1000000000000000000000"),
        ("13812345678", "13812345678"),
    ] {
        assert_eq!(number(raw, NumberFormat::Point).as_deref(), Some(text), "{raw}");
    }
    assert_eq!(number("1.5", NumberFormat::Comma).as_deref(), Some("1,5"));
    for raw in ["1.234", "1234.5", "1234", "-0.125", "1234567.891"] {
        let text = number(raw, NumberFormat::Auto).unwrap();
        let read = decimal::parse(&text, 3, NumberFormat::Auto).unwrap();
        assert_eq!(Some(read), decimal::parse(raw, 3, NumberFormat::Point).ok(), "{raw}: {text}");
    }
    for raw in ["", "x", "1.2.3", "NaN", "inf", "1e999", "--1"] {
        assert_eq!(number(raw, NumberFormat::Point), None, "{raw}");
    }
}

#[test]
fn columns_have_letters() {
    for (n, text) in [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16_384, "XFD")] {
        assert_eq!(letters(n), text);
        assert_eq!(column(&format!("{text}7")), Some(n as usize - 1));
    }
    assert_eq!((column("7"), column("ABCD1")), (None, None));
    assert_eq!(uncoded("a_x000D_b_x005F_c_x_"), "a\rb_c_x_");
}

#[test]
fn bad_cells_are_refused_where_they_stand_and_bad_sheets_say_why() {
    let sheet = "<worksheet><sheetData><row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>a</t></is></c><c r=\"C2\" t=\"s\"><v>0</v></c></row>\
        <row><c t=\"s\"><v>9</v></c></row><row/><row r=\"7\"><c r=\"B7\" t=\"e\"><v>#N/A</v></c></row>\
        <row r=\"8\"><c r=\"A8\"><v>x</v></c></row><row r=\"9\"><c r=\"A9\"><v>1</v></c><c r=\"D9\"><v>2</v></c></row></sheetData></worksheet>";
    let words = "<sst><si><r><t>b</t></r><r><t xml:space=\"preserve\"> &amp; &#99;</t></r><rPh><t>spoken</t></rPh></si></sst>";
    let (rows, refused) = read(&by_hand(sheet, words), "").unwrap();
    assert_eq!(rows, [(2, strings(&["a", "", "b & c"])), (9, strings(&["1", "", "", "2"]))]);
    assert_eq!(refused, [(3, 1, "bad_spreadsheet"), (7, 2, "formula_error"), (8, 1, "bad_number")]);
    for (sheet, says) in [
        ("<sheetData><row r=\"2\"/><row r=\"1\"/></sheetData>", "out of order"),
        ("<sheetData><row><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row></sheetData>", "out of order"),
        ("<sheetData><row>", "too early"),
        ("<sheetData><row", "damaged"),
        ("<sheetData><row></sheetData>", "too early"),
        ("", "too early"),
    ] {
        let error = read(&by_hand(sheet, ""), "").unwrap_err();
        assert!(error.contains(says), "{sheet}: {error}");
    }
}

#[test]
fn nothing_outside_is_fetched_and_nothing_is_declared() {
    for sheet in [
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><sheetData><row><c t=\"str\"><v>&e;</v></c></row></sheetData>",
        "<sheetData><row><c t=\"str\"><v>&e;</v></c></row></sheetData>",
    ] {
        let error = read(&by_hand(sheet, ""), "").unwrap_err();
        assert!(error.contains("entit"), "{error}");
    }
    let outside = br#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="http://127.0.0.1:9/x" TargetMode="External"/></Relationships>"#;
    let bytes = archive(&[("xl/workbook.xml", BOOK), ("xl/_rels/workbook.xml.rels", outside)]);
    assert!(read(&bytes, "").unwrap_err().contains("no spreadsheet"));
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    let head = "<sheetData><row><c t=\"inlineStr\"><is><t>a</t></is></c></row>";
    let rows = format!("{head}{}", "<row><c><v></v></c></row>".repeat(2_000_000));
    let error = read(&by_hand(&rows, ""), "").unwrap_err();
    assert!(error.contains("unpacks to far more"), "{error}");
    let words = format!("<sst>{}</sst>", "<si/>".repeat(8_000_000));
    assert!(read(&by_hand(head, &words), "").unwrap_err().contains("unpacks to far more"));
    let cell = format!("{head}<row><c t=\"str\"><v>{}</v></c></row></sheetData>", "x".repeat(12 << 20));
    assert!(read(&by_hand(&cell, ""), "").unwrap_err().contains("larger than a cell"));
    let runs = format!("{head}<row><c t=\"inlineStr\"><is>{}", "<t>0123456789abcdef</t>".repeat(600_000));
    assert!(read(&by_hand(&runs, ""), "").unwrap_err().contains("larger than any"));
    assert!(read(&by_hand(&"<a>".repeat(1_000), ""), "").unwrap_err().contains("nested"));
}

#[test]
fn what_a_file_is_is_told_by_its_bytes() {
    let sheet = book(|b| {
        b.add_worksheet().write_string(0, 0, "a")?.write_string(1, 0, "x")?;
        Ok(())
    });
    let seen = |bytes: &[u8]| look(Box::new(std::io::Cursor::new(bytes.to_vec())), &FileFormat::default(), "CN", 5);
    assert_eq!(
        seen(&sheet).map(|l| (l.kind, l.sheet, l.rows)).unwrap(),
        ("spreadsheet", Some("Sheet1".into()), vec![strings(&["x"])])
    );
    let text = seen(b"a;b\n1;2\n").unwrap();
    assert_eq!(
        (text.kind, text.encoding, text.delimiter, text.columns),
        ("text", Some("UTF-8"), Some(';'), strings(&["a", "b"]))
    );
    let message = |bytes: &[u8]| seen(bytes).unwrap_err().message;
    assert!(message(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").contains("old spreadsheet"));
    assert!(message(&archive(&[("a.csv", b"a,b")])).contains("no spreadsheet"));
    assert!(message(&sheet[..sheet.len() / 2]).contains("too early"));
    assert!(message(b"PK\x03\x04xxxx").contains("too early"));
}

#[test]
fn phone_numbers_in_all_their_writings_stay_what_they_are() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../model/tests/data/phone_numbers.csv")).unwrap();
    let cells: Vec<&str> = text.lines().filter_map(|l| l.split(',').nth(1)).filter(|c| !c.trim().is_empty()).collect();
    assert!(cells.len() > 1_000, "{}", cells.len());
    let bytes = book(|b| {
        let sheet = b.add_worksheet();
        for (row, cell) in cells.iter().enumerate() {
            sheet.write_string(u32::try_from(row).unwrap(), 0, *cell)?;
        }
        Ok(())
    });
    let (rows, refused) = read(&bytes, "").unwrap();
    assert!(refused.is_empty());
    assert!(rows.iter().map(|(_, r)| r[0].as_str()).eq(cells));
}
