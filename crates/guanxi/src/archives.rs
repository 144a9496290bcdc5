//! What archives have in common that somebody begins and a job makes: the customer's own data, a unit's. Each kind has a table of its
//! own with the columns `state`, `done`, `total`, `size`, `error`, `finished_at`, `expires_at`, `blob`.

use crate::http::Problem;
use axum::http::StatusCode;
use model::{Id, Ts};
use serde::Serialize;
use serde_json::json;
use std::fs::File;
use store::Tenant;
use store::blobs::Blobs;
use store::jobs::NewJob;

/// Tries of a job before an archive has failed.
pub const TRIES: u32 = 3;

/// Whether a state is `waiting` or `running`.
#[must_use]
pub fn is_under_way(state: &str) -> bool {
    matches!(state, "waiting" | "running")
}

/// Where archives of a kind are kept.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    pub table: &'static str,
    /// The column (JSON) for what its maker is told about it.
    pub told: &'static str,
    /// The kind of job that deletes one, and the name that the archive's id has in its payload.
    pub expire: (&'static str, &'static str),
}

impl Kind {
    /// Stops one that is under way.
    ///
    /// # Errors
    /// 409 when it has ended; of the database.
    pub async fn cancel(self, tenant: &Tenant, id: Id) -> Result<(), Problem> {
        if self.ended(tenant, id, "cancelled", None).await? {
            return Ok(());
        }
        Err(Problem::new(StatusCode::CONFLICT, "ended", "It has ended; there is nothing to stop."))
    }

    /// Notes why it was not made.
    ///
    /// # Errors
    /// Of the database.
    pub async fn fail(self, tenant: &Tenant, id: Id, error: &str) -> store::Result<()> {
        self.ended(tenant, id, "failed", Some(error)).await.map(drop)
    }

    async fn ended(self, tenant: &Tenant, id: Id, state: &str, error: Option<&str>) -> store::Result<bool> {
        let values = &[id.into(), state.into(), error.into(), tenant.clock().now().0.into()];
        let sql = &format!(
            "update @{} set state = $2, error = $3, finished_at = $4 where id = $1 and state in ('waiting', 'running')",
            self.table
        );
        Ok(tenant.write::<_, store::Error, _>(move |tx| Box::pin(tx.run(sql, values))).await? > 0)
    }

    /// Keeps the file that a job wrote for `days`, with what its maker is told about it. One that nobody wants any more leaves nothing.
    ///
    /// # Errors
    /// Of the database and the file store.
    pub async fn keep(
        self,
        tenant: &Tenant,
        blobs: &Blobs,
        (id, blob): (Id, &str),
        file: File,
        told: &impl Serialize,
        days: u32,
    ) -> store::Result<()> {
        let content = tokio_util::io::ReaderStream::with_capacity(tokio::fs::File::from_std(file), 64 * 1024);
        let size = i64::try_from(blobs.put_as(tenant.slug(), blob, content).await?.size).unwrap_or(i64::MAX);
        let now = tenant.clock().now();
        let until = Ts(now.0.saturating_add(i64::from(days) * 86_400_000_000));
        let told = serde_json::to_string(told).unwrap_or_default();
        let values = &[id.into(), size.into(), told.into(), now.0.into(), until.0.into()];
        let (expire, named) = self.expire;
        let job = &NewJob::new(expire, json!({ (named): id })).at(until);
        let sql = &format!(
            "update @{} set state = 'done', done = total, size = $2, {} = $3, finished_at = $4, expires_at = $5 \
             where id = $1 and state in ('waiting', 'running')",
            self.table, self.told
        );
        let wanted = tenant
            .write::<_, store::Error, _>(move |tx| {
                Box::pin(async move {
                    let done = tx.run(sql, values).await? > 0;
                    if done {
                        tx.enqueue(job.clone()).await?;
                    }
                    Ok(done)
                })
            })
            .await?;
        if wanted { Ok(()) } else { blobs.delete(tenant.slug(), blob).await }
    }

    /// Deletes one with its file. The row goes last: until then somebody knows the file.
    ///
    /// # Errors
    /// Of the database and the file store.
    pub async fn remove(self, tenant: &Tenant, blobs: &Blobs, id: Id, blob: &str) -> store::Result<()> {
        let (sql, values) = (&format!("delete from @{} where id = $1", self.table), &[id.into()]);
        blobs.delete(tenant.slug(), blob).await?;
        tenant.write::<_, store::Error, _>(move |tx| Box::pin(tx.run(sql, values))).await.map(drop)
    }
}

/// An archive is taken out by who made it, once it is done.
///
/// # Errors
/// 403 for anybody else, who may see less than is in it; 409 until it is done.
pub fn takable(mine: bool, state: &str) -> Result<(), Problem> {
    if !mine {
        let detail = "Only who made an archive takes it out: it holds what they may see. Make one of your own.";
        return Err(Problem::new(StatusCode::FORBIDDEN, "forbidden", detail));
    }
    if state != "done" {
        return Err(Problem::new(StatusCode::CONFLICT, "not_done", "The archive is not done yet."));
    }
    Ok(())
}
