//! What people and things are known by, normalised: two writings of one identifier have one key, and a key folds to itself.

use crate::error::Refusal;
use crate::text::{fold, half_width, is_invisible};

/// Longest identifier, in characters.
pub const LONGEST: usize = 300;

/// Kinds that programs give: their letters are told apart by case, and nobody types them.
const EXACT: [&str; 5] = ["shop", "wechat_openid", "wechat_unionid", "cookie", "device"];

/// The form by which an identifier of a kind is compared.
///
/// Those that programs give (`shop`, `wechat_openid`, `wechat_unionid`, `cookie`, `device`) are taken letter by letter; a
/// letter of another script is refused, since it could only pass for one of theirs. All others (cards, plates, serial
/// numbers, whatever a company adds) are read by people, so case, width, blanks, signs and the script of letters that look
/// alike make no difference: `京A·12345` is `京а 12345`.
///
/// # Errors
/// `too_long`; `bad_identifier` naming what cannot stand in one.
pub fn key(kind: &str, value: &str) -> Result<String, Refusal> {
    if value.chars().nth(LONGEST).is_some() {
        return Err(Refusal::new("too_long", format!("is longer than {LONGEST} characters; an identifier is shorter")));
    }
    let key = if EXACT.contains(&kind) { exact(value)? } else { read(value) };
    if key.is_empty() {
        return Err(Refusal::new("bad_identifier", "has no letter and no digit; give the identifier itself"));
    }
    Ok(key)
}

/// Capitals are written `^a`, so that folding does not make two identifiers one.
fn exact(value: &str) -> Result<String, Refusal> {
    let mut key = String::with_capacity(value.len() + 8);
    for c in half_width(value).trim().chars().filter(|c| !is_invisible(*c)) {
        match c {
            '^' => key.push_str("^^"),
            'A'..='Z' => key.extend(['^', c.to_ascii_lowercase()]),
            c if c.is_ascii_graphic() => key.push(c),
            c => {
                let message = format!(
                    "has `{}` (U+{:04X}), which does not occur in identifiers of this kind; copy it anew",
                    c.escape_debug(),
                    u32::from(c)
                );
                return Err(Refusal::new("bad_identifier", message));
            }
        }
    }
    Ok(key)
}

/// Letters and digits as a reader takes them.
fn read(value: &str) -> String {
    let plain = |text: &str| -> String { fold(text).chars().filter(|c| c.is_alphanumeric()).map(latin).collect() };
    let mut key = plain(value);
    // What stood between two letters may have kept them from being composed.
    for _ in 0..8 {
        let again = plain(&key);
        if again == key {
            break;
        }
        key = again;
    }
    key
}

/// The Latin letter that a Cyrillic or Greek one looks like where it is written in capitals.
fn latin(c: char) -> char {
    match c {
        'а' | 'α' => 'a',
        'в' | 'β' => 'b',
        'с' => 'c',
        'е' | 'ε' => 'e',
        'н' | 'η' => 'h',
        'і' | 'ι' | 'ӏ' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'м' | 'μ' => 'm',
        'ν' => 'n',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'у' | 'υ' => 'y',
        'х' | 'χ' => 'x',
        'ζ' => 'z',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_writings_are_one() {
        for (kind, a, b) in [
            ("plate", "京A·12345", "京ａ 12345"),
            ("plate", "粵B12345", "粤b-12345"),
            ("plate", "А123ВС 77", "A123BC77"),
            ("card", "0012 3456", "0012-3456"),
            ("card", "VIP\u{200b}7", "vip7"),
            ("serial", "ＳＮ：００１", "sn001"),
            ("x_loyalty", "Ab.9", "AB9"),
            ("cookie", " GA1.2\u{feff}.77 ", "GA1.2.77"),
        ] {
            assert_eq!(key(kind, a), key(kind, b), "{kind} {a} {b}");
        }
    }

    #[test]
    fn what_programs_tell_apart_stays_apart() {
        for (kind, a, b) in
            [("wechat_openid", "oAbC", "oabc"), ("wechat_openid", "oA", "o^a"), ("cookie", "a-b", "ab"), ("card", "007", "7")]
        {
            assert_ne!(key(kind, a).unwrap(), key(kind, b).unwrap(), "{kind} {a} {b}");
        }
    }

    #[test]
    fn what_is_none_is_refused() {
        for (kind, value, code) in [
            ("wechat_openid", "oАbc", "bad_identifier"),
            ("device", "a b", "bad_identifier"),
            ("cookie", "\u{200b}", "bad_identifier"),
            ("card", " - ", "bad_identifier"),
            ("plate", "", "bad_identifier"),
            ("serial", &"9".repeat(10_000), "too_long"),
            ("device", &"\u{200b}".repeat(10_000), "too_long"),
        ] {
            assert_eq!(key(kind, value).unwrap_err().code, code, "{kind} {value:.20}");
        }
        assert!(key("wechat_openid", "oАbc").unwrap_err().message.contains("U+0410"));
        assert!(key("serial", &"9".repeat(LONGEST)).is_ok());
    }

    proptest! {
        #[test]
        fn a_key_folds_to_itself(text in any::<String>(), latin in "[ -~]{0,40}", marks in "[가ㄱ\u{1161}·\u{301}eА漢^-]{0,12}") {
            for text in [text, latin, marks] {
                for kind in ["card", "cookie"] {
                    let Ok(found) = key(kind, &text) else { continue };
                    prop_assert_eq!(fold(&found), found.clone(), "{} {:?}", kind, text);
                    if kind == "card" {
                        prop_assert_eq!(key(kind, &found).unwrap(), found);
                    }
                }
            }
        }
    }
}
