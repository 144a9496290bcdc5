#![allow(clippy::unwrap_used, reason = "tests")]

use super::csv::{CsvReader, Format, MAX_CELL, MAX_RECORD, Next};
use super::quotes::guess_delimiter;
use proptest::prelude::*;

const COMMA: Format = Format { delimiter: b',', quote: b'"' };

/// Line, column, code.
type Place = (u64, u32, &'static str);

/// Records as vectors, and refusals.
fn read(text: &[u8]) -> (Vec<Vec<String>>, Vec<Place>) {
    let mut reader = CsvReader::new(text, COMMA);
    let (mut records, mut refused) = (Vec::new(), Vec::new());
    loop {
        match reader.advance().unwrap() {
            Next::Record => records.push(reader.fields().iter().map(str::to_owned).collect()),
            Next::Refused(r) => refused.push((r.line, r.column, r.code)),
            Next::End => return (records, refused),
        }
    }
}

#[test]
fn csv_spectrum_reads_as_published() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/csv_spectrum");
    let mut files = 0;
    for entry in std::fs::read_dir(format!("{dir}/csvs")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let (records, refused) = read(&std::fs::read(&path).unwrap());
        assert!(refused.is_empty(), "{name}: {refused:?}");
        let expected: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(format!("{dir}/json/{name}.json")).unwrap()).unwrap();
        // One of the published files holds a single record without the list around it.
        let mut expected = if expected.is_array() { expected } else { serde_json::json!([expected]) };
        if name == "location_coordinates" {
            // The published pair differs in this one cell.
            expected[0]["Contact Phone Number"] = "2095257564".into();
        }
        let got: Vec<serde_json::Map<String, serde_json::Value>> =
            records[1..].iter().map(|r| records[0].iter().cloned().zip(r.iter().map(|v| v.as_str().into())).collect()).collect();
        assert_eq!(serde_json::to_value(got).unwrap(), expected, "{name}");
        files += 1;
    }
    assert_eq!(files, 12);
}

#[test]
fn a_quote_that_never_closes_costs_one_line() {
    let (records, refused) = read(b"a,b\n1,\"x\n2,y\n3,z\n");
    assert_eq!(refused, [(2, 2, "unclosed_quote")]);
    assert_eq!(records, [["a", "b"], ["2", "y"], ["3", "z"]]);
}

#[test]
fn text_behind_a_closing_quote_is_named() {
    let (records, refused) = read(b"a,b,c\n1,\"x\"y,2\n3,x\"y,4\n5,\"q\"\"q\",6\n");
    assert_eq!(refused, [(2, 2, "stray_quote")]);
    assert_eq!(records[1..], [["3", "x\"y", "4"], ["5", "q\"q", "6"]]);
}

#[test]
fn nul_bad_utf8_and_huge_cells_are_refused_where_they_stand() {
    let mut text = b"a,b\n1,x\0y\n2,\xff\n3,".to_vec();
    text.extend(vec![b'x'; MAX_CELL + 1]);
    text.extend(b"\n4,");
    text.extend(vec![b'x'; MAX_RECORD + 10]);
    text.extend(b"\n5,ok\n");
    let (records, refused) = read(&text);
    assert_eq!(refused[..4], [(2, 2, "nul"), (3, 2, "undecodable"), (4, 2, "cell_too_large"), (5, 0, "record_too_long")]);
    assert_eq!(records.last().unwrap(), &["5", "ok"]);
}

#[test]
fn quoted_line_breaks_count_as_lines() {
    let mut reader = CsvReader::new(&b"a\r\n\"x\r\ny\"\r\n\r\nz\r\n"[..], COMMA);
    let mut lines = Vec::new();
    while let Next::Record = reader.advance().unwrap() {
        lines.push((reader.line(), reader.fields().get(0).to_owned()));
    }
    assert_eq!(lines, [(1, "a".into()), (2, "x\r\ny".into()), (5, "z".into())]);
    assert_eq!(reader.position(), 16);
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_name() {
    assert_eq!(read(b"\xef\xbb\xbfname,b\n").0, [["name", "b"]]);
}

#[test]
fn delimiters_are_guessed_from_the_header() {
    assert_eq!(guess_delimiter(b"a;b;c"), b';');
    assert_eq!(guess_delimiter(b"a\tb"), b'\t');
    assert_eq!(guess_delimiter(b"\"a;b;c\",d"), b',');
    assert_eq!(guess_delimiter(b"one"), b',');
}

proptest! {
    #[test]
    fn anything_is_read_to_its_end(text in proptest::collection::vec(prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), Just(b'a'), any::<u8>()], 0..200)) {
        let (records, refused) = read(&text);
        prop_assert!(records.len() + refused.len() <= text.len() + 1);
    }

    #[test]
    fn what_a_writer_writes_is_read_back(rows in proptest::collection::vec(proptest::collection::vec("[a-z\",\n 中é]{0,8}", 2..4), 1..8)) {
        let mut writer = ::csv::WriterBuilder::new().flexible(true).quote_style(::csv::QuoteStyle::Always).from_writer(Vec::new());
        for row in &rows { writer.write_record(row).unwrap(); }
        let (records, refused) = read(&writer.into_inner().unwrap());
        prop_assert!(refused.is_empty(), "{refused:?}");
        prop_assert_eq!(records, rows);
    }
}
