//! Readings of Chinese text, for finding and sorting: `欧阳修` is `ouyangxiu`, `oyx`.

use super::surnames::{COMPOUND, READINGS};
use crate::text::{fold, is_han, simplified};
use pinyin::ToPinyin;

/// How Chinese text is read, in letters without tones; ü is v, as on keyboards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pinyin {
    /// Syllables and other words, apart: `ou yang xiu`.
    pub syllables: String,
    /// First letters: `oyx`.
    pub initials: String,
}

impl Pinyin {
    /// In one word, as people type it: `ouyangxiu`.
    #[must_use]
    pub fn joined(&self) -> String {
        self.syllables.replace(' ', "")
    }

    fn push(&mut self, syllable: &str) {
        let Some(first) = syllable.chars().next() else { return };
        if !self.syllables.is_empty() {
            self.syllables.push(' ');
        }
        self.syllables.push_str(syllable);
        self.initials.push(first);
    }

    pub(super) fn join(mut self, other: Option<Pinyin>) -> Self {
        other.iter().flat_map(|o| o.syllables.split(' ')).for_each(|s| self.push(s));
        self
    }
}

/// Words whose characters are read otherwise than alone; names of places and firms are full of them.
const WORDS: [(&str, &str); 40] = [
    ("重庆", "chong qing"),
    ("银行", "yin hang"),
    ("商行", "shang hang"),
    ("车行", "che hang"),
    ("行业", "hang ye"),
    ("音乐", "yin yue"),
    ("乐器", "yue qi"),
    ("大厦", "da sha"),
    ("厦门", "xia men"),
    ("六安", "lu an"),
    ("蚌埠", "beng bu"),
    ("台州", "tai zhou"),
    ("朝阳", "chao yang"),
    ("会计", "kuai ji"),
    ("长城", "chang cheng"),
    ("长沙", "chang sha"),
    ("长春", "chang chun"),
    ("长安", "chang an"),
    ("长江", "chang jiang"),
    ("长治", "chang zhi"),
    ("长虹", "chang hong"),
    ("成都", "cheng du"),
    ("都市", "du shi"),
    ("首都", "shou du"),
    ("西藏", "xi zang"),
    ("番禺", "pan yu"),
    ("东莞", "dong guan"),
    ("丽水", "li shui"),
    ("洪洞", "hong tong"),
    ("单县", "shan xian"),
    ("重阳", "chong yang"),
    ("调味", "tiao wei"),
    ("便宜", "pian yi"),
    ("参茸", "shen rong"),
    ("人参", "ren shen"),
    ("地铁", "di tie"),
    ("尉犁", "yu li"),
    ("浚县", "xun xian"),
    ("莘县", "shen xian"),
    ("乐清", "yue qing"),
];

/// The reading of text that holds Chinese characters; other letters and digits are kept, folded. `None` without any.
#[must_use]
pub fn pinyin(text: &str) -> Option<Pinyin> {
    if !text.chars().any(is_han) {
        return None;
    }
    let plain: String = text.chars().map(simplified).collect();
    let mut out = Pinyin::default();
    let mut other = String::new();
    let mut rest = plain.as_str();
    while let Some(c) = rest.chars().next() {
        if let Some((word, reading)) = WORDS.iter().find(|(w, _)| rest.starts_with(w)) {
            flush(&mut other, &mut out);
            reading.split(' ').for_each(|s| out.push(s));
            rest = &rest[word.len()..];
            continue;
        }
        match syllable(c) {
            Some(s) => {
                flush(&mut other, &mut out);
                out.push(&s);
            }
            None if c.is_alphanumeric() => other.push(c),
            None => flush(&mut other, &mut out),
        }
        rest = &rest[c.len_utf8()..];
    }
    flush(&mut other, &mut out);
    Some(out)
}

fn flush(other: &mut String, out: &mut Pinyin) {
    fold(other).split(' ').for_each(|w| out.push(w));
    other.clear();
}

fn syllable(c: char) -> Option<String> {
    c.to_pinyin().map(|p| p.plain().replace('ü', "v"))
}

/// The reading of a family name.
pub(super) fn surname(family: &str) -> Pinyin {
    let plain: String = family.chars().map(simplified).collect();
    let mut out = Pinyin::default();
    if let Some((_, reading)) = COMPOUND.iter().find(|(s, _)| *s == plain) {
        reading.split(' ').for_each(|s| out.push(s));
        return out;
    }
    for c in plain.chars() {
        match READINGS.iter().find(|(s, _)| *s == c) {
            Some((_, reading)) => out.push(reading),
            None => out.push(&syllable(c).unwrap_or_else(|| fold(&c.to_string()))),
        }
    }
    out
}
