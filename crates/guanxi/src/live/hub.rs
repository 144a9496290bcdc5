//! Follows one company's feed and hands out what it says.

use super::Live;
use super::page::Page;
use super::seat::{Message, Seat};
use model::Id;
use parking_lot::Mutex;
use records::{Access, Records};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::feed::FEED_PAGE;
use store::{FeedCursor, Tenant};
use tokio::sync::{mpsc, watch};

/// A hub without streams goes on for this long, so that a page that is loaded anew finds it.
const LINGERS: Duration = Duration::from_secs(30);
/// Pages of the feed are this far apart, so that many small writes go out together.
const APART: Duration = Duration::from_millis(20);
/// After a write the feed is looked at again: its row comes into sight when older transactions have ended.
const AGAIN: [Duration; 5] = [ms(5), ms(15), ms(40), ms(100), ms(250)];
/// Most streams of one person.
const MOST: usize = 50;

const fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

/// The streams of one company on this node.
#[derive(Debug)]
pub struct Hub(Mutex<State>);

#[derive(Debug)]
struct State {
    seats: HashMap<Id, Arc<Seat>>,
    /// How far the feed was handed out.
    at: FeedCursor,
    /// Nobody may sit down any more.
    closed: bool,
}

/// A stream that has just been opened.
pub struct Seated {
    pub seat: Arc<Seat>,
    pub messages: mpsc::Receiver<Message>,
    /// What comes after this is told.
    pub at: FeedCursor,
}

impl Hub {
    pub(super) fn new(at: FeedCursor) -> Self {
        Self(Mutex::new(State { seats: HashMap::new(), at, closed: false }))
    }

    /// Opens a stream. `None` when this hub is closing: ask for another one. `Err` when the person has too many.
    ///
    /// # Errors
    /// How many streams a person may have.
    pub fn sit(&self, id: Id, access: Arc<Access>, name: Option<String>, session: Option<Id>) -> Result<Option<Seated>, usize> {
        let mut state = self.0.lock();
        if state.closed {
            return Ok(None);
        }
        let user = access.actor.user;
        if state.seats.values().filter(|s| s.access().actor.user == user).count() >= MOST {
            return Err(MOST);
        }
        let (seat, messages) = Seat::new(id, access, name, session);
        state.seats.insert(id, seat.clone());
        gauge(1.0);
        Ok(Some(Seated { seat, messages, at: state.at }))
    }

    /// Ends a stream, and tells those who look at the same.
    pub fn leave(&self, id: Id) {
        let gone = self.0.lock().seats.remove(&id);
        if let Some(seat) = gone {
            gauge(-1.0);
            let subjects: Vec<_> = std::mem::take(&mut seat.looking.lock().records).into_iter().collect();
            self.tell_presence(&subjects, None);
        }
    }

    /// A stream of this hub.
    #[must_use]
    pub fn seat(&self, id: Id) -> Option<Arc<Seat>> {
        self.0.lock().seats.get(&id).cloned()
    }

    pub(super) fn seats(&self) -> Vec<Arc<Seat>> {
        self.0.lock().seats.values().cloned().collect()
    }

    /// How far the feed was handed out.
    #[must_use]
    pub fn at(&self) -> FeedCursor {
        self.0.lock().at
    }

    pub(super) fn close_if_empty(&self) -> bool {
        let mut state = self.0.lock();
        state.closed |= state.seats.is_empty();
        state.closed
    }

    /// Nobody sits down any more, and those who sit are let go.
    fn end(&self) {
        let mut state = self.0.lock();
        state.closed = true;
        #[allow(clippy::cast_precision_loss, reason = "a gauge")]
        gauge(-(state.seats.len() as f64));
        state.seats.drain().for_each(|(_, seat)| seat.end());
    }

    /// Hands out what has come. True when there may be more.
    async fn read(&self, records: &Records) -> Result<bool, records::Error> {
        let rows = records.tenant().feed(self.at(), FEED_PAGE).await?;
        let more = rows.len() == FEED_PAGE;
        let Some(page) = Page::new(rows) else { return Ok(false) };
        // those who sit down from here on begin after this page
        let seats = {
            let mut state = self.0.lock();
            state.at = page.at();
            state.seats.values().cloned().collect::<Vec<_>>()
        };
        if let Err(e) = page.tell(records, &seats).await {
            seats.iter().for_each(|s| s.fall_behind());
            return Err(e);
        }
        Ok(more)
    }

    /// What was handed out after `from`, for somebody who comes back. `None` when it is too much or no longer known.
    ///
    /// # Errors
    /// Of the database.
    pub async fn since(
        &self,
        records: &Records,
        access: &Access,
        from: FeedCursor,
        upto: FeedCursor,
    ) -> Result<Option<Vec<Message>>, records::Error> {
        let tenant: &Tenant = records.tenant();
        if from == upto {
            return Ok(Some(Vec::new()));
        }
        if from > upto || tenant.feed_at(from).await?.is_none() {
            return Ok(None);
        }
        let mut rows = tenant.feed(from, FEED_PAGE).await?;
        if rows.len() == FEED_PAGE {
            return Ok(None);
        }
        rows.retain(|r| r.cursor <= upto);
        match Page::new(rows) {
            Some(page) => Ok(Some(page.for_one(records, access).await?)),
            None => Ok(Some(Vec::new())),
        }
    }
}

fn gauge(by: f64) {
    metrics::gauge!("guanxi_live_streams").increment(by);
}

/// Waits until it is true, or nobody is left to say so.
pub async fn turned(flag: &mut watch::Receiver<bool>) {
    let _ = flag.wait_for(|f| *f).await;
}

/// Follows the feed until nobody has listened for a while, the company is gone, or the program ends.
pub(super) async fn run(live: Live, hub: Arc<Hub>, mut records: Records) {
    let slug = records.tenant().slug().to_owned();
    let mut closed = live.closed();
    let mut changes = records.tenant().changes();
    let (mut again, mut used) = (AGAIN.len(), Instant::now());
    loop {
        let wait = AGAIN.get(again).copied().unwrap_or(live.pace().look);
        tokio::select! {
            changed = changes.changed() => if changed.is_ok() { again = 0 },
            () = tokio::time::sleep(wait) => again = (again + 1).min(AGAIN.len()),
            () = turned(&mut closed) => break,
        }
        if hub.0.lock().seats.is_empty() {
            if used.elapsed() > LINGERS && live.forget(&slug, &hub, false) {
                return;
            }
        } else {
            used = Instant::now();
        }
        match live.records(&slug).await {
            Ok(now) => {
                if !now.tenant().same_as(records.tenant()) {
                    // it has moved: places in the feed may mean something else there
                    break;
                }
                records = now;
            }
            Err(e) => {
                tracing::warn!(tenant = slug, error = %e, "live updates end");
                break;
            }
        }
        match hub.read(&records).await {
            Ok(true) => again = 0,
            Ok(false) => {}
            Err(e) => tracing::warn!(tenant = slug, error = %e, "changes could not be handed out"),
        }
        hub.fade();
        tokio::time::sleep(APART).await;
    }
    live.forget(&slug, &hub, true);
    hub.end();
}
