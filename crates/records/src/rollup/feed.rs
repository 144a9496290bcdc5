//! Who gathers what from whom: the roll-ups of a catalogue seen from the records that feed them.

use crate::json::Shape;
use crate::prepared::stored_values;
use crate::{Error, Result};
use model::def::{FieldKind, RollUp, RollUpFunction};
use model::object::{Object, Part, col};
use model::{Id, Record, Val};
use std::collections::HashMap;
use std::sync::Arc;

/// One roll-up of a parent, as the object of the gathered records sees it. All columns but `target` are its own.
#[derive(Debug, Clone)]
pub struct Feed {
    pub parent: String,
    /// Rank and place of the parent's object.
    pub at: super::delta::At,
    /// Column of the parent that holds the roll-up.
    pub target: usize,
    pub via: usize,
    pub function: Function,
    /// Column gathered.
    pub of: Option<usize>,
    /// Digits to add to make the gathered value fit the roll-up's scale.
    pub factor: i64,
    pub only: Option<(usize, Vec<Val>)>,
    pub lazy: bool,
}

/// How a roll-up is kept right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    Count,
    Sum,
    Min,
    Max,
    /// Read again by index whenever something changes; the column that orders.
    First(usize),
    Last(usize),
}

/// What one record adds to one roll-up of its parent.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    pub parent: Id,
    pub value: Val,
    /// What orders it among its siblings, for first and last.
    pub by: Val,
}

impl Feed {
    /// Takes its value from one record, the first or the last.
    pub(super) fn picks_one(&self) -> bool {
        matches!(self.function, Function::First(_) | Function::Last(_))
    }

    /// What the record adds; nothing when it is deleted, has no parent or is not among those that count.
    #[must_use]
    pub fn share(&self, record: &Record) -> Option<Share> {
        if !record.vals[col::DELETED_AT].is_null() {
            return None;
        }
        let parent = record.vals[self.via].id()?;
        if let Some((column, values)) = &self.only
            && !values.contains(&record.vals[*column])
        {
            return None;
        }
        let value = match self.of {
            None => Val::Int(1),
            Some(c) => self.scaled(record.vals[c].clone()),
        };
        if value.is_null() && !matches!(self.function, Function::First(_) | Function::Last(_)) {
            return None;
        }
        let by = match self.function {
            Function::First(c) | Function::Last(c) => record.vals[c].clone(),
            _ => Val::Null,
        };
        Some(Share { parent, value, by })
    }

    pub(crate) fn scaled(&self, value: Val) -> Val {
        match value {
            Val::Int(i) => Val::Int(i.saturating_mul(self.factor)),
            other => other,
        }
    }

    /// The columns that decide what a record adds.
    pub fn columns(&self) -> impl Iterator<Item = usize> {
        let by = match self.function {
            Function::First(c) | Function::Last(c) => Some(c),
            _ => None,
        };
        [Some(self.via), self.of, by, self.only.as_ref().map(|o| o.0)].into_iter().flatten()
    }
}

/// All feeds, by the object of the gathered records.
///
/// # Errors
/// `Invalid` naming the roll-up that makes no sense.
pub fn all(objects: &HashMap<String, Arc<Object>>, order: &[String]) -> Result<HashMap<String, Vec<Feed>>> {
    let mut feeds: HashMap<String, Vec<Feed>> = HashMap::new();
    for parent in order.iter().filter_map(|n| objects.get(n)) {
        for (i, f) in parent.fields.iter().enumerate() {
            let FieldKind::RollUp(r) = &f.kind else { continue };
            let feed = one(objects, parent, i, r)
                .map_err(|m| Error::field(format!("{}.{}", parent.name(), f.name), "bad_roll_up", m))?;
            feeds.entry(r.object.to_string()).or_default().push(feed);
        }
    }
    let ranks = ranks(order, &feeds);
    for feed in feeds.values_mut().flatten() {
        let place = order.iter().position(|n| *n == feed.parent).unwrap_or(0);
        feed.at = (ranks.get(&feed.parent).copied().unwrap_or(0), place);
    }
    Ok(feeds)
}

fn one(objects: &HashMap<String, Arc<Object>>, parent: &Object, field: usize, r: &RollUp) -> Result<Feed, String> {
    let child = objects.get(&*r.object).ok_or_else(|| format!("there is no object `{}`", r.object))?;
    let find = |name: &str| child.field_index(name).ok_or_else(|| format!("`{}` has no field `{name}`", r.object));
    let via = find(&r.via)?;
    match &child.fields[via].kind {
        FieldKind::Reference { object, .. } if object == parent.name() && !child.fields[via].multi => {}
        _ => return Err(format!("`{}` of `{}` is no reference to `{}`", r.via, r.object, parent.name())),
    }
    let value = |i: usize| child.part_of(i, Part::Base).unwrap_or_else(|| child.column_of(i));
    let function = match &r.function {
        RollUpFunction::Count => Function::Count,
        RollUpFunction::Sum => Function::Sum,
        RollUpFunction::Min => Function::Min,
        RollUpFunction::Max => Function::Max,
        RollUpFunction::First { by } => Function::First(value(find(by)?)),
        RollUpFunction::Last { by } => Function::Last(value(find(by)?)),
    };
    let of = if function == Function::Count { None } else { Some(find(&r.of)?) };
    let factor = of.map_or(Ok(1), |of| factor(child, of, parent, field))?;
    let only = match &r.only {
        None => None,
        Some((name, values)) => {
            let i = find(name)?;
            Some((child.column_of(i), stored_values(&child.fields[i].kind, values)))
        }
    };
    Ok(Feed {
        parent: parent.name().to_owned(),
        at: (0, 0),
        target: parent.column_of(field),
        via: child.column_of(via),
        function,
        of: of.map(value),
        factor,
        only,
        lazy: r.lazy,
    })
}

/// By what a gathered value is multiplied to have the roll-up's scale.
fn factor(child: &Object, of: usize, parent: &Object, field: usize) -> Result<i64, String> {
    let digits = |s: Shape| match s {
        Shape::Integer | Shape::Boolean => Some(0),
        Shape::Decimal(d) => Some(u32::from(d)),
        _ => None,
    };
    let (from, to) = (Shape::of(&child.fields[of]), Shape::of(&parent.fields[field]));
    match (digits(from), digits(to)) {
        (Some(f), Some(t)) if t >= f => Ok(10_i64.pow(t - f)),
        _ if from == to || (from == Shape::Money && to == Shape::HomeMoney) => Ok(1),
        _ => Err(format!("cannot gather {from:?} into {to:?}")),
    }
}

/// Objects in an order in which gathered ones come before those that gather. Objects in a circle keep their order.
#[must_use]
pub fn ranks(order: &[String], feeds: &HashMap<String, Vec<Feed>>) -> HashMap<String, usize> {
    let mut rank: HashMap<String, usize> = order.iter().map(|n| (n.clone(), 0)).collect();
    for _ in 0..order.len() {
        let mut moved = false;
        for (child, list) in feeds {
            let at = rank.get(child).copied().unwrap_or(0);
            for f in list.iter().filter(|f| f.parent != *child) {
                if let Some(p) = rank.get_mut(&f.parent)
                    && *p <= at
                {
                    *p = at + 1;
                    moved = true;
                }
            }
        }
        if !moved {
            break;
        }
    }
    rank
}
