//! The company's settings.

use crate::access::permission as may;
use crate::audit::{self, Audit, AuditKind};
use crate::{Access, Catalog, Company, Error, Records, Result, setting};
use model::def::FieldKind;
use model::money::Currency;
use serde_json::{Map, Value};
use store::Tx;

impl Records {
    /// Changes the company's settings. The currency can be changed only while no record holds an amount of money,
    /// because sums are kept in it.
    ///
    /// # Errors
    /// `Invalid` naming the setting; `Forbidden`.
    pub async fn set_company(&self, access: &Access, company: &Company) -> Result<()> {
        self.check_company(access, company).await?;
        let catalog = self.current().await?;
        let text = setting::text(company)?;
        let entry = Audit::new(AuditKind::CompanyChanged).named(&company.name).with(changes(&catalog.company, company).into());
        let (text, who, entry) = (text.as_str(), &access.who(), &entry);
        self.tenant
            .write::<_, Error, _>(move |tx| {
                Box::pin(async move {
                    audit::note(tx, who, entry).await?;
                    store_company(tx, text).await
                })
            })
            .await?;
        self.reload().await.map(drop)
    }

    /// Whether the settings may become these.
    ///
    /// # Errors
    /// As [`Records::set_company`].
    pub async fn check_company(&self, access: &Access, company: &Company) -> Result<()> {
        self.check_tenant(access)?;
        access.require(may::COMPANY_MANAGE)?;
        check(company)?;
        let catalog = self.current().await?;
        if company.currency != catalog.company.currency && self.holds_money(&catalog).await? {
            return Err(Error::field("currency", "in_use", "cannot be changed once there are records with amounts of money"));
        }
        Ok(())
    }

    async fn holds_money(&self, catalog: &Catalog) -> Result<bool> {
        for object in catalog.iter().filter(|o| o.fields.iter().any(|f| matches!(f.kind, FieldKind::Money))) {
            if !self.tenant.get(&format!("select 1 from @{} limit 1", object.name()), &[]).await?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The settings that differ: `{"currency": ["CNY", "GBP"]}`, old and new.
fn changes(old: &Company, new: &Company) -> Map<String, Value> {
    let map = |c: &Company| serde_json::to_value(c).ok().and_then(|v| v.as_object().cloned()).unwrap_or_default();
    let old = map(old);
    let differs = map(new).into_iter().filter(|(name, value)| old.get(name) != Some(value));
    differs.map(|(name, value)| (name.clone(), Value::Array(vec![old.get(&name).cloned().unwrap_or_default(), value]))).collect()
}

fn check(c: &Company) -> Result<()> {
    if Currency::parse(&c.currency).is_none_or(|p| p.code() != c.currency) {
        return Err(Error::field("currency", "bad_currency", format!("`{}` is not a currency code such as CNY", c.currency)));
    }
    if jiff::tz::TimeZone::get(&c.zone).is_err() {
        return Err(Error::field("zone", "bad_zone", format!("`{}` is not a time zone such as Asia/Shanghai", c.zone)));
    }
    if !["en", "zh-CN", "zh-TW"].contains(&c.language.as_str()) {
        return Err(Error::field("language", "unknown_option", "must be en, zh-CN or zh-TW"));
    }
    if c.country.len() != 2 || !c.country.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(Error::field("country", "bad_country", format!("`{}` is not a country code such as CN", c.country)));
    }
    Ok(())
}

async fn store_company(tx: &mut Tx, text: &str) -> Result<()> {
    setting::put(tx, "company", text).await?;
    bump(tx).await.map(drop)
}

/// Raises the version of the definitions, so that other nodes read them again.
pub(super) async fn bump(tx: &mut Tx) -> Result<i64> {
    let lock = tx.dialect().for_update();
    let rows = tx.all(&format!("select value from @setting where name = 'version'{lock}"), &[]).await?;
    let version = rows.first().and_then(|r| r.opt_text(0)).and_then(|t| t.parse().ok()).unwrap_or(0) + 1;
    setting::put(tx, "version", &i64::to_string(&version)).await?;
    Ok(version)
}
