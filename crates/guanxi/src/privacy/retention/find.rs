//! What a rule finds: for its dry run, and page by page for its run.

use super::keep::stays;
use super::rule::{self, Action, Rule, SUBJECT};
use crate::http::Problem;
use model::object::{Record, col};
use model::{Id, Val};
use records::list::ListQuery;
use records::{Access, Records};
use serde::Serialize;

/// Records of a sample, and of a page.
const SAMPLE: usize = 20;
pub(super) const PAGE: usize = 100;

/// A record that a rule would take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sample {
    pub id: Id,
    /// What it is called; none when the asker may not see it.
    pub title: Option<String>,
    /// A legal hold or a restriction keeps it.
    pub kept: bool,
}

/// What a rule would do now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tried {
    /// Records whose time is over, those that are kept among them.
    pub count: i64,
    /// There are more than `count`.
    pub more: bool,
    pub sample: Vec<Sample>,
}

/// Tries a rule out: nothing is changed but that it was tried.
///
/// # Errors
/// 404; 422 when its condition no longer makes sense.
pub async fn try_out(records: &Records, access: &Access, id: Id) -> Result<Tried, Problem> {
    let rule = rule::find(records, id).await?;
    let system = Access::system(records.tenant().slug());
    let query = asked(records, &rule).await?;
    let page = records.list(&system, &ListQuery { limit: SAMPLE, count: true, ..query }).await?;
    let shown: Vec<(&str, Id)> = page.records.iter().map(|r| (rule.object.as_str(), r.id())).collect();
    let labels = records.labels(access, &shown).await?;
    let mut sample = Vec::with_capacity(page.records.len());
    for record in &page.records {
        if is_over(records, &rule, record).await? {
            continue;
        }
        let title = labels.get(record.id()).map(str::to_owned);
        sample.push(Sample { id: record.id(), title, kept: stays(records, &system, record).await? });
    }
    let (count, more) = page.count.map_or((0, false), |c| (c.value, c.more));
    rule::tried(records, id, count).await?;
    Ok(Tried { count, more, sample })
}

async fn asked(records: &Records, rule: &Rule) -> Result<ListQuery, Problem> {
    let catalog = records.current().await?;
    rule.query(&catalog.company.zone, records.tenant().clock().now())
}

/// A page of the records that a rule finds, and the cursor of the next one.
pub(super) async fn page(
    records: &Records,
    rule: &Rule,
    cursor: Option<String>,
) -> Result<(Vec<Record>, Option<String>), Problem> {
    let system = Access::system(records.tenant().slug());
    let query = ListQuery { limit: PAGE, cursor, ..asked(records, rule).await? };
    let page = records.list(&system, &query).await?;
    let mut found = Vec::with_capacity(page.records.len());
    for record in page.records {
        if !is_over(records, rule, &record).await? {
            found.push(record);
        }
    }
    Ok((found, page.next))
}

/// How many a rule finds, up to a bound.
pub(super) async fn count(records: &Records, rule: &Rule) -> Result<i64, Problem> {
    let system = Access::system(records.tenant().slug());
    let query = ListQuery { limit: 1, count: true, ..asked(records, rule).await? };
    Ok(records.list(&system, &query).await?.count.map_or(0, |c| c.value))
}

/// Whether there is nothing more to do with a record: it was made anonymous and not touched since, or it stands for another one into
/// which it was merged.
async fn is_over(records: &Records, rule: &Rule, record: &Record) -> Result<bool, Problem> {
    let tenant = records.tenant();
    let id: Val = record.id().into();
    if rule.action == Action::Purge {
        return Ok(!tenant.get("select 1 from @alias where id = $1", &[id]).await?.is_empty());
    }
    if rule.object != SUBJECT || rule.action != Action::Anonymise {
        return Ok(false);
    }
    let touched = record.vals[col::UPDATED_AT].clone();
    Ok(!tenant.get("select 1 from @erasure where record_id = $1 and at >= $2", &[id, touched]).await?.is_empty())
}
