//! What the company wants done about probable duplicates is done to what comes in: records of people and programs one by one,
//! those of a file a chunk at a time.

use super::check::{Action, Known, Similar};
use super::pair::{Origin, Pair, put_pair};
use super::rules::{KEPT, kept, name_of};
use crate::access::Act;
use crate::door::{Batch, Refused};
use crate::identity::{self, Marks, Part};
use crate::prepared::Prepared;
use crate::{By, Error, Result, Writer};
use model::{FieldError, Id, Object, Record};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Refuses or reports a record that a person or program has just brought in. Of two with the same that come in at once the
/// second waits for the first, and finds it.
pub(crate) async fn guard(w: &mut Writer<'_>, record: &Record) -> Result<()> {
    let Some(access) = w.access.clone().filter(|_| matches!(w.by(), By::Person(_))) else { return Ok(()) };
    let object = record.object.name();
    let action = if record.object.def.mergeable { w.catalog.actions(object).of(&access) } else { Action::Off };
    if !matches!(action, Action::Report | Action::Block) {
        return Ok(());
    }
    let p = w.catalog.prepared(object)?.clone();
    let (rules, marks) = wanted(w, &p).await?;
    let known = Known::new(&p, &rules, Some(&access));
    let mut probe = record.clone();
    identity::strip(&marks, &mut probe);
    w.tx.lock_names(&known.locks(&probe)).await?;
    let found = stored(w, &known, &probe).await?;
    let similar = known.similar(&probe, found);
    let Some(first) = similar.first() else { return Ok(()) };
    if action == Action::Block {
        return Err(Error::Invalid(told(w, first)));
    }
    put_pair(w, object, &pair(record.id(), first), None).await
}

/// Pairs to be listed once the records are stored: object, pair.
pub(crate) type Reported = Vec<(String, Pair)>;

/// Looks at new records of a file before they are stored: which are refused, and which are to be reported. A record is compared with
/// those before it in the chunk, too.
pub(crate) async fn guard_import(w: &mut Writer<'_>, batch: &Batch) -> Result<(Option<Refused>, Reported)> {
    let (mut refused, mut reported) = (Vec::new(), Reported::new());
    let mut by_object: BTreeMap<String, Vec<(usize, Record)>> = BTreeMap::new();
    for (i, record) in batch.records().enumerate() {
        let object = &record.object;
        if object.def.mergeable && w.catalog.actions(object.name()).import != Action::Off {
            by_object.entry(object.name().to_owned()).or_default().push((i, record.clone()));
        }
    }
    for (object, records) in by_object {
        // Two files at once are looked at one after the other.
        w.tx.lock_names(&[format!("files of {object}")].into()).await?;
        let block = w.catalog.actions(&object).import == Action::Block;
        let p = w.catalog.prepared(&object)?.clone();
        let (rules, marks) = wanted(w, &p).await?;
        let access = w.access.clone();
        let known = Known::new(&p, &rules, access.as_deref());
        let mut before: HashMap<String, Vec<Record>> = HashMap::new();
        for (i, mut probe) in records {
            identity::strip(&marks, &mut probe);
            let keys = known.locks(&probe);
            let mut found = stored(w, &known, &probe).await?;
            for other in keys.iter().filter_map(|k| before.get(k)).flatten() {
                if !found.iter().any(|f| f.id() == other.id()) {
                    found.push(other.clone());
                }
            }
            match known.similar(&probe, found).first() {
                Some(first) if block => refused.push((i, told(w, first))),
                first => {
                    reported.extend(first.map(|f| (object.clone(), pair(probe.id(), f))));
                    keys.into_iter().for_each(|k| before.entry(k).or_default().push(probe.clone()));
                }
            }
        }
    }
    Ok(((!refused.is_empty()).then_some(Refused(refused)), reported))
}

/// Lists what [`guard_import`] found.
pub(crate) async fn report(w: &mut Writer<'_>, reported: &Reported) -> Result<()> {
    for (object, pair) in reported {
        put_pair(w, object, pair, None).await?;
    }
    Ok(())
}

/// The rules of an object, and what identifies nobody of its records.
async fn wanted(w: &mut Writer<'_>, p: &Arc<Prepared>) -> Result<(super::Rules, Marks)> {
    let object = p.object.name();
    let rules = kept(&w.tx.all(KEPT, &[name_of(object).into()]).await?, &p.object);
    let marks = match &p.identity {
        Some(Part::Holder(holder)) => Marks::read(holder, &w.tx.all(Marks::ALL, &[object.into()]).await?)?,
        _ => Marks::default(),
    };
    Ok((rules, marks))
}

/// Stored records with a value of this one, as far as the asker sees them.
async fn stored(w: &mut Writer<'_>, known: &Known<'_>, probe: &Record) -> Result<Vec<Record>> {
    let mut ids = BTreeSet::new();
    for (sql, params) in known.lookups(probe) {
        ids.extend(w.tx.all(&sql, &params).await?.iter().filter_map(|r| r.opt_id(0)));
    }
    ids.remove(&probe.id());
    let mut found = Vec::new();
    for id in ids {
        if let Some(other) = w.get(probe.object.name(), id).await?
            && w.reaches(Act::Read, &other).await?
        {
            found.push(other);
        }
    }
    Ok(found)
}

/// Why a record is not saved.
fn told(w: &Writer<'_>, like: &Similar) -> Vec<FieldError> {
    let object: &Object = &like.record.object;
    let title = &object.def.title;
    let open = w.access.as_ref().is_none_or(|a| a.may_read(object.name(), title));
    let name = if open { like.record.get(title).text().unwrap_or_default() } else { "" };
    let message = format!("{} {name} ({}) has this too; change that one instead", object.name(), like.record.id());
    like.fields.iter().map(|f| FieldError::new(f.clone(), "duplicate", message.clone())).collect()
}

fn pair(new: Id, like: &Similar) -> Pair {
    Pair { a: new, b: like.record.id(), fields: like.fields.clone(), identifiers: Vec::new(), origin: Origin::Entry }
}
