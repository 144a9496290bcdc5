#![allow(clippy::unwrap_used, reason = "tests")]

use super::csv::{CsvReader, Format, Next};
use super::encoding::{Decoded, named};
use proptest::prelude::*;
use std::io::Read;

const COMMA: Format = Format { delimiter: b',', quote: b'"' };

/// Gives so many bytes at once.
struct Trickle<'a>(&'a [u8], usize);

impl Read for Trickle<'_> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.1.max(1).min(buf.len()).min(self.0.len());
        buf[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

fn encoded(text: &str, encoding: &str) -> Vec<u8> {
    match encoding {
        "UTF-16LE" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "UTF-16BE" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        name => {
            let (bytes, _, lost) = named(name).unwrap().encode(text);
            assert!(!lost, "{text} is not in {name}");
            bytes.into_owned()
        }
    }
}

/// The text, and the encoding that it was read in.
fn read(bytes: &[u8], given: Option<&str>, region: &str, step: usize) -> (Vec<u8>, String) {
    let mut decoded = Decoded::new(Trickle(bytes, step), given.and_then(named), region);
    let mut text = Vec::new();
    decoded.read_to_end(&mut text).unwrap();
    (text, decoded.told().name().unwrap_or_default().to_owned())
}

const SIMPLIFIED: &str = "姓名,电话,城市\n王伟,13812345678,北京\n李娜,13912345678,上海\n刘洋,13712345678,广州\n";
const TRADITIONAL: &str = "姓名,電話,城市\n陳怡君,0912345678,臺北\n林志豪,0923456789,高雄\n黃淑芬,0934567890,臺中\n";
const JAPANESE: &str = "名前,電話,市\n山田太郎,0312345678,東京\nさとう花子,0612345678,大阪\nスズキ一郎,0112345678,札幌\n";
const KOREAN: &str = "이름,전화,도시\n김민준,01012345678,서울\n이서연,01023456789,부산\n";
const WESTERN: &str = "name,city\nJosé García,Málaga\nFrançois Lefèvre,Besançon\nJürgen Müller,Köln\n";

#[test]
fn encodings_are_told_from_the_bytes() {
    for (text, encoding, region) in [
        (SIMPLIFIED, "UTF-8", "CN"),
        (SIMPLIFIED, "gb18030", "CN"),
        (SIMPLIFIED, "gb18030", "GB"),
        (TRADITIONAL, "Big5", "TW"),
        (TRADITIONAL, "Big5", "CN"),
        (JAPANESE, "Shift_JIS", "JP"),
        (JAPANESE, "Shift_JIS", "CN"),
        (JAPANESE, "EUC-JP", "JP"),
        (KOREAN, "EUC-KR", "KR"),
        (WESTERN, "windows-1252", "GB"),
        (WESTERN, "windows-1252", "CN"),
        (WESTERN, "UTF-8", "CN"),
        (SIMPLIFIED, "UTF-16LE", "CN"),
        (SIMPLIFIED, "UTF-16BE", "CN"),
        ("姓名\n李娜\n", "gb18030", "CN"),
        ("id,name\n1,王伟,CN\n2,李娜,CN\n", "gb18030", "CN"),
        ("이름\n김민준\n", "EUC-KR", "KR"),
        ("姓名\n陳怡君\n", "Big5", "CN"),
        ("name\nZoë\n", "windows-1252", "CN"),
        ("price\n£5\n", "windows-1252", "GB"),
        ("id,name\n1,Ann\n", "UTF-16LE", "GB"),
        ("id,name\n1,Ann\n", "UTF-8", "GB"),
    ] {
        for step in [1, 7, usize::MAX] {
            let (got, told) = read(&encoded(text, encoding), None, region, step);
            assert_eq!((String::from_utf8(got).unwrap().as_str(), told.as_str()), (text, encoding), "{region} {step}");
        }
    }
}

#[test]
fn a_byte_order_mark_goes_before_what_was_given() {
    for (mark, encoding) in [(&b"\xff\xfe"[..], "UTF-16LE"), (b"\xfe\xff", "UTF-16BE")] {
        let bytes = [mark, &encoded(SIMPLIFIED, encoding)].concat();
        assert_eq!(read(&bytes, Some("gbk"), "CN", 3), (SIMPLIFIED.as_bytes().to_vec(), encoding.to_owned()));
    }
    let bytes = [b"\xef\xbb\xbf", SIMPLIFIED.as_bytes()].concat();
    assert_eq!(read(&bytes, Some("gbk"), "CN", 3), (bytes, "UTF-8".to_owned()), "the reader of records knows this mark");
}

#[test]
fn what_is_given_holds_where_the_bytes_look_like_something_else() {
    let bytes = encoded(WESTERN, "windows-1252");
    assert_ne!(read(&bytes, Some("Big5"), "GB", 9).0, WESTERN.as_bytes());
    assert_eq!(read(&bytes, Some("latin1"), "CN", 9), (WESTERN.as_bytes().to_vec(), "windows-1252".to_owned()));
    assert_eq!(named("GB2312"), named("gb18030"));
    assert!(named("klingon").is_none() && named("replacement").is_none());
}

#[test]
fn the_encoding_is_told_however_late_it_shows() {
    let long = "id,name\n".to_owned() + &"1,Ann\n".repeat(100_000);
    let bytes = [long.as_bytes(), &encoded(SIMPLIFIED, "gb18030")].concat();
    let (text, told) = read(&bytes, None, "CN", usize::MAX);
    assert_eq!((text.len(), told.as_str()), (long.len() + SIMPLIFIED.len(), "gb18030"));
    assert!(text.ends_with(SIMPLIFIED.as_bytes()));
}

#[test]
fn a_few_broken_bytes_do_not_make_utf_8_something_else() {
    let mut bytes = SIMPLIFIED.as_bytes().to_vec();
    bytes.extend(b"x\xff,1\n");
    let (text, told) = read(&bytes, None, "CN", 11);
    assert_eq!((text, told.as_str()), (bytes, "UTF-8"));
}

#[test]
fn csv_spectrum_reads_alike_in_every_encoding() {
    let records = |bytes: &[u8], given: Option<&str>| {
        let mut reader = CsvReader::new(Decoded::new(Trickle(bytes, 5), given.and_then(named), "CN"), COMMA);
        let mut all: Vec<Vec<String>> = Vec::new();
        while let Next::Record = reader.advance().unwrap() {
            all.push(reader.fields().iter().map(str::to_owned).collect());
        }
        all
    };
    let mut files = 0;
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/csv_spectrum/csvs")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let plain = records(text.as_bytes(), None);
        assert!(plain.len() > 1);
        for encoding in ["UTF-16LE", "UTF-16BE", "gb18030"] {
            assert_eq!(records(&encoded(&text, encoding), Some(encoding)), plain, "{encoding}: {text}");
        }
        let marked = [b"\xff\xfe".to_vec(), encoded(&text, "UTF-16LE")].concat();
        assert_eq!(records(&marked, None), plain, "{text}");
        files += 1;
    }
    assert_eq!(files, 12);
}

/// Line, column and code of each refused record.
fn refused(bytes: &[u8], given: &str) -> Vec<(u64, u32, &'static str, String)> {
    let decoded = Decoded::new(bytes, named(given), "CN");
    let told = decoded.told();
    let mut reader = CsvReader::new(decoded, COMMA).decoded_from(told);
    let mut all = Vec::new();
    loop {
        match reader.advance().unwrap() {
            Next::Record => {}
            Next::Refused(r) => all.push((r.line, r.column, r.code, r.message)),
            Next::End => return all,
        }
    }
}

#[test]
fn bytes_that_mean_nothing_are_refused_where_they_stand() {
    for (encoding, stray) in
        [("gb18030", &b"\xff\xff"[..]), ("Big5", b"\xff"), ("Shift_JIS", b"\xfd"), ("EUC-KR", b"\xff"), ("windows-1252", b"\x81")]
    {
        let mut bytes = b"a,b,c\n1,x,y\n2,x,q".to_vec();
        bytes.extend(stray);
        bytes.extend(b"q\n3,x,y\n4,\"");
        bytes.extend(stray);
        bytes.extend(b"\",y\n");
        let refused = refused(&bytes, encoding);
        let places: Vec<(u64, u32, &str)> = refused.iter().map(|r| (r.0, r.1, r.2)).collect();
        assert_eq!(places, [(3, 3, "undecodable"), (5, 2, "undecodable")], "{encoding}");
        assert!(refused[0].3.contains(encoding) && refused[0].3.contains("name the encoding"), "{refused:?}");
    }
    let lone = ["a,b\n1,".encode_utf16().collect::<Vec<_>>(), vec![0xd800], "x\n2,y\n".encode_utf16().collect()].concat();
    let bytes: Vec<u8> = lone.into_iter().flat_map(u16::to_le_bytes).collect();
    assert_eq!(refused(&bytes, "UTF-16LE").iter().map(|r| (r.0, r.1)).collect::<Vec<_>>(), [(2, 2)]);
    assert_eq!(refused(b"a\n\xd6", "gb18030").iter().map(|r| (r.0, r.1)).collect::<Vec<_>>(), [(2, 1)], "cut off");
}

#[test]
fn an_input_that_breaks_off_is_an_error_behind_what_was_read() {
    struct Breaks(usize);
    impl Read for Breaks {
        fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
            self.0 += 1;
            match self.0 {
                1 => {
                    buf[..6].copy_from_slice("a\nü\n1".as_bytes());
                    Ok(6)
                }
                2 => Err(std::io::Error::other("gone")),
                _ => Ok(0),
            }
        }
    }
    let mut text = Vec::new();
    let error = Decoded::new(Breaks(0), None, "CN").read_to_end(&mut text).unwrap_err();
    assert_eq!((text.as_slice(), error.to_string().as_str()), ("a\nü\n1".as_bytes(), "gone"));
}

proptest! {
    #[test]
    fn any_bytes_are_read_to_their_end(
        bytes in proptest::collection::vec(any::<u8>(), 0..600),
        given in proptest::sample::select(vec!["", "UTF-8", "gb18030", "Big5", "Shift_JIS", "EUC-JP", "EUC-KR", "UTF-16LE", "UTF-16BE", "windows-1252", "ISO-2022-JP"]),
        step in 1_usize..80,
    ) {
        let (one, told) = read(&bytes, Some(given), "CN", step);
        let (whole, told_whole) = read(&bytes, Some(given), "CN", usize::MAX);
        prop_assert!(one.len() <= bytes.len() * 3 + 4);
        // However the bytes come, the text is the same: an import goes on by its positions.
        if told == told_whole {
            prop_assert_eq!(one, whole);
        }
    }

    #[test]
    fn what_was_encoded_is_read_back(
        text in "[ -~中文字元数据日本語가나éüñ\n,]{0,300}",
        encoding in proptest::sample::select(vec!["UTF-8", "gb18030", "UTF-16LE", "UTF-16BE"]),
        step in 1_usize..80,
    ) {
        prop_assert_eq!(read(&encoded(&text, encoding), Some(encoding), "CN", step).0, text.as_bytes());
    }
}
