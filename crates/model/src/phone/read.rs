//! From text to a number.

use super::plan::{self, Length, Plan};
use super::{Phone, PhoneKind};
use crate::error::Refusal;
use crate::text::half_width;

/// Digits of a national number, at least and at most.
const NATIONAL: std::ops::RangeInclusive<usize> = 2..=17;
const LONGEST_TEXT: usize = 100;

fn bad(text: &str, why: &str) -> Refusal {
    let shown: String = text.trim().chars().take(40).collect();
    Refusal::new("bad_phone", format!("`{shown}` is not a phone number: {why}"))
}

pub(super) fn parse(text: &str, region: Option<&str>) -> Result<Phone, Refusal> {
    if text.len() > LONGEST_TEXT {
        return Err(bad(text, "it is too long"));
    }
    let half = half_width(text);
    let home = region.and_then(|r| plan::by_region(&r.to_ascii_uppercase()));
    let (body, context) = uri(half.trim());
    let (body, extension) = split_extension(body);
    let (mut plus, mut digits) = dialled(body).map_err(|why| bad(text, &why))?;
    if let Some(context) = context {
        digits.insert_str(0, context);
        plus = true;
    }
    let (code, national) = country(plus, &digits, home).map_err(|why| bad(text, why))?;
    if !NATIONAL.contains(&national.len()) {
        return Err(bad(text, if national.len() < 2 { "it is too short" } else { "it is too long" }));
    }
    let owner = plan::owner(code, &national);
    let kind = owner.map_or(PhoneKind::Unknown, |p| p.kind(&national));
    let main = plan::by_code(code).and_then(<[Plan]>::first);
    let possible = main.is_some_and(|p| matches!(p.length(&national), Length::Possible | Length::Local));
    let region = owner.map_or("", |p| p.region);
    Ok(Phone { code, national, extension, region, kind, valid: kind != PhoneKind::Unknown, possible })
}

/// Takes `tel:` and the parameters of RFC 3966 off: the number (with its extension, `;ext=12`) and the country code of its context.
fn uri(text: &str) -> (&str, Option<&str>) {
    let tel = text.get(..4).filter(|t| t.eq_ignore_ascii_case("tel:")).map_or(text, |_| text[4..].trim_start());
    let Some(at) = tel.find(";phone-context=") else { return (tel, None) };
    let value = &tel[at + ";phone-context=".len()..];
    let value = value.split(';').next().unwrap_or(value);
    let code = value.strip_prefix('+').filter(|c| !c.is_empty() && c.len() <= 3 && c.bytes().all(|b| b.is_ascii_digit()));
    (&tel[..at], code)
}

/// Words before an extension, in lower case.
const EXTENSION_WORDS: [&str; 14] =
    [";ext=", "extension", "extn", "ext", "分机号", "分机", "分機", "内线", "轉接", "转接", "转", "轉", "x", "#"];

/// Takes the extension off the end: up to 7 digits after one of the words.
fn split_extension(text: &str) -> (&str, Option<String>) {
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &text[before.len()..];
    if digits.is_empty() || digits.len() > 7 || before.is_empty() {
        return (text, None);
    }
    let word_end = before.trim_end_matches([' ', '.', ':', '-', ',']);
    for word in EXTENSION_WORDS {
        let Some(at) = word_end.len().checked_sub(word.len()).filter(|at| word_end.is_char_boundary(*at)) else { continue };
        if word_end[at..].eq_ignore_ascii_case(word) {
            let number = word_end[..at].trim_end_matches([' ', ',', ';', '-']);
            let enough = number.bytes().filter(u8::is_ascii_digit).count() > 2;
            return if enough { (number, Some(digits.to_owned())) } else { (text, None) };
        }
    }
    (text, None)
}

/// Whether it begins with plus, and its digits.
fn dialled(text: &str) -> Result<(bool, String), String> {
    let mut digits = String::with_capacity(text.len());
    let mut plus = false;
    for c in text.chars() {
        match decimal(c) {
            Some(d) => digits.push(d),
            None if c == '+' && digits.is_empty() => plus = true,
            None if is_punctuation(c) => {}
            None => return Err(format!("`{c}` does not belong to one")),
        }
    }
    if digits.is_empty() {
        return Err("it has no digits".into());
    }
    Ok((plus, digits))
}

/// The ASCII digit of a decimal digit in any of the scripts that have runs of ten.
fn decimal(c: char) -> Option<char> {
    if c.is_ascii_digit() {
        return Some(c);
    }
    const ZEROS: [u32; 14] = [0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xff10];
    let value = u32::from(c);
    ZEROS.iter().find_map(|z| value.checked_sub(*z).filter(|d| *d < 10)).and_then(|d| char::from_digit(d, 10))
}

fn is_punctuation(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '.' | '(' | ')' | '[' | ']' | '/' | '~' | '*' | '·' | '\u{ad}' | '\u{200b}'..='\u{200f}'
            | '\u{2010}'..='\u{2015}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{2212}' | '\u{30fc}' | '\u{feff}')
}

/// Country code and national number.
fn country(plus: bool, digits: &str, home: Option<&'static Plan>) -> Result<(u16, String), &'static str> {
    if plus {
        return with_code(digits.strip_prefix("00").unwrap_or(digits), home);
    }
    let prefix = match home.and_then(|h| h.international_prefix.as_ref()) {
        Some(pattern) => pattern.matched(digits),
        None => digits.starts_with("00").then_some(2),
    };
    if let Some(rest) = prefix.and_then(|n| digits.get(n..)).filter(|r| !r.is_empty() && !r.starts_with('0'))
        && let Ok(found) = with_code(rest, home)
    {
        return Ok(found);
    }
    // 00 is dialled in most countries, and written out of habit in the others.
    if let Some(rest) = digits.strip_prefix("00").filter(|r| !r.starts_with('0'))
        && let Ok(found) = with_code(rest, home)
    {
        return Ok(found);
    }
    let Some(home) = home else { return Err("its country is not known; begin with + and the country code") };
    if let Some(rest) = digits.strip_prefix(&home.code.to_string()) {
        let (whole, without) = (without_trunk(home, digits), without_trunk(home, rest));
        let code_is_part = !home.general.is_match(&whole) && home.general.is_match(&without);
        if code_is_part || home.length(digits) == Length::TooLong {
            return Ok((home.code, without));
        }
    }
    Ok((home.code, without_trunk(home, digits)))
}

fn with_code(digits: &str, home: Option<&'static Plan>) -> Result<(u16, String), &'static str> {
    for n in 1..=3 {
        let Some((head, rest)) = digits.split_at_checked(n) else { break };
        let Ok(code) = head.parse::<u16>() else { break };
        let Some(plans) = plan::by_code(code).filter(|_| !head.starts_with('0')) else { continue };
        let plan = plans.iter().find(|p| home.is_some_and(|h| h.region == p.region)).or(plans.first());
        return Ok((code, plan.map_or_else(|| rest.to_owned(), |p| without_trunk(p, rest))));
    }
    Err("no country has its country code")
}

/// The national number without the trunk prefix, unless that makes a number of the plan into none.
fn without_trunk(plan: &Plan, digits: &str) -> String {
    let Some(stripped) = strip_trunk(plan, digits) else { return digits.to_owned() };
    match plan.length(&stripped) {
        Length::TooShort | Length::Local | Length::Wrong => digits.to_owned(),
        Length::Possible | Length::TooLong => stripped,
    }
}

fn strip_trunk(plan: &Plan, digits: &str) -> Option<String> {
    let pattern = plan.trunk_pattern.as_ref()?;
    let captures = pattern.captures(digits)?;
    let whole = captures.get(0)?;
    let last = if captures.len() > 1 { captures.get(captures.len() - 1) } else { None };
    let stripped = match plan.transform {
        Some(rule) if last.is_some() => pattern.replace(digits, &braced(rule)),
        _ => digits[whole.end()..].to_owned(),
    };
    let lost = plan.general.is_match(digits) && !plan.general.is_match(&stripped);
    (!lost).then_some(stripped)
}

/// `$1` as `${1}`, because `$19` would be group 19.
pub(super) fn braced(rule: &str) -> String {
    let mut out = String::with_capacity(rule.len() + 4);
    let mut chars = rule.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(d) if c == '$' && d.is_ascii_digit() => {
                out.push_str("${");
                out.push(*d);
                out.push('}');
                chars.next();
            }
            _ => out.push(c),
        }
    }
    out
}
