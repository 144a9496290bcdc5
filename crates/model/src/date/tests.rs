#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;
use proptest::prelude::*;

fn day(text: &str) -> String {
    Date::parse(text, DATE_FORMATS).map_or_else(|e| e.message, |d| d.to_string())
}

fn by(text: &str, format: &str) -> String {
    Date::parse(text, &[format]).map_or_else(|e| e.message, |d| d.to_string())
}

#[test]
fn reads_the_usual_forms() {
    for text in [
        "2011-12-09",
        "2011/12/9",
        "2011.12.09",
        "2011年12月9日",
        "20111209",
        "２０１１年１２月９日",
        "２０１１－１２－０９",
        " 2011-12-09 ",
        "9 December 2011",
        "Dec 9, 2011",
    ] {
        assert_eq!(day(text), "2011-12-09", "{text}");
    }
    assert_eq!(by("9/12/2011", "%d/%m/%Y"), "2011-12-09");
    assert_eq!(by("09.12.11", "%d.%m.%y"), "2011-12-09");
}

#[test]
fn names_the_part_that_is_wrong() {
    assert_eq!(
        by("12/13/2011", "%d/%m/%Y"),
        "`12/13/2011` is not a date: month 13 is not between 1 and 12 (format day/month/year)"
    );
    assert_eq!(
        by("31/02/2011", "%d/%m/%Y"),
        "`31/02/2011` is not a date: there is no day 31 in month 2 of 2011 (format day/month/year)"
    );
    assert_eq!(
        by("29/02/2100", "%d/%m/%Y"),
        "`29/02/2100` is not a date: there is no day 29 in month 2 of 2100 (format day/month/year)"
    );
    assert_eq!(by("1/2/11", "%d/%m/%Y"), "`1/2/11` is not a date: the year is missing or too short (format day/month/year)");
    assert_eq!(by("2011-12-09x", "%Y-%m-%d"), "`2011-12-09x` is not a date: `x` is left over (format year-month-day)");
    assert_eq!(by("", "%Y-%m-%d"), "`` is not a date: the year is missing or too short (format year-month-day)");
    assert!(day("09/12/2011").contains("not a date"), "which is day and which is month must be said");
}

#[test]
fn reads_instants() {
    let shanghai = TimeZone::get("Asia/Shanghai").unwrap();
    let at = |t: &str| Ts::parse(t, DATETIME_FORMATS, &shanghai).map_or_else(|e| e.message, Ts::rfc3339);
    assert_eq!(at("2011-12-09 08:30"), "2011-12-09T00:30:00Z");
    assert_eq!(at("2011-12-09T08:30:00Z"), "2011-12-09T08:30:00Z");
    assert_eq!(at("2011-12-09 08:30:00.25 +0100"), "2011-12-09T07:30:00.25Z");
    assert_eq!(at("2011年12月9日 8时30分"), "2011-12-09T00:30:00Z");
    assert_eq!(at("2011-12-09"), "2011-12-08T16:00:00Z");
    assert!(at("2011-12-09 25:00").contains("hour 25"));
    let retail = Ts::parse("12/1/2010 8:26", &["%m/%d/%Y %H:%M"], &TimeZone::UTC).unwrap();
    assert_eq!(retail.rfc3339(), "2010-12-01T08:26:00Z");
    let pm = Ts::parse("1/2/2010 12:05 PM", &["%d/%m/%Y %I:%M %p"], &TimeZone::UTC).unwrap();
    assert_eq!(pm.rfc3339(), "2010-02-01T12:05:00Z");
}

#[test]
fn clocks_that_change() {
    let london = TimeZone::get("Europe/London").unwrap();
    let at = |t: &str| Ts::parse(t, DATETIME_FORMATS, &london).unwrap().rfc3339();
    assert_eq!(at("2011-03-27 01:30"), "2011-03-27T01:30:00Z", "skipped: one hour ahead");
    assert_eq!(at("2011-10-30 01:30"), "2011-10-30T00:30:00Z", "twice: the first");
    assert_eq!(Date::parse_iso("2011-06-01").unwrap().start_in(&london).rfc3339(), "2011-05-31T23:00:00Z");
    assert_eq!(Ts::parse_rfc3339("2011-05-31T23:30:00Z").unwrap().day_in(&london).to_string(), "2011-06-01");
}

#[test]
fn civil_arithmetic() {
    let d = |t| Date::parse_iso(t).unwrap();
    assert_eq!(d("1970-01-01").0, 0);
    assert_eq!(d("2011-01-31").add_months(1), d("2011-02-28"));
    assert_eq!(d("2012-01-31").add_months(1), d("2012-02-29"));
    assert_eq!(d("2011-01-31").add_months(-2), d("2010-11-30"));
    assert_eq!(d("2011-12-09").weekday(), 5);
    assert_eq!(d("2000-02-29").age_on(d("2011-02-28")), 10);
    assert_eq!(d("2000-02-29").age_on(d("2011-03-01")), 11);
    assert_eq!(Date(i32::MAX).to_string(), "9999-12-31");
    assert_eq!(Date(i32::MIN).to_string(), "0001-01-01");
    assert_eq!(serde_json::to_string(&d("2011-12-09")).unwrap(), "\"2011-12-09\"");
}

proptest! {
    #[test]
    fn never_panics(s in any::<String>(), n in any::<i32>(), ts in any::<i64>()) {
        let _ = Date::parse(&s, DATE_FORMATS);
        let _ = Date::parse("2011-12-09", &[&s]);
        let _ = Ts::parse(&s, DATETIME_FORMATS, &TimeZone::UTC);
        let _ = (Date::parse_iso(&s), Ts::parse_rfc3339(&s));
        let _ = (Date(n).add_months(n), Date(n).add_days(n), Date(n).weekday(), Date(n).start_in(&TimeZone::UTC));
        let _ = (Ts(ts).day_in(&TimeZone::UTC), Ts(ts).rfc3339(), Date(n).age_on(Date(0)));
    }

    #[test]
    fn never_panics_on_date_like(s in "[0-9]{0,5}[-/年. ]?[0-9]{0,3}[-/月. ]?[0-9]{0,5}日?[T ]?[0-9]{0,2}:?[0-9]{0,2}(:[0-9]{0,2})?(\\.[0-9]{0,12})?(Z|[+-][0-9:]{0,6})?") {
        let _ = Ts::parse(&s, DATETIME_FORMATS, &TimeZone::UTC);
    }

    #[test]
    fn round_trip(n in DAYS) {
        let text = Date(n).to_string();
        prop_assert_eq!(Date::parse_iso(&text), Some(Date(n)));
        prop_assert_eq!(Date::parse(&text, DATE_FORMATS), Ok(Date(n)));
        let (y, m, d) = Date(n).ymd();
        prop_assert_eq!(Date::from_ymd(y, m, d), Some(Date(n)));
        prop_assert_eq!(Date::parse(&format!("{d}/{m}/{y:04}"), &["%d/%m/%Y"]), Ok(Date(n)));
    }

    #[test]
    fn instants_round_trip(us in -62_000_000_000_000_000_i64..253_000_000_000_000_000) {
        prop_assert_eq!(Ts::parse_rfc3339(&Ts(us).rfc3339()), Some(Ts(us)));
        prop_assert_eq!(Ts::parse(&Ts(us).rfc3339(), DATETIME_FORMATS, &TimeZone::UTC), Ok(Ts(us)));
    }
}
