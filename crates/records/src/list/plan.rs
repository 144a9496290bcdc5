//! Which index drives a list.
//!
//! A list of 50 is fast in two ways: follow the index of its order and leave out what does not match, or fetch the few rows
//! that a selective test finds and sort them. The first reads `50 x rows / matches` rows, the second `matches`; they meet at
//! `sqrt(50 x rows)`. The databases guess which is better from averages that know neither the value asked for nor how values
//! go together; so the engine counts, up to that bound, what each indexed test finds. That costs some ten microseconds and
//! keeps the worst page near the mean, however large the table. Where tests find much, an index that begins with their columns and
//! ends with the order is followed, if the object declares one.

use crate::Result;
use crate::condition::sql::entry_id;
use crate::condition::{Check, Node, On, Sql, Test};
use crate::list::order::Order;
use model::Ts;
use model::def::FieldKind;
use model::object::{Object, col};
use parking_lot::Mutex;
use std::collections::HashMap;
use store::{Scan, Tenant};

/// What finds the rows of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Drive {
    /// The index of the order; conditions are tested row by row.
    Order,
    /// The condition of this number, by its own index; the rows found are sorted.
    Condition(usize),
    /// The index of the order that begins with the columns of these conditions (a bit each), which ask for one value.
    Along(u64),
    /// The condition of this number, which leaves the records of some teams and those shared: those of each team, by the index of
    /// team and order, and those shared are merged.
    Teams(usize),
    /// Left to the database.
    Open,
}

/// Rows of a page for which the bound is computed.
const PAGE: i64 = 50;
/// Fewer matches than this are always fetched and sorted; more than the second are never.
const BOUNDS: (i64, i64) = (200, 5_000);
/// Tables are not counted further than this.
const LARGE: i64 = BOUNDS.1 * BOUNDS.1 / PAGE;
/// How long a table's size is believed, microseconds.
const BELIEVED: i64 = 600_000_000;

/// Sizes of the tenant's tables, as far as they matter here.
#[derive(Default)]
struct Sizes(Mutex<HashMap<String, (i64, Ts)>>);

/// Chooses what drives a list of `object` with these conditions.
///
/// # Errors
/// Those of the database.
pub(crate) async fn choose(tenant: &Tenant, object: &Object, conditions: &[Node], order: &Order, scan: Scan) -> Result<Drive> {
    let fallback = if order_has_index(object, order) { Drive::Order } else { Drive::Open };
    let teams = teams(object, conditions, order);
    let fallback = match teams {
        Some(i) if i < 64 && is_one_team(&conditions[i]) => Drive::Along(1 << i),
        Some(i) => Drive::Teams(i),
        None => fallback,
    };
    let candidate = |i: &usize| Some(*i) != teams && tests_of(object, &conditions[*i]).is_some();
    let candidates: Vec<usize> = (0..conditions.len()).filter(candidate).collect();
    if candidates.is_empty() {
        return Ok(fallback);
    }
    if let Some(one) = candidates.iter().find(|i| finds_one(object, &conditions[**i])) {
        return Ok(Drive::Condition(*one));
    }
    let bound = bound(size(tenant, object, scan).await?);
    let mut sql = Sql::new(tenant.dialect());
    let mut groups = Vec::with_capacity(candidates.len());
    for i in &candidates {
        let tests = tests_of(object, &conditions[*i]).unwrap_or_default();
        let counts = tests.iter().map(|t| write_counts(&mut sql, object, t, bound)).sum::<usize>();
        groups.push((*i, counts));
    }
    let row = tenant.scan(&sql.text, &sql.params, scan).await?.into_iter().next().unwrap_or_default();
    let mut best: Option<(i64, usize)> = None;
    let mut at = 0;
    for (i, counts) in groups {
        let found: Vec<i64> = (at..at + counts).map(|c| row.opt_int(c).unwrap_or(bound)).collect();
        at += counts;
        let total: i64 = found.iter().sum();
        if found.iter().all(|n| *n < bound) && total < bound && best.is_none_or(|(n, _)| total < n) {
            best = Some((total, i));
        }
    }
    Ok(best.map_or_else(|| along(object, conditions, order).unwrap_or(fallback), |(_, i)| Drive::Condition(i)))
}

/// The declared index that covers most conditions and then gives the order. It matters where a value goes together with the
/// order: customers in China, by name, all come behind those with Latin names.
fn along(object: &Object, conditions: &[Node], order: &Order) -> Option<Drive> {
    let asks = |column: usize| {
        conditions.iter().take(64).position(|n| match n {
            Node::Test(Test { via: None, on: On::Column(c), check: Check::In(vals) }) => *c == column && vals.len() == 1,
            _ => false,
        })
    };
    let desc = order.keys.first()?.desc;
    if order.keys.iter().any(|k| k.desc != desc) {
        return None;
    }
    // The id is the last column of every index.
    let keys: Vec<usize> = order.keys.iter().map(|k| k.column).filter(|c| *c != col::ID).collect();
    let covered = |index: &model::List<model::Str>| {
        let columns: Vec<usize> =
            index.iter().filter_map(|f| object.field_index(f)).map(|f| crate::ddl::order_column(object, f)).collect();
        let leading = columns.strip_suffix(keys.as_slice()).filter(|l| !l.is_empty())?;
        let bits = leading.iter().map(|c| asks(*c).map(|i| 1_u64 << i)).collect::<Option<Vec<u64>>>()?;
        Some(bits.into_iter().fold(0, |all, b| all | b))
    };
    let best = object.def.indexes.iter().filter_map(covered).max_by_key(|bits| bits.count_ones())?;
    Some(Drive::Along(best))
}

/// Most teams whose first records are merged; where there are more, following the order meets one of them soon enough.
const TEAMS: usize = 64;

/// The condition that leaves the records of a few teams, where the index of team and usual order gives the order of the list.
fn teams(object: &Object, conditions: &[Node], order: &Order) -> Option<usize> {
    let team = object.column_of(object.field_index("owner_team").filter(|_| object.def.owned)?);
    let sort = object.def.sort.trim_start_matches('-');
    let usual = object.field_index(sort).map(|f| crate::ddl::order_column(object, f)).filter(|c| *c != col::ID);
    let keys = order.keys.iter().map(|k| k.column).filter(|c| *c != col::ID);
    let desc = order.keys.first()?.desc;
    if !keys.eq(usual) || order.keys.iter().any(|k| k.desc != desc) {
        return None;
    }
    conditions.iter().position(|n| match of_teams(n) {
        Some((Test { via: None, on: On::Column(c), check: Check::In(vals) }, _)) => {
            *c == team && !vals.is_empty() && vals.len() <= TEAMS
        }
        _ => false,
    })
}

fn is_one_team(node: &Node) -> bool {
    matches!(of_teams(node), Some((Test { check: Check::In(teams), .. }, None)) if teams.len() == 1)
}

/// The test of a condition that leaves the records of some teams, and the test of those shared where these are left too.
pub(crate) fn of_teams(node: &Node) -> Option<(&Test, Option<&Test>)> {
    match node {
        Node::Test(teams) => Some((teams, None)),
        Node::Any(either) => match either.as_slice() {
            [Node::Test(teams), Node::Test(shared @ Test { via: None, on: On::Shared { .. }, .. })] => {
                Some((teams, Some(shared)))
            }
            _ => None,
        },
        _ => None,
    }
}

/// The number of matches at which both ways cost the same.
fn bound(rows: i64) -> i64 {
    (PAGE * rows).isqrt().clamp(BOUNDS.0, BOUNDS.1)
}

async fn size(tenant: &Tenant, object: &Object, scan: Scan) -> Result<i64> {
    let sizes = tenant.extension(Sizes::default);
    let now = tenant.clock().now();
    let known = sizes.0.lock().get(object.name()).copied();
    if let Some((rows, at)) = known
        && now.0.saturating_sub(at.0) < BELIEVED
    {
        return Ok(rows);
    }
    let sql = format!("select count(*) from (select 1 from @{} limit {LARGE}) t", object.name());
    let rows = tenant.scan(&sql, &[], scan).await?.first().and_then(|r| r.opt_int(0)).unwrap_or(0);
    sizes.0.lock().insert(object.name().to_owned(), (rows, now));
    Ok(rows)
}

/// The tests of a condition that an index can find: itself, or every alternative of an `any`.
pub(crate) fn tests_of<'a>(object: &Object, node: &'a Node) -> Option<Vec<&'a Test>> {
    match node {
        Node::Test(t) if indexed(object, t) => Some(vec![t]),
        Node::Any(nodes) if !nodes.is_empty() && nodes.len() <= 24 => {
            let tests = nodes.iter().map(|n| if let Node::Test(t) = n { Some(t) } else { None });
            tests.map(|t| t.filter(|t| indexed(object, t))).collect()
        }
        _ => None,
    }
}

fn indexed(object: &Object, test: &Test) -> bool {
    let findable = match &test.check {
        Check::In(vals) => vals.len() <= 200,
        Check::Range { from, to } => from.is_some() || to.is_some(),
        Check::StartsWith(_) => true,
        Check::Empty | Check::Present | Check::Contains(_) | Check::Agreed { .. } => false,
    };
    let there = |object: &Object| match test.on {
        On::Values(_) | On::Facet(..) | On::Shared { .. } => true,
        On::Column(c) => leads_index(object, c),
    };
    findable
        && match &test.via {
            None => there(object),
            Some(via) => leads_index(object, via.column) && there(&via.object),
        }
}

/// Whether an index begins with this column; as `ddl` makes them.
pub(crate) fn leads_index(object: &Object, column: usize) -> bool {
    // The recycle bin has an index by when things were thrown into it; elsewhere nobody asks for that.
    if matches!(column, col::ID | col::DELETED_AT) {
        return true;
    }
    let field = object.columns[column].field;
    if crate::ddl::order_column(object, field) != column {
        return false;
    }
    let def = &object.fields[field];
    let name = &def.name;
    !def.multi
        && (def.indexed
            || def.unique
            || matches!(def.kind, FieldKind::Reference { .. } | FieldKind::AutoNumber { .. })
            || object.def.sort.trim_start_matches('-') == name
            || object.def.indexes.iter().any(|l| l.first() == Some(name))
            || object.def.unique.iter().any(|k| k.fields.first() == Some(name))
            || (object.def.owned && matches!(name.as_ref(), "owner" | "owner_team")))
}

fn finds_one(object: &Object, node: &Node) -> bool {
    let Node::Test(Test { via: None, on: On::Column(c), check: Check::In(vals) }) = node else { return false };
    let def = &object.fields[object.columns[*c].field];
    let unique = *c == col::ID || def.unique || matches!(def.kind, FieldKind::AutoNumber { .. });
    unique && vals.len() <= 20
}

fn order_has_index(object: &Object, order: &Order) -> bool {
    order.keys.first().is_some_and(|k| leads_index(object, k.column))
}

/// Writes counts of what a test finds, none further than `bound`; one column, or two when it steps over a reference.
fn write_counts(sql: &mut Sql, object: &Object, test: &Test, bound: i64) -> usize {
    let limit = format!(" limit {bound}) c)");
    let count = |sql: &mut Sql, object: &Object, test: &Test| {
        sql.push(if sql.text.is_empty() { "select " } else { ", " });
        sql.push("(select count(*) from (select 1 from ").entries(object, test).push(&limit);
    };
    let Some(via) = &test.via else {
        count(sql, object, test);
        return 1;
    };
    let inner = Test { via: None, ..test.clone() };
    count(sql, &via.object, &inner);
    sql.push(", (select count(*) from (select 1 from @").push(object.name()).push(" t where ");
    sql.column("t", &object.columns[via.column].name).push(" in (select ").push(entry_id(inner.on)).push(" from ");
    sql.entries(&via.object, &inner).push(&format!(" limit {bound})")).push(&limit);
    2
}
