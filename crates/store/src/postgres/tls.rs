//! How the server is reached, and what it must prove: `sslmode` and `sslrootcert` of its address.
//!
//! | `sslmode` | means |
//! |---|---|
//! | none, `disable` | not encrypted: for the same machine or a private network |
//! | `prefer` | encrypted when the server offers it; whoever answers is believed |
//! | `require` | encrypted; whoever answers is believed, unless `sslrootcert` is given: then as `verify-ca` |
//! | `verify-ca` | encrypted, with a certificate signed by one of the roots |
//! | `verify-full` | that, and made out to the host of the address |
//!
//! Roots are the certificates in the PEM file `sslrootcert`, or those that the machine trusts.

use crate::{Error, Result};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres::config::SslMode;
use tokio_postgres::{CancelToken, Client, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

/// One server and database, ready to be connected to.
#[derive(Clone)]
pub(crate) struct Server {
    config: tokio_postgres::Config,
    /// None: not encrypted.
    tls: Option<MakeRustlsConnect>,
}

impl Server {
    /// Reads a PostgreSQL address, as URL or as `key=value` pairs.
    pub(super) fn new(url: &str) -> Result<Self> {
        let (address, wanted) = Wanted::of(url)?;
        let mut config: tokio_postgres::Config =
            address.parse().map_err(|e| Error::Config(format!("the PostgreSQL address is not understood: {e}")))?;
        config.application_name("guanxi").connect_timeout(Duration::from_secs(10)).ssl_mode(wanted.mode);
        let tls = if wanted.mode == SslMode::Disable { None } else { Some(MakeRustlsConnect::new(wanted.client()?)) };
        Ok(Self { config, tls })
    }

    pub(super) async fn connect(&self) -> Result<Client> {
        let connected = match &self.tls {
            None => self.config.connect(NoTls).await.map(|(client, connection)| {
                tokio::spawn(ended(connection));
                client
            }),
            Some(tls) => self.config.connect(tls.clone()).await.map(|(client, connection)| {
                tokio::spawn(ended(connection));
                client
            }),
        };
        connected.map_err(|e| {
            let why = super::read::why(&e);
            match Error::from(e) {
                Error::Disconnected => Error::Db(format!("cannot connect to PostgreSQL; is it running at that address? ({why})")),
                Error::Db(_) => Error::Db(format!("cannot connect to PostgreSQL: {why}")),
                e => e,
            }
        })
    }

    /// Asks the server to stop what a connection does.
    pub(super) async fn cancel(&self, token: CancelToken) {
        let done = match &self.tls {
            None => token.cancel_query(NoTls).await,
            Some(tls) => token.cancel_query(tls.clone()).await,
        };
        if let Err(e) = done {
            tracing::debug!(error = %e, "a PostgreSQL statement could not be stopped");
        }
    }
}

async fn ended(connection: impl Future<Output = Result<(), tokio_postgres::Error>>) {
    if let Err(e) = connection.await {
        tracing::debug!(error = %e, "a PostgreSQL connection ended");
    }
}

/// What must be proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Proof {
    Nothing,
    Signed,
    SignedForHost,
}

#[derive(Debug, PartialEq, Eq)]
struct Wanted {
    mode: SslMode,
    proof: Proof,
    roots: Option<String>,
}

impl Wanted {
    /// Takes `sslmode` and `sslrootcert` out of an address; the rest is for the driver.
    fn of(address: &str) -> Result<(String, Self)> {
        let url = address.starts_with("postgres://") || address.starts_with("postgresql://");
        let (head, options, between) = match address.split_once('?') {
            Some((head, query)) if url => (format!("{head}?"), query, '&'),
            _ if url => (address.to_owned(), "", '&'),
            _ => (String::new(), address, ' '),
        };
        let (mut mode, mut roots, mut rest) = (None, None, Vec::new());
        for option in options.split(between) {
            match option.split_once('=') {
                Some(("sslmode", value)) => mode = Some(value),
                Some(("sslrootcert", value)) => roots = Some(unescaped(value)).filter(|v| !v.is_empty()),
                _ => rest.push(option),
            }
        }
        let (mode, proof) = match mode {
            None | Some("disable" | "allow" | "") => (SslMode::Disable, Proof::Nothing),
            Some("prefer") => (SslMode::Prefer, Proof::Nothing),
            Some("require") if roots.is_none() => (SslMode::Require, Proof::Nothing),
            Some("require" | "verify-ca") => (SslMode::Require, Proof::Signed),
            Some("verify-full") => (SslMode::Require, Proof::SignedForHost),
            Some(other) => {
                let known = "disable, prefer, require, verify-ca or verify-full";
                return Err(Error::Config(format!("sslmode={other} is not known; write {known}")));
            }
        };
        let rest = rest.join(&between.to_string());
        let address = if rest.is_empty() { head.trim_end_matches('?').to_owned() } else { format!("{head}{rest}") };
        Ok((address, Self { mode, proof, roots }))
    }

    fn client(&self) -> Result<ClientConfig> {
        let provider = Arc::new(ring::default_provider());
        let inner = match self.proof {
            Proof::Nothing => None,
            _ => Some(verifier(self.store()?, provider.clone())?),
        };
        let builder = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(|e| Error::Config(format!("TLS: {e}")))?;
        let verifier = Lenient { inner, provider, any_name: self.proof != Proof::SignedForHost };
        Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth())
    }

    fn store(&self) -> Result<RootCertStore> {
        let mut store = RootCertStore::empty();
        let certificates: Vec<CertificateDer<'static>> = match &self.roots {
            Some(file) => {
                let wrong =
                    |e: rustls::pki_types::pem::Error| Error::Config(format!("the certificates in sslrootcert={file}: {e}"));
                CertificateDer::pem_file_iter(file).map_err(wrong)?.collect::<Result<_, _>>().map_err(wrong)?
            }
            None => rustls_native_certs::load_native_certs().certs,
        };
        store.add_parsable_certificates(certificates);
        if store.is_empty() {
            let place = self.roots.as_deref().unwrap_or("this machine");
            let remedy = "name a PEM file with sslrootcert=, or use sslmode=require";
            return Err(Error::Config(format!("{place} has no certificates to trust; {remedy}")));
        }
        Ok(store)
    }
}

fn verifier(roots: RootCertStore, provider: Arc<CryptoProvider>) -> Result<Arc<WebPkiServerVerifier>> {
    let built = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build();
    built.map_err(|e| Error::Config(format!("the certificates to trust: {e}")))
}

/// `%2F` and the like in the value of an URL's option.
fn unescaped(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [first, after @ ..] = rest {
        let code = (*first == b'%').then(|| after.get(..2)).flatten().and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Looks at the chain where there are roots to look for, and at the name where it must fit.
#[derive(Debug)]
struct Lenient {
    inner: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
    any_name: bool,
}

impl ServerCertVerifier for Lenient {
    fn verify_server_cert(
        &self,
        end: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        use CertificateError::{NotValidForName, NotValidForNameContext};
        let Some(inner) = &self.inner else { return Ok(ServerCertVerified::assertion()) };
        match inner.verify_server_cert(end, between, name, ocsp, now) {
            Err(rustls::Error::InvalidCertificate(NotValidForName | NotValidForNameContext { .. })) if self.any_name => {
                Ok(ServerCertVerified::assertion())
            }
            done => done,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn of(address: &str) -> (String, SslMode, Proof, Option<String>) {
        let (rest, wanted) = Wanted::of(address).unwrap();
        (rest, wanted.mode, wanted.proof, wanted.roots)
    }

    #[test]
    fn modes_are_taken_out_of_addresses() {
        let u = "postgres://me@host/db";
        assert_eq!(of(u), (u.into(), SslMode::Disable, Proof::Nothing, None));
        assert_eq!(of(&format!("{u}?sslmode=require")), (u.into(), SslMode::Require, Proof::Nothing, None));
        assert_eq!(
            of(&format!("{u}?application_name=x&sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem")),
            (format!("{u}?application_name=x"), SslMode::Require, Proof::SignedForHost, Some("/etc/ca.pem".into()))
        );
        assert_eq!(
            of("host=h sslmode=require sslrootcert=/ca.pem user=me"),
            ("host=h user=me".into(), SslMode::Require, Proof::Signed, Some("/ca.pem".into()))
        );
        assert_eq!(of(&format!("{u}?sslmode=prefer")).1, SslMode::Prefer);
        assert!(Wanted::of(&format!("{u}?sslmode=always")).unwrap_err().to_string().contains("verify-full"));
    }

    #[test]
    fn certificates_that_are_not_there_are_told_at_once() {
        let of = |url: &str| Server::new(url).err().unwrap().to_string();
        assert!(of("postgres://h/d?sslmode=verify-ca&sslrootcert=/nowhere.pem").contains("/nowhere.pem"));
        assert!(of("postgres://h/d?port=x").contains("not understood"));
    }
}
