//! Text as it is compared: folded letters and digits only, each with its place in the original and with what stood before it.

use model::text::{fold, is_han, simplified};

/// What stood between a letter and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    None,
    /// Marks that join: `jean-luc`, `SO-2026/17`, `阿里木·买买提`.
    Joint,
    Space,
    /// Other punctuation, or the beginning of the text.
    Break,
}

/// One folded letter or digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letter {
    pub c: char,
    pub gap: Gap,
    /// Bytes of the original that it stands for.
    pub from: usize,
    pub to: usize,
}

impl Letter {
    pub fn is_digit(self) -> bool {
        self.c.is_ascii_digit()
    }

    /// A letter of a script that does not put blanks between words.
    pub fn is_dense(self) -> bool {
        is_dense(self.c)
    }
}

/// Chinese, Japanese and Korean letters, and those of South-East Asia: scripts whose words are not told apart.
pub fn is_dense(c: char) -> bool {
    is_han(c)
        || matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
            | '\u{3040}'..='\u{30fa}' | '\u{30fc}'..='\u{312f}' | '\u{31f0}'..='\u{31ff}' | '\u{ac00}'..='\u{d7a3}')
}

/// The letters of a text.
pub fn letters(text: &str) -> Vec<Letter> {
    let mut all = Vec::with_capacity(text.len().min(4_096));
    let mut gap = Gap::Break;
    for (from, c) in text.char_indices() {
        let to = from + c.len_utf8();
        let mut push = |c: char, gap: &mut Gap| {
            all.push(Letter { c, gap: *gap, from, to });
            *gap = Gap::None;
        };
        match c {
            'a'..='z' | '0'..='9' => push(c, &mut gap),
            'A'..='Z' => push(c.to_ascii_lowercase(), &mut gap),
            '\u{4e00}'..='\u{9fff}' => push(simplified(c), &mut gap),
            c if c.is_ascii() || c.is_whitespace() => gap = gap.max(gap_of(c)),
            c => {
                let folded = fold(c.encode_utf8(&mut [0; 4]));
                for f in folded.chars() {
                    if f.is_alphanumeric() || is_dense(f) {
                        push(f, &mut gap);
                    } else if !is_mark(c) {
                        gap = gap.max(gap_of(f));
                    }
                }
            }
        }
    }
    all
}

/// A mark that belongs to the letter before it.
fn is_mark(c: char) -> bool {
    let mut text = String::from("a");
    text.push(c);
    fold(&text) == "a"
}

fn gap_of(c: char) -> Gap {
    match c {
        '\'' | '-' | '.' | '_' | '/' | '(' | ')' | '+' | '#' | '\u{b7}' => Gap::Joint,
        c if c.is_whitespace() => Gap::Space,
        c if c.is_control() => Gap::None,
        _ => Gap::Break,
    }
}

/// A stretch of letters: from, to.
pub type Span = (usize, usize);

/// Words: stretches of letters that are not dense. First those without anything between, then those that marks join.
pub fn words(all: &[Letter]) -> impl Iterator<Item = Span> + '_ {
    stretches(all, Gap::None)
        .chain(stretches(all, Gap::Joint).filter(|(from, to)| all[from + 1..*to].iter().any(|l| l.gap == Gap::Joint)))
}

fn stretches(all: &[Letter], within: Gap) -> impl Iterator<Item = Span> + '_ {
    runs(all, |l| !l.is_dense(), move |_, l| l.gap <= within)
}

/// Digits in a row, also over blanks: a number as it is written in groups.
pub fn numbers(all: &[Letter]) -> impl Iterator<Item = Span> + '_ {
    runs(all, Letter::is_digit, |_, l| l.gap <= Gap::Space)
}

/// Longest stretches of letters that `fit` and go on from the one before.
fn runs<'a>(
    all: &'a [Letter],
    fit: impl Fn(Letter) -> bool + 'a,
    goes_on: impl Fn(Letter, Letter) -> bool + 'a,
) -> impl Iterator<Item = Span> + 'a {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < all.len() && !fit(all[at]) {
            at += 1;
        }
        let from = at;
        while at < all.len() && fit(all[at]) && (at == from || goes_on(all[at - 1], all[at])) {
            at += 1;
        }
        (at > from).then_some((from, at))
    })
}

/// The letters as one text.
pub fn text(all: &[Letter]) -> String {
    all.iter().map(|l| l.c).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(t: &str, spans: fn(&[Letter]) -> Vec<Span>) -> Vec<String> {
        let all = letters(t);
        spans(&all).into_iter().map(|(a, b)| text(&all[a..b])).collect()
    }

    #[test]
    fn words_stand_alone_and_joined() {
        let of = |t| parts(t, |all| words(all).collect());
        assert_eq!(of("Jean-Luc Ｏ'Brien"), ["jean", "luc", "o", "brien", "jeanluc", "obrien"]);
        assert_eq!(of("SO-2026-17"), ["so", "2026", "17", "so202617"]);
        assert_eq!(of("王伟wei"), ["wei"]);
        assert_eq!(of("E\u{301}clair a\u{200b}b"), ["eclair", "ab"]);
        assert_eq!(of("wang.wei@qq.com"), ["wang", "wei", "qq", "com", "wangwei", "qqcom"]);
    }

    #[test]
    fn numbers_go_on_over_blanks() {
        let of = |t| parts(t, |all| numbers(all).collect());
        assert_eq!(of("+86 138-1234 5678, 42"), ["8613812345678", "42"]);
        assert_eq!(of("so2026a17"), ["2026", "17"]);
    }

    #[test]
    fn places_are_those_of_the_original() {
        let t = "ＡB 龍·门";
        let all = letters(t);
        let shown: Vec<&str> = all.iter().map(|l| &t[l.from..l.to]).collect();
        assert_eq!(shown, ["Ａ", "B", "龍", "门"]);
        assert_eq!(text(&all), "ab龙门");
        assert_eq!(all[3].gap, Gap::Joint);
        assert_eq!(all[2].gap, Gap::Space);
    }
}
