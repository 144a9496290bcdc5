//! Text made safe to store, and folded so that it compares as people mean it.

use crate::error::Refusal;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;
use unicode_normalization::{IsNormalized, UnicodeNormalization, char::is_combining_mark, is_nfc_quick};

/// The form of `text` that key columns hold: two texts that people take for the same have the same fold.
///
/// Compatibility forms are resolved (full-width `Ａ` is `a`, `ﬁ` is `fi`), letters are lower case, accents of Latin letters
/// are gone (`É` is `e`, `ß` is `ss`, `ø` is `o`), traditional Chinese characters are simplified one by one (so that a fold of a
/// part is a part of the fold), typographic quotes and dashes are plain, invisible characters are dropped, white space is
/// one blank between words and none at the ends. Folding a fold changes nothing.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() { fold_ascii(text) } else { fold_unicode(text) }
}

/// The fold that does not build a string when `text` is already folded ASCII.
#[must_use]
pub fn fold_cow(text: &str) -> Cow<'_, str> {
    let b = text.as_bytes();
    let folded = b.iter().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, b'!'..=b'/'));
    if folded { Cow::Borrowed(text) } else { Cow::Owned(fold(text)) }
}

/// Collects characters with white space collapsed and control characters dropped.
struct Words {
    out: String,
    gap: bool,
}

impl Words {
    fn push(&mut self, c: char) {
        if c.is_whitespace() {
            self.gap = !self.out.is_empty();
            return;
        }
        if c.is_control() {
            return;
        }
        if self.gap {
            self.out.push(' ');
            self.gap = false;
        }
        self.out.push(c);
    }

    /// Whether the next character would follow a Latin letter.
    fn after_latin(&self) -> bool {
        !self.gap && self.out.chars().next_back().is_some_and(is_latin)
    }
}

fn fold_ascii(text: &str) -> String {
    let mut words = Words { out: String::with_capacity(text.len()), gap: false };
    for b in text.bytes() {
        words.push(char::from(b.to_ascii_lowercase()));
    }
    words.out
}

fn fold_unicode(text: &str) -> String {
    let mut words = Words { out: String::with_capacity(text.len()), gap: false };
    for c in text.nfkd().flat_map(|c| c.to_lowercase()) {
        // Asked of what was kept, not of what was written: invisible characters do not part a letter from its accent.
        if !(is_combining_mark(c) && words.after_latin()) {
            push_plain(&mut words, c);
        }
    }
    let folded: String = words.out.nfc().collect();
    debug_assert!(folded.len() <= text.len() * 18);
    folded
}

/// Base letters of the Latin script, as they occur in decomposed text.
fn is_latin(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{250}'..='\u{2af}' | '\u{1e00}'..='\u{1eff}')
        && !matches!(c, '\u{d7}' | '\u{f7}')
}

fn push_plain(words: &mut Words, c: char) {
    let plain = match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ŧ' => "t",
        'ı' => "i",
        'ŋ' => "n",
        'ς' => "σ",
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bc}' | '\u{2032}' => "'",
        '\u{201c}' | '\u{201d}' | '\u{201f}' | '\u{2033}' => "\"",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
        // The middle dot of transliterated names, in its several encodings.
        '\u{2022}' | '\u{2027}' | '\u{30fb}' | '\u{ff65}' | '\u{2219}' | '\u{22c5}' => "\u{b7}",
        c if is_invisible(c) => "",
        c => {
            words.push(simplified(c));
            return;
        }
    };
    plain.chars().for_each(|p| words.push(p));
}

/// Characters that nobody sees and that only hinder comparing: zero-width, direction marks, soft hyphen, variation selectors.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

/// The simplified form of one Chinese character; any other character is itself.
#[must_use]
pub fn simplified(c: char) -> char {
    if !is_han(c) {
        return c;
    }
    static TABLE: LazyLock<HashMap<char, char>> = LazyLock::new(simplified_table);
    TABLE.get(&c).copied().unwrap_or(c)
}

/// One character to one, followed to its end so that the result is never itself a traditional form.
fn simplified_table() -> HashMap<char, char> {
    let one = |s: &str| {
        let mut cs = s.chars();
        cs.next().filter(|_| cs.next().is_none())
    };
    let raw: HashMap<char, char> = hanconv::RawDictionary::TSCharacters
        .iter()
        .filter_map(|(from, to)| Some((one(from)?, one(to)?)))
        .filter(|(from, to)| from != to)
        .collect();
    raw.keys()
        .map(|from| {
            let mut to = *from;
            for _ in 0..4 {
                to = raw.get(&to).copied().unwrap_or(to);
            }
            (*from, to)
        })
        .collect()
}

/// A Chinese character (Han script), without punctuation.
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇')
}

/// One line of text made fit to store: composed (NFC), trimmed, tabs and line breaks turned into blanks.
///
/// # Errors
/// `control_character` when it holds NUL or another control character.
pub fn clean(text: &str) -> Result<Cow<'_, str>, Refusal> {
    let composed = compose(text.trim(), |c| matches!(c, '\t' | '\n' | '\r'))?;
    if !composed.contains(['\t', '\n', '\r']) {
        return Ok(composed);
    }
    let parts: Vec<&str> = composed.split(['\t', '\n', '\r']).filter(|p| !p.is_empty()).collect();
    Ok(Cow::Owned(parts.join(" ")))
}

/// Several lines of text made fit to store: composed (NFC), lines end with `\n`, blanks at the end are cut.
///
/// # Errors
/// `control_character` when it holds NUL or another control character than tab and line break.
pub fn clean_lines(text: &str) -> Result<Cow<'_, str>, Refusal> {
    let composed = compose(text.trim_end(), |c| matches!(c, '\t' | '\n' | '\r'))?;
    if !composed.contains('\r') {
        return Ok(composed);
    }
    Ok(Cow::Owned(composed.replace("\r\n", "\n").replace('\r', "\n")))
}

fn compose(text: &str, allowed: impl Fn(char) -> bool) -> Result<Cow<'_, str>, Refusal> {
    if let Some((at, c)) = text.chars().enumerate().find(|(_, c)| c.is_control() && !allowed(*c)) {
        return Err(Refusal::new(
            "control_character",
            format!("has the control character U+{:04X} at position {}; remove it", u32::from(c), at + 1),
        ));
    }
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return Ok(Cow::Borrowed(text));
    }
    Ok(Cow::Owned(text.nfc().collect()))
}

/// Full-width letters, digits, punctuation and the ideographic space as their ASCII forms; everything else untouched.
#[must_use]
pub fn half_width(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.contains(|c| matches!(c, '\u{ff01}'..='\u{ff5e}' | '\u{3000}')) {
        return Cow::Borrowed(text);
    }
    let ascii = |c: char| match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    Cow::Owned(text.chars().map(ascii).collect())
}

/// The text with the five marks that mean something in HTML written out; safe as content and inside quoted attributes.
#[must_use]
pub fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn html_means_nothing_any_more() {
        assert_eq!(escape_html("<script a='b'>&\"x\""), "&lt;script a=&#39;b&#39;&gt;&amp;&quot;x&quot;");
    }

    #[test]
    fn folds_what_people_take_for_the_same() {
        for (a, b) in [
            ("  José   ÁLVAREZ ", "jose alvarez"),
            ("ＧＵＡＮＸＩ　１２３", "guanxi 123"),
            ("Straße", "STRASSE"),
            ("Łódź", "lodz"),
            ("O’Brien", "o'brien"),
            ("ﬁne", "Fine"),
            ("ｶﾞﾗｽ", "ガラス"),
            ("臺灣", "台湾"),
            ("乾隆", "干隆"),
            ("龍門", "龙门"),
            ("İstanbul", "istanbul"),
            ("e\u{301}", "é"),
            ("a\u{200b}b", "ab"),
            ("tab\tand\nline", "tab and line"),
            ("阿里木·买买提", "阿里木•买买提"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
        assert_ne!(fold("й"), fold("и"), "marks of other scripts carry meaning");
        assert_eq!(fold("が"), "が");
    }

    #[test]
    fn part_of_a_text_folds_to_part_of_its_fold() {
        assert!(fold("乾隆皇帝").starts_with(&fold("乾")));
        assert!(fold("皇后大道東").contains(&fold("后")));
    }

    #[test]
    fn clean_refuses_control_characters() {
        assert_eq!(clean("a\0b").unwrap_err().code, "control_character");
        assert_eq!(clean("  a\r\nb ").unwrap(), "a b");
        assert_eq!(clean("e\u{301}").unwrap(), "é");
        assert_eq!(clean_lines("a\r\nb\rc\td \n").unwrap(), "a\nb\nc\td");
        assert!(clean_lines("a\u{85}b").is_err());
        assert!(matches!(clean("plain").unwrap(), Cow::Borrowed(_)));
    }

    #[test]
    fn half_width_is_only_width() {
        assert_eq!(half_width("１２：３０　Ａ"), "12:30 A");
        assert_eq!(half_width("中文"), "中文");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(s in any::<String>()) {
            let once = fold(&s);
            prop_assert_eq!(fold(&once), once.clone());
            prop_assert!(!once.contains(char::is_control));
        }

        #[test]
        fn folding_twice_is_folding_once_with_marks(
            s in "[aAßİK\u{2c62}ا가ㄱ\u{1161}\u{feff}\u{200d}\u{1}\u{301}\u{323}\u{cbe} ಕ漢]{0,8}"
        ) {
            let once = fold(&s);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn ascii_path_agrees(s in "[ -~\t\n]{0,40}") {
            prop_assert_eq!(fold_ascii(&s), fold_unicode(&s));
            prop_assert_eq!(fold_cow(&s).into_owned(), fold(&s));
        }

        #[test]
        fn clean_is_stable(s in any::<String>()) {
            if let Ok(c) = clean(&s) { prop_assert_eq!(clean(&c).unwrap().into_owned(), c.clone().into_owned()); }
            if let Ok(c) = clean_lines(&s) { prop_assert_eq!(clean_lines(&c).unwrap().into_owned(), c.clone().into_owned()); }
        }
    }
}
