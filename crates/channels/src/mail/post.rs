//! A server and a sender.

use super::server::{Server, Smtp, Tls};
use super::{ConfigError, Letter};
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, TlsParameters};
use lettre::transport::smtp::{self, AsyncSmtpTransport};
use lettre::{AsyncTransport, Tokio1Executor};
use std::path::Path;
use std::time::Duration;

/// An answer of the server may take this long.
const ANSWER: Duration = Duration::from_secs(20);
/// A whole delivery may take this long.
const DELIVERY: Duration = Duration::from_secs(60);
/// Replies to our sign-in, not to a letter: an administrator mends that, then letters go.
const NOT_OURS: [u16; 4] = [530, 534, 535, 538];

/// Why a letter did not go.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It may go later: the server is away, busy, or does not know us.
    #[error("{0}")]
    Later(String),
    /// It will never go: the server refused this letter.
    #[error("{0}")]
    Never(String),
}

/// Sends letters. Cheap to clone; a connection lasts for one letter.
#[derive(Clone, Debug)]
pub struct Post {
    server: Server,
    from: Mailbox,
    transport: Option<AsyncSmtpTransport<Tokio1Executor>>,
}

impl Post {
    /// A server (see [`Server`]) and a sender: `crm@shop.example` or `Shop <crm@shop.example>`.
    ///
    /// # Errors
    /// What is not understood; never a password.
    pub fn new(server: &str, from: &str) -> Result<Self, ConfigError> {
        let server = Server::parse(server)?;
        let from = from
            .trim()
            .parse::<Mailbox>()
            .map_err(|e| ConfigError(format!("the sender {from:?} is no address: {e}; write it as Shop <crm@shop.example>")))?;
        let transport = match &server {
            Server::Smtp(smtp) => Some(transport(smtp)?),
            Server::Folder(_) => None,
        };
        Ok(Self { server, from, transport })
    }

    /// The server without user and password.
    #[must_use]
    pub fn server(&self) -> String {
        self.server.to_string()
    }

    /// Whom letters come from, as they show it.
    #[must_use]
    pub fn from(&self) -> String {
        match &self.from.name {
            Some(name) => format!("{name} <{}>", self.from.email),
            None => self.from.email.to_string(),
        }
    }

    /// Hands a letter to the server. Once it says that it took it, it is its.
    ///
    /// # Errors
    /// Whether it may go later, and why not now.
    pub async fn send(&self, letter: &Letter) -> Result<(), Failure> {
        let message = letter.message(&self.from).map_err(|e| Failure::Never(e.to_string()))?;
        let Some(transport) = &self.transport else {
            return self.put(&letter.id, &message.formatted()).await.map_err(|e| Failure::Later(e.to_string()));
        };
        match tokio::time::timeout(DELIVERY, transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(e)) => Err(failure(&e)),
            Err(_) => Err(Failure::Later(format!("{} did not answer in time", self.server))),
        }
    }

    /// Looks whether letters could go: connects, encrypts, signs in.
    ///
    /// # Errors
    /// Why they could not.
    pub async fn check(&self) -> Result<(), Failure> {
        let Some(transport) = &self.transport else {
            return self.put(".check", b"").await.map_err(|e| Failure::Later(e.to_string()));
        };
        match tokio::time::timeout(DELIVERY, transport.test_connection()).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err(Failure::Later("the server takes no letters now".into())),
            Ok(Err(e)) => Err(failure(&e)),
            Err(_) => Err(Failure::Later("the server did not answer in time".into())),
        }
    }

    /// Writes a file of the folder, whole or not at all.
    async fn put(&self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        let Server::Folder(folder) = &self.server else { return Ok(()) };
        tokio::fs::create_dir_all(folder).await?;
        let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')).collect();
        let aside = folder.join(format!("{name}.part"));
        tokio::fs::write(&aside, bytes).await?;
        if bytes.is_empty() {
            return tokio::fs::remove_file(&aside).await;
        }
        tokio::fs::rename(&aside, folder.join(format!("{name}.eml"))).await
    }
}

fn transport(server: &Smtp) -> Result<AsyncSmtpTransport<Tokio1Executor>, ConfigError> {
    let mut builder =
        AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host).port(server.port).timeout(Some(ANSWER));
    if let Some((user, password)) = &server.credentials {
        builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
    }
    if server.tls != Tls::None {
        let mut tls = TlsParameters::builder(server.host.clone());
        if let Some(path) = &server.ca {
            tls = tls.add_root_certificate(certificate(path)?);
        }
        let tls = tls.build().map_err(|e| ConfigError(format!("TLS to the mail server cannot be set up: {e}")))?;
        builder = builder.tls(match server.tls {
            Tls::Wrapped => smtp::client::Tls::Wrapper(tls),
            _ => smtp::client::Tls::Required(tls),
        });
    }
    Ok(builder.build())
}

fn certificate(path: &Path) -> Result<Certificate, ConfigError> {
    let wrong = |e: String| ConfigError(format!("the certificates in ca={}: {e}", path.display()));
    let pem = std::fs::read(path).map_err(|e| wrong(e.to_string()))?;
    Certificate::from_pem(&pem).map_err(|e| wrong(e.to_string()))
}

fn failure(error: &smtp::Error) -> Failure {
    let text: String = error.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).take(500).collect();
    let code = error.status().map(u16::from);
    match code {
        Some(code) if NOT_OURS.contains(&code) => {
            Failure::Later(format!("the mail server does not take our user and password: {text}"))
        }
        _ if error.is_permanent() => Failure::Never(text),
        _ => Failure::Later(text),
    }
}
