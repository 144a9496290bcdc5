//! Bringing a tenant's tables up to its definitions, and what is to be done for the rows that are there already.

use crate::{Catalog, Error, Records, Result, ddl, work};
use std::collections::{HashMap, HashSet};
use store::jobs::NewJob;
use store::{Scan, Tx};

/// How often definitions are compared with the tables when another node does the same at the same moment.
const TRIES: u32 = 3;
/// Indexes of tables with more rows are made by a job.
const LARGE: i64 = 5_000;

impl Records {
    /// Makes what is missing, and remembers that nothing is.
    pub(crate) async fn lay_out(&self, catalog: &Catalog, print: &str) -> Result<()> {
        let mut tried = 0;
        loop {
            let (statements, jobs) = self.missing(catalog, print).await?;
            let (statements, jobs) = (&statements, &jobs);
            match self.tenant.write_ddl::<_, Error, _>(move |tx| Box::pin(lay_out(tx, statements, jobs))).await {
                Ok(()) => {
                    for job in jobs {
                        tracing::info!(tenant = self.tenant.slug(), job = job.kind, "rows are to be gone through");
                    }
                    return Ok(());
                }
                Err(e) => {
                    tried += 1;
                    if tried >= TRIES {
                        return Err(e);
                    }
                    tracing::warn!(tenant = self.tenant.slug(), error = %e, "making tables failed; trying again");
                }
            }
        }
    }

    /// The statements, and the jobs that fill what is new in objects with rows.
    async fn missing(&self, catalog: &Catalog, print: &str) -> Result<(Vec<String>, Vec<NewJob>)> {
        let rows = self.tenant.get("select object, name from @layout", &[]).await?;
        let mut have: HashMap<String, HashSet<String>> = HashMap::new();
        for row in &rows {
            have.entry(row.text(0)?.to_owned()).or_default().insert(row.text(1)?.to_owned());
        }
        let none = HashSet::new();
        let (mut all, mut jobs) = (Vec::new(), Vec::new());
        for prepared in catalog.all_prepared() {
            let object = &prepared.object;
            let columns = have.get(object.name()).unwrap_or(&none);
            all.extend(ddl::statements(object, columns));
            let mut new = ddl::indexes(object, &prepared.feeds);
            new.retain(|i| !columns.contains(&i.mark()));
            if !columns.is_empty() && new.iter().any(|i| !i.unique) && self.is_large(object.name()).await? {
                new.retain(|i| i.unique);
                jobs.push(work::index(object.name()));
            }
            all.extend(new.iter().map(|i| i.sql.clone()));
            all.extend(ddl::remember(object, columns, &new));
            if !columns.is_empty() && ddl::adds_rollup(object, columns) {
                // Counting again computes formulas too.
                jobs.push(work::recount(object.name()));
            } else if !columns.is_empty() && ddl::adds_formula(object, columns) {
                jobs.push(work::recompute(object.name(), self.tenant.clock().now()));
            }
            if !columns.is_empty() && ddl::adds_facet(object, columns) {
                jobs.push(work::refind(object.name()));
            }
        }
        all.push(format!("insert into @setting (name, value) values ('layout.{print}', '1') on conflict do nothing"));
        Ok((all, jobs))
    }

    /// Whether making an index would hold up writers for long.
    async fn is_large(&self, object: &str) -> Result<bool> {
        let sql = format!("select 1 from @{object} limit 1 offset {LARGE}");
        Ok(!self.tenant.scan(&sql, &[], Scan::default()).await?.is_empty())
    }

    /// Makes the indexes that the table of an object lacks, one by one beside those who read and write it.
    ///
    /// # Errors
    /// `NotFound` for an unknown object; those of the store.
    pub(crate) async fn build_indexes(&self, object: &str) -> Result<()> {
        let catalog = self.current().await?;
        let prepared = catalog.prepared(object)?;
        let rows = self.tenant.get("select name from @layout where object = $1", &[object.into()]).await?;
        let have: HashSet<String> = rows.iter().filter_map(|r| r.opt_text(0)).map(str::to_owned).collect();
        for index in ddl::indexes(&prepared.object, &prepared.feeds) {
            if have.contains(&index.mark()) {
                continue;
            }
            self.tenant.build_index(&index.name, &index.sql).await?;
            let made = ddl::remember(&prepared.object, &have, std::slice::from_ref(&index));
            self.tenant.ddl(&made).await?;
            tracing::info!(tenant = self.tenant.slug(), index = index.name, "made an index");
        }
        Ok(())
    }
}

async fn lay_out(tx: &mut Tx, statements: &[String], jobs: &[NewJob]) -> Result<()> {
    tx.ddl(statements).await?;
    for job in jobs {
        tx.enqueue(job.clone()).await?;
    }
    Ok(tx.put_schedule(&store::upkeep::schedule()).await?)
}
