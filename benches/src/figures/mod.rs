//! The figures, one file each.

pub mod browse;
pub mod create;
pub mod duplicates;
pub mod import;
pub mod list;
pub mod live;
pub mod read;
pub mod roles;
pub mod search;
pub mod start;
pub mod tenants;
pub mod timeline;
pub mod web;

use crate::line;
use crate::served;
use std::path::Path;
use std::time::Duration;
use tokio::sync::OnceCell;

/// What this run measures, and what its figures share.
pub struct Run {
    small: bool,
    words: Vec<String>,
    folder: tempfile::TempDir,
    large: OnceCell<()>,
    tenth: OnceCell<()>,
    tiny: OnceCell<()>,
}

/// Short name of the served companies.
pub const SLUG: &str = "bench";

impl Run {
    pub fn new(small: bool, words: Vec<String>) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("guanxi-bench-").tempdir()?;
        Ok(Self { small, words, folder, large: OnceCell::new(), tenth: OnceCell::new(), tiny: OnceCell::new() })
    }

    fn wants(&self, name: &str) -> bool {
        self.words.is_empty() || self.words.iter().any(|w| name.contains(w.as_str()))
    }

    /// Customers of the large base.
    pub fn customers(&self) -> u64 {
        if self.small { 50_000 } else { 1_000_000 }
    }

    /// Small tenants of one node.
    pub fn tenants(&self) -> usize {
        if self.small { 100 } else { 1_000 }
    }

    /// How long a load lasts.
    pub fn lasting(&self) -> Duration {
        Duration::from_secs(if self.small { 1 } else { 4 })
    }

    /// The data folder of the large base, made when it is first asked for, in SQLite.
    pub async fn large(&self) -> anyhow::Result<std::path::PathBuf> {
        made(&self.large, &self.folder.path().join("large"), self.customers()).await
    }

    /// The data folder of a base with a tenth of the customers.
    pub async fn tenth(&self) -> anyhow::Result<std::path::PathBuf> {
        made(&self.tenth, &self.folder.path().join("tenth"), self.customers() / 10).await
    }

    /// The data folder of a base of 10,000 customers.
    pub async fn base_10k(&self) -> anyhow::Result<std::path::PathBuf> {
        made(&self.tiny, &self.folder.path().join("tiny"), 10_000).await
    }
}

async fn made(once: &OnceCell<()>, folder: &Path, customers: u64) -> anyhow::Result<std::path::PathBuf> {
    once.get_or_try_init(|| async { tokio::task::block_in_place(|| served::base(folder, SLUG, customers)) }).await?;
    Ok(folder.to_owned())
}

/// The file of the served company.
pub fn file(folder: &Path) -> std::path::PathBuf {
    folder.join("tenants").join(format!("{SLUG}.db"))
}

/// Runs every figure that is wanted. One that fails is told and ends the run as a failure when the others are done.
pub async fn all(run: &Run) -> anyhow::Result<()> {
    line::print_head();
    let mut failed = Vec::new();
    macro_rules! figures {
        ($($name:ident),*) => {$(
            if run.wants(stringify!($name))
                && let Err(e) = $name::measure(run).await
            {
                println!("{:<58} failed: {e:#}", stringify!($name));
                failed.push(stringify!($name));
            }
        )*};
    }
    figures!(web, import, create, timeline, tenants, read, list, search, live, start, duplicates, roles, browse);
    anyhow::ensure!(failed.is_empty(), "failed: {}", failed.join(", "));
    Ok(())
}
