//! The indexes of all companies on this node: opened when somebody works in the company, closed when it is idle.
//!
//! Each node keeps indexes of its own. So a question is answered where it is asked, no node waits for another one, and there is
//! nothing to move when a node comes or goes; what it costs is that a change is read once on each node that serves the company.

use crate::error::Result;
use crate::follow::REBUILD;
use crate::keeper::Keeper;
use crate::shelf::Shelf;
use parking_lot::Mutex;
use records::{Records, Registry};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::{Change, FeedCursor, Store};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How often deleting a folder is tried again.
const REMOVALS: usize = 50;

/// How the indexes of a node are kept.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Folder of all indexes.
    pub folder: PathBuf,
    /// Writers open at once.
    pub writers: usize,
    /// A company in which nobody works for this long is closed.
    pub idle: Duration,
}

impl Settings {
    /// The usual ones, with indexes in this folder.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, writers: 20, idle: Duration::from_secs(600) }
    }
}

/// Searching of all companies. Cheap to clone.
#[derive(Clone)]
pub struct Search(Arc<Inner>);

pub(crate) struct Inner {
    store: Store,
    registry: Arc<Registry>,
    settings: Settings,
    writers: Arc<Semaphore>,
    shelves: Mutex<HashMap<i64, Arc<Shelf>>>,
}

impl Search {
    #[must_use]
    pub fn new(store: Store, registry: Arc<Registry>, settings: Settings) -> Self {
        let writers = Arc::new(Semaphore::new(settings.writers.max(1)));
        Self(Arc::new(Inner { store, registry, settings, writers, shelves: Mutex::default() }))
    }

    /// Says that somebody works in the company: from now on its index follows what is changed. Costs next to nothing.
    pub fn wake(&self, records: &Records) {
        drop(self.shelf(records));
    }

    pub(crate) fn shelf(&self, records: &Records) -> Arc<Shelf> {
        let tenant = records.tenant();
        let mut shelves = self.0.shelves.lock();
        if let Some(shelf) = shelves.get(&tenant.id()) {
            shelf.touch();
            return shelf.clone();
        }
        let folder = self.0.settings.folder.join(tenant.id().to_string());
        let shelf = Arc::new(Shelf::new(tenant.slug(), tenant.id(), folder));
        shelves.insert(tenant.id(), shelf.clone());
        tokio::spawn(Keeper::new(Arc::downgrade(&self.0), shelf.clone()).run());
        shelf
    }

    /// Number of companies that are open now.
    #[must_use]
    pub fn open_companies(&self) -> usize {
        self.0.shelves.lock().len()
    }

    /// Asks every node to make its index of the company anew. The old one serves meanwhile. Returns the place of this wish in
    /// the feed, for [`Search::settled`].
    ///
    /// # Errors
    /// Of the database.
    pub async fn rebuild(&self, records: &Records) -> Result<FeedCursor> {
        let by = records::By::System;
        let change = Change {
            kind: REBUILD.0.to_owned(),
            object: REBUILD.1.to_owned(),
            by_kind: by.kind().to_owned(),
            ..Change::default()
        };
        let appended = records
            .tenant()
            .write::<_, store::Error, _>(|tx| {
                let change = change.clone();
                Box::pin(async move {
                    tx.append(vec![change]).await?;
                    let last = "select tx, seq from @change where kind = $1 and object = $2 order by seq desc limit 1";
                    let rows = tx.all(last, &[REBUILD.0.into(), REBUILD.1.into()]).await?;
                    let row = rows.first().ok_or_else(|| store::Error::NotFound("the change just made".into()))?;
                    Ok(FeedCursor { tx: row.int(0)?, seq: row.int(1)? })
                })
            })
            .await?;
        self.shelf(records).nudge.notify_one();
        Ok(appended)
    }

    /// Waits until the index of the company has every record and has read all changes that there are now, and was begun at or
    /// after `begun`. The default is the beginning: any index will do.
    ///
    /// # Errors
    /// Of the database.
    pub async fn settled(&self, records: &Records, begun: FeedCursor) -> Result<()> {
        // Also what is committed but may still be overtaken, so that the feed holds it back for now.
        let newest = "select tx, seq from @change order by tx desc, seq desc limit 1";
        let rows = records.tenant().get(newest, &[]).await?;
        let end = match rows.first() {
            Some(row) => FeedCursor { tx: row.int(0)?, seq: row.int(1)? },
            None => FeedCursor::default(),
        };
        loop {
            let mut watch = self.shelf(records).watch();
            let place = watch.borrow_and_update().place;
            if place.whole && place.begun >= begun && place.cursor >= end {
                return Ok(());
            }
            // A company that was closed meanwhile has another shelf.
            let _ = tokio::time::timeout(Duration::from_millis(100), watch.changed()).await;
        }
    }

    /// Deletes the indexes of companies that are gone.
    ///
    /// # Errors
    /// Of the control database and the disk.
    pub async fn tidy(&self) -> Result<()> {
        let folder = self.0.settings.folder.clone();
        let Ok(entries) = std::fs::read_dir(&folder) else { return Ok(()) };
        let found: Vec<i64> = entries.flatten().filter_map(|e| e.file_name().to_str()?.parse().ok()).collect();
        // Read after the folder, so that a company made meanwhile is not taken for one that is gone.
        let tenants = self.0.store.tenants().await?;
        for gone in found.into_iter().filter(|id| !tenants.iter().any(|t| t.id == *id)) {
            self.0.shelves.lock().remove(&gone);
            tokio::task::block_in_place(|| remove(&folder.join(gone.to_string())))?;
        }
        Ok(())
    }
}

/// Deletes a folder, also while somebody who does not know yet writes there.
pub(crate) fn remove(folder: &Path) -> Result<()> {
    let mut tries = 0;
    loop {
        match std::fs::remove_dir_all(folder) {
            Ok(()) => return Ok(()),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(e) if tries == REMOVALS => return Err(e.into()),
            Err(_) => tries += 1,
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

impl Inner {
    /// Whether the company is still open on this shelf.
    pub fn has(&self, shelf: &Shelf) -> bool {
        self.shelves.lock().get(&shelf.tenant).is_some_and(|s| std::ptr::eq(s.as_ref(), shelf))
    }

    /// The records of a company; none when it is gone, or is another one of that name.
    pub async fn records(&self, shelf: &Shelf) -> Result<Option<Records>> {
        let tenant = match self.store.tenant(&shelf.slug).await {
            Ok(tenant) if tenant.id() == shelf.tenant => tenant,
            Ok(_) | Err(store::Error::NotFound(_)) => return Ok(None),
            Err(e) => return Err(e.into()),
        };
        Ok(Some(Records::open(tenant, self.registry.clone()).await?))
    }

    pub fn is_over(&self, shelf: &Shelf) -> bool {
        shelf.unused() > self.settings.idle
    }

    /// Closes a company that is still unused; false when somebody came meanwhile.
    pub fn close(&self, shelf: &Shelf) -> bool {
        let mut shelves = self.shelves.lock();
        let over = self.is_over(shelf);
        if over {
            shelves.remove(&shelf.tenant);
        }
        over
    }

    pub fn forget(&self, shelf: &Shelf) {
        self.shelves.lock().remove(&shelf.tenant);
    }

    /// The right to have a writer open; waits while too many are.
    pub async fn permit(&self) -> Option<OwnedSemaphorePermit> {
        self.writers.clone().acquire_owned().await.ok()
    }

    pub fn are_writers_wanted(&self) -> bool {
        self.writers.available_permits() == 0
    }
}
