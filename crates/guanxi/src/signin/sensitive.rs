//! Which fields are closed to those without the right to sensitive ones: those marked so, and whatever is computed from them.

use model::def::{FieldDef, FieldKind, RollUp, RollUpFunction, Sensitivity};
use records::Catalog;
use std::collections::HashSet;

/// `(object, field)` of every closed field.
#[must_use]
pub fn fields(catalog: &Catalog) -> HashSet<(String, String)> {
    let mut closed = HashSet::new();
    loop {
        let before = closed.len();
        for object in catalog.iter() {
            for field in object.fields.iter() {
                if tells(object.name(), field, &closed) {
                    closed.insert((object.name().to_owned(), field.name.to_string()));
                }
            }
        }
        if closed.len() == before {
            return closed;
        }
    }
}

/// Whether the field is sensitive itself or computed from one that is closed.
fn tells(object: &str, field: &FieldDef, closed: &HashSet<(String, String)>) -> bool {
    let is_closed = |object: &str, field: &str| closed.contains(&(object.to_owned(), field.to_owned()));
    match &field.kind {
        _ if field.sensitivity == Sensitivity::Sensitive => true,
        FieldKind::Formula { expr, .. } => words(expr).any(|word| is_closed(object, word)),
        FieldKind::RollUp(rollup) => gathered(rollup).any(|name| is_closed(&rollup.object, name)),
        _ => false,
    }
}

/// Everything in an expression that may name a field.
fn words(expression: &str) -> impl Iterator<Item = &str> {
    expression.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|w| !w.is_empty())
}

/// Fields of the gathered records that a roll-up tells something of.
fn gathered(rollup: &RollUp) -> impl Iterator<Item = &str> {
    let by = match &rollup.function {
        RollUpFunction::First { by } | RollUpFunction::Last { by } => Some(&**by),
        _ => None,
    };
    let only = rollup.only.as_ref().map(|(field, _)| &**field);
    [Some(&*rollup.of), Some(&*rollup.via), by, only].into_iter().flatten()
}
