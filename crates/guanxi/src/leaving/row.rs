//! What is kept of a unit's archives: of whom, how far, by whom, until when.

use super::job::{EXPIRE, MAKE};
use super::own;
use super::write::Summary;
use crate::archives::{Kind, TRIES, is_under_way, takable};
use crate::http::Problem;
use axum::http::StatusCode;
use model::{Id, Ts};
use records::audit::{self, Audit, AuditKind};
use records::list::ListQuery;
use records::{Access, Records, access};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use store::blobs::{Blobs, new_key};
use store::jobs::NewJob;
use store::{Row, Tenant, Tx};

pub(super) const KIND: Kind = Kind { table: "unit_export", told: "summary", expire: (EXPIRE, "export") };
/// Days until an archive is deleted.
pub(super) const DAYS: u32 = 14;
const LISTED: usize = 50;

/// One archive.
#[derive(Clone, Debug, Serialize)]
pub struct Export {
    pub id: Id,
    pub unit: Id,
    /// `waiting`, `running`, `done`, `failed`, `cancelled`.
    pub state: String,
    /// Records written, and about how many there are.
    pub done: i64,
    pub total: i64,
    /// The language of its page.
    pub language: String,
    /// What is in it and what is not, once it is done.
    pub summary: Option<Summary>,
    pub size: Option<i64>,
    pub error: Option<String>,
    pub by: Id,
    pub created_at: String,
    pub finished_at: Option<String>,
    /// It is deleted then.
    pub expires_at: Option<String>,
    #[serde(skip)]
    pub blob: String,
}

const COLUMNS: &str =
    "id, team_id, state, done, total, language, summary, size, error, by_id, created_at, finished_at, expires_at, blob";

impl Export {
    fn read(row: &Row) -> store::Result<Self> {
        let time = |i: usize| row.opt_int(i).map(|at| Ts(at).rfc3339());
        Ok(Self {
            id: row.id(0)?,
            unit: row.id(1)?,
            state: row.text(2)?.to_owned(),
            done: row.int(3)?,
            total: row.int(4)?,
            language: row.text(5)?.to_owned(),
            summary: row.opt_text(6).and_then(|t| serde_json::from_str(t).ok()),
            size: row.opt_int(7),
            error: row.opt_text(8).map(str::to_owned),
            by: row.id(9)?,
            created_at: row.ts(10)?.rfc3339(),
            finished_at: time(11),
            expires_at: time(12),
            blob: row.text(13)?.to_owned(),
        })
    }

    pub(super) fn under_way(&self) -> bool {
        is_under_way(&self.state)
    }
}

/// What an archive would hold: records by object, none for an object whose records cannot go along, because the asker's role does
/// not reach all of the unit's.
///
/// # Errors
/// As [`own`].
pub async fn preview(records: &Records, access: &Access, unit: Id) -> Result<BTreeMap<String, Option<i64>>, Problem> {
    let (_, limited) = own(records, access, unit).await?;
    let mut counts = BTreeMap::new();
    for (object, whole) in records.of_teams(&limited).await? {
        let query = ListQuery { count: true, limit: 1, fields: Some(Vec::new()), ..ListQuery::new(object.as_str()) };
        let count = if whole { Some(records.list(&limited, &query).await?.count.map_or(0, |c| c.value)) } else { None };
        counts.insert(object, count);
    }
    Ok(counts)
}

/// Begins an archive as a job; its page is in `language` (BCP 47).
///
/// # Errors
/// As [`own`]; 403 for programs, and without `record.export`; 409 while one of the same unit is under way.
pub async fn start(records: &Records, access: &Access, unit: Id, language: &str) -> Result<Export, Problem> {
    let (name, _) = own(records, access, unit).await?;
    access.require(access::permission::RECORD_EXPORT)?;
    let Some(by) = access.actor.user.filter(|_| access.actor.key.is_none()) else {
        return Err(Problem::new(StatusCode::FORBIDDEN, "forbidden", "Programs do not take a unit's data along; people do."));
    };
    if list(records, access, unit).await?.iter().any(Export::under_way) {
        return Err(Problem::new(StatusCode::CONFLICT, "under_way", "An archive of this unit is under way; wait for its end."));
    }
    let counts = preview(records, access, unit).await?;
    let total: i64 = counts.values().flatten().sum();
    let now = records.tenant().clock().now();
    let id = Id::at(now.unix_ms());
    let key = new_key();
    let values = &[id.into(), unit.into(), total.into(), language.into(), key.into(), by.into(), now.0.into()];
    let job = &NewJob::new(MAKE, json!({ "export": id })).tries(TRIES);
    let (who, told) = (&access.who(), &Audit::new(AuditKind::UnitExportMade).of(unit, name).with(json!({ "records": counts })));
    records
        .tenant()
        .write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                let sql = "insert into @unit_export (id, team_id, state, done, total, language, blob, by_id, created_at) \
                    values ($1, $2, 'waiting', 0, $3, $4, $5, $6, $7)";
                tx.run(sql, values).await?;
                tx.enqueue(job.clone()).await?;
                audit::note(tx, who, told).await
            })
        })
        .await?;
    find(records, access, id).await
}

/// Archives of a unit, newest first.
///
/// # Errors
/// As [`own`].
pub async fn list(records: &Records, access: &Access, unit: Id) -> Result<Vec<Export>, Problem> {
    own(records, access, unit).await?;
    let sql = format!("select {COLUMNS} from @unit_export where team_id = $1 order by id desc limit {LISTED}");
    let rows = records.tenant().get(&sql, &[unit.into()]).await?;
    Ok(rows.iter().map(Export::read).collect::<store::Result<_>>()?)
}

/// One archive.
///
/// # Errors
/// 404, also for one of a unit whose data the asker may not take along.
pub async fn find(records: &Records, access: &Access, id: Id) -> Result<Export, Problem> {
    let missing = || Problem::not_found("archive");
    let found = read(records.tenant(), id).await?.ok_or_else(missing)?;
    match own(records, access, found.unit).await {
        Err(problem) if problem.status.is_client_error() => Err(missing()),
        other => other.map(|_| found),
    }
}

pub(super) async fn read(tenant: &Tenant, id: Id) -> store::Result<Option<Export>> {
    let sql = format!("select {COLUMNS} from @unit_export where id = $1");
    tenant.get(&sql, &[id.into()]).await?.first().map(Export::read).transpose()
}

/// The archive, to be taken out by who made it; the audit log is told.
///
/// # Errors
/// As [`find`]; 403 for anybody else, who may see less than is in it; 409 until it is done.
pub async fn take(records: &Records, access: &Access, id: Id) -> Result<Export, Problem> {
    let found = find(records, access, id).await?;
    access.require(access::permission::RECORD_EXPORT)?;
    takable(access.actor.user == Some(found.by) && access.actor.key.is_none(), &found.state)?;
    let (name, _) = own(records, access, found.unit).await?;
    let told = Audit::new(AuditKind::UnitExportTaken).of(found.unit, name);
    audit::note_alone(records.tenant(), &access.who(), &told).await?;
    Ok(found)
}

/// Stops one that is under way.
///
/// # Errors
/// As [`find`]; 409 when it has ended.
pub async fn cancel(records: &Records, access: &Access, id: Id) -> Result<(), Problem> {
    find(records, access, id).await?;
    KIND.cancel(records.tenant(), id).await
}

/// Deletes one with its file.
///
/// # Errors
/// As [`find`]; of the file store.
pub async fn delete(records: &Records, access: &Access, blobs: &Blobs, id: Id) -> Result<(), Problem> {
    let found = find(records, access, id).await?;
    Ok(remove(records.tenant(), blobs, &found).await?)
}

pub(super) async fn remove(tenant: &Tenant, blobs: &Blobs, found: &Export) -> store::Result<()> {
    KIND.remove(tenant, blobs, found.id, &found.blob).await
}

/// Rows of all archives: what a unit took down before somebody was erased would tell of them. Gives the names of their files.
///
/// # Errors
/// Of the database.
pub async fn forget(tx: &mut Tx) -> store::Result<Vec<String>> {
    let found = tx.all("select blob from @unit_export", &[]).await?;
    if !found.is_empty() {
        tx.run("delete from @unit_export", &[]).await?;
    }
    Ok(found.iter().filter_map(|r| r.opt_text(0).map(str::to_owned)).collect())
}

/// Notes how far it is. False when it is no longer wanted.
pub(super) async fn progress(tenant: &Tenant, id: Id, done: u64) -> store::Result<bool> {
    let done = i64::try_from(done).unwrap_or(i64::MAX);
    let values = &[id.into(), done.into()];
    let sql = "update @unit_export set state = 'running', done = $2, total = case when total < $2 then $2 else total end \
        where id = $1 and state in ('waiting', 'running')";
    Ok(tenant.write::<_, store::Error, _>(move |tx| Box::pin(tx.run(sql, values))).await? > 0)
}
