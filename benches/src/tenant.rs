//! A company to measure: the record engine over a fresh database, in this process.

use crate::database::Place;
use model::Id;
use model::time::SystemClock;
use records::{Access, Company, Records, Role};
use std::sync::Arc;
use store::Store;

pub const SLUG: &str = "bench";

/// An open company and somebody who may do everything in it.
pub struct Bench {
    pub records: Records,
    pub access: Access,
}

impl Bench {
    /// Makes the company, in pounds.
    pub async fn create(place: &Place) -> anyhow::Result<Self> {
        let store = Store::open(place.config(), Arc::new(SystemClock)).await?;
        store.create_tenant(SLUG, "Bench", place.home()).await?;
        let records = Records::open(store.tenant(SLUG).await?, Arc::new(crm::registry())).await?;
        let bench = Self { records, access: administrator(SLUG) };
        let company = Company {
            name: "Bench".into(),
            currency: "GBP".into(),
            zone: "Europe/London".into(),
            language: "en".into(),
            country: "GB".into(),
            ..Company::default()
        };
        bench.records.change_company(&bench.access, |c| *c = company.clone()).await?;
        Ok(bench)
    }

    /// The first customers, by id.
    pub async fn customers(&self, limit: usize) -> anyhow::Result<Vec<Id>> {
        let sql = format!("select id from @customer order by id limit {limit}");
        let rows = self.records.tenant().scan(&sql, &[], store::Scan::default()).await?;
        Ok(rows.iter().filter_map(|r| r.val(0).id()).collect())
    }
}

/// Somebody who may do everything.
pub fn administrator(slug: &str) -> Access {
    Access::person(slug, Id([7; 16]), "Bench", Role::administrator())
}
