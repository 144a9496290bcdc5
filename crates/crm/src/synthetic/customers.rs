//! Customers by the numbers: who they are follows from number and seed alone.

use crate::customers::model::Customer;
use crate::demo::dice::Dice;
use crate::demo::names::{CHINESE, of_country};
use crate::demo::phones;
use model::object::col;
use model::{Date, Id, Object, Record, Ts, Val};
use records::{Catalog, Result};
use serde_json::json;
use std::sync::Arc;

/// Countries by how often they come: a third China, then Europe and the rest.
const COUNTRIES: &[&str] = &[
    "CN", "CN", "CN", "CN", "CN", "CN", "CN", "CN", "GB", "GB", "GB", "GB", "US", "US", "US", "DE", "DE", "FR", "FR", "ES", "IT",
    "NL", "SE", "AU",
];
const STAGES: &[&str] = &["prospect", "prospect", "new", "satisfied", "satisfied", "retained", "old"];
const CLASSES: &[&str] = &["ordinary", "ordinary", "ordinary", "potential", "potential", "main", "key"];
const SOURCES: &[&str] = &["web_shop", "web_shop", "marketplace", "store", "referral", "advertising", "fair"];
const TAGS: &[&str] = &["vip", "newsletter", "wholesale", "complained", "birthday-card", "first-year"];
const DOMAINS: &[&str] = &["example.com", "example.net", "example.org"];
/// One customer in this many is a company.
const COMPANY_EVERY: u64 = 25;
/// Days before 1992-01-01 over which birthdays are spread.
const YOUNGEST: i32 = 8_035;
const BIRTH_DAYS: u64 = 18_000;

pub(super) struct Maker {
    object: Arc<Object>,
    seed: u64,
    now: Ts,
}

impl Maker {
    pub(super) fn new(catalog: &Catalog, seed: u64, now: Ts) -> Result<Self> {
        Ok(Self { object: catalog.object(Customer::OBJECT)?.clone(), seed, now })
    }

    pub(super) fn customer(&self, number: u64) -> Record {
        let mut dice = Dice::of("customer", self.seed.wrapping_mul(0x9e37_79b9).wrapping_add(number));
        let mut r = Record::empty(self.object.clone());
        r.vals[col::ID] = Id::at(self.now.unix_ms()).into();
        let country = dice.pick(COUNTRIES);
        let external = format!("S{number:08}");
        let handle =
            if dice.once_in(COMPANY_EVERY) { company(&mut r, country, &mut dice) } else { person(&mut r, country, &mut dice) };
        r.set(Customer::COUNTRY, country);
        r.set(Customer::LANGUAGE, if country == "CN" { "zh-CN" } else { "en" });
        r.set(Customer::STAGE, dice.pick(STAGES));
        r.set(Customer::VALUE_CLASS, dice.pick(CLASSES));
        r.set(Customer::SOURCE, dice.pick(SOURCES));
        // The number comes first, so that a base of any size fills the index of addresses from one end.
        r.set(Customer::EMAILS, list(&[&format!("{}.{handle}@{}", external.to_ascii_lowercase(), dice.pick(DOMAINS))]));
        if dice.below(2) == 0
            && let Some(phone) = phones::phone(country, &mut dice)
        {
            r.set(Customer::PHONES, list(&[&phone]));
        }
        if dice.once_in(4) {
            r.set(Customer::TAGS, list(&[dice.pick(TAGS)]));
        }
        r.set(Customer::EXTERNAL_ID, external);
        r
    }
}

fn list(items: &[&str]) -> Val {
    Val::Text(json!(items).to_string())
}

/// Fills a person in; returns what stands in their address.
fn person(r: &mut Record, country: &str, dice: &mut Dice) -> String {
    let names = if country == "CN" { &CHINESE } else { of_country(country) };
    let woman = dice.below(2) == 0;
    let (family, given) = (dice.pick(names.families), dice.pick(if woman { names.women } else { names.men }));
    r.set(Customer::KIND, "person");
    r.set(Customer::FAMILY_NAME, family);
    r.set(Customer::GIVEN_NAME, given);
    r.set(Customer::GENDER, if woman { "female" } else { "male" });
    let born = Date(YOUNGEST).add_days(-i32::try_from(dice.below(BIRTH_DAYS)).unwrap_or(0));
    r.set(Customer::BIRTHDAY, i64::from(born.0));
    r.set(Customer::INCOME_BAND, dice.pick(&["low", "middle", "middle", "upper_middle", "high"]));
    let ascii: String = given.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect();
    if ascii.is_empty() { "customer".to_owned() } else { ascii }
}

fn company(r: &mut Record, country: &str, dice: &mut Dice) -> String {
    let names = if country == "CN" { &CHINESE } else { of_country(country) };
    let (one, other) = (dice.pick(names.families), dice.pick(names.families));
    let name = if country == "CN" { format!("{one}{other}贸易有限公司") } else { format!("{one} & {other} Ltd") };
    let employees = 2 + i64::try_from(dice.below(200)).unwrap_or(0);
    r.set(Customer::KIND, "company");
    r.set(Customer::NAME, name);
    r.set(Customer::INDUSTRY, "Retail");
    r.set(Customer::EMPLOYEES, employees);
    "office".to_owned()
}
