//! A hand-over begins: within the transaction that also deactivates the person, where that is wanted.

use super::job::{RUN, UNDO};
use super::part::{Part, parts};
use super::plan::{Plan, out_of_reach, reaches};
use super::row::{HandOver, HandOverState};
use crate::access::permission::UNIT_PEOPLE;
use crate::audit::{self, Audit, AuditKind};
use crate::condition::Sql;
use crate::writer::Writer;
use crate::{Access, Error, Records, Result};
use model::{Id, Val};
use serde::Serialize;
use serde_json::json;
use std::collections::HashSet;
use store::Row;
use store::jobs::NewJob;

/// A hand-over to be.
#[derive(Clone, Debug)]
pub struct NewHandOver {
    /// Whose things go to others.
    pub from: Id,
    pub plan: Plan,
    /// They can no longer sign in from now on.
    pub deactivate: bool,
}

/// How many records name somebody by a field that makes them responsible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Holding {
    pub object: String,
    pub field: String,
    pub count: i64,
}

impl Records {
    /// Starts a hand-over as a job.
    ///
    /// # Errors
    /// As [`start`]; `Forbidden`.
    pub async fn start_hand_over(&self, access: &Access, new: &NewHandOver) -> Result<HandOver> {
        let id = self.write(access, crate::By::System, move |w| Box::pin(start(w, access, new))).await?;
        self.hand_over(access, id).await
    }

    /// Starts taking a hand-over back as a job.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden`; `Conflict` of the state: it is under way, or was taken back before.
    pub async fn undo_hand_over(&self, access: &Access, id: Id) -> Result<HandOver> {
        let before = self.hand_over(access, id).await?;
        self.must_manage_all(access, before.given.iter().map(|g| g.to)).await?;
        let team = team_of(self, before.from).await?;
        let catalog = self.current().await?;
        for given in &before.given {
            if catalog.objects.get(&given.object).is_some_and(|o| !reaches(access, o, before.from, team)) {
                return Err(out_of_reach(&given.object));
            }
        }
        let (owner, user) = (before.from, access.actor.user);
        let undone = self.write(access, crate::By::System, move |w| {
            Box::pin(async move {
                let from = w.get("user", owner).await?.filter(|u| u.get("active").int() != Some(0));
                if from.is_none() {
                    return Err(Error::field("from", "not_active", "was deactivated; activate them first"));
                }
                w.bury(owner).await?;
                let sql = "update @hand_over set state = 'undoing', undone_by = $2, undone_at = $3, error = null, cancel = 0 \
                    where id = $1 and state in ('done', 'failed', 'cancelled') returning id";
                let params = [id.into(), user.into(), w.now().0.into()];
                if w.tx.all(sql, &params).await?.is_empty() {
                    return Err(Error::BadRequest("it is under way, or was taken back before".into()));
                }
                let job = w.tx.enqueue(NewJob::new(UNDO, json!({ "hand_over": id }))).await?;
                w.tx.run("update @hand_over set job_id = $2 where id = $1", &[id.into(), job.into()]).await?;
                Ok(())
            })
        });
        undone.await?;
        self.hand_over(access, id).await
    }

    /// Asks a hand-over that is under way to stop; what was given stays given.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden`; `BadRequest` when it has ended, or the person was deactivated with it.
    pub async fn cancel_hand_over(&self, access: &Access, id: Id) -> Result<()> {
        let found = self.hand_over(access, id).await?;
        self.must_manage_all(access, found.plan.people().into_iter()).await?;
        if !matches!(found.state, HandOverState::Waiting | HandOverState::Running) {
            return Err(Error::BadRequest("it has ended; there is nothing to stop".into()));
        }
        if found.deactivated {
            return Err(Error::BadRequest("they are deactivated and may hold nothing; let it end, then take it back".into()));
        }
        let stop = "update @hand_over set cancel = 1 where id = $1";
        self.tenant
            .write::<_, Error, _>(move |tx| {
                Box::pin(async move {
                    tx.run(stop, &[id.into()]).await?;
                    Ok(())
                })
            })
            .await
    }
}

impl Writer<'_> {
    /// What makes somebody responsible, of the records in use; empty when they may go.
    ///
    /// # Errors
    /// Of the database.
    pub async fn holdings(&mut self, user: Id) -> Result<Vec<Holding>> {
        let mut all = Vec::new();
        for part in parts(&self.catalog.clone()).into_iter().filter(|p| p.held) {
            let count = count(self, &part, user, false).await?;
            if count > 0 {
                all.push(Holding { object: part.object.name().to_owned(), field: part.field_name().to_owned(), count });
            }
        }
        Ok(all)
    }

    /// Whether a hand-over of theirs is under way.
    ///
    /// # Errors
    /// Of the database.
    pub async fn hands_over(&mut self, user: Id) -> Result<bool> {
        self.bury(user).await?;
        let sql = "select 1 from @hand_over where user_id = $1 and state in ('waiting', 'running', 'undoing') limit 1";
        Ok(!self.tx.all(sql, &[user.into()]).await?.is_empty())
    }

    /// Those whose job was given up have failed.
    async fn bury(&mut self, user: Id) -> Result<()> {
        let sql = "update @hand_over set state = 'failed', error = 'the job was given up' where user_id = $1 \
            and state in ('waiting', 'running', 'undoing') \
            and not exists (select 1 from @job j where j.id = job_id and j.state in ('waiting', 'running'))";
        self.tx.run(sql, &[user.into()]).await?;
        Ok(())
    }
}

async fn count(w: &mut Writer<'_>, part: &Part, user: Id, finished: bool) -> Result<i64> {
    let mut sql = Sql::new(w.tx.dialect());
    sql.push("select count(*)");
    part.write(&mut sql, user, finished);
    Ok(w.tx.all(&sql.text, &sql.params).await?.first().and_then(|r| r.opt_int(0)).unwrap_or(0))
}

/// Notes a hand-over and queues it.
///
/// # Errors
/// `Forbidden` when the asker could not change what the person holds; `NotFound`; `Invalid` for a plan that makes no sense or
/// leaves open what nobody may leave; `BadRequest` when one of theirs is under way.
pub async fn start(w: &mut Writer<'_>, access: &Access, new: &NewHandOver) -> Result<Id> {
    access.require(UNIT_PEOPLE)?;
    let NewHandOver { from, plan, deactivate } = new;
    let catalog = w.catalog.clone();
    let checked = plan.checked(&catalog, access, w.now())?;
    let leaver = w.get("user", *from).await?.ok_or_else(|| Error::no_record("user", *from))?;
    access.must_manage(*from, leaver.get("team").id())?;
    for part in checked.parts.iter().filter(|p| !reaches(access, &p.object, *from, leaver.get("team").id())) {
        if count(w, part, *from, plan.finished).await? > 0 {
            return Err(out_of_reach(part.object.name()));
        }
    }
    if plan.to.is_empty() {
        return Err(Error::field("to", "required", "say who gets it"));
    }
    let people = wanted(*from, plan)?;
    let list = serde_json::to_string(&people).map_err(|e| Error::Broken(e.to_string()))?;
    let (ids, lock) = (w.tx.dialect().json_ids("$1"), w.tx.dialect().for_share());
    let sql = format!(
        "select id, team_id from @user where id in (select id from ({ids}) w) and active = 1 and deleted_at is null{lock}"
    );
    let rows = w.tx.all(&sql, &[Val::Text(list)]).await?;
    all_there(access, &people, &rows)?;
    let held = |p: &Part| !checked.parts.iter().any(|c| c.name() == p.name());
    if let Some(left) = parts(&catalog).iter().find(|p| *deactivate && p.held && held(p)) {
        let message = format!("leaves out `{}`; who is deactivated must hold nothing", left.name());
        return Err(Error::field("parts", "required", message));
    }
    if w.hands_over(*from).await? {
        return Err(Error::BadRequest("a hand-over of theirs is under way; wait for its end".into()));
    }
    let (now, user) = (w.now(), access.actor.user);
    let id = Id::at(now.unix_ms());
    let job = w.tx.enqueue(NewJob::new(RUN, json!({ "hand_over": id }))).await?;
    let text = serde_json::to_string(plan).map_err(|e| Error::Broken(e.to_string()))?;
    let sql = "insert into @hand_over (id, user_id, state, plan, deactivated, total, done, restored, kept, cancel, job_id, by_id, \
        created_at) values ($1, $2, 'waiting', $3, $4, 0, 0, 0, 0, 0, $5, $6, $7)";
    let params = [id.into(), (*from).into(), text.into(), i64::from(*deactivate).into(), job.into(), user.into(), now.0.into()];
    w.tx.run(sql, &params).await?;
    let name = leaver.get("name").text().unwrap_or_default();
    let entry = Audit::new(AuditKind::HandOverStarted).of(*from, name);
    let entry = entry.with(json!({ "people": people.len(), "rules": plan.rules.len(), "deactivated": deactivate }));
    audit::note(w.tx, &access.who(), &entry).await?;
    Ok(id)
}

fn wanted(from: Id, plan: &Plan) -> Result<HashSet<Id>> {
    let people = plan.people();
    if people.contains(&from) {
        return Err(Error::field("to", "not_possible", "names the person whose things are handed over"));
    }
    Ok(people)
}

/// `found` are those who may sign in, with their teams. Whom the asker does not administer gets nothing from them.
fn all_there(access: &Access, people: &HashSet<Id>, found: &[Row]) -> Result<()> {
    let found: HashSet<Id> = found.iter().filter(|r| access.manages(r.opt_id(1))).filter_map(|r| r.opt_id(0)).collect();
    match people.iter().find(|id| !found.contains(id)) {
        Some(id) => Err(Error::field("to", "not_active", format!("{id} is nobody who may sign in"))),
        None => Ok(()),
    }
}

impl Records {
    /// Nobody takes from others, or keeps from them, whom they do not administer.
    async fn must_manage_all(&self, access: &Access, people: impl Iterator<Item = Id>) -> Result<()> {
        if access.manages_all() {
            return Ok(());
        }
        let people: HashSet<Id> = people.collect();
        let list = serde_json::to_string(&people).map_err(|e| Error::Broken(e.to_string()))?;
        let sql = self.tenant.dialect().rows_by_ids("user", "id, team_id", "", false);
        let rows = self.tenant.get(&sql, &[Val::Text(list)]).await?;
        if rows.iter().all(|r| access.manages(r.opt_id(1))) {
            return Ok(());
        }
        Err(Error::forbidden("it gave something to people outside of your unit; ask those who manage all"))
    }
}

/// Whether everybody who gets something is there to do so.
pub(super) async fn check_people(records: &Records, access: &Access, from: Id, plan: &Plan) -> Result<()> {
    let people = wanted(from, plan)?;
    let list = serde_json::to_string(&people).map_err(|e| Error::Broken(e.to_string()))?;
    let sql = records.tenant().dialect().rows_by_ids("user", "id, team_id", " and active = 1 and deleted_at is null", false);
    let rows = records.tenant().get(&sql, &[Val::Text(list)]).await?;
    all_there(access, &people, &rows)
}

/// The team that somebody is in.
pub(super) async fn team_of(records: &Records, user: Id) -> Result<Option<Id>> {
    let rows = records.tenant().get("select team_id from @user where id = $1", &[user.into()]).await?;
    let row = rows.first().ok_or_else(|| Error::no_record("user", user))?;
    Ok(row.opt_id(0))
}
