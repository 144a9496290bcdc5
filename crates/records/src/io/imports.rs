//! What people ask of imports: start, look, stop, go on, see what was refused, take it back.

use super::allowed::{check_objects, open_to};
use super::import::{Import, State};
use super::plan::Plan;
use super::template::Template;
use crate::access::permission as may;
use crate::audit::{self, Audit, AuditKind, Who};
use crate::identity;
use crate::notice::{self, NewNotice, NoticeKind};
use crate::{Access, By, Error, Records, Result};
use model::{Id, Ts, Val};
use serde_json::json;
use store::blobs::Blob;
use store::jobs::NewJob;
use store::{Scan, Tx};

/// Kinds of job.
pub const RUN: &str = "import";
pub const UNDO: &str = "undo_import";

/// A file that is to be taken in.
pub struct NewImport<'a> {
    /// Its name, for people.
    pub name: &'a str,
    pub template: Template,
    /// Read and check, write nothing.
    pub dry_run: bool,
    /// Where it was put, and its size in bytes.
    pub blob: &'a Blob,
    /// The schedule that found it.
    pub schedule: Option<Id>,
}

/// A refused row, one line a reason.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RefusedRow {
    pub line: i64,
    pub column: i64,
    pub code: String,
    pub message: String,
    pub row: String,
}

impl Import {
    /// Notes it and queues its job, in a transaction.
    ///
    /// # Errors
    /// Of the database.
    pub async fn start(&self, tx: &mut Tx) -> Result<()> {
        self.insert(tx).await?;
        tx.enqueue(job(RUN, self.id)).await?;
        Ok(())
    }
}

impl Records {
    /// Notes an import and queues it; the worker takes it from there.
    ///
    /// # Errors
    /// `Forbidden`; `Invalid` when the template names objects that do not exist.
    pub async fn start_import(&self, access: &Access, new: NewImport<'_>) -> Result<Import> {
        let import = self.ready_import(access, new).await?;
        let noted = &import;
        self.write(access, By::System, |w| Box::pin(async move { noted.start(w.tx).await })).await?;
        Ok(import)
    }

    /// An import that may be started, with [`Import::start`], in a transaction of the caller's.
    ///
    /// # Errors
    /// As [`Records::start_import`].
    pub async fn ready_import(&self, access: &Access, new: NewImport<'_>) -> Result<Import> {
        self.may_import(access, &new.template).await?;
        let mut import = Import::new(new.name, new.template, new.dry_run, access.actor.user, self.tenant.clock().now());
        import.blob = Some(new.blob.key.clone());
        import.total_bytes = new.blob.size;
        import.schedule = new.schedule;
        Ok(import)
    }

    /// Whether somebody may take files in by a template.
    ///
    /// # Errors
    /// `Forbidden`; `Invalid` when the template names what does not exist.
    pub async fn may_import(&self, access: &Access, template: &Template) -> Result<()> {
        access.require(may::IMPORT_RUN)?;
        let catalog = self.current().await?;
        check_objects(template, &catalog)?;
        open_to(access, template, &catalog)
    }

    /// Notes an import whose file the caller reads itself (the command line), without a job.
    ///
    /// # Errors
    /// As [`Records::start_import`].
    pub async fn note_import(
        &self,
        access: &Access,
        name: &str,
        template: Template,
        dry_run: bool,
        bytes: u64,
    ) -> Result<Import> {
        self.may_import(access, &template).await?;
        let mut import = Import::new(name, template, dry_run, access.actor.user, self.tenant.clock().now());
        import.total_bytes = bytes;
        let noted = &import;
        self.write(access, By::System, |w| Box::pin(async move { noted.insert(w.tx).await })).await?;
        Ok(import)
    }

    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn import(&self, access: &Access, id: Id) -> Result<Import> {
        access.require(may::IMPORT_RUN)?;
        self.import_row(id).await
    }

    pub(crate) async fn import_row(&self, id: Id) -> Result<Import> {
        let mut rows = self.tenant.get(&Import::select("where id = $1"), &[id.into()]).await?;
        rows.pop().map_or_else(|| Err(Error::no_record("import", id)), Import::read)
    }

    /// Imports, newest first; `before` is the `created_at` of the last one seen.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn imports(&self, access: &Access, before: Option<Ts>, limit: usize) -> Result<Vec<Import>> {
        access.require(may::IMPORT_RUN)?;
        let sql = Import::select(&format!("where created_at < $1 order by created_at desc limit {}", limit.clamp(1, 200)));
        let rows = self.tenant.get(&sql, &[before.map_or(i64::MAX, |t| t.0).into()]).await?;
        rows.into_iter().map(Import::read).collect()
    }

    pub(super) async fn save_import(&self, import: &Import) -> Result<()> {
        self.tenant.write::<_, Error, _>(|tx| Box::pin(async move { import.save(tx).await })).await
    }

    /// Saves an import that has ended, and tells who started it.
    pub(super) async fn save_ended(&self, import: &Import) -> Result<()> {
        let kind = match import.state {
            // Of what comes by itself people hear when something is to be looked at.
            State::Done if import.schedule.is_some() && import.refused == 0 => None,
            State::Done => Some(NoticeKind::ImportDone),
            State::Failed => Some(NoticeKind::ImportFailed),
            _ => None,
        };
        let user = import.created_by.filter(|_| !import.dry_run);
        let (subject, at) = (("import".into(), import.id), self.tenant.clock().now());
        let notices: Vec<NewNotice> =
            kind.zip(user).map(|(kind, user)| NewNotice { user, kind, subject, at }).into_iter().collect();
        let notices = &notices;
        let catalog = self.catalog();
        let known = |object: &str| catalog.prepared(object).is_ok_and(|p| p.identity.is_some());
        let identified = !import.dry_run && import.template.objects.iter().any(|o| known(&o.object));
        self.tenant
            .write::<_, Error, _>(move |tx| {
                Box::pin(async move {
                    import.save(tx).await?;
                    if identified {
                        tx.enqueue(identity::after_import(import.id)).await?;
                    }
                    notice::write(tx, notices.clone(), &By::System).await
                })
            })
            .await
    }

    /// Asks a waiting or running import to stop; what was taken in stays.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`; `BadRequest` when it has ended already.
    pub async fn cancel_import(&self, access: &Access, id: Id) -> Result<()> {
        let import = self.import(access, id).await?;
        if !matches!(import.state, State::Waiting | State::Running) {
            return Err(Error::BadRequest(format!("this import is {}; there is nothing to stop", import.state.name())));
        }
        self.set_cancel(id, true).await
    }

    async fn set_cancel(&self, id: Id, cancel: bool) -> Result<()> {
        let params = [id.into(), cancel.into()];
        let params = &params;
        self.tenant
            .write::<_, Error, _>(|tx| {
                Box::pin(async move {
                    tx.run("update @import set cancel = $2 where id = $1", params).await?;
                    Ok(())
                })
            })
            .await
    }

    pub(super) async fn import_is_cancelled(&self, id: Id) -> Result<bool> {
        let rows = self.tenant.get("select cancel from @import where id = $1", &[id.into()]).await?;
        Ok(rows.first().is_some_and(|r| r.val(0).int() == Some(1)))
    }

    /// Goes on with an import that failed or was cancelled, from the row after the last one that was taken in.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`; `BadRequest` when it is done, or its file is gone.
    pub async fn resume_import(&self, access: &Access, id: Id) -> Result<()> {
        let import = self.import(access, id).await?;
        if !matches!(import.state, State::Failed | State::Cancelled) || import.blob.is_none() {
            return Err(Error::BadRequest(format!(
                "this import is {}; only one that failed or was cancelled can go on",
                import.state.name()
            )));
        }
        self.set_cancel(id, false).await?;
        self.requeue(Import { state: State::Waiting, error: None, finished_at: None, ..import }, RUN, None).await
    }

    async fn requeue(&self, import: Import, kind: &'static str, noted: Option<(Who, Audit)>) -> Result<()> {
        let (import, noted) = (&import, &noted);
        self.tenant
            .write::<_, Error, _>(|tx| {
                Box::pin(async move {
                    if let Some((who, entry)) = noted {
                        audit::note(tx, who, entry).await?;
                    }
                    import.save(tx).await?;
                    tx.enqueue(job(kind, import.id)).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Takes an import back as far as nobody has touched what it did; a job does the work.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`; `BadRequest` when it still runs, was a dry run, or is undone already.
    pub async fn undo_import(&self, access: &Access, id: Id) -> Result<()> {
        access.require(may::IMPORT_UNDO)?;
        let import = self.import(access, id).await?;
        if import.dry_run || !matches!(import.state, State::Done | State::Failed | State::Cancelled) {
            let why = if import.dry_run { "was a dry run and wrote nothing" } else { import.state.name() };
            return Err(Error::BadRequest(format!("this import cannot be undone: it {why}")));
        }
        let entry = Audit::new(AuditKind::ImportUndone).of(id, import.name.as_str());
        self.requeue(Import { state: State::Undoing, ..import }, UNDO, Some((access.who(), entry))).await
    }

    /// Refused rows in the order of the file, in constant memory.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, errors of `each`.
    pub async fn refused_rows(
        &self,
        access: &Access,
        id: Id,
        each: &mut (dyn FnMut(RefusedRow) -> store::Result<()> + Send),
    ) -> Result<()> {
        let import = self.import(access, id).await?;
        open_to(access, &import.template, &*self.current().await?)?;
        let sql = "select line, col, code, message, row from @import_refused where import_id = $1 order by line, pos";
        let text = |row: &store::Row, i: usize| row.val(i).text().unwrap_or_default().to_owned();
        let number = |row: &store::Row, i: usize| row.val(i).int().unwrap_or(0);
        let mut hand_on = |row: &store::Row| {
            each(RefusedRow {
                line: number(row, 0),
                column: number(row, 1),
                code: text(row, 2),
                message: text(row, 3),
                row: text(row, 4),
            })
        };
        self.tenant.stream(sql, &[id.into()], Scan::default(), &mut hand_on).await?;
        Ok(())
    }

    /// The columns of a file's header checked against a template, without reading the rows.
    ///
    /// # Errors
    /// `Invalid` with everything that does not fit.
    pub fn check_header(&self, template: &Template, header: &[String]) -> Result<()> {
        Plan::new(template, header, &self.catalog()).map(drop)
    }
}

fn job(kind: &str, id: Id) -> NewJob {
    NewJob::new(kind, json!({ "import": id })).dedup(id.to_string()).priority(store::jobs::Priority::Low)
}

/// For text that the database keeps and PostgreSQL would refuse.
pub(super) fn no_nul(text: &str) -> Val {
    text.replace('\0', "\u{fffd}").into()
}
