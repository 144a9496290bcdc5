//! Files and templates that nobody made on purpose, on the whole way from bytes to rows.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::template::FileFormat;
use super::{Template, look};
use proptest::prelude::*;
use std::io::{Cursor, Write};

/// Rows that are looked at.
const ROWS: usize = 20;

/// What files begin with, whatever follows.
fn beginning() -> impl Strategy<Value = Vec<u8>> {
    proptest::sample::select(vec![
        b"".to_vec(),
        b"PK\x03\x04".to_vec(),
        b"PK\x05\x06".to_vec(),
        b"\x1f\x8b\x08\x00".to_vec(),
        b"\xef\xbb\xbf".to_vec(),
        b"\xff\xfe".to_vec(),
        b"\xfe\xff".to_vec(),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
        b"%PDF-1.7\n".to_vec(),
        b"<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>".to_vec(),
        b"name,phone\n".to_vec(),
        "姓名\t电话\n".as_bytes().to_vec(),
    ])
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

proptest! {
    #[test]
    fn any_file_is_read_or_refused(
        head in beginning(),
        rest in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..400),
            "([a-z王\",;\t\r\n\u{200b}]|\\PC){0,120}".prop_map(String::into_bytes),
        ],
        encoding in proptest::sample::select(vec!["", "UTF-8", "gb18030", "Big5", "Shift_JIS", "UTF-16LE", "windows-1252", "nothing"]),
        delimiter in proptest::sample::select(vec!["", ",", ";", "\t", "\"", "王", "ab"]),
        sheet in "[A-Za-z]{0,3}",
        pack in any::<bool>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = [head, rest].concat();
        if pack {
            bytes = packed(&bytes);
            bytes.truncate(cut.index(bytes.len()) + 1);
        }
        let file = FileFormat { encoding: encoding.into(), delimiter: delimiter.into(), sheet, ..FileFormat::default() };
        match look(Box::new(Cursor::new(bytes)), &file, "CN", ROWS) {
            Ok(seen) => {
                prop_assert!(seen.rows.len() + seen.refused.len() <= ROWS);
                prop_assert!(seen.rows.iter().all(|r| r.len() == seen.columns.len()));
            }
            Err(refusal) => prop_assert!(!refusal.message.is_empty() && !refusal.code.is_empty()),
        }
    }

    #[test]
    fn any_template_is_one_or_is_refused(
        lines in proptest::collection::vec(
            prop_oneof![
                Just("name = \"x\"".to_owned()), Just("source = \"erp\"".to_owned()), Just("[file]".to_owned()),
                Just("[[object]]".to_owned()), Just("object = \"customer\"".to_owned()), Just("key = [\"a\"]".to_owned()),
                Just("[object.fields]".to_owned()), Just("a = \"A\"".to_owned()), Just("b = { column = \"B\", map = { x = \"y\" } }".to_owned()),
                Just("mode = \"keep\"".to_owned()), Just("encoding = 1".to_owned()), ".{0,12}",
            ],
            0..12,
        ),
    ) {
        match Template::from_toml(&lines.join("\n")) {
            Ok(template) => {
                let text = serde_json::to_string(&template).unwrap();
                prop_assert_eq!(serde_json::from_str::<Template>(&text).unwrap(), template);
            }
            Err(e) => prop_assert!(!e.to_string().is_empty()),
        }
    }
}
