//! Texts to terms of the index. A term begins with the tag of its field, so that a question goes to certain fields only.
//!
//! | kind | term |
//! |---|---|
//! | `c` | one dense letter, or two in a row |
//! | `s` | the first dense letter, or two, of a title |
//! | `d` | three digits in a row |
//! | `e` | the last four digits of a number |
//! | `p` | the beginning of a word |
//! | `w` | a whole word of a name |
//! | `y` | how a character is read |
//! | `j` | the initials of two characters in a row |
//! | `x` | the whole text, or what it spells, of a title or key |
//! | `o`, `t` | owner and owner's team of the record |

use crate::field::{Class, Field, Shape};
use crate::letters::{Gap, Letter, letters, numbers, text, words};
use crate::pinyin::readings;
use model::Id;

/// Raised when the same records would get other terms: indexes are made anew then.
pub const VERSION: u32 = 1;

/// Stands for a field of an object.
pub type Tag = [u8; 4];

/// Lengths of beginnings, in letters.
const BEGINNINGS: [usize; 11] = [1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 24];
/// Longest word and number, in letters; of longer ones the beginning.
const LONGEST: usize = 64;
/// Most ways to read a whole name.
const SPELLINGS: usize = 4;
/// Last labels of domains are in all addresses: they are found when typed in full only.
const DOMAIN_FROM: usize = 3;

/// The tag of a field: a hash of its name. Were two ever the same, a record would be proposed too much, and be turned down
/// when it is compared.
pub fn tag(object: &str, field: &str) -> Tag {
    let bytes = object.bytes().chain([0]).chain(field.bytes());
    bytes.fold(0x811c_9dc5_u32, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193)).to_be_bytes()
}

/// The key of a record.
pub fn key(object: &str, id: Id) -> Vec<u8> {
    [tag(object, "").as_slice(), &id.0].concat()
}

pub fn term(tag: Tag, kind: u8, text: &[u8]) -> Vec<u8> {
    [&tag, [kind].as_slice(), text].concat()
}

/// The term of a word's beginning.
pub fn beginning(tag: Tag, word: &str) -> Vec<u8> {
    let n = word.chars().count();
    let n = BEGINNINGS.iter().rev().find(|l| **l <= n).copied().unwrap_or(1);
    let end = word.char_indices().nth(n).map_or(word.len(), |(i, _)| i);
    term(tag, b'p', &word.as_bytes()[..end])
}

/// Makes the terms of texts.
pub struct Terms<'a> {
    put: &'a mut dyn FnMut(&[u8]),
    buffer: Vec<u8>,
}

impl<'a> Terms<'a> {
    pub fn new(put: &'a mut dyn FnMut(&[u8])) -> Self {
        Self { put, buffer: Vec::with_capacity(64) }
    }

    /// Those of one text of a field.
    pub fn text(&mut self, field: &Field, value: &str) {
        let all = letters(value);
        self.field(field.tag);
        match field.shape {
            Shape::Name => {
                self.dense(&all);
                self.read(&all);
                self.words(&all, true);
                self.numbers(&all);
            }
            Shape::Prose => {
                self.dense(&all);
                self.words(&all, false);
                self.numbers(&all);
            }
            Shape::Email => self.email(value),
            Shape::Phone => self.numbers(&all),
        }
        if field.class >= Class::Key && !all.is_empty() && all.len() <= LONGEST {
            self.put(b'x', text(&all).as_bytes());
            if field.shape == Shape::Name {
                self.spelt(&all);
            }
        }
        if field.class == Class::Title {
            self.start(&all);
        }
    }

    /// Who owns the record.
    pub fn owner(&mut self, object: &str, owner: Option<Id>, team: Option<Id>) {
        self.field(tag(object, ""));
        for (kind, id) in [(b'o', owner), (b't', team)] {
            if let Some(id) = id {
                self.put(kind, &id.0);
            }
        }
    }

    fn field(&mut self, tag: Tag) {
        self.buffer.clear();
        self.buffer.extend_from_slice(&tag);
    }

    fn put(&mut self, kind: u8, text: &[u8]) {
        self.buffer.truncate(4);
        self.buffer.push(kind);
        self.buffer.extend_from_slice(text);
        (self.put)(&self.buffer);
    }

    fn chars(&mut self, kind: u8, part: &[Letter]) {
        self.buffer.truncate(4);
        self.buffer.push(kind);
        for l in part {
            self.buffer.extend_from_slice(l.c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        (self.put)(&self.buffer);
    }

    fn dense(&mut self, all: &[Letter]) {
        for (i, l) in all.iter().enumerate().filter(|(_, l)| l.is_dense()) {
            self.chars(b'c', &[*l]);
            if all.get(i + 1).is_some_and(|n| n.is_dense()) {
                self.chars(b'c', &all[i..i + 2]);
            }
        }
    }

    fn start(&mut self, all: &[Letter]) {
        let n = all.iter().take(2).take_while(|l| l.is_dense()).count();
        (1..=n).for_each(|n| self.chars(b's', &all[..n]));
    }

    fn numbers(&mut self, all: &[Letter]) {
        for (from, to) in numbers(all) {
            let digits = &all[from..to.min(from + LONGEST)];
            digits.windows(3).for_each(|d| self.chars(b'd', d));
            if digits.len() >= 4 {
                self.chars(b'e', &digits[digits.len() - 4..]);
            }
        }
    }

    fn words(&mut self, all: &[Letter], whole: bool) {
        for (from, to) in words(all) {
            self.word(&all[from..to.min(from + LONGEST)], 1);
            if whole {
                self.chars(b'w', &all[from..to.min(from + LONGEST)]);
            }
        }
    }

    fn word(&mut self, word: &[Letter], least: usize) {
        // Of numbers the middle is found too, by other terms.
        let number = word.len() >= 3 && word.iter().all(|l| l.is_digit());
        let most = if number { 2 } else { LONGEST };
        for n in BEGINNINGS.into_iter().filter(|n| (least..=most).contains(n) && *n <= word.len()) {
            self.chars(b'p', &word[..n]);
        }
    }

    /// An address: what is before the @ as any words; of the host each label.
    fn email(&mut self, value: &str) {
        let (local, host) = value.rsplit_once('@').unwrap_or((value, ""));
        let local = letters(local);
        self.dense(&local);
        self.words(&local, false);
        self.numbers(&local);
        let host = letters(host);
        for (from, to) in words(&host).filter(|(from, to)| host[from + 1..*to].iter().all(|l| l.gap == Gap::None)) {
            self.word(&host[from..to.min(from + LONGEST)], DOMAIN_FROM.min(to - from));
        }
        self.dense(&host);
        self.numbers(&host);
    }

    /// How characters are read, each alone and by the initials of two in a row.
    fn read(&mut self, all: &[Letter]) {
        let mut before: Vec<u8> = Vec::new();
        for l in all {
            let read = if l.is_dense() { readings(l.c) } else { Vec::new() };
            let mut initials: Vec<u8> = read.iter().filter_map(|r| r.bytes().next()).collect();
            initials.dedup();
            for reading in &read {
                self.put(b'y', reading.as_bytes());
            }
            for a in &before {
                for b in &initials {
                    self.put(b'j', &[*a, *b]);
                }
            }
            before = initials;
        }
    }

    /// What a name spells as a whole, in full and by its initials.
    fn spelt(&mut self, all: &[Letter]) {
        if all.len() > 12 || !all.iter().all(|l| l.is_dense()) {
            return;
        }
        let mut ways: Vec<(String, String)> = vec![Default::default()];
        for l in all {
            let read = readings(l.c);
            let next = ways
                .iter()
                .flat_map(|(full, initials)| read.iter().map(move |r| (format!("{full}{r}"), format!("{initials}{}", &r[..1]))));
            ways = next.take(SPELLINGS).collect();
        }
        for (full, initials) in ways {
            self.put(b'x', full.as_bytes());
            self.put(b'x', initials.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(shape: Shape, class: Class, value: &str) -> Vec<String> {
        let mut all = Vec::new();
        let mut put = |t: &[u8]| all.push(String::from_utf8_lossy(&t[4..]).into_owned());
        Terms::new(&mut put).text(&Field { index: 0, tag: [0; 4], shape, class }, value);
        all.sort();
        all.dedup();
        all
    }

    #[test]
    fn of_a_name() {
        let all = of(Shape::Name, Class::Title, "李宁");
        // 宁 is also read zhu.
        let full = ["xlining", "xlizhu", "xln", "xlz", "x李宁"];
        let parts = ["c宁", "c李", "c李宁", "jln", "jlz", "s李", "s李宁"];
        let read = ["yli", "yning", "yzhu"];
        assert_eq!(all, [&parts[..], &full, &read].concat());
        assert_eq!(all, of(Shape::Name, Class::Title, "李 寧"));
    }

    #[test]
    fn of_a_phone_and_a_number() {
        assert_eq!(of(Shape::Phone, Class::Key, "+86123"), ["d123", "d612", "d861", "e6123", "x86123"]);
        assert_eq!(of(Shape::Prose, Class::Text, "A-10"), ["p1", "p10", "pa", "pa1", "pa10"]);
    }

    #[test]
    fn of_an_address_of_mail() {
        let all = of(Shape::Email, Class::Text, "li@abcd.cn");
        assert_eq!(all, ["pabc", "pabcd", "pcn", "pl", "pli"]);
    }

    #[test]
    fn built_in_fields_have_tags_of_their_own() {
        assert_ne!(tag("customer", "name"), tag("customer", "names"));
        assert_ne!(tag("a", "bc"), tag("ab", "c"));
    }
}
