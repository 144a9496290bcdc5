//! A new company: its database, and what it must know of itself before the first record.

use crate::app::App;
use model::money::Currency;
use records::{Access, Company, LANGUAGES, Records};
use store::Home;

/// What a company needs.
#[derive(Clone, Debug)]
pub struct NewCompany {
    /// Short name in addresses and keys: a-z, 0-9, -.
    pub slug: String,
    pub name: String,
    pub home: Home,
    /// ISO 4217.
    pub currency: String,
    /// IANA.
    pub zone: String,
    pub language: String,
    /// ISO 3166 alpha-2.
    pub country: String,
}

/// Makes a company and opens it.
///
/// # Errors
/// A currency, zone, language or country that is none; a short name that is taken; errors of the store.
pub async fn create(app: &App, new: NewCompany) -> anyhow::Result<Records> {
    let NewCompany { slug, name, home, currency, zone, language, country } = new;
    anyhow::ensure!(Currency::parse(&currency).is_some(), "{currency} is no currency; use an ISO 4217 code as CNY or GBP");
    anyhow::ensure!(jiff::tz::TimeZone::get(&zone).is_ok(), "{zone} is no time zone; use an IANA name as Asia/Shanghai");
    anyhow::ensure!(LANGUAGES.contains(&language.as_str()), "{language} is not one of {}", LANGUAGES.join(", "));
    let letters = country.len() == 2 && country.chars().all(|c| c.is_ascii_uppercase());
    anyhow::ensure!(letters, "{country} is no country; use an ISO 3166 code as CN or GB");
    app.store().create_tenant(&slug, &name, home).await?;
    let records = app.records(&slug).await?;
    let company = Company { name, currency, zone, language, country, ..Company::default() };
    records.change_company(&Access::system(&slug), |c| *c = company.clone()).await?;
    Ok(records)
}
