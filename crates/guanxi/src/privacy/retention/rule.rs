//! Rules: made, switched on and off, removed.

use super::run::schedule;
use crate::http::Problem;
use axum::http::StatusCode;
use model::def::FieldKind;
use model::{Condition, FieldError, Id, Ts, Val};
use records::access::{Act, RowScope};
use records::audit::{self, Audit, AuditKind};
use records::list::ListQuery;
use records::{Access, Catalog, Records};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Row;
use utoipa::ToSchema;

/// The object whose records are people, and those that sign-in needs.
pub const SUBJECT: &str = "customer";
const NEVER: &[&str] = &["user", "team"];
/// Most rules of a company.
const MOST: usize = 200;
const NAME: usize = 100;
const FILTER: usize = 4_000;

/// What becomes of records whose time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RetentionAction)]
pub enum Action {
    /// They go to the recycle bin.
    Delete,
    /// Customers are made anonymous; figures stay.
    Anonymise,
    /// Customers are erased.
    Erase,
    /// What lies in the recycle bin goes for good.
    Purge,
}

impl Action {
    pub(super) fn word(self) -> &'static str {
        match self {
            Action::Delete => "delete",
            Action::Anonymise => "anonymise",
            Action::Erase => "erase",
            Action::Purge => "purge",
        }
    }
}

/// A rule to be.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewRetentionRule)]
pub struct Draft {
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    pub object: String,
    /// A condition as lists take it: `stage:lost`. Empty: all.
    #[serde(default)]
    #[schema(max_length = 4000)]
    pub filter: String,
    /// A date or time of the object; of `purge` always when it was deleted.
    #[serde(default)]
    pub field: String,
    /// Days after that date, in the company's time zone.
    #[schema(minimum = 1, maximum = 36500)]
    pub days: u32,
    pub action: Action,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rule {
    pub id: Id,
    pub name: String,
    pub object: String,
    pub filter: String,
    pub field: String,
    pub days: u32,
    pub action: Action,
    pub active: bool,
    /// Its dry run, and how many records it found.
    pub tried_at: Option<String>,
    pub tried_count: Option<i64>,
    pub created_at: String,
    pub created_by: Option<Id>,
}

const COLUMNS: &str = "id, name, object, filter, field, days, action, active, tried_at, tried_count, created_at, created_by";

fn read(row: &Row) -> store::Result<Rule> {
    let text = |i: usize| row.opt_text(i).unwrap_or_default().to_owned();
    let action = serde_json::from_value(json!(text(6))).map_err(|_| store::Error::Type("a rule has no such action".into()))?;
    Ok(Rule {
        id: row.id(0)?,
        name: text(1),
        object: text(2),
        filter: text(3),
        field: text(4),
        days: u32::try_from(row.int(5)?).unwrap_or(u32::MAX),
        action,
        active: row.int(7)? == 1,
        tried_at: row.opt_int(8).map(|at| Ts(at).rfc3339()),
        tried_count: row.opt_int(9),
        created_at: row.ts(10)?.rfc3339(),
        created_by: row.opt_id(11),
    })
}

impl Rule {
    /// The question for its records at an instant.
    ///
    /// # Errors
    /// 422 when its condition is none (any more).
    pub(super) fn query(&self, zone: &str, now: Ts) -> Result<ListQuery, Problem> {
        query(&self.object, &self.filter, &self.field, self.days, self.action, zone, now)
    }
}

fn query(object: &str, filter: &str, field: &str, days: u32, action: Action, zone: &str, now: Ts) -> Result<ListQuery, Problem> {
    let wrong = |field: &str, e: String| Problem::field(field, "bad_condition", e);
    let filter = Condition::parse(filter).map_err(|e| wrong("filter", e.to_string()))?;
    let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let today = now.civil_in(&zone).map(|local| local.date()).unwrap_or_default();
    let first = today.saturating_sub(jiff::Span::new().days(i64::from(days.min(36_500))));
    let old = Condition::parse(&format!("{field}<{first}")).map_err(|e| wrong("field", e.to_string()))?;
    let (sort, deleted) = (records::list::Sort::parse("id"), action == Action::Purge);
    Ok(ListQuery { filter: Condition::All(vec![filter, old]), sort, deleted, ..ListQuery::new(object) })
}

/// All rules, newest first.
///
/// # Errors
/// Of the database.
pub async fn list(records: &Records) -> store::Result<Vec<Rule>> {
    let sql = format!("select {COLUMNS} from @retention_rule order by id desc limit {MOST}");
    records.tenant().get(&sql, &[]).await?.iter().map(read).collect()
}

/// One rule.
///
/// # Errors
/// 404.
pub async fn find(records: &Records, id: Id) -> Result<Rule, Problem> {
    let sql = format!("select {COLUMNS} from @retention_rule where id = $1");
    let rows = records.tenant().get(&sql, &[id.into()]).await?;
    rows.first().map(read).transpose()?.ok_or_else(|| Problem::not_found("retention rule"))
}

/// Makes a rule; it is not active yet.
///
/// # Errors
/// 422 naming what makes no sense; 403 for objects of which the asker may not delete every record.
pub async fn create(records: &Records, access: &Access, mut draft: Draft) -> Result<Rule, Problem> {
    if draft.action == Action::Purge {
        "deleted_at".clone_into(&mut draft.field);
    }
    let catalog = records.current().await?;
    check(&catalog, access, &draft)?;
    let now = records.tenant().clock().now();
    let zone = &catalog.company.zone;
    let asked = query(&draft.object, &draft.filter, &draft.field, draft.days, draft.action, zone, now)?;
    // As whom it is made it must be possible to ask it.
    records.list(access, &ListQuery { limit: 1, ..asked }).await?;
    if list(records).await?.len() >= MOST {
        return Err(Problem::field("name", "too_many", format!("there are {MOST} rules; remove one first")));
    }
    let id = Id::at(now.unix_ms());
    let values: &[Val] = &[
        id.into(),
        draft.name.trim().into(),
        draft.object.as_str().into(),
        draft.filter.as_str().into(),
        draft.field.as_str().into(),
        i64::from(draft.days).into(),
        draft.action.word().into(),
        now.0.into(),
        access.actor.user.into(),
    ];
    let sql = "insert into @retention_rule (id, name, object, filter, field, days, action, active, created_at, created_by) \
        values ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9)";
    noted(records, access, sql, values, &told("made", &draft.name, &draft.object, draft.action, draft.days)).await?;
    find(records, id).await
}

fn told(what: &str, name: &str, object: &str, action: Action, days: u32) -> Audit {
    let details = json!({ "rule": what, "object": object, "action": action, "days": days });
    Audit::new(AuditKind::RetentionChanged).named(name.trim()).with(details)
}

async fn noted(records: &Records, access: &Access, sql: &str, values: &[Val], entry: &Audit) -> Result<(), Problem> {
    let (who, schedule) = (&access.who(), &schedule(&records.current().await?.company.zone));
    let write = records.tenant().write::<_, store::Error, _>(move |tx| {
        Box::pin(async move {
            tx.run(sql, values).await?;
            tx.put_schedule(schedule).await?;
            audit::note(tx, who, entry).await
        })
    });
    Ok(write.await?)
}

/// Whether a rule could be made.
///
/// # Errors
/// As [`create`].
pub fn check(catalog: &Catalog, access: &Access, draft: &Draft) -> Result<(), Problem> {
    let mut errors = Vec::new();
    let mut wrong = |field: &'static str, code: &'static str, message: String| errors.push(FieldError::new(field, code, message));
    let name = draft.name.trim();
    if name.is_empty() || name.chars().count() > NAME || name.contains('\0') {
        wrong("name", "required", format!("takes 1 to {NAME} characters"));
    }
    if draft.filter.chars().count() > FILTER {
        wrong("filter", "too_long", format!("takes at most {FILTER} characters"));
    }
    if !(1..=36_500).contains(&draft.days) {
        wrong("days", "out_of_range", "takes 1 to 36500".into());
    }
    let object = catalog.objects.get(&draft.object);
    match object {
        None => wrong("object", "unknown_object", format!("there is no object '{}'", draft.object)),
        Some(o) if o.def.append_only || NEVER.contains(&o.name()) => {
            wrong("object", "not_possible", "its records are never deleted by themselves".into());
        }
        Some(o) => {
            let date = o.field(&draft.field).filter(|f| matches!(f.kind, FieldKind::Date | FieldKind::DateTime) && !f.multi);
            if date.is_none() {
                wrong("field", "not_an_option", format!("'{}' is no date of {}", draft.field, o.name()));
            }
            if matches!(draft.action, Action::Anonymise | Action::Erase) && o.name() != SUBJECT {
                wrong("action", "not_possible", "only customers are made anonymous or erased".into());
            }
        }
    }
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    access.require_on(Act::Delete, &draft.object)?;
    let owned = object.is_some_and(|o| o.def.owned);
    if owned && access.rows(Act::Delete, &draft.object) != RowScope::All {
        let detail = "A rule goes through all records: this needs a role that may delete every one of them.";
        return Err(Problem::new(StatusCode::FORBIDDEN, "forbidden", detail));
    }
    Ok(())
}

/// Switches a rule on or off.
///
/// # Errors
/// 404; 409 `not_tried` before its dry run.
pub async fn switch(records: &Records, access: &Access, id: Id, active: bool) -> Result<Rule, Problem> {
    let rule = find(records, id).await?;
    if active && rule.tried_at.is_none() {
        return Err(Problem::new(StatusCode::CONFLICT, "not_tried", "Try it first: a dry run says what it would do."));
    }
    if rule.active != active {
        let what = if active { "switched on" } else { "switched off" };
        let values = [id.into(), i64::from(active).into()];
        let entry = told(what, &rule.name, &rule.object, rule.action, rule.days);
        noted(records, access, "update @retention_rule set active = $2 where id = $1", &values, &entry).await?;
    }
    find(records, id).await
}

/// Removes a rule; what it did stays listed.
///
/// # Errors
/// 404.
pub async fn remove(records: &Records, access: &Access, id: Id) -> Result<(), Problem> {
    let rule = find(records, id).await?;
    let entry = told("removed", &rule.name, &rule.object, rule.action, rule.days);
    noted(records, access, "delete from @retention_rule where id = $1", &[id.into()], &entry).await
}

/// Notes a dry run.
pub(super) async fn tried(records: &Records, id: Id, count: i64) -> store::Result<()> {
    let values = &[id.into(), records.tenant().clock().now().0.into(), count.into()];
    let sql = "update @retention_rule set tried_at = $2, tried_count = $3 where id = $1";
    records.tenant().write::<_, store::Error, _>(move |tx| Box::pin(tx.run(sql, values))).await?;
    Ok(())
}
