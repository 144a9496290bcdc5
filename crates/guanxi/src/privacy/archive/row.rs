//! What is kept of archives: for whom, how far, by whom, until when.

use super::job::{EXPIRE, MAKE};
use super::write::LeftOut;
use crate::archives::{Kind, TRIES, is_under_way, takable};
use crate::http::Problem;
use axum::http::StatusCode;
use model::{Id, Ts};
use records::audit::{self, Audit, AuditKind};
use records::{Access, Records};
use serde::Serialize;
use serde_json::json;
use store::blobs::{Blobs, new_key};
use store::jobs::NewJob;
use store::{Row, Tenant, Tx};

/// Archives of one customer that are listed.
const LISTED: usize = 50;
pub(super) const KIND: Kind = Kind { table: "archive", told: "left_out", expire: (EXPIRE, "archive") };

/// One archive.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Archive {
    pub id: Id,
    pub customer: Id,
    /// `waiting`, `running`, `done`, `failed`, `cancelled`.
    pub state: String,
    /// Records written and to be written.
    pub done: i64,
    pub total: i64,
    /// Bytes, once it is done.
    pub size: Option<i64>,
    /// What is not in it, once it is done.
    pub left_out: Option<LeftOut>,
    pub error: Option<String>,
    pub by: Option<Id>,
    pub created_at: String,
    pub finished_at: Option<String>,
    /// It is deleted then.
    pub expires_at: Option<String>,
    /// How often it was taken out.
    pub taken: i64,
    #[serde(skip)]
    pub blob: String,
}

const COLUMNS: &str =
    "id, customer_id, state, done, total, size, left_out, error, by_id, created_at, finished_at, expires_at, taken, blob";

impl Archive {
    fn read(row: &Row) -> store::Result<Self> {
        let time = |i: usize| row.opt_int(i).map(|at| Ts(at).rfc3339());
        Ok(Self {
            id: row.id(0)?,
            customer: row.id(1)?,
            state: row.text(2)?.to_owned(),
            done: row.int(3)?,
            total: row.int(4)?,
            size: row.opt_int(5),
            left_out: row.opt_text(6).and_then(|t| serde_json::from_str(t).ok()),
            error: row.opt_text(7).map(str::to_owned),
            by: row.opt_id(8),
            created_at: row.ts(9)?.rfc3339(),
            finished_at: time(10),
            expires_at: time(11),
            taken: row.int(12)?,
            blob: row.text(13)?.to_owned(),
        })
    }

    pub(super) fn under_way(&self) -> bool {
        is_under_way(&self.state)
    }
}

/// Begins an archive of a customer as a job.
///
/// # Errors
/// As [`Records::belongings`]; 409 while one of the same person's is under way.
pub async fn start(records: &Records, access: &Access, customer: Id) -> Result<Archive, Problem> {
    // What the job would refuse is refused now.
    let found = records.belongings(access, customer).await?;
    let root = found.ids[0];
    let by = access.actor.user;
    let busy = list(records, access, customer).await?.into_iter().any(|a| a.under_way() && a.by == by);
    if busy {
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "under_way",
            "An archive of this customer is under way; wait for its end.",
        ));
    }
    let now = records.tenant().clock().now();
    let id = Id::at(now.unix_ms());
    let key = new_key();
    let total = i64::try_from(found.count()).unwrap_or(i64::MAX);
    let values = [id.into(), root.into(), total.into(), key.into(), by.into(), now.0.into()];
    let job = NewJob::new(MAKE, json!({ "archive": id, "scopes": access.scopes.as_deref() })).tries(TRIES);
    let (values, job, who) = (&values, &job, &access.who());
    let entry = &Audit::new(AuditKind::ArchiveMade).of(root, "");
    records
        .tenant()
        .write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                let sql = "insert into @archive (id, customer_id, state, done, total, blob, by_id, created_at, taken) \
                    values ($1, $2, 'waiting', 0, $3, $4, $5, $6, 0)";
                tx.run(sql, values).await?;
                let job = tx.enqueue(job.clone()).await?;
                tx.run("update @archive set job_id = $2 where id = $1", &[id.into(), job.into()]).await?;
                audit::note(tx, who, entry).await
            })
        })
        .await?;
    find(records, access, id).await
}

/// Archives of a customer, newest first.
///
/// # Errors
/// As [`Records::may_erase`].
pub async fn list(records: &Records, access: &Access, customer: Id) -> Result<Vec<Archive>, Problem> {
    records.may_erase(access, customer).await?;
    let ids = serde_json::to_string(&records.group_of(customer).await?).unwrap_or_default();
    let wanted = records.tenant().dialect().json_ids("$1");
    let sql = format!("select {COLUMNS} from @archive where customer_id in ({wanted}) order by id desc limit {LISTED}");
    let rows = records.tenant().get(&sql, &[ids.into()]).await?;
    Ok(rows.iter().map(Archive::read).collect::<store::Result<_>>()?)
}

/// One archive.
///
/// # Errors
/// 404, also for one of a customer out of sight; `Forbidden`.
pub async fn find(records: &Records, access: &Access, id: Id) -> Result<Archive, Problem> {
    let found = read(records.tenant(), id).await?.ok_or_else(|| Problem::not_found("archive"))?;
    records.may_erase(access, found.customer).await?;
    Ok(found)
}

pub(super) async fn read(tenant: &Tenant, id: Id) -> store::Result<Option<Archive>> {
    let sql = format!("select {COLUMNS} from @archive where id = $1");
    tenant.get(&sql, &[id.into()]).await?.first().map(Archive::read).transpose()
}

/// The archive, to be taken out by who made it; the audit log is told.
///
/// # Errors
/// 404; 403 for anybody else, who may see less than is in it; 409 until it is done.
pub async fn take(records: &Records, access: &Access, id: Id) -> Result<Archive, Problem> {
    let found = find(records, access, id).await?;
    access.require_on(records::access::Act::Export, "customer")?;
    takable(found.by.is_some() && found.by == access.actor.user, &found.state)?;
    let (who, entry) = (&access.who(), &Audit::new(AuditKind::ArchiveTaken).of(found.customer, ""));
    let note = records.tenant().write::<_, store::Error, _>(move |tx| {
        Box::pin(async move {
            tx.run("update @archive set taken = taken + 1 where id = $1", &[id.into()]).await?;
            audit::note(tx, who, entry).await
        })
    });
    note.await?;
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
    remove(records.tenant(), blobs, &found).await?;
    Ok(())
}

pub(super) async fn remove(tenant: &Tenant, blobs: &Blobs, found: &Archive) -> store::Result<()> {
    KIND.remove(tenant, blobs, found.id, &found.blob).await
}

/// Rows of archives of somebody who is erased; gives the names of their files.
///
/// # Errors
/// Of the database.
pub async fn forget(tx: &mut Tx, customers: &[Id]) -> store::Result<Vec<String>> {
    let ids: Vec<Vec<model::Val>> = customers.iter().map(|id| vec![(*id).into()]).collect();
    let found = tx.all_many("select blob from @archive where customer_id = $1", &ids).await?;
    tx.run_many("delete from @archive where customer_id = $1", &ids).await?;
    Ok(found.iter().flatten().filter_map(|r| r.opt_text(0).map(str::to_owned)).collect())
}

/// Notes how far it is. False when it is no longer wanted.
pub(super) async fn progress(tenant: &Tenant, id: Id, done: u64, total: u64) -> store::Result<bool> {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let values = &[id.into(), number(done).into(), number(total.max(done)).into()];
    let sql = "update @archive set state = 'running', done = $2, total = $3 where id = $1 and state in ('waiting', 'running')";
    Ok(tenant.write::<_, store::Error, _>(move |tx| Box::pin(tx.run(sql, values))).await? > 0)
}
