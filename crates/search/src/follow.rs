//! The index of a company follows its change feed: each change says which records to read again.

use crate::error::Result;
use crate::field::{self, Field};
use crate::index::{Place, Writer};
use crate::terms;
use model::def::FieldKind;
use model::{Id, Object, Ts};
use records::{Access, Records};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Tenant;
use store::feed::{FEED_PAGE, FeedCursor, FeedRow};
use tokio::task::block_in_place;

/// Kind and object of the change that asks for a new index.
pub const REBUILD: (&str, &str) = ("rebuild", "search");
/// Records read at once.
const CHUNK: usize = 500;
/// A commit waits for more changes no longer than this.
const COMMIT: Duration = Duration::from_millis(600);

/// What reading the feed came to.
#[derive(Debug, Default)]
pub struct Read {
    /// Changes read.
    pub rows: usize,
    /// There is more to read.
    pub more: bool,
}

/// Where a new index begins to follow: the end of the feed as it is now.
///
/// # Errors
/// Of the database.
pub async fn start(tenant: &Tenant) -> Result<Place> {
    let cursor = tenant.feed_end().await?;
    let at = tenant.feed_at(cursor).await?.unwrap_or_default();
    Ok(Place { version: terms::VERSION, cursor, at: at.0, begun: cursor, ..Place::default() })
}

/// Whether an index that has come so far can be trusted and followed: it has all records, and the feed is still the one that it
/// has read. After a restore or a move, or when the history was cut past it, the change there is another one or none.
///
/// # Errors
/// Of the database.
pub async fn is_good(tenant: &Tenant, place: &Place) -> Result<bool> {
    if place.version != terms::VERSION || !place.whole {
        return Ok(false);
    }
    if place.cursor == FeedCursor::default() {
        return Ok(true);
    }
    Ok(tenant.feed_at(place.cursor).await? == Some(Ts(place.at)))
}

/// Reads on in the feed and brings the index up to it, in commits of about half a second.
///
/// # Errors
/// Of the database and the index. The index stays where its last commit was.
pub async fn read_on(records: &Records, writer: &mut Writer, place: &mut Place) -> Result<Read> {
    let began = Instant::now();
    let mut done = Read::default();
    let mut next = *place;
    loop {
        let page = records.tenant().feed(next.cursor, FEED_PAGE).await?;
        let Some(last) = page.last() else { break };
        (next.cursor, next.at) = (last.cursor, last.at.0);
        done.rows += page.len();
        next.wanted |= page.iter().any(|r| (r.change.kind.as_str(), r.change.object.as_str()) == REBUILD);
        if page.iter().any(|r| r.change.kind == "define") {
            records.reload().await?;
        }
        apply(records, writer, &page).await?;
        done.more = page.len() == FEED_PAGE;
        if !done.more || began.elapsed() > COMMIT {
            break;
        }
    }
    if done.rows > 0 {
        block_in_place(|| writer.commit(&next))?;
        *place = next;
    }
    Ok(done)
}

async fn apply(records: &Records, writer: &Writer, page: &[FeedRow]) -> Result<()> {
    let access = Access::system(records.tenant().slug());
    let catalog = records.current().await?;
    for (name, ids) in touched(page) {
        let Ok(object) = catalog.object(&name) else { continue };
        if !field::searched(object) {
            continue;
        }
        let fields = field::indexed(object);
        let ids = ids.into_iter().filter(|(_, text)| *text || has_formulas(object, &fields)).map(|(id, _)| id);
        let ids: Vec<Id> = ids.collect();
        for chunk in ids.chunks(CHUNK) {
            let found = records.get_many(&access, &name, chunk).await?;
            let left: HashSet<Id> = found.iter().map(model::Record::id).collect();
            block_in_place(|| {
                chunk.iter().filter(|id| !left.contains(id)).for_each(|id| writer.remove(&name, *id));
                found.iter().try_for_each(|r| writer.put(r, &fields))
            })?;
        }
    }
    Ok(())
}

/// Records that a page speaks of, by object; whether more than derived values changed.
fn touched(page: &[FeedRow]) -> BTreeMap<String, BTreeMap<Id, bool>> {
    let mut all: BTreeMap<String, BTreeMap<Id, bool>> = BTreeMap::new();
    for row in page {
        let change = &row.change;
        let many = || {
            let data = change.data.as_deref().and_then(|d| serde_json::from_str(d).ok()).unwrap_or_default();
            records::log::ids_of(&data)
        };
        let ids = change.record.map_or_else(many, |id| vec![id]);
        let of_object = all.entry(change.object.clone()).or_default();
        for id in ids {
            *of_object.entry(id).or_default() |= change.kind != "derive";
        }
    }
    all
}

/// Whether texts may follow from derived values.
fn has_formulas(object: &Arc<Object>, fields: &[Field]) -> bool {
    fields.iter().any(|f| matches!(object.fields[f.index].kind, FieldKind::Formula { .. }))
}
