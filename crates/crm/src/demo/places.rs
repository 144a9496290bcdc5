//! Invented streets in real places.

use super::dice::Dice;
use serde_json::{Value, json};

const STREETS: &[&str] = &[
    "Mulberry Lane",
    "Station Road",
    "Church Street",
    "Mill Lane",
    "Orchard Way",
    "Harbour View",
    "Kiln Close",
    "Rosemary Hill",
];
const STREETS_CN: &[&str] = &["槐树路", "新华街", "梅花巷", "滨河路", "长乐街", "东风路", "桂花里", "望湖路"];
const CITIES: &[(&str, &[&str])] = &[
    (
        "GB",
        &[
            "London",
            "Manchester",
            "Bristol",
            "Leeds",
            "Norwich",
            "Edinburgh",
            "Cardiff",
            "Bath",
            "York",
            "Oxford",
            "Exeter",
            "Glasgow",
        ],
    ),
    ("JE", &["Saint Helier"]),
    ("IE", &["Dublin", "Cork", "Galway"]),
    ("DE", &["Berlin", "Hamburg", "Köln", "München", "Leipzig"]),
    ("FR", &["Paris", "Lyon", "Nantes", "Lille", "Toulouse"]),
    ("ES", &["Madrid", "Sevilla", "Valencia"]),
    ("BE", &["Bruxelles", "Gent", "Liège"]),
    ("CH", &["Zürich", "Bern", "Genève"]),
    ("PT", &["Lisboa", "Porto"]),
    ("IT", &["Milano", "Torino", "Bologna"]),
    ("NL", &["Amsterdam", "Utrecht", "Haarlem"]),
    ("FI", &["Helsinki", "Turku"]),
    ("NO", &["Oslo", "Bergen"]),
    ("SE", &["Stockholm", "Göteborg"]),
    ("DK", &["København", "Aarhus"]),
    ("AT", &["Wien", "Graz"]),
    ("AU", &["Melbourne", "Sydney"]),
    ("US", &["Portland", "Boston"]),
    ("CA", &["Toronto", "Ottawa"]),
    ("JP", &["Tokyo", "Kyoto"]),
];

/// Code, province, city and district of each Chinese place.
fn districts() -> Vec<[&'static str; 4]> {
    let rows = include_str!("../../../../packs/demo/districts.csv").lines().skip(1);
    rows.filter_map(|line| line.split(',').collect::<Vec<_>>().try_into().ok()).collect()
}

/// An address in the country; null where no city is known.
#[must_use]
pub fn address(country: &str, dice: &mut Dice) -> Value {
    if country == "CN" {
        let [division, province, city, district] = dice.pick(&districts());
        let street = format!("{}{}号{}室", dice.pick(STREETS_CN), 1 + dice.below(300), 101 + dice.below(900));
        return json!({"country": "CN", "division": division, "province": province, "city": city, "district": district, "street": street});
    }
    let Some((_, cities)) = CITIES.iter().find(|(c, _)| *c == country) else { return Value::Null };
    let street = format!("{} {}", 1 + dice.below(180), dice.pick(STREETS));
    json!({"country": country, "city": dice.pick(cities), "street": street})
}
