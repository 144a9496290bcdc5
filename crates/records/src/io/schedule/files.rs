//! The files that a schedule met. A file is known by its name, size and stamp; what was taken in, by its content, too.

use super::Schedule;
use crate::access::permission as may;
use crate::io::Import;
use crate::notice::{NewNotice, NoticeKind};
use crate::{Access, By, Error, Records, Result};
use model::{Id, Ts, Val};
use serde::Serialize;
use std::collections::HashMap;
use store::Row;
use store::blobs::Blob;

/// Names looked for by one statement.
const AT_ONCE: usize = 200;

/// Where a file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// It may still grow.
    Standing,
    /// Its import was started.
    Taken,
    /// Its content was taken in before, under another name or at another time.
    Same,
    /// It is too large.
    Refused,
}

impl FileState {
    fn name(self) -> &'static str {
        match self {
            FileState::Standing => "standing",
            FileState::Taken => "taken",
            FileState::Same => "same",
            FileState::Refused => "refused",
        }
    }
}

/// A file as it was found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Found {
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Differs when the content does.
    pub stamp: String,
}

/// A file that a schedule met.
#[derive(Clone, Debug, Serialize)]
pub struct ScheduledFile {
    pub id: Id,
    pub name: String,
    /// Bytes.
    pub size: u64,
    #[serde(skip)]
    pub stamp: String,
    pub state: FileState,
    /// Why it was refused; of the same content, the file that was taken in.
    pub reason: Option<String>,
    pub import: Option<Id>,
    #[serde(serialize_with = "crate::stamp::rfc3339")]
    pub seen_at: Ts,
    #[serde(serialize_with = "crate::stamp::rfc3339_opt")]
    pub taken_at: Option<Ts>,
}

/// What became of a file that was copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Started(Id),
    /// Its content was taken in before.
    Same,
    /// Another look was quicker.
    Elsewhere,
}

const COLUMNS: &str = "id, name, size, stamp, state, reason, import_id, seen_at, taken_at";

fn read(row: &Row) -> Result<ScheduledFile> {
    let states = [FileState::Standing, FileState::Taken, FileState::Same];
    let state = row.text(4)?;
    Ok(ScheduledFile {
        id: row.id(0)?,
        name: row.text(1)?.to_owned(),
        size: u64::try_from(row.int(2)?).unwrap_or(0),
        stamp: row.text(3)?.to_owned(),
        state: states.into_iter().find(|s| s.name() == state).unwrap_or(FileState::Refused),
        reason: row.opt_text(5).map(str::to_owned),
        import: row.opt_id(6),
        seen_at: row.ts(7)?,
        taken_at: row.opt_int(8).map(Ts),
    })
}

fn bytes(size: u64) -> Val {
    i64::try_from(size).unwrap_or(i64::MAX).into()
}

impl Records {
    /// Files that a schedule met, the latest first, after the one of `before`.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`; of the database.
    pub async fn scheduled_files(&self, access: &Access, id: Id, before: Option<Id>, limit: usize) -> Result<Vec<ScheduledFile>> {
        self.import_schedule(access, id).await?;
        let sql = format!(
            "select {COLUMNS} from @import_file where schedule_id = $1 and id < $2 order by id desc limit {}",
            limit.clamp(1, 200)
        );
        let before = before.unwrap_or(Id([0xff; 16]));
        self.tenant.get(&sql, &[id.into(), before.into()]).await?.iter().map(read).collect()
    }

    /// What is known of files by name, size and stamp.
    ///
    /// # Errors
    /// Of the database.
    pub async fn known_files(&self, access: &Access, schedule: Id, found: &[Found]) -> Result<HashMap<Found, ScheduledFile>> {
        access.require(may::IMPORT_RUN)?;
        let mut known = HashMap::new();
        for part in found.chunks(AT_ONCE) {
            let places: Vec<String> = (0..part.len()).map(|i| format!("${}", i + 2)).collect();
            let sql = format!("select {COLUMNS} from @import_file where schedule_id = $1 and name in ({})", places.join(", "));
            let params: Vec<Val> =
                std::iter::once(schedule.into()).chain(part.iter().map(|f| Val::from(f.name.as_str()))).collect();
            for row in self.tenant.get(&sql, &params).await? {
                let file = read(&row)?;
                known.insert(Found { name: file.name.clone(), size: file.size, stamp: file.stamp.clone() }, file);
            }
        }
        Ok(known)
    }

    /// Notes a file that was met for the first time; gives its id, none when it is known already.
    ///
    /// # Errors
    /// Of the database.
    pub async fn meet_file(&self, schedule: Id, found: &Found, refused: Option<&str>) -> Result<Option<Id>> {
        let now = self.tenant.clock().now();
        let id = Id::at(now.unix_ms());
        let state = if refused.is_some() { FileState::Refused } else { FileState::Standing };
        let params = [
            id.into(),
            schedule.into(),
            found.name.as_str().into(),
            bytes(found.size),
            found.stamp.as_str().into(),
            state.name().into(),
            refused.map(str::to_owned).into(),
            now.0.into(),
        ];
        let params = &params;
        let sql = "insert into @import_file (id, schedule_id, name, size, stamp, state, reason, seen_at)
                   values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (schedule_id, name, size, stamp) do nothing";
        let made = self.tenant.write::<_, Error, _>(move |tx| Box::pin(async move { Ok(tx.run(sql, params).await?) })).await?;
        Ok((made > 0).then_some(id))
    }

    /// Forgets a file that changed before it was taken.
    ///
    /// # Errors
    /// Of the database.
    pub async fn forget_file(&self, file: Id) -> Result<()> {
        let sql = "delete from @import_file where id = $1 and state = 'standing'";
        self.tenant
            .write::<_, Error, _>(move |tx| Box::pin(async move { Ok(tx.run(sql, &[file.into()]).await.map(drop)?) }))
            .await
    }

    /// Forgets files that were standing and are there no longer, or no longer as they were.
    ///
    /// # Errors
    /// Of the database.
    pub async fn forget_gone(&self, schedule: Id, found: &[Found]) -> Result<()> {
        let sql = format!("select {COLUMNS} from @import_file where schedule_id = $1 and state = 'standing'");
        for row in self.tenant.get(&sql, &[schedule.into()]).await? {
            let file = read(&row)?;
            if !found.iter().any(|f| f.name == file.name && f.size == file.size && f.stamp == file.stamp) {
                self.forget_file(file.id).await?;
            }
        }
        Ok(())
    }

    /// Notes where a file is copied to. Gives the place of a copy that was begun before and is of no use any more; `None`
    /// when the file is no longer to be taken.
    ///
    /// # Errors
    /// Of the database.
    pub async fn claim_file(&self, file: Id, blob: &str) -> Result<Option<Option<String>>> {
        self.tenant
            .write::<_, Error, _>(move |tx| {
                Box::pin(async move {
                    let lock = tx.dialect().for_update();
                    let sql = format!("select blob from @import_file where id = $1 and state = 'standing'{lock}");
                    let rows = tx.all(&sql, &[file.into()]).await?;
                    let Some(row) = rows.first() else { return Ok(None) };
                    tx.run("update @import_file set blob = $2 where id = $1", &[file.into(), blob.into()]).await?;
                    Ok(Some(row.opt_text(0).map(str::to_owned)))
                })
            })
            .await
    }

    /// Starts the import of a file that was copied, unless its content was taken in before: one transaction, so that nothing
    /// comes in twice however often and wherever is looked.
    ///
    /// # Errors
    /// Of the database.
    pub async fn take_file(&self, schedule: Id, file: Id, blob: &Blob, import: &Import) -> Result<Outcome> {
        self.tenant
            .write::<_, Error, _>(move |tx| {
                Box::pin(async move {
                    let lock = tx.dialect().for_update();
                    // Two files of one content wait for each other here.
                    let sql = format!("select id from @import_schedule where id = $1{lock}");
                    if tx.all(&sql, &[schedule.into()]).await?.is_empty() {
                        return Ok(Outcome::Elsewhere);
                    }
                    let sql = "select import_id, name from @import_file \
                               where schedule_id = $1 and sha256 = $2 and state = 'taken' and id <> $3 limit 1";
                    let before = tx.all(sql, &[schedule.into(), blob.sha256.as_str().into(), file.into()]).await?;
                    let (state, reason, of) = match before.first() {
                        Some(row) => (FileState::Same, row.opt_text(1).map(str::to_owned), row.opt_id(0)),
                        None => (FileState::Taken, None, Some(import.id)),
                    };
                    let sql =
                        "update @import_file set state = $3, reason = $4, import_id = $5, sha256 = $6, taken_at = $7, blob = null
                               where id = $1 and state = 'standing' and blob = $2";
                    let params = [
                        file.into(),
                        blob.key.as_str().into(),
                        state.name().into(),
                        reason.into(),
                        of.into(),
                        blob.sha256.as_str().into(),
                        tx.now().0.into(),
                    ];
                    if tx.run(sql, &params).await? == 0 {
                        return Ok(Outcome::Elsewhere);
                    }
                    if state == FileState::Same {
                        return Ok(Outcome::Same);
                    }
                    import.start(tx).await?;
                    Ok(Outcome::Started(import.id))
                })
            })
            .await
    }

    /// Notes how a look ended. Its maker and the one in whose name it runs are told when looks begin to fail.
    ///
    /// # Errors
    /// Of the database.
    pub async fn looked(&self, access: &Access, schedule: &Schedule, error: Option<&str>) -> Result<()> {
        let people = [schedule.plan.run_as, schedule.created_by];
        self.write(access, By::System, move |w| {
            Box::pin(async move {
                let now = w.now();
                let error = error.map(|e| e.replace('\0', "\u{fffd}").chars().take(1_000).collect::<String>());
                let failing = error.is_some();
                let sql = "update @import_schedule set looked_at = $2, error = $3, \
                    failing_since = case when $4 = 1 then coalesce(failing_since, $2) else null end where id = $1";
                w.tx.run(sql, &[schedule.id.into(), now.0.into(), error.into(), failing.into()]).await?;
                if failing && schedule.failing_since.is_none() {
                    let mut told: Vec<Id> = people.into_iter().flatten().collect();
                    told.dedup();
                    for user in told {
                        let subject = ("import_schedule".into(), schedule.id);
                        w.tell(NewNotice { user, kind: NoticeKind::ImportScheduleFailed, subject, at: now });
                    }
                }
                Ok(())
            })
        })
        .await
    }
}
