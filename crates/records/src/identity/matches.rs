//! Matches follow from what is stored: two records that have an identifier are a pair in the list of duplicates, until
//! somebody decides, or one of them has it no more.

use super::keys::{self, Key};
use super::{Holder, Part, shared};
use crate::duplicates::{Origin, Pair, drop_group, lock_list, put_pair, shown, tell_pair};
use crate::prepared::Prepared;
use crate::{Error, Result, Writer};
use model::{Id, Record};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// Others that one record is matched with, and holders of one kind of identifier that are looked at: what more have than that
/// identifies nobody, whether somebody has said so or not.
const OTHERS: usize = 20;

/// Brings the matches of one record up to what it is known by now.
pub(super) async fn follow(w: &mut Writer<'_>, object: &str, id: Id) -> Result<()> {
    let p = w.catalog.prepared(object)?.clone();
    let Some(Part::Holder(holder)) = &p.identity else { return Ok(()) };
    if !p.object.def.mergeable {
        return Ok(());
    }
    let Some(record) = w.get(object, id).await? else { return Ok(()) };
    let keys = identifying(w, &p, holder, &record).await?;
    w.tx.lock_names(&keys.iter().map(|k| k.lock(object)).collect()).await?;
    let others = others(w, &p, holder, id, &keys).await?;
    let standing = standing(w, object, id).await?;
    for match_ in standing.iter().filter(|s| s.origin == Origin::Identity && !others.contains_key(&s.other)) {
        // One that is deleted is looked at when it comes back.
        let Some(other) = w.get(object, match_.other).await? else { continue };
        if keys.is_disjoint(&identifying(w, &p, holder, &other).await?) {
            drop_group(w, match_.group).await?;
        }
    }
    let new = |other: &Id| !standing.iter().any(|s| s.other == *other && s.origin != Origin::Scan);
    // Whoever else lists groups meanwhile does so before or after.
    let (standing, apart) = if others.keys().any(new) {
        lock_list(w, object).await?;
        (self::standing(w, object, id).await?, apart(w, object, id).await?)
    } else {
        (standing, HashSet::new())
    };
    for (other, kinds) in others {
        let fields = kinds.iter().filter_map(|k| holder.field(k)).map(|f| p.object.fields[f].name.to_string()).collect();
        let pair = Pair { a: id, b: other, fields, identifiers: kinds.into_iter().collect(), origin: Origin::Identity };
        let of = |s: &&Standing| s.other == other;
        match standing.iter().filter(of).find(|s| s.origin != Origin::Scan) {
            Some(own) if own.origin == Origin::Identity => tell_pair(w, own.group, &pair).await?,
            Some(_) => {}
            None if apart.contains(&other) => {}
            None => put_pair(w, object, &pair, standing.iter().find(of).map(|s| s.group)).await?,
        }
    }
    Ok(())
}

/// What a record is known by, without what is shared.
pub(super) async fn identifying(
    w: &mut Writer<'_>,
    p: &Arc<Prepared>,
    holder: &Holder,
    record: &Record,
) -> Result<BTreeSet<Key>> {
    let mut all: BTreeSet<Key> = keys::in_fields(holder, record).into_iter().map(|f| f.key).collect();
    let own = w.tx.all(&keys::own_of(holder), &[record.id().into()]).await?;
    all.extend(keys::owns(&own)?.into_iter().map(|o| o.key));
    if !all.is_empty() {
        let (sql, params) = shared::marks_of(p.object.name(), &all);
        let marks = shared::marks(&w.tx.all(&sql, &params).await?)?;
        all.retain(|k| !marks.contains_key(k));
    }
    Ok(all)
}

/// Who else has some of these identifiers, with their kinds.
async fn others(
    w: &mut Writer<'_>,
    p: &Arc<Prepared>,
    holder: &Holder,
    id: Id,
    keys: &BTreeSet<Key>,
) -> Result<BTreeMap<Id, BTreeSet<String>>> {
    let mut others: BTreeMap<Id, BTreeSet<String>> = BTreeMap::new();
    for look in keys::lookups(p, holder, keys, true, OTHERS + 1) {
        for row in w.tx.all(&look.sql, &look.params).await? {
            let (other, key) = keys::found(&row)?;
            if other != id && (others.len() < OTHERS || others.contains_key(&other)) {
                others.entry(other).or_default().insert(key.kind);
            }
        }
    }
    Ok(others)
}

/// An open group with the record and another one.
struct Standing {
    group: Id,
    origin: Origin,
    other: Id,
}

async fn standing(w: &mut Writer<'_>, object: &str, id: Id) -> Result<Vec<Standing>> {
    let shown = shown(w, object).await?;
    let sql = "select g.id, g.origin, o.record_id from @duplicate_member m join @duplicate_group g on g.id = m.group_id \
        join @duplicate_member o on o.group_id = g.id where m.record_id = $1 and o.record_id <> $1 and g.object = $2 \
        and g.state = 'open' and (g.origin <> 'scan' or g.scan_id = $3)";
    let rows = w.tx.all(sql, &[id.into(), object.into(), shown.into()]).await?;
    rows.iter().map(|r| Ok(Standing { group: r.id(0)?, origin: Origin::named(r.text(1)?), other: r.id(2)? })).collect()
}

/// Who was said not to be the same as this record, or as one that became it.
async fn apart(w: &mut Writer<'_>, object: &str, id: Id) -> Result<HashSet<Id>> {
    let mut ids: HashSet<Id> = [id].into();
    let rows = w.tx.all("select id from @alias where root = $1", &[id.into()]).await?;
    ids.extend(rows.iter().filter_map(|r| r.opt_id(0)));
    let list = serde_json::to_string(&ids).map_err(|e| Error::Broken(e.to_string()))?;
    let own = w.tx.dialect().json_ids("$2");
    let sql = format!("select a, b from @not_same where object = $1 and (a in ({own}) or b in ({own}))");
    let rows = w.tx.all(&sql, &[object.into(), list.into()]).await?;
    let pairs = rows.iter().flat_map(|r| [r.opt_id(0), r.opt_id(1)]).flatten();
    let others: HashSet<Id> = pairs.filter(|i| !ids.contains(i)).collect();
    let roots = crate::merge::alias::roots(w, &others.iter().copied().collect::<Vec<_>>()).await?;
    Ok(others.into_iter().flat_map(|i| [Some(i), roots.get(&i).copied()]).flatten().collect())
}
