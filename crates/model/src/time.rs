//! Time comes from a [`Clock`], never from SQL; stored in microseconds since 1970, UTC.

use serde::{Deserialize, Serialize};

/// An instant: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ts(pub i64);

/// A calendar day: days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Date(pub i32);

/// Where "now" comes from, so that tests may stop or move it.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Ts;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the clock that the others stand in for")]
    fn now(&self) -> Ts {
        Ts(jiff::Timestamp::now().as_microsecond())
    }
}

impl Ts {
    /// Milliseconds since 1970, zero for earlier instants.
    #[must_use]
    pub fn unix_ms(self) -> u64 {
        u64::try_from(self.0 / 1000).unwrap_or(0)
    }

    /// RFC 3339 in UTC, the form used in JSON.
    #[must_use]
    pub fn rfc3339(self) -> String {
        jiff::Timestamp::from_microsecond(self.0).map_or_else(|_| String::new(), |t| t.to_string())
    }
}
