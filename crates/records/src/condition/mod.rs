//! Conditions made ready to run: read from a tree of field tests, checked, and evaluated by SQL or in memory.
//!
//! The meaning is written down in [`model::condition`]. [`bind`](mod@bind) turns the tree into a [`Bound`], whose values are
//! already what the columns hold: text folded, decimals scaled, days and windows as half-open ranges of whole numbers.
//! So the evaluators ([`sql`], [`memory`]) only compare, and cannot disagree about time zones, folding or rounding.
//!
//! Access is part of it: a field that the asker may not read is refused, and the rows out of sight are excluded here,
//! of related objects too.

mod area;
pub(crate) mod asker;
pub mod bind;
pub mod memory;
pub mod names;
mod scalar;
pub mod shape;
pub mod sql;
pub mod value;

pub use asker::Asker;
pub use bind::bind;
pub use sql::Sql;

use crate::facet::Facet;
use model::{Object, Str, Ts, Val};
use std::sync::Arc;

/// A condition on the records of one object, ready to be evaluated.
#[derive(Clone, Debug)]
pub struct Bound {
    pub object: Arc<Object>,
    pub root: Node,
    /// What rows in the asker's sight satisfy; empty: all are.
    pub scope: Vec<Node>,
}

impl Bound {
    /// True for every record that the asker may see.
    #[must_use]
    pub fn everything(object: Arc<Object>, asker: &Asker<'_>) -> Self {
        let scope = asker.scope_of(&object);
        Self { object, root: Node::All(Vec::new()), scope }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Test(Test),
}

impl Node {
    /// True for no record.
    #[must_use]
    pub fn never() -> Self {
        Node::Any(Vec::new())
    }
}

/// One test: of a column of the record itself, of its list values, or of either in the record one reference away.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    pub via: Option<Via>,
    pub on: On,
    pub check: Check,
}

/// The step over one reference.
#[derive(Clone, Debug)]
pub struct Via {
    /// Column of the asking object that holds the id.
    pub column: usize,
    pub object: Arc<Object>,
    /// Rows of the other object in the asker's sight; `None`: all.
    pub scope: Vec<Node>,
}

impl PartialEq for Via {
    fn eq(&self, other: &Self) -> bool {
        self.column == other.column && self.object.name() == other.object.name() && self.scope == other.scope
    }
}

/// What is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// A column, by position.
    Column(usize),
    /// The values of a list field (index of the field), which table `value` holds.
    Values(usize),
    /// What the field's values are found by besides (index of the field), which table `value` holds too.
    Facet(usize, Facet),
    /// With whom the record is shared at an instant (microseconds), to change it or to read it at least. Nothing of it is in the
    /// record, so it is false in memory.
    Shared { change: bool, at: i64 },
}

/// How it is tested, against stored values.
#[derive(Clone, Debug, PartialEq)]
pub enum Check {
    Empty,
    Present,
    In(Vec<Val>),
    /// Half-open; `None` is no bound.
    Range {
        from: Option<i64>,
        to: Option<i64>,
    },
    /// Folded text.
    Contains(String),
    StartsWith(String),
    /// The customer whose id it is agreed to one of these purposes (none: to whatever is done for them) at that instant, and is not
    /// restricted where `restricted` says that somebody can be; nobody's passes.
    Agreed {
        purposes: Vec<Str>,
        at: Ts,
        restricted: bool,
    },
}

/// The smallest text that is greater than every text beginning with `prefix`, in the order of code points (which is the
/// order of bytes in both databases). `None` when there is none.
#[must_use]
pub fn after_prefix(prefix: &str) -> Option<String> {
    let mut chars: Vec<char> = prefix.chars().collect();
    while let Some(last) = chars.pop() {
        let next = match last {
            char::MAX => continue,
            '\u{d7ff}' => '\u{e000}',
            c => char::from_u32(u32::from(c) + 1).unwrap_or(char::MAX),
        };
        chars.push(next);
        return Some(chars.into_iter().collect());
    }
    None
}

#[cfg(test)]
pub(crate) mod tests;
