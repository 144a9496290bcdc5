//! Readings of Chinese characters, and what typed letters may spell: `wangwei`, `wangw`, `ww`, `zhs`.

use pinyin::ToPinyinMulti;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Most readings of one character that are taken.
const READINGS: usize = 3;
/// Most ways to read what was typed.
const WAYS: usize = 8;
/// Longest text that is read as pinyin, in letters.
const LONGEST: usize = 40;

/// A part of what was typed, for one character.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Piece {
    /// A whole syllable: `wang`.
    Whole(String),
    /// How a syllable begins: `w`, `zh`, and whatever is typed last: `xia`.
    Begin(String),
}

impl Piece {
    pub fn text(&self) -> &str {
        match self {
            Piece::Whole(t) | Piece::Begin(t) => t,
        }
    }

    pub fn fits(&self, reading: &str) -> bool {
        match self {
            Piece::Whole(t) => t == reading,
            Piece::Begin(t) => reading.starts_with(t.as_str()),
        }
    }
}

/// The readings of a character, in letters without tones; ü is v, and u as in passports. Empty when it has none.
pub fn readings(c: char) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let Some(multi) = c.to_pinyin_multi() else { return all };
    for i in 0..multi.count().min(READINGS) {
        let plain = multi.get(i).plain();
        for letter in ["v", "u"] {
            let reading = plain.replace('ü', letter);
            if reading.bytes().all(|b| b.is_ascii_lowercase()) && !all.contains(&reading) {
                all.push(reading);
            }
        }
    }
    all
}

/// All syllables that characters have.
fn syllables() -> &'static BTreeSet<String> {
    static ALL: LazyLock<BTreeSet<String>> =
        LazyLock::new(|| ('\u{4e00}'..='\u{9fa5}').filter(|c| *c != '嗯').flat_map(readings).filter(|s| is_spoken(s)).collect());
    &ALL
}

/// Leaves out interjections without a vowel: `m`, `ng`, `hng`.
fn is_spoken(syllable: &str) -> bool {
    syllable.bytes().any(|b| matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'v'))
}

/// The syllables that begin so.
pub fn beginning(part: &str) -> impl Iterator<Item = &'static str> + use<> {
    let part = part.to_owned();
    let from: (std::ops::Bound<&str>, std::ops::Bound<&str>) = (std::ops::Bound::Included(&part), std::ops::Bound::Unbounded);
    let all: Vec<&'static str> =
        syllables().range::<str, _>(from).take_while(|s| s.starts_with(&part)).map(String::as_str).collect();
    all.into_iter()
}

/// How letters may be spelt as syllables and beginnings of syllables, likeliest first. The last one may be on its way.
pub fn spellings(typed: &str) -> Vec<Vec<Piece>> {
    if typed.is_empty() || typed.len() > LONGEST || !typed.bytes().all(|b| b.is_ascii_lowercase()) {
        return Vec::new();
    }
    // At each place the best ways to have come there: cost, pieces.
    let mut at: Vec<Vec<(usize, Vec<Piece>)>> = vec![Vec::new(); typed.len() + 1];
    at[0].push((0, Vec::new()));
    for from in 0..typed.len() {
        let mut come = std::mem::take(&mut at[from]);
        come.sort_by_key(|(cost, _)| *cost);
        come.truncate(WAYS);
        for (to, piece, cost) in steps(typed, from) {
            for (spent, pieces) in &come {
                let mut pieces = pieces.clone();
                pieces.push(piece.clone());
                at[to].push((spent + cost, pieces));
            }
        }
    }
    let mut ends = at.pop().unwrap_or_default();
    ends.sort_by_key(|(cost, _)| *cost);
    ends.truncate(WAYS);
    ends.into_iter().map(|(_, pieces)| pieces).collect()
}

/// Pieces that may stand at a place: where each ends, and what it costs.
fn steps(typed: &str, from: usize) -> Vec<(usize, Piece, usize)> {
    let mut all = Vec::new();
    for to in from + 1..=typed.len().min(from + 6) {
        let part = &typed[from..to];
        let last = to == typed.len();
        if last && beginning(part).next().is_some() {
            all.push((to, Piece::Begin(part.to_owned()), 2));
            continue;
        }
        if syllables().contains(part) {
            all.push((to, Piece::Whole(part.to_owned()), 2));
        }
        // `a`, `e` and `o` are both.
        if is_initial(part) {
            all.push((to, Piece::Begin(part.to_owned()), 3));
        }
    }
    all
}

/// What people type for a whole syllable: its first letter, or `zh`, `ch`, `sh`.
fn is_initial(part: &str) -> bool {
    matches!(part, "zh" | "ch" | "sh")
        || part.len() == 1 && !matches!(part, "i" | "u" | "v") && part.bytes().all(|b| b.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelt(typed: &str) -> Vec<String> {
        let piece = |p: &Piece| if let Piece::Begin(t) = p { format!("{t}*") } else { p.text().to_owned() };
        spellings(typed).iter().map(|w| w.iter().map(piece).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn spells_as_people_type() {
        assert_eq!(spelt("wangwei")[0], "wang wei*");
        assert_eq!(spelt("ww"), ["w* w*"]);
        assert_eq!(spelt("zhs"), ["zh* s*", "z* h* s*"]);
        assert!(spelt("oyyt").contains(&"o* y* y* t*".to_owned()), "{:?}", spelt("oyyt"));
        assert!(spelt("wangxm").contains(&"wang x* m*".to_owned()));
        assert!(spelt("xian").contains(&"xi an*".to_owned()));
        assert_eq!(spelt("xian")[0], "xian*");
        assert_eq!(spelt("v"), Vec::<String>::new());
        assert_eq!(spelt("w1"), Vec::<String>::new());
        assert!(spellings(&"a".repeat(200)).is_empty());
        assert!(spellings(&"ang".repeat(13)).len() <= WAYS);
    }

    #[test]
    fn surnames_have_all_their_readings() {
        for (c, reading) in
            [('曾', "zeng"), ('单', "shan"), ('仇', "qiu"), ('吕', "lv"), ('吕', "lu"), ('尉', "yu"), ('解', "xie")]
        {
            assert!(readings(c).iter().any(|r| r == reading), "{c} {reading} {:?}", readings(c));
        }
        assert!(readings('a').is_empty());
    }
}
