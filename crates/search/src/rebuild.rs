//! An index made anew from the records, while the old one is in use: all records are copied, then the feed is read on from
//! where it ended when the copy began.

use crate::error::{Error, Result};
use crate::field;
use crate::follow;
use crate::index::Index;
use model::Record;
use model::object::Object;
use records::list::{ListQuery, Sort};
use records::{Access, Records};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::runtime::Handle;

/// Records after which a new index is shown, when there is none to show before it is whole.
const SHOWN: usize = 50_000;

/// Fills an empty index with all records of a company and brings it up to the feed. `show`: it is in use already, so what is
/// there is shown as it comes; `stop` ends it. Returns false when another process has the index.
///
/// # Errors
/// Of the database and the index.
pub async fn build(records: Records, index: Index, show: bool, stop: Arc<AtomicBool>) -> Result<bool> {
    // Its own thread: the index makes whoever gives it documents wait until there is room.
    let handle = Handle::current();
    let done = tokio::task::spawn_blocking(move || handle.block_on(fill(&records, &index, show, &stop)));
    done.await?
}

async fn fill(records: &Records, index: &Index, show: bool, stop: &AtomicBool) -> Result<bool> {
    let Some(mut writer) = index.writer(true)? else { return Ok(false) };
    let mut place = follow::start(records.tenant()).await?;
    let catalog = records.current().await?;
    let access = Access::system(records.tenant().slug());
    for object in catalog.iter().filter(|o| field::searched(o)) {
        let fields = field::indexed(object);
        let mut failed = None;
        let mut n = 0;
        let mut each = |record: &Record| {
            n += 1;
            let put = writer.add(record, &fields).and_then(|()| {
                if stop.load(Ordering::Relaxed) {
                    return Err(Error::Stopped("nobody waits for the new index".into()));
                }
                if !show || !usize::is_multiple_of(n, SHOWN) {
                    return Ok(());
                }
                writer.commit(&place)?;
                index.refresh()
            });
            put.map_err(|e| {
                failed = Some(e);
                records::Error::Broken("the search index failed".into())
            })
        };
        let done = records.stream(&access, &query(object, &fields), &mut each).await;
        if let Some(e) = failed {
            return Err(e);
        }
        done?;
    }
    loop {
        // Not said to be whole before the feed is read up: what was changed meanwhile may be missing or old.
        let read = follow::read_on(records, &mut writer, &mut place).await?;
        if !read.more {
            break;
        }
    }
    place.whole = true;
    writer.commit(&place)?;
    writer.close()?;
    index.refresh()?;
    Ok(true)
}

/// Every record, in the order of the table, with what is searched.
fn query(object: &Arc<Object>, fields: &[field::Field]) -> ListQuery {
    let mut names: Vec<String> = fields.iter().map(|f| object.fields[f.index].name.to_string()).collect();
    if object.def.owned {
        names.extend(["owner", "owner_team"].map(str::to_owned));
    }
    ListQuery { fields: Some(names), sort: Sort::parse("id"), ..ListQuery::new(object.name()) }
}
