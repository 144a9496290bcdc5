//! What of a list that somebody has kept can still be asked: definitions change, and not everybody may read every field.

use super::Sort;
use super::order::Order;
use super::prepare::projection;
use super::summary::group_field;
use crate::access::Act;
use crate::condition::{Asker, bind};
use crate::{Access, Catalog, Error, Result};
use model::object::Object;
use model::{Condition, Ts};
use std::sync::Arc;

/// A list as somebody has kept it.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub filter: Option<Condition>,
    pub sort: Vec<Sort>,
    /// Names of columns, in order.
    pub fields: Vec<String>,
    /// The field by which it is grouped.
    pub group: Option<String>,
    /// Fields that its layout goes by. Words that name none are left to whoever lays it out.
    pub layout: Vec<String>,
}

/// Where in a list something was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Filter,
    Sort,
    Columns,
    Group,
    Layout,
}

/// Something of a list that cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    pub part: Part,
    /// The field, as its path; none when it is closed to the asker.
    pub field: Option<String>,
}

/// Takes out of a list what the asker cannot ask: fields that are gone or closed to them. Of a condition each part goes whole that
/// must hold beside others, so that what is left shows more, never something else.
///
/// # Errors
/// `NotFound` for an unknown object, `Forbidden` for one that the asker may not read.
pub fn usable(catalog: &Catalog, access: &Access, object: &str, wanted: &Wanted, now: Ts) -> Result<(Wanted, Vec<Dropped>)> {
    let object = catalog.object(object)?;
    access.require_on(Act::Read, object.name())?;
    let asker = Asker { catalog, access, now };
    let mut dropped = Vec::new();
    let filter = wanted.filter.as_ref().map(|f| filter(f, object, &asker, &mut dropped));
    let mut sort = wanted.sort.clone();
    sort.retain(|s| {
        let order = Order::new(object, std::slice::from_ref(s), false, access);
        kept(order, Part::Sort, &s.field, &mut dropped)
    });
    let mut fields = wanted.fields.clone();
    fields.retain(|f| kept(projection(object, Some(std::slice::from_ref(f)), access), Part::Columns, f, &mut dropped));
    let group = wanted.group.clone().filter(|g| kept(group_field(object, g, access), Part::Group, g, &mut dropped));
    let mut layout = wanted.layout.clone();
    layout.retain(|f| {
        object.field(f).is_none()
            || kept(projection(object, Some(std::slice::from_ref(f)), access), Part::Layout, f, &mut dropped)
    });
    Ok((Wanted { filter, sort, fields, group, layout }, dropped))
}

fn filter(condition: &Condition, object: &Arc<Object>, asker: &Asker<'_>, dropped: &mut Vec<Dropped>) -> Condition {
    let parts = match condition {
        Condition::All(list) => list.as_slice(),
        other => std::slice::from_ref(other),
    };
    let fits = |part: &&Condition| bind(part, object, asker).is_ok();
    let (good, bad): (Vec<&Condition>, Vec<&Condition>) = parts.iter().partition(fits);
    for part in bad {
        let before = dropped.len();
        tests(part, &mut |test, path| {
            kept(bind(test, object, asker), Part::Filter, path, dropped);
        });
        if dropped.len() == before {
            // Each test is good alone: there are too many of them.
            dropped.push(Dropped { part: Part::Filter, field: None });
        }
    }
    match good.as_slice() {
        [one] => (*one).clone(),
        _ => Condition::All(good.into_iter().cloned().collect()),
    }
}

/// Each test of a condition with its path.
fn tests(condition: &Condition, each: &mut impl FnMut(&Condition, &str)) {
    match condition {
        Condition::All(list) | Condition::Any(list) => list.iter().for_each(|c| tests(c, each)),
        Condition::Not(inner) => tests(inner, each),
        Condition::Field(test) => each(condition, &test.path.to_string()),
    }
}

fn kept<T>(tried: Result<T>, part: Part, field: &str, dropped: &mut Vec<Dropped>) -> bool {
    let field = match tried {
        Ok(_) => return true,
        Err(Error::Forbidden { .. }) => None,
        Err(_) => Some(field.to_owned()),
    };
    let one = Dropped { part, field };
    if !dropped.contains(&one) {
        dropped.push(one);
    }
    false
}
