//! What a company has set about privacy.

use super::retention::schedule;
use crate::http::Problem;
use model::FieldError;
use records::audit::{self, Audit, AuditKind};
use records::{Records, Who};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How long things take and stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PrivacyRules)]
pub struct Rules {
    /// Days after which an archive of a customer is deleted, 1 to 90.
    #[schema(minimum = 1, maximum = 90)]
    pub archive_days: u32,
    /// Days within which requests are answered, 1 to 90. At the beginning 15 in China (PIPL), 30 elsewhere (GDPR).
    #[schema(minimum = 1, maximum = 90)]
    pub answer_days: u32,
    /// Days after which entries of the audit log go, 180 to 36500; null: never.
    #[serde(default)]
    #[schema(minimum = 180, maximum = 36500)]
    pub audit_days: Option<u32>,
    /// Days after which notices go; null: never.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 36500)]
    pub notice_days: Option<u32>,
    /// Days after the end of an import after which its file and its refused rows go; it can still be undone. Null: never.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 36500)]
    pub import_days: Option<u32>,
}

const NAME: &str = "rules";

impl Rules {
    fn at_first(country: &str) -> Self {
        let answer_days = if country == "CN" { 15 } else { 30 };
        Self { archive_days: 7, answer_days, audit_days: None, notice_days: None, import_days: None }
    }
}

impl Rules {
    /// # Errors
    /// 422 for numbers out of range.
    pub fn check(&self) -> Result<(), Problem> {
        let days = [
            ("archive_days", Some(self.archive_days), 1, 90),
            ("answer_days", Some(self.answer_days), 1, 90),
            ("audit_days", self.audit_days, 180, 36_500),
            ("notice_days", self.notice_days, 1, 36_500),
            ("import_days", self.import_days, 1, 36_500),
        ];
        let wrong: Vec<FieldError> = days
            .into_iter()
            .filter(|(_, given, least, most)| given.is_some_and(|n| !(*least..=*most).contains(&n)))
            .map(|(field, _, least, most)| FieldError::new(field, "out_of_range", format!("takes {least} to {most}")))
            .collect();
        if wrong.is_empty() { Ok(()) } else { Err(Problem::invalid(wrong)) }
    }
}

/// The rules of a company.
///
/// # Errors
/// Of the database.
pub async fn of(records: &Records) -> records::Result<Rules> {
    let rows = records.tenant().get("select value from @privacy_setting where name = $1", &[NAME.into()]).await?;
    let kept = rows.first().and_then(|r| r.opt_text(0)).and_then(|t| serde_json::from_str(t).ok());
    match kept {
        Some(rules) => Ok(rules),
        None => Ok(Rules::at_first(&records.current().await?.company.country)),
    }
}

/// Replaces the rules. Requests that are there keep their day.
///
/// # Errors
/// 422 for numbers out of range.
pub async fn put(records: &Records, who: &Who, rules: &Rules) -> Result<(), Problem> {
    rules.check()?;
    let value = serde_json::to_value(rules).map_err(|e| Problem::internal(&e))?;
    let text = value.to_string();
    let (text, entry) = (text.as_str(), &Audit::new(AuditKind::PrivacyRulesChanged).with(value));
    let sql =
        "insert into @privacy_setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value";
    let schedule = &schedule(&records.current().await?.company.zone);
    let write = records.tenant().write::<_, store::Error, _>(move |tx| {
        Box::pin(async move {
            tx.run(sql, &[NAME.into(), text.into()]).await?;
            tx.put_schedule(schedule).await?;
            audit::note(tx, who, entry).await
        })
    });
    Ok(write.await?)
}
