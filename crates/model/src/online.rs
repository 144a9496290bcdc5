//! E-mail addresses and web addresses: read, checked, and written one way.

use crate::error::Refusal;
use crate::text::half_width;

/// Reads an e-mail address as RFC 5321 sends it: `mailto:` and blanks around it are taken off, full-width signs are plain,
/// the domain is lower case. Letters of other scripts are allowed; quoted local parts and domains in brackets are not.
///
/// # Errors
/// `bad_email`, naming what is wrong.
pub fn email(text: &str) -> Result<String, Refusal> {
    let half = half_width(text);
    let trimmed = half.trim();
    let bare = trimmed.get(..7).filter(|p| p.eq_ignore_ascii_case("mailto:")).map_or(trimmed, |_| &trimmed[7..]);
    let bad = |why: &str| Refusal::new("bad_email", format!("`{}` is not an e-mail address: {why}", first_60(text)));
    let Some((local, domain)) = bare.rsplit_once('@') else { return Err(bad("it has no @")) };
    if local.is_empty() || local.len() > 64 {
        return Err(bad("the part before @ is missing or too long"));
    }
    if let Some(c) = local.chars().find(|c| !is_local(*c)) {
        return Err(bad(&format!("`{}` cannot stand before @", c.escape_default())));
    }
    if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
        return Err(bad("a point is in the wrong place before @"));
    }
    let domain = domain.to_lowercase();
    if !is_domain(&domain) {
        return Err(bad("the part after @ is not a domain, like example.com"));
    }
    Ok(format!("{local}@{domain}"))
}

/// Reads a web address. `www.example.com/a` becomes `https://www.example.com/a`; other schemes than http and https are refused,
/// so that a stored address is safe behind a link.
///
/// # Errors
/// `bad_url`, naming what is wrong.
pub fn url(text: &str) -> Result<String, Refusal> {
    let trimmed = text.trim();
    let bad = |why: &str| Refusal::new("bad_url", format!("`{}` is not a web address: {why}", first_60(text)));
    if trimmed.len() > 2000 {
        return Err(bad("it is longer than 2000 characters"));
    }
    if let Some(c) = trimmed.chars().find(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\\' | '`')) {
        return Err(bad(&format!("`{}` cannot stand in it", c.escape_default())));
    }
    let (scheme, rest) = match trimmed.split_once("://") {
        Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
        None => ("https".to_owned(), trimmed),
    };
    if !matches!(scheme.as_str(), "http" | "https") {
        return Err(bad("it does not begin with http:// or https://"));
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let (host, port) = authority.rsplit_once(':').map_or((authority, None), |(h, p)| (h, Some(p)));
    let host = host.to_lowercase();
    if authority.contains('@') || !(is_domain(&host) || host == "localhost") {
        return Err(bad("it has no domain, like example.com"));
    }
    if port.is_some_and(|p| p.parse::<u16>().is_err()) {
        return Err(bad("its port is not a number"));
    }
    let port = port.map_or_else(String::new, |p| format!(":{p}"));
    Ok(format!("{scheme}://{host}{port}{path}"))
}

fn first_60(text: &str) -> String {
    text.trim().chars().take(60).collect()
}

/// The characters of a dot-atom, with those of other scripts.
fn is_local(c: char) -> bool {
    c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c)
}

/// Two labels at least, of letters, digits and inner hyphens, the last not a number.
fn is_domain(domain: &str) -> bool {
    let label = |l: &str| {
        (1..=63).contains(&l.len())
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let mut labels = domain.split('.');
    let last = domain.rsplit('.').next().unwrap_or("");
    domain.len() <= 253
        && domain.contains('.')
        && labels.all(label)
        && last.chars().count() >= 2
        && !last.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn e_mail() {
        for (text, want) in [
            ("wang.wei@Example.COM", "wang.wei@example.com"),
            (" mailto:a+b@example.co.uk ", "a+b@example.co.uk"),
            ("ｗａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "wang@example.com"),
            ("王伟@例子.中国", "王伟@例子.中国"),
            ("O'Brien@example.com", "O'Brien@example.com"),
        ] {
            assert_eq!(email(text).as_deref(), Ok(want), "{text}");
        }
        for (text, why) in [
            ("wang", "it has no @"),
            ("@example.com", "before @ is missing"),
            ("a b@example.com", "` ` cannot stand before @"),
            ("a@b@example.com", "`@` cannot stand before @"),
            ("a..b@example.com", "a point is in the wrong place"),
            ("a@example", "is not a domain"),
            ("a@-example.com", "is not a domain"),
            ("a@127.0.0.1", "is not a domain"),
            ("a@b.com, c@d.com", "cannot stand"),
            ("a\0@example.com", "`\\u{0}` cannot stand"),
        ] {
            assert!(email(text).unwrap_err().message.contains(why), "{text}: {:?}", email(text));
        }
    }

    #[test]
    fn web() {
        for (text, want) in [
            ("HTTP://Example.com/A?b#c", "http://example.com/A?b#c"),
            ("www.example.com", "https://www.example.com"),
            ("http://localhost:8080/x", "http://localhost:8080/x"),
            ("https://例子.中国/路", "https://例子.中国/路"),
        ] {
            assert_eq!(url(text).as_deref(), Ok(want), "{text}");
        }
        for text in [
            "javascript:alert(1)",
            "javascript://example.com/%0aalert(1)",
            "ftp://example.com",
            "https://",
            "a b.com",
            "https://u:p@example.com",
            "x",
            "",
        ] {
            assert_eq!(url(text).unwrap_err().code, "bad_url", "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_is_stable(s in any::<String>(), t in "[a-zA-Z0-9.@:/-]{0,24}") {
            for text in [s, t] {
                if let Ok(e) = email(&text) { prop_assert_eq!(email(&e), Ok(e)); }
                if let Ok(u) = url(&text) { prop_assert_eq!(url(&u), Ok(u)); }
            }
        }
    }
}
