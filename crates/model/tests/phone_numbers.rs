//! Agreement with libphonenumber on its own example numbers.
#![allow(clippy::unwrap_used, reason = "tests")]

use guanxi_model::phone::{Phone, PhoneKind};
use std::collections::BTreeMap;

fn kind_name(kind: PhoneKind) -> &'static str {
    match kind {
        PhoneKind::Fixed => "FIXED_LINE",
        PhoneKind::Mobile => "MOBILE",
        PhoneKind::FixedOrMobile => "FIXED_LINE_OR_MOBILE",
        PhoneKind::TollFree => "TOLL_FREE",
        PhoneKind::PremiumRate => "PREMIUM_RATE",
        PhoneKind::SharedCost => "SHARED_COST",
        PhoneKind::Personal => "PERSONAL_NUMBER",
        PhoneKind::Voip => "VOIP",
        PhoneKind::Pager => "PAGER",
        PhoneKind::Company => "UAN",
        PhoneKind::Voicemail => "VOICEMAIL",
        PhoneKind::Unknown => "UNKNOWN",
    }
}

#[test]
fn agrees_with_libphonenumber() {
    let mut rows = csv::Reader::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/phone_numbers.csv")).unwrap();
    let mut agreed: BTreeMap<&str, usize> = BTreeMap::new();
    let mut differences = Vec::new();
    let mut total = 0;
    for row in rows.records() {
        let row = row.unwrap();
        let (region, input) = (&row[0], &row[1]);
        total += 1;
        let got = Phone::parse(input, Some(region));
        let (e164, possible, valid, kind) = match &got {
            Ok(p) => (p.e164(), p.possible, p.valid, kind_name(p.kind)),
            Err(_) => (String::new(), false, false, "UNKNOWN"),
        };
        for (what, same) in [
            ("e164", e164 == row[3]),
            ("type", kind == &row[5]),
            ("possible", possible == (&row[6] == "1")),
            ("valid", valid == (&row[7] == "1")),
        ] {
            *agreed.entry(what).or_default() += usize::from(same);
            if !same {
                differences.push(format!("{what}: {region} {input}: want {:?}, got {got:?}", &row));
            }
        }
    }
    println!("{total} numbers, agreed {agreed:?}");
    // The one difference is between releases of the numbering plan: this one has Zimbabwean numbers of eight digits.
    differences.retain(|d| !d.starts_with("possible: ZW +263 20201234:"));
    assert!(differences.is_empty(), "{} of {total}: {agreed:?}\n{}", differences.len(), differences.join("\n"));
    assert_eq!((total, agreed["e164"], agreed["possible"]), (2995, 2995, 2994));
}
