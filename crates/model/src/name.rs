//! Names of people: family and given name, order, initials, sort key; Chinese names with their readings.

mod pinyin;
mod surnames;
#[cfg(test)]
mod tests;

pub use pinyin::{Pinyin, pinyin};
use serde::{Deserialize, Serialize};
use surnames::{COMMON, COMPOUND, KOREAN_COMPOUND};

use crate::text::{fold, is_han, simplified};

/// Which part comes first when the name is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameOrder {
    FamilyFirst,
    #[default]
    GivenFirst,
}

/// A person's name in its parts. Either part may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PersonName {
    pub family: String,
    pub given: String,
    /// The name as it is written in full.
    pub full: String,
    pub order: NameOrder,
}

/// What Chinese customers are called by instead of a given name.
const HONORIFICS: [&str; 9] = ["先生", "女士", "小姐", "太太", "老师", "同学", "医生", "师傅", "经理"];
const TITLES: [&str; 9] = ["mr", "mrs", "ms", "miss", "dr", "prof", "sir", "mx", "madam"];
const SUFFIXES: [&str; 8] = ["jr", "sr", "ii", "iii", "iv", "phd", "md", "esq"];
/// Words that begin a family name of several words.
const PARTICLES: [&str; 24] = [
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "do", "du", "la", "le", "ter", "ten", "bin",
    "ibn", "al", "el", "st", "zu", "af",
];

impl PersonName {
    /// Splits a full name as well as its writing tells. Chinese and Korean names have the family name first, compound ones
    /// (欧阳, 司马) included; `Smith, John`, `WANG Wei`, `Ludwig van Beethoven` and `阿里木·买买提` are understood.
    #[must_use]
    pub fn parse(full: &str) -> Self {
        let words: Vec<&str> = full.split_whitespace().collect();
        let full = words.join(" ");
        if full.is_empty() {
            return Self::default();
        }
        if full.chars().all(|c| is_han(c) || c == ' ' || is_dot(c)) {
            return han(&full);
        }
        if full.chars().all(|c| is_hangul(c) || c == ' ') {
            return korean(&full);
        }
        western(&full)
    }

    /// A name from its two parts, in the order of their writing.
    #[must_use]
    pub fn from_parts(family: &str, given: &str) -> Self {
        let (family, given) = (family.trim(), given.trim());
        let together = family.chars().chain(given.chars());
        let east = together.clone().any(|c| is_han(c) || is_hangul(c)) && !together.clone().any(is_dot);
        let (full, order) = if east {
            let blank = if together.clone().any(|c| c.is_ascii_alphabetic()) { " " } else { "" };
            (format!("{family}{blank}{given}"), NameOrder::FamilyFirst)
        } else {
            (format!("{given} {family}"), NameOrder::GivenFirst)
        };
        Self { family: family.to_owned(), given: given.to_owned(), full: full.trim().to_owned(), order }
    }

    fn east(family: &str, given: &str, full: &str) -> Self {
        Self { family: family.to_owned(), given: given.to_owned(), full: full.to_owned(), order: NameOrder::FamilyFirst }
    }

    fn west(family: &str, given: &str, full: &str) -> Self {
        Self { family: family.to_owned(), given: given.to_owned(), full: full.to_owned(), order: NameOrder::GivenFirst }
    }

    /// The reading of a name with Chinese characters, its surname read as surnames are (曾 zeng, 尉迟 yuchi).
    #[must_use]
    pub fn pinyin(&self) -> Option<Pinyin> {
        let rest = self.full.strip_prefix(self.family.as_str()).filter(|_| self.order == NameOrder::FamilyFirst);
        match rest {
            Some(given) if self.family.chars().any(is_han) => Some(pinyin::surname(&self.family).join(pinyin(given))),
            _ => pinyin(&self.full),
        }
    }

    /// One or two characters that stand for the person in small pictures: `小明` of 王小明, `JS` of John Smith.
    #[must_use]
    pub fn avatar(&self) -> String {
        let is_east = |c: char| is_han(c) || is_hangul(c);
        if self.full.chars().any(is_east) {
            let base = if self.given.chars().filter(|c| is_east(*c)).count() >= 2 { &self.given } else { &self.full };
            let letters: Vec<char> = base.chars().filter(|c| is_east(*c)).collect();
            return letters[letters.len().saturating_sub(2)..].iter().collect();
        }
        let first = |t: &str| t.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().collect::<String>());
        let parts = match self.order {
            NameOrder::FamilyFirst => [&self.family, &self.given],
            NameOrder::GivenFirst => [&self.given, &self.family],
        };
        parts.iter().filter_map(|p| first(p)).collect()
    }

    /// Text that sorts people by family name, then given name; Chinese names by their reading, among the others.
    #[must_use]
    pub fn sort_key(&self) -> String {
        let read = |text: &str, as_surname: bool| match (as_surname, text.chars().any(is_han)) {
            (true, true) => pinyin::surname(text).syllables,
            (false, true) => pinyin(text).map(|p| p.syllables).unwrap_or_default(),
            _ => fold(text),
        };
        let (family, given) = (read(&self.family, true), read(&self.given, false));
        let key = if family.is_empty() { given } else { format!("{family} {given}") };
        key.trim().to_owned()
    }
}

fn is_dot(c: char) -> bool {
    matches!(c, '·' | '•' | '‧' | '・' | '．')
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

/// Byte position after the first `n` characters.
fn after(text: &str, n: usize) -> usize {
    text.char_indices().nth(n).map_or(text.len(), |(i, _)| i)
}

fn han(full: &str) -> PersonName {
    if let (Some(first), Some(last)) = (full.find(is_dot), full.rfind(is_dot)) {
        let width = full[last..].chars().next().map_or(0, char::len_utf8);
        let family = if first == last { &full[last + width..] } else { full[last + width..].trim() };
        return PersonName::west(family, &full[..first], full);
    }
    if let Some((family, given)) = full.split_once(' ') {
        return PersonName::east(family, given, full);
    }
    let plain: Vec<char> = full.chars().map(simplified).collect();
    let text: String = plain.iter().collect();
    let honorific = HONORIFICS.iter().any(|h| text.len() > h.len() && text.ends_with(h));
    let letters = plain.len() - if honorific { 2 } else { 0 };
    let at = after(full, family_length(&plain[..letters], &text));
    let given = if honorific { "" } else { &full[at..] };
    PersonName::east(&full[..at], given, full)
}

/// How many of the characters are the family name.
fn family_length(name: &[char], text: &str) -> usize {
    let nickname = matches!(name, ['小' | '阿' | '老' | '大', _]);
    let compound = COMPOUND.iter().find(|(s, _)| text.starts_with(s)).map(|(s, _)| s.chars().count());
    let doubled = name.len() == 4 && name[..2].iter().all(|c| COMMON.contains(*c));
    match compound {
        Some(n) if n <= name.len() => n,
        _ if nickname || name.len() == 1 && !COMMON.contains(name[0]) => 0,
        // 陈方安生: the husband's family name before her own.
        _ if doubled => 2,
        _ if name.len() > 4 => 0,
        _ => 1.min(name.len()),
    }
}

fn korean(full: &str) -> PersonName {
    if let Some((family, given)) = full.split_once(' ') {
        return PersonName::east(family, given, full);
    }
    let compound = KOREAN_COMPOUND.iter().any(|s| full.starts_with(s)) && full.chars().count() > 2;
    let at = after(full, if compound { 2 } else { 1 });
    PersonName::east(&full[..at], &full[at..], full)
}

/// Whether `word`, without its dots, is one of `list`.
fn is_one_of(word: &str, list: &[&str]) -> bool {
    let bare = word.replace('.', "").to_lowercase();
    list.contains(&bare.as_str())
}

fn western(full: &str) -> PersonName {
    if let Some((family, given)) = full.split_once([',', '，'])
        && !is_one_of(given.trim(), &SUFFIXES)
    {
        return PersonName::west(family.trim(), given.trim(), full);
    }
    let mut words: Vec<&str> = full.split([' ', ',']).filter(|w| !w.is_empty()).collect();
    while words.len() > 1 && is_one_of(words[0], &TITLES) {
        words.remove(0);
    }
    while words.len() > 2 && words.last().is_some_and(|w| is_one_of(w, &SUFFIXES)) {
        words.pop();
    }
    let is_capital = |w: &str| w.chars().count() > 1 && !w.contains('.') && w.chars().all(char::is_uppercase);
    match words.as_slice() {
        [] => PersonName::west("", full, full),
        [one] => PersonName::west("", one, full),
        [first, rest @ ..] if is_capital(first) && !rest.iter().all(|w| is_capital(w)) => {
            PersonName { order: NameOrder::FamilyFirst, ..PersonName::west(first, &rest.join(" "), full) }
        }
        [first, rest @ ..] => {
            let at = rest.iter().position(|w| is_one_of(w, &PARTICLES)).unwrap_or(rest.len() - 1);
            let given: Vec<&str> = std::iter::once(*first).chain(rest[..at].iter().copied()).collect();
            PersonName::west(&rest[at..].join(" "), &given.join(" "), full)
        }
    }
}
