//! What is no record grows old too: the audit log, sources and refused rows of imports, notices.

use super::runs::{self, Counts};
use crate::app::App;
use crate::http::Problem;
use crate::privacy::rules;
use model::{Id, Ts, Val};
use records::Records;

const DAY: i64 = 86_400_000_000;
/// Rows of one transaction.
const CHUNK: i64 = 1_000;

/// Does it as the company has set; what was done is noted as a run.
pub(super) async fn all(app: &App, records: &Records, job: Id) -> Result<(), Problem> {
    let rules = rules::of(records).await?;
    let now = records.tenant().clock().now();
    let before = |days: u32| Ts(now.0.saturating_sub(i64::from(days) * DAY));
    if let Some(days) = rules.audit_days {
        let sql = "delete from @audit where id in (select id from @audit where at < $1 order by at limit $2)";
        let done = rows(records, sql, before(days)).await?;
        note(records, job, "audit", done).await?;
    }
    if let Some(days) = rules.notice_days {
        let sql = "delete from @notice where id in (select id from @notice where at < $1 order by id limit $2)";
        let done = rows(records, sql, before(days)).await?;
        note(records, job, "notices", done).await?;
    }
    if let Some(days) = rules.import_days {
        let done = imports(app, records, before(days)).await?;
        note(records, job, "imports", done).await?;
    }
    Ok(())
}

async fn rows(records: &Records, sql: &str, before: Ts) -> store::Result<i64> {
    let values: &[Val] = &[before.0.into(), CHUNK.into()];
    let mut all = 0;
    loop {
        let done = records.tenant().write::<_, store::Error, _>(move |tx| Box::pin(tx.run(sql, values))).await?;
        let done = i64::try_from(done).unwrap_or(i64::MAX);
        all += done;
        if done < CHUNK {
            return Ok(all);
        }
    }
}

/// Sources and refused rows of imports that ended before; that there was an import stays known. Files go first: until the row forgets
/// its name somebody knows them.
async fn imports(app: &App, records: &Records, before: Ts) -> store::Result<i64> {
    let tenant = records.tenant();
    let sql = "select i.id, i.blob from @import i where i.finished_at < $1 and (i.blob is not null or exists \
        (select 1 from @import_refused r where r.import_id = i.id)) order by i.id limit $2";
    let mut all = 0;
    loop {
        let found = tenant.get(sql, &[before.0.into(), 100.into()]).await?;
        for row in &found {
            if let Some(key) = row.opt_text(1) {
                app.blobs().delete(tenant.slug(), key).await?;
            }
            let id: &[Val] = &[row.id(0)?.into()];
            let write = tenant.write::<_, store::Error, _>(move |tx| {
                Box::pin(async move {
                    tx.run("update @import set blob = null where id = $1", id).await?;
                    tx.run("delete from @import_refused where import_id = $1", id).await
                })
            });
            write.await?;
            all += 1;
        }
        if found.len() < 100 {
            return Ok(all);
        }
    }
}

async fn note(records: &Records, job: Id, name: &str, done: i64) -> store::Result<()> {
    if done == 0 {
        return Ok(());
    }
    let tenant = records.tenant();
    let now = tenant.clock().now();
    let id = Id::at(now.unix_ms());
    let values = &runs::row(id, None, name, "running", None, Some(job), now);
    tenant.write::<_, store::Error, _>(move |tx| Box::pin(tx.run(runs::INSERT, values))).await?;
    runs::progress(tenant, id, &Counts { total: done, done, ..Counts::default() }).await?;
    runs::end(tenant, id, "done", None).await.map(drop)
}
