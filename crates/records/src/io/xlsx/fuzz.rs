//! Files that nobody made on purpose.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::tests::{book, by_hand, read};
use proptest::prelude::*;

proptest! {
    #[test]
    fn damaged_files_are_read_or_refused_and_nothing_else(at in any::<prop::sample::Index>(), with in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut bytes = book(|b| {
            let sheet = b.add_worksheet();
            for row in 0..20 {
                sheet.write_string(row, 0, format!("text {row}"))?.write_number(row, 1, f64::from(row) * 1.5)?;
            }
            Ok(())
        });
        let place = at.index(bytes.len());
        bytes[place] = with;
        let _ = read(&bytes, "");
        bytes.truncate(cut.index(bytes.len()));
        let _ = read(&bytes, "");
    }

    #[test]
    fn any_sheet_is_read_or_refused(
        parts in proptest::collection::vec(prop_oneof![
            Just("<row>".to_owned()), Just("</row>".to_owned()), Just("<row r=\"3\">".to_owned()), Just("<c r=\"B3\" t=\"s\">".to_owned()),
            Just("<c s=\"1\">".to_owned()), Just("</c>".to_owned()), Just("<v>".to_owned()), Just("</v>".to_owned()), Just("<is><t>".to_owned()),
            Just("</t></is>".to_owned()), Just("&amp;".to_owned()), Just("&#xD800;".to_owned()), Just("<![CDATA[x]]>".to_owned()), "[0-9.eE+-]{0,6}", ".{0,4}",
        ], 0..40),
    ) {
        let _ = read(&by_hand(&format!("<sheetData>{}", parts.concat()), &format!("<sst>{}", parts.concat())), "");
    }

    #[test]
    fn what_a_writer_writes_is_read_back(rows in proptest::collection::vec(("[ -~王é]{1,8}x", -1e9_f64..1e9, any::<bool>()), 1..6)) {
        let bytes = book(|b| {
            let sheet = b.add_worksheet();
            for (i, (text, n, flag)) in rows.iter().enumerate() {
                let row = u32::try_from(i).unwrap();
                sheet.write_string(row, 0, text)?.write_number(row, 1, (n * 100.0).round() / 100.0)?.write_boolean(row, 2, *flag)?;
            }
            Ok(())
        });
        let (got, refused) = read(&bytes, "").unwrap();
        prop_assert!(refused.is_empty());
        for ((_, cells), (text, n, flag)) in got.iter().zip(&rows) {
            prop_assert_eq!(&cells[0], text);
            prop_assert!((cells[1].parse::<f64>().unwrap() - n).abs() <= 0.005_001, "{} {}", cells[1], n);
            prop_assert_eq!(&cells[2], &flag.to_string());
        }
        prop_assert_eq!(got.len(), rows.len());
    }
}
