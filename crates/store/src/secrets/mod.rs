//! Secrets that must be read again (shared secrets of second factors, secrets of identity providers) lie sealed in the databases of
//! tenants: AES-256-GCM with a key of the servers, which no database holds.
//!
//! A sealed value is bound to its table, row and column, and begins with the id of its key, so that several keys can stand beside each
//! other while one takes the place of another. The control database knows which key is current and can tell whether a server has it.
//! Layers say which columns hold such values ([`Sealed`]); whenever a tenant is opened, what there is not sealed with the current key
//! is sealed anew, so that old databases and restored ones need nothing done to them.

mod file;
mod renew;
mod settle;

pub use file::KeySource;
pub use renew::{Rotated, SealedState};
pub(crate) use renew::{check, renew};

use crate::{Error, Result, Tenant};
use file::{Key, Ring};
use parking_lot::RwLock;
use std::fmt::Display;
use std::path::PathBuf;

/// A column whose values are sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealed {
    pub table: &'static str,
    /// The column of type id by which its rows are known.
    pub key: &'static str,
    pub column: &'static str,
    /// Its type: text, or bytes.
    pub text: bool,
    pub lost: Lost,
}

/// What becomes of a row whose value can never be opened again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// It goes.
    Row,
    /// The value is empty then.
    Value,
}

/// The keys of this server.
pub struct Keys {
    ring: RwLock<Ring>,
    source: KeySource,
    path: PathBuf,
    /// None for the control database itself, which seals nothing.
    control: Option<Tenant>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Keys").field(&self.place()).finish()
    }
}

/// A new key, as it stands in a file: the key, `#`, its id.
///
/// # Errors
/// [`Error::Secrets`] when the system gives no random numbers.
pub fn new_key() -> Result<String> {
    Key::random().map(|key| key.line())
}

/// What a value is bound to.
fn place(table: &str, column: &str, row: impl Display) -> String {
    format!("{table}.{column} {row}")
}

impl Keys {
    pub(crate) fn none() -> Self {
        Self { ring: RwLock::default(), source: KeySource::Folder, path: PathBuf::new(), control: None }
    }

    /// Where the keys come from, for people.
    #[must_use]
    pub fn place(&self) -> String {
        match &self.source {
            KeySource::Text(_) => "GUANXI_SECRET_KEY".to_owned(),
            KeySource::Folder | KeySource::File(_) => self.path.display().to_string(),
        }
    }

    /// The file with the keys, where there is one.
    #[must_use]
    pub fn file(&self) -> Option<&PathBuf> {
        (!matches!(self.source, KeySource::Text(_)) && self.control.is_some()).then_some(&self.path)
    }

    /// Seals a value for one place: `row` is the id of its row.
    ///
    /// # Errors
    /// [`Error::Secrets`] when this server does not have the current key; errors of the control database.
    pub async fn seal(&self, table: &str, column: &str, row: impl Display + Send, clear: &[u8]) -> Result<String> {
        self.current().await?.seal(&place(table, column, row), clear)
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// [`Error::Secrets`] for a value that was sealed with a key that this server does not have, for another place, or changed.
    pub fn open(&self, table: &str, column: &str, row: impl Display, sealed: &[u8]) -> Result<Vec<u8>> {
        let place = place(table, column, row);
        let id = file::key_of(sealed).ok_or_else(|| Error::Secrets(format!("a secret at {place} is not sealed")))?;
        self.key(id)?.open(&place, std::str::from_utf8(sealed).unwrap_or_default())
    }

    /// A key by its id. One that is not known is looked for in the file again: it may have come there since the start.
    fn key(&self, id: &str) -> Result<Key> {
        if let Some(key) = self.ring.read().get(id) {
            return Ok(key.clone());
        }
        if self.file().is_some() {
            *self.ring.write() = Ring::of_file(&self.path)?;
        }
        self.ring.read().get(id).cloned().ok_or_else(|| self.lacks(id))
    }

    fn lacks(&self, id: &str) -> Error {
        Error::Secrets(format!(
            "a secret was sealed with the key {id}, which this server does not have; add the key as a further line to {}",
            self.place()
        ))
    }
}
