//! Settling: the open deltas of a transaction become values of the parents.

use super::delta::Delta;
use super::feed::{Feed, Function};
use crate::door::ready::put_formula;
use crate::log::LogRow;
use crate::prepared::Prepared;
use crate::writer::Writer;
use crate::{Error, Result};
use model::object::{Object, col};
use model::{Id, Record, Val};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Parents read and written at a time.
const CHUNK: usize = 1_000;
/// Rounds after which circular references are given up.
const MAX_ROUNDS: usize = 1_000;

/// Settles everything that is open, including what settling itself changes further up.
///
/// # Errors
/// `Broken` when references go in a circle and the sums never come to rest.
pub(crate) async fn settle(w: &mut Writer<'_>) -> Result<()> {
    let mut rounds = 0;
    while let Some(((_, place), parents)) = w.deltas.pop() {
        rounds += 1;
        let prepared = w.catalog.at(place)?.clone();
        if rounds > MAX_ROUNDS {
            let object = prepared.object.name();
            return Err(Error::Broken(format!("the roll-ups of {object} run in a circle; break the circle of references")));
        }
        for chunk in parents.chunks(CHUNK) {
            parents_of_one(w, &prepared, chunk).await?;
        }
    }
    Ok(())
}

/// Settles parents of one object, given in the order of their ids. Returns how many of them changed.
pub(crate) async fn parents_of_one(w: &mut Writer<'_>, p: &Arc<Prepared>, parents: &[(Id, Delta)]) -> Result<usize> {
    let before = read(w, p, parents).await?;
    let mut after = before.clone();
    let mut asked: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
    for (i, record) in after.iter_mut().enumerate() {
        let Ok(at) = parents.binary_search_by_key(&record.id(), |(id, _)| *id) else { continue };
        let columns = parents[at].1.apply(record);
        if !columns.is_empty() {
            asked.entry(columns).or_default().push(i);
        }
    }
    for (columns, places) in asked {
        again(w, p, &columns, &mut after, &places).await?;
    }
    let mut changes = Vec::with_capacity(after.len());
    for (before, mut after) in before.into_iter().zip(after) {
        for f in &p.formulas {
            put_formula(f, &mut after);
        }
        if after.vals != before.vals {
            after.vals[col::REV] = Val::Int(before.rev() + 1);
            changes.push((before, after));
        }
    }
    write(w, p, &changes).await?;
    for (before, after) in &changes {
        w.note(p, Some(before), Some(after));
    }
    log(w, p, &changes);
    Ok(changes.len())
}

/// Reads and locks the parents, in the order of their ids.
async fn read(w: &mut Writer<'_>, p: &Prepared, parents: &[(Id, Delta)]) -> Result<Vec<Record>> {
    let dialect = w.tx.dialect();
    let (name, columns) = (p.object.name(), &p.sql.settled);
    let rows = if let [(id, _)] = parents {
        let sql = format!("select {columns} from @{name} where id = $1{}", dialect.for_update());
        w.tx.all(&sql, &[Val::Id(*id)]).await?
    } else {
        let ids: Vec<Id> = parents.iter().map(|(id, _)| *id).collect();
        let ids = serde_json::to_string(&ids).map_err(|e| Error::Broken(e.to_string()))?;
        w.tx.all(&dialect.rows_by_ids(name, columns, "", true), &[Val::Text(ids)]).await?
    };
    let record = |row: store::Row| {
        let mut r = Record::empty(p.object.clone());
        for (column, val) in p.settled.iter().zip(row.into_vals()) {
            r.vals[*column] = val;
        }
        r
    };
    Ok(rows.into_iter().map(record).collect())
}

/// Writes the columns that changed in any of the parents.
async fn write(w: &mut Writer<'_>, p: &Prepared, changes: &[(Record, Record)]) -> Result<()> {
    let mut columns = BTreeSet::new();
    for (before, after) in changes {
        columns.extend(p.settled.iter().copied().filter(|c| before.vals[*c] != after.vals[*c]));
    }
    if columns.is_empty() {
        return Ok(());
    }
    let sets: Vec<String> =
        columns.iter().enumerate().map(|(i, c)| format!("\"{}\" = ${}", p.object.columns[*c].name, i + 2)).collect();
    let sql = format!("update @{} set {} where id = $1", p.object.name(), sets.join(", "));
    let params = |after: &Record| {
        let mut all = vec![Val::Id(after.id())];
        all.extend(columns.iter().map(|c| after.vals[*c].clone()));
        all
    };
    if let [(_, after)] = changes {
        w.tx.run(&sql, &params(after)).await?;
    } else {
        let rows: Vec<Vec<Val>> = changes.iter().map(|(_, after)| params(after)).collect();
        w.tx.run_many(&sql, &rows).await?;
    }
    Ok(())
}

/// The feed must tell of the new revisions: a row each for few, one row for many.
fn log(w: &mut Writer<'_>, p: &Prepared, changes: &[(Record, Record)]) {
    const FEW: usize = 16;
    let object = p.object.name();
    if changes.len() <= FEW {
        for (_, after) in changes {
            w.log(LogRow::of("derive", object, Some(after.id()), after.rev(), None));
        }
        return;
    }
    let ids: Vec<Id> = changes.iter().map(|(_, after)| after.id()).collect();
    let rev = changes.iter().map(|(_, after)| after.rev()).max().unwrap_or(0);
    w.log(LogRow::many("derive", object, rev, &ids));
}

/// Feeds of one object that one query answers.
type Gathered<'a> = (&'a Arc<Prepared>, Vec<&'a Feed>);

/// Reads roll-ups of some parents (`places` in `parents`) from the records by the index on their reference, and puts them
/// there; those that gather the same records with one query a parent. `targets` are columns.
async fn again(w: &mut Writer<'_>, p: &Prepared, targets: &[usize], parents: &mut [Record], places: &[usize]) -> Result<()> {
    let catalog = w.catalog.clone();
    let mut groups: Vec<Gathered<'_>> = Vec::new();
    for target in targets {
        let Some((child, feed)) = catalog.feed_of(p.object.name(), *target) else {
            return Err(Error::Broken(format!("{} has no roll-up in column {target}", p.object.name())));
        };
        let same = |(c, feeds): &&mut Gathered<'_>| {
            Arc::ptr_eq(c, child)
                && feeds.iter().all(|f| f.via == feed.via && f.only == feed.only && !f.picks_one() && !feed.picks_one())
        };
        match groups.iter_mut().find(same) {
            Some((_, feeds)) => feeds.push(feed),
            None => groups.push((child, vec![feed])),
        }
    }
    for (child, feeds) in groups {
        let (sql, rest) = query(&child.object, &feeds);
        let params = |i: &usize| std::iter::once(Val::Id(parents[*i].id())).chain(rest.iter().cloned()).collect();
        let params: Vec<Vec<Val>> = places.iter().map(params).collect();
        for (i, rows) in places.iter().zip(w.tx.all_many(&sql, &params).await?) {
            let mut row = rows.into_iter().next().unwrap_or_default();
            for (column, feed) in feeds.iter().enumerate() {
                let value = row.take(column);
                parents[*i].vals[feed.target] = match feed.function {
                    Function::Count | Function::Sum if value.is_null() => Val::Int(0),
                    Function::Count => value,
                    _ => feed.scaled(value),
                };
            }
        }
    }
    Ok(())
}

/// One select for feeds with the same reference and filter, and its parameters from `$2` on; `$1` is the parent.
fn query(child: &Object, feeds: &[&Feed]) -> (String, Vec<Val>) {
    let name = |c: usize| format!("\"{}\"", child.columns[c].name);
    let mut tail = String::new();
    let mut what = Vec::with_capacity(feeds.len());
    for feed in feeds {
        let of = feed.of.map_or_else(|| "1".to_owned(), name);
        what.push(match feed.function {
            Function::Count => "count(*)".to_owned(),
            Function::Sum => format!("cast(sum({of}) as bigint)"),
            Function::Min => format!("min({of})"),
            Function::Max => format!("max({of})"),
            Function::First(by) => {
                tail = format!(" and {0} is not null order by {0}, id limit 1", name(by));
                of
            }
            Function::Last(by) => {
                tail = format!(" and {0} is not null order by {0} desc, id desc limit 1", name(by));
                of
            }
        });
    }
    let Some(first) = feeds.first() else { return (String::new(), Vec::new()) };
    let (filter, params) = filter(child, first, "", 2);
    (format!("select {} from @{} where {} = $1{filter}{tail}", what.join(", "), child.name(), name(first.via)), params)
}

/// Which children count: ` and deleted_at is null and ...`, parameters from number `from` on.
pub(crate) fn filter(child: &Object, feed: &Feed, alias: &str, from: usize) -> (String, Vec<Val>) {
    let mut sql = format!(" and {alias}deleted_at is null");
    let mut params = Vec::new();
    if let Some((column, values)) = &feed.only {
        let places: Vec<String> = (0..values.len()).map(|i| format!("${}", from + i)).collect();
        let test = if places.is_empty() {
            "1 = 0".to_owned()
        } else {
            format!("{alias}\"{}\" in ({})", child.columns[*column].name, places.join(", "))
        };
        sql.push_str(&format!(" and {test}"));
        params.extend(values.iter().cloned());
    }
    (sql, params)
}
