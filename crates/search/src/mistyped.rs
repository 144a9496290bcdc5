//! Words of the index that a mistyped one may be meant for.

use levenshtein_automata::{DFA, Distance, SINK_STATE};
use tantivy_fst::Automaton;

/// Terms with a prefix, then a word with letters wrong.
pub struct Mistyped<'a> {
    pub prefix: Vec<u8>,
    pub dfa: &'a DFA,
}

/// How far in the prefix, or where in the word; none when it cannot match any more.
#[derive(Clone, Copy)]
pub enum At {
    Prefix(usize),
    Word(u32),
    Nowhere,
}

impl Automaton for Mistyped<'_> {
    type State = At;

    fn start(&self) -> At {
        At::Prefix(0)
    }

    fn is_match(&self, state: &At) -> bool {
        matches!(state, At::Word(s) if matches!(self.dfa.distance(*s), Distance::Exact(_)))
    }

    fn can_match(&self, state: &At) -> bool {
        !matches!(state, At::Nowhere)
    }

    fn accept(&self, state: &At, byte: u8) -> At {
        match *state {
            At::Prefix(n) if self.prefix[n] != byte => At::Nowhere,
            At::Prefix(n) if n + 1 < self.prefix.len() => At::Prefix(n + 1),
            At::Prefix(_) => At::Word(self.dfa.initial_state()),
            At::Word(s) => match self.dfa.transition(s, byte) {
                SINK_STATE => At::Nowhere,
                next => At::Word(next),
            },
            At::Nowhere => At::Nowhere,
        }
    }
}
