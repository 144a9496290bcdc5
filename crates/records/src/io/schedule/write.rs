//! Schedules made, changed, removed, and told to look now.

use super::{LOOK, Plan, Schedule};
use crate::access::permission as may;
use crate::audit::{self, Audit, AuditKind};
use crate::{Access, By, Error, Records, Result, Writer};
use model::{Id, Val};
use serde_json::json;
use store::jobs::NewJob;

/// Most schedules of a company.
const MOST: i64 = 100;

impl Records {
    /// Makes a schedule; the template was found by the caller.
    ///
    /// # Errors
    /// `Forbidden` without `company.manage`, and for somebody else's name without `user.manage`; `Invalid`; `Limit`.
    pub async fn create_import_schedule(&self, access: &Access, plan: &Plan) -> Result<Schedule> {
        let plan = &self.may_schedule(access, plan, None)?;
        let id = Id::at(self.tenant.clock().now().unix_ms());
        self.write(access, By::System, move |w| {
            Box::pin(async move {
                let there = w.tx.all("select count(*) from @import_schedule", &[]).await?;
                if there.first().is_some_and(|r| r.opt_int(0) >= Some(MOST)) {
                    return Err(Error::Limit(format!("a company has at most {MOST} scheduled imports")));
                }
                let sql = "insert into @import_schedule (id, name, template, source, path, pattern, every_minutes, daily_at, after, \
                    run_as, active, created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
                let mut params = vals(id, plan);
                params.extend([access.actor.user.into(), w.now().0.into()]);
                w.tx.run(sql, &params).await?;
                timed(w, access, id, plan, "made").await
            })
        })
        .await?;
        self.import_schedule(access, id).await
    }

    /// Puts a schedule in the place of one.
    ///
    /// # Errors
    /// As [`Records::create_import_schedule`]; `NotFound`.
    pub async fn change_import_schedule(&self, access: &Access, id: Id, plan: &Plan) -> Result<Schedule> {
        let before = self.import_schedule(access, id).await?;
        let plan = &self.may_schedule(access, plan, before.plan.run_as)?;
        self.write(access, By::System, move |w| {
            Box::pin(async move {
                let sql = "update @import_schedule set name = $2, template = $3, source = $4, path = $5, pattern = $6, \
                    every_minutes = $7, daily_at = $8, after = $9, run_as = $10, active = $11, error = null, failing_since = null \
                    where id = $1";
                w.tx.run(sql, &vals(id, plan)).await?;
                timed(w, access, id, plan, "changed").await
            })
        })
        .await?;
        self.import_schedule(access, id).await
    }

    /// Removes a schedule and what it remembers of files; its imports stay.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; of the database.
    pub async fn remove_import_schedule(&self, access: &Access, id: Id) -> Result<()> {
        access.require(may::COMPANY_MANAGE)?;
        let Schedule { plan, .. } = &self.import_schedule(access, id).await?;
        self.write(access, By::System, move |w| {
            Box::pin(async move {
                w.tx.remove_schedule(&Schedule::key(id)).await?;
                w.tx.run("delete from @import_file where schedule_id = $1", &[id.into()]).await?;
                w.tx.run("delete from @import_schedule where id = $1", &[id.into()]).await?;
                noted(w, access, id, plan, "removed").await
            })
        })
        .await
    }

    /// Looks for files as soon as a worker has time, paused or not.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; of the database.
    pub async fn look_now(&self, access: &Access, id: Id) -> Result<()> {
        access.require(may::COMPANY_MANAGE)?;
        self.import_schedule(access, id).await?;
        let job = NewJob::new(LOOK, json!({ "schedule": id, "now": true })).dedup(format!("now:{id}"));
        let job = &job;
        self.tenant.write::<_, Error, _>(move |tx| Box::pin(async move { Ok(tx.enqueue(job.clone()).await.map(drop)?) })).await
    }

    /// The plan with everything said, when the asker may have it.
    fn may_schedule(&self, access: &Access, plan: &Plan, before: Option<Id>) -> Result<Plan> {
        access.require(may::COMPANY_MANAGE)?;
        plan.check()?;
        let run_as = plan.run_as.or(before).or(access.actor.user);
        let foreign = run_as != access.actor.user || before.is_some_and(|id| access.actor.user != Some(id));
        if foreign {
            access.require(may::USER_MANAGE)?;
        }
        if run_as.is_none() {
            return Err(Error::field("run_as", "required", "say in whose name files are taken in"));
        }
        Ok(Plan { run_as, name: plan.name.trim().to_owned(), ..plan.clone() })
    }
}

fn vals(id: Id, plan: &Plan) -> Vec<Val> {
    vec![
        id.into(),
        plan.name.as_str().into(),
        plan.template.as_str().into(),
        plan.source.name().into(),
        plan.path.as_str().into(),
        plan.pattern.as_str().into(),
        plan.every_minutes.into(),
        plan.daily_at.clone().into(),
        plan.after.name().into(),
        plan.run_as.into(),
        plan.active.into(),
    ]
}

/// Gives the schedule its times, or takes them while it is paused.
async fn timed(w: &mut Writer<'_>, access: &Access, id: Id, plan: &Plan, what: &str) -> Result<()> {
    let name = Schedule::key(id);
    if plan.active {
        let when = plan.when(&w.catalog().company.zone)?;
        let schedule = store::jobs::Schedule { name, kind: LOOK.into(), payload: json!({ "schedule": id }), when };
        w.tx.put_schedule(&schedule).await?;
    } else {
        w.tx.remove_schedule(&name).await?;
    }
    noted(w, access, id, plan, what).await
}

async fn noted(w: &mut Writer<'_>, access: &Access, id: Id, plan: &Plan, what: &str) -> Result<()> {
    let place = format!("{}/{}", plan.source.name(), plan.path);
    let entry = Audit::new(AuditKind::ImportScheduleChanged).of(id, plan.name.as_str());
    let entry = entry.with(json!({ "what": what, "path": place, "active": plan.active }));
    Ok(audit::note(w.tx, &access.who(), &entry).await?)
}
