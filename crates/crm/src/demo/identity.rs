//! Invented people and companies for real but anonymous purchases: the same customer number always becomes the same person.

use super::dice::Dice;
use super::names::{CHINESE, Names, of_country};
use super::{phones, places};
use model::name::PersonName;
use serde_json::{Value, json};

/// One customer in this many has a Chinese name; one in that many is a company.
const CHINESE_EVERY: u64 = 5;
const COMPANY_EVERY: u64 = 20;

const OCCUPATIONS: &[(&str, &str)] = &[
    ("Teacher", "教师"),
    ("Nurse", "护士"),
    ("Shop owner", "店主"),
    ("Engineer", "工程师"),
    ("Designer", "设计师"),
    ("Florist", "花艺师"),
    ("Accountant", "会计"),
    ("Event planner", "活动策划"),
    ("Retired", "退休"),
    ("Student", "学生"),
    ("Café owner", "咖啡店主"),
    ("Librarian", "图书管理员"),
    ("Civil servant", "公务员"),
    ("Photographer", "摄影师"),
];
const INTERESTS: &[(&str, &str)] = &[
    ("home decoration", "家居装饰"),
    ("gardening", "园艺"),
    ("baking", "烘焙"),
    ("crafts", "手工"),
    ("vintage", "复古"),
    ("travel", "旅行"),
    ("reading", "阅读"),
    ("tea", "茶"),
    ("photography", "摄影"),
    ("children", "亲子"),
    ("festivals", "节日"),
];
const HOURS: &[(&str, &str)] = &[("weekdays 9:00-12:00", "工作日上午"), ("after 18:00", "18:00 以后"), ("weekends", "周末")];
const SHOP_WORDS: &[&str] =
    &["Lantern", "Meadow", "Harbour", "Willow", "Copper", "Juniper", "Marble", "Clover", "Thistle", "Amber", "Linden", "Swallow"];
const SHOP_TRADES: &[(&str, &str)] = &[
    ("Gifts", "Gift retail"),
    ("Interiors", "Interior retail"),
    ("Stationery", "Stationery retail"),
    ("Garden Centre", "Garden retail"),
    ("Tea Rooms", "Hospitality"),
    ("Trading", "Wholesale"),
    ("Toys", "Toy retail"),
];
const SHOP_WORDS_CN: &[&str] = &["红灯笼", "青竹", "云海", "晨光", "梧桐", "海棠", "星河", "松石", "锦绣", "墨香"];
const SHOP_TRADES_CN: &[(&str, &str)] =
    &[("礼品", "礼品零售"), ("家居", "家居零售"), ("文具", "文具零售"), ("贸易", "批发贸易"), ("茶社", "餐饮")];

/// Who a customer of the demo company is said to be. Nothing of it is true of anybody. Empty text: not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Identity {
    /// `person` or `company`.
    pub kind: &'static str,
    pub name: String,
    pub family_name: String,
    pub given_name: String,
    pub gender: &'static str,
    /// ISO date, and the calendar by which it is celebrated.
    pub birthday: String,
    pub birthday_calendar: &'static str,
    pub language: &'static str,
    pub country: String,
    pub email: String,
    pub phone: String,
    pub address: Value,
    pub social: String,
    pub preferred_media: &'static str,
    pub preferred_hours: &'static str,
    pub occupation: &'static str,
    pub income_band: &'static str,
    /// Separated by semicolons.
    pub interests: String,
    pub payment_habit: &'static str,
    pub industry: &'static str,
    pub employees: String,
    pub revenue: String,
}

/// The identity of a customer number that buys from `country` (ISO 3166; empty when not known).
#[must_use]
pub fn identity(number: &str, country: &str) -> Identity {
    let mut dice = Dice::of(number, 1);
    let chinese = dice.once_in(CHINESE_EVERY) || matches!(country, "HK" | "SG");
    let mut who = if dice.once_in(COMPANY_EVERY) { company(chinese, &mut dice) } else { person(country, chinese, &mut dice) };
    who.country = if chinese { "CN".into() } else { country.to_owned() };
    who.language = if chinese { "zh-CN" } else { language(country) };
    who.email = email(number, &who, &mut dice);
    who.phone = phones::phone(&who.country, &mut dice).unwrap_or_default();
    who.address = places::address(&who.country, &mut dice);
    let media: &[&str] =
        if chinese { &["wechat", "phone", "wechat;sms", "wechat"] } else { &["email", "email", "post", "phone", "email;sms"] };
    who.preferred_media = dice.pick(media);
    if chinese && dice.below(2) == 0 {
        who.social = format!("wechat:demo_{number}");
    }
    who
}

fn in_language((english, chinese): (&'static str, &'static str), in_chinese: bool) -> &'static str {
    if in_chinese { chinese } else { english }
}

fn person(country: &str, chinese: bool, dice: &mut Dice) -> Identity {
    let names: &Names = if chinese { &CHINESE } else { of_country(country) };
    let woman = dice.below(5) < 3;
    let (family, given) = (dice.pick(names.families), dice.pick(if woman { names.women } else { names.men }));
    let lunar = chinese && dice.once_in(4);
    let mut interests: Vec<&str> = (0..dice.below(4)).map(|_| in_language(dice.pick(INTERESTS), chinese)).collect();
    interests.sort_unstable();
    interests.dedup();
    let habits: &[&str] = if chinese {
        &["wallet", "wallet", "card", "bank_transfer"]
    } else {
        &["card", "card", "wallet", "invoice", "bank_transfer"]
    };
    Identity {
        kind: "person",
        name: PersonName::from_parts(family, given).full,
        family_name: family.to_owned(),
        given_name: given.to_owned(),
        gender: if woman { "female" } else { "male" },
        birthday: format!("{}-{:02}-{:02}", 1942 + dice.below(50), 1 + dice.below(12), 1 + dice.below(28)),
        birthday_calendar: if lunar { "lunar" } else { "solar" },
        preferred_hours: if dice.once_in(3) { in_language(dice.pick(HOURS), chinese) } else { "" },
        occupation: in_language(dice.pick(OCCUPATIONS), chinese),
        income_band: dice.pick(&["low", "middle", "middle", "middle", "upper_middle", "upper_middle", "high"]),
        interests: interests.join(";"),
        payment_habit: dice.pick(habits),
        ..Identity::default()
    }
}

fn company(chinese: bool, dice: &mut Dice) -> Identity {
    let (name, industry) = if chinese {
        let (trade, industry) = dice.pick(SHOP_TRADES_CN);
        (format!("{}{trade}有限公司", dice.pick(SHOP_WORDS_CN)), industry)
    } else {
        let (trade, industry) = dice.pick(SHOP_TRADES);
        (format!("{} & {} {trade}", dice.pick(SHOP_WORDS), dice.pick(SHOP_WORDS)), industry)
    };
    let employees = 2 + dice.below(60);
    Identity {
        kind: "company",
        name,
        industry,
        employees: employees.to_string(),
        revenue: format!("{}000", employees * (40 + dice.below(60))),
        payment_habit: dice.pick(&["invoice", "bank_transfer", "card"]),
        ..Identity::default()
    }
}

fn email(number: &str, who: &Identity, dice: &mut Dice) -> String {
    let domain = dice.pick(&["example.com", "example.net", "example.org"]);
    let reading = PersonName::from_parts(&who.family_name, &who.given_name).pinyin().map(|p| p.joined());
    let plain = |text: &str| model::text::fold(text).chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let local = match reading {
        Some(reading) => plain(&reading),
        None if who.kind == "company" => "office".to_owned(),
        None => format!("{}.{}", plain(&who.given_name), plain(&who.family_name)),
    };
    let local = local.trim_matches('.');
    format!("{}.{number}@{domain}", if local.is_empty() { "customer" } else { local })
}

fn language(country: &str) -> &'static str {
    match country {
        "DE" | "AT" | "CH" => "de",
        "FR" => "fr",
        "ES" => "es",
        "PT" | "BR" => "pt",
        "IT" => "it",
        "NL" | "BE" => "nl",
        "NO" => "nb",
        "SE" => "sv",
        "DK" => "da",
        "FI" => "fi",
        "JP" => "ja",
        _ => "en",
    }
}

/// The address as one cell of a list field; empty when there is none.
#[must_use]
pub fn address_cell(address: &Value) -> String {
    if address.is_null() { String::new() } else { json!([address]).to_string() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn everybody() -> impl Iterator<Item = Identity> {
        (12_346..16_718).map(|n: u32| identity(&n.to_string(), "GB"))
    }

    #[test]
    fn a_number_is_always_the_same_person() {
        assert_eq!(identity("12347", "IS"), identity("12347", "IS"));
        assert_ne!(identity("12347", "IS").email, identity("12348", "IS").email);
    }

    #[test]
    fn about_a_fifth_is_chinese_with_real_districts() {
        let chinese: Vec<_> = everybody().filter(|i| i.country == "CN").collect();
        assert!((790..960).contains(&chinese.len()), "{}", chinese.len());
        assert!(chinese.iter().all(|i| i.address["division"].as_str().is_some_and(|d| d.len() == 6)));
        let lunar = chinese.iter().filter(|i| i.birthday_calendar == "lunar").count();
        assert!((120..320).contains(&lunar), "{lunar}");
    }

    #[test]
    fn mail_goes_nowhere_and_is_one_a_customer() {
        let mut seen = std::collections::HashSet::new();
        for i in everybody() {
            let domain = i.email.split_once('@').unwrap().1;
            assert!(["example.com", "example.net", "example.org"].contains(&domain), "{}", i.email);
            assert!(i.email.is_ascii() && seen.insert(i.email.clone()), "{}", i.email);
        }
    }

    #[test]
    fn names_and_parts_agree() {
        for i in everybody().filter(|i| i.kind == "person") {
            assert_eq!(PersonName::from_parts(&i.family_name, &i.given_name).full, i.name);
        }
        let companies = everybody().filter(|i| i.kind == "company").count();
        assert!((140..300).contains(&companies), "{companies}");
    }
}
