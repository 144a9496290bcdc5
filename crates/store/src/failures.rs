//! How often somebody failed to prove who they are: what slows and then locks those who guess.
//!
//! An attempt counts as failed from its beginning and is forgiven when it succeeds, so that many at once are no way around.

use crate::{Control, Error, Result, Tx};
use model::{Ts, Val};
use std::time::Duration;

/// When failures slow, lock and are forgotten.
#[derive(Clone, Copy, Debug)]
pub struct Lockout {
    /// So many failures cost nothing; each further one a wait that doubles, from two seconds on.
    pub free: i64,
    /// From so many on the wait is `lock`.
    pub lock_at: i64,
    pub lock: Duration,
    /// Failures older than this do not count.
    pub forget: Duration,
}

impl Lockout {
    /// Microseconds to wait after this many failures.
    fn wait(&self, failures: i64) -> i64 {
        let micros = |d: Duration| i64::try_from(d.as_micros()).unwrap_or(i64::MAX / 4);
        match failures {
            n if n >= self.lock_at => micros(self.lock),
            n if n > self.free => micros(self.lock).min((2_000_000_i64) << (n - self.free - 1).clamp(0, 30)),
            _ => 0,
        }
    }
}

/// What an attempt is tried on: a hash that names an account or an address.
#[derive(Clone, Debug)]
pub struct Target {
    pub key: Vec<u8>,
    pub lockout: Lockout,
}

/// Whether an attempt may be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// It is counted. For each target whether it is locked when this one fails.
    Counted(Vec<bool>),
    /// One of the targets is closed until then; nothing was counted.
    Closed(Ts),
}

impl Control {
    /// Counts an attempt on all of `targets`, or on none when one of them is closed.
    ///
    /// # Errors
    /// Errors of the database.
    pub async fn attempt(&self, targets: &[Target]) -> Result<Attempt> {
        self.db().write::<_, Error, _>(move |tx| Box::pin(attempt(tx, targets))).await
    }

    /// Forgets the failures of these keys: the proof was given, or an administrator says so.
    ///
    /// # Errors
    /// Errors of the database.
    pub async fn forgive(&self, keys: &[Vec<u8>]) -> Result<u64> {
        let keys: Vec<Vec<Val>> = keys.iter().map(|k| vec![k.clone().into()]).collect();
        let keys = &keys;
        self.db().write::<_, Error, _>(move |tx| Box::pin(tx.run_many("delete from @failure where key = $1", keys))).await
    }

    /// Takes one counted attempt back, without opening what is closed.
    ///
    /// # Errors
    /// Errors of the database.
    pub async fn uncount(&self, key: &[u8]) -> Result<()> {
        let sql = "update @failure set failures = failures - 1 where key = $1 and failures > 0";
        self.change(sql, vec![key.to_vec().into()]).await.map(drop)
    }

    /// Until when a key is closed, for each of `keys`; `None`: it is open.
    ///
    /// # Errors
    /// Errors of the database.
    pub async fn closed_until(&self, keys: &[Vec<u8>]) -> Result<Vec<Option<Ts>>> {
        let now = self.now().0;
        let mut all = Vec::with_capacity(keys.len());
        for key in keys {
            let sql = "select until from @failure where key = $1 and until > $2";
            let rows = self.db().get(sql, &[key.clone().into(), now.into()]).await?;
            all.push(rows.first().and_then(|r| r.opt_int(0)).map(Ts));
        }
        Ok(all)
    }

    /// Removes failures that nobody counts any more. Returns how many.
    ///
    /// # Errors
    /// Errors of the database.
    pub async fn sweep_failures(&self, older_than: Duration) -> Result<u64> {
        let now = self.now().0;
        let before = now - i64::try_from(older_than.as_micros()).unwrap_or(i64::MAX / 4);
        let sql = "delete from @failure where last_at < $1 and until < $2";
        self.change(sql, vec![before.into(), now.into()]).await
    }
}

async fn attempt(tx: &mut Tx, targets: &[Target]) -> Result<Attempt> {
    let now = tx.now().0;
    let mut order: Vec<usize> = (0..targets.len()).collect();
    order.sort_by(|a, b| targets[*a].key.cmp(&targets[*b].key));
    let select = format!("select failures, last_at, until from @failure where key = $1{}", tx.dialect().for_update());
    let mut counts = vec![0; targets.len()];
    let mut closed = 0;
    for i in order {
        let Target { key, lockout } = &targets[i];
        let make = "insert into @failure (key, failures, last_at, until) values ($1, 0, $2, 0) on conflict (key) do nothing";
        tx.run(make, &[key.clone().into(), now.into()]).await?;
        let rows = tx.all(&select, &[key.clone().into()]).await?;
        let row = rows.first().ok_or(Error::Serialisation)?;
        let forgotten = now - row.int(1)? > i64::try_from(lockout.forget.as_micros()).unwrap_or(i64::MAX / 4);
        counts[i] = if forgotten { 1 } else { row.int(0)? + 1 };
        closed = closed.max(row.int(2)?);
    }
    if closed > now {
        return Ok(Attempt::Closed(Ts(closed)));
    }
    for (Target { key, lockout }, count) in targets.iter().zip(&counts) {
        let wait = lockout.wait(*count);
        let until = if wait > 0 { now + wait } else { 0 };
        let sql = "update @failure set failures = $2, last_at = $3, until = $4 where key = $1";
        tx.run(sql, &[key.clone().into(), (*count).into(), now.into(), until.into()]).await?;
    }
    Ok(Attempt::Counted(targets.iter().zip(&counts).map(|(t, count)| *count >= t.lockout.lock_at).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end_in_a_lock() {
        let lockout = Lockout { free: 3, lock_at: 8, lock: Duration::from_secs(900), forget: Duration::from_secs(86_400) };
        let seconds: Vec<i64> = (1..=10).map(|n| lockout.wait(n) / 1_000_000).collect();
        assert_eq!(seconds, [0, 0, 0, 2, 4, 8, 16, 900, 900, 900]);
        let steep = Lockout { free: 0, lock_at: i64::MAX, ..lockout };
        assert_eq!(steep.wait(i64::MAX - 1) / 1_000_000, 900, "never longer than the lock");
    }
}
