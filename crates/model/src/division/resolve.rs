//! Finds the area that free text of an address begins with.

use super::{ALL, Division, Level, provinces};
use crate::text::simplified;

/// The area found, and what of the text comes after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolved<'a> {
    pub division: &'static Division,
    pub rest: &'a str,
}

/// Finds the smallest area that the beginning of an address names: `浙江省杭州市西湖区文三路1号` is 西湖区 with the rest
/// `文三路1号`. Names may lack their kind (`浙江 杭州 西湖`), be traditional, or begin below the province where that is clear.
/// `None` when the text names no area, or one of several.
#[must_use]
pub fn resolve(text: &str) -> Option<Resolved<'_>> {
    let mut at = Cursor { text: text.chars().map(simplified).collect(), at: 0 };
    at.separators();
    for name in ["中华人民共和国", "中国"] {
        if at.take(name) {
            break;
        }
    }
    at.separators();
    let division = find(&mut at)?;
    let rest = text.char_indices().nth(at.at).map_or("", |(i, _)| &text[i..]);
    Some(Resolved { division, rest: rest.trim_start_matches(is_separator) })
}

fn find(at: &mut Cursor) -> Option<&'static Division> {
    let cities = || ALL.iter().filter(|d| d.level() == Level::City && !d.is_placeholder());
    let first = at.longest(provinces().chain(cities()), true);
    let Some(first) = first else {
        // A county by its full name, when there is one such.
        return at.longest(ALL.iter().filter(|d| d.level() == Level::County && d.name.chars().count() > 2), false);
    };
    at.separators();
    let mut deepest = first;
    if first.level() == Level::Province {
        at.repeated(first);
        if let Some(city) = at.longest(inside(first).filter(|d| d.level() == Level::City && !d.is_placeholder()), true) {
            deepest = city;
            at.separators();
        }
    }
    let county = at.longest(inside(deepest).filter(|d| d.level() == Level::County), true);
    Some(county.unwrap_or(deepest))
}

fn inside(area: &'static Division) -> impl Iterator<Item = &'static Division> {
    let start = ALL.partition_point(|d| d.code <= area.code);
    ALL[start..].iter().take_while(|d| d.code.starts_with(area.code))
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | '，' | '、' | '-' | '/' | ';' | '；' | '·' | '|')
}

struct Cursor {
    text: Vec<char>,
    at: usize,
}

impl Cursor {
    fn separators(&mut self) {
        while self.text.get(self.at).is_some_and(|c| is_separator(*c)) {
            self.at += 1;
        }
    }

    /// Length in characters of `name`, when it is next.
    fn sees(&self, name: &str) -> Option<usize> {
        let rest = &self.text[self.at.min(self.text.len())..];
        let mut n = 0;
        for c in name.chars() {
            // Names too, because 乾安县 keeps a character that is traditional elsewhere.
            if rest.get(n) != Some(&simplified(c)) {
                return None;
            }
            n += 1;
        }
        Some(n)
    }

    fn take(&mut self, name: &str) -> bool {
        let length = self.sees(name);
        self.at += length.unwrap_or(0);
        length.is_some()
    }

    /// Words between a province and its counties: 北京市北京市朝阳区, 北京市市辖区朝阳区, 香港九龙油尖旺区.
    fn repeated(&mut self, province: &Division) {
        let words: &[&str] = match province.code {
            "11" | "12" | "31" | "50" => &["市辖区", province.name],
            "81" => &["香港岛", "九龙", "新界", province.name],
            "82" => &["澳门半岛", "澳门外岛", province.name],
            _ => &["省直辖县级行政区划", "自治区直辖县级行政区划"],
        };
        if self.sees("九龙城").is_none() && words.iter().any(|w| self.take(w)) {
            self.separators();
        }
    }

    /// Takes the area whose name, or short name, is next and longest. Two of the same length: none.
    fn longest(&mut self, areas: impl Iterator<Item = &'static Division>, short_too: bool) -> Option<&'static Division> {
        let mut best: Option<(&'static Division, usize)> = None;
        let mut several = false;
        for area in areas {
            let short = || self.sees(area.short).filter(|n| short_too && self.may_end(*n, area.level()));
            let Some(n) = self.sees(area.name).or_else(short) else { continue };
            match best {
                Some((_, length)) if n < length => {}
                Some((_, length)) if n == length => several = true,
                _ => (best, several) = (Some((area, n)), false),
            }
        }
        let (area, length) = best.filter(|_| !several)?;
        self.at += length;
        Some(area)
    }

    /// Whether a short name may end after `n` characters: not before the kind of another area (朝阳|区), nor when it is the
    /// name of a street (南京|东路).
    fn may_end(&self, n: usize, level: Level) -> bool {
        let next: Vec<char> = self.text[self.at + n..].iter().take(4).copied().collect();
        let is_street = |rest: &[char]| match rest {
            ['路' | '街' | '道' | '巷' | '弄', ..] => true,
            [a, b, ..] => matches!((a, b), ('大', '街' | '道') | ('胡', '同')),
            _ => false,
        };
        let kind = matches!(next.first(), Some('省' | '市' | '区' | '县' | '州' | '盟' | '旗' | '镇' | '乡'));
        let turned = match next.split_first() {
            Some(('东' | '西' | '南' | '北' | '中' | '一' | '二' | '三' | '四', rest)) => is_street(rest),
            Some((_, rest)) => level == Level::County && is_street(rest),
            None => false,
        };
        !kind && !is_street(&next) && !turned
    }
}
