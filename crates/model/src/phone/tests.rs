#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;
use proptest::prelude::*;

fn e164(text: &str, region: &str) -> String {
    Phone::parse(text, Some(region))
        .map_or_else(|e| e.message, |p| p.e164() + &p.extension.map_or_else(String::new, |e| format!("/{e}")))
}

#[test]
fn reads_numbers_as_people_write_them() {
    for (text, want) in [
        ("13812345678", "+8613812345678"),
        ("138 1234 5678", "+8613812345678"),
        ("138-1234-5678", "+8613812345678"),
        ("１３８１２３４５６７８", "+8613812345678"),
        ("+86 138 1234 5678", "+8613812345678"),
        ("＋８６　１３８１２３４５６７８", "+8613812345678"),
        ("0086 13812345678", "+8613812345678"),
        ("+0086 13812345678", "+8613812345678"),
        ("86 13812345678", "+8613812345678"),
        ("(010) 6234-5678", "+861062345678"),
        ("010-62345678转801", "+861062345678/801"),
        ("010-62345678 ext. 12", "+861062345678/12"),
        ("010-62345678#12", "+861062345678/12"),
        ("+86 (0)10 6234 5678", "+861062345678"),
        ("tel:+86-138-1234-5678", "+8613812345678"),
        ("tel:010-62345678;ext=801", "+861062345678/801"),
        ("tel:138-1234-5678;phone-context=+86", "+8613812345678"),
        ("400 820 1234", "+864008201234"),
        ("+44 20 7946 0958", "+442079460958"),
        ("٠١٠٦٢٣٤٥٦٧٨", "+861062345678"),
    ] {
        assert_eq!(e164(text, "CN"), want, "{text}");
    }
    assert_eq!(e164("020 7946 0958", "GB"), "+442079460958");
    assert_eq!(e164("0086 138 1234 5678", "US"), "+8613812345678");
    assert_eq!(e164("011 86 138 1234 5678", "US"), "+8613812345678");
    assert_eq!(e164("0343 15 555 1212", "AR"), "+5493435551212");
    assert_eq!(e164("06 1234 5678", "IT"), "+390612345678");
}

#[test]
fn tells_what_it_is() {
    let p = Phone::parse("13812345678", Some("CN")).unwrap();
    assert_eq!((p.kind, p.region, p.valid, p.possible), (PhoneKind::Mobile, "CN", true, true));
    assert_eq!(Phone::parse("+1 416 736 2100", None).unwrap().region, "CA");
    assert_eq!(Phone::parse("+85221234567", None).unwrap().kind, PhoneKind::Fixed);
    assert!(!Phone::parse("12812345678", Some("CN")).unwrap().valid);
}

#[test]
fn shows_numbers() {
    let show = |t: &str| {
        let p = Phone::parse(t, None).unwrap();
        (p.national(), p.international())
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(show("+8613812345678"), pair("138 1234 5678", "+86 138 1234 5678"));
    assert_eq!(show("+861062345678"), pair("010 6234 5678", "+86 10 6234 5678"));
    assert_eq!(show("+442079460958"), pair("020 7946 0958", "+44 20 7946 0958"));
    assert_eq!(show("+16502530000"), pair("(650) 253-0000", "+1 650-253-0000"));
    assert_eq!(show("+5491187654321"), pair("011 15-8765-4321", "+54 9 11 8765-4321"));
    assert_eq!(show("+33631966543"), pair("06 31 96 65 43", "+33 6 31 96 65 43"));
    assert_eq!(display("+8613812345678", "CN"), "138 1234 5678");
    assert_eq!(display("+8613812345678", "GB"), "+86 138 1234 5678");
    assert_eq!(display("nonsense", "GB"), "nonsense");
    let p = Phone::parse("010-62345678转801", Some("CN")).unwrap();
    assert_eq!(p.to_string(), "+86 10 6234 5678 ext. 801");
    assert_eq!(p.uri(), "tel:+861062345678;ext=801");
}

#[test]
fn says_what_is_wrong() {
    let why = |t: &str, r: Option<&str>| Phone::parse_possible(t, r).unwrap_err().message;
    assert_eq!(why("138", None), "`138` is not a phone number: its country is not known; begin with + and the country code");
    assert_eq!(why("call me", Some("CN")), "`call me` is not a phone number: `c` does not belong to one");
    assert_eq!(why("-", Some("CN")), "`-` is not a phone number: it has no digits");
    assert_eq!(why("+999 1234567", None), "`+999 1234567` is not a phone number: no country has its country code");
    assert_eq!(why("1381234567", Some("HK")), "+8521381234567 has 10 digits after the country code 852, too many or too few");
}

proptest! {
    #[test]
    fn never_panics(s in any::<String>(), r in "[A-Z]{0,3}") {
        let _ = Phone::parse(&s, Some(&r));
        let _ = display(&s, &r);
    }

    #[test]
    fn stable(s in "[+0-9 ()#x.-]{1,22}", r in prop_oneof![Just("CN"), Just("GB"), Just("US"), Just("AR"), Just("IT"), Just("BR")]) {
        if let Ok(p) = Phone::parse(&s, Some(r)) {
            let _ = (p.national(), p.international(), p.uri());
            if p.valid {
                prop_assert_eq!(Phone::parse(&p.e164(), None).unwrap().e164(), p.e164());
                prop_assert_eq!(Phone::parse(&p.international(), None).unwrap().e164(), p.e164());
            }
        }
    }
}
