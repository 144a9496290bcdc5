//! How two values are compared, and to which levels.

use rapidfuzz::distance::{jaro_winkler, osa};

/// How two different values of a column are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// Equal or not.
    Exact,
    /// Names and streets: Jaro-Winkler similarity (Winkler 1990), near from 0.92, like from 0.8.
    Text,
    /// Numbers and identifiers: near when one character was mistyped, left out, added, or two neighbours were exchanged.
    Code,
    /// E-mail addresses and names of accounts: near as [`Compare::Code`], but only with the same digits, because `office1` and
    /// `office2` are two.
    Account,
    /// `YYYYMMDD`: near as [`Compare::Code`] or with day and month exchanged, like when two of year, month and day agree.
    Date,
}

/// How well two records agree in a column, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Level {
    /// One of them, or both, have no value.
    Unknown = 0,
    Same = 1,
    Near = 2,
    Like = 3,
    Other = 4,
}

impl Level {
    pub(crate) const ALL: usize = 5;
}

/// Levels of all columns in one word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern(u64);

impl Pattern {
    /// Most columns of a table.
    pub const COLUMNS: usize = 21;

    pub(crate) fn set(&mut self, column: usize, level: Level) {
        self.0 |= (level as u64) << (3 * column);
    }

    /// The level of a column.
    #[must_use]
    pub fn level(self, column: usize) -> Level {
        match (self.0 >> (3 * column)) & 7 {
            1 => Level::Same,
            2 => Level::Near,
            3 => Level::Like,
            4 => Level::Other,
            _ => Level::Unknown,
        }
    }
}

impl Compare {
    /// The level of two texts that are not equal.
    #[must_use]
    pub fn level(self, a: &str, b: &str) -> Level {
        match self {
            Compare::Exact => Level::Other,
            Compare::Text => text(a, b),
            Compare::Code if one_slip(a, b) => Level::Near,
            Compare::Account if digits(a).eq(digits(b)) && one_slip(a, b) => Level::Near,
            Compare::Code | Compare::Account => Level::Other,
            Compare::Date => date(a, b),
        }
    }
}

fn text(a: &str, b: &str) -> Level {
    let args = jaro_winkler::Args::default().score_cutoff(0.8);
    let similar = if a.is_ascii() && b.is_ascii() {
        jaro_winkler::similarity_with_args(a.bytes(), b.bytes(), &args)
    } else {
        jaro_winkler::similarity_with_args(a.chars(), b.chars(), &args)
    };
    match similar {
        Some(s) if s >= 0.92 => Level::Near,
        Some(_) => Level::Like,
        None => Level::Other,
    }
}

/// One typing error apart.
fn one_slip(a: &str, b: &str) -> bool {
    let args = osa::Args::default().score_cutoff(1);
    a.len().abs_diff(b.len()) <= 4 && osa::distance_with_args(a.chars(), b.chars(), &args).is_some()
}

fn digits(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(char::is_ascii_digit)
}

fn date(a: &str, b: &str) -> Level {
    if one_slip(a, b) {
        return Level::Near;
    }
    let parts = |t: &str| Some((t.get(..4)?.to_owned(), t.get(4..6)?.to_owned(), t.get(6..8)?.to_owned()));
    let (Some((year, month, day)), Some((y, m, d))) = (parts(a), parts(b)) else { return Level::Other };
    if year == y && month == d && day == m {
        return Level::Near;
    }
    let same = [year == y, month == m, day == d].into_iter().filter(|same| *same).count();
    if same == 2 { Level::Like } else { Level::Other }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn levels() {
        let level = |c: Compare, a, b| c.level(a, b);
        assert_eq!(level(Compare::Text, "michaela", "michela"), Level::Near);
        assert_eq!(level(Compare::Text, "欧阳娜娜", "欧阳娜"), Level::Near);
        assert_eq!(level(Compare::Text, "wang", "oconnor"), Level::Other);
        assert_eq!(level(Compare::Code, "13812345678", "13812345687"), Level::Near);
        assert_eq!(level(Compare::Code, "13812345678", "13812345600"), Level::Other);
        assert_eq!(level(Compare::Account, "anna.lee@example.com", "ana.lee@example.com"), Level::Near);
        assert_eq!(level(Compare::Account, "office1@example.com", "office2@example.com"), Level::Other);
        assert_eq!(level(Compare::Date, "19800312", "19801203"), Level::Near);
        assert_eq!(level(Compare::Date, "19800312", "19800399"), Level::Like);
        assert_eq!(level(Compare::Date, "1980", "19900101"), Level::Other);
        assert_eq!(level(Compare::Exact, "a", "b"), Level::Other);
    }

    proptest! {
        /// Whatever is compared, the order does not matter and nothing panics.
        #[test]
        fn symmetric(a in ".{0,24}", b in ".{0,24}") {
            for compare in [Compare::Exact, Compare::Text, Compare::Code, Compare::Account, Compare::Date] {
                prop_assert_eq!(compare.level(&a, &b), compare.level(&b, &a));
            }
        }
    }
}
