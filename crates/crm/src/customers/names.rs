//! Names of people: full name and parts kept in agreement, and the keys by which Chinese names are sorted and found.

use super::model::Customer;
use model::text::{fold, is_han};
use model::{Record, Val};
use pinyin::ToPinyin;

/// Surnames of two characters.
const COMPOUND: &str = "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 \
     公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 令狐 百里 呼延 东郭 西门 轩辕 第五 拓跋 夹谷 歐陽 司馬 東方 萬俟 聞人 諸葛 尉遲 \
     赫連 澹臺 濮陽 公孫 仲孫 鍾離 長孫 鮮于 東郭 西門 軒轅";

/// Characters that are read otherwise when they are a surname.
const AS_SURNAME: &[(&str, &str)] = &[
    ("单", "shan"),
    ("單", "shan"),
    ("曾", "zeng"),
    ("解", "xie"),
    ("仇", "qiu"),
    ("区", "ou"),
    ("區", "ou"),
    ("查", "zha"),
    ("朴", "piao"),
    ("盖", "ge"),
    ("蓋", "ge"),
    ("乐", "yue"),
    ("樂", "yue"),
    ("任", "ren"),
    ("华", "hua"),
    ("華", "hua"),
    ("宁", "ning"),
    ("缪", "miao"),
    ("繆", "miao"),
    ("覃", "qin"),
    ("翟", "zhai"),
    ("尉迟", "yu chi"),
    ("尉遲", "yu chi"),
    ("万俟", "mo qi"),
    ("萬俟", "mo qi"),
    ("长孙", "zhang sun"),
    ("長孫", "zhang sun"),
    ("澹台", "tan tai"),
    ("澹臺", "tan tai"),
    ("秘", "bi"),
    ("洗", "xian"),
    ("冼", "xian"),
    ("折", "she"),
    ("黑", "he"),
    ("种", "chong"),
    ("員", "yun"),
    ("员", "yun"),
    ("召", "shao"),
    ("牟", "mu"),
    ("那", "na"),
    ("尹", "yin"),
    ("葛", "ge"),
    ("石", "shi"),
    ("沈", "shen"),
    ("褚", "chu"),
];

/// Small words that belong to a European family name: van Gogh, de la Cruz.
const PARTICLES: &[&str] = &[
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "ter", "ten", "zu", "bin", "al", "el",
];

/// Whether the script writes the family name first and without a blank: Han, kana, Hangul.
fn east_asian(c: char) -> bool {
    is_han(c) || matches!(c, '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7a3}')
}

/// The full name from its parts, in the order of its script.
#[must_use]
pub fn compose(family: &str, given: &str) -> String {
    let (family, given) = (family.trim(), given.trim());
    if family.is_empty() || given.is_empty() {
        return format!("{family}{given}");
    }
    if family.chars().chain(given.chars()).all(east_asian) { format!("{family}{given}") } else { format!("{given} {family}") }
}

/// Family and given name of a person; `None` when the name does not say.
#[must_use]
pub fn split(name: &str) -> Option<(String, String)> {
    let name = name.trim();
    if let Some((family, given)) = name.split_once(',') {
        return both(family, given);
    }
    if name.chars().all(east_asian) { split_east_asian(name) } else { split_by_words(name) }
}

fn both(family: &str, given: &str) -> Option<(String, String)> {
    let (family, given) = (family.trim(), given.trim());
    (!family.is_empty() && !given.is_empty()).then(|| (family.to_owned(), given.to_owned()))
}

fn split_east_asian(name: &str) -> Option<(String, String)> {
    let length = name.chars().count();
    if !(2..=4).contains(&length) || !name.chars().all(is_han) {
        return None;
    }
    let compound = length > 2 && COMPOUND.split_whitespace().any(|c| name.starts_with(c));
    let at = name.char_indices().nth(if compound { 2 } else { 1 })?.0;
    both(&name[..at], &name[at..])
}

fn split_by_words(name: &str) -> Option<(String, String)> {
    let words: Vec<&str> = name.split_whitespace().collect();
    if let [family, given] = words[..]
        && name.chars().all(|c| c.is_whitespace() || east_asian(c))
    {
        return both(family, given);
    }
    let mut family = words.len().checked_sub(1)?;
    while family > 1 && PARTICLES.contains(&words[family - 1]) {
        family -= 1;
    }
    both(&words[family..].join(" "), &words[..family].join(" "))
}

/// Sort and search key and initials of a name: `王小明` gives `wang xiaoming` and `wxm`, `Anna Schmidt` gives
/// `anna schmidt` and `as`. `family` tells which characters are the surname.
#[must_use]
pub fn keys(name: &str, family: Option<&str>) -> (String, String) {
    let family = family.filter(|f| !f.is_empty() && name.starts_with(f) && f.chars().all(is_han));
    let Some(family) = family else { return plain_keys(name) };
    let surname = match AS_SURNAME.iter().find(|(f, _)| *f == family) {
        Some((_, reading)) => (*reading).to_owned(),
        None => syllables(family).join(" "),
    };
    let given = syllables(&name[family.len()..]);
    let letters = surname.split_whitespace().chain(given.iter().map(String::as_str)).filter_map(|s| s.chars().next());
    (format!("{} {}", surname.replace(' ', ""), given.concat()).trim().to_owned(), letters.collect())
}

/// The reading of each character; other scripts stay, folded.
fn syllables(text: &str) -> Vec<String> {
    let reading = |c: char| c.to_pinyin().map_or_else(|| fold(&c.to_string()), |p| p.plain().replace('ü', "v"));
    text.chars().map(reading).filter(|s| !s.is_empty()).collect()
}

/// Keys of a name without a Chinese surname: Han characters are read one by one, words stay.
fn plain_keys(name: &str) -> (String, String) {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for c in name.chars() {
        if is_han(c) {
            words.extend(syllables(&c.to_string()));
            open = false;
        } else if c.is_alphanumeric() {
            match words.last_mut().filter(|_| open) {
                Some(word) => word.push(c),
                None => words.push(c.to_string()),
            }
            open = true;
        } else {
            open = false;
        }
    }
    let folded: Vec<String> = words.iter().map(|w| fold(w)).collect();
    (folded.join(" "), folded.iter().filter_map(|w| w.chars().next()).take(40).collect())
}

/// Keeps full name, parts and keys of a customer in agreement. Whichever was given last wins; without any name an e-mail,
/// a phone or the customer's number stands in.
pub fn agree(before: Option<&Record>, after: &mut Record) {
    let of = |field: &str, r: &Record| r.get(field).text().unwrap_or_default().trim().to_owned();
    let changed = |field: &str, after: &Record| before.map_or(!after.get(field).is_null(), |b| b.get(field) != after.get(field));
    let name_given = changed(Customer::NAME, after) && !of(Customer::NAME, after).is_empty();
    let parts_given = changed(Customer::FAMILY_NAME, after) || changed(Customer::GIVEN_NAME, after);
    let person = after.get(Customer::KIND).text() != Some("company");
    if parts_given && !name_given {
        let name = compose(&of(Customer::FAMILY_NAME, after), &of(Customer::GIVEN_NAME, after));
        put(after, Customer::NAME, &name);
    } else if name_given && !parts_given && person {
        let (family, given) = split(&of(Customer::NAME, after)).unwrap_or_default();
        put(after, Customer::FAMILY_NAME, &family);
        put(after, Customer::GIVEN_NAME, &given);
    }
    if of(Customer::NAME, after).is_empty() {
        let name = stand_in(after);
        put(after, Customer::NAME, &name);
    }
    let (name, family) = (of(Customer::NAME, after), of(Customer::FAMILY_NAME, after));
    if before.is_none_or(|b| of(Customer::NAME, b) != name || of(Customer::FAMILY_NAME, b) != family) {
        let (pinyin, initials) = keys(&name, Some(family.as_str()).filter(|_| person));
        put(after, Customer::PINYIN, &pinyin);
        put(after, Customer::INITIALS, &initials);
    }
}

fn put(record: &mut Record, field: &str, text: &str) {
    record.set(field, if text.is_empty() { Val::Null } else { Val::Text(text.to_owned()) });
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
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn parts(name: &str) -> String {
        split(name).map_or_else(|| "-".into(), |(family, given)| format!("{family}|{given}"))
    }

    #[test]
    fn names_are_split_as_their_bearers_do() {
        assert_eq!(parts("王小明"), "王|小明");
        assert_eq!(parts("欧阳娜娜"), "欧阳|娜娜");
        assert_eq!(parts("司马光"), "司马|光");
        assert_eq!(parts("李雷"), "李|雷");
        assert_eq!(parts("山田 太郎"), "山田|太郎");
        assert_eq!(parts("Anna Schmidt"), "Schmidt|Anna");
        assert_eq!(parts("Vincent van Gogh"), "van Gogh|Vincent");
        assert_eq!(parts("Schmidt, Anna Maria"), "Schmidt|Anna Maria");
        assert_eq!(parts("Madonna"), "-");
        assert_eq!(parts("阿卜杜拉·买买提"), "-");
        assert_eq!(parts(""), "-");
    }

    #[test]
    fn names_are_composed_in_the_order_of_their_script() {
        assert_eq!(compose("王", "小明"), "王小明");
        assert_eq!(compose("Schmidt", "Anna"), "Anna Schmidt");
        assert_eq!(compose("", "Anna"), "Anna");
        assert_eq!(compose("Wang", "小明"), "小明 Wang");
    }

    #[test]
    fn chinese_names_have_pinyin_and_initials() {
        let key = |name: &str, family: &str| keys(name, Some(family));
        assert_eq!(key("王小明", "王"), ("wang xiaoming".into(), "wxm".into()));
        assert_eq!(key("曾志伟", "曾"), ("zeng zhiwei".into(), "zzw".into()));
        assert_eq!(key("单雄信", "单"), ("shan xiongxin".into(), "sxx".into()));
        assert_eq!(key("尉迟恭", "尉迟"), ("yuchi gong".into(), "ycg".into()));
        assert_eq!(key("欧阳修", "欧阳"), ("ouyang xiu".into(), "oyx".into()));
        assert_eq!(key("吕布", "吕"), ("lv bu".into(), "lb".into()));
        assert_eq!(keys("北京 Apple 公司", None), ("bei jing apple gong si".into(), "bjags".into()));
        assert_eq!(key("Anna Schmidt", "Schmidt"), ("anna schmidt".into(), "as".into()));
    }

    proptest! {
        /// Parts of a Chinese name put together again are the name.
        #[test]
        fn splitting_and_composing_agree(name in "[王李张刘陈杨黄赵吴周欧阳司马]{1,2}[明伟芳娜敏静丽强磊军]{1,2}") {
            if let Some((family, given)) = split(&name) {
                prop_assert_eq!(compose(&family, &given), name);
            }
        }

        #[test]
        fn keys_are_folded_and_nothing_panics(name in any::<String>(), family in prop::option::of(any::<String>())) {
            let (pinyin, _) = keys(&name, family.as_deref());
            prop_assert_eq!(fold(&pinyin), pinyin);
            let _ = split(&name);
        }
    }
}
