//! Passwords: argon2id, checked on threads of their own, and in the same time whether the account exists or not.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Shortest password taken, in characters.
pub const SHORTEST: usize = 8;
/// Longest password taken, in bytes; longer ones only cost time.
pub const LONGEST: usize = 512;

/// Work that one guess costs.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// KiB of memory.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes; more than one only pays with threads.
    pub lanes: u32,
}

impl Cost {
    /// 19 MiB, two passes, one lane: the OWASP recommendation for argon2id; about 25 ms of one core.
    pub const STANDARD: Cost = Cost { memory: 19 * 1024, passes: 2, lanes: 1 };
    /// For tests that sign in a hundred times.
    pub const CHEAP: Cost = Cost { memory: 64, passes: 1, lanes: 1 };
}

/// Why a password was not taken or not checked.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    #[error("a password has at least {SHORTEST} characters")]
    TooShort,
    #[error("a password has at most {LONGEST} bytes")]
    TooLong,
    #[error("the password could not be hashed: {0}")]
    Hash(String),
}

/// Hashes and checks; at most as many at once as there are cores, so that a flood of guesses cannot take the memory.
#[derive(Clone)]
pub struct Passwords(Arc<Inner>);

struct Inner {
    argon: Argon2<'static>,
    turns: Semaphore,
    /// Checked when there is no account, so that the answer takes as long.
    nobody: String,
}

impl Passwords {
    /// # Errors
    /// When the cost lies outside what argon2 allows.
    pub fn new(cost: Cost) -> Result<Self, PasswordError> {
        let params = Params::new(cost.memory, cost.passes, cost.lanes, None).map_err(|e| PasswordError::Hash(e.to_string()))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = hash_with(&argon, &crate::signin::token::random_text(24))?;
        let turns = Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from));
        Ok(Self(Arc::new(Inner { argon, turns, nobody })))
    }

    /// The PHC text (`$argon2id$v=19$...`) to store for a new password.
    ///
    /// # Errors
    /// Too short or too long.
    pub async fn hash(&self, password: String) -> Result<String, PasswordError> {
        if password.chars().count() < SHORTEST {
            return Err(PasswordError::TooShort);
        }
        if password.len() > LONGEST {
            return Err(PasswordError::TooLong);
        }
        self.work(move |inner| hash_with(&inner.argon, &password)).await?
    }

    /// True when `password` is the one behind `stored`; with `None` the same work is done for nothing and the answer is false.
    pub async fn check(&self, password: String, stored: Option<String>) -> bool {
        if password.len() > LONGEST {
            return false;
        }
        self.work(move |inner| {
            let known = stored.is_some();
            let text = stored.unwrap_or_else(|| inner.nobody.clone());
            let right =
                PasswordHash::new(&text).is_ok_and(|parsed| inner.argon.verify_password(password.as_bytes(), &parsed).is_ok());
            right && known
        })
        .await
        .unwrap_or(false)
    }

    async fn work<T: Send + 'static>(&self, f: impl FnOnce(&Inner) -> T + Send + 'static) -> Result<T, PasswordError> {
        let failed = |e: &dyn std::fmt::Display| PasswordError::Hash(e.to_string());
        let _turn = self.0.turns.acquire().await.map_err(|e| failed(&e))?;
        let inner = self.0.clone();
        tokio::task::spawn_blocking(move || f(&inner)).await.map_err(|e| failed(&e))
    }
}

fn hash_with(argon: &Argon2<'_>, password: &str) -> Result<String, PasswordError> {
    argon.hash_password(password.as_bytes()).map(|h| h.to_string()).map_err(|e| PasswordError::Hash(e.to_string()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[tokio::test]
    async fn checks_what_it_hashed() {
        let passwords = Passwords::new(Cost::CHEAP).unwrap();
        let stored = passwords.hash("correct horse".into()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$"));
        assert!(passwords.check("correct horse".into(), Some(stored.clone())).await);
        assert!(!passwords.check("wrong horse".into(), Some(stored)).await);
        assert!(!passwords.check("correct horse".into(), None).await);
        assert!(matches!(passwords.hash("short".into()).await, Err(PasswordError::TooShort)));
    }
}
