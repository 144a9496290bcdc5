//! Goes through the records, part by part, each part one transaction.

use super::plan::What;
use super::row::{BulkAction, BulkOutcome, Mark, Why};
use crate::access::Act;
use crate::audit::{self, Audit, AuditKind};
use crate::notice::{self, NewNotice, NoticeKind};
use crate::stop::{Stop, stopping};
use crate::writer::Writer;
use crate::{Access, Error, ListQuery, Records, Result};
use model::{Id, Val};
use serde_json::json;
use std::collections::HashSet;
use std::time::Instant;
use store::jobs::JobCtx;

/// Records of the first transaction; later ones follow the time that it took.
const TOGETHER: usize = 50;
/// A page of a list has no more.
const TOGETHER_MAX: usize = crate::list::MAX_LIMIT;

/// Does a bulk action to its end, from where it stands. `access` is that of who asked for it, as it is now.
///
/// # Errors
/// Why it ended before its end.
pub async fn run(records: &Records, ctx: &JobCtx, access: &Access, row: &BulkAction) -> Result<(), Stop> {
    let chosen = row.chosen.as_ref().ok_or_else(|| Error::BadRequest("which records are meant is no longer known".into()))?;
    let run = Run { records, ctx, access, row, what: &row.what, query: chosen.query(&row.object)? };
    match run.all().await {
        Ok(mark) => run.finish(&mark, "done").await,
        Err((Stop::Asked, mark)) => run.finish(&mark, "cancelled").await,
        Err((stop, _)) => Err(stop),
    }
}

struct Run<'a> {
    records: &'a Records,
    ctx: &'a JobCtx,
    access: &'a Access,
    row: &'a BulkAction,
    what: &'a What,
    query: ListQuery,
}

/// What became of one record.
struct Met {
    outcome: BulkOutcome,
    rev: i64,
    why: Option<Why>,
}

impl Run<'_> {
    async fn all(&self) -> Result<Mark, (Stop, Mark)> {
        let mut mark = self.row.mark.clone();
        let mut together = TOGETHER;
        if let Err(stop) = self.begin().await {
            return Err((stop, mark));
        }
        loop {
            let begun = Instant::now();
            match self.part(&mut mark, together).await {
                Ok(None) => return Ok(mark),
                Ok(Some(done)) => {
                    let turn = done as u128 * self.records.tenant().dialect().turn().as_micros();
                    let fit = usize::try_from(turn / begun.elapsed().as_micros().max(1)).unwrap_or(together);
                    together = fit.clamp(together.div_ceil(2), together * 2).clamp(10, TOGETHER_MAX);
                }
                Err(stop) => return Err((stop, mark)),
            }
        }
    }

    /// Counts what is to be gone through, unless that was done before.
    async fn begin(&self) -> Result<(), Stop> {
        let (row, ctx) = (self.row, self.ctx);
        self.what.check(&*self.records.current().await?, self.access, &row.object)?;
        let total = match row.begun_at {
            Some(_) => row.total,
            None => self.records.count_whole(self.access, &self.query).await?,
        };
        let begun = self.records.tenant().write::<_, Error, _>(move |tx| {
            Box::pin(async move {
                ctx.save(tx, &()).await?;
                let sql = "update @bulk_action set state = 'running', total = $2, begun_at = coalesce(begun_at, $3) where id = $1 \
                    returning cancel";
                let params = [row.id.into(), total.into(), tx.now().0.into()];
                Ok(tx.all(sql, &params).await?.first().is_none_or(|r| r.opt_int(0) == Some(1)))
            })
        });
        if begun.await? { Err(Stop::Asked) } else { Ok(()) }
    }

    /// The next records. Says how many; `None` when there are no more.
    async fn part(&self, mark: &mut Mark, together: usize) -> Result<Option<usize>, Stop> {
        let query = ListQuery { limit: together, cursor: mark.cursor.clone(), ..self.query.clone() };
        let page = match self.records.list(self.access, &query).await {
            // A day has passed since the list was opened. What was met is known, so it may begin anew.
            Err(Error::BadRequest(_)) if mark.cursor.is_some() => {
                mark.cursor = None;
                return Ok(Some(together));
            }
            page => page?,
        };
        let ids: Vec<Id> = page.records.iter().map(model::Record::id).collect();
        let next = Mark { cursor: page.next, given: mark.given.clone() };
        let cancelled = loop {
            match self.together(&ids, &next).await {
                Ok((after, cancelled)) => {
                    *mark = after;
                    break cancelled;
                }
                // What one record spoils is done again without it.
                Err(Error::Item { index, error }) => self.refuse(ids[index], &error).await?,
                Err(e) => return Err(e.into()),
            }
        };
        if cancelled {
            return Err(Stop::Asked);
        }
        stopping(self.ctx)?;
        Ok(mark.cursor.as_ref().map(|_| ids.len()))
    }

    /// Changes records in one transaction. Gives the place where to go on, and whether somebody asked to stop.
    async fn together(&self, ids: &[Id], next: &Mark) -> Result<(Mark, bool)> {
        let (row, ctx, what) = (self.row, self.ctx, self.what);
        let done = self.records.write(self.access, self.access.by(), move |w| {
            Box::pin(async move {
                ctx.save(w.tx, &()).await?;
                let known = known(w, row.id, ids).await?;
                let mut met: Vec<(Id, Met)> = Vec::with_capacity(ids.len());
                for (index, id) in ids.iter().enumerate().filter(|(_, id)| !known.contains(id)) {
                    let one = one(w, &row.object, what, *id).await;
                    met.push((*id, one.map_err(|e| spoilt(index, e))?));
                }
                let mut mark = next.clone();
                gather(w, &mut mark);
                let cancelled = note(w, row.id, &met, Some(&mark)).await?;
                Ok((mark, cancelled))
            })
        });
        done.await
    }

    async fn refuse(&self, id: Id, error: &Error) -> Result<()> {
        let (row, ctx, why) = (self.row, self.ctx, &why(error));
        let done = self.records.write(self.access, self.access.by(), move |w| {
            Box::pin(async move {
                ctx.save(w.tx, &()).await?;
                let met = Met { outcome: BulkOutcome::Refused, rev: 0, why: Some(why.clone()) };
                note(w, row.id, &[(id, met)], None).await.map(drop)
            })
        });
        done.await
    }

    /// Tells those who were given something, and the audit log.
    async fn finish(&self, mark: &Mark, state: &str) -> Result<(), Stop> {
        let (row, ctx, access, what) = (self.row, self.ctx, self.access, self.what);
        let told = self.records.tenant().write::<_, Error, _>(move |tx| {
            Box::pin(async move {
                let now = tx.now();
                for (user, (count, record)) in &mark.given {
                    let subject = (row.object.clone().into(), *record);
                    let notice = NewNotice { user: *user, kind: NoticeKind::Assigned, subject, at: now };
                    notice::write_many(tx, &notice, usize::try_from(*count).unwrap_or(0), &access.by()).await?;
                }
                let sql = "update @bulk_action set state = $2, finished_at = $3, chosen = null, mark = null where id = $1 \
                    returning changed, refused, skipped";
                let counts = tx.all(sql, &[row.id.into(), state.into(), now.0.into()]).await?;
                let count = |i: usize| counts.first().and_then(|r| r.opt_int(i)).unwrap_or(0);
                let details = json!({ "do": what.word(), "records": count(0), "refused": count(1), "skipped": count(2) });
                let entry = Audit::new(AuditKind::BulkActionDone).named(row.object.as_str()).with(details);
                audit::note(tx, &access.who(), &entry).await?;
                Ok(ctx.finish(tx).await?)
            })
        });
        Ok(told.await?)
    }
}

/// Those of the records that were met before a crash.
async fn known(w: &mut Writer<'_>, action: Id, ids: &[Id]) -> Result<HashSet<Id>> {
    let list = serde_json::to_string(ids).map_err(|e| Error::Broken(e.to_string()))?;
    let sql = format!(
        "select record_id from @bulk_item where bulk_id = $2 and record_id in (select id from ({}) wanted)",
        w.tx.dialect().json_ids("$1")
    );
    let rows = w.tx.all(&sql, &[list.into(), action.into()]).await?;
    Ok(rows.iter().filter_map(|r| r.opt_id(0)).collect())
}

/// Changes one record. An error is one that has spoilt the transaction.
async fn one(w: &mut Writer<'_>, object: &str, what: &What, id: Id) -> Result<Met> {
    let skipped =
        |code: &str| Met { outcome: BulkOutcome::Skipped, rev: 0, why: Some(Why { code: code.into(), ..Why::default() }) };
    let Some(before) = w.get(object, id).await? else { return Ok(skipped("deleted")) };
    let catalog = w.catalog().clone();
    let input = match what.input(&catalog, &before) {
        Ok(input) => input,
        Err(e) => return refused(e),
    };
    let Some(input) = input else {
        if let Err(e) = w.must_reach(Act::Delete, &before).await {
            return refused(e);
        }
        w.delete(object, id, None).await?;
        return Ok(Met { outcome: BulkOutcome::Changed, rev: before.rev() + 1, why: None });
    };
    match w.patch(object, id, &input, None).await {
        Ok(after) if after.rev() != before.rev() => Ok(Met { outcome: BulkOutcome::Changed, rev: after.rev(), why: None }),
        Ok(_) if !w.kept_of(id).is_empty() => {
            let kept = |f: String| model::FieldError::new(f, "kept", "a higher source has set it");
            let errors = w.kept_of(id).into_iter().map(kept).collect();
            let why = Why { code: "kept".into(), message: "a higher source has set it".into(), errors };
            Ok(Met { outcome: BulkOutcome::Refused, rev: 0, why: Some(why) })
        }
        Ok(_) => Ok(Met { outcome: BulkOutcome::Unchanged, rev: 0, why: None }),
        Err(e) => refused(e),
    }
}

/// The door refuses before it writes, so that the transaction goes on.
fn refused(error: Error) -> Result<Met> {
    let outcome = match error {
        Error::Store(e) => return Err(Error::Store(e)),
        Error::Forbidden { .. } | Error::NotFound { .. } => BulkOutcome::Skipped,
        _ => BulkOutcome::Refused,
    };
    Ok(Met { outcome, rev: 0, why: Some(why(&error)) })
}

/// An error that one record has caused and that the transaction does not survive.
pub(super) fn spoilt(index: usize, error: Error) -> Error {
    match error {
        Error::Store(e) if !matches!(e, store::Error::Conflict { .. }) => Error::Store(e),
        error => Error::Item { index, error: Box::new(error) },
    }
}

/// An error as it is kept with the record.
pub(super) fn why(error: &Error) -> Why {
    let (code, errors) = match error {
        Error::Invalid(errors) => ("invalid", errors.clone()),
        Error::Forbidden { .. } => ("forbidden", Vec::new()),
        Error::NotFound { .. } => ("deleted", Vec::new()),
        Error::Referenced { .. } => ("referenced", Vec::new()),
        _ => ("failed", Vec::new()),
    };
    Why { code: code.into(), message: error.to_string(), errors }
}

/// Takes notices of what was given out of a transaction: at the end one tells of all records.
fn gather(w: &mut Writer<'_>, mark: &mut Mark) {
    let (given, others) = std::mem::take(&mut w.notices).into_iter().partition(|n| n.kind == NoticeKind::Assigned);
    w.notices = others;
    for NewNotice { user, subject, .. } in given {
        mark.given.entry(user).or_insert((0, subject.1)).0 += 1;
    }
}

/// Writes down what became of records. Says whether somebody asked to stop.
async fn note(w: &mut Writer<'_>, action: Id, met: &[(Id, Met)], mark: Option<&Mark>) -> Result<bool> {
    let now = w.now().0;
    let text = |v: serde_json::Result<String>| v.map_err(|e| Error::Broken(e.to_string()));
    let mut rows: Vec<Vec<Val>> = Vec::with_capacity(met.len());
    for (id, Met { outcome, rev, why }) in met {
        let why = why.as_ref().map(|y| text(serde_json::to_string(y))).transpose()?;
        rows.push(vec![action.into(), (*id).into(), outcome.word().into(), (*rev).into(), now.into(), why.into()]);
    }
    let sql = "insert into @bulk_item (bulk_id, record_id, outcome, rev, at, reason, undone) values ($1, $2, $3, $4, $5, $6, 0)";
    w.tx.run_many(sql, &rows).await?;
    let count = |o: BulkOutcome| i64::try_from(met.iter().filter(|(_, m)| m.outcome == o).count()).unwrap_or(0);
    let mark = mark.map(|m| text(serde_json::to_string(m))).transpose()?;
    let sql = "update @bulk_action set changed = changed + $2, unchanged = unchanged + $3, refused = refused + $4, \
        skipped = skipped + $5, mark = coalesce($6, mark) where id = $1 returning cancel";
    let all = [BulkOutcome::Changed, BulkOutcome::Unchanged, BulkOutcome::Refused, BulkOutcome::Skipped];
    let mut params: Vec<Val> = vec![action.into()];
    params.extend(all.map(|o| count(o).into()));
    params.push(mark.into());
    let rows = w.tx.all(sql, &params).await?;
    Ok(rows.first().is_none_or(|r| r.opt_int(0) == Some(1)))
}
