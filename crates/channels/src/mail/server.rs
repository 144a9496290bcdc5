//! Where letters go, from one text.
//!
//! | written | means |
//! |---|---|
//! | `smtp://user:password@host:587` | STARTTLS, which the server must offer; port 587 when left out |
//! | `smtps://user:password@host:465` | TLS from the first byte; port 465 when left out |
//! | `smtp://127.0.0.1:25` | a server on this machine: no TLS unless `?tls=required` |
//! | `...?tls=none` | no TLS; refused with a password, unless the server is on this machine |
//! | `...?ca=/path.pem` | certificates trusted beside those of the system |
//! | `folder:/path` | each letter becomes a file `.eml` in the folder |
//! | `env:NAME`, `file:/path` | what the variable holds, or the first line of the file |

use percent_encoding::percent_decode_str;
use std::fmt;
use std::path::PathBuf;
use url::{Host, Url};

/// What is wrong with the text; it names no password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub(super) String);

fn wrong(text: impl Into<String>) -> ConfigError {
    ConfigError(text.into())
}

/// How a connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tls {
    None,
    /// STARTTLS, or nothing is sent.
    Required,
    /// From the first byte.
    Wrapped,
}

/// Where letters go.
#[derive(Clone, PartialEq, Eq)]
pub enum Server {
    Smtp(Smtp),
    Folder(PathBuf),
}

/// A mail server.
#[derive(Clone, PartialEq, Eq)]
pub struct Smtp {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: Tls,
    pub(super) credentials: Option<(String, String)>,
    /// PEM file of certificates trusted beside the system's.
    pub(super) ca: Option<PathBuf>,
}

const FORMS: &str =
    "write it as smtp://user:password@host:587, smtps://user:password@host:465, folder:/path, env:NAME or file:PATH";

impl Server {
    /// Reads one of the forms above.
    ///
    /// # Errors
    /// What is wrong, and how it is written; never a password.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let text = text.trim();
        if let Some(name) = text.strip_prefix("env:") {
            let found = std::env::var(name).map_err(|_| wrong(format!("the variable {name} is not set; {FORMS}")))?;
            return Self::plain(found.trim());
        }
        if let Some(path) = text.strip_prefix("file:") {
            let found =
                std::fs::read_to_string(path).map_err(|e| wrong(format!("cannot read the mail server in {path}: {e}")))?;
            return Self::plain(found.lines().next().unwrap_or_default().trim());
        }
        Self::plain(text)
    }

    fn plain(text: &str) -> Result<Self, ConfigError> {
        if let Some(path) = text.strip_prefix("folder:") {
            if path.is_empty() {
                return Err(wrong("folder: names no folder"));
            }
            return Ok(Self::Folder(path.into()));
        }
        let url = Url::parse(text).map_err(|_| wrong(format!("the mail server is not understood; {FORMS}")))?;
        let wrapped = match url.scheme() {
            "smtp" => false,
            "smtps" => true,
            _ => return Err(wrong(format!("the mail server is not understood; {FORMS}"))),
        };
        let host = match url.host_str() {
            Some(host) if !host.is_empty() => host.trim_matches(['[', ']']).to_owned(),
            _ => return Err(wrong(format!("the mail server has no host; {FORMS}"))),
        };
        let near = is_near(&host);
        let (mut tls, mut ca) = (
            if wrapped {
                Tls::Wrapped
            } else if near {
                Tls::None
            } else {
                Tls::Required
            },
            None,
        );
        for (name, value) in url.query_pairs() {
            match (name.as_ref(), value.as_ref()) {
                ("tls", "required") if !wrapped => tls = Tls::Required,
                ("tls", "none") if !wrapped => tls = Tls::None,
                ("ca", path) if !path.is_empty() => ca = Some(path.into()),
                (name, _) => {
                    return Err(wrong(format!(
                        "the mail server's `{name}` is not understood; there are tls=required, tls=none and ca=PATH"
                    )));
                }
            }
        }
        let credentials = credentials(&url)?;
        if tls == Tls::None && credentials.is_some() && !near {
            return Err(wrong("a password would travel unencrypted: leave tls=none out"));
        }
        let port = url.port().unwrap_or(match tls {
            Tls::Wrapped => 465,
            Tls::Required => 587,
            Tls::None => 25,
        });
        Ok(Self::Smtp(Smtp { host, port, tls, credentials, ca }))
    }
}

/// Whether the host is this machine.
fn is_near(host: &str) -> bool {
    match Host::parse(host).or_else(|_| Host::parse(&format!("[{host}]"))) {
        Ok(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Ok(Host::Ipv4(address)) => address.is_loopback(),
        Ok(Host::Ipv6(address)) => address.is_loopback(),
        Err(_) => false,
    }
}

fn credentials(url: &Url) -> Result<Option<(String, String)>, ConfigError> {
    let read = |part: &str| {
        let text =
            percent_decode_str(part).decode_utf8().map_err(|_| wrong("user or password of the mail server is not UTF-8"))?;
        Ok::<_, ConfigError>(text.into_owned())
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        (_, None) => Err(wrong("the mail server's user has no password")),
        (user, Some(password)) => Ok(Some((read(user)?, read(password)?))),
    }
}

/// Without user and password: `smtp://host:587`.
impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => write!(f, "folder:{}", path.display()),
            Self::Smtp(Smtp { host, port, tls, .. }) => {
                let scheme = if *tls == Tls::Wrapped { "smtps" } else { "smtp" };
                let host = if host.contains(':') { format!("[{host}]") } else { host.clone() };
                write!(f, "{scheme}://{host}:{port}")
            }
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
    use super::*;

    fn smtp(text: &str) -> Smtp {
        match Server::parse(text).unwrap() {
            Server::Smtp(smtp) => smtp,
            Server::Folder(path) => panic!("{}", path.display()),
        }
    }

    #[test]
    fn encryption_follows_the_address() {
        for (text, port, tls) in [
            ("smtp://mail.example", 587, Tls::Required),
            ("smtps://mail.example", 465, Tls::Wrapped),
            ("smtp://mail.example:2525?tls=none", 2525, Tls::None),
            ("smtp://localhost", 25, Tls::None),
            ("smtp://127.0.0.1:1025", 1025, Tls::None),
            ("smtp://[::1]?tls=required", 587, Tls::Required),
            ("smtp://127.0.0.1.example", 587, Tls::Required),
        ] {
            let server = smtp(text);
            assert_eq!((server.port, server.tls), (port, tls), "{text}");
        }
    }

    #[test]
    fn passwords_are_read_and_never_shown() {
        let text = "smtp://crm%40shop.example:p%40ss%3Aword@mail.example?ca=/etc/ca.pem";
        let server = smtp(text);
        assert_eq!(server.credentials, Some(("crm@shop.example".into(), "p@ss:word".into())));
        assert_eq!(server.ca, Some("/etc/ca.pem".into()));
        let shown = format!("{0} {0:?}", Server::parse(text).unwrap());
        assert_eq!(shown, "smtp://mail.example:587 smtp://mail.example:587");
        assert_eq!(Server::parse("smtps://[2001:db8::1]").unwrap().to_string(), "smtps://[2001:db8::1]:465");
    }

    #[test]
    fn what_is_no_server_is_refused_without_its_password() {
        for text in [
            "",
            "mail.example",
            "http://u:geheim@mail.example",
            "smtp://",
            "folder:",
            "smtp://u:geheim@mail.example?tls=none",
            "smtp://u@mail.example",
            "smtp://u:geheim@mail.example?tls=maybe",
            "smtp://u:geheim@mail.example?port=1",
            "smtps://u:geheim@mail.example?tls=none",
            "smtp://u:%ffgeheim@mail.example",
            "smtp://u:geheim@mail.example:99999",
            "env:GUANXI_NO_SUCH_VARIABLE",
            "file:/nowhere",
        ] {
            let refused = Server::parse(text).unwrap_err().to_string();
            assert!(!refused.contains("geheim"), "{text}: {refused}");
        }
    }

    #[test]
    fn a_file_holds_the_server() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "smtp://u:p@mail.example\nmore\n").unwrap();
        assert!(smtp(&format!("file:{}", file.path().display())).credentials.is_some());
    }
}
