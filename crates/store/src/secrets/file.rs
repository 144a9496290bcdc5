//! Keys as they lie in a file or a variable, and what one key does.

use crate::{Error, Result};
use rand::TryRngCore;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the key is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum KeySource {
    /// `secret.key` in the data folder; made when nobody has made a key yet.
    #[default]
    Folder,
    /// A file with keys, one a line.
    File(PathBuf),
    /// The keys themselves, apart from each other by commas or blanks.
    Text(String),
}

/// Name of the file in the data folder.
pub(super) const FILE: &str = "secret.key";
const KEY: usize = 32;
/// What begins every sealed value: the form, the key's id.
const FORM: &str = "gx1.";
const ID: usize = 16;

fn broken(what: &str) -> Error {
    Error::Secrets(format!("a secret {what}"))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, b| {
        let _ = write!(text, "{b:02x}");
        text
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    let pair = |p: &[u8]| Some(u8::try_from(char::from(p[0]).to_digit(16)? * 16 + char::from(p[1]).to_digit(16)?).ok())?;
    if digits.len().is_multiple_of(2) { digits.chunks(2).map(pair).collect() } else { None }
}

/// Random bytes of the operating system; never others.
fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    let told = rand::rngs::OsRng.try_fill_bytes(&mut bytes);
    told.map_err(|e| Error::Secrets(format!("the system gives no random numbers: {e}")))?;
    Ok(bytes)
}

/// One key, known by a hash of itself.
#[derive(Clone)]
pub(super) struct Key {
    pub id: String,
    text: String,
    key: Arc<LessSafeKey>,
}

impl Key {
    pub fn random() -> Result<Self> {
        Self::read(&hex(&random::<KEY>()?))
    }

    fn read(text: &str) -> Result<Self> {
        let wrong = || Error::Secrets(format!("a secret key has {} digits 0-9 and a-f", 2 * KEY));
        let raw = unhex(text).filter(|raw| raw.len() == KEY).ok_or_else(wrong)?;
        let hash = Sha256::new().chain_update(b"guanxi secret key").chain_update(&raw).finalize();
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &raw).map_err(|_| wrong())?);
        Ok(Self { id: hex(&hash[..ID / 2]), text: text.to_ascii_lowercase(), key: Arc::new(key) })
    }

    /// The key as a line of a file, with its id for people.
    pub fn line(&self) -> String {
        format!("{} # {}", self.text, self.id)
    }

    /// What begins a value that was sealed with this key.
    pub fn prefix(&self) -> String {
        format!("{FORM}{}.", self.id)
    }

    /// `gx1.KEY.NONCE+SEALED`, good at one place alone.
    pub fn seal(&self, place: &str, clear: &[u8]) -> Result<String> {
        let nonce = random::<{ NONCE_LEN }>()?;
        let mut sealed = clear.to_vec();
        let done = self.key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place), &mut sealed);
        done.map_err(|_| broken("cannot be sealed"))?;
        Ok(format!("{}{}{}", self.prefix(), hex(&nonce), hex(&sealed)))
    }

    pub fn open(&self, place: &str, sealed: &str) -> Result<Vec<u8>> {
        let wrong = || Error::Secrets(format!("a secret at {place} does not open: it was changed, or belongs elsewhere"));
        let mut bytes = sealed.strip_prefix(&self.prefix()).and_then(unhex).ok_or_else(wrong)?;
        let (nonce, sealed) = bytes.split_at_mut_checked(NONCE_LEN).ok_or_else(wrong)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| wrong())?;
        let clear = self.key.open_in_place(nonce, Aad::from(place), sealed).map_err(|_| wrong())?;
        Ok(clear.to_vec())
    }
}

/// The id of the key that a value was sealed with; none for a value that is not sealed.
pub(super) fn key_of(value: &[u8]) -> Option<&str> {
    let rest = std::str::from_utf8(value).ok()?.strip_prefix(FORM)?;
    let (id, sealed) = rest.split_once('.')?;
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit());
    (id.len() == ID && digits(id) && sealed.len() > 2 * NONCE_LEN && digits(sealed)).then_some(id)
}

/// The keys that a server has.
#[derive(Clone, Default)]
pub(super) struct Ring(pub Vec<Key>);

impl Ring {
    /// Keys of a text; what follows a `#` is for people.
    pub fn read(text: &str) -> Result<Self> {
        let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default());
        let words = lines.flat_map(|line| line.split([',', ' ', '\t'])).filter(|word| !word.is_empty());
        words.map(Key::read).collect::<Result<_>>().map(Self)
    }

    pub fn get(&self, id: &str) -> Option<&Key> {
        self.0.iter().find(|key| key.id == id)
    }

    fn text(&self) -> String {
        let keys: String = self.0.iter().fold(String::new(), |text, key| text + &key.line() + "\n");
        format!("# Seals what Guanxi keeps secret. Keep a copy apart from the back-ups; tell it nobody.\n{keys}")
    }

    /// The keys of a file; none when it is not there.
    pub fn of_file(path: &Path) -> Result<Self> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::read(&text).map_err(|e| Error::Secrets(format!("{}: {e}", path.display()))),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(e) => Err(Error::Secrets(format!("the secret key {} cannot be read: {e}", path.display()))),
        }
    }

    /// Writes a file that is not there yet. False when another process was faster.
    pub fn make_file(&self, path: &Path) -> Result<bool> {
        let part = self.beside(path)?;
        let made = std::fs::hard_link(&part, path);
        let _ = std::fs::remove_file(&part);
        match made {
            Ok(()) => settled(path).map(|()| true),
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
            Err(e) => Err(unwritten(path, &e)),
        }
    }

    /// Writes a file in place of the one that is there, at once or not at all.
    pub fn replace_file(&self, path: &Path) -> Result<()> {
        let part = self.beside(path)?;
        std::fs::rename(&part, path).map_err(|e| unwritten(path, &e))?;
        settled(path)
    }

    /// The file under another name, for its owner alone, on disk.
    fn beside(&self, path: &Path) -> Result<PathBuf> {
        use std::io::Write;
        use std::os::unix::fs::OpenOptionsExt;
        let part = path.with_extension(format!("{}.part", hex(&random::<8>()?)));
        let file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part);
        let written = file.and_then(|mut file| file.write_all(self.text().as_bytes()).and_then(|()| file.sync_all()));
        written.map_err(|e| unwritten(path, &e))?;
        Ok(part)
    }
}

fn unwritten(path: &Path, e: &std::io::Error) -> Error {
    Error::Secrets(format!("the secret key {} cannot be written: {e}", path.display()))
}

fn settled(path: &Path) -> Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::File::open(folder).and_then(|f| f.sync_all()).map_err(|e| unwritten(path, &e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_opens_at_its_place_with_its_key_alone() {
        let (key, other) = (Key::random().unwrap(), Key::random().unwrap());
        let sealed = key.seal("totp.secret 1", b"geheim").unwrap();
        assert_eq!(key.open("totp.secret 1", &sealed).unwrap(), b"geheim");
        assert_ne!(key.seal("totp.secret 1", b"geheim").unwrap(), sealed, "never twice the same");
        assert_eq!(key_of(sealed.as_bytes()), Some(key.id.as_str()));
        assert!(key.open("totp.secret 2", &sealed).is_err() && other.open("totp.secret 1", &sealed).is_err());
        for at in 0..sealed.len() {
            let mut bent = sealed.clone().into_bytes();
            bent[at] = if bent[at] == b'0' { b'1' } else { b'0' };
            assert!(key.open("totp.secret 1", &String::from_utf8(bent).unwrap()).is_err(), "{at}");
        }
        for short in ["", "gx1.", &sealed[..30], &sealed[..sealed.len() - 1], "gx1.€"] {
            assert!(key.open("totp.secret 1", short).is_err());
        }
    }

    #[test]
    fn keys_are_read_as_people_write_them() {
        let (a, b) = (Key::random().unwrap(), Key::random().unwrap());
        for text in [format!("{},{}", a.text, b.text), format!("# mine\n{}\n\n  {} \n", a.text.to_uppercase(), b.text)] {
            let ids: Vec<String> = Ring::read(&text).unwrap().0.into_iter().map(|k| k.id).collect();
            assert_eq!(ids, [a.id.clone(), b.id.clone()]);
        }
        for wrong in ["abc", &a.text[1..], "zz", &format!("{}é", &a.text[2..])] {
            assert!(Ring::read(wrong).is_err(), "{wrong}");
        }
        assert!(key_of(b"gx1.0123456789abcdef.00").is_none() && key_of(&[0xff; 20]).is_none());
    }
}
