//! Brings the standing along when rows of the ledger, or merges, were written.

use super::standing::{Entry, Link, State, fold};
use super::{ANY, OBJECT};
use crate::merge::alias;
use crate::writer::Writer;
use crate::{Result, door};
use model::object::col;
use model::{Id, Val};
use std::collections::{BTreeMap, BTreeSet};
use store::Row;

const ENTRIES: &str = "select id, subject, purpose, channel, state, given_at, created_at, expires_at, basis, customer_id \
    from @consent where customer_id = $1 and deleted_at is null";
const LINKS: &str = "select m.gone, m.survivor, m.at from @alias a join @merge m on m.gone = a.id and m.undone_at is null \
    where a.root = $1";
const INSERT: &str = "insert into @consent_state \
    (customer_id, purpose, channel, state, given_at, expires_at, basis, consent_id) values ($1, $2, $3, $4, $5, $6, $7, $8)";

fn entry(row: &Row) -> Result<Entry> {
    let customer = row.id(9)?;
    Ok(Entry {
        id: row.id(0)?,
        subject: row.opt_text(1).and_then(Id::parse).unwrap_or(customer),
        purpose: row.text(2)?.to_owned(),
        channel: row.opt_text(3).unwrap_or(ANY).to_owned(),
        state: State::parse(row.text(4)?).unwrap_or(State::Withdrawn),
        at: row.int(5)?,
        recorded: row.int(6)?,
        expires: row.opt_int(7),
        basis: row.opt_text(8).map(str::to_owned),
    })
}

fn link(row: &Row) -> Result<Link> {
    Ok(Link { gone: row.id(0)?, survivor: row.id(1)?, at: row.int(2)? })
}

/// Writes the standing of these customers anew.
async fn project(w: &mut Writer<'_>, customers: BTreeSet<Id>) -> Result<()> {
    if customers.is_empty() || !w.catalog.objects.contains_key(OBJECT) {
        return Ok(());
    }
    let ids: Vec<Vec<Val>> = customers.iter().map(|id| vec![(*id).into()]).collect();
    let entries = w.tx.all_many(ENTRIES, &ids).await?;
    let links = w.tx.all_many(LINKS, &ids).await?;
    w.tx.run_many("delete from @consent_state where customer_id = $1", &ids).await?;
    let mut rows = Vec::new();
    for ((customer, entries), links) in customers.iter().zip(&entries).zip(&links) {
        let mut entries = entries.iter().map(entry).collect::<Result<Vec<_>>>()?;
        let links = links.iter().map(link).collect::<Result<Vec<_>>>()?;
        // What came under an id that is somebody else's again stays with the one it was kept with.
        let known = |id: Id| id == *customer || links.iter().any(|l| l.gone == id);
        entries.iter_mut().filter(|e| !known(e.subject)).for_each(|e| e.subject = *customer);
        for ((purpose, channel), held) in fold(*customer, &entries, &links) {
            rows.push(vec![
                (*customer).into(),
                purpose.into(),
                channel.into(),
                held.entry.state.word().into(),
                held.entry.at.into(),
                held.expires.into(),
                held.entry.basis.as_deref().into(),
                held.entry.id.into(),
            ]);
        }
    }
    w.tx.run_many(INSERT, &rows).await?;
    Ok(())
}

/// What was taken back while two were one holds for both: it is added to the ledger of the one that comes back. `above` is what
/// it had become, the nearest first, and `since` when.
pub(crate) async fn after_unmerge(w: &mut Writer<'_>, gone: Id, above: &[Id], since: i64) -> Result<()> {
    if !w.catalog.objects.contains_key(OBJECT) {
        return Ok(());
    }
    let Some(root) = above.last() else { return Ok(()) };
    let rows = w.tx.all(ENTRIES, &[(*root).into()]).await?;
    let all = rows.iter().map(entry).collect::<Result<Vec<_>>>()?;
    let mut newest: BTreeMap<(&str, &str), &Entry> = BTreeMap::new();
    for e in all.iter().filter(|e| e.recorded > since && (e.subject == gone || above.contains(&e.subject))) {
        let held = newest.entry((&e.purpose, &e.channel)).or_insert(e);
        if (e.at, e.recorded, e.state) > (held.at, held.recorded, held.state) {
            *held = e;
        }
    }
    let p = w.catalog.prepared(OBJECT)?.clone();
    for e in newest.into_values().filter(|e| e.state != State::Granted) {
        let mut copy = p.blank.clone();
        copy.vals[col::ID] = Id::at(w.now.unix_ms()).into();
        copy.set("customer", gone);
        copy.set("purpose", e.purpose.as_str());
        copy.set("channel", e.channel.as_str());
        copy.set("state", e.state.word());
        copy.set("source", "merge");
        copy.set("given_at", e.at);
        door::change(w, &p, None, copy).await?;
    }
    Ok(())
}

impl Writer<'_> {
    /// Notes whose standing is to be written anew when the transaction ends.
    pub(crate) fn consent_of(&mut self, customers: impl IntoIterator<Item = Id>) {
        self.consents.extend(customers);
    }

    /// Writes the standing of those noted. Customers that were merged away have none of their own.
    pub(crate) async fn settle_consents(&mut self) -> Result<()> {
        let noted = std::mem::take(&mut self.consents);
        if noted.is_empty() {
            return Ok(());
        }
        let ids: Vec<Id> = noted.iter().copied().collect();
        let roots = alias::roots(self, &ids).await?;
        let mut all = noted;
        all.extend(roots.into_values());
        project(self, all).await
    }
}
