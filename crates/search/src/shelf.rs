//! The indexes of one company on this node.
//!
//! A company's folder holds indexes by number. The one in use is the highest that is whole; a higher one is being made. So
//! no pointer can be left wrong by a crash: whoever opens the folder takes the best one and deletes the rest.

use crate::error::Result;
use crate::index::{Index, Place};
use parking_lot::Mutex;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, watch};

/// What is open to questions.
#[derive(Clone, Default)]
pub struct Open {
    pub index: Option<Index>,
    /// It has every record.
    pub whole: bool,
    /// It has read all changes once since the company was opened.
    pub current: bool,
    /// How far it has come, as far as it shows.
    pub place: Place,
}

/// The place of one company.
pub struct Shelf {
    pub slug: String,
    pub tenant: i64,
    pub folder: PathBuf,
    used: Mutex<Instant>,
    pub open: watch::Sender<Open>,
    pub nudge: Notify,
}

impl Shelf {
    pub fn new(slug: &str, tenant: i64, folder: PathBuf) -> Self {
        Self {
            slug: slug.to_owned(),
            tenant,
            folder,
            used: Mutex::new(Instant::now()),
            open: watch::Sender::default(),
            nudge: Notify::new(),
        }
    }

    pub fn touch(&self) {
        *self.used.lock() = Instant::now();
    }

    pub fn unused(&self) -> Duration {
        self.used.lock().elapsed()
    }

    pub fn watch(&self) -> watch::Receiver<Open> {
        self.open.subscribe()
    }
}

/// Numbers of the indexes in a company's folder, highest first.
pub fn numbers(folder: &Path) -> Result<Vec<u64>> {
    std::fs::create_dir_all(folder)?;
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        all.extend(entry?.file_name().to_str().and_then(|n| n.parse::<u64>().ok()));
    }
    all.sort_unstable_by(|a, b| b.cmp(a));
    Ok(all)
}

/// Deletes the indexes of lower numbers than the one in this folder. Returns whether any is left: a merge that had begun in one
/// writes its files to the end.
pub fn delete_before(used: &Path) -> Result<bool> {
    let number = used.file_name().and_then(|n| n.to_str()?.parse().ok()).unwrap_or(0);
    let Some(folder) = used.parent() else { return Ok(false) };
    let mut left = false;
    for n in numbers(folder)?.into_iter().filter(|n| *n < number) {
        left |= std::fs::remove_dir_all(folder.join(n.to_string())).is_err();
    }
    Ok(left)
}
