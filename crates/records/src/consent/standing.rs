//! From the ledger to the standing: pure.

use super::ANY;
use model::Id;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What was said, or what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Granted,
    /// Granted once, and ended since.
    Expired,
    Withdrawn,
    Denied,
}

impl State {
    /// Its word in the ledger; `expired` is nobody's word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "granted" => Some(State::Granted),
            "withdrawn" => Some(State::Withdrawn),
            "denied" => Some(State::Denied),
            _ => None,
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            State::Granted => "granted",
            State::Expired => "expired",
            State::Withdrawn => "withdrawn",
            State::Denied => "denied",
        }
    }

    fn strict(self) -> bool {
        self > State::Expired
    }
}

/// A row of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub id: Id,
    /// The customer as they were known when it came.
    pub subject: Id,
    pub purpose: String,
    pub channel: String,
    pub state: State,
    pub at: i64,
    pub recorded: i64,
    pub expires: Option<i64>,
    pub basis: Option<String>,
}

impl Entry {
    /// The newest word is the greatest: by when it was said, then by when it was written down; of two at once the stricter.
    fn rank(&self) -> (i64, i64, State, Id) {
        (self.at, self.recorded, self.state, self.id)
    }
}

/// A merge that stands: `gone` has been `survivor` since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub gone: Id,
    pub survivor: Id,
    pub at: i64,
}

/// What holds for one purpose and channel; `expires` is the first end of all grants that are needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Held<'e> {
    pub entry: &'e Entry,
    pub expires: Option<i64>,
}

/// What holds for the customer `root` with everybody who was merged into them.
pub(super) fn fold<'e>(root: Id, entries: &'e [Entry], links: &[Link]) -> BTreeMap<(&'e str, &'e str), Held<'e>> {
    let up: HashMap<Id, Link> = links.iter().map(|l| (l.gone, *l)).collect();
    let subjects: Vec<Id> = std::iter::once(root).chain(links.iter().map(|l| l.gone)).collect();
    let keys: BTreeSet<(&str, &str)> = entries.iter().map(|e| (e.purpose.as_str(), e.channel.as_str())).collect();
    let mut joint = BTreeMap::new();
    for key in keys {
        let held = subjects.iter().filter_map(|s| own(*s, key, entries, &up)).reduce(strictest);
        joint.extend(held.map(|h| (key, h)));
    }
    joint
}

/// The newest word on a purpose and channel that concerns `subject`; a word on all channels is one on each.
fn own<'e>(subject: Id, (purpose, channel): (&str, &str), entries: &'e [Entry], up: &HashMap<Id, Link>) -> Option<Held<'e>> {
    let said = |e: &&Entry| e.purpose == purpose && (e.channel == channel || e.channel == ANY);
    let entry = entries.iter().filter(said).filter(|e| concerns(e, subject, up)).max_by_key(|e| e.rank())?;
    Some(Held { entry, expires: entry.expires.filter(|_| entry.state == State::Granted) })
}

/// What came for the customer itself, or for what it had become by then.
fn concerns(entry: &Entry, subject: Id, up: &HashMap<Id, Link>) -> bool {
    let mut at = subject;
    for _ in 0..=up.len() {
        if entry.subject == at {
            return true;
        }
        match up.get(&at) {
            Some(link) if entry.recorded > link.at => at = link.survivor,
            _ => return false,
        }
    }
    false
}

/// The stricter of two; of two grants the one that was given first stands for both, until the first end.
fn strictest<'e>(a: Held<'e>, b: Held<'e>) -> Held<'e> {
    match (a.entry.state.strict(), b.entry.state.strict()) {
        (true, false) => a,
        (false, true) => b,
        (true, true) => {
            if a.entry.rank() >= b.entry.rank() {
                a
            } else {
                b
            }
        }
        (false, false) => {
            let expires = [a.expires, b.expires].into_iter().flatten().min();
            let entry = if a.entry.rank() <= b.entry.rank() { a.entry } else { b.entry };
            Held { entry, expires }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn entry(n: u64, subject: u64, channel: &str, state: State, at: i64, recorded: i64) -> Entry {
        let id = |n: u64| Id(u128::from(n).to_be_bytes());
        let (purpose, channel) = ("marketing".to_owned(), channel.to_owned());
        Entry { id: id(n), subject: id(subject), purpose, channel, state, at, recorded, expires: None, basis: None }
    }

    fn id(n: u64) -> Id {
        Id(u128::from(n).to_be_bytes())
    }

    fn state(root: u64, channel: &str, entries: &[Entry], links: &[Link]) -> Option<State> {
        let all = fold(id(root), entries, links);
        all.get(&("marketing", channel)).or_else(|| all.get(&("marketing", ANY))).map(|h| h.entry.state)
    }

    use State::{Denied, Granted, Withdrawn};

    #[test]
    fn the_newest_word_holds_whenever_it_was_written_down() {
        let late = [entry(1, 1, "email", Withdrawn, 20, 20), entry(2, 1, "email", Granted, 10, 30)];
        assert_eq!(state(1, "email", &late, &[]), Some(Withdrawn), "an old grant imported later");
        let again = [entry(1, 1, "email", Withdrawn, 20, 20), entry(2, 1, "email", Granted, 21, 30)];
        assert_eq!(state(1, "email", &again, &[]), Some(Granted));
        let once = [entry(1, 1, "email", Granted, 20, 20), entry(2, 1, "email", Denied, 20, 20)];
        assert_eq!(state(1, "email", &once, &[]), Some(Denied), "of two at once the stricter");
    }

    #[test]
    fn a_word_on_all_channels_is_one_on_each() {
        let all = [entry(1, 1, ANY, Granted, 10, 10), entry(2, 1, "sms", Withdrawn, 20, 20)];
        assert_eq!([state(1, "sms", &all, &[]), state(1, "email", &all, &[])], [Some(Withdrawn), Some(Granted)]);
        let stop = [entry(1, 1, "sms", Granted, 10, 10), entry(2, 1, ANY, Withdrawn, 20, 20)];
        assert_eq!([state(1, "sms", &stop, &[]), state(1, "email", &stop, &[])], [Some(Withdrawn); 2]);
    }

    #[test]
    fn of_merged_ones_the_strictest_holds_until_something_new_is_said() {
        let links = [Link { gone: id(2), survivor: id(1), at: 50 }];
        let mut all = vec![entry(1, 1, "email", Granted, 30, 30), entry(2, 2, "email", Withdrawn, 20, 20)];
        assert_eq!(state(1, "email", &all, &links), Some(Withdrawn), "although the grant is newer");
        assert_eq!(state(1, "email", &all[..1], &[]), Some(Granted), "taken back, each has their own");
        all.push(entry(3, 1, "email", Granted, 60, 60));
        assert_eq!(state(1, "email", &all, &links), Some(Granted), "the one that they are has said so since");
        all.push(entry(4, 2, "email", Denied, 70, 70));
        assert_eq!(state(1, "email", &all, &links), Some(Denied), "under the old id, and it counts");
    }

    #[test]
    fn two_grants_end_with_the_first() {
        let links = [Link { gone: id(2), survivor: id(1), at: 50 }];
        let mut all = [entry(1, 1, "email", Granted, 30, 30), entry(2, 2, "email", Granted, 20, 20)];
        all[0].expires = Some(100);
        let held = fold(id(1), &all, &links);
        assert_eq!(held[&("marketing", "email")].expires, Some(100));
    }

    proptest! {
        /// Whoever was merged into whom: nothing that somebody took back and nobody has granted since is allowed.
        #[test]
        fn what_was_taken_back_stays_so(
            rows in prop::collection::vec((1..6_u64, 0..2_usize, 0..3_usize, 0..40_i64), 1..12),
            tree in prop::collection::vec((0..40_i64,), 4),
        ) {
            let states = [Granted, Withdrawn, Denied];
            let links: Vec<Link> = (2..6_u64).map(|n| Link { gone: id(n), survivor: id(n / 2), at: tree[n as usize - 2].0 }).collect();
            let entries: Vec<Entry> = rows.iter().enumerate()
                .map(|(n, (s, c, st, at))| entry(n as u64 + 10, *s, [ANY, "sms"][*c], states[*st], *at, *at)).collect();
            let joint = fold(id(1), &entries, &links);
            for (key, held) in &joint {
                for e in entries.iter().filter(|e| e.state.strict() && (e.channel == key.1 || e.channel == ANY)) {
                    let later = entries.iter().any(|g| g.state == Granted && g.rank() > e.rank() && (g.channel == key.1 || g.channel == ANY));
                    prop_assert!(later || held.entry.state.strict(), "{key:?} {e:?} {held:?}");
                }
            }
        }
    }
}
