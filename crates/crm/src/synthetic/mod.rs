//! A synthetic base of any size, for measuring: plausible customers and orders made by seeded chance and stored through the
//! engine's own bulk insert, so that names have their readings, orders count for their customers and every change is logged.

mod customers;
mod orders;

use customers::Maker;
use model::Id;
use records::{Batch, By, Catalog, Error, Records, Result, prepare};
use std::sync::Arc;
use tokio::sync::mpsc;

/// Customers stored by one transaction. Large, because each transaction touches pages all over the indexes.
const CHUNK: u64 = 10_000;
/// Records stored by one transaction when customers come with orders.
const CHUNK_RECORDS: u64 = 30_000;

/// What a base is to hold.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub customers: u64,
    /// Number of the first customer; a base is made larger by beginning behind its last one.
    pub first: u64,
    /// Orders of each customer on average, with one to three lines each.
    pub orders: u32,
    /// The same seed makes the same base.
    pub seed: u64,
}

/// What was stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    pub customers: u64,
    pub orders: u64,
    pub lines: u64,
}

/// Stores the customers and orders of a plan. `progress` hears how many customers are stored.
///
/// # Errors
/// `Invalid` when customers of these numbers are there already; errors of the store.
pub async fn fill(records: &Records, plan: Plan, progress: impl Fn(u64) + Send) -> Result<Filled> {
    let catalog = records.current().await?;
    let (send, mut batches) = mpsc::channel(1);
    let now = records.tenant().clock().now();
    let making = tokio::task::spawn_blocking(move || make(&catalog, plan, now, &send));
    let mut filled = Filled::default();
    while let Some((batch, part)) = batches.recv().await {
        store(records, batch).await?;
        filled.customers += part.customers;
        filled.orders += part.orders;
        filled.lines += part.lines;
        progress(filled.customers);
    }
    making.await.map_err(|e| Error::Broken(format!("making records ended early: {e}")))??;
    Ok(filled)
}

async fn store(records: &Records, batch: Batch) -> Result<Vec<Id>> {
    let batch = &batch;
    let done = records.system(move |w| Box::pin(w.insert_many(batch))).await?;
    done.map_err(|refused| Error::Invalid(refused.0.into_iter().flat_map(|(_, errors)| errors).collect()))
}

/// Makes batch after batch while the one before is being written.
fn make(catalog: &Arc<Catalog>, plan: Plan, now: model::Ts, send: &mpsc::Sender<(Batch, Filled)>) -> Result<()> {
    let maker = Maker::new(catalog, plan.seed, now)?;
    let orders = orders::Maker::new(catalog, plan, now)?;
    let chunk = CHUNK.min(CHUNK_RECORDS / (1 + 3 * u64::from(plan.orders))).max(1);
    let end = plan.first + plan.customers;
    let mut next = plan.first;
    while next < end {
        let until = end.min(next + chunk);
        let mut part = Filled { customers: until - next, ..Filled::default() };
        let mut all = Vec::with_capacity(usize::try_from(until - next).unwrap_or(0));
        for number in next..until {
            let customer = maker.customer(number);
            orders.of(number, &customer, &mut all, &mut part);
            all.push(customer);
        }
        let refused = |r: records::Refused| Error::Invalid(r.0.into_iter().flat_map(|(_, errors)| errors).collect());
        let batch = prepare(catalog, &By::System, now, all)?.map_err(refused)?;
        if send.blocking_send((batch, part)).is_err() {
            return Ok(());
        }
        next = until;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
