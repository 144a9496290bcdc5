//! The company's settings.

use super::defined;
use crate::access::permission as may;
use crate::audit::{self, Audit, AuditKind};
use crate::catalog::LANGUAGES;
use crate::{Access, Catalog, Company, Error, Records, Result, setting};
use model::colour::Colour;
use model::def::FieldKind;
use model::money::Currency;
use serde_json::{Map, Value};
use store::Tx;

/// Longest short name, in characters.
const SHORT_NAME: usize = 24;

impl Records {
    /// Changes the company's settings; gives them as they were before. The currency can be changed only while no record holds an
    /// amount of money, because sums are kept in it. Two who change different settings at once do not undo each other's.
    ///
    /// # Errors
    /// `Invalid` naming the setting; `Forbidden`.
    pub async fn change_company(&self, access: &Access, change: impl Fn(&mut Company) + Send + Sync) -> Result<Company> {
        let mut wanted = self.current().await?.company.clone();
        change(&mut wanted);
        self.check_company(access, &wanted).await?;
        let (who, by, change) = (&access.who(), &access.by(), &change);
        let before = self
            .tenant
            .write::<_, Error, _>(move |tx| {
                Box::pin(async move {
                    let before = kept(tx).await?;
                    let mut after = before.clone();
                    change(&mut after);
                    let entry = Audit::new(AuditKind::CompanyChanged).named(&after.name).with(changes(&before, &after).into());
                    audit::note(tx, who, &entry).await?;
                    setting::put(tx, "company", &setting::text(&after)?).await?;
                    let shown = |c: &Company| (c.short_name.clone(), c.accent.clone(), c.logo);
                    // Whoever has the app open takes over what it looks like.
                    let told = shown(&before) != shown(&after);
                    let noted = if told { defined(tx, "", by).await } else { bump(tx).await.map(drop) };
                    noted.map(|()| before)
                })
            })
            .await?;
        self.reload().await?;
        Ok(before)
    }

    /// Whether the settings may become these.
    ///
    /// # Errors
    /// As [`Records::change_company`].
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

/// The settings as they are kept; nobody else changes them until the transaction ends.
async fn kept(tx: &mut Tx) -> Result<Company> {
    let lock = tx.dialect().for_update();
    let rows = tx.all(&format!("select value from @setting where name = 'company'{lock}"), &[]).await?;
    Ok(Company::read(rows.first().and_then(|r| r.opt_text(0))))
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
    if !LANGUAGES.contains(&c.language.as_str()) {
        return Err(Error::field("language", "unknown_option", "must be en, zh-CN or zh-TW"));
    }
    if c.country.len() != 2 || !c.country.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(Error::field("country", "bad_country", format!("`{}` is not a country code such as CN", c.country)));
    }
    if c.short_name.chars().count() > SHORT_NAME || c.short_name.chars().any(char::is_control) {
        return Err(Error::field("short_name", "too_long", format!("may have {SHORT_NAME} characters, in one line")));
    }
    accent(&c.accent)
}

/// The colour can be read on the page, and white text on it.
fn accent(text: &str) -> Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    let Some(colour) = Colour::parse(text) else {
        return Err(Error::field("accent", "bad_colour", format!("`{text}` is not a colour such as #0f766e")));
    };
    if colour.is_readable() {
        return Ok(());
    }
    let message = format!(
        "`{text}` is too light: white text on it cannot be read, nor can it on the page; use {} or a darker one",
        colour.readable()
    );
    Err(Error::field("accent", "low_contrast", message))
}

/// Raises the version of the definitions, so that other nodes read them again.
pub(super) async fn bump(tx: &mut Tx) -> Result<i64> {
    let lock = tx.dialect().for_update();
    let rows = tx.all(&format!("select value from @setting where name = 'version'{lock}"), &[]).await?;
    let version = rows.first().and_then(|r| r.opt_text(0)).and_then(|t| t.parse().ok()).unwrap_or(0) + 1;
    setting::put(tx, "version", &i64::to_string(&version)).await?;
    Ok(version)
}
