//! What somebody typed, taken apart: ways to read it, each some units that must all be found in a record.

use crate::letters::{Gap, Letter, letters, text};
use crate::pinyin::{Piece, spellings};
use levenshtein_automata::{DFA, LevenshteinAutomatonBuilder};
use model::Id;
use model::text::fold;
use std::sync::{Arc, LazyLock, OnceLock};

/// Longest text to search for, in characters; the rest is not looked at.
pub const MAX_TEXT: usize = 100;
/// Most units of a way; more are not looked for.
const MAX_UNITS: usize = 8;
/// Fewer digits than these are words.
pub const LEAST_DIGITS: usize = 3;
/// A number that is written in groups has so many digits at least.
const LEAST_NUMBER: usize = 5;
/// Words of so many letters are found with one wrong, twice as long ones with two.
const LEAST_TYPO: usize = 5;

/// One thing that must be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Letters of a dense script, found anywhere.
    Dense(Vec<char>),
    /// Digits, found anywhere in a number.
    Digits(String),
    /// A word, found by its beginning or by what it spells.
    Word(Word),
    Id(Id),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    pub spelt: Vec<Vec<Piece>>,
    wrong: Wrong,
}

/// What accepts a word with letters wrong, made when it is first asked for. It follows from the word, so all are equal.
#[derive(Clone, Default)]
struct Wrong(Arc<OnceLock<Option<DFA>>>);

impl PartialEq for Wrong {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Wrong {}

impl std::fmt::Debug for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Wrong")
    }
}

impl Word {
    /// How many letters may be wrong when nothing else is found.
    pub fn typos(&self) -> u8 {
        let letters = self.text.chars().count();
        match letters {
            _ if self.text.chars().any(|c| c.is_ascii_digit()) => 0,
            0..LEAST_TYPO => 0,
            n if n < 2 * LEAST_TYPO => 1,
            _ => 2,
        }
    }

    /// What accepts the word with so many letters wrong; two that changed places are one.
    pub fn wrong(&self) -> Option<&DFA> {
        static BUILDERS: LazyLock<[LevenshteinAutomatonBuilder; 2]> =
            LazyLock::new(|| [LevenshteinAutomatonBuilder::new(1, true), LevenshteinAutomatonBuilder::new(2, true)]);
        let make = || Some(BUILDERS.get(usize::from(self.typos()).checked_sub(1)?)?.build_dfa(&self.text));
        self.wrong.0.get_or_init(make).as_ref()
    }
}

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Any of these ways; of each all units. None: nothing to search for.
    pub ways: Vec<Vec<Unit>>,
    /// All letters and digits in one, to find what is exactly this.
    pub whole: String,
}

impl Plan {
    #[must_use]
    pub fn of(typed: &str) -> Self {
        let typed: String = typed.chars().take(MAX_TEXT).collect();
        let folded = fold(&typed);
        let all = letters(&folded);
        let mut ways = numbers(&folded, &all);
        if let Some(id) = Id::parse(typed.trim()) {
            ways.push(vec![Unit::Id(id)]);
        }
        let units = units(&all);
        if !units.is_empty() && !ways.contains(&units) {
            ways.push(units);
        }
        Self { ways, whole: text(&all) }
    }

    /// Whether letters may be wrong somewhere.
    pub fn may_be_mistyped(&self) -> bool {
        self.ways.iter().flatten().any(|u| matches!(u, Unit::Word(w) if w.typos() > 0))
    }
}

/// One number in groups: `+86 138 1234 5678`, `020 7946 0018`; as it stands and without what is dialled before it.
fn numbers(folded: &str, all: &[Letter]) -> Vec<Vec<Unit>> {
    let plain = folded.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | '.' | ' ' | '/'));
    if !plain || all.len() < LEAST_NUMBER {
        return Vec::new();
    }
    let digits = text(all);
    let inside = digits.trim_start_matches('0').to_owned();
    let shorter = inside.len() < digits.len() && inside.len() > LEAST_DIGITS;
    let mut ways = vec![vec![Unit::Digits(digits)]];
    ways.extend(shorter.then(|| vec![Unit::Digits(inside)]));
    ways
}

fn units(all: &[Letter]) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut at = 0;
    while at < all.len() && units.len() < MAX_UNITS {
        let from = at;
        let dense = all[from].is_dense();
        let within = if dense { Gap::Joint } else { Gap::None };
        at += 1;
        while at < all.len() && all[at].is_dense() == dense && all[at].gap <= within {
            at += 1;
        }
        let unit = unit(&all[from..at], dense);
        if !units.contains(&unit) {
            units.push(unit);
        }
    }
    units
}

fn unit(part: &[Letter], dense: bool) -> Unit {
    if dense {
        return Unit::Dense(part.iter().map(|l| l.c).collect());
    }
    let word = text(part);
    if part.len() >= LEAST_DIGITS && part.iter().all(|l| l.is_digit()) {
        return Unit::Digits(word);
    }
    let spelt = spellings(&word);
    Unit::Word(Word { text: word, spelt, wrong: Wrong::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(typed: &str) -> Vec<String> {
        let unit = |u: &Unit| match u {
            Unit::Dense(d) => d.iter().collect(),
            Unit::Digits(d) => format!("#{d}"),
            Unit::Word(w) => w.text.clone(),
            Unit::Id(_) => "id".to_owned(),
        };
        Plan::of(typed).ways.iter().map(|w| w.iter().map(unit).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn takes_apart_what_people_type() {
        assert_eq!(said("王伟"), ["王伟"]);
        assert_eq!(said("王偉 上海"), ["王伟 上海"]);
        assert_eq!(said("阿里木·买买提"), ["阿里木买买提"]);
        assert_eq!(said("O'Brien & Sons"), ["o brien sons"]);
        assert_eq!(said("+86 138-1234 5678"), ["#8613812345678", "86 #138 #1234 #5678"]);
        assert_eq!(said("02079460018"), ["#02079460018", "#2079460018"]);
        assert_eq!(said("5678"), ["#5678"]);
        assert_eq!(said("SO-2026-000123"), ["so #2026 #000123"]);
        assert_eq!(said("wang.wei@qq.com"), ["wang wei qq com"]);
        assert_eq!(said("ＷＡＮＧ伟"), ["wang 伟"]);
        assert_eq!(said("  ?!…  "), Vec::<String>::new());
        assert_eq!(said("0190f3b2-7c1e-7000-8000-000000000001").len(), 2);
    }

    proptest! {
        #[test]
        fn is_bounded(typed in any::<String>()) {
            let plan = Plan::of(&typed.repeat(20));
            prop_assert!(plan.ways.len() <= 4);
            prop_assert!(plan.ways.iter().all(|w| !w.is_empty() && w.len() <= MAX_UNITS));
        }
    }
}
