//! What the mail server took that `scripts/with-services.sh` starts.

use crate::until;
use serde_json::Value;
use std::path::PathBuf;

/// An address of the mail server.
///
/// # Panics
/// When there is none: tests of mail run through `scripts/with-services.sh`.
#[must_use]
pub fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run this test through scripts/with-services.sh"))
}

/// Letters of one sender, whom no other test has.
#[derive(Clone, Debug)]
pub struct Mailbox {
    pub sender: String,
}

impl Default for Mailbox {
    fn default() -> Self {
        Self { sender: format!("crm-{:016x}@sender.example", rand::random::<u64>()) }
    }
}

impl Mailbox {
    /// The server as `--mail` takes it.
    #[must_use]
    pub fn server() -> String {
        format!("smtp://{}", variable("GUANXI_TEST_SMTP"))
    }

    /// Everything taken so far, oldest first: `to`, `headers`, `text`, `html`.
    #[must_use]
    pub fn letters(&self) -> Vec<Value> {
        let folder = PathBuf::from(variable("GUANXI_TEST_MAIL")).join(&self.sender);
        let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
        let mut files: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).filter(|p| p.extension().is_some()).collect();
        files.sort();
        files.iter().map(|p| serde_json::from_slice(&std::fs::read(p).unwrap()).unwrap()).collect()
    }

    /// Waits until so many were taken, and gives them.
    pub async fn wait(&self, count: usize) -> Vec<Value> {
        until(&format!("{count} letters"), async || self.letters().len() >= count).await;
        let all = self.letters();
        assert_eq!(all.len(), count, "{all:#?}");
        all
    }
}
