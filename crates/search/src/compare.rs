//! Whether a text has a unit, how well, and where: the same sense of sameness as the index has, on the text itself.

use crate::field::Shape;
use crate::letters::{Gap, Letter, Span, numbers, words};
use crate::pinyin::{Piece, readings};
use crate::plan::{Unit, Word};
use levenshtein_automata::Distance;

/// How well a text has a unit; the marks are spans of its letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    pub worth: u16,
    pub at: Span,
}

/// Worth of what fits in each way, out of a hundred.
mod worth {
    pub const WHOLE: u16 = 100;
    pub const WHOLE_SPELT: u16 = 90;
    pub const START: u16 = 40;
    pub const START_SPELT: u16 = 34;
    pub const WORD: u16 = 30;
    pub const ENDING: u16 = 45;
    pub const BEGINNING: u16 = 22;
    pub const INSIDE: u16 = 20;
    pub const INSIDE_SPELT: u16 = 14;
    pub const TYPO: u16 = 6;
}

/// The best fit of a unit in a text of this shape. `mistyped`: words may have letters wrong.
pub fn fit(unit: &Unit, all: &[Letter], shape: Shape, mistyped: bool) -> Option<Fit> {
    match unit {
        Unit::Dense(wanted) => dense(wanted, all),
        Unit::Digits(digits) => number(digits, all),
        Unit::Word(word) => {
            let plain = self::word(&word.text, all);
            let spelt =
                if shape == Shape::Name { word.spelt.iter().filter_map(|p| spelt(p, all)).max_by_key(|f| f.worth) } else { None };
            let found = plain.into_iter().chain(spelt).max_by_key(|f| f.worth);
            if found.is_none() && mistyped && shape == Shape::Name { typo(word, all) } else { found }
        }
        Unit::Id(_) => None,
    }
}

fn worth_at(at: Span, all: &[Letter], whole: u16, start: u16, inside: u16) -> u16 {
    match at {
        (0, to) if to == all.len() => whole,
        (0, _) => start,
        _ => inside,
    }
}

fn dense(wanted: &[char], all: &[Letter]) -> Option<Fit> {
    let here = |i: &usize| all[*i..].len() >= wanted.len() && all[*i..].iter().zip(wanted).all(|(l, c)| l.c == *c);
    let from = (0..all.len()).find(here)?;
    let at = (from, from + wanted.len());
    Some(Fit { worth: worth_at(at, all, worth::WHOLE, worth::START, worth::INSIDE), at })
}

fn number(digits: &str, all: &[Letter]) -> Option<Fit> {
    let wanted = digits.as_bytes();
    let in_one = |(from, to): Span| {
        (from..(to + 1).saturating_sub(wanted.len()))
            .filter(|i| all[*i..].iter().zip(wanted).all(|(l, d)| l.c == char::from(*d)))
            .map(|i| {
                let at = (i, i + wanted.len());
                let inside = if at.1 == to { worth::ENDING } else { worth::INSIDE };
                Fit { worth: worth_at(at, all, worth::WHOLE, worth::START, inside), at }
            })
            .max_by_key(|f| f.worth)
    };
    numbers(all).filter_map(in_one).max_by_key(|f| f.worth)
}

fn word(wanted: &str, all: &[Letter]) -> Option<Fit> {
    let mut best: Option<Fit> = None;
    for (from, to) in words(all) {
        let mut n = 0;
        let fits = wanted.chars().all(|c| {
            n += 1;
            from + n <= to && all[from + n - 1].c == c
        });
        if !fits {
            continue;
        }
        let at = (from, from + n);
        let inside = if at.1 == to { worth::WORD } else { worth::BEGINNING };
        let worth = worth_at(at, all, worth::WHOLE, worth::START, inside);
        if best.as_ref().is_none_or(|b| b.worth < worth) {
            best = Some(Fit { worth, at });
        }
    }
    best
}

fn spelt(pieces: &[Piece], all: &[Letter]) -> Option<Fit> {
    let reads = |l: &Letter, piece: &Piece| l.is_dense() && readings(l.c).iter().any(|r| piece.fits(r));
    let here = |i: &usize| all[*i..].len() >= pieces.len() && all[*i..].iter().zip(pieces).all(|(l, p)| reads(l, p));
    let from = (0..all.len()).find(here)?;
    let at = (from, from + pieces.len());
    Some(Fit { worth: worth_at(at, all, worth::WHOLE_SPELT, worth::START_SPELT, worth::INSIDE_SPELT), at })
}

fn typo(word: &Word, all: &[Letter]) -> Option<Fit> {
    let dfa = word.wrong()?;
    let accepts = |(from, to): &Span| {
        let mut state = dfa.initial_state();
        for l in &all[*from..*to] {
            for b in l.c.encode_utf8(&mut [0; 4]).bytes() {
                state = dfa.transition(state, b);
            }
        }
        matches!(dfa.distance(state), Distance::Exact(_))
    };
    words(all).find(accepts).map(|at| Fit { worth: worth::TYPO, at })
}

/// The places of a span in the original text, blanks and marks between its letters included where nothing breaks it.
pub fn places(at: Span, all: &[Letter]) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for l in &all[at.0..at.1] {
        match out.last_mut() {
            Some(last) if l.gap < Gap::Break => last.1 = l.to,
            _ => out.push((l.from, l.to)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::letters::letters;
    use crate::plan::Plan;

    fn found(typed: &str, text: &str) -> Option<String> {
        let all = letters(text);
        let plan = Plan::of(typed);
        let way = plan.ways.iter().find_map(|w| w.iter().map(|u| fit(u, &all, Shape::Name, true)).collect::<Option<Vec<_>>>())?;
        Some(way.iter().flat_map(|f| places(f.at, &all)).map(|(a, b)| &text[a..b]).collect::<Vec<_>>().join("|"))
    }

    #[test]
    fn finds_as_people_know_it() {
        for (typed, text, marked) in [
            ("王伟", "王偉", "王偉"),
            ("伟", "王小偉", "偉"),
            ("ww", "王伟", "王伟"),
            ("wangw", "王伟", "王伟"),
            ("wangxm", "王小明", "王小明"),
            ("xiaom", "王小明", "小明"),
            ("zeng", "曾国藩", "曾"),
            ("5678", "+8613812345678", "5678"),
            ("138 1234 5678", "+8613812345678", "13812345678"),
            ("020 7946 0018", "+442079460018", "2079460018"),
            ("obrien", "O'Brien", "O'Brien"),
            ("ECLAIR", "Éclair", "Éclair"),
            ("000123", "SO-2026-000123", "000123"),
            ("so2026", "SO-2026-000123", "SO-2026"),
            ("muller jose", "José Müller", "Müller|José"),
            ("schmitd", "Anna Schmidt", "Schmidt"),
            ("买买提", "阿里木·买买提", "买买提"),
        ] {
            assert_eq!(found(typed, text).as_deref(), Some(marked), "{typed} in {text}");
        }
    }

    #[test]
    fn does_not_find_what_is_not_there() {
        for (typed, text) in
            [("王五", "王小五"), ("wangli", "王伟"), ("5679", "+8613812345678"), ("tomk", "Tim"), ("ang", "王伟")]
        {
            assert_eq!(found(typed, text), None, "{typed} in {text}");
        }
    }
}
