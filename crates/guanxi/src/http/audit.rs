//! The audit log: read in pages, and taken out as a file.

use super::extract::Query;
use super::problem::Problem;
use super::stream::{self, PIECE};
use crate::sheet::Lines;
use crate::signin::{Allowed, may};
use axum::Json as Answer;
use axum::response::Response;
use model::{Id, Ts};
use records::audit::{AuditItem, AuditQuery, note_alone};
use records::{Audit, AuditKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which entries.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Kinds, separated by commas; left out: all.
    #[param(max_length = 1000)]
    kind: String,
    /// Who did it, or whom it was done to.
    #[param(value_type = Option<String>, format = "uuid")]
    person: Option<Id>,
    /// From this instant on, as `2026-01-31T00:00:00+08:00`.
    #[param(format = DateTime)]
    from: Option<String>,
    /// Before this instant.
    #[param(format = DateTime)]
    until: Option<String>,
    /// `next` of the page before; not for the file.
    cursor: Option<String>,
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

impl Wanted {
    fn query(self) -> Result<AuditQuery, Problem> {
        let words = self.kind.split(',').map(str::trim).filter(|k| !k.is_empty());
        let known = |k: &str| {
            AuditKind::parse(k).ok_or_else(|| Problem::field("kind", "not_an_option", format!("there is no kind '{k}'")))
        };
        let instant = |name: &str, text: Option<String>| match text.filter(|t| !t.is_empty()) {
            None => Ok(None),
            Some(text) => Ts::parse_rfc3339(&text)
                .map(Some)
                .ok_or_else(|| Problem::field(name, "bad_date", "write it like 2026-01-31T00:00:00+08:00")),
        };
        Ok(AuditQuery {
            kinds: words.map(known).collect::<Result<_, _>>()?,
            person: self.person,
            from: instant("from", self.from)?,
            until: instant("until", self.until)?,
            cursor: self.cursor,
            limit: self.limit.map_or(0, |l| l.clamp(1, 200)),
        })
    }
}

/// One entry of the audit log.
#[derive(Serialize, ToSchema)]
pub struct AuditEntry {
    #[schema(value_type = String, format = "uuid")]
    id: Id,
    #[schema(format = DateTime)]
    at: String,
    /// `signed_in`, `role_changed`, `export_made` ...
    kind: String,
    /// The person who did it; null for somebody unknown and for the program itself.
    #[schema(value_type = Option<String>, format = "uuid")]
    user: Option<Id>,
    /// The API key by which they did it.
    #[schema(value_type = Option<String>, format = "uuid")]
    key: Option<Id>,
    /// Their name at the time; `system` for the command line and the program itself, empty for somebody unknown.
    actor: String,
    #[schema(value_type = Option<String>, format = "uuid")]
    subject_id: Option<Id>,
    /// Whom or what it was done to, as it was called at the time.
    subject: String,
    /// IP address.
    address: Option<String>,
    /// What the browser or program calls itself.
    agent: String,
    #[schema(value_type = Object)]
    details: serde_json::Value,
}

impl From<&AuditItem> for AuditEntry {
    fn from(item: &AuditItem) -> Self {
        let i = item.clone();
        Self {
            id: i.id,
            at: i.at.rfc3339(),
            kind: i.kind,
            user: i.user,
            key: i.key,
            actor: i.actor,
            subject_id: i.subject_id,
            subject: i.subject,
            address: i.address,
            agent: i.agent,
            details: i.details,
        }
    }
}

/// Entries, newest first.
#[derive(Serialize, ToSchema)]
pub struct AuditLog {
    items: Vec<AuditEntry>,
    next: Option<String>,
    /// Every kind there is.
    kinds: Vec<&'static str>,
}

/// The audit log, newest first
#[utoipa::path(get, path = "/api/audit", tag = "audit", params(Wanted), extensions(("x-permission" = json!("audit.read"))),
    responses((status = 200, description = "A page", body = AuditLog)))]
pub async fn list(auth: Allowed<may::Audit>, Query(wanted): Query<Wanted>) -> Result<Answer<AuditLog>, Problem> {
    let page = auth.records().audit(auth.access(), &wanted.query()?).await?;
    let kinds = AuditKind::ALL.iter().map(|k| k.name()).collect();
    Ok(Answer(AuditLog { items: page.items.iter().map(AuditEntry::from).collect(), next: page.next, kinds }))
}

const COLUMNS: [&str; 9] = ["at", "kind", "actor", "subject", "address", "agent", "details", "user", "key"];

/// The audit log as CSV; this is noted in it too
#[utoipa::path(get, path = "/api/audit/export", tag = "audit", params(Wanted), extensions(("x-permission" = json!("audit.read"))),
    responses((status = 200, description = "The file, streamed", body = String, content_type = "text/csv")))]
pub async fn export(auth: Allowed<may::Audit>, Query(wanted): Query<Wanted>) -> Result<Response, Problem> {
    let query = wanted.query()?;
    note_alone(auth.tenant(), &auth.access().who(), &Audit::new(AuditKind::ExportMade).named("audit")).await?;
    let (records, access) = (auth.records().clone(), auth.access().clone());
    let (pieces, ready) = stream::pieces();
    tokio::spawn(async move {
        let mut lines = Lines::new(&COLUMNS);
        let done = records
            .audit_stream(&access, &query, &mut |item| {
                let id = |id: Option<Id>| id.map(|i| i.to_string()).unwrap_or_default();
                let details = if item.details == serde_json::json!({}) { String::new() } else { item.details.to_string() };
                let (user, key, at) = (id(item.user), id(item.key), item.at.rfc3339());
                let address = item.address.as_deref().unwrap_or_default();
                lines.push(&[&at, &item.kind, &item.actor, &item.subject, address, &item.agent, &details, &user, &key]);
                if lines.len() >= PIECE { pieces.send(lines.take()) } else { Ok(()) }
            })
            .await;
        pieces.end(done.map(|()| lines.take()).map_err(Problem::from)).await;
    });
    stream::csv(ready, "audit.csv").await
}
