#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;
use proptest::prelude::*;

fn point(text: &str, scale: u8) -> Result<i64, &'static str> {
    parse(text, scale, NumberFormat::Point).map_err(|e| e.code)
}

#[test]
fn reads_numbers_as_people_write_them() {
    for (text, want) in [
        ("1,234.50", 12_345_000),
        ("１２３４", 12_340_000),
        ("１，２３４．５", 12_345_000),
        ("(12.5)", -125_000),
        ("-12.5", -125_000),
        ("\u{2212}12.5", -125_000),
        ("12.5-", -125_000),
        ("+7", 70_000),
        ("¥1,234.5", 12_345_000),
        ("￥12", 120_000),
        ("-£5", -50_000),
        ("£-5", -50_000),
        ("($5.00)", -50_000),
        ("GBP 4310.00", 43_100_000),
        ("4310 EUR", 43_100_000),
        ("12元", 120_000),
        ("1'234.5", 12_345_000),
        ("1\u{202f}234.5", 12_345_000),
        ("12,34,567", 12_345_670_000),
        ("1.5e3", 15_000_000),
        ("1e-4", 1),
        (".5", 5_000),
        ("5.", 50_000),
        ("0.00010000", 1),
        ("0", 0),
        ("-0", 0),
    ] {
        assert_eq!(point(text, 4), Ok(want), "{text}");
    }
}

#[test]
fn names_what_is_wrong() {
    for (text, code) in [
        ("", "bad_number"),
        ("-", "bad_number"),
        ("abc", "bad_number"),
        ("1.2.3", "bad_number"),
        ("1,23", "ambiguous_number"),
        ("1.234,50", "ambiguous_number"),
        ("1,2345", "ambiguous_number"),
        ("--5", "bad_number"),
        ("(-5)", "bad_number"),
        ("£5£", "bad_number"),
        ("1e99", "bad_number"),
        ("12 3", "bad_number"),
        ("0.00001", "too_many_digits"),
        ("922337203685477.5808", "out_of_range"),
        ("99999999999999999999999999999999999999999", "out_of_range"),
        ("1e30", "out_of_range"),
    ] {
        assert_eq!(point(text, 4), Err(code), "{text}");
    }
    assert_eq!(point("922337203685477.5807", 4), Ok(i64::MAX));
    assert!(read("1.5", NumberFormat::Point).unwrap().exact(0).unwrap_err().message.contains("whole"));
}

#[test]
fn other_formats() {
    let comma = |t| parse(t, 2, NumberFormat::Comma).map_err(|e| e.code);
    assert_eq!(comma("1.234,50"), Ok(123_450));
    assert_eq!(comma("1 234,50"), Ok(123_450));
    assert_eq!(comma("1.5"), Err("ambiguous_number"));
    let auto = |t| parse(t, 2, NumberFormat::Auto).map_err(|e| e.code);
    assert_eq!(auto("1.234,50"), Ok(123_450));
    assert_eq!(auto("1,234.50"), Ok(123_450));
    assert_eq!(auto("1,234,567"), Ok(123_456_700));
    assert_eq!(auto("1,5"), Ok(150));
    assert_eq!(auto("1.5"), Ok(150));
    assert_eq!(auto("1,234"), Err("ambiguous_number"));
    assert_eq!(auto("0,125"), Err("too_many_digits"));
}

#[test]
fn rounds_half_away_from_zero() {
    assert_eq!(read("2.345", NumberFormat::Point).unwrap().rounded(2), Ok(235));
    assert_eq!(read("-2.345", NumberFormat::Point).unwrap().rounded(2), Ok(-235));
    assert_eq!(read("2.3449", NumberFormat::Point).unwrap().rounded(2), Ok(234));
    assert_eq!(rescale(-25, 1, 0), Some(-3));
    assert_eq!(rescale(24, 1, 0), Some(2));
    assert_eq!(rescale(i64::MAX, 0, 1), None);
    assert_eq!(amount(6, 0, 25_500, 4, 2), Some(1530));
    assert_eq!(amount(1, 0, 10, 4, 2), Some(0));
    assert_eq!(amount(-5, 0, 10, 4, 2), Some(-1));
    assert_eq!(amount(3, 0, 1000, 0, 0), Some(3000));
    assert_eq!(amount(i64::MAX, 0, i64::MAX, 0, 0), None);
}

#[test]
fn writes() {
    assert_eq!(format(25_500, 4), "2.5500");
    assert_eq!(format_short(25_500, 4), "2.55");
    assert_eq!(format(-5, 2), "-0.05");
    assert_eq!(format_short(1000, 2), "10");
    assert_eq!(format(100, 0), "100");
    assert_eq!(format_short(100, 0), "100");
    assert_eq!(format(i64::MIN, 9), "-9223372036.854775808");
}

proptest! {
    #[test]
    fn never_panics(s in any::<String>(), scale in 0_u8..=255) {
        for f in [NumberFormat::Point, NumberFormat::Comma, NumberFormat::Auto] {
            if let Ok(n) = read(&s, f) {
                let _ = n.exact(scale);
                let _ = n.rounded(scale);
            }
            let _ = parse(&s, scale, f);
        }
    }

    #[test]
    fn never_panics_on_number_like(s in "[-+(]?[$£¥A-Z]{0,3} ?[0-9., ']{0,45}(e-?[0-9]{1,3})?[)-]?") {
        for f in [NumberFormat::Point, NumberFormat::Comma, NumberFormat::Auto] {
            if let Ok(n) = read(&s, f) {
                let _ = (n.exact(9), n.rounded(0));
            }
        }
    }

    #[test]
    fn round_trip(v in -i64::MAX..=i64::MAX, scale in 0_u8..=MAX_SCALE) {
        prop_assert_eq!(parse(&format(v, scale), scale, NumberFormat::Point), Ok(v));
        prop_assert_eq!(parse(&format_short(v, scale), scale, NumberFormat::Point), Ok(v));
        prop_assert_eq!(read(&format(v, scale), NumberFormat::Point).unwrap().exact(scale), Ok(v));
    }

    #[test]
    fn amount_is_the_nearest(q in -1_000_000_i64..1_000_000, p in -1_000_000_000_i64..1_000_000_000) {
        let got = i128::from(amount(q, 3, p, 4, 2).unwrap());
        let exact = i128::from(q) * i128::from(p);
        prop_assert!((exact - got * 100_000).abs() * 2 <= 100_000);
        prop_assert_eq!(amount(-q, 3, p, 4, 2).unwrap(), -amount(q, 3, p, 4, 2).unwrap());
    }

    #[test]
    fn fast_path_agrees(s in "-?[0-9]{1,12}(\\.[0-9]{0,4})?") {
        prop_assert_eq!(parse(&s, 4, NumberFormat::Point), read(&s, NumberFormat::Point).unwrap().exact(4));
    }
}
