//! A bulk action begins, is stopped, and begins to be taken back.

use super::plan::{Chosen, What};
use super::row::{BulkAction, BulkState};
use super::{RUN, UNDO};
use crate::{Access, Error, Records, Result};
use model::Id;
use serde_json::json;
use store::Tx;
use store::jobs::NewJob;

impl Records {
    /// Starts a bulk action as a job.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` for an unknown object; `Invalid` for fields and values that no record can take, and for a choice of
    /// records that makes no sense.
    pub async fn start_bulk_action(&self, access: &Access, object: &str, what: &What, chosen: Chosen) -> Result<BulkAction> {
        self.check_tenant(access)?;
        let catalog = self.current().await?;
        what.check(&catalog, access, object)?;
        let chosen = Chosen {
            purpose: access.purpose.clone(),
            key: access.actor.key,
            scopes: access.scopes.as_ref().map(|s| s.to_vec()),
            source: access.actor.source.clone(),
            ..chosen
        };
        // Asked once, so that a condition which makes no sense is refused now.
        self.list(access, &crate::ListQuery { limit: 1, ..chosen.query(object)? }).await?;
        let by = access.actor.user.ok_or_else(|| Error::forbidden("a bulk action is somebody's; sign in, or use a key"))?;
        let text = |v: serde_json::Result<String>| v.map_err(|e| Error::Broken(e.to_string()));
        let (what, chosen) = (&text(serde_json::to_string(what))?, &text(serde_json::to_string(&chosen))?);
        let id = self.tenant.write::<_, Error, _>(move |tx| {
            Box::pin(async move {
                let now = tx.now();
                let id = Id::at(now.unix_ms());
                let job = tx.enqueue(NewJob::new(RUN, json!({ "bulk_action": id }))).await?;
                let sql = "insert into @bulk_action (id, object, state, what, chosen, total, changed, unchanged, refused, skipped, \
                    restored, kept, cancel, job_id, by_id, created_at) \
                    values ($1, $2, 'waiting', $3, $4, 0, 0, 0, 0, 0, 0, 0, 0, $5, $6, $7)";
                let params =
                    [id.into(), object.into(), what.as_str().into(), chosen.as_str().into(), job.into(), by.into(), now.0.into()];
                tx.run(sql, &params).await?;
                Ok(id)
            })
        });
        let id = id.await?;
        self.bulk_action(access, id).await
    }

    /// Asks a bulk action that is under way to stop; what was changed stays changed.
    ///
    /// # Errors
    /// `NotFound`; `BadRequest` when it has ended.
    pub async fn cancel_bulk_action(&self, access: &Access, id: Id) -> Result<()> {
        let found = self.bulk_action(access, id).await?;
        if matches!(found.state, BulkState::Done | BulkState::Failed | BulkState::Cancelled | BulkState::Undone) {
            return Err(Error::BadRequest("it has ended; there is nothing to stop".into()));
        }
        self.tenant
            .write::<_, Error, _>(move |tx| {
                Box::pin(async move {
                    tx.run("update @bulk_action set cancel = 1 where id = $1", &[id.into()]).await?;
                    bury(tx, id).await
                })
            })
            .await
    }

    /// Starts taking a bulk action back as a job.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` for who may no longer do what was done; `BadRequest` when it is under way or was taken back before.
    pub async fn undo_bulk_action(&self, access: &Access, id: Id) -> Result<BulkAction> {
        let before = self.bulk_action(access, id).await?;
        access.require_on(before.what.act(), &before.object)?;
        let user = access.actor.user;
        self.tenant
            .write::<_, Error, _>(move |tx| {
                Box::pin(async move {
                    bury(tx, id).await?;
                    let sql = "update @bulk_action set state = 'undoing', undone_by = $2, undone_at = $3, error = null, cancel = 0, \
                        begun_at = null, finished_at = null where id = $1 and state in ('done', 'failed', 'cancelled') returning id";
                    let params = [id.into(), user.into(), tx.now().0.into()];
                    if tx.all(sql, &params).await?.is_empty() {
                        return Err(Error::BadRequest("it is under way, or was taken back before".into()));
                    }
                    let job = tx.enqueue(NewJob::new(UNDO, json!({ "bulk_action": id }))).await?;
                    tx.run("update @bulk_action set job_id = $2 where id = $1", &[id.into(), job.into()]).await?;
                    Ok(())
                })
            })
            .await?;
        self.bulk_action(access, id).await
    }
}

/// One whose job was given up has failed.
async fn bury(tx: &mut Tx, id: Id) -> Result<()> {
    let sql = "update @bulk_action set state = 'failed', error = 'the job was given up', finished_at = $2 where id = $1 \
        and state in ('waiting', 'running', 'undoing') \
        and not exists (select 1 from @job j where j.id = job_id and j.state in ('waiting', 'running'))";
    let now = tx.now();
    tx.run(sql, &[id.into(), now.0.into()]).await?;
    Ok(())
}
