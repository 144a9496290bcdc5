//! Conditions on one record in memory: filters of roll-ups, reactions.

use super::{Bound, Check, Node, On, Test, Via};
use crate::condition::shape::stored_values;
use model::{Record, Val};

/// Finds the record that a reference points to. `None` when it is deleted or does not exist.
pub type Related<'a> = dyn Fn(&Via, model::Id) -> Option<Record> + 'a;

impl Bound {
    /// Whether the record satisfies the condition and is in the asker's sight.
    #[must_use]
    pub fn holds(&self, record: &Record, related: &Related<'_>) -> bool {
        self.scope.iter().all(|s| node_holds(s, record, related)) && node_holds(&self.root, record, related)
    }
}

fn node_holds(node: &Node, record: &Record, related: &Related<'_>) -> bool {
    match node {
        Node::All(nodes) => nodes.iter().all(|n| node_holds(n, record, related)),
        Node::Any(nodes) => nodes.iter().any(|n| node_holds(n, record, related)),
        Node::Not(inner) => !node_holds(inner, record, related),
        Node::Test(test) => test_holds(test, record, related),
    }
}

fn test_holds(test: &Test, record: &Record, related: &Related<'_>) -> bool {
    let Some(via) = &test.via else { return here(test.on, &test.check, record) };
    let other = record.vals[via.column]
        .id()
        .and_then(|id| related(via, id))
        .filter(|r| via.scope.iter().all(|s| node_holds(s, r, related)));
    match other {
        Some(r) => here(test.on, &test.check, &r),
        None => test.check == Check::Empty,
    }
}

fn here(on: On, check: &Check, record: &Record) -> bool {
    match on {
        On::Column(c) => value_holds(&record.vals[c], check),
        On::Values(field) => any_holds(&stored_values(record, field), check),
        On::Facet(field, facet) => {
            let entries: Vec<Val> = facet.entries(record, field).into_iter().map(Val::Text).collect();
            any_holds(&entries, check)
        }
        On::Shared { .. } => false,
    }
}

fn any_holds(values: &[Val], check: &Check) -> bool {
    match check {
        Check::Empty => values.is_empty(),
        _ => values.iter().any(|v| value_holds(v, check)),
    }
}

fn value_holds(val: &Val, check: &Check) -> bool {
    match check {
        Check::Empty => val.is_null(),
        Check::Present => !val.is_null(),
        Check::In(list) => !val.is_null() && list.contains(val),
        Check::Range { from, to } => val.int().is_some_and(|i| from.is_none_or(|f| i >= f) && to.is_none_or(|t| i < t)),
        Check::Contains(part) => val.text().is_some_and(|t| t.contains(part.as_str())),
        // Whoever agreed stands in the database; here nobody is known to.
        Check::Agreed { .. } => val.is_null(),
        Check::StartsWith(prefix) => val.text().is_some_and(|t| t.starts_with(prefix.as_str())),
    }
}
