//! Who keeps the index of a company up to date on this node.

use crate::error::Result;
use crate::follow::{self, Read};
use crate::index::{Index, Place, Writer};
use crate::rebuild;
use crate::service::Inner;
use crate::shelf::{Shelf, delete_before, numbers};
use records::Records;
use std::fs::File;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::task::{JoinHandle, block_in_place};

/// The feed is looked at this often, for what other nodes write and what came into sight late.
const LOOK: Duration = Duration::from_millis(600);
/// After a change of this process it waits so long for more.
const GATHER: Duration = Duration::from_millis(80);
/// After an error it rests, longer each time up to this.
const REST: Duration = Duration::from_secs(10);
/// A writer without work is closed after this time, at once when others wait for one.
const QUIET: Duration = Duration::from_secs(3);
/// What is deleted leaves the disk when the company rests: at once in a small index, else this long after the last time.
const PURGE: Duration = Duration::from_secs(6 * 3_600);
/// A small index, in records.
const SMALL: u64 = 50_000;

/// Keeps the index of a company up to date while somebody uses it.
pub struct Keeper {
    search: Weak<Inner>,
    shelf: Arc<Shelf>,
    index: Option<(Index, Place)>,
    writer: Option<(Writer, Option<OwnedSemaphorePermit>)>,
    building: Option<Building>,
    wrote: Instant,
    purged: Option<Instant>,
    /// Folders of indexes before the one in use may still be there.
    leftovers: bool,
    /// Tells when this process has changed something.
    changes: Option<watch::Receiver<u64>>,
}

async fn changed(changes: &mut Option<watch::Receiver<u64>>) {
    let told = match changes {
        Some(changes) => changes.changed().await.is_ok(),
        None => false,
    };
    if !told {
        // The company was closed and is opened again by the next look.
        std::future::pending().await
    }
}

/// A new index on its way.
struct Building {
    index: Index,
    work: JoinHandle<Result<bool>>,
    _stop: Stop,
    /// Held while it is made, so that no other process makes one too.
    _lock: File,
}

/// Ends the work on a new index when nobody waits for it any more.
#[derive(Default)]
struct Stop(Arc<AtomicBool>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Whether the keeper goes on.
#[derive(PartialEq, Eq)]
enum Next {
    Look,
    /// There is more to read.
    AtOnce,
    End,
}

impl Keeper {
    pub fn new(search: Weak<Inner>, shelf: Arc<Shelf>) -> Self {
        let wrote = Instant::now();
        Self { search, shelf, index: None, writer: None, building: None, wrote, purged: None, leftovers: false, changes: None }
    }

    /// Runs until the company is not used any more, or is gone.
    pub async fn run(mut self) {
        let mut rest = LOOK;
        loop {
            match self.look().await {
                Ok(Next::End) => break,
                Ok(Next::AtOnce) => continue,
                Ok(Next::Look) => rest = LOOK,
                Err(e) => {
                    tracing::warn!(tenant = self.shelf.slug, error = %e, "the search index is behind");
                    self.writer = None;
                    self.shelf.open.send_modify(|o| o.current = false);
                    rest = (rest * 2).min(REST);
                }
            }
            tokio::select! {
                () = tokio::time::sleep(rest) => {}
                () = self.shelf.nudge.notified() => {}
                () = changed(&mut self.changes), if rest == LOOK => tokio::time::sleep(GATHER).await,
            }
        }
        if let Some((writer, _)) = self.writer.take() {
            drop(tokio::task::spawn_blocking(move || writer.close()).await);
        }
    }

    async fn look(&mut self) -> Result<Next> {
        let Some(search) = self.search.upgrade().filter(|s| s.has(&self.shelf)) else { return Ok(Next::End) };
        if search.is_over(&self.shelf) {
            self.purge(&search, true).await?;
            return Ok(if search.close(&self.shelf) { Next::End } else { Next::Look });
        }
        let records = match search.records(&self.shelf).await? {
            Some(records) => records,
            None => {
                (self.index, self.writer) = (None, None);
                search.forget(&self.shelf);
                block_in_place(|| crate::service::remove(&self.shelf.folder))?;
                return Ok(Next::End);
            }
        };
        // Before the feed is read, so that nothing falls between the two.
        self.changes = Some(records.tenant().changes());
        self.finish_building().await?;
        if self.index.as_ref().map_or(self.building.is_none(), |(index, _)| !index.folder().exists()) {
            self.open(&records).await?;
        }
        let Some((index, place)) = self.index.clone() else { return Ok(Next::Look) };
        if self.leftovers {
            self.leftovers = block_in_place(|| delete_before(index.folder()))?;
        }
        if place.wanted {
            self.build(&records)?;
        }
        if records.tenant().feed(place.cursor, 1).await?.is_empty() {
            self.shelf.open.send_if_modified(|o| !std::mem::replace(&mut o.current, true));
            self.purge(&search, false).await?;
            return Ok(Next::Look);
        }
        let read = self.read(&search, &records).await?;
        Ok(if read.more { Next::AtOnce } else { Next::Look })
    }

    /// Takes the best index that there is, or begins one.
    async fn open(&mut self, records: &Records) -> Result<()> {
        (self.index, self.writer) = (None, None);
        let folder = self.shelf.folder.clone();
        let numbers = block_in_place(|| numbers(&folder))?;
        for n in &numbers {
            let path = folder.join(n.to_string());
            let opened = block_in_place(|| Index::open(&path).and_then(|i| Ok((i.place()?, i))));
            let Ok((place, index)) = opened else { continue };
            if follow::is_good(records.tenant(), &place).await? {
                self.show(index, place, true);
                break;
            }
        }
        if self.index.is_none() { self.build(records) } else { Ok(()) }
    }

    fn show(&mut self, index: Index, place: Place, whole: bool) {
        self.shelf.open.send_modify(|o| {
            o.index = Some(index.clone());
            o.whole = whole;
            o.current = false;
            o.place = place;
        });
        if whole {
            self.index = Some((index, place));
            self.leftovers = true;
        }
    }

    /// Begins a new index beside the one in use, unless one is being made already, here or by another process.
    fn build(&mut self, records: &Records) -> Result<()> {
        if self.building.is_some() {
            return Ok(());
        }
        let lock = block_in_place(|| File::create(self.shelf.folder.join("building")))?;
        if lock.try_lock().is_err() {
            return Ok(());
        }
        let number = block_in_place(|| numbers(&self.shelf.folder))?.first().map_or(1, |n| n + 1);
        let path = self.shelf.folder.join(number.to_string());
        let index = block_in_place(|| Index::open(&path))?;
        let first = self.index.is_none();
        if first {
            self.show(index.clone(), Place::default(), false);
        }
        let stop = Stop::default();
        let build = rebuild::build(records.clone(), index.clone(), first, stop.0.clone());
        let shelf = self.shelf.clone();
        let work = tokio::spawn(async move {
            let done = build.await;
            shelf.nudge.notify_one();
            done
        });
        self.building = Some(Building { index, work, _stop: stop, _lock: lock });
        Ok(())
    }

    /// Puts a new index that is done in place of the old one.
    async fn finish_building(&mut self) -> Result<()> {
        let Some(done) = self.building.take_if(|b| b.work.is_finished()) else { return Ok(()) };
        let index = done.index;
        if !done.work.await?? {
            return Ok(());
        }
        self.writer = None;
        let place = index.place()?;
        self.show(index, place, true);
        Ok(())
    }

    /// Reads the feed on, or looks at what another process has read.
    async fn read(&mut self, search: &Arc<Inner>, records: &Records) -> Result<Read> {
        let Some((index, place)) = &mut self.index else { return Ok(Read::default()) };
        if self.writer.is_none() {
            let permit = search.permit().await;
            match block_in_place(|| index.writer(false))? {
                // Another process may have written since this one read how far it was.
                Some(writer) => (self.writer, *place) = (Some((writer, permit)), index.place()?),
                None => {
                    *place = index.place()?;
                    block_in_place(|| index.refresh())?;
                    self.shelf.open.send_modify(|o| o.place = *place);
                    return Ok(Read::default());
                }
            }
        }
        let Some((writer, _)) = &mut self.writer else { return Ok(Read::default()) };
        let read = follow::read_on(records, writer, place).await?;
        self.wrote = Instant::now();
        block_in_place(|| index.refresh())?;
        self.shelf.open.send_modify(|o| {
            o.place = *place;
            o.current |= !read.more;
        });
        if search.are_writers_wanted() {
            self.writer = None;
        }
        Ok(read)
    }

    /// In quiet times takes what was deleted off the disk, and closes the writer.
    async fn purge(&mut self, search: &Arc<Inner>, ending: bool) -> Result<()> {
        let Some((index, _)) = &self.index else { return Ok(()) };
        if self.writer.is_none() || (!ending && self.wrote.elapsed() < QUIET && !search.are_writers_wanted()) {
            return Ok(());
        }
        let Some((mut writer, _permit)) = self.writer.take() else { return Ok(()) };
        let due = ending || index.searcher().num_docs() < SMALL || self.purged.is_none_or(|at| at.elapsed() > PURGE);
        let index = index.clone();
        let done = tokio::task::spawn_blocking(move || -> Result<bool> {
            let purges = due && writer.has_deleted()?;
            if purges {
                writer.purge()?;
                index.refresh()?;
                writer.sweep()?;
            }
            writer.close()?;
            Ok(purges)
        });
        if done.await?? {
            self.purged = Some(Instant::now());
        }
        Ok(())
    }
}
