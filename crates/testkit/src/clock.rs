//! A clock that goes only when told to.

use model::{Clock, Ts};
use std::sync::atomic::{AtomicI64, Ordering};

/// 2026-01-15T08:00:00Z, where every [`TestClock`] begins.
pub const START: Ts = Ts(1_768_464_000_000_000);

/// Stands still until moved.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl Default for TestClock {
    fn default() -> Self {
        Self(AtomicI64::new(START.0))
    }
}

impl TestClock {
    /// Goes forward by `seconds`.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    pub fn set(&self, at: Ts) {
        self.0.store(at.0, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Ts {
        Ts(self.0.load(Ordering::SeqCst))
    }
}
