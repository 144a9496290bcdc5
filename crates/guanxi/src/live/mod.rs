//! Live updates: each node follows the change feeds of the companies whose people have a stream open, and tells each of
//! them *that* a record changed which they may see. Values are never sent; who hears of a change reads it anew.
//!
//! | file | duty |
//! |---|---|
//! | `hub` | follows one company's feed, hands out to its streams |
//! | `page` | what a page of the feed says, and who may hear it |
//! | `seat` | one stream's place: a bounded queue, and what its person looks at |
//! | `presence` | who looks at which record |

mod hub;
mod page;
mod presence;
mod seat;

pub use hub::{Hub, Seated, turned};
pub use presence::{Looking, Person};
pub use seat::{Message, Seat};

use parking_lot::Mutex;
use records::{Records, Registry};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use tokio::sync::watch;

/// How often what is done.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// A stream asks whether its session still lives: how long a person who was shut out on another node may listen.
    pub check: Duration,
    /// A stream with nothing to say sends a sign of life.
    pub beat: Duration,
    /// The feed is looked at for what other processes wrote.
    pub look: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { check: Duration::from_secs(5), beat: Duration::from_secs(20), look: Duration::from_millis(500) }
    }
}

/// The hubs of this node.
#[derive(Clone)]
pub struct Live(Arc<Inner>);

struct Inner {
    store: Store,
    registry: Arc<Registry>,
    pace: Pace,
    hubs: Mutex<HashMap<String, Arc<Hub>>>,
    opening: tokio::sync::Mutex<()>,
    closed: watch::Sender<bool>,
}

impl Live {
    #[must_use]
    pub fn new(store: Store, registry: Arc<Registry>, pace: Pace) -> Self {
        let (hubs, opening, closed) = (Mutex::default(), tokio::sync::Mutex::default(), watch::Sender::new(false));
        Self(Arc::new(Inner { store, registry, pace, hubs, opening, closed }))
    }

    #[must_use]
    pub fn pace(&self) -> Pace {
        self.0.pace
    }

    /// The hub of a company; made and started when there is none.
    ///
    /// # Errors
    /// Of the database.
    pub async fn hub(&self, records: &Records) -> Result<Arc<Hub>, records::Error> {
        let slug = records.tenant().slug();
        if let Some(hub) = self.known(slug) {
            return Ok(hub);
        }
        let _one_at_a_time = self.0.opening.lock().await;
        if let Some(hub) = self.known(slug) {
            return Ok(hub);
        }
        let hub = Arc::new(Hub::new(records.tenant().feed_end().await?));
        self.0.hubs.lock().insert(slug.to_owned(), hub.clone());
        tokio::spawn(hub::run(self.clone(), hub.clone(), records.clone()));
        Ok(hub)
    }

    /// The hub of a company, when it has one.
    #[must_use]
    pub fn known(&self, slug: &str) -> Option<Arc<Hub>> {
        self.0.hubs.lock().get(slug).cloned()
    }

    /// Ends all streams, because the program ends.
    pub fn close(&self) {
        self.0.closed.send_replace(true);
    }

    /// Turns true when the program ends.
    #[must_use]
    pub fn closed(&self) -> watch::Receiver<bool> {
        self.0.closed.subscribe()
    }

    /// The company's engine as it is now: it may have moved since it was opened.
    async fn records(&self, slug: &str) -> Result<Records, records::Error> {
        let tenant = self.0.store.tenant(slug).await?;
        Records::open(tenant, self.0.registry.clone()).await
    }

    /// Forgets a hub that nobody listens to. False when somebody came meanwhile.
    fn forget(&self, slug: &str, hub: &Arc<Hub>, always: bool) -> bool {
        let mut hubs = self.0.hubs.lock();
        if !always && !hub.close_if_empty() {
            return false;
        }
        if hubs.get(slug).is_some_and(|h| Arc::ptr_eq(h, hub)) {
            hubs.remove(slug);
        }
        true
    }
}
