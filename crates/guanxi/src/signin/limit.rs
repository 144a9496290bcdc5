//! Limits on guessing: attempts for each address and for each account, whoever asks.

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;
use store::Lockout;

/// Attempts allowed at once and refilled over a minute.
#[derive(Clone, Copy, Debug)]
pub struct Rates {
    pub per_address: u32,
    pub per_account: u32,
}

impl Default for Rates {
    fn default() -> Self {
        Self { per_address: 30, per_account: 10 }
    }
}

/// What repeated failures lead to; see [`Lockout`].
#[derive(Clone, Copy, Debug)]
pub struct Lockouts {
    pub account: Lockout,
    pub address: Lockout,
    /// Letters with a link that one account gets.
    pub reset: Lockout,
}

impl Default for Lockouts {
    fn default() -> Self {
        let (quarter, hour) = (Duration::from_secs(900), Duration::from_secs(3600));
        Self {
            account: Lockout { free: 4, lock_at: 10, lock: quarter, forget: hour * 24 },
            reset: Lockout { free: 3, lock_at: 5, lock: quarter, forget: hour },
            address: Lockout { free: 99, lock_at: 100, lock: quarter, forget: hour },
        }
    }
}

/// Counts attempts to sign in within the minute: a flood ends here, without a question to the database.
pub struct Attempts {
    by_address: DefaultKeyedRateLimiter<IpAddr>,
    by_account: DefaultKeyedRateLimiter<String>,
    clock: DefaultClock,
}

impl Attempts {
    #[must_use]
    pub fn new(rates: Rates) -> Self {
        let quota = |n: u32| Quota::per_minute(NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN));
        Self {
            by_address: RateLimiter::keyed(quota(rates.per_address)),
            by_account: RateLimiter::keyed(quota(rates.per_account)),
            clock: DefaultClock::default(),
        }
    }

    /// Notes an attempt.
    ///
    /// # Errors
    /// Seconds to wait, when there were too many.
    pub fn note(&self, address: IpAddr, account: &str) -> Result<(), u32> {
        let wait = |not: governor::NotUntil<_>| {
            u32::try_from(not.wait_time_from(self.clock.now()).as_secs()).unwrap_or(u32::MAX - 1) + 1
        };
        self.by_address.check_key(&masked(address)).map_err(wait)?;
        self.by_account.check_key(&account.to_owned()).map_err(wait)
    }

    /// Forgets those who have been quiet for long; called now and then.
    pub fn tidy(&self) {
        self.by_address.retain_recent();
        self.by_account.retain_recent();
    }
}

/// The address that counts: a home or office has a /64 of IPv6, and may use any address of it.
pub fn masked(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(a) => {
            let s = a.segments();
            IpAddr::V6([s[0], s[1], s[2], s[3], 0, 0, 0, 0].into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_guessing_by_account_and_by_address() {
        let attempts = Attempts::new(Rates { per_address: 5, per_account: 3 });
        let address = |n: u8| IpAddr::from([10, 0, 0, n]);
        assert!((0..3).all(|n| attempts.note(address(n), "a").is_ok()));
        assert!(attempts.note(address(9), "a").is_err());
        assert!((0..5).all(|n| attempts.note(address(77), &n.to_string()).is_ok()));
        assert!(attempts.note(address(77), "other").is_err());
    }
}
