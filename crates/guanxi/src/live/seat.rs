//! A stream's place at a hub.

use super::presence::Watched;
use model::Id;
use parking_lot::{Mutex, RwLock};
use records::Access;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::FeedCursor;
use tokio::sync::{Notify, mpsc};

/// Messages that wait for a slow reader; then it is told to read all anew instead.
const WAITING: usize = 64;

/// What a stream says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// `change`, `definitions`, `presence` ...
    pub event: &'static str,
    /// JSON.
    pub data: Arc<str>,
    /// How far the feed has been read with it.
    pub at: Option<FeedCursor>,
}

/// A stream's place: who listens, and what waits to be sent.
#[derive(Debug)]
pub struct Seat {
    pub id: Id,
    /// The person, when it is one and not a program.
    pub user: Option<(Id, String)>,
    pub session: Option<Id>,
    access: RwLock<Arc<Access>>,
    queue: mpsc::Sender<Message>,
    behind: AtomicBool,
    ended: AtomicBool,
    /// The reader shall look at the two above.
    stirred: Notify,
    pub(super) looking: Mutex<Watched>,
}

impl Seat {
    pub(super) fn new(
        id: Id,
        access: Arc<Access>,
        name: Option<String>,
        session: Option<Id>,
    ) -> (Arc<Self>, mpsc::Receiver<Message>) {
        let (queue, messages) = mpsc::channel(WAITING);
        let user = access.actor.user.zip(name);
        let (behind, ended) = (AtomicBool::new(false), AtomicBool::new(false));
        let (stirred, looking) = (Notify::new(), Mutex::default());
        let access = RwLock::new(access);
        (Arc::new(Self { id, user, session, access, queue, behind, ended, stirred, looking }), messages)
    }

    /// What its person may see now.
    #[must_use]
    pub fn access(&self) -> Arc<Access> {
        self.access.read().clone()
    }

    pub fn set_access(&self, access: Arc<Access>) {
        *self.access.write() = access;
    }

    /// Queues a message; when there is no room the reader is behind, and what waits is worth nothing.
    pub(super) fn send(&self, message: Message) {
        if !self.behind.load(Ordering::Acquire) && self.queue.try_send(message).is_err() {
            self.fall_behind();
        }
    }

    /// The reader has missed something.
    pub(super) fn fall_behind(&self) {
        self.behind.store(true, Ordering::Release);
        self.stirred.notify_one();
    }

    /// The stream is over.
    pub(super) fn end(&self) {
        self.ended.store(true, Ordering::Release);
        self.stirred.notify_one();
    }

    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }

    /// Waits until the seat has ended or its reader is behind.
    pub async fn stirred(&self) {
        self.stirred.notified().await;
    }

    /// Whether the reader has missed something since this was last asked; throws away what waits then.
    pub fn caught_behind(&self, messages: &mut mpsc::Receiver<Message>) -> bool {
        if !self.behind.load(Ordering::Acquire) {
            return false;
        }
        while messages.try_recv().is_ok() {}
        self.behind.store(false, Ordering::Release);
        metrics::counter!("guanxi_live_resyncs_total").increment(1);
        true
    }
}
