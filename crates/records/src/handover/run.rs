//! Gives what was shared out, part by part, each part one transaction.

use super::assign::{Share, Sharing, replaced};
use super::part::Part;
use super::plan::engine;
use super::row::{HandOver, HandOverState};
use crate::audit::{self, Audit, AuditKind, Who};
use crate::notice::{self, NewNotice, NoticeKind};
use crate::prepared::Prepared;
use crate::stop::{Stop, stopping};
use crate::writer::Writer;
use crate::{By, Error, Records, Result, door};
use model::{Id, Record, Val};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Instant;
use store::jobs::JobCtx;

/// Records of the first transaction; later ones follow the time that it took.
const TOGETHER: usize = 100;
/// What came in meanwhile is given too, this many times at most.
const ROUNDS: usize = 4;

/// One hand-over at work.
pub(super) struct Run<'a> {
    pub records: &'a Records,
    pub ctx: &'a JobCtx,
    pub row: HandOver,
}

impl Run<'_> {
    fn by(&self) -> By {
        By::HandOver { id: self.row.id, user: self.row.by }
    }

    pub async fn all(&self) -> Result<(), Stop> {
        for _ in 0..ROUNDS {
            if self.round().await? == 0 {
                break;
            }
        }
        self.finish().await
    }

    /// Shares out what there is and gives it. Says how many records.
    async fn round(&self) -> Result<u64, Stop> {
        let (records, plan) = (self.records, &self.row.plan);
        let catalog = records.current().await?;
        let checked = plan.checked(&catalog, &engine(records.tenant().slug(), self.row.by), records.tenant().clock().now())?;
        let mut sharing = Sharing::new(records, plan, &checked, self.row.from);
        sharing.go_on(self.row.id).await?;
        let shares = sharing.all().await?;
        let count: u64 = shares.iter().map(|s| s.moves.len() as u64).sum();
        let sql = "update @hand_over set state = 'running', total = done + $2 where id = $1 returning cancel";
        let params = [self.row.id.into(), i64::try_from(count).unwrap_or(i64::MAX).into()];
        let (params, ctx) = (&params, self.ctx);
        let told = records.tenant().write::<_, Error, _>(|tx| {
            Box::pin(async move {
                ctx.save(tx, &()).await?;
                Ok(tx.all(sql, params).await?.first().is_none_or(|r| r.opt_int(0) == Some(1)))
            })
        });
        if told.await? {
            return Err(Stop::Asked);
        }
        let mut given = 0;
        for share in &shares {
            given += self.share(share).await?;
        }
        Ok(given)
    }

    async fn share(&self, share: &Share) -> Result<u64, Stop> {
        let moves: Vec<(Id, Id)> = share.moves.iter().filter_map(|(id, to)| Some((*id, (*to)?))).collect();
        let (mut rest, mut together, mut given) = (moves.as_slice(), TOGETHER, 0);
        while !rest.is_empty() {
            let (some, later) = rest.split_at(together.min(rest.len()));
            let begun = Instant::now();
            given += self.some(&share.part, some).await?;
            let wanted = some.len() as u128 * self.records.tenant().dialect().turn().as_micros();
            let fit = usize::try_from(wanted / begun.elapsed().as_micros().max(1)).unwrap_or(together);
            together = fit.clamp(together.div_ceil(2), together * 2).clamp(20, 2_000);
            rest = later;
        }
        Ok(given)
    }

    async fn some(&self, part: &Part, moves: &[(Id, Id)]) -> Result<u64, Stop> {
        let (row, ctx) = (&self.row, self.ctx);
        let access = engine(self.records.tenant().slug(), row.by);
        let done = self.records.write(&access, self.by(), move |w| {
            Box::pin(async move {
                ctx.save(w.tx, &()).await?;
                let given = give(w, row, part, moves).await?;
                let sql = "update @hand_over set done = done + $2 where id = $1 returning cancel";
                let rows = w.tx.all(sql, &[row.id.into(), i64::try_from(given).unwrap_or(0).into()]).await?;
                Ok((given, rows.first().is_none_or(|r| r.opt_int(0) == Some(1))))
            })
        });
        let (given, cancelled) = done.await?;
        if cancelled {
            return Err(Stop::Asked);
        }
        stopping(ctx)?;
        Ok(given)
    }

    /// Tells those who got something, and the audit log.
    async fn finish(&self) -> Result<(), Stop> {
        let (row, ctx, by) = (&self.row, self.ctx, self.by());
        let by = &by;
        let told = self.records.tenant().write::<_, Error, _>(|tx| {
            Box::pin(async move {
                let sql = "select to_id, object, count(*) from @hand_over_item where hand_over_id = $1 group by to_id, object";
                let got = tx.all(sql, &[row.id.into()]).await?;
                let mut total = 0;
                for one in &got {
                    let (user, object, count) = (one.id(0)?, one.text(1)?.to_owned(), one.int(2)?);
                    total += count;
                    let first = "select record_id from @hand_over_item where hand_over_id = $1 and object = $2 and to_id = $3 \
                        order by record_id limit 1";
                    let rows = tx.all(first, &[row.id.into(), object.as_str().into(), user.into()]).await?;
                    let Some(record) = rows.first().and_then(|r| r.opt_id(0)) else { continue };
                    let (subject, at) = ((object.into(), record), tx.now());
                    let notice = NewNotice { user, kind: NoticeKind::Assigned, subject, at };
                    if Some(user) != row.by {
                        notice::write_many(tx, &notice, usize::try_from(count).unwrap_or(0), by).await?;
                    }
                }
                let (name, who) = (name_of(tx, Some(row.from)).await?, who(tx, row.by).await?);
                let entry = Audit::new(AuditKind::HandedOver).of(row.from, name).with(json!({ "records": total }));
                audit::note(tx, &who, &entry).await?;
                let now = tx.now();
                let sql = "update @hand_over set state = 'done', total = done, finished_at = $2 where id = $1";
                tx.run(sql, &[row.id.into(), now.0.into()]).await?;
                Ok(ctx.finish(tx).await?)
            })
        });
        Ok(told.await?)
    }
}

/// The name of somebody now; of nobody it is the program's.
pub(super) async fn name_of(tx: &mut store::Tx, user: Option<Id>) -> Result<String> {
    let Some(user) = user else { return Ok("system".into()) };
    let rows = tx.all("select name from @user where id = $1", &[user.into()]).await?;
    Ok(rows.first().and_then(|r| r.opt_text(0)).unwrap_or_default().to_owned())
}

pub(super) async fn who(tx: &mut store::Tx, user: Option<Id>) -> Result<Who> {
    Ok(Who { user, name: name_of(tx, user).await?, ..Who::default() })
}

/// Reads and locks records that are in use, with one statement.
pub(super) async fn locked(w: &mut Writer<'_>, p: &Arc<Prepared>, ids: &[Id]) -> Result<Vec<Record>> {
    let list = serde_json::to_string(ids).map_err(|e| Error::Broken(e.to_string()))?;
    let sql = w.tx.dialect().rows_by_ids(p.object.name(), &p.sql.columns, " and deleted_at is null", true);
    let rows = w.tx.all(&sql, &[Val::Text(list)]).await?;
    Ok(rows.into_iter().map(|row| Record { object: p.object.clone(), vals: row.into_vals() }).collect())
}

/// Gives the records that still name the person, and writes down each.
async fn give(w: &mut Writer<'_>, row: &HandOver, part: &Part, moves: &[(Id, Id)]) -> Result<u64> {
    let p = w.catalog().prepared(part.object.name())?.clone();
    let to: HashMap<Id, Id> = moves.iter().copied().collect();
    let ids: Vec<Id> = moves.iter().map(|(id, _)| *id).collect();
    let teams = door::team::teams(w, &to.values().copied().collect::<HashSet<_>>()).await?;
    let mut items: Vec<Vec<Val>> = Vec::with_capacity(moves.len());
    for before in locked(w, &p, &ids).await? {
        let Some(to) = to.get(&before.id()).copied() else { continue };
        let still = super::held::people(&before, part.field).contains(&row.from);
        if !still || !(row.plan.finished || part.is_open(&before)) {
            continue;
        }
        let (mut after, mut had) = (before.clone(), false);
        if part.multi() {
            (after.vals[part.column()], had) = replaced(&before.vals[part.column()], row.from, to);
        } else {
            after.vals[part.column()] = to.into();
        }
        if let Some((_, team)) = p.owner.filter(|_| part.owns()) {
            after.vals[team] = teams.get(&to).copied().into();
        }
        items.push(vec![
            row.id.into(),
            part.object.name().into(),
            part.field_name().into(),
            before.id().into(),
            to.into(),
            i64::from(had).into(),
        ]);
        door::put(w, &p, &before, after).await?;
    }
    let sql = "insert into @hand_over_item (hand_over_id, object, field, record_id, to_id, had, undone) \
        values ($1, $2, $3, $4, $5, $6, 0) on conflict (hand_over_id, object, field, record_id) do update \
        set to_id = excluded.to_id, had = excluded.had, undone = 0";
    w.tx.run_many(sql, &items).await?;
    Ok(items.len() as u64)
}

impl HandOver {
    /// It may go on, or begin.
    pub(super) fn is_to_run(&self) -> bool {
        matches!(self.state, HandOverState::Waiting | HandOverState::Running)
    }
}
