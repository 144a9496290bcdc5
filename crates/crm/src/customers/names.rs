//! Full name and parts of a customer kept in agreement, with the keys by which people sort and find them.

use super::model::Customer;
use model::name::{PersonName, pinyin};
use model::text::fold;
use model::{Record, Val};

/// Most characters of the initials.
const INITIALS: usize = 40;

/// Sort and search key, and initials: `王小明` gives `wangxiaoming` and `wxm`, `Anna Schmidt` gives `schmidt anna` and `as`.
#[must_use]
pub fn keys(name: &str, parts: Option<(&str, &str)>) -> (String, String) {
    let reading = match parts {
        Some((family, given)) if !family.is_empty() => PersonName::from_parts(family, given).pinyin(),
        _ => pinyin(name),
    };
    if let Some(reading) = reading {
        let initials = reading.initials.chars().take(INITIALS).collect();
        return (fold(&reading.joined()), initials);
    }
    let folded = fold(name);
    let initials = folded.split(|c: char| !c.is_alphanumeric()).filter_map(|w| w.chars().next()).take(INITIALS).collect();
    let key = match parts {
        Some((family, given)) if !family.is_empty() => fold(&format!("{family} {given}")),
        _ => folded,
    };
    (key, initials)
}

/// Keeps full name, parts and keys of a customer in agreement. Whichever was given last wins; without any name an e-mail,
/// a phone or the customer's number stands in.
pub fn agree(before: Option<&Record>, after: &mut Record) {
    let changed = |field: &str, after: &Record| before.map_or(!after.get(field).is_null(), |b| b.get(field) != after.get(field));
    let name_given = changed(Customer::NAME, after) && !text(after, Customer::NAME).is_empty();
    let parts_given = changed(Customer::FAMILY_NAME, after) || changed(Customer::GIVEN_NAME, after);
    let person = after.get(Customer::KIND).text() != Some("company");
    if parts_given && !name_given {
        let name = PersonName::from_parts(&text(after, Customer::FAMILY_NAME), &text(after, Customer::GIVEN_NAME));
        put(after, Customer::NAME, name.full);
    } else if name_given && !parts_given && person {
        let name = PersonName::parse(&text(after, Customer::NAME));
        put(after, Customer::FAMILY_NAME, name.family);
        put(after, Customer::GIVEN_NAME, name.given);
    }
    if text(after, Customer::NAME).is_empty() {
        let name = stand_in(after);
        put(after, Customer::NAME, name);
    }
    let same =
        |b: &Record| [Customer::NAME, Customer::FAMILY_NAME, Customer::GIVEN_NAME].iter().all(|f| b.get(f) == after.get(f));
    if !before.is_some_and(same) {
        let (family, given) = (text(after, Customer::FAMILY_NAME), text(after, Customer::GIVEN_NAME));
        let parts = person.then_some((family.as_str(), given.as_str()));
        let (pinyin, initials) = keys(&text(after, Customer::NAME), parts);
        put(after, Customer::PINYIN, pinyin);
        put(after, Customer::INITIALS, initials);
    }
}

fn text(record: &Record, field: &str) -> String {
    record.get(field).text().unwrap_or_default().trim().to_owned()
}

fn put(record: &mut Record, field: &str, text: String) {
    record.set(field, if text.is_empty() { Val::Null } else { Val::Text(text) });
}

fn stand_in(customer: &Record) -> String {
    let first = |field: &str| {
        let list: Vec<String> = customer.get(field).text().and_then(|t| serde_json::from_str(t).ok())?;
        list.into_iter().next()
    };
    let number = || customer.get(Customer::EXTERNAL_ID).text().map(str::to_owned);
    first(Customer::EMAILS).or_else(|| first(Customer::PHONES)).or_else(number).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_found_by_their_reading() {
        let key = |name: &str, family: &str, given: &str| keys(name, Some((family, given)));
        assert_eq!(key("王小明", "王", "小明"), ("wangxiaoming".into(), "wxm".into()));
        assert_eq!(key("曾志伟", "曾", "志伟"), ("zengzhiwei".into(), "zzw".into()));
        assert_eq!(key("Anna Schmidt", "Schmidt", "Anna"), ("schmidt anna".into(), "as".into()));
        assert_eq!(keys("Red Lantern Ltd.", None), ("red lantern ltd.".into(), "rll".into()));
    }

    proptest! {
        #[test]
        fn keys_are_folded_and_nothing_panics(name in any::<String>(), family in ".{0,6}", given in ".{0,6}") {
            let (key, _) = keys(&name, Some((&family, &given)));
            prop_assert_eq!(fold(&key), key);
        }
    }
}
