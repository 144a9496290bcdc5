//! Imports that begin by themselves: a schedule says where is looked for files, how often, and by which template and as whom they
//! are taken in. Whoever looks (the program) keeps what it met in [`files`], so that each file comes in once.

pub mod files;
mod plan;
mod write;

pub use plan::{After, Place, Plan, plain};

use crate::access::permission as may;
use crate::{Access, Error, Records, Result};
use model::{Id, Ts, Val};
use serde::Serialize;
use store::Row;

/// Kind of the job that looks for files: payload `{"schedule": id}`, with `"now": true` also for one that is paused.
pub const LOOK: &str = "look_for_files";
/// A schedule as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Schedule {
    pub id: Id,
    #[serde(flatten)]
    pub plan: Plan,
    #[serde(serialize_with = "crate::stamp::rfc3339_opt")]
    pub looked_at: Option<Ts>,
    /// When is looked next; none while it is paused.
    #[serde(serialize_with = "crate::stamp::rfc3339_opt")]
    pub next_at: Option<Ts>,
    /// Why the last look failed.
    pub error: Option<String>,
    #[serde(serialize_with = "crate::stamp::rfc3339_opt")]
    pub failing_since: Option<Ts>,
    /// Files that were met, and those that may still grow.
    pub taken: i64,
    pub standing: i64,
    pub created_by: Option<Id>,
    #[serde(serialize_with = "crate::stamp::rfc3339")]
    pub created_at: Ts,
}

impl Schedule {
    /// The name under which the store keeps its times.
    #[must_use]
    pub fn key(id: Id) -> String {
        format!("import:{id}")
    }
}

const COLUMNS: &str = "id, name, template, source, path, pattern, every_minutes, daily_at, after, run_as, active, looked_at, error, \
    failing_since, created_by, created_at, \
    (select count(*) from @import_file f where f.schedule_id = s.id and f.state <> 'standing') as taken, \
    (select count(*) from @import_file f where f.schedule_id = s.id and f.state = 'standing') as standing";

fn read(row: &Row) -> Result<Schedule> {
    let plan = Plan {
        name: row.text(1)?.to_owned(),
        template: row.text(2)?.to_owned(),
        source: if row.text(3)? == Place::Bucket.name() { Place::Bucket } else { Place::Folder },
        path: row.text(4)?.to_owned(),
        pattern: row.text(5)?.to_owned(),
        every_minutes: row.opt_int(6),
        daily_at: row.opt_text(7).map(str::to_owned),
        after: if row.text(8)? == After::Move.name() { After::Move } else { After::Keep },
        run_as: Some(row.id(9)?),
        active: row.int(10)? == 1,
    };
    Ok(Schedule {
        id: row.id(0)?,
        plan,
        looked_at: row.opt_int(11).map(Ts),
        next_at: None,
        error: row.opt_text(12).map(str::to_owned),
        failing_since: row.opt_int(13).map(Ts),
        created_by: row.opt_id(14),
        created_at: row.ts(15)?,
        taken: row.int(16)?,
        standing: row.int(17)?,
    })
}

impl Records {
    /// All schedules, by name.
    ///
    /// # Errors
    /// `Forbidden`; of the database.
    pub async fn import_schedules(&self, access: &Access) -> Result<Vec<Schedule>> {
        access.require(may::IMPORT_RUN)?;
        self.schedules_by("order by name, id", &[]).await
    }

    /// # Errors
    /// `NotFound`, `Forbidden`; of the database.
    pub async fn import_schedule(&self, access: &Access, id: Id) -> Result<Schedule> {
        access.require(may::IMPORT_RUN)?;
        let found = self.schedules_by("where id = $1", &[id.into()]).await?.pop();
        found.ok_or_else(|| Error::no_record("import_schedule", id))
    }

    pub(crate) async fn schedule_name(&self, id: Id) -> Result<Option<String>> {
        let rows = self.tenant.get("select name from @import_schedule where id = $1", &[id.into()]).await?;
        Ok(rows.first().and_then(|r| r.opt_text(0).map(str::to_owned)))
    }

    async fn schedules_by(&self, condition: &str, params: &[Val]) -> Result<Vec<Schedule>> {
        let rows = self.tenant.get(&format!("select {COLUMNS} from @import_schedule s {condition}"), params).await?;
        let times = store::jobs::schedules(&self.tenant).await?;
        let mut all = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
        for one in &mut all {
            let key = Schedule::key(one.id);
            one.next_at = times.iter().find(|(s, _)| s.name == key).map(|(_, next)| *next);
        }
        Ok(all)
    }
}
