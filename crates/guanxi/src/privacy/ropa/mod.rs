//! The record of processing activities: which personal data a company keeps, what for, on what basis, how long, who receives it. Made
//! from the definitions, the ledger of consents, the rules of retention and the audit log whenever it is read; a few texts are written
//! by people.

mod file;

pub use file::{csv, html};

use super::retention::{self, Rule};
use super::rules::{self, Rules};
use crate::http::Problem;
use model::Ts;
use model::def::Sensitivity;
use model::{FieldError, Object};
use records::audit::{self, Audit, AuditKind};
use records::{Catalog, Records, Who};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use store::Scan;
use utoipa::ToSchema;

const NAME: &str = "record";
/// Longest text, in characters.
const LONG: usize = 4_000;
/// How far back exports are counted, in microseconds: a year.
const YEAR: i64 = 365 * 86_400_000_000;
const DEADLINE: Duration = Duration::from_secs(30);

/// What people write of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = ProcessingTexts)]
pub struct Texts {
    /// Who decides on the data: name, address.
    #[schema(max_length = 4000)]
    pub controller: String,
    /// Whom people ask: data protection officer, representative.
    #[schema(max_length = 4000)]
    pub contact: String,
    /// On what basis data is used beyond consent.
    #[schema(max_length = 4000)]
    pub basis: String,
    /// Who receives it outside of the company.
    #[schema(max_length = 4000)]
    pub recipients: String,
    /// Where it goes abroad, and by which safeguards.
    #[schema(max_length = 4000)]
    pub transfers: String,
    /// How it is protected.
    #[schema(max_length = 4000)]
    pub measures: String,
}

impl Texts {
    /// Name and text of each.
    #[must_use]
    pub fn all(&self) -> [(&'static str, &str); 6] {
        [
            ("controller", &self.controller),
            ("contact", &self.contact),
            ("basis", &self.basis),
            ("recipients", &self.recipients),
            ("transfers", &self.transfers),
            ("measures", &self.measures),
        ]
    }
}

/// Personal data in a field.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Datum {
    pub field: String,
    pub sensitivity: Sensitivity,
    /// What it may be used for; empty: for whatever it was given.
    pub purposes: Vec<String>,
}

/// Personal data kept in records of one object.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Activity {
    pub object: String,
    pub data: Vec<Datum>,
    /// What any of it may be used for.
    pub purposes: BTreeSet<String>,
    /// Active rules that say how long records are kept.
    pub retention: Vec<Rule>,
}

/// What the ledger of consents says of a purpose now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Purpose {
    pub purpose: String,
    /// Customers who allow it, by legal basis.
    pub granted: BTreeMap<String, i64>,
    /// Customers who refused it or took it back.
    pub refused: i64,
}

/// Files that went out in the last year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exported {
    pub object: String,
    /// In the name of which purpose; none for everyday work.
    pub purpose: Option<String>,
    pub count: i64,
    #[serde(serialize_with = "when")]
    pub last: Ts,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn when<S: serde::Serializer>(at: &Ts, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_str(&at.rfc3339())
}

/// The record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Processing {
    pub company: String,
    #[serde(serialize_with = "when")]
    pub made_at: Ts,
    pub texts: Texts,
    pub activities: Vec<Activity>,
    pub purposes: Vec<Purpose>,
    pub exports: Vec<Exported>,
    /// API keys that are good now: programs that receive data.
    pub programs: i64,
    pub rules: Rules,
}

/// The record as it is now.
///
/// # Errors
/// Of the database.
pub async fn of(records: &Records) -> Result<Processing, Problem> {
    let catalog = records.current().await?;
    let now = records.tenant().clock().now();
    let active: Vec<Rule> = retention::list(records).await?.into_iter().filter(|r| r.active).collect();
    let activities = activities(&catalog, &active);
    let sql = "select count(*) from @api_key where revoked_at is null and (expires_at is null or expires_at > $1)";
    let programs = records.tenant().get(sql, &[now.0.into()]).await?;
    Ok(Processing {
        company: catalog.company.name.clone(),
        made_at: now,
        texts: texts(records).await?,
        activities,
        purposes: purposes(records, &catalog, now).await?,
        exports: exports(records, now).await?,
        programs: programs.first().and_then(|r| r.opt_int(0)).unwrap_or(0),
        rules: rules::of(records).await?,
    })
}

fn activities(catalog: &Catalog, rules: &[Rule]) -> Vec<Activity> {
    let personal = |o: &&std::sync::Arc<Object>| o.fields.iter().any(|f| !f.hidden && f.sensitivity != Sensitivity::None);
    let activity = |o: &std::sync::Arc<Object>| {
        let fields = o.fields.iter().filter(|f| !f.hidden && f.sensitivity != Sensitivity::None);
        let purposes = |f: &model::FieldDef| f.purposes.iter().map(ToString::to_string).collect();
        let data: Vec<Datum> =
            fields.map(|f| Datum { field: f.name.to_string(), sensitivity: f.sensitivity, purposes: purposes(f) }).collect();
        Activity {
            object: o.name().to_owned(),
            purposes: data.iter().flat_map(|d| d.purposes.iter().cloned()).collect(),
            data,
            retention: rules.iter().filter(|r| r.object == o.name()).cloned().collect(),
        }
    };
    catalog.iter().filter(personal).map(activity).collect()
}

async fn purposes(records: &Records, catalog: &Catalog, now: Ts) -> store::Result<Vec<Purpose>> {
    let sql = "select purpose, case when state = 'granted' and (expires_at is null or expires_at > $1) then coalesce(basis, '') \
        else '-' end, count(distinct customer_id) from @consent_state group by 1, 2 order by 1, 2";
    let rows = records.tenant().scan(sql, &[now.0.into()], Scan::within(DEADLINE)).await?;
    let mut all: BTreeMap<String, Purpose> = catalog
        .purposes()
        .into_iter()
        .map(|p| (p.to_string(), Purpose { purpose: p.to_string(), granted: BTreeMap::new(), refused: 0 }))
        .collect();
    for row in &rows {
        let (purpose, basis, count) = (row.text(0)?.to_owned(), row.text(1)?.to_owned(), row.int(2)?);
        let new = || Purpose { purpose: purpose.clone(), granted: BTreeMap::new(), refused: 0 };
        let known = all.entry(purpose.clone()).or_insert_with(new);
        if basis == "-" {
            known.refused += count;
        } else {
            known.granted.insert(basis, count);
        }
    }
    Ok(all.into_values().collect())
}

async fn exports(records: &Records, now: Ts) -> store::Result<Vec<Exported>> {
    let sql =
        "select subject, details, at from @audit where kind = 'export_made' and at >= $1 order by at desc, id desc limit 10000";
    let rows = records.tenant().scan(sql, &[(now.0 - YEAR).into()], Scan::within(DEADLINE)).await?;
    let mut all: BTreeMap<(String, Option<String>), Exported> = BTreeMap::new();
    for row in &rows {
        let details: serde_json::Value = row.opt_text(1).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default();
        let (object, purpose) = (row.text(0)?.to_owned(), details["purpose"].as_str().map(str::to_owned));
        let last = row.ts(2)?;
        let new = || Exported { object: object.clone(), purpose: purpose.clone(), count: 0, last };
        all.entry((object.clone(), purpose.clone())).or_insert_with(new).count += 1;
    }
    Ok(all.into_values().collect())
}

async fn texts(records: &Records) -> store::Result<Texts> {
    let rows = records.tenant().get("select value from @privacy_setting where name = $1", &[NAME.into()]).await?;
    Ok(rows.first().and_then(|r| r.opt_text(0)).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default())
}

/// Replaces the texts.
///
/// # Errors
/// 422 for those that are too long.
pub async fn put(records: &Records, who: &Who, texts: &Texts) -> Result<(), Problem> {
    let long = |(_, text): &(&str, &str)| text.chars().count() > LONG || text.contains('\0');
    let wrong = |(name, _): (&'static str, &str)| FieldError::new(name, "too_long", format!("takes at most {LONG} characters"));
    let errors: Vec<FieldError> = texts.all().into_iter().filter(long).map(wrong).collect();
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let text = serde_json::to_string(texts).map_err(|e| Problem::internal(&e))?;
    let (text, entry) = (text.as_str(), &Audit::new(AuditKind::ProcessingChanged));
    let sql =
        "insert into @privacy_setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value";
    let write = records.tenant().write::<_, store::Error, _>(move |tx| {
        Box::pin(async move {
            tx.run(sql, &[NAME.into(), text.into()]).await?;
            audit::note(tx, who, entry).await
        })
    });
    Ok(write.await?)
}
