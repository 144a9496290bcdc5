//! One look for the files of a schedule. Whatever happens between two of its steps, the next look goes on from what is stored:
//! a copy that was begun is thrown away, a file whose import was started is only moved.

use super::{Intake, Trouble, access_of, inbox::Inbox, micros};
use crate::templates;
use model::Id;
use records::io::schedule::files::{FileState, Found, Outcome};
use records::io::schedule::{After, Schedule};
use records::io::{NewImport, Template};
use records::{Access, Records};
use serde::Serialize;

/// Most files of one look; the next one follows at once.
const FILES: usize = 200;

/// What a look did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Looked {
    /// Imports that were started.
    pub started: Vec<Id>,
    /// Files whose content was taken in before.
    pub same: usize,
    /// Files that are too large.
    pub refused: usize,
    /// Files that may still grow.
    pub standing: usize,
    /// There are more than one look takes.
    #[serde(skip)]
    pub more: bool,
    /// What was wrong with the first of the files that could not be read or moved.
    pub trouble: Option<String>,
}

/// One look under way.
struct Look<'a> {
    intake: &'a Intake,
    records: &'a Records,
    schedule: &'a Schedule,
    access: Access,
    template: Template,
    looked: Looked,
}

/// Looks for files once. `goes_on` is asked before each file.
///
/// # Errors
/// What is wrong with the place, the template or the person; of the database. Files before that were taken.
pub async fn look(
    intake: &Intake,
    records: &Records,
    schedule: &Schedule,
    goes_on: &(dyn Fn() -> bool + Sync),
) -> Result<Looked, Trouble> {
    let access = access_of(records, schedule).await?;
    let template = templates::named(records.tenant(), &schedule.plan.template).await?;
    records.may_import(&access, &template).await?;
    let company = records.tenant().slug();
    let found = intake.inbox.list(company, &schedule.plan).await?;
    records.forget_gone(schedule.id, &found).await?;
    let known = records.known_files(&access, schedule.id, &found).await?;
    let mut this = Look { intake, records, schedule, access, template, looked: Looked::default() };
    let now = records.tenant().clock().now();
    let mut done = 0;
    for file in &found {
        if done >= FILES || !goes_on() {
            this.looked.more = true;
            break;
        }
        let before = known.get(file);
        match before.map(|b| (b.id, b.state)) {
            None => done += this.meet(file).await?,
            Some((id, FileState::Standing)) => {
                let stands = before.is_some_and(|b| now.0 - b.seen_at.0 >= micros(intake.stand));
                if stands || !Inbox::grows(&schedule.plan) {
                    let taken = this.take(file, id).await;
                    this.go_on(taken)?;
                    done += 1;
                } else {
                    this.looked.standing += 1;
                }
            }
            Some((id, FileState::Taken | FileState::Same)) => {
                let moved = this.put_aside(file, id).await;
                this.go_on(moved)?;
            }
            Some((_, FileState::Refused)) => {}
        }
    }
    Ok(this.looked)
}

impl Look<'_> {
    /// A file that was not there at the last look.
    async fn meet(&mut self, file: &Found) -> Result<usize, Trouble> {
        let most = self.intake.max;
        if file.size > most {
            let reason = format!("it has {} bytes; at most {most} are taken", file.size);
            self.records.meet_file(self.schedule.id, file, Some(&reason)).await?;
            self.looked.refused += 1;
            return Ok(0);
        }
        let Some(id) = self.records.meet_file(self.schedule.id, file, None).await? else { return Ok(0) };
        if Inbox::grows(&self.schedule.plan) {
            self.looked.standing += 1;
            return Ok(0);
        }
        let taken = self.take(file, id).await;
        self.go_on(taken)?;
        Ok(1)
    }

    /// What is wrong with one file keeps no other from coming in.
    fn go_on(&mut self, done: Result<(), Trouble>) -> Result<(), Trouble> {
        match done {
            Err(Trouble::Told(text)) => {
                self.looked.trouble.get_or_insert(text);
                Ok(())
            }
            other => other,
        }
    }

    async fn take(&mut self, file: &Found, id: Id) -> Result<(), Trouble> {
        let (company, plan) = (self.records.tenant().slug(), &self.schedule.plan);
        let Some(reader) = self.intake.inbox.open_file(company, plan, file).await? else {
            self.looked.standing += 1;
            return Ok(self.records.forget_file(id).await?);
        };
        let key = store::blobs::new_key();
        let Some(left) = self.records.claim_file(id, &key).await? else { return Ok(()) };
        if let Some(left) = left {
            self.intake.blobs.delete(company, &left).await?;
        }
        let blob = match self.intake.blobs.put_as(company, &key, reader.stream).await {
            Ok(blob) => blob,
            Err(error) => {
                tracing::warn!(%error, file = file.name, "a file for an import could not be copied");
                return Err(Trouble::Told(format!("{} cannot be read to its end", file.name)));
            }
        };
        if blob.size != file.size || !self.intake.inbox.is_still(company, plan, file).await? {
            self.intake.blobs.delete(company, &key).await?;
            self.looked.standing += 1;
            return Ok(self.records.forget_file(id).await?);
        }
        let template = self.template.clone();
        let new = NewImport { name: &file.name, template, dry_run: false, blob: &blob, schedule: Some(self.schedule.id) };
        let import = self.records.ready_import(&self.access, new).await?;
        let outcome = self.records.take_file(self.schedule.id, id, &blob, &import).await?;
        match outcome {
            Outcome::Started(import) => self.looked.started.push(import),
            Outcome::Same => self.looked.same += 1,
            Outcome::Elsewhere => {}
        }
        if !matches!(outcome, Outcome::Started(_)) {
            self.intake.blobs.delete(company, &key).await?;
        }
        if outcome == Outcome::Elsewhere { Ok(()) } else { self.put_aside(file, id).await }
    }

    async fn put_aside(&self, file: &Found, id: Id) -> Result<(), Trouble> {
        if self.schedule.plan.after == After::Keep {
            return Ok(());
        }
        // Another file may have come under this name since.
        if !self.intake.inbox.is_still(self.records.tenant().slug(), &self.schedule.plan, file).await? {
            return Ok(());
        }
        let mark = &id.to_string()[..13];
        self.intake.inbox.put_aside(self.records.tenant().slug(), &self.schedule.plan, &file.name, mark).await
    }
}
