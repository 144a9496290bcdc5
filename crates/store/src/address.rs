//! Addresses of PostgreSQL databases: written out, or named by a variable or a file, so that no password need stand in the
//! control database or on a command line.
//!
//! | written | means |
//! |---|---|
//! | `postgres://user:password@host/database` | itself |
//! | `env:NAME` | what the environment variable holds |
//! | `file:/path` | the first line of the file |

use crate::{Error, Result};

const SCHEMES: [&str; 2] = ["postgres://", "postgresql://"];

/// Whether the text is one of the three forms.
#[must_use]
pub fn is_address(text: &str) -> bool {
    SCHEMES.into_iter().chain(["env:", "file:"]).any(|s| text.starts_with(s))
}

/// The address that the text stands for.
///
/// # Errors
/// [`Error::Config`] when the variable or the file is missing, or holds no address.
pub fn resolve(text: &str) -> Result<String> {
    let found = if let Some(name) = text.strip_prefix("env:") {
        std::env::var(name)
            .map_err(|_| Error::Config(format!("the variable {name} is not set; it should hold postgres://...")))?
    } else if let Some(path) = text.strip_prefix("file:") {
        let content =
            std::fs::read_to_string(path).map_err(|e| Error::Config(format!("cannot read the address in {path}: {e}")))?;
        content.lines().next().unwrap_or_default().trim().to_owned()
    } else {
        text.to_owned()
    };
    if SCHEMES.iter().any(|s| found.starts_with(s)) {
        return Ok(found);
    }
    let from = if found == text { String::new() } else { format!(" (from {text})") };
    Err(Error::Config(format!(
        "the PostgreSQL address is not understood{from}; write it as postgres://user:password@host/database"
    )))
}

/// Whether a password stands in the text itself.
#[must_use]
pub fn tells_password(text: &str) -> bool {
    masked(text) != text
}

/// The text without its password: `postgres://user:***@host/database`.
#[must_use]
pub fn masked(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let place = match place.rsplit_once('@') {
        Some((who, host)) => match who.split_once(':') {
            Some((user, _)) => format!("{user}:***@{host}"),
            None => place.to_owned(),
        },
        None => place.to_owned(),
    };
    let mask = |pair: &str| if pair.starts_with("password=") { "password=***".to_owned() } else { pair.to_owned() };
    let query: Vec<String> = query.split('&').filter(|p| !p.is_empty()).map(mask).collect();
    if query.is_empty() { format!("{scheme}://{place}") } else { format!("{scheme}://{place}?{}", query.join("&")) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        assert_eq!(masked("postgres://u:p@w@h:1/d"), "postgres://u:***@h:1/d");
        assert_eq!(masked("postgres://h/d?user=u&password=p"), "postgres://h/d?user=u&password=***");
        for plain in ["postgres://h/d", "postgres://u@h/d", "env:DB", "file:/run/secrets/db"] {
            assert_eq!(masked(plain), plain);
            assert!(is_address(plain) && !tells_password(plain));
        }
        assert!(tells_password("postgres://u:p@h/d"));
    }

    #[test]
    fn a_file_holds_the_address() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let text = format!("file:{}", file.path().display());
        std::fs::write(file.path(), "postgres://u:p@h/d\n").unwrap();
        assert_eq!(resolve(&text).unwrap(), "postgres://u:p@h/d");
        std::fs::write(file.path(), "secret").unwrap();
        let refused = resolve(&text).unwrap_err().to_string();
        assert!(refused.contains("file:") && !refused.contains("secret"), "{refused}");
        assert!(resolve("file:/nowhere").unwrap_err().to_string().contains("/nowhere"));
        assert!(resolve("env:GUANXI_NO_SUCH_VARIABLE").unwrap_err().to_string().contains("GUANXI_NO_SUCH_VARIABLE"));
    }
}
