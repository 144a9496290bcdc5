//! Secrets that people and programs carry: sessions in a cookie, API keys in a header. Both name their tenant, so that
//! no look-up goes over all of them, and only a hash of the secret is stored.

use model::Id;
use rand::TryRngCore;
use sha2::{Digest, Sha256};

/// Alphabet of secrets: 32 characters, so that a byte's low five bits choose one without bias.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Characters in a secret: 40 x 5 bits.
const SECRET: usize = 40;

/// What a cookie or key says: `<tenant>_<id>_<secret>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Slug of the tenant.
    pub tenant: String,
    /// Of the session or key.
    pub id: Id,
    pub secret: String,
}

impl Token {
    /// A new one with a random secret.
    #[must_use]
    pub fn new(tenant: &str, id: Id) -> Self {
        Self { tenant: tenant.to_owned(), id, secret: random_text(SECRET) }
    }

    /// Reads what [`Token::text`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > 200 {
            return None;
        }
        let (rest, secret) = text.rsplit_once('_')?;
        let (tenant, id) = rest.rsplit_once('_')?;
        if tenant.is_empty() || id.len() != 32 || secret.len() != SECRET {
            return None;
        }
        Some(Self { tenant: tenant.to_owned(), id: Id::parse(id)?, secret: secret.to_owned() })
    }

    /// The text to hand out, once.
    #[must_use]
    pub fn text(&self) -> String {
        let id = self.id.to_string().replace('-', "");
        format!("{}_{id}_{}", self.tenant, self.secret)
    }

    /// What is stored of the secret: SHA-256. A secret of 200 random bits needs no slow hash.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.secret.as_bytes()).to_vec()
    }

    /// Compares in constant time.
    #[must_use]
    pub fn matches(&self, stored: &[u8]) -> bool {
        use subtle::ConstantTimeEq;
        self.hash().ct_eq(stored).into()
    }
}

/// `length` random characters that are easy to read out and type.
#[must_use]
pub fn random_text(length: usize) -> String {
    let mut bytes = vec![0u8; length];
    if rand::rngs::OsRng.try_fill_bytes(&mut bytes).is_err() {
        // the system's source is the seed of this one, so it cannot be missing once the program runs
        bytes.fill_with(rand::random);
    }
    bytes.iter().map(|b| char::from(ALPHABET[usize::from(b & 31)])).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn reads_what_it_wrote() {
        let token = Token::new("north-shop", Id::at(1_700_000_000_000));
        assert_eq!(Token::parse(&token.text()), Some(token.clone()));
        assert!(token.matches(&token.hash()));
        assert!(!Token::new("north-shop", token.id).matches(&token.hash()));
    }

    #[test]
    fn refuses_what_is_not_one() {
        for text in ["", "_", "a_b_c", "x__", "a_018bcfe568007f7f8f7f7f7f7f7f7f7f_short", &"é".repeat(90)] {
            assert_eq!(Token::parse(text), None, "{text}");
        }
    }
}
